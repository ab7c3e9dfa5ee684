#include "common/text/stopwords.h"

#include <stddef.h>
#include <string.h>

/* Articles, pronouns, prepositions, conjunctions, auxiliaries and the adverbs that work like them.
 * Words that also carry news are left out ("us" aside, which no pronoun could do without). As case
 * folding leaves them: Greek has no final sigma here. */
static const struct {
    const char *code; /* ISO 639-1 */
    const char *words;
} lists[] = {
    {"en",
     " a about above after again against all am among an and any are aren't as at be because been"
     " before being below between both but by can cannot can't could couldn't did didn't do does"
     " doesn't doing don't down during each either else etc ever every few for from further get had"
     " hadn't has hasn't have haven't having he he'd he'll her here hers herself him himself his "
     "how"
     " however i i'd i'll i'm i've if in into is isn't it it'd it'll its itself just let like may "
     "me"
     " might more most much must my myself neither no nor not now of off on once only onto or other"
     " ought our ours ourselves out over own per rather same shall shan't she she'd she'll should"
     " shouldn't since so some such than that the their theirs them themselves then there therefore"
     " these they they'd they'll they're they've this those though through thus to too toward"
     " towards under until unto up upon us very via was wasn't we we'd we'll we're we've were"
     " weren't what whatever when where whereas whether which while who whom whose why will with"
     " within without won't would wouldn't yet you you'd you'll you're you've your yours yourself"
     " yourselves "},
    {"fr",
     " à afin ai aie ainsi alors après as au aucun aucune auquel aura aurait aussi autre autres aux"
     " avaient avait avant avec avez avoir avons ayant c car ce ceci cela celle celles celui ces "
     "cet"
     " cette ceux chaque chez ci comme comment d dans de depuis des donc dont du elle elles en "
     "encore"
     " entre es est et étaient étais était étant été être eu eux fut ici il ils j jusqu jusque l la"
     " là le les lequel laquelle lesquels lesquelles leur leurs lorsque lui m ma mais me même mêmes"
     " mes moi mon n ne ni nos notre nous on ont ou où par parce pas pendant peu plus pour pourquoi"
     " puis puisque qu quand que quel quelle quelles quelque quelques quels qui quoi s sa sans se"
     " sera serait ses si soi soit son sont sous sur t ta te tes toi ton tous tout toute toutes "
     "très"
     " tu un une vers voici voilà vos votre vous y "},
    {"de",
     " ab aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes"
     " auch auf aus bei beim bin bis bist da dabei dadurch dafür dagegen daher damit danach dann"
     " daran darauf daraus darin darüber darum das dass dazu dein deine dem den denen denn der"
     " deren des deshalb dessen dich die dies diese diesem diesen dieser dieses dir doch dort du"
     " durch ein eine einem einen einer eines einige er es etwas euch euer für gegen hab habe haben"
     " hat hatte hätte hatten hätten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer"
     " ihres im in indem ins ist ja jede jedem jeden jeder jedes jedoch jene jener kann kein keine"
     " keinem keinen keiner können konnte könnte man mehr mein meine mich mir mit muss müssen "
     "musste"
     " nach nachdem nicht nichts noch nun nur ob obwohl oder ohne schon sehr sein seine seinem "
     "seinen"
     " seiner seines seit selbst sich sie sind so sogar solche soll sollen sollte sondern sowie "
     "über"
     " um und uns unser unsere unter vom von vor während wann war ward waren wäre warum was weder"
     " weil welche welchem welchen welcher welches wenn wer werde werden wie wieder will wir wird "
     "wo"
     " wollen worden wurde würde wurden würden zu zum zur zwar zwischen "},
    {"es",
     " a al algo algún alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos "
     "aquí"
     " así aún aunque bajo bien cada casi como cómo con contra cual cuál cuales cualquier cuando"
     " cuándo cuyo cuya de del desde donde dónde dos durante e el él ella ellas ellos en entre era"
     " eran eres es esa esas ese eso esos esta está estaba estaban estamos están estar estas este"
     " esto estos estoy fue fueron ha haber había habían han has hasta hay he la las le les lo los"
     " más me mi mí mientras mis mucho muchos muy nada ni ningún ninguna no nos nosotros nuestra"
     " nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque pues que qué"
     " quien quién quienes se sea según ser será si sí sido sin sino sobre son soy su sus suya suyo"
     " también tampoco tan tanto te tenía ti tiene tienen toda todas todo todos tras tu tú tus un "
     "una"
     " unas uno unos usted ustedes y ya yo "},
    {"it",
     " a ad agli ai al alcuni alcune all alla alle allo allora altra altre altri altro anche ancora"
     " avere aveva avevano che chi ci ciò coi col come con contro così cui da dagli dai dal dall"
     " dalla dalle dallo degli dei del dell della delle dello di dopo dove due durante e è ed egli"
     " era erano essa esse essere essi fa fino fra fu furono già gli ha hai hanno ho i il in "
     "infatti"
     " invece io l la le lei li lo loro lui ma me mentre mi mia mie miei mio molto ne né negli nei"
     " nel nell nella nelle nello no noi non nostra nostre nostri nostro o ogni ognuno oltre oppure"
     " ora per perché però più poi presso prima proprio qual quale quali quando quanto quei quella"
     " quelle quelli quello questa queste questi questo qui quindi sarà se sé sei senza si sia "
     "siamo"
     " siano siete solo sono sta stata stati stato su sua sue sugli sui sul sull sulla sulle sullo"
     " suo suoi tale tali tanto te ti tra tu tua tuo tutta tutte tutti tutto un una uno verso vi "
     "voi "},
    {"pt",
     " a à ainda além algo alguém algum alguma algumas alguns ante antes ao aos apenas após aquela"
     " aquelas aquele aqueles aquilo as às assim até cada com como contra contudo da das de dela "
     "delas"
     " dele deles depois desde dessa desse desta deste disso do dos durante e é ela elas ele eles "
     "em"
     " entre era eram essa essas esse esses esta está estão estas estava estavam este estes eu foi"
     " foram há havia isso isto já lá lhe lhes mais mas me mesmo meu meus mim minha minhas muito na"
     " não nas nem nenhum nenhuma nessa nesse nesta neste no nos nós nossa nossas nosso nossos num"
     " numa o onde os ou outra outras outro outros para pela pelas pelo pelos perante por porém "
     "porque"
     " pois qual quais quando quanto que quem se sem sempre ser será seu seus si sido sob sobre sua"
     " suas também tem têm tendo ter teve tinha toda todas todo todos tu tudo um uma umas uns você"
     " vocês vos "},
    {"nl",
     " aan achter af al alle alleen als altijd ander andere anders beide bij binnen boven buiten "
     "daar"
     " daarom dan dat de den der des deze die dit doch doen door dus een elk elke en er even gaan"
     " geen had hadden heb hebben heeft hem hen het hier hij hoe hun iemand iets ik in indien is ja"
     " je jij jou jouw jullie kan kon konden kunnen maar me mee meer men met mij mijn moet moeten "
     "na"
     " naar nadat niet niets nog nu of om omdat onder ons onze ook op over reeds sinds te tegen "
     "toch"
     " toen tot tussen u uit uw van vanaf veel voor want waar waarom was wat we wel welk welke werd"
     " werden wie wij wil word worden wordt zal ze zelf zich zij zijn zo zonder zou zouden zulke "},
    {"ru",
     " а без более бы был была были было быть в вам вас весь во вот все всё всего всех вы где да "
     "даже"
     " для до его ее её ей если есть еще ещё же за здесь и из или им ими их к как какой какая какие"
     " ко когда кого которая которого которой которые который которых кто ли либо лишь между меня "
     "мне"
     " много может можно мой моя мы на над надо нам нас наш не него нее неё ней нет ни них но ну о "
     "об"
     " однако он она они оно от очень по под после при про с сам сама себе себя со так также такой"
     " такие там тебя тем то тобой того тоже той только том тот ту ты у уж уже хотя чего чей чем "
     "что"
     " чтобы чье чья эта эти этих это этого этой этом этот эту я "},
    {"sv",
     " alla allt än andra annan annat är att av blev bli blir både då dä där de dem den denna deras"
     " dess dessa det detta dig din dina ditt dock du efter eftersom ej eller en enligt er era ert "
     "ett"
     " för från genom ha hade han hans har henne hennes här hon honom hos hur i icke in ingen inget"
     " innan inom inte ja jag kan kunde man med medan mellan men mer mig min mina mitt mot mycket "
     "när"
     " ni nu någon något några och också om oss på så sådan sådana samt sedan sig sin sina sitt ska"
     " skall skulle som till under upp ut utan vad var vår våra vart varje varför vara varit vem vi"
     " vid vilka vilken vilket vill "},
    {"da",
     " ad af alle alt anden andet andre at både blev blive bliver da de dem den denne der deres det"
     " dette dig din dine disse dit dog du efter eller en end er et for fordi fra før gennem ham "
     "han"
     " hans har havde have hende hendes her hos hun hvad hvem hver hvilken hvis hvor hvordan "
     "hvorfor"
     " i ikke ind ingen intet jeg jer kan kun kunne man mange med meget mellem men mens mig min "
     "mine"
     " mit mod måtte ned noget nogen nogle nu når og også om op os over på sådan samme selv sig sin"
     " sine sit skal skulle som står så til ud uden under var vi vil ville vor være været "},
    {"no",
     " alle alt andre annen annet at av bare begge ble blei bli blir blitt både da de dei deg dem "
     "den"
     " denne der deres dersom det dette di din dine disse dit ditt du dykk då eg ein eit eller en"
     " enn er et ett etter for fordi fra før gjennom ha hadde han hans har henne hennes her ho hos"
     " hun hva hvem hver hvilken hvis hvor hvordan hvorfor i ikke ikkje ingen inn inne ja jeg kan"
     " kom korleis kunne kva kven man mange med meg mellom men mens mer mest min mine mitt mot mye"
     " må nå når ned noe noen nokon noko og også om opp oss over på samme seg selv si sia sin sine"
     " sitt skal skulle slik som så til um under ut uten var vart ved vel vere vi vil ville vår "
     "være"
     " vært å "},
    {"fi",
     " ei eikä eivät eli ellei emme en ennen että et ette he heidän heille heitä hän hänelle hänen"
     " hänet hänessä häntä ilman itse ja jo joiden joilla joissa joita joka jokin jolla jolle "
     "jolloin"
     " jonka jos joskus jossa josta jota jotka jotta kaikki kanssa kautta keiden ketkä kuin kuinka"
     " kuitenkin kuka kun me meidän meille meitä mikä mikäli miksi millä minkä minun minä missä "
     "mistä"
     " mitä mutta muu muun muut myös ne niiden niihin niiltä niin niissä niistä niitä noin nuo nyt"
     " näiden nämä näissä näitä olemme olen olet olette oli olisi olisivat olivat olla olleet "
     "ollut on"
     " ovat se sekä sen siellä sieltä siihen siinä siis siitä sille sillä silti sinun sinä sitä "
     "sitten"
     " tai te teidän tämä tämän tässä tästä tätä tuo tuon vaan vai vaikka vain vielä voi voivat "
     "yli "},
    {"ca",
     " a al als amb aquest aquesta aquests aquestes això així com contra d de del dels des després"
     " doncs e el ella elles ells els em en encara entre era eren és està estan fins ha han havia "
     "hi"
     " ho i ja jo l la les li lo los m més meu mi molt n ni no nosaltres o on per però perquè pel "
     "pels"
     " què que qual qui quan s se sense seu seva seus seves ser si són sobre també tan tot tots "
     "tota"
     " un una uns unes va van vosaltres "},
    {"cs", " a aby ale ani asi až bez bude budou by byl byla byli bylo být co což další do ho i "
           "jak jako je"
           " jeho jej její jejich jen ještě již jsem jsme jsou k kde kdo když kdy která které "
           "který kteří ke"
           " ku mezi mít mu na nad nebo než není o od on ona oni pak po pod podle pokud pouze "
           "právě pro proto"
           " protože před přes při s se si své svůj ta tak také tato té tedy tento to tom tomu tu "
           "tuto ty u"
           " už v ve více však vy z za že "},
    {"pl",
     " a aby albo ale ani aż bez bo być był była było były będzie będą choć co czy dla do gdy gdyż"
     " gdzie go i ich im iż ja jak jako je jednak jego jej jest jeszcze jeśli już każdy kiedy kto"
     " która które którego której który których którzy lub ma mają między mnie może na nad nam nas "
     "nie"
     " nim nich niż o od on ona one oni oraz po pod podczas ponieważ poza przed przez przy są się"
     " swoje ta tak także tam te tego tej ten to też tu tych tylko tym u w we więc wszystko wśród "
     "z za"
     " ze że żeby "},
    {"tr",
     " acaba ama ancak arasında artık aslında bana bazı belki ben beni benim bile bir biri biz bize"
     " bizim bu buna bunda bundan bunlar bunu bunun burada çok çünkü da daha de değil diğer diye "
     "dolayı"
     " en fakat gibi göre hangi hatta hem henüz hep hepsi her hiç için ile ilgili ise işte kadar "
     "kendi"
     " ki kim mı mi mu mü nasıl ne neden nerede niye o olan olarak oldu olduğu olsa olup on ona "
     "ondan"
     " onlar onların onu onun sadece sen siz sonra şey şu tarafından tüm ve veya ya yani yine yok"
     " zaten "},
    {"uk",
     " а або але б без би був була були було бути в вам вас ви від він вона вони воно все де для до"
     " його й за з і із її інші їй їм їх к коли кого кому котрий крім між мене мені ми на над нам "
     "нас"
     " наш не нього нема ні них о однак по під при про проте саме свої своє та так також такий там "
     "те"
     " ти тим то тобі того тільки том той тут у уже хоча це цей ця ці цього чи через що щоб щодо я "
     "як"
     " яка яке який які якщо "},
    {"ro", " a acea aceasta această aceea acei aceia acel acela acele acest acesta aceste aceștia "
           "ai al ale"
           " am ar are așa asupra au avea aveau ca că care către ce cei cel cele cine cu cum când "
           "da dacă dar"
           " de deși din dintre după ea ei el ele era erau este eu ești fără fi fie fiind fost i "
           "iar îi în"
           " între într însă l la le lor lui mai mi ne nici noi nu o ori pe pentru peste prin s sa "
           "să sale"
           " sau se și sunt spre sub te toate tot toți un una unde unei unor unui va vor voi "},
    {"hu",
     " a az abban ahhoz ahogy aki akik akkor alatt amely amelyek amelyet ami amikor amit arra "
     "arról az"
     " azért azok azon azonban azt be bár csak de e egy egyik el ellen előtt elég én és ez ezek "
     "ezen"
     " ezért ezt fel hanem hiszen hogy hogyan igen így ill is jól ki kell kívül között le legyen "
     "lehet"
     " lesz ma maga már más meg mellett mert mi miatt mint mit mivel még míg minden most nagyon ne "
     "nem"
     " nincs olyan ott pedig persze s saját sem semmi szerint te tehát át után úgy vagy vagyis van"
     " vannak vele való volna volt voltak ő ők össze "},
    {"id",
     " ada adalah agar akan aku anda antara atas atau bagi bahwa belum bisa dalam dan dapat dari"
     " dengan di dia harus hanya ia ini itu jika juga kami karena ke kepada ketika kita lagi lain"
     " lebih maka masih mereka namun oleh pada para pula saat saja sama sampai sangat saya sebagai"
     " sebuah sedang sehingga sejak selama semua seorang seperti serta setelah setiap suatu sudah"
     " tapi telah tentang tersebut tetapi tidak untuk yaitu yang "},
    {"el",
     " αλλά αν από αυτά αυτέσ αυτή αυτό αυτοί αυτόσ αυτού για γιατί δε δεν εγώ είναι είχε είχαν "
     "εκείνη"
     " εκείνο εκείνοσ εμείσ ενώ ένα έναν ένασ επειδή εσείσ έτσι έχει έχουν η ή ήταν θα και κατά κι"
     " με μέσα μετά μη μην μασ μια μία μόνο να ο οι όμωσ όπου όπωσ όταν ότι ούτε πιο ποια ποιοσ που"
     " πού πριν προσ πωσ πώσ σαν σασ σε στα στη στην στισ στο στον στουσ στον τα τη την τησ τι τισ "
     "το"
     " τον του τουσ των ωσ "},
};

const char *stopwords_of(const char *code)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (strcmp(lists[i].code, code) == 0)
            return lists[i].words;
    return NULL;
}
