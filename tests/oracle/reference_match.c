#include "tests/oracle/reference_match.h"

#include "tests/cmocka_all.h"
#include "tests/oracle/reference_pattern.h"

enum { CHILDREN_MAX = 8 };

static bool has_form(const struct slot *slot, const struct occurrence *occurrence)
{
    return !slot->is_exact || (slot->form != STRING_NONE && slot->form == occurrence->form);
}

static bool stands_at(const struct reference_article *article, const struct slot *slot,
                      uint32_t position)
{
    for (size_t t = 0; t < slot->term_count; t++) {
        size_t count;
        const struct occurrence *all = reference_occurrences(article, slot->terms[t], &count);
        for (size_t i = 0; i < count; i++)
            if (all[i].position == position && has_form(slot, &all[i]))
                return true;
    }
    return false;
}

static bool row_stands_at(const struct reference_article *article, const struct row *row,
                          uint32_t position)
{
    for (size_t i = 0; i < row->count; i++)
        if (!stands_at(article, &row->slots[i], position + (uint32_t)i))
            return false;
    return true;
}

void row_stretches(const struct reference_article *article, const struct row *row,
                   struct buffer *stretches)
{
    const struct slot *first = &row->slots[0];
    for (size_t t = 0; t < first->term_count; t++) {
        size_t count;
        const struct occurrence *all = reference_occurrences(article, first->terms[t], &count);
        for (size_t i = 0; i < count; i++) {
            if (!has_form(first, &all[i]) || !row_stands_at(article, row, all[i].position))
                continue;
            struct stretch stretch = {all[i].position, (uint32_t)row->count};
            buffer_append(stretches, &stretch, sizeof stretch);
        }
    }
    assert_false(stretches->failed);
}

bool row_stands(const struct reference_article *article, const struct row *row)
{
    struct buffer stretches = BUFFER_INIT;
    row_stretches(article, row, &stretches);
    bool stands = stretches.size > 0;
    buffer_free(&stretches);
    return stands;
}

/* ---- NEAR and PRE ---- */

/* What is chosen of each child so far, and among what. */
struct choice {
    struct buffer stretches[CHILDREN_MAX]; /* struct stretch, per child */
    struct stretch chosen[CHILDREN_MAX];
    size_t count;      /* children */
    unsigned distance; /* at most that many words less one between the outermost */
    bool is_ordered;
};

static bool overlaps(const struct stretch *a, const struct stretch *b)
{
    return a->start < b->start + b->length && b->start < a->start + a->length;
}

/* Whether what is chosen of the first `count` children may stay. */
static bool fits(const struct choice *choice, size_t count)
{
    uint32_t first = UINT32_MAX, last = 0, words = 0;
    for (size_t i = 0; i < count; i++) {
        const struct stretch *it = &choice->chosen[i];
        for (size_t j = 0; j < i; j++)
            if (overlaps(it, &choice->chosen[j]) ||
                (choice->is_ordered && it->start < choice->chosen[j].start))
                return false;
        first = it->start < first ? it->start : first;
        last = it->start + it->length > last ? it->start + it->length : last;
        words += it->length;
    }
    return last - first - words <= choice->distance - 1;
}

/* Try every stretch of child `at` and those behind it. */
static bool choose(struct choice *choice, size_t at)
{
    if (at == choice->count)
        return fits(choice, at);
    const struct stretch *all = (const void *)choice->stretches[at].data;
    for (size_t i = 0; i < choice->stretches[at].size / sizeof *all; i++) {
        choice->chosen[at] = all[i];
        if (choose(choice, at + 1))
            return true;
    }
    return false;
}

static void add_stretches(const struct reference_article *article, const struct plan *plan,
                          struct buffer *stretches)
{
    for (size_t i = 0; i < plan->row_count; i++)
        row_stretches(article, &plan->rows[i], stretches);
    for (size_t i = 0; i < article->occurrence_count && plan->pattern != NULL; i++) {
        struct stretch stretch = {article->occurrences[i].position, 1};
        if (pattern_fits(plan->pattern, &article->occurrences[i]))
            buffer_append(stretches, &stretch, sizeof stretch);
    }
    for (const struct plan *child = plan->child; child != NULL; child = child->next)
        add_stretches(article, child, stretches);
}

bool near_stands(const struct reference_article *article, const struct plan *near)
{
    struct choice choice = {.distance = near->node->distance,
                            .is_ordered = near->node->kind == QUERY_PRE};
    bool is_possible = true;
    for (const struct plan *child = near->child; child != NULL; child = child->next) {
        assert_true(choice.count < CHILDREN_MAX);
        add_stretches(article, child, &choice.stretches[choice.count]);
        is_possible = is_possible && choice.stretches[choice.count].size > 0;
        choice.count++;
    }
    bool stands = is_possible && choose(&choice, 0);
    for (size_t i = 0; i < choice.count; i++)
        buffer_free(&choice.stretches[i]);
    return stands;
}
