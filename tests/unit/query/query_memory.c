/* Each allocation that reading a query makes is refused in turn: the call says so, nothing leaks
 * and the tree is empty. Linked with --wrap=malloc and --wrap=realloc. */
#include "tests/cmocka_all.h"

#include <string.h>

#include "searcher/query/query_tree.h"

void *__real_malloc(size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_realloc(void *memory, size_t size);

static bool is_counting;      /* false outside the call under test */
static size_t allocations;    /* made since counting began */
static size_t refused_number; /* the allocation to refuse, from 1; 0: none */

static bool is_refused(void)
{
    return is_counting && ++allocations == refused_number;
}

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return is_refused() ? NULL : __real_realloc(memory, size);
}

static mrg_status parse(mrg_text text, size_t refuse, struct query_tree *tree, mrg_error *error)
{
    allocations = 0;
    refused_number = refuse;
    is_counting = true;
    mrg_status status = query_tree_parse(text, false, 0, tree, error);
    is_counting = false;
    return status;
}

/* A query of every part of the language, long enough for several chunks of memory. */
static mrg_text make_query(struct buffer *query)
{
    for (int i = 0; i < 300; i++)
        buffer_append_string(query, "a (b OR \"c d\" NEAR/5 e) -source:f since:2021 http://g =H i* "
                                    "j~ (k AND NOT l) OR date:soon ");
    assert_false(query->failed);
    return (mrg_text){(const char *)query->data, query->size};
}

static void test_refused_memory(void **state)
{
    (void)state;
    struct buffer query = BUFFER_INIT;
    mrg_text text = make_query(&query);
    struct query_tree tree;
    assert_int_equal(parse(text, 0, &tree, NULL), MRG_OK);
    query_tree_free(&tree);
    size_t count = allocations;
    assert_true(count > 20);
    for (size_t number = 1; number <= count; number++) {
        mrg_error error = MRG_ERROR_INIT;
        assert_int_equal(parse(text, number, &tree, &error), MRG_ERR_MEMORY);
        assert_int_equal(error.status, MRG_ERR_MEMORY);
        assert_null(tree.root);
        assert_int_equal(tree.warning_count, 0);
        assert_int_equal(tree.arena.total, 0);
    }
    buffer_free(&query);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_refused_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
