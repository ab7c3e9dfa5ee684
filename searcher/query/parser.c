/* From arranged tokens to the tree, by recursive descent.
 *
 *     any       = together { "OR" together }
 *     together  = signed { ["AND"] signed }
 *     signed    = { "NOT" | "-" } near
 *     near      = operand { ("NEAR" | "PRE") operand }
 *     operand   = leaf | "(" any ")"
 *
 * NOT binds closer than AND, but "a b NOT c" means the same whether c is taken from b or from both:
 * what stands together is collected as what it wants and what it excludes, and made into one NOT of
 * one AND. Brackets that change nothing vanish the same way. Each tree therefore has one written
 * form, and chains of any length stay flat.
 *
 * The levels of a tree are more than those of its brackets, up to five for one with any_word. A
 * query whose tree comes out too deep is read once more with fewer brackets allowed, few enough
 * that it cannot happen again.
 */
#include "common/base/error.h"
#include "searcher/query/arrange.h"
#include "searcher/query/leaf.h"
#include "searcher/query/lexer.h"
#include "searcher/query/query_tree.h"

enum {
    LEVELS_A_BRACKET = 5, /* OR, NOT, OR of words side by side, NOT, AND */
    LEVELS_OF_NEAR = 3,   /* NEAR, OR, leaf */
    SAFE_BRACKETS = (QUERY_DEPTH_MAX - LEVELS_OF_NEAR) / LEVELS_A_BRACKET - 1
};

struct parser {
    struct reading *reading;   /* borrowed */
    const struct token *token; /* the next one; borrowed */
};

/* Siblings under way. */
struct list {
    struct query_node *first;
    struct query_node *last;
};

/* What stands together. */
struct together {
    struct list wanted;
    struct list excluded;
    bool wants_all; /* a "*" stood among the wanted */
};

static struct query_node *parse_any(struct parser *parser, enum query_field around);

/* -------------------------------------------------------------------------------------------------
 * Building; a NULL node, of failed memory, is passed over
 * ---------------------------------------------------------------------------------------------- */

static void append(struct list *list, struct query_node *node)
{
    if (node == NULL)
        return;
    node->next = NULL;
    if (list->first == NULL)
        list->first = node;
    else
        list->last->next = node;
    list->last = node;
}

/* Append `node`, or its children if it is of `kind`. */
static void append_flat(struct list *list, struct query_node *node, enum query_kind kind)
{
    if (node == NULL || node->kind != kind) {
        append(list, node);
        return;
    }
    if (list->first == NULL)
        list->first = node->child;
    else
        list->last->next = node->child;
    list->last = node->last;
}

/* The only node of the list, or a node of `kind` over all of them. NULL for an empty list. */
static struct query_node *group(struct reading *reading, struct list list, enum query_kind kind)
{
    if (list.first == list.last)
        return list.first;
    struct query_node *node = node_new(reading, kind);
    if (node == NULL)
        return NULL;
    node->child = list.first;
    node->last = list.last;
    return node;
}

static void exclude(struct together *together, struct query_node *node)
{
    append_flat(&together->excluded, node, QUERY_OR);
}

static void want(struct together *together, struct query_node *node)
{
    if (node != NULL && node->kind == QUERY_NOT) {
        struct query_node *base = node->child;
        exclude(together, node->last);
        node = base;
    }
    if (node != NULL && node->kind == QUERY_ALL)
        together->wants_all = true;
    else
        append_flat(&together->wanted, node, QUERY_AND);
}

static struct query_node *build(struct reading *reading, const struct together *together)
{
    struct query_node *wanted = group(reading, together->wanted, QUERY_AND);
    struct query_node *excluded = group(reading, together->excluded, QUERY_OR);
    if (wanted == NULL && (excluded != NULL || together->wants_all))
        wanted = node_new(reading, QUERY_ALL);
    if (wanted == NULL || excluded == NULL)
        return wanted;
    struct list both = {NULL, NULL};
    append(&both, wanted);
    append(&both, excluded);
    return group(reading, both, QUERY_NOT);
}

/* -------------------------------------------------------------------------------------------------
 * NEAR
 * ---------------------------------------------------------------------------------------------- */

static bool is_joinable_leaf(const struct query_node *node, enum query_field field)
{
    switch (node->kind) {
    case QUERY_WORD:
    case QUERY_EXACT:
    case QUERY_PHRASE:
    case QUERY_WILDCARD:
    case QUERY_FUZZY:
        return node->field == field;
    case QUERY_NOTHING:
    case QUERY_ALL:
    case QUERY_AND:
    case QUERY_OR:
    case QUERY_NOT:
    case QUERY_NEAR:
    case QUERY_PRE:
    case QUERY_DATE:
    case QUERY_LIKE:
        return false;
    }
    return false;
}

/* Whether NEAR can join it in `field`: it is a leaf with positions, or an OR of such leaves. */
static bool is_joinable(const struct query_node *node, enum query_field field)
{
    if (node->kind != QUERY_OR)
        return is_joinable_leaf(node, field);
    for (const struct query_node *child = node->child; child != NULL; child = child->next)
        if (!is_joinable_leaf(child, field))
            return false;
    return true;
}

/* Whether NEAR can join both. */
static bool are_joinable(const struct query_node *left, const struct query_node *right)
{
    if (left == NULL || right == NULL)
        return false;
    enum query_field field = left->kind == QUERY_OR ? left->child->field : left->field;
    return (field == IN_TEXT || field == IN_HEADLINE) && is_joinable(left, field) &&
           is_joinable(right, field);
}

static struct query_node *parse_operand(struct parser *parser, enum query_field around)
{
    const struct token *token = parser->token++;
    if (token->kind != TOKEN_OPEN)
        return leaf_new(parser->reading, token, around);
    if (token->date != DATE_RELATION_NONE)
        warn(parser->reading, "not a date: ", token->whole, "...); the words are searched instead");
    struct query_node *node = parse_any(parser, token->has_field ? token->field : around);
    parser->token++; /* the closing bracket */
    return node;
}

/* A chain of one operator under way. */
struct chain {
    struct list parts;        /* what it ends up as: joined by AND where NEAR could not */
    struct query_node *open;  /* the newest part, what the next operator joins */
    struct query_node *first; /* first child of `open` if that was made here; else NULL */
};

/* Join `right` to the chain by `joiner`; false when they cannot be joined. */
static bool join(struct parser *parser, struct chain *chain, const struct token *joiner,
                 struct query_node *right)
{
    enum query_kind kind = joiner->kind == TOKEN_NEAR ? QUERY_NEAR : QUERY_PRE;
    if (!are_joinable(chain->first != NULL ? chain->first : chain->open, right))
        return false;
    if (chain->first == NULL) {
        struct query_node *node = node_new(parser->reading, kind);
        if (node == NULL)
            return false;
        node->distance = joiner->distance;
        chain->first = node->child = node->last = chain->open;
        chain->open = node;
    }
    if (chain->open->kind != kind || chain->open->distance != joiner->distance)
        return false;
    right->next = NULL;
    chain->open->last->next = right;
    chain->open->last = right;
    return true;
}

static struct query_node *parse_near(struct parser *parser, enum query_field around)
{
    struct chain chain = {.open = parse_operand(parser, around)};
    struct together all = {.wanted = {NULL, NULL}};
    while (parser->token->kind == TOKEN_NEAR || parser->token->kind == TOKEN_PRE) {
        const struct token *joiner = parser->token++;
        if (parser->token->kind == TOKEN_NOT || parser->token->kind == TOKEN_MINUS) {
            warn(parser->reading, "", joiner->text, " cannot join what is excluded; read as AND");
            break;
        }
        struct query_node *right = parse_operand(parser, around);
        if (join(parser, &chain, joiner, right))
            continue;
        warn(parser->reading, "", joiner->text,
             " joins words and phrases of one field only; read as AND");
        want(&all, chain.open);
        chain.open = right;
        chain.first = NULL;
    }
    want(&all, chain.open);
    return build(parser->reading, &all);
}

/* -------------------------------------------------------------------------------------------------
 * AND, NOT, OR
 * ---------------------------------------------------------------------------------------------- */

/* What stands together, with any_word: runs joined by AND, side by side. */
struct row {
    struct together run;  /* what is joined by AND at the moment */
    struct list runs;     /* those before it */
    struct list excluded; /* what is taken from all of them */
};

static bool is_empty(const struct together *run)
{
    return run->wanted.first == NULL && !run->wants_all;
}

/* A run that only excludes does so for the whole row. */
static void end_run(struct reading *reading, struct row *row)
{
    if (is_empty(&row->run)) {
        struct query_node *excluded = group(reading, row->run.excluded, QUERY_OR);
        append_flat(&row->excluded, excluded, QUERY_OR);
    } else {
        append_flat(&row->runs, build(reading, &row->run), QUERY_OR);
    }
    row->run = (struct together){.wants_all = false};
}

static struct query_node *end_row(struct reading *reading, struct row *row)
{
    end_run(reading, row);
    struct together all = {.wanted = {NULL, NULL}};
    want(&all, group(reading, row->runs, QUERY_OR));
    exclude(&all, group(reading, row->excluded, QUERY_OR));
    return build(reading, &all);
}

/* An operand with the NOTs and minuses before it; two of them cancel out. What is excluded from
 * everything counts as negated too. */
static struct query_node *parse_signed(struct parser *parser, enum query_field around,
                                       bool *is_negated)
{
    *is_negated = false;
    while (parser->token->kind == TOKEN_NOT || parser->token->kind == TOKEN_MINUS) {
        *is_negated = !*is_negated;
        parser->token++;
    }
    struct query_node *node = parse_near(parser, around);
    if (node != NULL && node->kind == QUERY_NOT && node->child->kind == QUERY_ALL) {
        *is_negated = !*is_negated;
        node = node->last;
    }
    return node;
}

static void add_signed(struct reading *reading, struct row *row, struct query_node *node,
                       bool is_negated, bool is_joined)
{
    bool starts_run = reading->any_word && !is_joined && !is_negated;
    if (starts_run)
        end_run(reading, row);
    if (!is_negated)
        want(&row->run, node);
    else if (is_joined || !reading->any_word)
        exclude(&row->run, node);
    else
        append_flat(&row->excluded, node, QUERY_OR);
}

static bool ends_together(enum token_kind kind)
{
    return kind == TOKEN_END || kind == TOKEN_CLOSE || kind == TOKEN_OR;
}

static struct query_node *parse_together(struct parser *parser, enum query_field around)
{
    struct row row = {.runs = {NULL, NULL}};
    while (!ends_together(parser->token->kind)) {
        bool is_joined = parser->token->kind == TOKEN_AND;
        if (is_joined)
            parser->token++;
        bool is_negated;
        struct query_node *node = parse_signed(parser, around, &is_negated);
        add_signed(parser->reading, &row, node, is_negated, is_joined);
    }
    return end_row(parser->reading, &row);
}

static struct query_node *parse_any(struct parser *parser, enum query_field around)
{
    struct list list = {NULL, NULL};
    for (;;) {
        append_flat(&list, parse_together(parser, around), QUERY_OR);
        if (parser->token->kind != TOKEN_OR)
            return group(parser->reading, list, QUERY_OR);
        parser->token++;
    }
}

/* -------------------------------------------------------------------------------------------------
 * The whole query
 * ---------------------------------------------------------------------------------------------- */

static unsigned depth_of(const struct query_node *node)
{
    unsigned deepest = 0;
    for (const struct query_node *child = node->child; child != NULL; child = child->next) {
        unsigned depth = depth_of(child);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

/* Read the query with brackets at most `depth_max` deep, afresh. */
static void read_query(struct reading *reading, struct tokens *tokens, unsigned depth_max)
{
    struct query_tree *tree = reading->tree;
    arena_clear(&tree->arena);
    *tree = (struct query_tree){.arena = tree->arena};
    reading->warnings_seen = 0;
    lex(reading, tokens);
    if (reading->out_of_memory)
        return;
    arrange(reading, tokens, depth_max);
    struct parser parser = {reading, tokens->items};
    tree->root = tokens->items->kind == TOKEN_END ? node_new(reading, QUERY_NOTHING)
                                                  : parse_any(&parser, IN_TEXT);
}

mrg_status query_tree_parse(mrg_text text, bool any_word, mrg_time now, struct query_tree *tree,
                            mrg_error *error)
{
    *tree = (struct query_tree){.arena = ARENA_INIT};
    struct reading reading = {.text = text, .now = now, .any_word = any_word, .tree = tree};
    struct tokens tokens = {NULL, 0, 0};
    read_query(&reading, &tokens, QUERY_DEPTH_MAX);
    if (!reading.out_of_memory && depth_of(tree->root) > QUERY_DEPTH_MAX)
        read_query(&reading, &tokens, SAFE_BRACKETS);
    warnings_finish(&reading);
    tokens_free(&tokens);
    if (!reading.out_of_memory)
        return MRG_OK;
    query_tree_free(tree);
    return fail_memory(error);
}

void query_tree_free(struct query_tree *tree)
{
    arena_free(&tree->arena);
    *tree = (struct query_tree){.arena = ARENA_INIT};
}
