/* Options, limits and ids: what no fixture can show. */
#include "article_text.h"
#include "tests/cmocka_all.h"

#include <stdio.h>

static void check_text(const char *name, const char *source, const struct reader_options *options,
                       const char *expected)
{
    struct reading reading;
    read_all(&reading, name, source, strlen(source), 4096, options, 0);
    assert_string_equal(buffer_c_string(&reading.text), expected);
    buffer_free(&reading.text);
}

static const char mapped_source[] =
    "{\"key\":\"m1\",\"meta\":{\"title\":\"From within\",\"dotted.name\":1},\"title\":\"Own\","
    "\"story\":\"Told.\",\"a.b\":\"with a dot\"}\n"
    "{\"key\":\"m2\",\"title\":\"Own\",\"body\":\"Built in.\",\"a\":{\"b\":\"along a path\"}}\n";

static void test_map(void **state)
{
    static const char *const map[] = {"key=id", "meta.title=headline", "story=body", "a.b=section"};
    struct reader_options options = {"en", MRG_NO_TIME, map, 4};
    (void)state;
    check_text("x/m.jsonl", mapped_source, &options,
               "format JSON Lines\n"
               "article m1\n  headline: From within\n  section: with a dot\n  language: en\n"
               "  body: Told.\n"
               "article m2\n  headline: Own\n  section: along a path\n  language: en\n"
               "  body: Built in.\n");
}

/* A name that is mapped no longer serves the field it is built in for. */
static void test_map_takes_name(void **state)
{
    static const char *const map[] = {"title=deck", "story=body", "story=rights"};
    struct reader_options options = {"en", MRG_NO_TIME, map, 3};
    (void)state;
    check_text("x/m.json", "{\"id\":\"t\",\"title\":\"Below\",\"story\":\"Twice\"}", &options,
               "format JSON\narticle t\n  deck: Below\n  language: en\n  rights: Twice\n"
               "  body: Twice\n");
}

static void test_bad_map(void **state)
{
    static const char *const bad[] = {"title", "title=", "=headline", "title=nothing"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct reader_options options = {NULL, MRG_NO_TIME, &bad[i], 1};
        struct reading reading;
        read_all(&reading, "x/m.jsonl", mapped_source, sizeof mapped_source - 1, 4096, &options, 0);
        assert_int_equal(reading.failed, 1);
        assert_int_equal(reading.articles, 0);
        buffer_free(&reading.text);
    }
}

/* Own date, then that of the options, then that of the path. */
static void test_dates(void **state)
{
    struct reader_options none = {"en", MRG_NO_TIME, NULL, 0};
    struct reader_options given = {"en", 86400, NULL, 0};
    (void)state;
    static const char dated[] = "{\"id\":\"d\",\"title\":\"T\",\"date\":\"2022-02-02\"}";
    static const char undated[] = "{\"id\":\"d\",\"title\":\"T\"}";
    check_text("2021-03-04/d.json", dated, &given,
               "format JSON\narticle d\n  published: 2022-02-02T00:00:00Z\n  headline: T\n"
               "  language: en\n");
    check_text("2021-03-04/d.json", undated, &given,
               "format JSON\narticle d\n  published: 1970-01-02T00:00:00Z\n  headline: T\n"
               "  language: en\n");
    check_text("2021-03-04/d.json", undated, &none,
               "format JSON\narticle d\n  published: 2021-03-04T00:00:00Z\n  headline: T\n"
               "  language: en\n");
}

static void test_languages(void **state)
{
    struct reader_options options = {"en", MRG_NO_TIME, NULL, 0};
    struct reader_options guess = {NULL, MRG_NO_TIME, NULL, 0};
    (void)state;
    check_text("x/l.json", "{\"id\":\"l\",\"title\":\"T\",\"language\":\"DE-at\"}", &options,
               "format JSON\narticle l\n  headline: T\n  language: de\n");
    check_text("x/l.json", "{\"id\":\"l\",\"title\":\"T\",\"language\":\"French\"}", &options,
               "format JSON\narticle l\n  headline: T\n  language: fr\n");
    check_text("x/l.json", "{\"id\":\"l\",\"title\":\"T\",\"language\":\"ZZ-xx\"}", &options,
               "format JSON\narticle l\n  headline: T\n  language: zz\n");
    check_text("x/l.json", "{\"id\":\"l\",\"title\":\"T\",\"language\":\"gibberish\"}", &options,
               "format JSON\narticle l\n  headline: T\n  language: en\n");
    check_text("x/l.json", "{\"id\":\"l\",\"title\":\"T\"}", &guess,
               "format JSON\narticle l\n  headline: T\n");
}

/* Standard input gives ids by content: the same text the same id, wherever it stands. */
static void test_stdin_ids(void **state)
{
    static const char source[] = "{\"title\":\"A\"}\n{\"title\":\"B\"}\n{\"title\":\"A\"}\n";
    struct reader_options options = {"en", MRG_NO_TIME, NULL, 0};
    struct input input;
    struct reader *reader;
    const mrg_article *article;
    char ids[3][64];
    (void)state;
    assert_int_equal(input_open_memory(&input, "-", source, sizeof source - 1, NULL), MRG_OK);
    assert_int_equal(reader_open(&input, &options, &reader, NULL, NULL), MRG_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(reader_next(reader, &article, NULL), READ_ARTICLE);
        assert_int_equal(article->id.size, 6 + 16);
        snprintf(ids[i], sizeof ids[i], "%.*s", (int)article->id.size, article->id.data);
    }
    assert_int_equal(reader_next(reader, &article, NULL), READ_END);
    assert_int_equal(reader_next(reader, &article, NULL), READ_END);
    assert_memory_equal(ids[0], "stdin-", 6);
    assert_string_equal(ids[0], ids[2]);
    assert_string_not_equal(ids[0], ids[1]);
    reader_free(reader);
    reader_free(NULL);
    input_close(&input);
}

/* An article over the limit costs itself alone, in every format that has several. */
static void test_limit(void **state)
{
    static const struct {
        const char *name, *before, *fill, *after;
        size_t articles;
    } cases[] = {
        {"x.jsonl", "{\"id\":\"1\",\"title\":\"A\"}\n{\"id\":\"2\",\"title\":\"", "x",
         "\"}\n{\"id\":\"3\",\"title\":\"C\"}\n", 2},
        {"x.jsonl", "{\"id\":\"1\",\"title\":\"A\"}\n{\"id\":\"2\",\"title\":\"", "x", "\"}", 1},
        {"x.json", "[{\"id\":\"1\",\"title\":\"A\"},{\"id\":\"2\",\"title\":\"", "\\\"]}",
         "\"},{\"id\":\"3\",\"title\":\"C\"}]", 2},
        {"x.json", "[{\"id\":\"1\",\"title\":\"A\"},{\"id\":\"2\",\"x\":[", "[\"}\"],",
         "1]},{\"id\":\"3\",\"title\":\"C\"}]", 2},
        {"x.txt", "Headline\n\n", "word ", "end.", 0},
    };
    struct reader_options options = {"en", MRG_NO_TIME, NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t piece = 7; piece < 20000; piece = piece * 5 + 1) {
            struct buffer source = BUFFER_INIT;
            struct reading reading;
            buffer_append_string(&source, cases[i].before);
            for (size_t n = 0; n < 20000; n++)
                buffer_append_string(&source, cases[i].fill);
            buffer_append_string(&source, cases[i].after);
            read_all(&reading, cases[i].name, source.data, source.size, piece, &options, 2000);
            assert_int_equal(reading.articles, cases[i].articles);
            assert_int_equal(reading.bad, 1);
            assert_int_equal(reading.failed, 0);
            assert_non_null(strstr(buffer_c_string(&reading.text), "more than 2000 bytes"));
            buffer_free(&reading.text);
            buffer_free(&source);
        }
}

/* `before`, then `fill` so many times, then `after`, as one JSON Lines record among two others. */
static void check_large(const char *before, const char *fill, size_t times, const char *after,
                        size_t articles)
{
    struct reader_options options = {"en", MRG_NO_TIME, NULL, 0};
    struct buffer source = BUFFER_INIT;
    struct reading reading;
    buffer_append_string(&source, "{\"id\":\"1\",\"title\":\"A\"}\n");
    buffer_append_string(&source, before);
    for (size_t i = 0; i < times; i++)
        buffer_append_string(&source, fill);
    buffer_append_string(&source, after);
    buffer_append_string(&source, "\n{\"id\":\"3\",\"title\":\"C\"}\n");
    read_all(&reading, "x.jsonl", source.data, source.size, 1024 * 1024, &options, 0);
    assert_int_equal(reading.articles, articles);
    assert_int_equal(reading.bad, 3 - articles);
    buffer_free(&reading.text);
    buffer_free(&source);
}

static void test_extremes(void **state)
{
    (void)state;
    check_large("{\"id\":\"2\",\"title\":\"A\",\"x\":", "[", 10000, "", 2);
    check_large("{\"id\":\"2\",\"title\":\"A\",\"x\":", "{\"a\":", 100000, "", 2);
    check_large("{\"id\":\"2\",\"title\":\"A\",\"body\":\"", "harbour dues rise ", 1000000, "\"}",
                3);
    check_large("{\"id\":\"2\",\"title\":\"A\",\"x\":[", "1,", 500000, "1]}", 3);
    check_large("{\"id\":\"2\",\"title\":\"A\",\"body\":\"", "\\n\\u00e9", 200000, "\"}", 3);
    check_large("{\"id\":\"2\",\"title\":\"A\"", ",\"title\":\"B\"", 100000, "}", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map),       cmocka_unit_test(test_map_takes_name),
        cmocka_unit_test(test_bad_map),   cmocka_unit_test(test_dates),
        cmocka_unit_test(test_languages), cmocka_unit_test(test_stdin_ids),
        cmocka_unit_test(test_limit),     cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
