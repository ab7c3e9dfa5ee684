/* Hits for people:
 *
 *     INCOMPLETE: shard news:7654 did not answer; its articles are not in these results
 *     2 articles (0.8 ms)
 *
 *     1. Headline with its matches
 *        Source · Place · 2022-01-14 · 12.34 · id
 *        The best passage, wrapped.
 */
#include <stdio.h>

#include "common/base/date.h"
#include "searcher/cli/glyph.h"
#include "searcher/cli/missing.h"
#include "searcher/cli/search.h"
#include "searcher/cli/wrap.h"

#define DOT " \xC2\xB7 " /* a middle dot between facts */

/* "12 articles", "at least 1,000 articles", "no articles". */
static void append_total(struct buffer *out, uint64_t total, bool is_exact)
{
    if (total == 0) {
        buffer_append_string(out, "no articles");
        return;
    }
    if (!is_exact)
        buffer_append_string(out, "at least ");
    append_grouped(out, total);
    buffer_append_string(out, total == 1 ? " article" : " articles");
}

static void append_summary(struct buffer *out, const struct search *search)
{
    bool is_exact;
    uint64_t total = mrg_results_total(search->results, &is_exact);
    bool is_partial = mrg_results_are_partial(search->results) && total > 0;
    if (is_partial)
        buffer_append_string(out, "no article has everything asked for; in part: ");
    append_total(out, total, is_exact);
    size_t offset = search->options->search.offset, first = offset + 1;
    if (offset > 0 && offset >= total && total > 0) {
        buffer_append_format(out, ", none from %zu on", first);
    } else if (offset > 0 && search->hit_count > 0) {
        buffer_append_format(out, ", %zu to %zu", first, first + search->hit_count - 1);
    }
    buffer_append_format(out, " (%.1f ms)\n", search->milliseconds);
}

/* A line of facts while it is written; it goes on in a further line where it gets too long. */
struct facts {
    struct buffer *out; /* borrowed */
    size_t width;       /* columns of a line; 0: any number */
    size_t indent;      /* columns that every line is set in by */
    size_t column;      /* columns written to the current line */
};

static size_t columns_of(mrg_text text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.size;) {
        struct glyph glyph = glyph_read(text, at);
        columns += glyph_columns(&glyph);
        at += glyph.size;
    }
    return columns;
}

static void begin_line(struct facts *facts)
{
    for (size_t i = 0; i < facts->indent; i++)
        buffer_append_byte(facts->out, ' ');
    facts->column = facts->indent;
}

/* Append `text` in `style` behind a dot, or on a line of its own where the line has no room for it.
 * Facts are never broken, so that an id can be copied whole. */
static void append_fact(struct facts *facts, mrg_text text, enum style style)
{
    enum { DOT_COLUMNS = 3 };
    if (text.size == 0)
        return;
    size_t columns = columns_of(text);
    bool is_first = facts->column == facts->indent;
    bool fits = facts->width == 0 || facts->column + DOT_COLUMNS + columns <= facts->width;
    if (!is_first && fits) {
        buffer_append_string(facts->out, DOT);
        facts->column += DOT_COLUMNS;
    } else if (!is_first) {
        buffer_append_byte(facts->out, '\n');
        begin_line(facts);
    }
    buffer_append_string(facts->out, style_on(style));
    glyphs_append(facts->out, text);
    buffer_append_string(facts->out, style_off(style));
    facts->column += columns;
}

/* Source, place, date, score and id. What only filters has a score of 0, which says nothing. */
static void append_facts(struct output *output, const struct search *search,
                         const struct found *found, size_t indent)
{
    char date[32];
    char score[32];
    date_format(found->article->published, false, date);
    snprintf(score, sizeof score, "%.2f", found->hit.score);
    bool has_score = search->options->search.sort == MRG_SORT_RELEVANCE && found->hit.score > 0;
    struct facts facts = {&output->text, output->terminal.width, indent, 0};
    begin_line(&facts);
    append_fact(&facts, found->article->source, STYLE_PLAIN);
    append_fact(&facts, found->article->place, STYLE_PLAIN);
    append_fact(&facts, (mrg_text){date, strlen(date)}, STYLE_PLAIN);
    if (has_score)
        append_fact(&facts, (mrg_text){score, strlen(score)}, STYLE_PLAIN);
    append_fact(&facts, found->article->id, output->terminal.has_color ? STYLE_DIM : STYLE_PLAIN);
    buffer_append_byte(&output->text, '\n');
}

static void append_marked(struct output *output, const mrg_marked *marked, struct layout layout)
{
    const mrg_span *spans;
    size_t count = mrg_marked_spans(marked, &spans);
    layout.width = output->terminal.width;
    layout.has_style = output->terminal.has_color;
    wrap_append(&output->text, mrg_marked_text(marked), spans, count, &layout);
}

static void append_explanation(struct buffer *out, const mrg_explanation *explanation,
                               size_t indent)
{
    const mrg_explanation_part *parts;
    size_t count = mrg_explanation_parts(explanation, &parts);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < indent + 2 * (size_t)parts[i].depth; k++)
            buffer_append_byte(out, ' ');
        buffer_append_format(out, "%.4f  ", parts[i].value);
        glyphs_append(out, (mrg_text){parts[i].text, strlen(parts[i].text)});
        buffer_append_byte(out, '\n');
    }
}

static void append_found(struct output *output, const struct search *search,
                         const struct found *found)
{
    enum { INDENT = 3 };
    char rank[32];
    snprintf(rank, sizeof rank, "%zu. ", found->rank);
    size_t indent = strlen(rank) > INDENT ? strlen(rank) : INDENT;
    buffer_append_byte(&output->text, '\n');
    if (mrg_marked_text(found->headline).size > 0)
        append_marked(output, found->headline,
                      (struct layout){.first = rank, .indent = indent, .style = STYLE_HEADLINE});
    else
        buffer_append_format(&output->text, "%s(no headline)\n", rank);
    append_facts(output, search, found, indent);
    static const char blanks[] = "                                ";
    const char *margin = blanks + sizeof blanks - 1 - indent; /* `rank` is shorter than blanks */
    if (found->snippet != NULL && mrg_marked_text(found->snippet).size > 0)
        append_marked(output, found->snippet, (struct layout){.first = margin, .indent = indent});
    if (found->explanation != NULL)
        append_explanation(&output->text, found->explanation, indent);
}

/* In a batch, which query this is; with --explain, how it was read. */
static void append_heading(struct buffer *out, const struct search *search)
{
    if (search->number.size > 0) {
        buffer_append_string(out, "query ");
        glyphs_append(out, search->number);
        buffer_append_string(out, ": ");
        glyphs_append(out, search->text);
        buffer_append_byte(out, '\n');
    }
    if (search->options->explain) {
        const char *as_read = mrg_query_as_read(search->query);
        buffer_append_string(out, "read as: ");
        glyphs_append(out, (mrg_text){as_read, strlen(as_read)});
        buffer_append_byte(out, '\n');
    }
}

mrg_status search_append_text(struct output *output, const struct search *search, mrg_error *error)
{
    append_heading(&output->text, search);
    missing_append(output, search->index);
    append_summary(&output->text, search);
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < search->hit_count && status == MRG_OK; i++) {
        struct found found;
        status = found_fetch(&found, search, i, error);
        if (status == MRG_OK)
            append_found(output, search, &found);
        found_free(&found);
    }
    if (search->number.size > 0)
        buffer_append_byte(&output->text, '\n');
    return status;
}
