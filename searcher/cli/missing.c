#include "searcher/cli/missing.h"

#include "searcher/cli/complain.h"
#include "searcher/cli/glyph.h"

size_t missing_count(const mrg_index *index)
{
    size_t count = 0;
    while (mrg_index_missing(index, count) != NULL)
        count++;
    return count;
}

/* "shard a:1 did not answer; its articles are not in these results" */
static void append_names(struct buffer *line, const mrg_index *index)
{
    size_t count = missing_count(index);
    const char *name;
    buffer_append_string(line, count == 1 ? "shard " : "shards ");
    for (size_t i = 0; (name = mrg_index_missing(index, i)) != NULL; i++) {
        buffer_append_string(line, i > 0 ? ", " : "");
        glyphs_append(line, (mrg_text){name, strlen(name)});
    }
    buffer_append_string(line, count == 1 ? " did not answer; its" : " did not answer; their");
    buffer_append_string(line, " articles are not in these results");
}

#define INCOMPLETE "INCOMPLETE: "

void missing_append(struct output *output, const mrg_index *index)
{
    if (missing_count(index) == 0)
        return;
    enum style style = output->terminal.has_color ? STYLE_HEADLINE : STYLE_PLAIN;
    buffer_append_string(&output->text, style_on(style));
    buffer_append_string(&output->text, INCOMPLETE);
    append_names(&output->text, index);
    buffer_append_string(&output->text, style_off(style));
    buffer_append_byte(&output->text, '\n');
}

void missing_complain(const mrg_index *index)
{
    if (missing_count(index) == 0)
        return;
    struct buffer line = BUFFER_INIT;
    append_names(&line, index);
    const char *names = buffer_c_string(&line);
    complain(INCOMPLETE, names != NULL ? names : "shards did not answer");
    buffer_free(&line);
}

void missing_json_member(struct json_writer *json, const mrg_index *index)
{
    const char *name;
    json_key(json, "missing_shards");
    json_begin_array(json);
    for (size_t i = 0; (name = mrg_index_missing(index, i)) != NULL; i++)
        json_string(json, name);
    json_end_array(json);
}
