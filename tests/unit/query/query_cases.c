/* Runs cases.txt: what a query is read as, and with how many warnings. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/query/query_helpers.h"

/* One line of cases.txt. */
struct query_case {
    struct buffer query;    /* escapes undone */
    struct buffer expected; /* the print */
    size_t warnings;        /* expected */
    bool any_word;
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Append line[0..size) with \xHH and \\ undone. */
static void unescape(const char *line, size_t size, struct buffer *out)
{
    for (size_t i = 0; i < size; i++) {
        if (line[i] == '\\' && i + 3 < size && line[i + 1] == 'x') {
            buffer_append_byte(out,
                               (uint8_t)(hex_digit(line[i + 2]) * 16 + hex_digit(line[i + 3])));
            i += 3;
        } else {
            buffer_append_byte(out, (uint8_t)line[i]);
        }
    }
}

/* Split "query => print !2". False for a comment or an empty line. */
static bool read_case(const char *line, size_t size, struct query_case *out)
{
    if (size == 0 || line[0] == '#')
        return false;
    out->any_word = size > 5 && memcmp(line, "ANY: ", 5) == 0;
    if (out->any_word) {
        line += 5;
        size -= 5;
    }
    const char *arrow = memmem(line, size, " => ", 4);
    if (arrow == NULL)
        fail_msg("no arrow in: %.*s", (int)size, line);
    const char *expected = arrow + 4;
    size_t left = size - (size_t)(expected - line);
    out->warnings = 0;
    if (left > 3 && expected[left - 2] == '!' && expected[left - 3] == ' ') {
        out->warnings = (size_t)(expected[left - 1] - '0');
        left -= 3;
    }
    unescape(line, (size_t)(arrow - line), &out->query);
    unescape(expected, left, &out->expected);
    return true;
}

static bool is_nothing(const struct query_case *c)
{
    return c->expected.size == 9 && memcmp(c->expected.data, "(nothing)", 9) == 0;
}

static void explain_failure(size_t number, const struct buffer *got, const struct query_tree *tree,
                            const struct query_case *c)
{
    fprintf(stderr, "cases.txt:%zu: expected: %.*s !%zu\n               got: %.*s !%zu\n", number,
            (int)c->expected.size, (const char *)c->expected.data, c->warnings, (int)got->size,
            (const char *)got->data, tree->warning_count);
    for (size_t i = 0; i < tree->warning_count; i++)
        fprintf(stderr, "                    %s\n", tree->warnings[i]);
}

/* True when the case holds. */
static bool run_case(const struct query_case *c, size_t number)
{
    struct query_tree tree;
    mrg_text text = {(const char *)c->query.data, c->query.size};
    assert_int_equal(query_tree_parse(text, c->any_word, TEST_NOW, &tree, NULL), MRG_OK);
    struct buffer got = BUFFER_INIT;
    query_tree_print(tree.root, &got);
    bool is_right = tree.warning_count == c->warnings;
    if (is_nothing(c))
        is_right = is_right && tree.root->kind == QUERY_NOTHING && got.size == 0;
    else
        is_right = is_right && got.size == c->expected.size &&
                   memcmp(got.data, c->expected.data, got.size) == 0;
    if (!is_right)
        explain_failure(number, &got, &tree, c);
    buffer_free(&got);
    query_tree_free(&tree);
    return is_right;
}

static void test_cases(void **state)
{
    (void)state;
    size_t size;
    char *bytes = read_source_file("tests/unit/query/cases.txt", &size);
    size_t number = 0, run = 0, wrong = 0;
    for (size_t at = 0; at < size; number++) {
        char *end = memchr(bytes + at, '\n', size - at);
        size_t length = end != NULL ? (size_t)(end - bytes) - at : size - at;
        struct query_case c = {BUFFER_INIT, BUFFER_INIT, 0, false};
        if (read_case(bytes + at, length, &c)) {
            run++;
            wrong += !run_case(&c, number + 1);
        }
        buffer_free(&c.query);
        buffer_free(&c.expected);
        at += length + 1;
    }
    free(bytes);
    assert_int_equal(wrong, 0);
    assert_true(run >= 120);
}

/* What a warning says, for one of each kind. */
static void test_warning_texts(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *part; /* occurs in the first warning */
    } rows[] = {
        {"\"open", "no closing quotation mark for: open"},
        {"a)", "closed but not opened"},
        {"(a", "not closed"},
        {"AND a", "AND needs something on both sides"},
        {"a NOT", "NOT has nothing behind it"},
        {"http://x", "no field called: http"},
        {"source: x", "nothing stands directly behind: source:"},
        {"date:soon", "not a date: date:soon"},
        {"date:2022..2021", "ends before it begins"},
        {"a NEAR/0 b", "1 to 1000: NEAR/0"},
        {"a NEAR/5 source:b", "NEAR/5 joins words and phrases of one field"},
        {"a NEAR/5 -b", "NEAR/5 cannot join what is excluded"},
        {"source:\"\"", "no word stands in the quotation of: source:"},
        {"source:() a", "nothing stands in the brackets of: source:("},
        {"date:(2021)", "not a date: date:("},
        {"\"polic* car\"", "no wildcard: polic* car"},
        {"\"\x1b[31mred\xff\xe2\x80\xaelevel", "for:  [31mred? level;"},
        {"\"0123456789012345678901234567890123456789a", "0123456789..."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query_tree tree;
        mrg_text text = {rows[i].query, strlen(rows[i].query)};
        assert_int_equal(query_tree_parse(text, false, TEST_NOW, &tree, NULL), MRG_OK);
        assert_int_not_equal(tree.warning_count, 0);
        if (strstr(tree.warnings[0], rows[i].part) == NULL)
            fail_msg("%s gave: %s", rows[i].query, tree.warnings[0]);
        query_tree_free(&tree);
    }
}

static void test_warnings_are_limited(void **state)
{
    (void)state;
    struct buffer query = BUFFER_INIT;
    for (int i = 0; i < 1000; i++)
        buffer_append_string(&query, "10:30 ");
    struct query_tree tree;
    mrg_text text = {(const char *)query.data, query.size};
    assert_int_equal(query_tree_parse(text, false, TEST_NOW, &tree, NULL), MRG_OK);
    assert_int_equal(tree.warning_count, QUERY_WARNINGS_MAX + 1);
    assert_string_equal(tree.warnings[QUERY_WARNINGS_MAX], "950 more warnings like these");
    query_tree_free(&tree);
    buffer_free(&query);
}

/* Without a clock there is no today; a plain date needs none. */
static void test_no_clock(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        mrg_time now;
        enum query_kind kind;
    } rows[] = {
        {"since:7d", MRG_NO_TIME, QUERY_WORD},   {"date:today", MRG_NO_TIME, QUERY_WORD},
        {"since:2021", MRG_NO_TIME, QUERY_DATE}, {"since:7d", INT64_MAX, QUERY_WORD},
        {"since:7d", INT64_MIN + 1, QUERY_WORD}, {"since:7d", -1, QUERY_DATE},
        {"since:1d", -62135596800, QUERY_WORD},  {"since:0d", -62135596800, QUERY_DATE},
        {"since:9999y", TEST_NOW, QUERY_WORD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query_tree tree;
        mrg_text text = {rows[i].query, strlen(rows[i].query)};
        assert_int_equal(query_tree_parse(text, false, rows[i].now, &tree, NULL), MRG_OK);
        assert_int_equal(tree.root->kind, rows[i].kind);
        query_tree_free(&tree);
    }
}

/* The ends of dates to the second. */
static void test_date_ends(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        mrg_time from;
        mrg_time to;
    } rows[] = {
        {"date:1970", 0, 365 * 86400},
        {"date:1970-01-02", 86400, 2 * 86400},
        {"since:1970-01-02", 86400, MRG_NO_TIME},
        {"after:1970-01-02", 2 * 86400, MRG_NO_TIME},
        {"before:1970-01-02", MRG_NO_TIME, 86400},
        {"until:1970-01-02", MRG_NO_TIME, 2 * 86400},
        {"date:1969-12..1970-01", -31 * 86400, 31 * 86400},
        {"date:today", TEST_NOW - 43200, TEST_NOW + 43200},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query_tree tree;
        mrg_text text = {rows[i].query, strlen(rows[i].query)};
        assert_int_equal(query_tree_parse(text, false, TEST_NOW, &tree, NULL), MRG_OK);
        assert_int_equal(tree.root->kind, QUERY_DATE);
        assert_true(tree.root->from == rows[i].from && tree.root->to == rows[i].to);
        query_tree_free(&tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),     cmocka_unit_test(test_warning_texts),
        cmocka_unit_test(test_no_clock),  cmocka_unit_test(test_warnings_are_limited),
        cmocka_unit_test(test_date_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
