/* Languages: finding, stopwords, guessing. */
#include "tests/cmocka_all.h"

#include "common/text/frequent_words.h"
#include "common/text/language.h"
#include "common/text/stopwords.h"
#include "common/xapian-c/xapian_c.h"
#include "tests/unit/text/token_text.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    const char *code;
} names[] = {
    {"en", "en"},         {"EN-gb", "en"},
    {"eng", "en"},        {"pt_BR", "pt"},
    {"english", "en"},    {"Deutsch", "de"},
    {"ger", "de"},        {"DEU", "de"},
    {"Français", "fr"},   {"FRANÇAIS", "fr"},
    {"русский", "ru"},    {"Русский", "ru"},
    {"zh-Hans-CN", "zh"}, {"nb", "no"},
    {"nn_NO", "no"},      {"en_US.UTF-8", "en"},
    {" fr ", "fr"},       {"Bahasa Indonesia", "id"},
    {"日本語", "ja"},     {"", ""},
    {"xx", ""},           {"e", ""},
    {"englisch", ""},     {"-", ""},
    {"en gb", ""},        {"\xFF", ""},
};

static void test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        language_id language = language_find(text_of_string(names[i].name));
        assert_string_equal(language_code(language), names[i].code);
    }
    assert_int_equal(language_find((mrg_text){"en\0", 3}), language_find((mrg_text){"en", 2}));
}

static void test_table(void **state)
{
    (void)state;
    assert_string_equal(language_code(LANGUAGE_NONE), "");
    assert_null(language_stemmer(LANGUAGE_NONE));
    assert_string_equal(language_code((language_id)language_count()), "");
    for (size_t id = 1; id < language_count(); id++) {
        const char *code = language_code((language_id)id);
        assert_int_equal(strlen(code), 2);
        assert_int_equal(language_find(text_of_string(code)), id);
        const char *name = language_stemmer((language_id)id);
        xc_stemmer *stemmer = NULL;
        if (name != NULL)
            assert_int_equal(xc_stemmer_new(name, &stemmer, NULL), MRG_OK);
        xc_stemmer_free(stemmer);
    }
}

static const struct {
    const char *language;
    const char *word;
    bool is_stopword;
} stopwords[] = {
    {"en", "the", true},        {"en", "what", true},     {"en", "don't", true},
    {"en", "about", true},      {"en", "system", false},  {"en", "", false},
    {"en", "th", false},        {"en", "a about", false}, {"en", "us", true},
    {"en", "yourselves", true}, {"en", "a", true},        {"en", "le", false},
    {"fr", "été", true},        {"fr", "ete", false},     {"de", "über", true},
    {"es", "qué", true},        {"it", "della", true},    {"pt", "não", true},
    {"nl", "het", true},        {"ru", "что", true},      {"sv", "och", true},
    {"da", "ikke", true},       {"no", "ikke", true},     {"fi", "että", true},
    {"ja", "the", false},       {"", "the", false},       {"tr", "ve", true},
    {"pl", "się", true},
};

static void test_stopwords(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stopwords / sizeof stopwords[0]; i++)
        assert_int_equal(language_is_stopword(language_find(text_of_string(stopwords[i].language)),
                                              text_of_string(stopwords[i].word)),
                         stopwords[i].is_stopword);
}

/* Every word of every list is one the list knows, and is already folded as a query's words are. */
static void test_stopword_lists_are_well_formed(void **state)
{
    (void)state;
    struct analyzer *analyzer = analyzer_new();
    for (size_t id = 1; id < language_count(); id++) {
        const char *list = stopwords_of(language_code((language_id)id));
        if (list == NULL)
            continue;
        assert_int_equal(list[0], ' ');
        for (list++; *list != '\0';) {
            size_t size = strcspn(list, " ");
            struct buffer folded = BUFFER_INIT;
            assert_true(size > 0);
            assert_true(language_is_stopword((language_id)id, (mrg_text){list, size}));
            assert_int_equal(analyzer_fold(analyzer, (mrg_text){list, size}, true, &folded, NULL),
                             MRG_OK);
            assert_int_equal(folded.size, size);
            assert_memory_equal(folded.data, list, size);
            buffer_free(&folded);
            assert_int_equal(list[size], ' ');
            list += size + 1;
        }
    }
    analyzer_free(analyzer);
}

static void test_frequent_words_can_be_found(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        const char *code;
    } words[] = {{"the", "en"}, {"a", "es"},   {"zwischen", ""}, {"этот", ""}, {"और", "hi"},
                 {"și", "ro"},  {"что", "ru"}, {"که", "fa"},     {"th", ""},   {"", ""}};
    frequent_words_prepare();
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char padded[FREQUENT_WORD_ROOM] = {0};
        memcpy(padded, words[i].word, strlen(words[i].word));
        const uint8_t *shares = frequent_word_shares(padded);
        bool found = false, any = false;
        for (size_t guess = 0; guess < GUESS_COUNT; guess++) {
            found |= shares[guess] > 0 && strcmp(guess_code[guess], words[i].code) == 0;
            any |= shares[guess] > 0;
        }
        assert_int_equal(found, words[i].code[0] != '\0');
        assert_int_equal(any, words[i].code[0] != '\0');
    }
    for (size_t guess = 0; guess < GUESS_COUNT; guess++)
        assert_int_not_equal(language_find(text_of_string(guess_code[guess])), LANGUAGE_NONE);
}

/* In whatever case and whatever is behind; a word too long is none, though it begins like one. */
static void test_frequent_words_of_ascii(void **state)
{
    static const char *const words[] = {"the",  "THE",  "zWischen", "zwischen",        "a",
                                        "hele", "1234", "i",        "antesquedespues", "aaaaaaaa"};
    (void)state;
    frequent_words_prepare();
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char lower[FREQUENT_WORD_ROOM] = {0}, text[FREQUENT_WORD_ROOM];
        size_t size = strlen(words[i]);
        for (size_t at = 0; at < size; at++)
            lower[at] = (char)(words[i][at] | 0x20);
        memset(text, 't', sizeof text);
        memcpy(text, words[i], size);
        assert_ptr_equal(frequent_word_shares_plain(text, size), frequent_word_shares(lower));
        for (size_t more = FREQUENT_WORD_ROOM; more < 3 * FREQUENT_WORD_ROOM; more++)
            assert_ptr_equal(frequent_word_shares_plain(text, more), frequent_word_shares(text));
    }
}

/* clang-format off */
static const struct {
    const char *text;
    const char *code;
} guesses[] = {
    {"The minister said on Monday that the talks would be resumed in the spring.", "en"},
    {"Prices of copper fell for a third day as traders in London sold their holdings.", "en"},
    {"Le ministre a déclaré lundi que les négociations reprendraient au printemps.", "fr"},
    {"La maire a inauguré une école dans le quartier qui avait été détruit par les crues.", "fr"},
    {"Der Minister sagte am Montag, dass die Gespräche im Frühjahr wieder aufgenommen werden.", "de"},
    {"Die Bauern protestieren gegen das neue Gesetz und fordern eine Änderung.", "de"},
    {"El ministro dijo el lunes que las conversaciones se reanudarán en la primavera.", "es"},
    {"Los agricultores protestan contra la nueva ley y piden que se cambie.", "es"},
    {"Il ministro ha detto che i colloqui riprenderanno nella primavera con una nuova proposta.", "it"},
    {"O ministro disse que as conversações não serão retomadas antes da primavera.", "pt"},
    {"De minister zei maandag dat de gesprekken in het voorjaar worden hervat.", "nl"},
    {"Ministern sade att samtalen ska återupptas till våren och att de inte är avslutade.", "sv"},
    {"Ministeren sagde, at samtalerne skal genoptages til foråret, og at de ikke er afsluttet af regeringen.", "da"},
    {"Statsråden sa at samtalene skal gjenopptas til våren, og at han ikke vil gå av etter å ha tapt.", "no"},
    {"Ministeri sanoi, että neuvottelut jatkuvat keväällä, mutta ne ovat vaikeat.", "fi"},
    {"Minister powiedział, że rozmowy zostaną wznowione na wiosnę i nie będzie się spieszyć.", "pl"},
    {"Ministr řekl, že jednání se obnoví na jaře a že je to podle něj důležité.", "cs"},
    {"Bakan, görüşmelerin bahar aylarında yeniden başlayacağını ve bunun çok önemli bir adım olduğunu söyledi.", "tr"},
    {"A miniszter szerint a tárgyalások tavasszal folytatódnak, és ez nem volt meglepetés.", "hu"},
    {"Ministrul a spus că discuțiile vor fi reluate în primăvară și nu mai este timp.", "ro"},
    {"Menteri itu mengatakan bahwa pembicaraan akan dilanjutkan pada musim semi dan tidak dibatalkan.", "id"},
    {"Министр заявил в понедельник, что переговоры будут возобновлены весной и не только на словах.", "ru"},
    {"Міністр заявив, що переговори будуть відновлені навесні, і це було важливо для країни.", "uk"},
    {"Ο υπουργός είπε τη Δευτέρα ότι οι συνομιλίες θα συνεχιστούν.", "el"},
    {"大臣は月曜日、協議を春に再開すると述べた。", "ja"},
    {"部长星期一说，会谈将于春季恢复。", "zh"},
    {"장관은 월요일 회담이 봄에 재개될 것이라고 말했다.", "ko"},
    {"รัฐมนตรีกล่าวเมื่อวันจันทร์ว่าการเจรจาจะดำเนินต่อไป", "th"},
    {"قال الوزير يوم الاثنين إن المحادثات التي توقفت سوف تستأنف في الربيع على الأرجح", "ar"},
    {"وزیر گفت که این گفتگوها در بهار از سر گرفته می شود و با آن موافق است", "fa"},
    {"मंत्री ने कहा कि बातचीत वसंत में फिर से शुरू होगी और यह एक अच्छा कदम है।", "hi"},
    {"השר אמר ביום שני כי השיחות יתחדשו באביב.", "he"},
    {"", ""},
    {"Reuters", ""},
    {"12 345 6789 10-11", ""},
    {"\xFF\xFE\xFD", ""},
};
/* clang-format on */

static void test_guess(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof guesses / sizeof guesses[0]; i++) {
        const char *code = language_code(language_guess(text_of_string(guesses[i].text)));
        if (strcmp(code, guesses[i].code) != 0)
            print_error("text: %s\n", guesses[i].text);
        assert_string_equal(code, guesses[i].code);
    }
}

enum { MIXES = 20000, MIX_SIZE = 700 };

/* xorshift (Marsaglia), good enough to choose words; below `limit`. */
static size_t next_random(uint64_t *random, size_t limit)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random % limit;
}

/* Words of all those texts, mostly of one of them, in any order. */
static size_t mix_words(char mix[MIX_SIZE], uint64_t *random)
{
    static const char *const between[] = {" ",  " ",   " ", " ", " ", ", ", ". ",
                                          "\n", " - ", "-", "'", ".", "&"};
    const size_t texts = sizeof guesses / sizeof guesses[0];
    size_t own = next_random(random, texts), size = 0;
    size_t wanted = next_random(random, MIX_SIZE - 100);
    while (size < wanted) {
        const char *text =
            guesses[next_random(random, 3) > 0 ? own : next_random(random, texts)].text;
        const char *word = text + next_random(random, strlen(text) + 1);
        word += strspn(word + strcspn(word, " "), " ") + strcspn(word, " ");
        const char *gap = between[next_random(random, sizeof between / sizeof between[0])];
        int added = snprintf(mix + size, MIX_SIZE - size, "%.*s%s", (int)(strcspn(word, " ") % 64),
                             word, gap);
        size += (size_t)added;
    }
    return size;
}

/* Between tabs words are counted one by one, between blanks many at once: the guess is the same. */
static void test_guess_by_blocks(void **state)
{
    uint64_t random = 1;
    (void)state;
    for (int round = 0; round < MIXES; round++) {
        char mix[MIX_SIZE];
        size_t size = mix_words(mix, &random);
        language_id guess = language_guess((mrg_text){mix, size});
        for (size_t i = 0; i < size; i++)
            if (mix[i] == ' ' || mix[i] == '\n')
                mix[i] = '\t';
        assert_int_equal(guess, language_guess((mrg_text){mix, size}));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_stopwords),
        cmocka_unit_test(test_stopword_lists_are_well_formed),
        cmocka_unit_test(test_frequent_words_can_be_found),
        cmocka_unit_test(test_frequent_words_of_ascii),
        cmocka_unit_test(test_guess_by_blocks),
        cmocka_unit_test(test_guess),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
