/* What holds for any text: reading succeeds, the tree is well-formed and of bounded depth, its
 * print reads as an equal tree, and time grows with the size only. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/unit/query/query_helpers.h"

enum { ROUNDS = 6000, BIG = 1 << 20 };

/* xorshift64*, https://doi.org/10.18637/jss.v008.i14 with a multiplier: any seed but 0. */
static uint64_t random_state;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * UINT64_C(2685821657736338717) >> 16) % limit;
}

/* Pieces of queries, with and without meaning. */
static const char *const pieces[] = {"a",         "b",         "cat",         "Toğayev",
                                     "U.S.",      "co-op",     "10:30",       "http://x/?y=*",
                                     "and",       "AND",       "OR",          "NOT",
                                     "NEAR",      "NEAR/5",    "W/3",         "PRE/2",
                                     "NEAR/0",    "W/1000000", "AND.",        "OR,",
                                     "(",         ")",         "(",           ")",
                                     "(",         ")",         "\"",          "\"",
                                     "“",         "”",         "„",           "«",
                                     "»",         "‹",         "「",          "」",
                                     "『",        "'",         "’",           "-",
                                     "-",         "--",        "=",           "=",
                                     "*",         "?",         "~",           "~",
                                     "#",         "!",         ",",           ";",
                                     ".",         "...",       ":",           "://",
                                     "headline:", "by:",       "source:",     "SECTION:",
                                     "topic:",    "id:",       "id:",         "lang:",
                                     "date:",     "since:",    "after:",      "before:",
                                     "until:",    "2021",      "2021-03",     "2020..2021",
                                     "..",        "7d",        "0001-01-01",  "9999",
                                     "today",     "\xff",      "\xe2\x80",    "\xcc\x81",
                                     "\xc2\xa0",  "[",         "]",           "wom?n",
                                     "polic*",    "name~",     "\"a b\"",     "(a OR b)",
                                     "…",         "哈萨",      "\xef\xbb\xbf"};

static void append_soup(struct buffer *query, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t pick = random_below(sizeof pieces / sizeof *pieces + 1);
        if (pick == sizeof pieces / sizeof *pieces)
            buffer_append_byte(query, 0);
        else
            buffer_append_string(query, pieces[pick]);
        if (random_below(2) == 0)
            buffer_append_byte(query, ' ');
    }
}

static void append_bytes(struct buffer *query, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_append_byte(query, (uint8_t)random_below(256));
}

/* Brackets many levels deep with every operator between them, so that trees reach their limit. */
static void append_nest(struct buffer *query, size_t levels)
{
    static const char *const openings[] = {"(",     "a OR (", "a (",        "a NOT (",   "-(",
                                           "NOT (", "b -a (", "headline:(", "c AND d -("};
    static const char *const closings[] = {")", " b)", " OR b)", " NOT b)", " AND b NOT c)"};
    for (size_t i = 0; i < levels; i++)
        buffer_append_string(query, openings[random_below(sizeof openings / sizeof *openings)]);
    buffer_append_string(query, "x");
    for (size_t i = 0; i < levels; i++)
        buffer_append_string(query, closings[random_below(sizeof closings / sizeof *closings)]);
}

static bool leaf_is_odd(const struct query_node *leaf, void *context)
{
    (void)context;
    bool is_prose =
        leaf->field == IN_TEXT || leaf->field == IN_HEADLINE || leaf->kind == QUERY_DATE;
    return is_prose && leaf->kind != QUERY_DATE && leaf->kind != QUERY_ALL;
}

/* A copy of the query whose end is the end of its memory, so that reading on is noticed. */
static mrg_text tight_copy(const struct buffer *query, char **memory)
{
    *memory = malloc(query->size > 0 ? query->size : 1);
    assert_non_null(*memory);
    if (query->size > 0)
        memcpy(*memory, query->data, query->size);
    return (mrg_text){*memory, query->size};
}

static void parse(const struct buffer *query, bool any_word, struct query_tree *tree)
{
    char *memory;
    mrg_text text = tight_copy(query, &memory);
    assert_int_equal(query_tree_parse(text, any_word, TEST_NOW, tree, NULL), MRG_OK);
    free(memory);
}

static void check_warnings(const struct query_tree *tree)
{
    assert_true(tree->warning_count <= QUERY_WARNINGS_MAX + 1);
    for (size_t i = 0; i < tree->warning_count; i++)
        for (const char *c = tree->warnings[i]; *c != '\0'; c++)
            assert_true((unsigned char)*c >= 0x20);
}

/* `print` reads as `tree`. */
static void check_print(const struct query_tree *tree, const struct buffer *print, bool any_word)
{
    struct query_tree again;
    parse(print, any_word, &again);
    if (!trees_are_equal(tree->root, again.root)) {
        struct buffer second = BUFFER_INIT;
        query_tree_print(again.root, &second);
        fail_msg("print: %.*s\nread again: %.*s", (int)print->size, (const char *)print->data,
                 (int)second.size, (const char *)second.data);
    }
    query_tree_free(&again);
}

static void check_query(const struct buffer *query, bool any_word)
{
    struct query_tree tree;
    parse(query, any_word, &tree);
    assert_true(check_tree(tree.root) <= QUERY_DEPTH_MAX);
    check_warnings(&tree);
    struct buffer print = BUFFER_INIT;
    query_tree_print(tree.root, &print);
    check_print(&tree, &print, false);
    check_print(&tree, &print, true);
    buffer_clear(&print);
    query_tree_print_marked(tree.root, leaf_is_odd, NULL, &print);
    check_print(&tree, &print, any_word);
    assert_false(print.failed);
    buffer_free(&print);
    query_tree_free(&tree);
}

static void check_many(void (*append)(struct buffer *, size_t), size_t size_max, size_t rounds)
{
    for (size_t i = 0; i < rounds; i++) {
        struct buffer query = BUFFER_INIT;
        append(&query, (size_t)random_below(size_max));
        check_query(&query, random_below(2) == 0);
        buffer_free(&query);
    }
}

static void test_soup(void **state)
{
    (void)state;
    check_many(append_soup, 30, ROUNDS);
    check_many(append_soup, 2000, 50);
}

static void test_bytes(void **state)
{
    (void)state;
    check_many(append_bytes, 60, ROUNDS);
}

static void test_nests(void **state)
{
    (void)state;
    check_many(append_nest, 40, ROUNDS / 20);
    check_many(append_nest, 140, ROUNDS / 20);
}

/* The two sides of the depth limit. */
static void test_depth_limit(void **state)
{
    (void)state;
    static const struct {
        size_t levels;
        bool is_cut;
    } rows[] = {{49, false}, {50, true}, {1000, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer query = BUFFER_INIT;
        for (size_t level = 0; level < rows[i].levels; level++)
            buffer_append_string(&query, "a OR b (");
        buffer_append_string(&query, "c");
        for (size_t level = 0; level < rows[i].levels; level++)
            buffer_append_byte(&query, ')');
        struct query_tree tree;
        parse(&query, false, &tree);
        assert_int_equal(tree.warning_count > 0, rows[i].is_cut);
        assert_true(check_tree(tree.root) <= QUERY_DEPTH_MAX);
        query_tree_free(&tree);
        check_query(&query, false);
        buffer_free(&query);
    }
}

/* Processor time in seconds to read `unit` over and over, `size` bytes of it. */
static double time_of(const char *unit, size_t size)
{
    struct buffer query = BUFFER_INIT;
    while (query.size < size)
        buffer_append_string(&query, unit);
    assert_false(query.failed);
    clock_t start = clock();
    struct query_tree tree;
    mrg_text text = {(const char *)query.data, query.size};
    assert_int_equal(query_tree_parse(text, false, TEST_NOW, &tree, NULL), MRG_OK);
    clock_t end = clock();
    assert_true(check_tree(tree.root) <= QUERY_DEPTH_MAX);
    query_tree_free(&tree);
    buffer_free(&query);
    return (double)(end - start) / CLOCKS_PER_SEC;
}

/* What invites a quadratic reader. A megabyte of each takes well under a second; quadratic, it
 * would take hours. */
static void test_megabytes(void **state)
{
    (void)state;
    static const char *const units[] = {"(",
                                        ")",
                                        "a ",
                                        "-",
                                        "- ",
                                        "-a ",
                                        "a NOT ",
                                        "a OR ",
                                        "NOT ",
                                        "AND ",
                                        "a NEAR/5 ",
                                        "a PRE/2 b ",
                                        "\"",
                                        "\" ",
                                        "“a ",
                                        "source:",
                                        "source:a ",
                                        "source:(",
                                        "-(",
                                        "(a OR ",
                                        "a(b)",
                                        "()",
                                        "(a NOT ",
                                        "*",
                                        "? ",
                                        "~",
                                        "=",
                                        "=\"",
                                        "10:30 ",
                                        "date:",
                                        "date:2021 ",
                                        "date:..",
                                        ".",
                                        "\xff",
                                        "\xe2\x80",
                                        "id:(a b ",
                                        "(a b) ",
                                        "a OR b (",
                                        "-(( ",
                                        "a -b (c OR ",
                                        "(a OR b) W/2 ",
                                        "x",
                                        "a\xcc\x81",
                                        "http://",
                                        "NOT -",
                                        "NEAR/5 ",
                                        "(-",
                                        "(-)",
                                        "[a] ",
                                        "哈"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double seconds = time_of(units[i], BIG);
        if (seconds > 10)
            fail_msg("a megabyte of %s took %.1f s", units[i], seconds);
    }
}

static void test_null_text(void **state)
{
    (void)state;
    struct query_tree tree;
    assert_int_equal(query_tree_parse((mrg_text){NULL, 0}, false, TEST_NOW, &tree, NULL), MRG_OK);
    assert_int_equal(tree.root->kind, QUERY_NOTHING);
    query_tree_free(&tree);
    query_tree_free(&tree);
}

static bool is_function_word(const struct query_node *leaf, void *context)
{
    (void)context;
    return leaf->kind == QUERY_WORD && leaf->text.size == 3 &&
           memcmp(leaf->text.data, "the", 3) == 0;
}

static void test_marked_print(void **state)
{
    (void)state;
    const char query[] = "the end OR \"the\" headline:the";
    struct query_tree tree;
    assert_int_equal(
        query_tree_parse((mrg_text){query, strlen(query)}, false, TEST_NOW, &tree, NULL), MRG_OK);
    struct buffer print = BUFFER_INIT;
    query_tree_print_marked(tree.root, is_function_word, NULL, &print);
    assert_string_equal(buffer_c_string(&print), "([the] AND end) OR (\"the\" AND [headline:the])");
    buffer_free(&print);
    query_tree_free(&tree);
}

int main(int argc, char **argv)
{
    random_state = argc > 1 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
    random_state += random_state == 0;
    printf("seed %llu (give it as the argument to repeat)\n", (unsigned long long)random_state);
    fflush(stdout);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_soup),         cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_nests),        cmocka_unit_test(test_depth_limit),
        cmocka_unit_test(test_megabytes),    cmocka_unit_test(test_null_text),
        cmocka_unit_test(test_marked_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
