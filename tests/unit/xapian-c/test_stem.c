/* The stemmers behind the C binding, and how failures come out of it. */
#include "tests/cmocka_all.h"

#include "common/xapian-c/xapian_c.h"

#include <string.h>

static const struct {
    const char *language;
    const char *word;
    const char *stem;
} cases[] = {
    {"english", "sanctions", "sanction"},   {"english", "", ""},
    {"french", "nationalités", "national"}, {"german", "häuser", "haus"},
    {"spanish", "sanciones", "sancion"},    {"russian", "санкциями", "санкц"},
    {"en", "elections", "elect"},
};

static void test_stems(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mrg_error error = MRG_ERROR_INIT;
        xc_stemmer *stemmer;
        assert_int_equal(xc_stemmer_new(cases[i].language, &stemmer, &error), MRG_OK);
        char stem[64];
        size_t size;
        mrg_text word = {cases[i].word, strlen(cases[i].word)};
        assert_int_equal(xc_stemmer_stem(stemmer, word, stem, sizeof stem - 1, &size, &error),
                         MRG_OK);
        stem[size] = '\0';
        assert_string_equal(stem, cases[i].stem);
        xc_stemmer_free(stemmer);
    }
}

static void test_unknown_language_is_an_argument_error(void **state)
{
    (void)state;
    mrg_error error = MRG_ERROR_INIT;
    xc_stemmer *stemmer = (xc_stemmer *)&error;
    assert_int_equal(xc_stemmer_new("klingon", &stemmer, &error), MRG_ERR_ARGUMENT);
    assert_null(stemmer);
    assert_int_equal(error.status, MRG_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "klingon"));
    assert_int_equal(xc_stemmer_new("klingon", &stemmer, NULL), MRG_ERR_ARGUMENT);
    xc_stemmer_free(NULL);
}

static void test_stem_that_does_not_fit(void **state)
{
    (void)state;
    xc_stemmer *stemmer;
    assert_int_equal(xc_stemmer_new("english", &stemmer, NULL), MRG_OK);
    char stem[4] = "kep";
    size_t size = 0;
    mrg_text word = {"parliament", 10};
    assert_int_equal(xc_stemmer_stem(stemmer, word, stem, sizeof stem, &size, NULL), MRG_ERR_LIMIT);
    assert_int_equal(size, strlen("parliament"));
    assert_string_equal(stem, "kep");
    xc_stemmer_free(stemmer);
}

static void test_any_bytes_can_be_stemmed(void **state)
{
    (void)state;
    xc_stemmer *stemmer;
    assert_int_equal(xc_stemmer_new("french", &stemmer, NULL), MRG_OK);
    const char bytes[] = "\xff\xc3(\0\xe2\x82zations\xf0";
    char stem[64];
    size_t size;
    mrg_text word = {bytes, sizeof bytes - 1};
    assert_int_equal(xc_stemmer_stem(stemmer, word, stem, sizeof stem, &size, NULL), MRG_OK);
    assert_int_equal(xc_stemmer_stem(stemmer, (mrg_text){NULL, 0}, stem, sizeof stem, &size, NULL),
                     MRG_OK);
    assert_int_equal(size, 0);
    xc_stemmer_free(stemmer);
}

static void test_languages(void **state)
{
    (void)state;
    char names[1024];
    size_t size;
    assert_int_equal(xc_stemmer_languages(names, sizeof names - 1, &size, NULL), MRG_OK);
    names[size] = '\0';
    assert_non_null(strstr(names, "english"));
    assert_non_null(strstr(names, "turkish"));
    assert_int_equal(xc_stemmer_languages(names, 3, &size, NULL), MRG_ERR_LIMIT);
    assert_true(size > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_unknown_language_is_an_argument_error),
        cmocka_unit_test(test_stem_that_does_not_fit),
        cmocka_unit_test(test_any_bytes_can_be_stemmed),
        cmocka_unit_test(test_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
