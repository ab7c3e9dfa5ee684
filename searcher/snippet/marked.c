#include "searcher/snippet/marked.h"

#include <stdlib.h>

#include "searcher/snippet/boundary.h"

mrg_marked *marked_new(void)
{
    return calloc(1, sizeof(mrg_marked));
}

bool marked_failed(const mrg_marked *marked)
{
    return marked->text.failed || marked->spans.failed;
}

/* Add a span (offsets in the marked text), joined with the last one where they touch. */
static void add_span(mrg_marked *marked, size_t start, size_t end)
{
    size_t count = marked->spans.size / sizeof(mrg_span);
    mrg_span *spans = (mrg_span *)(void *)marked->spans.data;
    if (start >= end)
        return;
    if (count > 0 && start <= spans[count - 1].end) {
        if (end > spans[count - 1].end)
            spans[count - 1].end = end;
        return;
    }
    mrg_span span = {start, end};
    buffer_append(&marked->spans, &span, sizeof span);
}

void marked_append(mrg_marked *marked, mrg_text text, const struct match *matches, size_t count)
{
    size_t base = marked->text.size;
    buffer_append(&marked->text, text.data, text.size);
    for (size_t i = 0; i < count; i++)
        add_span(marked, base + matches[i].start, base + matches[i].end);
}

/* Where the visible ASCII ends that begins at `at`, with the single spaces in it. */
static size_t plain_end(mrg_text text, size_t at, size_t end)
{
    while (at < end && (is_visible_ascii(text.data[at]) || (text.data[at] == ' ' && at + 1 < end &&
                                                            is_visible_ascii(text.data[at + 1]))))
        at++;
    return at;
}

/* Append the next character of `text` at *at, or one space for the white space there. */
static void append_character(mrg_marked *marked, mrg_text text, size_t *at, size_t end)
{
    size_t size;
    if (is_blank(code_point_at(text, *at, &size))) {
        buffer_append_byte(&marked->text, ' ');
        *at = trim_start(text, *at, end);
        return;
    }
    buffer_append(&marked->text, text.data + *at, size);
    *at += size;
}

/* Append text[*at..end), which moves *at to `end` or, through white space, a little beyond. Visible
 * ASCII stays as it is and is copied in stretches. */
static void append_until(mrg_marked *marked, mrg_text text, size_t *at, size_t end, size_t last)
{
    while (*at < end) {
        size_t plain = plain_end(text, *at, end);
        buffer_append(&marked->text, text.data + *at, plain - *at);
        *at = plain;
        if (*at < end)
            append_character(marked, text, at, last);
    }
}

void marked_append_collapsed(mrg_marked *marked, mrg_text text, size_t start, size_t end,
                             const struct match *matches, size_t count)
{
    size_t at = start;
    size_t i = 0;
    while (i < count && matches[i].start < start)
        i++;
    while (i < count && matches[i].start < end) {
        /* A group of overlapping matches is one span. */
        size_t group_start = matches[i].start;
        size_t group_end = matches[i].end;
        while (++i < count && matches[i].start <= group_end)
            if (matches[i].end > group_end)
                group_end = matches[i].end;
        append_until(marked, text, &at, group_start, end);
        size_t span_start = marked->text.size;
        append_until(marked, text, &at, group_end < end ? group_end : end, end);
        add_span(marked, span_start, marked->text.size);
    }
    append_until(marked, text, &at, end, end);
}

mrg_text mrg_marked_text(const mrg_marked *marked)
{
    bool is_empty = marked->text.size == 0; /* then there may be no memory to point to */
    return (mrg_text){is_empty ? "" : (const char *)marked->text.data, marked->text.size};
}

size_t mrg_marked_spans(const mrg_marked *marked, const mrg_span **spans)
{
    *spans = (const mrg_span *)(const void *)marked->spans.data;
    return marked->spans.size / sizeof **spans;
}

void mrg_marked_free(mrg_marked *marked)
{
    if (marked == NULL)
        return;
    buffer_free(&marked->text);
    buffer_free(&marked->spans);
    free(marked);
}
