/* Pieces of the generator: inflection, names, ranks, JSON. */
#include "tests/cmocka_all.h"

#include "corpus/generate/grammar.h"
#include "corpus/generate/inflect.h"
#include "corpus/generate/json_line.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct {
    void (*append)(struct buffer *, const char *);
    const char *word, *form;
} inflections[] = {
    {append_plural, "report", "reports"},    {append_plural, "city", "cities"},
    {append_plural, "day", "days"},          {append_plural, "church", "churches"},
    {append_plural, "march", "marches"},     {append_plural, "tax", "taxes"},
    {append_plural, "gas", "gases"},         {append_plural, "graph", "graphs"},
    {append_base, "plan+", "plan"},          {append_base, "sign", "sign"},
    {append_third_person, "deny", "denies"}, {append_third_person, "push", "pushes"},
    {append_third_person, "stop+", "stops"}, {append_past, "announce", "announced"},
    {append_past, "reject", "rejected"},     {append_past, "deny", "denied"},
    {append_past, "delay", "delayed"},       {append_past, "ban+", "banned"},
    {append_gerund, "raise", "raising"},     {append_gerund, "free", "freeing"},
    {append_gerund, "ship+", "shipping"},    {append_gerund, "bury", "burying"},
};

static void words_are_inflected(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    for (size_t i = 0; i < COUNT(inflections); i++) {
        buffer_clear(&out);
        inflections[i].append(&out, inflections[i].word);
        assert_string_equal(buffer_c_string(&out), inflections[i].form);
    }
    buffer_free(&out);
}

/* Counts of the first octaves of ranks: about the same each, as one over the rank would have it. */
static void ranks_follow_zipf(void **state)
{
    (void)state;
    struct random random = {7};
    uint32_t octaves[7] = {0};
    for (int i = 0; i < 70000; i++) {
        uint32_t rank = random_zipf(&random, 127);
        assert_true(rank < 127);
        octaves[31 - __builtin_clz(rank + 1)]++;
    }
    for (size_t i = 0; i < COUNT(octaves); i++)
        assert_in_range(octaves[i], 9500, 10500);
    assert_int_equal(random_zipf(&random, 1), 0);
}

static void pools_grow_and_names_stay(void **state)
{
    (void)state;
    struct random random = {3};
    struct name_pool pool;
    name_pool_init(&pool, NAME_TOWN, 11);
    uint32_t before = pool.names;
    for (int i = 0; i < 100000; i++)
        assert_true(name_pool_draw(&pool, &random) < pool.names);
    /* v = K n^0.6 over a hundredfold growth of n: sixteen times the names, give or take. */
    assert_in_range(pool.names, before * 11, before * 23);
    struct buffer once = BUFFER_INIT;
    struct buffer again = BUFFER_INIT;
    name_pool_append(&pool, before, &once);
    name_pool_append(&pool, before, &again);
    assert_string_equal(buffer_c_string(&once), buffer_c_string(&again));
    assert_true(once.size > 3 && once.data[0] >= 'A' && once.data[0] <= 'Z');
    buffer_free(&once);
    buffer_free(&again);
}

static bool ends_well(const struct buffer *sentence)
{
    return sentence->data[sentence->size - 1] == '.' || sentence->data[sentence->size - 1] == '"';
}

static void sentences_are_complete(void **state)
{
    (void)state;
    struct grammar grammar;
    struct scene scene;
    struct buffer out = BUFFER_INIT;
    grammar_init(&grammar, 5);
    for (int i = 0; i < 5000; i++) {
        grammar_draw_scene(&grammar, &scene);
        buffer_clear(&out);
        grammar_append(&grammar, &scene, FORM_SENTENCE, &out);
        assert_true(out.size > 10 && ends_well(&out));
        assert_false(out.data[0] >= 'a' && out.data[0] <= 'z');
        assert_null(memchr(out.data, '%', out.size));
        assert_null(memmem(out.data, out.size, "  ", 2));
    }
    buffer_free(&out);
    grammar_free(&grammar);
}

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const mrg_text two_topics[] = {TEXT("trade"), TEXT("R&D")};

static const struct {
    mrg_article article;
    const char *line;
} lines[] = {
    {MRG_ARTICLE_INIT, "{}\n"},
    {{.embargo = MRG_NO_TIME, .published = 0, .updated = MRG_NO_TIME, .id = TEXT("a-1")},
     "{\"id\":\"a-1\",\"published\":\"1970-01-01T00:00:00Z\"}\n"},
    {{.embargo = MRG_NO_TIME,
      .published = MRG_NO_TIME,
      .updated = MRG_NO_TIME,
      .status = MRG_CANCELED,
      .topics = {two_topics, 2}},
     "{\"status\":\"canceled\",\"tags\":[\"trade\",\"R&D\"]}\n"},
    {{.embargo = MRG_NO_TIME,
      .published = MRG_NO_TIME,
      .updated = MRG_NO_TIME,
      .headline = TEXT("a \"q\" \\ \x01 é"),
      .body = TEXT("one two three four\n\nfive\0six {")},
     "{\"title\":\"a \\\"q\\\" \\\\ \\u0001 é\","
     "\"body\":\"one two three four\\n\\nfive\\u0000six {\"}\n"},
};

static void articles_become_json(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    for (size_t i = 0; i < COUNT(lines); i++) {
        buffer_clear(&out);
        json_line_append(&lines[i].article, &out);
        assert_string_equal(buffer_c_string(&out), lines[i].line);
    }
    buffer_free(&out);
}

/* Every byte at every place of a text longer than one step of the scan. */
static void every_byte_is_escaped_where_it_must(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    for (int byte = 0; byte < 256; byte++) {
        for (size_t place = 0; place < 17; place++) {
            char text[17];
            memset(text, 'x', sizeof text);
            text[place] = (char)byte;
            mrg_article article = MRG_ARTICLE_INIT;
            article.body = (mrg_text){text, sizeof text};
            buffer_clear(&out);
            json_line_append(&article, &out);
            size_t extra = byte == '\n' || byte == '"' || byte == '\\' ? 1 : byte < 0x20 ? 5 : 0;
            assert_int_equal(out.size, sizeof "{\"body\":\"\"}\n" - 1 + sizeof text + extra);
        }
    }
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_inflected),
        cmocka_unit_test(ranks_follow_zipf),
        cmocka_unit_test(pools_grow_and_names_stay),
        cmocka_unit_test(sentences_are_complete),
        cmocka_unit_test(articles_become_json),
        cmocka_unit_test(every_byte_is_escaped_where_it_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
