/* Every example of docs/QUERY.md, a code span that begins a table row, is read without a warning,
 * and where the row says "read as" and a code span, as that. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/query/query_helpers.h"

/* The next code span of text[*at..size); false when there is none. */
static bool next_span(mrg_text text, size_t *at, mrg_text *span)
{
    if (*at >= text.size)
        return false;
    const char *open = memchr(text.data + *at, '`', text.size - *at);
    if (open == NULL)
        return false;
    size_t start = (size_t)(open - text.data) + 1;
    const char *close = memchr(text.data + start, '`', text.size - start);
    if (close == NULL)
        return false;
    *span = (mrg_text){text.data + start, (size_t)(close - text.data) - start};
    *at = start + span->size + 1;
    return true;
}

/* What a row promises the query to be read as, in the words "read as `...`"; false without one. */
static bool promised_reading(mrg_text row, size_t at, mrg_text *span)
{
    static const char mark[] = "read as `";
    const char *found = memmem(row.data + at, row.size - at, mark, sizeof mark - 1);
    if (found == NULL)
        return false;
    at = (size_t)(found - row.data) + sizeof mark - 2;
    return next_span(row, &at, span);
}

static void check_example(mrg_text row, size_t *promises)
{
    size_t at = 0;
    mrg_text query, promised;
    assert_true(next_span(row, &at, &query));
    struct query_tree tree;
    assert_int_equal(query_tree_parse(query, false, TEST_NOW, &tree, NULL), MRG_OK);
    if (tree.warning_count > 0)
        fail_msg("%.*s gave: %s", (int)query.size, query.data, tree.warnings[0]);
    assert_int_not_equal(tree.root->kind, QUERY_NOTHING);
    if (promised_reading(row, at, &promised)) {
        struct buffer print = BUFFER_INIT;
        query_tree_print(tree.root, &print);
        if (print.size != promised.size || memcmp(print.data, promised.data, print.size) != 0)
            fail_msg("%.*s reads %.*s", (int)query.size, query.data, (int)print.size,
                     (const char *)print.data);
        buffer_free(&print);
        ++*promises;
    }
    query_tree_free(&tree);
}

static void test_examples(void **state)
{
    (void)state;
    size_t size;
    char *bytes = read_source_file("docs/QUERY.md", &size);
    size_t examples = 0, promises = 0;
    for (size_t at = 0; at < size;) {
        char *end = memchr(bytes + at, '\n', size - at);
        size_t length = end != NULL ? (size_t)(end - bytes) - at : size - at;
        if (length > 3 && memcmp(bytes + at, "| `", 3) == 0) {
            check_example((mrg_text){bytes + at, length}, &promises);
            examples++;
        }
        at += length + 1;
    }
    free(bytes);
    assert_true(examples >= 40);
    assert_true(promises >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
