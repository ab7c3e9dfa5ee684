#include "searcher/cli/complain.h"

#include <stdio.h>

#include "searcher/cli/glyph.h"

void complain(const char *kind, const char *message)
{
    struct buffer line = BUFFER_INIT;
    glyphs_append(&line, (mrg_text){kind, strlen(kind)});
    glyphs_append(&line, (mrg_text){message, strlen(message)});
    fprintf(stderr, "morgue-search: %.*s\n", (int)line.size, (const char *)line.data);
    buffer_free(&line);
}

void complain_about_query(const mrg_query *query, mrg_text number)
{
    struct buffer kind = BUFFER_INIT;
    if (number.size > 0) {
        buffer_append_string(&kind, "query ");
        buffer_append(&kind, number.data, number.size);
        buffer_append_string(&kind, ": ");
    }
    buffer_append_string(&kind, "warning: ");
    const char *prefix = buffer_c_string(&kind);
    const char *warning;
    for (size_t i = 0; (warning = mrg_query_warning(query, i)) != NULL; i++)
        complain(prefix != NULL ? prefix : "warning: ", warning);
    buffer_free(&kind);
}
