#include "searcher/query/warnings.h"

#include "searcher/query/characters.h"

enum { QUOTED_SIZE_MAX = 40 }; /* bytes of the query quoted in a warning: it stays one line */

/* C1 controls and the marks that reverse the direction of text could garble a terminal. */
static bool is_harmful(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200E && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

static void append_quoted(struct buffer *line, mrg_text quoted)
{
    size_t at = 0;
    while (at < quoted.size) {
        struct character c = character_at(quoted, at);
        if (at + c.size > QUOTED_SIZE_MAX) {
            buffer_append_string(line, "...");
            return;
        }
        if (c.code == 0xFFFD)
            buffer_append_byte(line, '?');
        else if (is_harmful(c.code))
            buffer_append_byte(line, ' ');
        else
            buffer_append(line, quoted.data + at, c.size);
        at += c.size;
    }
}

static void keep(struct reading *reading, const struct buffer *line)
{
    struct query_tree *tree = reading->tree;
    if (tree->warnings == NULL)
        tree->warnings =
            arena_alloc(&tree->arena, (QUERY_WARNINGS_MAX + 1) * sizeof *tree->warnings);
    const char *copy = line->failed ? NULL : arena_copy(&tree->arena, line->data, line->size);
    if (tree->warnings == NULL || copy == NULL)
        reading->out_of_memory = true;
    else
        tree->warnings[tree->warning_count++] = copy;
}

void warn(struct reading *reading, const char *before, mrg_text quoted, const char *after)
{
    if (reading->out_of_memory || ++reading->warnings_seen > QUERY_WARNINGS_MAX)
        return;
    struct buffer line = BUFFER_INIT;
    buffer_append_string(&line, before);
    append_quoted(&line, quoted);
    buffer_append_string(&line, after);
    keep(reading, &line);
    buffer_free(&line);
}

void warnings_finish(struct reading *reading)
{
    if (reading->out_of_memory || reading->warnings_seen <= QUERY_WARNINGS_MAX)
        return;
    struct buffer line = BUFFER_INIT;
    buffer_append_format(&line, "%zu more warnings like these",
                         reading->warnings_seen - QUERY_WARNINGS_MAX);
    keep(reading, &line);
    buffer_free(&line);
}
