#include "common/base/date.h"
#include "searcher/query/characters.h"
#include "searcher/query/query_tree.h"

/* What a print needs to know throughout. */
struct printer {
    struct buffer *out;           /* borrowed */
    query_leaf_test *is_left_out; /* may be NULL */
    void *context;                /* given to is_left_out */
};

static void print_node(const struct printer *printer, const struct query_node *node);

static const char *field_prefix(enum query_field field)
{
    switch (field) {
    case IN_TEXT:
        return "";
    case IN_HEADLINE:
        return "headline:";
    case IN_BYLINE:
        return "by:";
    case IN_SOURCE:
        return "source:";
    case IN_SECTION:
        return "section:";
    case IN_PLACE:
        return "place:";
    case IN_TOPIC:
        return "topic:";
    case IN_PERSON:
        return "person:";
    case IN_ORG:
        return "org:";
    case IN_LANGUAGE:
        return "lang:";
    case IN_ID:
        return "id:";
    case IN_FILE:
        return "file:";
    }
    return "";
}

/* -------------------------------------------------------------------------------------------------
 * Leaves
 * ---------------------------------------------------------------------------------------------- */

static bool has_quote_of(mrg_text text, enum quote_family family)
{
    for (size_t at = 0; at < text.size;) {
        struct character c = character_at(text, at);
        if (quote_family_of(c.code) == family)
            return true;
        at += c.size;
    }
    return false;
}

/* A quotation holds no mark of the family it stood in, so one of these fits. */
static void print_quoted(struct buffer *out, mrg_text text)
{
    static const struct {
        enum quote_family family;
        const char *open;
        const char *close;
    } marks[] = {{QUOTE_DOUBLE, "\"", "\""},
                 {QUOTE_GUILLEMET, "\u00AB", "\u00BB"},
                 {QUOTE_SINGLE_GUILLEMET, "\u2039", "\u203A"},
                 {QUOTE_CORNER, "\u300C", "\u300D"},
                 {QUOTE_WHITE_CORNER, "\u300E", "\u300F"}};
    size_t last = sizeof marks / sizeof *marks - 1;
    size_t i = 0;
    while (i < last && has_quote_of(text, marks[i].family))
        i++;
    buffer_append_string(out, marks[i].open);
    buffer_append(out, text.data, text.size);
    buffer_append_string(out, marks[i].close);
}

static bool is_plain_word(mrg_text text)
{
    for (size_t at = 0; at < text.size;) {
        struct character c = character_at(text, at);
        if (!is_word_character(c.code))
            return false;
        at += c.size;
    }
    return true;
}

static void print_exact(struct buffer *out, mrg_text text)
{
    buffer_append_byte(out, '=');
    if (is_plain_word(text))
        buffer_append(out, text.data, text.size);
    else
        print_quoted(out, text);
}

static void print_day(struct buffer *out, const char *before, mrg_time time)
{
    struct date date = date_of_time(time);
    buffer_append_format(out, "%s%04d-%02d-%02d", before, date.year, date.month, date.day);
}

/* Both ends lie between days. The day before an end that is not included names it, unless the
 * calendar begins there; and where the calendar ends, the day before a beginning does. */
static void print_date(struct buffer *out, mrg_time from, mrg_time to)
{
    const struct date first = {.year = 1, .month = 1, .day = 1};
    const struct date last = {.year = 9999, .month = 12, .day = 31};
    const mrg_time day = 86400;
    if (from != MRG_NO_TIME && to != MRG_NO_TIME) {
        print_day(out, "date:", from);
        print_day(out, "..", to - day);
    } else if (from != MRG_NO_TIME && from <= date_to_time(&last)) {
        print_day(out, "since:", from);
    } else if (from != MRG_NO_TIME) {
        print_day(out, "after:", from - day);
    } else if (to > date_to_time(&first)) {
        print_day(out, "until:", to - day);
    } else {
        print_day(out, "before:", to);
    }
}

static void print_leaf(struct buffer *out, const struct query_node *leaf)
{
    buffer_append_string(out, field_prefix(leaf->field));
    switch (leaf->kind) {
    case QUERY_ALL:
        buffer_append_byte(out, '*');
        break;
    case QUERY_EXACT:
        print_exact(out, leaf->text);
        break;
    case QUERY_PHRASE:
        print_quoted(out, leaf->text);
        break;
    case QUERY_WORD:
    case QUERY_WILDCARD:
    case QUERY_FUZZY:
        buffer_append(out, leaf->text.data, leaf->text.size);
        if (leaf->kind == QUERY_FUZZY)
            buffer_append_byte(out, '~');
        break;
    case QUERY_DATE:
        print_date(out, leaf->from, leaf->to);
        break;
    case QUERY_NOTHING:
    case QUERY_AND:
    case QUERY_OR:
    case QUERY_NOT:
    case QUERY_NEAR:
    case QUERY_PRE:
    case QUERY_LIKE:
        break;
    }
}

/* -------------------------------------------------------------------------------------------------
 * Operators
 * ---------------------------------------------------------------------------------------------- */

static void print_operator(struct buffer *out, const struct query_node *node)
{
    switch (node->kind) {
    case QUERY_AND:
        buffer_append_string(out, " AND ");
        break;
    case QUERY_OR:
        buffer_append_string(out, " OR ");
        break;
    case QUERY_NOT:
        buffer_append_string(out, " NOT ");
        break;
    case QUERY_NEAR:
        buffer_append_format(out, " NEAR/%u ", node->distance);
        break;
    case QUERY_PRE:
        buffer_append_format(out, " PRE/%u ", node->distance);
        break;
    case QUERY_NOTHING:
    case QUERY_ALL:
    case QUERY_WORD:
    case QUERY_EXACT:
    case QUERY_PHRASE:
    case QUERY_WILDCARD:
    case QUERY_FUZZY:
    case QUERY_DATE:
    case QUERY_LIKE:
        break;
    }
}

static void print_operand(const struct printer *printer, const struct query_node *node)
{
    if (node->child != NULL)
        buffer_append_byte(printer->out, '(');
    print_node(printer, node);
    if (node->child != NULL)
        buffer_append_byte(printer->out, ')');
}

static void print_node(const struct printer *printer, const struct query_node *node)
{
    if (node->child == NULL) {
        bool is_marked =
            printer->is_left_out != NULL && printer->is_left_out(node, printer->context);
        if (is_marked)
            buffer_append_byte(printer->out, '[');
        print_leaf(printer->out, node);
        if (is_marked)
            buffer_append_byte(printer->out, ']');
        return;
    }
    const struct query_node *first = node->child;
    if (node->kind == QUERY_NOT && first->kind == QUERY_ALL) {
        buffer_append_string(printer->out, "NOT ");
        first = first->next;
    }
    for (const struct query_node *child = first; child != NULL; child = child->next) {
        if (child != first)
            print_operator(printer->out, node);
        print_operand(printer, child);
    }
}

void query_tree_print_marked(const struct query_node *root, query_leaf_test *is_left_out,
                             void *context, struct buffer *out)
{
    struct printer printer = {out, is_left_out, context};
    print_node(&printer, root);
}

void query_tree_print(const struct query_node *root, struct buffer *out)
{
    query_tree_print_marked(root, NULL, NULL, out);
}
