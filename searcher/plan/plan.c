#include "searcher/plan/plan.h"
#include "common/base/error.h"

struct plan_node *plan_node_new(struct planner *planner, enum plan_kind kind)
{
    struct plan_node *node = arena_alloc(planner->arena, sizeof *node);
    if (node == NULL) {
        planner->status = fail_memory(planner->error);
        planner->spare = (struct plan_node){.kind = PLAN_NOTHING};
        return &planner->spare;
    }
    *node = (struct plan_node){.kind = kind, .factor = 1, .from = MRG_NO_TIME, .to = MRG_NO_TIME};
    return node;
}

struct plan_term *plan_term_get(struct planner *planner, enum key_field field, mrg_text text)
{
    struct term_key key;
    if (planner->status != MRG_OK)
        return NULL; /* a server that does not answer is not asked again for every word */
    if (field == KEY_ID)
        term_key_of_id(&key, text);
    else if (field == KEY_FILE)
        term_key_of_file(&key, text);
    else
        term_key_make(&key, field, text);
    for (struct plan_term *term = planner->terms; term != NULL; term = term->next)
        if (term->key.size == key.size && memcmp(term->key.bytes, key.bytes, key.size) == 0)
            return term;
    struct plan_term *term = arena_alloc(planner->arena, sizeof *term);
    if (term == NULL) {
        planner->status = fail_memory(planner->error);
        return NULL;
    }
    *term = (struct plan_term){.key = key, .next = planner->terms};
    mrg_status status =
        planner->engine->ops->find_term(planner->engine, term, planner->arena, planner->error);
    if (status != MRG_OK) {
        planner->status = status;
        return NULL;
    }
    return planner->terms = term;
}

bool plan_scores(const struct plan_node *node)
{
    bool is_nowhere = node->kind == PLAN_NOTHING; /* a word or a pattern all the same */
    if (node->kind == PLAN_TERM || node->kind == PLAN_EXACT || is_nowhere)
        return true;
    if (node->kind == PLAN_FILTER)
        return false;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        if (plan_scores(child))
            return true;
    return false;
}

/* ---- keyword fields ---- */

static struct plan_node *plan_filter_on(struct planner *planner, enum key_field field,
                                        mrg_text value)
{
    struct plan_node *filter = plan_node_new(planner, PLAN_FILTER);
    struct plan_node *leaf = plan_node_new(planner, PLAN_TERM);
    leaf->term = plan_term_get(planner, field, value);
    if (leaf->term == NULL || filter->kind != PLAN_FILTER)
        return plan_node_new(planner, PLAN_NOTHING);
    leaf->label = value;
    filter->child = leaf;
    return filter;
}

static struct plan_node *plan_language(struct planner *planner, mrg_text value)
{
    language_id language = language_find(value);
    const char *code = language_code(language);
    if (language == LANGUAGE_NONE) {
        struct plan_node *filter = plan_node_new(planner, PLAN_FILTER);
        struct plan_node *child = plan_node_new(planner, PLAN_NOTHING);
        if (filter->kind == PLAN_FILTER)
            filter->child = child;
        return filter;
    }
    return plan_filter_on(planner, KEY_LANGUAGE, (mrg_text){code, strlen(code)});
}

static struct plan_node *plan_keyword(struct planner *planner, const struct query_node *leaf,
                                      enum key_field field)
{
    if (field == KEY_ID || field == KEY_FILE)
        return plan_filter_on(planner, field, leaf->text);
    if (field == KEY_LANGUAGE)
        return plan_language(planner, leaf->text);
    struct buffer folded = BUFFER_INIT;
    mrg_status status =
        analyzer_fold_keyword(planner->analyzer, leaf->text, &folded, planner->error);
    struct plan_node *node;
    char *copy = status == MRG_OK ? arena_copy(planner->arena, folded.data, folded.size) : NULL;
    if (copy == NULL) {
        planner->status = status != MRG_OK ? status : fail_memory(planner->error);
        node = plan_node_new(planner, PLAN_NOTHING);
    } else {
        node = plan_filter_on(planner, field, (mrg_text){copy, folded.size});
    }
    buffer_free(&folded);
    return node;
}

/* ---- the tree ---- */

static enum key_field key_field_of(enum query_field field)
{
    switch (field) {
    case IN_TEXT:
        return KEY_TEXT;
    case IN_HEADLINE:
        return KEY_HEADLINE;
    case IN_BYLINE:
        return KEY_BYLINE;
    case IN_SOURCE:
        return KEY_SOURCE;
    case IN_SECTION:
        return KEY_SECTION;
    case IN_PLACE:
        return KEY_PLACE;
    case IN_TOPIC:
        return KEY_TOPIC;
    case IN_PERSON:
        return KEY_PERSON;
    case IN_ORG:
        return KEY_ORG;
    case IN_LANGUAGE:
        return KEY_LANGUAGE;
    case IN_ID:
        return KEY_ID;
    case IN_FILE:
        return KEY_FILE;
    }
    return KEY_TEXT;
}

/* `child`, scoring nothing. */
static struct plan_node *plan_filter(struct planner *planner, struct plan_node *child)
{
    struct plan_node *filter = plan_node_new(planner, PLAN_FILTER);
    if (filter->kind != PLAN_FILTER)
        return child;
    filter->child = child;
    return filter;
}

static bool is_pattern(const struct query_node *leaf)
{
    return leaf->kind == QUERY_WILDCARD || leaf->kind == QUERY_FUZZY;
}

static struct plan_node *plan_leaf(struct planner *planner, const struct query_node *leaf)
{
    enum key_field field = key_field_of(leaf->field);
    if (is_pattern(leaf)) {
        struct plan_node *pattern = plan_pattern(planner, leaf, field);
        return field_has_positions(field) ? pattern : plan_filter(planner, pattern);
    }
    if (!field_has_positions(field))
        return plan_keyword(planner, leaf, field);
    return plan_text(planner, leaf, field);
}

static struct plan_node *plan_one(struct planner *planner, const struct query_node *node);

/* A leaf that only filters. */
static bool is_filter(const struct query_node *node)
{
    return node->kind == QUERY_DATE ||
           (node->child == NULL && !field_has_positions(key_field_of(node->field)));
}

/* Function words go while other words remain: decided per AND or OR. */
static bool has_other_words(struct planner *planner, const struct query_node *node)
{
    for (const struct query_node *child = node->child; child != NULL; child = child->next)
        if (!is_filter(child) && !plan_is_stopword(planner, child))
            return true;
    return false;
}

static struct plan_node *plan_children(struct planner *planner, const struct query_node *node,
                                       enum plan_kind kind)
{
    bool may_leave_out = !planner->keep_stopwords && (kind == PLAN_AND || kind == PLAN_OR) &&
                         has_other_words(planner, node);
    struct plan_node *parent = plan_node_new(planner, kind), **last = &parent->child;
    size_t count = 0;
    if (planner->status != MRG_OK)
        return parent;
    for (const struct query_node *child = node->child; child != NULL; child = child->next) {
        if (may_leave_out && plan_is_stopword(planner, child)) {
            buffer_append(&planner->left_out, &child, sizeof child);
            continue;
        }
        struct plan_node *planned = plan_one(planner, child);
        if (planner->status != MRG_OK)
            return parent;
        *last = planned;
        last = &planned->next;
        count++;
    }
    bool is_wrapper = count == 1 && (kind == PLAN_AND || kind == PLAN_OR);
    return is_wrapper ? parent->child : parent;
}

static struct plan_node *plan_date(struct planner *planner, const struct query_node *node)
{
    struct plan_node *date = plan_node_new(planner, PLAN_DATE);
    if (date->kind == PLAN_DATE) {
        date->from = node->from;
        date->to = node->to;
    }
    return date;
}

/* Words inside NEAR score in the text alone, as those of a phrase do. */
static void drop_headlines(struct plan_node *node)
{
    node->headline = NULL;
    for (struct plan_node *child = node->child; child != NULL; child = child->next)
        drop_headlines(child);
}

static struct plan_node *plan_near(struct planner *planner, const struct query_node *node)
{
    struct plan_node *near = plan_children(planner, node, PLAN_NEAR);
    if (near->kind == PLAN_NEAR) {
        near->distance = node->distance;
        near->is_ordered = node->kind == QUERY_PRE;
        drop_headlines(near);
    }
    return near;
}

static struct plan_node *plan_one(struct planner *planner, const struct query_node *node)
{
    switch (node->kind) {
    case QUERY_NOTHING:
    case QUERY_LIKE:
        return plan_node_new(planner, PLAN_NOTHING);
    case QUERY_ALL:
        return plan_node_new(planner, PLAN_ALL);
    case QUERY_AND:
        return plan_children(planner, node, PLAN_AND);
    case QUERY_OR:
        return plan_children(planner, node, PLAN_OR);
    case QUERY_NOT:
        return plan_children(planner, node, PLAN_NOT);
    case QUERY_NEAR:
    case QUERY_PRE:
        return plan_near(planner, node);
    case QUERY_DATE:
        return plan_date(planner, node);
    case QUERY_WORD:
    case QUERY_EXACT:
    case QUERY_PHRASE:
    case QUERY_WILDCARD:
    case QUERY_FUZZY:
        return plan_leaf(planner, node);
    }
    return plan_node_new(planner, PLAN_NOTHING);
}

struct plan_node *planner_plan(struct planner *planner, const struct query_node *root)
{
    struct plan_node *plan = plan_one(planner, root);
    if (planner->left_out.failed && planner->status == MRG_OK)
        planner->status = fail_memory(planner->error);
    return plan;
}
