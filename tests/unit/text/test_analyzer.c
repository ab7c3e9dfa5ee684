/* Forms to terms, one case a line. */
#include "tests/cmocka_all.h"

#include "common/text/analyzer.h"
#include "common/text/stem_english.h"
#include "common/text/utf8.h"
#include "tests/unit/support/random.h"
#include "tests/unit/text/token_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct {
    const char *language; /* "" for none */
    const char *form;
    const char *term;
} cases[] = {
    {"", "Sanctions", "sanctions"},
    {"", "Nur-Sultan", "nursultan"},
    {"", "AT&T", "at&t"},
    {"", "O'Brien", "o'brien"},
    {"", "Łódź", "lodz"},
    {"", "Ærø", "aero"},
    {"", "Đorđe", "dorde"},
    {"", "Œuvre", "oeuvre"},
    {"", "Þórður", "thordur"},
    {"", "Əliyev", "eliyev"},
    {"", "Ħal", "hal"},
    {"", "ŋŧ", "nt"},
    {"", "Ísland", "island"},
    {"", "Straße", "strasse"},
    {"", "İSTANBUL", "istanbul"},
    {"", "ﬁnance", "finance"},
    {"", "ＮＡＴＯ", "nato"},
    {"", "m²", "m2"},
    {"", "ｶﾞｽ", "ガス"},
    {"", "か\u3099", "が"},
    {"", "がっ", "がっ"},
    {"", "हिन्दी", "हिन्दी"},
    {"", "ไทย", "ไทย"},
    {"", "한국", "한국"},
    {"", "شَمْس", "شمس"},
    {"", "العـــربية", "العربية"},
    {"", "ـ", "ـ"},
    {"", "שָׁלוֹם", "שלום"},
    {"", "Ёжик", "ежик"},
    {"", "Йод", "йод"},
    {"", "Тоқаев", "токаев"},
    {"", "Ὀδυσσεύς", "οδυσσευσ"},
    {"", "ἄνθρωπος", "ανθρωποσ"},
    {"", "2,5", "2,5"},
    {"en", "sanctioned", "sanction"},
    {"en", "Sanctions", "sanction"},
    {"en", "Toğayev", "togayev"},
    {"en", "Togayev", "togayev"},
    {"en", "Tog\u0306ayev", "togayev"},
    {"en", "résumés", "resum"},
    {"en", "resumes", "resum"},
    {"en", "co-operation", "cooper"},
    {"en", "cooperation", "cooper"},
    {"en", "co\u2010operation", "cooper"},
    {"en", "F16s", "f16s"},
    {"en", "CSTO", "csto"},
    {"en", "l'Oréal", "l'oreal"},
    {"fr", "Président", "president"},
    {"fr", "president", "president"},
    {"fr", "l'État", "etat"},
    {"fr", "État", "etat"},
    {"fr", "qu’il", "il"},
    {"fr", "jusqu'à", "a"},
    {"fr", "aujourd'hui", "aujourd'hui"},
    {"fr", "nationalités", "national"},
    {"fr", "D'URSS", "urss"},
    {"fr", "l'", "l'"},
    {"de", "Häuser", "haus"},
    {"de", "Straße", "strass"},
    {"de", "STRASSE", "strass"},
    {"es", "sanciones", "sancion"},
    {"es", "Español", "espanol"},
    {"it", "dell'Unione", "union"},
    {"it", "Unione", "union"},
    {"it", "un'altra", "altra"},
    {"pt", "eleições", "eleico"},
    {"ru", "санкциями", "санкц"},
    {"ru", "Ёлки", "елк"},
    {"ru", "елки", "елк"},
    {"ru", "России", "росс"},
    {"tr", "IRAK", "irak"},
    {"tr", "Irak", "irak"},
    {"tr", "İstanbul'da", "istanbul"},
    {"tr", "İSTANBUL", "istanbul"},
    {"tr", "Toğayev'in", "togayev"},
    {"az", "Əliyev'in", "eliyev"},
    {"pl", "Łódź", "lodz"},
    {"pl", "Kaczyński", "kaczynski"},
    {"sv", "Åkesson", "akesson"},
    {"ca", "l'Estat", "est"},
    {"ca", "col·lecció", "collec"},
    {"ja", "東京", "東京"},
    {"ja", "タワ", "タワ"},
    {"zh", "手机", "手机"},
    {"th", "ประ", "ประ"},
};
/* clang-format on */

static int make_analyzer(void **state)
{
    *state = analyzer_new();
    return *state == NULL;
}

static int free_analyzer(void **state)
{
    analyzer_free(*state);
    return 0;
}

static void test_terms(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char term[TERM_SIZE_MAX + 1];
        language_id language = language_find(text_of_string(cases[i].language));
        term_as_text(*state, language, text_of_string(cases[i].form), term);
        if (strcmp(term, cases[i].term) != 0)
            print_error("%s %s\n", cases[i].language, cases[i].form);
        assert_string_equal(term, cases[i].term);
    }
}

static void test_every_stemmer_exists(void **state)
{
    static const char word[] = "abcdefghij";
    for (size_t id = 0; id < language_count(); id++) {
        char term[TERM_SIZE_MAX + 1];
        term_as_text(*state, (language_id)id, text_of_string(word), term);
        assert_true(strlen(term) > 0);
    }
}

/* Forms of any bytes give a term of 1 to TERM_SIZE_MAX bytes, valid and without NUL. */
static void test_terms_of_any_bytes(void **state)
{
    static const char *const units[] = {"\xEF\xB7\xBA", "x", "\xC3\x9F", "\xFF", "-", "\xC2\xAD"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char form[200];
        size_t unit_size = strlen(units[i]);
        size_t size = 0;
        for (; size + unit_size <= sizeof form; size += unit_size)
            memcpy(form + size, units[i], unit_size);
        for (size_t language = 0; language < language_count(); language++) {
            char term[TERM_SIZE_MAX];
            size_t term_size;
            assert_int_equal(analyzer_term(*state, (language_id)language, (mrg_text){form, size},
                                           term, &term_size, NULL),
                             MRG_OK);
            assert_in_range(term_size, 1, TERM_SIZE_MAX);
            assert_null(memchr(term, 0, term_size));
        }
    }
}

static const struct {
    const char *form;
    bool keep_diacritics;
    const char *folded;
} folds[] = {
    {"Président", false, "president"}, {"Président", true, "président"},
    {"Don’t", true, "don't"},          {"Nur-Sultan", false, "nursultan"},
    {"w?m*N", false, "w?m*n"},         {"STRAẞE", false, "strasse"},
};

static void test_folds(void **state)
{
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        struct buffer folded = BUFFER_INIT;
        buffer_append_string(&folded, "=");
        assert_int_equal(analyzer_fold(*state, text_of_string(folds[i].form),
                                       folds[i].keep_diacritics, &folded, NULL),
                         MRG_OK);
        assert_string_equal(buffer_c_string(&folded) + 1, folds[i].folded);
        buffer_free(&folded);
    }
}

static const struct {
    const char *value;
    const char *folded;
} keywords[] = {
    {"", ""},
    {"  Foreign \t\n Affairs ", "foreign affairs"},
    {"Agence France-Presse", "agence france-presse"},
    {"Nur\u00A0Sultan", "nur sultan"},
    {"L’Équipe", "l'equipe"},
    {"Côte d´Ivoire", "cote d'ivoire"},
    {"\u3000", ""},
    {"Økonomi & Łódź", "okonomi & lodz"},
};

static void test_keywords(void **state)
{
    struct buffer folded = BUFFER_INIT;
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        assert_int_equal(
            analyzer_fold_keyword(*state, text_of_string(keywords[i].value), &folded, NULL),
            MRG_OK);
        assert_string_equal(buffer_c_string(&folded), keywords[i].folded);
    }
    buffer_free(&folded);
}

static void test_long_keywords_stay_apart(void **state)
{
    char value[300];
    struct buffer one = BUFFER_INIT;
    struct buffer other = BUFFER_INIT;
    memset(value, 'x', sizeof value);
    assert_int_equal(analyzer_fold_keyword(*state, (mrg_text){value, 200}, &one, NULL), MRG_OK);
    assert_int_equal(one.size, KEYWORD_SIZE_MAX);
    assert_int_equal(one.data[199], 'x');
    assert_int_equal(analyzer_fold_keyword(*state, (mrg_text){value, 201}, &one, NULL), MRG_OK);
    value[299] = 'y';
    assert_int_equal(analyzer_fold_keyword(*state, (mrg_text){value, 300}, &other, NULL), MRG_OK);
    assert_int_equal(one.size, KEYWORD_SIZE_MAX);
    assert_int_equal(other.size, KEYWORD_SIZE_MAX);
    assert_memory_equal(one.data, other.data, KEYWORD_SIZE_MAX - 16);
    assert_memory_not_equal(one.data, other.data, KEYWORD_SIZE_MAX);
    buffer_free(&one);
    buffer_free(&other);
}

static const struct {
    const char *form;
    const char *clean;
} clean_forms[] = {
    {"Turkey", "Turkey"},
    {"O’Brien", "O'Brien"},
    {"Cafe\u0301", "Café"},
    {"gov\u00ADern", "govern"},
    {"Nur\u2011Sultan", "Nur-Sultan"},
    {"ﬁnance", "ﬁnance"},
    {"İstanbul", "İstanbul"},
};

static void test_clean_forms(void **state)
{
    for (size_t i = 0; i < sizeof clean_forms / sizeof clean_forms[0]; i++) {
        struct buffer clean = BUFFER_INIT;
        assert_int_equal(
            analyzer_clean_form(*state, text_of_string(clean_forms[i].form), &clean, NULL), MRG_OK);
        assert_string_equal(buffer_c_string(&clean), clean_forms[i].clean);
        buffer_free(&clean);
    }
}

/* What language_keeps_initials promises, for words made up of what stemmers know. */
static void test_initials_stay(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",   "e",    "i",      "o",      "u",    "y",    "s",
                                         "t",   "sk",   "dy",     "ing",    "ed",   "edly", "ies",
                                         "ied", "sses", "tional", "izer",   "ness", "ful",  "ment",
                                         "ly",  "gen",  "arsen",  "commun", "x",    "bb",   "ll"};
    enum { PIECES = sizeof pieces / sizeof pieces[0] };
    struct analyzer *analyzer = analyzer_new();
    language_id english = language_find((mrg_text){"en", 2});
    assert_non_null(analyzer);
    assert_true(language_keeps_initials(english));
    assert_false(language_keeps_initials(language_find((mrg_text){"id", 2})));
    for (size_t i = 0; i < PIECES * PIECES * PIECES; i++) {
        char word[64], term[TERM_SIZE_MAX];
        size_t size = 0;
        snprintf(word, sizeof word, "%s%s%s", pieces[i % PIECES], pieces[i / PIECES % PIECES],
                 pieces[i / PIECES / PIECES]);
        mrg_text form = {word, strlen(word)};
        assert_int_equal(analyzer_term(analyzer, english, form, term, &size, NULL), MRG_OK);
        assert_in_range(size, 1, form.size);
        assert_int_equal(term[0], word[0]);
    }
    analyzer_free(analyzer);
}

/* Plain words of English go a short way. The same with a soft hyphen at the end, which vanishes, go the long one. */
static void test_plain_words(void **state)
{
    static const char letters[] = "aeiouystringedAEST12";
    struct random_source random = {3};
    language_id english = language_find((mrg_text){"en", 2});
    for (unsigned round = 0; round < 20000; round++) {
        char word[ENGLISH_SIZE_MAX + 3], plain[TERM_SIZE_MAX], other[TERM_SIZE_MAX];
        size_t size = 1 + random_below(&random, round % 100 == 0 ? ENGLISH_SIZE_MAX - 2 : 10);
        size_t plain_size, other_size;
        unsigned kinds = random_below(&random, 2) == 0 ? 14 : sizeof letters - 1;
        for (size_t i = 0; i < size; i++)
            word[i] = letters[random_below(&random, kinds)];
        memcpy(word + size, "\xC2\xAD", 2);
        assert_int_equal(
            analyzer_term(*state, english, (mrg_text){word, size}, plain, &plain_size, NULL),
            MRG_OK);
        assert_int_equal(
            analyzer_term(*state, english, (mrg_text){word, size + 2}, other, &other_size, NULL),
            MRG_OK);
        assert_int_equal(plain_size, other_size);
        assert_memory_equal(plain, other, plain_size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_every_stemmer_exists),
        cmocka_unit_test(test_terms_of_any_bytes),
        cmocka_unit_test(test_folds),
        cmocka_unit_test(test_keywords),
        cmocka_unit_test(test_long_keywords_stay_apart),
        cmocka_unit_test(test_clean_forms),
        cmocka_unit_test(test_initials_stay),
        cmocka_unit_test(test_plain_words),
    };
    return cmocka_run_group_tests(tests, make_analyzer, free_analyzer);
}
