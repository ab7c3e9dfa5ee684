#include "common/text/frequent_words.h"

#include "common/base/bits.h"
#include "common/base/hash.h"

#include <pthread.h>
#include <string.h>

#define EN (UINT32_C(1) << GUESS_EN)
#define FR (UINT32_C(1) << GUESS_FR)
#define DE (UINT32_C(1) << GUESS_DE)
#define ES (UINT32_C(1) << GUESS_ES)
#define IT (UINT32_C(1) << GUESS_IT)
#define PT (UINT32_C(1) << GUESS_PT)
#define NL (UINT32_C(1) << GUESS_NL)
#define SV (UINT32_C(1) << GUESS_SV)
#define DA (UINT32_C(1) << GUESS_DA)
#define NO (UINT32_C(1) << GUESS_NO)
#define FI (UINT32_C(1) << GUESS_FI)
#define CA (UINT32_C(1) << GUESS_CA)
#define CS (UINT32_C(1) << GUESS_CS)
#define SK (UINT32_C(1) << GUESS_SK)
#define PL (UINT32_C(1) << GUESS_PL)
#define HR (UINT32_C(1) << GUESS_HR)
#define TR (UINT32_C(1) << GUESS_TR)
#define RO (UINT32_C(1) << GUESS_RO)
#define HU (UINT32_C(1) << GUESS_HU)
#define ID (UINT32_C(1) << GUESS_ID)
#define VI (UINT32_C(1) << GUESS_VI)
#define RU (UINT32_C(1) << GUESS_RU)
#define UK (UINT32_C(1) << GUESS_UK)
#define BG (UINT32_C(1) << GUESS_BG)
#define SR (UINT32_C(1) << GUESS_SR)
#define BE (UINT32_C(1) << GUESS_BE)
#define AR (UINT32_C(1) << GUESS_AR)
#define FA (UINT32_C(1) << GUESS_FA)
#define UR (UINT32_C(1) << GUESS_UR)
#define HI (UINT32_C(1) << GUESS_HI)
#define NE (UINT32_C(1) << GUESS_NE)

const char guess_code[GUESS_COUNT][3] = {
    "en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "ca", "cs", "sk", "pl", "hr",
    "tr", "ro", "hu", "id", "vi", "ru", "uk", "bg", "sr", "be", "ar", "fa", "ur", "hi", "ne",
};

/* Ascending by bytes. Several to a line. */
/* clang-format off */
static const struct {
    char word[FREQUENT_WORD_ROOM]; /* lower case */
    uint32_t languages;            /* bits as above */
} frequent[] = {
    {"a", ES | PT | CA | CS | SK | RO | HU}, {"aan", NL}, {"ada", ID}, {"adalah", ID}, {"af", DA},
    {"aj", SK}, {"akan", ID}, {"ako", SK}, {"al", ES | IT | CA}, {"ale", CS | SK | PL}, {"ali", HR},
    {"alla", IT}, {"als", DE | NL}, {"amb", CA}, {"amely", HU}, {"an", DE}, {"ancak", TR},
    {"anche", IT}, {"and", EN}, {"ao", PT}, {"aquest", CA}, {"are", EN}, {"as", EN | PT},
    {"at", EN | DA | NO}, {"att", SV}, {"au", FR | RO}, {"auch", DE}, {"auf", DE}, {"aus", DE},
    {"aux", FR}, {"av", SV | NO}, {"avec", FR}, {"az", HU}, {"azt", HU}, {"be", EN}, {"bei", DE},
    {"bi", HR}, {"bij", NL}, {"bio", HR}, {"bir", TR}, {"ble", NO}, {"blev", DA}, {"bol", SK},
    {"bolo", SK}, {"bu", TR}, {"by", EN | CS | SK}, {"byl", CS}, {"bylo", CS}, {"był", PL},
    {"ca", RO}, {"care", RO}, {"ce", FR}, {"cette", FR}, {"che", IT}, {"cho", VI}, {"co", PL},
    {"com", PT | CA}, {"come", IT}, {"como", ES | PT}, {"con", ES | IT}, {"csak", HU}, {"cu", RO},
    {"các", VI}, {"có", VI}, {"că", RO}, {"của", VI}, {"da", IT | PT | HR | TR}, {"daha", TR},
    {"dalam", ID}, {"dan", ID}, {"dans", FR}, {"dar", RO}, {"dari", ID}, {"das", DE | PT},
    {"dass", DE}, {"dat", NL}, {"de", FR | ES | PT | NL | SV | DA | NO | CA | TR | RO | HU},
    {"dei", IT}, {"del", ES | IT | CA}, {"della", IT}, {"delle", IT}, {"dels", CA}, {"dem", DE},
    {"den", DE | SV | DA | NO}, {"dengan", ID}, {"der", DE | DA}, {"des", FR | DE},
    {"det", SV | DA | NO}, {"değil", TR}, {"di", IT | ID}, {"die", DE | NL}, {"din", RO},
    {"dla", PL}, {"do", PT | CS | SK | PL}, {"door", NL}, {"dos", PT}, {"du", FR}, {"după", RO},
    {"e", IT | PT}, {"een", NL}, {"efter", SV | DA}, {"egy", HU}, {"ei", NO | FI}, {"ein", DE},
    {"eine", DE}, {"el", ES | CA | HU}, {"elle", FR}, {"eller", SV | DA | NO}, {"els", CA},
    {"em", PT}, {"en", FR | ES | NL | SV | DA | NO | CA | TR}, {"er", DE | NL | DA | NO},
    {"es", DE | ES | CA}, {"est", FR}, {"este", ES | RO}, {"et", FR | DA | NO}, {"ett", SV},
    {"etter", NO}, {"että", FI}, {"ez", HU}, {"ezt", HU}, {"ešte", SK}, {"fi", RO}, {"foi", PT},
    {"for", EN | DA | NO}, {"fost", RO}, {"fra", DA | NO}, {"from", EN}, {"från", SV}, {"fue", ES},
    {"för", SV}, {"für", DE}, {"gibi", TR}, {"gli", IT}, {"göre", TR}, {"ha", ES | IT | CA},
    {"han", SV | DA | NO}, {"har", SV | DA | NO}, {"has", EN}, {"hat", DE}, {"have", EN},
    {"heeft", NL}, {"her", TR}, {"het", NL}, {"hij", NL}, {"his", EN}, {"hogy", HU}, {"hän", FI},
    {"i", IT | SV | DA | NO | CA | CS | PL | HR}, {"ikke", DA | NO}, {"il", FR | IT}, {"ile", TR},
    {"im", DE}, {"in", EN | DE | IT | NL}, {"ini", ID}, {"inte", SV}, {"is", EN | NL | HU},
    {"ise", TR}, {"ist", DE}, {"it", EN}, {"itu", ID}, {"iz", HR}, {"için", TR}, {"ja", FI},
    {"jak", PL}, {"jako", CS}, {"je", CS | SK | HR}, {"jeg", DA | NO}, {"jego", PL},
    {"jeho", CS | SK}, {"jest", PL}, {"ještě", CS}, {"jo", FI}, {"joka", FI}, {"jotka", FI},
    {"jsou", CS}, {"juga", ID}, {"już", PL}, {"kadar", TR}, {"kan", SV | DA | NO}, {"kao", HR},
    {"karena", ID}, {"kata", ID}, {"ke", ID}, {"khi", VI}, {"không", VI}, {"ki", HU}, {"koji", HR},
    {"které", CS}, {"který", CS}, {"ktoré", SK}, {"ktorý", SK}, {"które", PL}, {"który", PL},
    {"kuin", FI}, {"kun", FI}, {"között", HU}, {"la", FR | ES | IT | CA | RO}, {"las", ES},
    {"le", FR | IT}, {"lehet", HU}, {"les", FR | CA}, {"lo", ES | IT}, {"los", ES}, {"lui", RO},
    {"là", VI}, {"ma", IT}, {"maar", NL}, {"mai", RO}, {"mais", PT}, {"mas", PT},
    {"med", SV | DA | NO}, {"meg", HU}, {"men", SV | DA | NO}, {"mereka", ID}, {"met", NL},
    {"mint", HU}, {"mit", DE}, {"może", PL}, {"mukaan", FI}, {"mutta", FI}, {"myös", FI},
    {"már", HU}, {"más", ES}, {"még", HU}, {"més", CA}, {"một", VI}, {"na", PT | CS | SK | PL | HR},
    {"naar", NL}, {"nach", DE}, {"nakon", HR}, {"ne", FR | HR | TR}, {"nel", IT}, {"nem", HU},
    {"není", CS}, {"người", VI}, {"những", VI}, {"nicht", DE}, {"nie", SK | PL}, {"niet", NL},
    {"nije", HR}, {"no", ES | PT | CA}, {"non", IT}, {"not", EN}, {"nu", RO}, {"này", VI},
    {"não", PT}, {"o", PT | CS | SK | PL | HR | RO}, {"och", SV}, {"också", SV}, {"od", PL | HR},
    {"of", EN}, {"og", DA | NO}, {"også", DA | NO}, {"olan", TR}, {"olarak", TR}, {"oldu", TR},
    {"olduğu", TR}, {"ole", FI}, {"oleh", ID}, {"oli", FI}, {"olla", FI}, {"ollut", FI},
    {"om", NL | SV | DA | NO}, {"on", EN | FI}, {"ont", FR}, {"ook", NL}, {"op", NL}, {"oraz", PL},
    {"os", PT}, {"ou", PT}, {"ovat", FI}, {"over", NL}, {"pada", ID}, {"par", FR},
    {"para", ES | PT}, {"pas", FR}, {"pe", RO}, {"pela", PT}, {"pentru", RO}, {"per", IT | CA},
    {"pero", ES}, {"però", CA}, {"più", IT}, {"plus", FR}, {"po", CS | SK | PL}, {"podle", CS},
    {"podľa", SK}, {"por", ES | PT}, {"pour", FR}, {"pre", SK}, {"pri", SK}, {"prin", RO},
    {"pro", CS}, {"przez", PL}, {"przy", PL}, {"på", SV | DA | NO}, {"při", CS},
    {"que", FR | ES | PT | CA}, {"qui", FR}, {"ra", VI}, {"s", CS | SK | HR}, {"sa", SK},
    {"said", EN}, {"sam", HR}, {"se", ES | PT | FI | CS | HR | RO}, {"sebagai", ID}, {"seg", NO},
    {"sekä", FI}, {"sen", FI}, {"seu", PT}, {"seva", CA}, {"si", IT}, {"sich", DE}, {"sie", DE},
    {"sig", SV | DA}, {"się", PL}, {"ska", SV}, {"skal", DA | NO}, {"sobre", ES},
    {"som", SV | DA | NO}, {"sono", IT}, {"sonra", TR}, {"sont", FR}, {"su", ES | HR}, {"sua", PT},
    {"sunt", RO}, {"sur", FR}, {"sus", ES}, {"szerint", HU}, {"são", PT}, {"són", CA}, {"sú", SK},
    {"să", RO}, {"są", PL}, {"tai", FI}, {"také", CS}, {"także", PL}, {"también", ES},
    {"també", CA}, {"também", PT}, {"te", NL}, {"telah", ID}, {"tem", PT}, {"tersebut", ID},
    {"that", EN}, {"the", EN}, {"this", EN}, {"tidak", ID}, {"til", DA | NO}, {"till", SV},
    {"to", EN | CS | SK | PL | HR}, {"trong", VI}, {"tylko", PL}, {"tại", VI}, {"từ", VI},
    {"u", HR}, {"uit", NL}, {"um", PT}, {"uma", PT}, {"un", FR | ES | IT | CA | RO},
    {"una", ES | IT | CA}, {"und", DE}, {"une", FR}, {"untuk", ID}, {"után", HU}, {"už", CS | SK},
    {"v", CS | SK}, {"va", CA}, {"vain", FI}, {"van", NL | HU}, {"var", SV | DA | NO},
    {"ve", CS | TR}, {"ved", DA | NO}, {"vid", SV}, {"vo", SK}, {"volt", HU}, {"von", DE},
    {"voor", NL}, {"và", VI}, {"vào", VI}, {"về", VI}, {"với", VI}, {"w", PL}, {"was", EN},
    {"werden", DE}, {"which", EN}, {"wird", DE}, {"with", EN}, {"worden", NL}, {"wordt", NL},
    {"y", ES}, {"yang", ID}, {"z", CS | SK | PL}, {"za", CS | SK | PL | HR}, {"zijn", NL},
    {"zu", DE}, {"à", FR | PT}, {"är", SV}, {"å", NO}, {"çok", TR}, {"è", IT}, {"é", PT},
    {"és", CA | HU}, {"été", FR}, {"în", RO}, {"će", HR}, {"đã", VI}, {"được", VI}, {"để", VI},
    {"što", HR}, {"że", PL}, {"že", CS | SK}, {"și", RO}, {"а", RU}, {"або", UK}, {"ад", BE},
    {"але", UK | BE}, {"али", SR}, {"беше", BG}, {"би", SR}, {"био", SR}, {"був", UK}, {"було", UK},
    {"был", RU}, {"было", RU}, {"быў", BE}, {"в", RU | UK | BG}, {"все", RU}, {"від", UK},
    {"він", UK}, {"гэта", BE}, {"да", BG | SR | BE}, {"для", RU | UK | BE}, {"до", RU | UK | BG},
    {"е", BG}, {"его", RU}, {"же", RU}, {"з", UK | BE}, {"за", RU | UK | BG | SR | BE},
    {"и", RU | BG | SR}, {"из", RU | SR}, {"или", RU | BG}, {"има", BG}, {"й", UK}, {"його", UK},
    {"к", RU}, {"каб", BE}, {"как", RU}, {"као", SR}, {"като", BG}, {"которые", RU}, {"који", SR},
    {"към", BG}, {"може", BG}, {"на", RU | UK | BG | SR | BE}, {"най", BG}, {"након", SR},
    {"не", RU | UK | BG | SR | BE}, {"није", SR}, {"но", RU}, {"о", RU | SR}, {"од", SR},
    {"он", RU}, {"она", RU}, {"от", RU | BG}, {"па", BE}, {"по", RU | UK | BG}, {"после", RU},
    {"пра", BE}, {"при", RU | BG}, {"про", UK}, {"під", UK}, {"після", UK}, {"с", RU | BG},
    {"са", BG | SR}, {"се", BG | SR}, {"след", BG}, {"су", SR}, {"та", UK}, {"также", RU},
    {"також", UK}, {"таксама", BE}, {"то", SR}, {"това", BG}, {"този", BG},
    {"у", RU | UK | SR | BE}, {"це", UK}, {"че", BG}, {"что", RU}, {"што", SR | BE}, {"ще", BG},
    {"що", UK}, {"щоб", UK}, {"это", RU}, {"яго", BE}, {"як", UK | BE}, {"які", UK}, {"є", UK},
    {"і", UK | BE}, {"је", SR}, {"ће", SR}, {"ў", BE}, {"آن", FA}, {"أن", AR}, {"إلى", AR},
    {"از", FA}, {"اس", UR}, {"است", FA}, {"التي", AR}, {"الذي", AR}, {"اور", UR}, {"این", FA},
    {"ایک", UR}, {"با", FA}, {"برای", FA}, {"بعد", AR}, {"به", FA}, {"بود", FA}, {"بين", AR},
    {"بھی", UR}, {"تا", FA}, {"تھا", UR}, {"خود", FA}, {"در", FA}, {"را", FA}, {"سے", UR},
    {"شد", FA}, {"شده", FA}, {"على", AR}, {"عن", AR}, {"في", AR}, {"قال", AR}, {"كان", AR},
    {"كانت", AR}, {"لا", AR}, {"ما", AR}, {"مع", AR}, {"من", AR}, {"می", FA}, {"میں", UR},
    {"نہیں", UR}, {"نے", UR}, {"های", FA}, {"هذا", AR}, {"هذه", AR}, {"و", FA}, {"وقد", AR},
    {"پر", UR}, {"کا", UR}, {"کرد", FA}, {"که", FA}, {"کو", UR}, {"کہ", UR}, {"کی", UR}, {"کے", UR},
    {"ہیں", UR}, {"ہے", UR}, {"یک", FA}, {"یہ", UR}, {"इस", HI}, {"एक", HI}, {"और", HI}, {"कर", HI},
    {"का", HI}, {"कि", HI}, {"की", HI}, {"के", HI}, {"को", HI | NE}, {"गरेको", NE}, {"गर्न", NE},
    {"छ", NE}, {"छन्", NE}, {"था", HI}, {"थियो", NE}, {"नहीं", HI}, {"ने", HI}, {"पनि", NE},
    {"पर", HI}, {"भएको", NE}, {"भने", NE}, {"भी", HI}, {"मा", NE}, {"में", HI}, {"यह", HI},
    {"यो", NE}, {"र", NE}, {"लागि", NE}, {"लिए", HI}, {"ले", NE}, {"से", HI}, {"है", HI},
    {"हैं", HI}, {"हो", NE},
};
/* clang-format on */

enum { WORD_COUNT = sizeof frequent / sizeof frequent[0] };

/* The slots are several times the words, so that what is no such word mostly meets an empty one. */
enum { SLOT_COUNT = 8192 };

/* A word as two numbers, zeros behind it. */
struct word_key {
    uint64_t head; /* its first 8 bytes */
    uint64_t tail; /* those behind */
};

/* A word as it is found: beside its key lies what it says. */
struct known_word {
    struct word_key key;
    uint8_t shares[GUESS_ROOM];
};

/* The words in the order of `frequent`, from 1; 0 is none: its key is no word's, its shares are 0. */
static struct known_word known[WORD_COUNT + 1];

/* The words by their hash: number in `known`, 0 empty; open addressing. */
static uint16_t slots[SLOT_COUNT];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static struct word_key key_of(const char padded[FREQUENT_WORD_ROOM])
{
    const uint8_t *bytes = (const uint8_t *)padded;
    return (struct word_key){hash_read_word(bytes), hash_read_word(bytes + 8)};
}

/* Where a word is looked for first. */
static size_t slot_of(struct word_key key)
{
    uint64_t hash = hash_fold(key.head ^ HASH_LANE_A, key.tail ^ HASH_LANE_B);
    return (size_t)hash % SLOT_COUNT;
}

static void fill_shares(uint8_t shares[GUESS_ROOM], uint32_t languages)
{
    uint32_t share = SHARED_UNIT / count_ones(languages);
    for (unsigned i = 0; i < GUESS_COUNT; i++)
        shares[i] = languages >> i & 1 ? (uint8_t)share : 0;
}

static void fill_tables(void)
{
    for (size_t i = 0; i < WORD_COUNT; i++) {
        struct known_word *word = &known[i + 1];
        word->key = key_of(frequent[i].word);
        fill_shares(word->shares, frequent[i].languages);
        size_t at = slot_of(word->key);
        while (slots[at] != 0)
            at = (at + 1) % SLOT_COUNT;
        slots[at] = (uint16_t)(i + 1);
    }
}

void frequent_words_prepare(void)
{
    pthread_once(&tables_once, fill_tables);
}

/* Found or not is no branch, as nobody could foresee it: the word at the first slot, which is number 0 where it is
 * empty, is taken as it is unless another word lies there, which is rare. */
static const uint8_t *find_shares(struct word_key key)
{
    for (size_t at = slot_of(key);; at = (at + 1) % SLOT_COUNT) {
        const struct known_word *word = &known[slots[at]];
        uint64_t difference = (word->key.head ^ key.head) | (word->key.tail ^ key.tail);
        uint64_t is_word = 0 - (uint64_t)(slots[at] != 0);
        if ((difference & is_word) == 0)
            return word->shares;
    }
}

const uint8_t *frequent_word_shares(const char word[FREQUENT_WORD_ROOM])
{
    return find_shares(key_of(word));
}

/* Letters and digits become lower case by one bit, which digits have anyway. A word too long leaves no zero at the
 * end, which all words here have. */
const uint8_t *frequent_word_shares_plain(const char word[FREQUENT_WORD_ROOM], size_t size)
{
    static const uint64_t case_bits = UINT64_C(0x2020202020202020);
    static const char ones[2 * FREQUENT_WORD_ROOM] = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                                                     "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
    size_t kept = size < FREQUENT_WORD_ROOM ? size : FREQUENT_WORD_ROOM;
    struct word_key key = key_of(word), mask = key_of(ones + FREQUENT_WORD_ROOM - kept);
    key.head = (key.head | case_bits) & mask.head;
    key.tail = (key.tail | case_bits) & mask.tail;
    return find_shares(key);
}
