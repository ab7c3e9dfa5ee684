#include "searcher/cli/wrap.h"

#include "searcher/cli/glyph.h"

enum { COLUMNS_LEAST = 10 }; /* narrower is not worth keeping to: one word a line */

/* A line: text[start..end), and where the next one begins. */
struct line {
    size_t start;
    size_t end;
    size_t next;
};

static bool is_blank_byte(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static size_t cut_blanks(mrg_text text, size_t start, size_t end)
{
    while (end > start && is_blank_byte(text.data[end - 1]))
        end--;
    return end;
}

/* Whether a line may break before `here`, with `before` behind it on the line. */
static bool may_break(const struct glyph *before, const struct glyph *here)
{
    if (is_blank_byte((char)before->code) && before->code < 0x80)
        return true;
    /* Full stops, commas and closing brackets (U+3001 and up) stay with what they close. */
    bool is_closing = (here->code >= 0x3001 && here->code <= 0x3002) ||
                      (here->code >= 0x3009 && here->code <= 0x301F && here->code % 2 == 1) ||
                      here->code == 0xFF01 || here->code == 0xFF0C || here->code == 0xFF0E ||
                      here->code == 0xFF1F || here->code == 0xFF09;
    if (is_closing || glyph_columns(here) == 0)
        return false;
    return glyph_is_wide(here) || glyph_is_wide(before);
}

/* The line that begins at `start`, of `columns` columns at most; 0: no limit. */
static struct line find_line(mrg_text text, size_t start, size_t columns)
{
    size_t used = 0;
    size_t at = start;
    size_t last_break = start; /* start: none found yet */
    struct glyph before = {0};
    while (at < text.size && text.data[at] != '\n') {
        struct glyph here = glyph_read(text, at);
        bool is_blank = is_blank_byte(text.data[at]);
        if (at > start && !is_blank && may_break(&before, &here))
            last_break = at;
        used += glyph_columns(&here);
        if (columns > 0 && used > columns && !is_blank && at > start) {
            size_t end = last_break > start ? last_break : at;
            return (struct line){start, cut_blanks(text, start, end), end};
        }
        before = here;
        at += here.size;
    }
    size_t next = at < text.size ? at + 1 : at;
    return (struct line){start, cut_blanks(text, start, at), next};
}

/* Appends characters, switching styles between them. */
struct styler {
    struct buffer *out;
    const struct layout *layout;
    enum style current; /* what is switched on */
};

static void switch_style(struct styler *styler, enum style style)
{
    if (!styler->layout->has_style || style == styler->current)
        return;
    buffer_append_string(styler->out, style_off(styler->current));
    buffer_append_string(styler->out, style_on(style));
    styler->current = style;
}

/* Append the line; *span moves on to the first that ends behind it. */
static void append_line(struct styler *styler, mrg_text text, const struct line *line,
                        const mrg_span **span, const mrg_span *span_end)
{
    struct glyph glyph;
    for (size_t at = line->start; at < line->end; at += glyph.size) {
        while (*span < span_end && (*span)->end <= at)
            ++*span;
        bool is_match = *span < span_end && at >= (*span)->start;
        switch_style(styler, is_match ? STYLE_MATCH : styler->layout->style);
        glyph = glyph_read(text, at);
        glyph_append(styler->out, &glyph);
    }
    switch_style(styler, STYLE_PLAIN);
    buffer_append_byte(styler->out, '\n');
}

static void append_indent(struct buffer *out, size_t indent)
{
    for (size_t i = 0; i < indent; i++)
        buffer_append_byte(out, ' ');
}

static size_t columns_beside(size_t width, size_t taken)
{
    if (width == 0)
        return 0;
    return width > taken + COLUMNS_LEAST ? width - taken : COLUMNS_LEAST;
}

void wrap_append(struct buffer *out, mrg_text text, const mrg_span *spans, size_t span_count,
                 const struct layout *layout)
{
    struct styler styler = {out, layout, STYLE_PLAIN};
    const mrg_span *span = spans;
    const mrg_span *span_end = span_count > 0 ? spans + span_count : spans;
    size_t taken = strlen(layout->first);
    bool is_first = true;
    size_t at = 0;
    do {
        size_t columns = columns_beside(layout->width, is_first ? taken : layout->indent);
        struct line line = find_line(text, at, columns);
        if (is_first)
            buffer_append_string(out, layout->first);
        else if (line.end > line.start)
            append_indent(out, layout->indent);
        append_line(&styler, text, &line, &span, span_end);
        is_first = false;
        at = line.next;
    } while (at < text.size);
}
