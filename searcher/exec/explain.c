#include "searcher/exec/explain.h"
#include "common/base/error.h"
#include "searcher/exec/search.h"

#include <inttypes.h>
#include <stdlib.h>

struct explaining {
    struct exec_context context;
    struct mrg_explanation *explanation;
    uint32_t article; /* in the segment */
};

static void add_part(struct explaining *explaining, unsigned depth, double value,
                     struct buffer *text)
{
    struct mrg_explanation *explanation = explaining->explanation;
    const char *line = buffer_c_string(text);
    char *copy = line != NULL ? arena_copy(&explanation->arena, line, text->size) : NULL;
    mrg_explanation_part part = {depth, copy, value};
    buffer_append(&explanation->parts, &part, sizeof part);
    if (copy == NULL || explanation->parts.failed)
        fail_memory(explaining->context.error);
    buffer_free(text);
}

/* The score of `node` for the article; false when it does not match. */
static bool score_of(struct explaining *explaining, const struct plan_node *node, double *score)
{
    struct iterator *it = iterator_compile(&explaining->context, node);
    bool has_matched = false;
    if (it != NULL) {
        iterator_advance(it, explaining->article);
        has_matched = it->article == explaining->article && iterator_matches(it);
        if (has_matched)
            *score = iterator_score(it);
    }
    iterator_close(it);
    return has_matched;
}

static uint32_t frequency_of(struct explaining *explaining, const struct plan_term *term)
{
    struct posting_cursor cursor;
    const struct exec_context *context = &explaining->context;
    const struct term_entry *entry = &term->entries[context->segment_number];
    uint32_t frequency = 0;
    if (posting_cursor_open(&cursor, &context->segment->file, entry,
                            context->segment->meta.articles, context->error) == MRG_OK &&
        posting_cursor_advance(&cursor, explaining->article) == explaining->article)
        frequency = posting_cursor_frequency(&cursor);
    posting_cursor_close(&cursor);
    return frequency;
}

/* A term by itself, without its headline. */
static void explain_term(struct explaining *explaining, const struct plan_node *node,
                         const struct plan_term *term, double factor, unsigned depth)
{
    static const char *const fields[] = {
        [KEY_TEXT] = "text", [KEY_HEADLINE] = "headline", [KEY_BYLINE] = "byline"};
    struct plan_node alone = *node;
    struct buffer text = BUFFER_INIT;
    double score;
    alone.term = (struct plan_term *)(uintptr_t)term;
    alone.headline = NULL;
    alone.factor = factor;
    if (!score_of(explaining, &alone, &score))
        return;
    unsigned field = term->key.bytes[0];
    buffer_append_format(&text, "%.*s in %s, term ", (int)node->label.size,
                         node->label.size > 0 ? node->label.data : "",
                         field <= KEY_BYLINE ? fields[field] : "a keyword field");
    buffer_append(&text, term->key.bytes + 1, term->key.size - 1);
    buffer_append_format(
        &text, ": %" PRIu32 " in %" PRIu32 " words; in %" PRIu64 " of %" PRIu64 " articles",
        frequency_of(explaining, term), explaining->context.lengths[explaining->article], term->df,
        explaining->context.snapshot->articles);
    if (factor != 1)
        buffer_append_format(&text, "; times %g", factor);
    add_part(explaining, depth, score, &text);
}

static const char *describe_kind(enum plan_kind kind)
{
    switch (kind) {
    case PLAN_NOTHING:
        return "nothing";
    case PLAN_ALL:
        return "every article";
    case PLAN_TERM:
    case PLAN_EXACT:
        return "word";
    case PLAN_AND:
        return "all of, sum";
    case PLAN_OR:
        return "any of, sum of those that match";
    case PLAN_MAX:
        return "best of";
    case PLAN_NOT:
        return "the first without the second";
    case PLAN_PHRASE:
        return "phrase, sum of its words";
    case PLAN_NEAR:
        return "near each other, sum of the words";
    case PLAN_FILTER:
        return "filter";
    case PLAN_DATE:
        return "date";
    }
    return "";
}

static void explain_node(struct explaining *explaining, const struct plan_node *node,
                         unsigned depth)
{
    double score;
    struct buffer text = BUFFER_INIT;
    if (!score_of(explaining, node, &score))
        return;
    bool is_leaf = node->kind == PLAN_TERM || node->kind == PLAN_EXACT;
    if (is_leaf && node->headline == NULL) {
        explain_term(explaining, node, node->term, node->factor, depth);
        return;
    }
    if (is_leaf) {
        buffer_append_format(&text, "%.*s", (int)node->label.size, node->label.data);
        add_part(explaining, depth, score, &text);
        explain_term(explaining, node, node->term, node->factor, depth + 1);
        if (explaining->context.headline_boost > 0 && node->headline->df > 0)
            explain_term(explaining, node, node->headline,
                         node->factor * explaining->context.headline_boost, depth + 1);
        return;
    }
    buffer_append_string(&text, describe_kind(node->kind));
    add_part(explaining, depth, score, &text);
    if (node->kind == PLAN_FILTER || depth > 200)
        return;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        explain_node(explaining, child, depth + 1);
}

mrg_status explain_run(const struct snapshot *snapshot, const struct plan_node *plan,
                       const mrg_search_options *options, uint64_t number,
                       struct mrg_explanation *explanation, mrg_error *error)
{
    mrg_error damage = MRG_ERROR_INIT;
    struct bm25 bm25;
    struct arena arena = ARENA_INIT;
    struct explaining explaining = {.explanation = explanation};
    const struct segment *segment = snapshot_segment(snapshot, number, &explaining.article);
    size_t segment_number = 0;
    while (snapshot->segments[segment_number] != segment)
        segment_number++;
    search_init_bm25(&bm25, snapshot, plan, options);
    const uint32_t *lengths = segment_lengths(segment, &damage);
    explaining.context = (struct exec_context){snapshot, segment, segment_number,
                                               lengths,  &bm25,   options->headline_boost,
                                               &arena,   &damage};
    if (lengths != NULL)
        explain_node(&explaining, plan, 0);
    arena_free(&arena);
    if (damage.status != MRG_OK && error != NULL)
        *error = damage;
    return damage.status;
}
