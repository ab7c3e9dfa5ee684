/* Hits for people:
 *
 *     2 articles (0.8 ms)
 *
 *     1. Headline with its matches
 *        Source · Place · 2022-01-14 · 12.34 · id
 *        The best passage, wrapped.
 */
#include <stdio.h>

#include "common/base/date.h"
#include "searcher/cli/glyph.h"
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
    if (search->options->search.offset > 0 && search->hit_count > 0) {
        size_t first = search->options->search.offset + 1;
        buffer_append_format(out, ", %zu to %zu", first, first + search->hit_count - 1);
    }
    buffer_append_format(out, " (%.1f ms)\n", search->milliseconds);
}

/* Append `text` behind a dot, unless it is empty; *is_first: no dot yet. */
static void append_fact(struct buffer *out, mrg_text text, bool *is_first)
{
    if (text.size == 0)
        return;
    if (!*is_first)
        buffer_append_string(out, DOT);
    glyphs_append(out, text);
    *is_first = false;
}

static void append_styled_fact(struct buffer *out, mrg_text text, bool has_style, bool *is_first)
{
    if (text.size > 0 && !*is_first)
        buffer_append_string(out, DOT);
    if (has_style)
        buffer_append_string(out, style_on(STYLE_DIM));
    bool no_dot = true;
    append_fact(out, text, &no_dot);
    if (has_style)
        buffer_append_string(out, style_off(STYLE_DIM));
    *is_first = false;
}

static void append_facts(struct output *output, const struct search *search,
                         const struct found *found, size_t indent)
{
    struct buffer *out = &output->text;
    char date[32];
    char score[32];
    date_format(found->article->published, false, date);
    int size = snprintf(score, sizeof score, "%.2f", found->hit.score);
    bool has_score = search->options->search.sort == MRG_SORT_RELEVANCE && size > 0;
    bool is_first = true;
    for (size_t i = 0; i < indent; i++)
        buffer_append_byte(out, ' ');
    append_fact(out, found->article->source, &is_first);
    append_fact(out, found->article->place, &is_first);
    append_fact(out, (mrg_text){date, strlen(date)}, &is_first);
    if (has_score)
        append_fact(out, (mrg_text){score, strlen(score)}, &is_first);
    append_styled_fact(out, found->article->id, output->terminal.has_color, &is_first);
    buffer_append_byte(out, '\n');
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
