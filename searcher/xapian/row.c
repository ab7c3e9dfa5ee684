/* Phrases and nearness. Xapian's operators know terms, and alternatives of terms, at positions; what
 * they cannot say (words as written in a row, phrases near each other, one word near itself) is settled
 * by reading the articles that have all the words. */
#include "common/base/error.h"
#include "searcher/xapian/compile.h"

/* ---- what operators can say ---- */

static bool is_leaf(const struct plan_node *node)
{
    return node->kind == PLAN_TERM || node->kind == PLAN_EXACT;
}

static bool is_choice(const struct plan_node *node)
{
    return node->kind == PLAN_MAX || node->kind == PLAN_OR;
}

/* A leaf, or alternatives of leaves. */
static bool is_word(const struct plan_node *node)
{
    if (is_leaf(node))
        return true;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        if (!is_leaf(child))
            return false;
    return is_choice(node) && node->child != NULL;
}

/* The leaves of a word, one after the other. */
static const struct plan_node *first_leaf(const struct plan_node *word)
{
    return is_leaf(word) ? word : word->child;
}

static const struct plan_node *next_leaf(const struct plan_node *word, const struct plan_node *leaf)
{
    return is_leaf(word) ? NULL : leaf->next;
}

/* Characters in common at the beginning, and in the shorter of the two. */
static void compare_beginnings(mrg_text a, mrg_text b, size_t *common, size_t *shorter)
{
    size_t size = a.size < b.size ? a.size : b.size;
    bool differs = false;
    *common = *shorter = 0;
    for (size_t i = 0; i < size; i++) {
        bool is_start = ((unsigned char)a.data[i] & 0xC0) != 0x80;
        if (differs || a.data[i] != b.data[i]) {
            *common -= !differs && !is_start; /* within a character */
            differs = true;
        } else {
            *common += is_start;
        }
    }
    const char *text = a.size < b.size ? a.data : b.data;
    for (size_t i = 0; i < size; i++)
        *shorter += ((unsigned char)text[i] & 0xC0) != 0x80;
}

/* Whether two terms may share a position: they are one, or one is of the joined form of a compound
 * (Nur-Sultan) and the other of its first part. Stemming changes a word's end only, by a letter or two. */
static bool may_share(const struct plan_term *a, const struct plan_term *b)
{
    enum { CHANGED = 2 };
    size_t common, shorter;
    if (a == b)
        return true;
    compare_beginnings((mrg_text){(const char *)a->key.bytes + 1, a->key.size - 1},
                       (mrg_text){(const char *)b->key.bytes + 1, b->key.size - 1}, &common,
                       &shorter);
    return common > 0 && common + CHANGED >= shorter;
}

static bool words_may_share(const struct plan_node *a, const struct plan_node *b)
{
    for (const struct plan_node *x = first_leaf(a); x != NULL; x = next_leaf(a, x))
        for (const struct plan_node *y = first_leaf(b); y != NULL; y = next_leaf(b, y))
            if (may_share(x->term, y->term))
                return true;
    return false;
}

/* Whether an operator finds all articles in which the row stands. Xapian's NEAR gives up at some places
 * where two words share a position. */
static bool has_operator(const struct plan_node *row)
{
    uint32_t offset = 0;
    for (const struct plan_node *child = row->child; child != NULL; child = child->next, offset++) {
        if (!is_word(child) || (row->kind == PLAN_PHRASE && child->offset != offset))
            return false;
        if (row->kind == PLAN_PHRASE || row->is_ordered)
            continue;
        for (const struct plan_node *other = row->child; other != child; other = other->next)
            if (words_may_share(other, child))
                return false;
    }
    return true;
}

static bool has_exact(const struct plan_node *node)
{
    if (node->kind == PLAN_EXACT)
        return true;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        if (has_exact(child))
            return true;
    return false;
}

/* ---- queries ---- */

static bool is_anywhere(const struct plan_node *word)
{
    for (const struct plan_node *leaf = first_leaf(word); leaf != NULL;
         leaf = next_leaf(word, leaf))
        if (leaf->term->df > 0)
            return true;
    return false;
}

static xc_query *word_at_positions(struct compiler *compiler, const struct plan_node *word)
{
    struct query_parts terms = QUERY_PARTS_INIT;
    for (const struct plan_node *leaf = first_leaf(word); leaf != NULL;
         leaf = next_leaf(word, leaf))
        if (leaf->term->df > 0)
            parts_add(compiler, &terms, term_query(compiler, leaf->term));
    return parts_combine(compiler, &terms, XC_OR, 0);
}

/* The row by Xapian's operators; words as written count as any form of theirs. */
static xc_query *operator_query(struct compiler *compiler, const struct plan_node *row)
{
    struct query_parts words = QUERY_PARTS_INIT;
    bool is_possible = true;
    for (const struct plan_node *child = row->child; child != NULL; child = child->next)
        is_possible = is_possible && is_anywhere(child);
    if (!is_possible)
        return no_query(compiler);
    uint32_t count = 0;
    for (const struct plan_node *child = row->child; child != NULL; child = child->next, count++)
        parts_add(compiler, &words, word_at_positions(compiler, child));
    bool is_phrase = row->kind == PLAN_PHRASE;
    uint32_t window = is_phrase ? count : count + row->distance - 1;
    return parts_combine(compiler, &words, is_phrase || row->is_ordered ? XC_PHRASE : XC_NEAR,
                         window);
}

/* Whether the operator scores as the row does. */
static bool scores_alike(const struct plan_node *row)
{
    for (const struct plan_node *child = row->child; child != NULL; child = child->next)
        if (child->kind != PLAN_TERM || child->factor != 1 || child->headline != NULL)
            return false;
    return true;
}

/* All children, wherever they stand. A phrase in a row stands if the row does; what an alternative adds to
 * the score has to be right. */
static xc_query *words_query(struct compiler *compiler, const struct plan_node *row,
                             struct purpose purpose)
{
    struct query_parts words = QUERY_PARTS_INIT;
    for (const struct plan_node *child = row->child; child != NULL; child = child->next) {
        struct purpose inner = {.is_scored = purpose.is_scored,
                                .is_in_and = true,
                                .is_loose = !purpose.is_scored || !is_choice(child)};
        parts_add(compiler, &words, compile_node(compiler, child, inner));
    }
    return parts_combine(compiler, &words, XC_AND, 0);
}

/* What articles with the row have at least, scored as the row where that is wanted. */
static xc_query *loose_query(struct compiler *compiler, const struct plan_node *row,
                             struct purpose purpose)
{
    bool is_settled = has_operator(row) && !has_exact(row);
    if (is_settled && (!purpose.is_scored || scores_alike(row)))
        return operator_query(compiler, row);
    xc_query *words = words_query(compiler, row, purpose);
    if (!has_operator(row))
        return words;
    return join_two(compiler, XC_FILTER, words, operator_query(compiler, row));
}

static void add_check(struct compiler *compiler, const struct plan_node *row)
{
    if (compiler_candidate(compiler) == NULL)
        return;
    buffer_append(&compiler->checks, &row, sizeof row);
    if (compiler->checks.failed)
        compiler->status = fail_memory(compiler->error);
}

xc_query *compile_row(struct compiler *compiler, const struct plan_node *row,
                      struct purpose purpose)
{
    if (row->child == NULL)
        return no_query(compiler);
    if (row->child->next == NULL)
        return compile_node(compiler, row->child, purpose);
    xc_query *query = loose_query(compiler, row, purpose);
    if (purpose.is_loose || (has_operator(row) && !has_exact(row)))
        return query;
    if (purpose.is_condition) {
        add_check(compiler, row);
        return query;
    }
    struct purpose candidates = {.is_loose = true};
    xc_query *settled = settle_node(compiler, row, loose_query(compiler, row, candidates));
    return join_two(compiler, XC_FILTER, query, settled);
}
