#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/query/query_helpers.h"

char *read_source_file(const char *path, size_t *size)
{
    char full[4096];
    snprintf(full, sizeof full, "%s/%s", MORGUE_SOURCE_DIR, path);
    FILE *file = fopen(full, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long end = ftell(file);
    assert_true(end >= 0);
    rewind(file);
    char *bytes = malloc((size_t)end + 1);
    assert_non_null(bytes);
    *size = fread(bytes, 1, (size_t)end, file);
    assert_int_equal(*size, end);
    bytes[end] = '\0';
    fclose(file);
    return bytes;
}

static bool nodes_are_equal(const struct query_node *a, const struct query_node *b)
{
    return a->kind == b->kind && a->field == b->field && a->text.size == b->text.size &&
           (a->text.size == 0 || memcmp(a->text.data, b->text.data, a->text.size) == 0) &&
           a->distance == b->distance && a->from == b->from && a->to == b->to;
}

bool trees_are_equal(const struct query_node *a, const struct query_node *b)
{
    if (!nodes_are_equal(a, b))
        return false;
    const struct query_node *x = a->child;
    const struct query_node *y = b->child;
    for (; x != NULL && y != NULL; x = x->next, y = y->next)
        if (!trees_are_equal(x, y))
            return false;
    return x == NULL && y == NULL;
}

/* Whether `child` may stand below `parent`, as query_tree.h says. */
static bool is_allowed(const struct query_node *parent, const struct query_node *child)
{
    if (child->kind == QUERY_NOTHING || child->kind == QUERY_LIKE)
        return false;
    switch (parent->kind) {
    case QUERY_AND:
        return child->kind != QUERY_AND && child->kind != QUERY_NOT && child->kind != QUERY_ALL;
    case QUERY_OR:
        return child->kind != QUERY_OR;
    case QUERY_NOT:
        return child != parent->child || child->kind != QUERY_NOT;
    case QUERY_NEAR:
    case QUERY_PRE:
        return child->kind == QUERY_OR ||
               (child->text.size > 0 && child->field == parent->child->field) ||
               (child->text.size > 0 && parent->child->kind == QUERY_OR &&
                child->field == parent->child->child->field);
    default:
        return false;
    }
}

static void check_counts(const struct query_node *node, size_t children)
{
    bool is_leaf = children == 0;
    assert_int_equal(is_leaf, node->last == NULL);
    assert_true(is_leaf || children >= 2);
    assert_true(node->kind != QUERY_NOT || children == 2);
    assert_int_equal(node->kind == QUERY_NEAR || node->kind == QUERY_PRE, node->distance > 0);
    assert_true(node->distance <= QUERY_DISTANCE_MAX);
    bool has_text = is_leaf && node->kind != QUERY_ALL && node->kind != QUERY_DATE &&
                    node->kind != QUERY_NOTHING;
    assert_int_equal(has_text, node->text.size > 0);
    if (has_text)
        assert_int_equal(node->text.data[node->text.size], '\0');
}

unsigned check_tree(const struct query_node *node)
{
    unsigned deepest = 0;
    size_t children = 0;
    for (const struct query_node *child = node->child; child != NULL; child = child->next) {
        assert_true(is_allowed(node, child));
        unsigned depth = check_tree(child);
        deepest = depth > deepest ? depth : deepest;
        children++;
        if (child->next == NULL)
            assert_ptr_equal(child, node->last);
    }
    check_counts(node, children);
    return deepest + 1;
}
