/* The English stemmer beside that of xapian-core. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "common/text/stem_english.h"
#include "common/xapian-c/xapian_c.h"

static void check(xc_stemmer *stemmer, const char *bytes)
{
    char stem[ENGLISH_SIZE_MAX], wanted[2 * ENGLISH_SIZE_MAX];
    mrg_text word = {bytes, strlen(bytes)};
    size_t wanted_size = 0, size = stem_english(word, stem);
    assert_int_equal(xc_stemmer_stem(stemmer, word, wanted, sizeof wanted, &wanted_size, NULL),
                     MRG_OK);
    if (size != wanted_size || memcmp(stem, wanted, size) != 0)
        fail_msg("\"%s\" becomes \"%.*s\", should be \"%.*s\"", bytes, (int)size, stem,
                 (int)wanted_size, wanted);
}

static void stems_short_words(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz'&";
    enum { LETTERS = sizeof letters - 1 };
    for (size_t n = 0; n < LETTERS * LETTERS * LETTERS * LETTERS; n++) {
        char word[] = {letters[n % LETTERS], letters[n / LETTERS % LETTERS],
                       letters[n / LETTERS / LETTERS % LETTERS],
                       letters[n / LETTERS / LETTERS / LETTERS], '\0'};
        for (size_t start = 0; start < (n < LETTERS * LETTERS * LETTERS ? 4u : 1u); start++)
            check(*state, word + start);
    }
}

/* Beginnings that steps look at, with up to two of the endings they look for. */
static void stems_endings(void **state)
{
    static const char *const beginnings[] = {
        "",     "b",    "y",   "by",   "gener", "commun", "arsen", "univers", "cre",  "str",
        "hop",  "happ", "oy",  "box",  "wow",   "yy",     "inn",   "out",     "cann", "herr",
        "earr", "proc", "exc", "succ", "sk",    "d",      "t",     "inter",   "past", "'t"};
    static const char *const endings[] = {
        "",       "s",       "'s",      "'",       "'s'",     "es",      "ied",    "ies",
        "sses",   "us",      "ss",      "ed",      "ing",     "ingly",   "edly",   "eed",
        "eedly",  "ization", "ational", "fulness", "ousness", "iveness", "tional", "biliti",
        "bility", "lessli",  "entli",   "ation",   "alism",   "aliti",   "ousli",  "iviti",
        "fulli",  "enci",    "anci",    "abli",    "izer",    "ator",    "alli",   "bli",
        "ogi",    "logy",    "li",      "ly",      "y",       "ical",    "iciti",  "ness",
        "ful",    "ative",   "icate",   "alize",   "ement",   "ance",    "ence",   "able",
        "ible",   "ant",     "ment",    "ent",     "ism",     "ate",     "iti",    "ous",
        "ive",    "ize",     "ion",     "sion",    "al",      "er",      "ic",     "e",
        "ll",     "at",      "bl",      "iz",      "bb",      "tt",      "ay",     "ey"};
    enum {
        BEGINNINGS = sizeof beginnings / sizeof *beginnings,
        ENDINGS = sizeof endings / sizeof *endings
    };
    for (size_t n = 0; n < BEGINNINGS * ENDINGS * ENDINGS; n++) {
        char word[ENGLISH_SIZE_MAX];
        snprintf(word, sizeof word, "%s%s%s", beginnings[n % BEGINNINGS],
                 endings[n / BEGINNINGS % ENDINGS], endings[n / BEGINNINGS / ENDINGS]);
        if (word[0] != '\0')
            check(*state, word);
    }
}

static void stems_exceptions(void **state)
{
    static const char *const words[] = {
        "skis",    "skies",   "dying",     "lying",   "tying",  "idly",    "gently",
        "ugly",    "early",   "only",      "singly",  "sky",    "news",    "howe",
        "atlas",   "cosmos",  "bias",      "andes",   "inning", "innings", "outing",
        "canning", "herring", "earring",   "proceed", "exceed", "succeed", "'news",
        "news'",   "at&t",    "a.b-c.ies", "&y&y",    "b`ying", "proceeds"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        check(*state, words[i]);
}

static void leaves_other_words(void **state)
{
    (void)state;
    char stem[ENGLISH_SIZE_MAX], endless[ENGLISH_SIZE_MAX + 1];
    memset(endless, 's', sizeof endless);
    assert_int_equal(stem_english((mrg_text){endless, sizeof endless}, stem), 0);
    assert_int_equal(stem_english((mrg_text){endless, sizeof endless - 1}, stem), ENGLISH_SIZE_MAX);
    static const char *const words[] = {"", "Words", "newsY", "caf\xC3\xA9s", "1960s"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_int_equal(stem_english((mrg_text){words[i], strlen(words[i])}, stem), 0);
}

static int make_stemmer(void **state)
{
    return xc_stemmer_new("english", (xc_stemmer **)state, NULL) == MRG_OK ? 0 : -1;
}

static int free_stemmer(void **state)
{
    xc_stemmer_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stems_short_words),
        cmocka_unit_test(stems_endings),
        cmocka_unit_test(stems_exceptions),
        cmocka_unit_test(leaves_other_words),
    };
    return cmocka_run_group_tests(tests, make_stemmer, free_stemmer);
}
