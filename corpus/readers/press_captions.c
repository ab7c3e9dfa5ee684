#include "corpus/readers/press_captions.h"

#include <string.h>

enum {
    CAPTION_SIZE_MAX = 2000, /* bytes among which a caption's repeat is looked for */
    REPEAT_SIZE_MIN = 4      /* bytes: a shorter text that comes twice is chance */
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static mrg_text tail(mrg_text text, size_t from)
{
    return (mrg_text){text.data + from, text.size - from};
}

static size_t skip_blank(mrg_text text, size_t at, bool over_lines)
{
    while (at < text.size && is_space(text.data[at]) && (over_lines || text.data[at] != '\n'))
        at++;
    return at;
}

static bool two_marks_at(mrg_text text, size_t at)
{
    return text.size - at >= 2 && text.data[at] == '?' && text.data[at + 1] == '?';
}

/* Behind the mark at `at`; `at` itself when there is none. More than two pairs are one mark too. */
static size_t behind_mark(mrg_text text, size_t at)
{
    size_t end = at;
    size_t pairs = 0;
    for (size_t next = at; next <= text.size && two_marks_at(text, next); pairs++) {
        end = next + 2;
        next = skip_blank(text, end, false);
    }
    return pairs >= 2 ? end : at;
}

/* The first mark from `at` on; text.size when there is none. */
static size_t find_mark(mrg_text text, size_t at)
{
    while (at < text.size) {
        const char *mark = memchr(text.data + at, '?', text.size - at);
        if (mark == NULL)
            return text.size;
        at = (size_t)(mark - text.data);
        if (behind_mark(text, at) > at)
            return at;
        at++;
    }
    return text.size;
}

/* Bytes of `text` that say the same as `caption`, one stretch of white space being as good as
 * another; 0 when it begins otherwise. */
static size_t match(mrg_text text, mrg_text caption)
{
    size_t at = 0;
    size_t from = 0;
    while (from < caption.size) {
        if (is_space(caption.data[from])) {
            size_t next = skip_blank(text, at, true);
            if (next == at)
                return 0;
            at = next;
            from = skip_blank(caption, from, true);
        } else if (at < text.size && text.data[at] == caption.data[from]) {
            at++;
            from++;
        } else {
            return 0;
        }
    }
    return at;
}

/* The shortest beginning of `text` that comes twice in a row; empty when there is none. *twice
 * receives the bytes that both copies take. The second copy is looked for by the first word, since
 * white space may differ from there on. */
static mrg_text doubled_beginning(mrg_text text, size_t *twice)
{
    size_t word = 0;
    size_t at = REPEAT_SIZE_MIN;
    while (word < text.size && !is_space(text.data[word]))
        word++;
    while (at < text.size) {
        const char *again = memmem(text.data + at, text.size - at, text.data, word);
        if (again == NULL)
            break;
        size_t second = (size_t)(again - text.data);
        mrg_text first = text_trim((mrg_text){text.data, second});
        size_t matched = match(tail(text, second), first);
        if (matched > 0) {
            *twice = second + matched;
            return first;
        }
        at = second + 1;
    }
    *twice = 0;
    return (mrg_text){text.data, 0};
}

/* What follows a mark. */
struct caption {
    mrg_text text;   /* once */
    size_t end;      /* offset behind it and its repeats */
    bool repeated;   /* it came more than once */
    bool mark_stops; /* another mark stands behind it in the same line */
};

/* Pass repeats of the caption, each perhaps with a mark before it. */
static void pass_repeats(mrg_text text, struct caption *caption)
{
    for (;;) {
        size_t at = skip_blank(text, caption->end, true);
        at = skip_blank(text, behind_mark(text, at), true);
        size_t matched = match(tail(text, at), caption->text);
        if (matched == 0 || caption->text.size < REPEAT_SIZE_MIN)
            return;
        caption->end = at + matched;
        caption->repeated = true;
    }
}

/* Offset of the blank line behind `at`, of the mark there, or of the text's end. */
static size_t paragraph_end(mrg_text text, size_t at, size_t mark)
{
    size_t room = (mark < at + CAPTION_SIZE_MAX ? mark : at + CAPTION_SIZE_MAX) - at;
    const char *blank = memmem(text.data + at, room, "\n\n", 2);
    return blank != NULL ? (size_t)(blank - text.data) : at + room;
}

/* How much of the text at `at` is the caption. Captions of several lines show by being repeated as a
 * whole, in the same paragraph or behind the mark that ends it; any other ends with its line. */
static struct caption measure_caption(mrg_text text, size_t at)
{
    size_t mark = find_mark(text, at);
    size_t end = paragraph_end(text, at, mark);
    size_t twice;
    mrg_text all = text_trim((mrg_text){text.data + at, end - at});
    mrg_text once = doubled_beginning(all, &twice);
    if (once.size > 0)
        return (struct caption){once, at + twice, true, false};
    size_t behind = end == mark ? skip_blank(text, behind_mark(text, mark), true) : text.size;
    if (all.size == 0 || match(tail(text, behind), all) == 0) {
        const char *newline = memchr(all.data, '\n', all.size);
        all.size = newline != NULL ? (size_t)(newline - all.data) : all.size;
    }
    return (struct caption){all, at + all.size, false, false};
}

/* The caption behind a mark that ends at `at`. */
static struct caption read_caption(mrg_text text, size_t at)
{
    struct caption caption = measure_caption(text, skip_blank(text, at, true));
    pass_repeats(text, &caption);
    size_t behind = skip_blank(text, caption.end, false);
    caption.mark_stops = behind_mark(text, behind) > behind;
    return caption;
}

/* Behind the caption: a mark in the same line closes it, unless it opens another one, which shows
 * by being repeated as well. */
static size_t pass_closing_mark(mrg_text text, const struct caption *caption)
{
    if (!caption->mark_stops)
        return caption->end;
    size_t behind = behind_mark(text, skip_blank(text, caption->end, false));
    return read_caption(text, behind).repeated ? caption->end : behind;
}

/* Append a stretch of body; one space where a caption was cut out between two words. */
static void append_body(struct buffer *body, mrg_text text)
{
    bool touches = body->size > 0 && text.size > 0 && !is_space((char)body->data[body->size - 1]) &&
                   !is_space(*text.data);
    if (touches)
        buffer_append_byte(body, ' ');
    else if (body->size > 0 && body->data[body->size - 1] == ' ')
        body->size--;
    buffer_append(body, text.data, text.size);
}

void press_split_captions(mrg_text text, struct article_builder *builder, struct buffer *body)
{
    size_t at = 0;
    while (at < text.size) {
        size_t mark = find_mark(text, at);
        append_body(body, (mrg_text){text.data + at, mark - at});
        if (mark == text.size)
            return;
        struct caption caption = read_caption(text, behind_mark(text, mark));
        article_add(builder, LIST_CAPTIONS, caption.text);
        at = pass_closing_mark(text, &caption);
    }
}
