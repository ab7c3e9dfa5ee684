#include "tests/oracle/reference_plan.h"

#include "common/text/tokenizer.h"
#include "tests/cmocka_all.h"
#include "tests/oracle/reference_pattern.h"

/* What is needed all along. */
struct planning {
    struct reference *reference;
    const struct reference_options *options;
    struct arena *arena;
    unsigned neighbours; /* NEAR and PRE around the current node */
    bool is_beyond;      /* a wildcard stands for too many words */
};

bool is_text_field(enum query_field field)
{
    return field == IN_TEXT || field == IN_HEADLINE || field == IN_BYLINE;
}

static uint32_t find_term(const struct reference *reference, enum query_field field,
                          const char *term, size_t size)
{
    return string_table_find(&reference->terms, (uint32_t)field, term, size);
}

/* Add the stem of `form` in `language` to the slot, unless it is there. */
static void add_stem(const struct planning *planning, enum query_field field, mrg_text form,
                     language_id language, struct slot *slot)
{
    char stem[TERM_SIZE_MAX];
    size_t size = 0;
    assert_int_equal(
        analyzer_term(planning->reference->analyzer, language, form, stem, &size, NULL), MRG_OK);
    uint32_t term = find_term(planning->reference, field, stem, size);
    for (size_t i = 0; i < slot->term_count; i++)
        if (slot->terms[i] == term)
            return;
    slot->terms[slot->term_count] = term;
    slot->headlines[slot->term_count] = find_term(planning->reference, IN_HEADLINE, stem, size);
    slot->term_count++;
}

static uint32_t frequency(const struct reference *reference, uint32_t term)
{
    return term == STRING_NONE ? 0 : (uint32_t)reference->document_frequency[term];
}

/* A word that is nowhere: every language of the index, and no stemming. */
static void add_stems_of_all(const struct planning *planning, enum query_field field, mrg_text form,
                             struct slot *slot)
{
    const struct reference *reference = planning->reference;
    for (size_t i = 0; i < slot->term_count; i++)
        if (frequency(reference, slot->terms[i]) > 0)
            return;
    slot->term_count = 0;
    for (size_t id = 1; id < language_count(); id++) {
        const char *code = language_code((language_id)id);
        if (frequency(reference, find_term(reference, IN_LANGUAGE, code, strlen(code))) > 0)
            add_stem(planning, field, form, (language_id)id, slot);
    }
    add_stem(planning, field, form, LANGUAGE_NONE, slot);
}

static struct slot make_slot(const struct planning *planning, const struct query_node *leaf,
                             mrg_text form, bool is_plain)
{
    struct reference *reference = planning->reference;
    struct slot slot = {.is_plain = is_plain && leaf->kind == QUERY_WORD &&
                                    leaf->field == IN_TEXT && planning->neighbours == 0,
                        .is_exact = leaf->kind == QUERY_EXACT};
    for (size_t i = 0; i < planning->options->language_count; i++)
        add_stem(planning, leaf->field, form, planning->options->languages[i], &slot);
    if (!planning->options->is_language_given)
        add_stems_of_all(planning, leaf->field, form, &slot);
    struct buffer clean = BUFFER_INIT;
    assert_int_equal(analyzer_clean_form(reference->analyzer, form, &clean, NULL), MRG_OK);
    slot.form = string_table_find(&reference->forms, 0, clean.data, clean.size);
    buffer_free(&clean);
    return slot;
}

static void add_row(struct planning *planning, struct plan *plan, const struct slot *slots,
                    size_t count)
{
    struct row *row = &plan->rows[plan->row_count++];
    row->count = count;
    row->slots = arena_alloc(planning->arena, count * sizeof *slots);
    assert_non_null(row->slots);
    memcpy(row->slots, slots, count * sizeof *slots);
}

/* The tokens of a text that stand in a row. */
struct tokens_of_text {
    size_t parts;  /* tokens but joined forms */
    size_t joined; /* joined forms */
    size_t end;    /* where the last joined form ends, bytes */
};

static struct tokens_of_text count_tokens(mrg_text text)
{
    struct tokens_of_text tokens = {0, 0, 0};
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, text, 0);
    while (tokenizer_next(&tokenizer, &token)) {
        tokens.parts += !token.is_joined;
        tokens.joined += token.is_joined;
        tokens.end = token.is_joined ? token.end : tokens.end;
    }
    return tokens;
}

/* Whether the text is one compound and nothing else: a joined form at its first token, which no later
 * token lies behind. */
static bool is_compound(mrg_text text)
{
    struct tokens_of_text tokens = count_tokens(text);
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, text, 0);
    bool is_first_joined =
        tokenizer_next(&tokenizer, &token) && tokenizer_next(&tokenizer, &token) && token.is_joined;
    while (tokenizer_next(&tokenizer, &token))
        if (token.start >= tokens.end)
            return false;
    return is_first_joined && tokens.joined == 1;
}

static void plan_text(struct planning *planning, struct plan *plan)
{
    const struct query_node *leaf = plan->node;
    bool has_joined = is_compound(leaf->text);
    size_t parts = count_tokens(leaf->text).parts, count = 0;
    struct slot *slots = arena_alloc(planning->arena, (parts + 1) * sizeof *slots);
    assert_non_null(slots);
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, leaf->text, 0);
    while (tokenizer_next(&tokenizer, &token)) {
        struct slot slot = make_slot(planning, leaf, token.form, token.is_joined || parts == 1);
        if (!token.is_joined)
            slots[count++] = slot;
        else if (has_joined)
            add_row(planning, plan, &slot, 1);
    }
    /* As written, a compound is only its joined form, which has the hyphens. */
    bool is_joined_only = has_joined && leaf->kind == QUERY_EXACT;
    if (count > 0 && !is_joined_only)
        add_row(planning, plan, slots, count);
}

static void plan_keyword(struct planning *planning, struct plan *plan)
{
    const struct query_node *leaf = plan->node;
    struct buffer folded = BUFFER_INIT;
    if (leaf->field == IN_ID || leaf->field == IN_FILE)
        buffer_append(&folded, leaf->text.data, leaf->text.size);
    else if (leaf->field == IN_LANGUAGE)
        buffer_append_string(&folded, language_code(language_find(leaf->text)));
    else
        assert_int_equal(
            analyzer_fold_keyword(planning->reference->analyzer, leaf->text, &folded, NULL),
            MRG_OK);
    plan->keyword =
        find_term(planning->reference, leaf->field, (const char *)folded.data, folded.size);
    buffer_free(&folded);
}

static struct plan *plan_node(struct planning *planning, const struct query_node *node)
{
    struct plan *plan = arena_alloc(planning->arena, sizeof *plan);
    assert_non_null(plan);
    *plan = (struct plan){.node = node, .keyword = STRING_NONE};
    struct plan **last = &plan->child;
    bool is_near = node->kind == QUERY_NEAR || node->kind == QUERY_PRE;
    planning->neighbours += is_near;
    for (const struct query_node *child = node->child; child != NULL; child = child->next) {
        *last = plan_node(planning, child);
        last = &(*last)->next;
    }
    planning->neighbours -= is_near;
    if (node->text.size == 0)
        return plan;
    if (node->kind == QUERY_WILDCARD || node->kind == QUERY_FUZZY) {
        plan->pattern = reference_pattern(planning->reference, node, planning->arena);
        planning->is_beyond |= plan->pattern == NULL;
    } else if (is_text_field(node->field))
        plan_text(planning, plan);
    else
        plan_keyword(planning, plan);
    return plan;
}

struct plan *reference_plan(struct reference *reference, const struct query_node *node,
                            const struct reference_options *options, struct arena *arena)
{
    struct planning planning = {reference, options, arena, 0, false};
    struct plan *plan = plan_node(&planning, node);
    return planning.is_beyond ? NULL : plan;
}
