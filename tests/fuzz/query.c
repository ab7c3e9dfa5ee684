/* The query parser: any bytes give a tree of bounded depth, whose print reads as an equal tree.
 *
 *   input = flags:byte text
 *   flags = 1: words side by side are joined by OR | 2: there is no today
 */
#include "searcher/query/query_tree.h"
#include "tests/fuzz/fuzz.h"

static const mrg_time noon = 1617192000; /* 2021-03-31T12:00:00Z */

static bool nodes_are_equal(const struct query_node *a, const struct query_node *b)
{
    return a->kind == b->kind && a->field == b->field && a->text.size == b->text.size &&
           (a->text.size == 0 || memcmp(a->text.data, b->text.data, a->text.size) == 0) &&
           a->distance == b->distance && a->from == b->from && a->to == b->to;
}

static bool trees_are_equal(const struct query_node *a, const struct query_node *b)
{
    const struct query_node *x = a->child, *y = b->child;
    for (; x != NULL && y != NULL; x = x->next, y = y->next)
        if (!trees_are_equal(x, y))
            return false;
    return x == NULL && y == NULL && nodes_are_equal(a, b);
}

static unsigned depth_of(const struct query_node *node)
{
    unsigned deepest = 0;
    for (const struct query_node *child = node->child; child != NULL; child = child->next) {
        unsigned depth = depth_of(child);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

static void check_warnings(const struct query_tree *tree)
{
    FUZZ_REQUIRE(tree->warning_count <= QUERY_WARNINGS_MAX + 1);
    for (size_t i = 0; i < tree->warning_count; i++)
        for (const char *c = tree->warnings[i]; *c != '\0'; c++)
            FUZZ_REQUIRE((unsigned char)*c >= 0x20);
}

static void parse(mrg_text text, bool any_word, mrg_time now, struct query_tree *tree)
{
    char *copy = fuzz_tight_copy(text);
    FUZZ_REQUIRE(query_tree_parse((mrg_text){copy, text.size}, any_word, now, tree, NULL) ==
                 MRG_OK);
    free(copy);
}

static void check_print(const struct query_tree *tree, mrg_time now)
{
    struct buffer print = BUFFER_INIT;
    query_tree_print(tree->root, &print);
    FUZZ_REQUIRE(!print.failed);
    for (unsigned any_word = 0; any_word < 2; any_word++) {
        struct query_tree again;
        parse((mrg_text){(const char *)print.data, print.size}, any_word != 0, now, &again);
        FUZZ_REQUIRE(trees_are_equal(tree->root, again.root));
        query_tree_free(&again);
    }
    buffer_free(&print);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    const uint8_t flags = fuzz_u8(&input);
    const mrg_time now = (flags & 2) != 0 ? MRG_NO_TIME : noon;
    struct query_tree tree;
    parse(fuzz_rest(&input), (flags & 1) != 0, now, &tree);
    FUZZ_REQUIRE(depth_of(tree.root) <= QUERY_DEPTH_MAX);
    check_warnings(&tree);
    check_print(&tree, now);
    query_tree_free(&tree);
    return 0;
}
