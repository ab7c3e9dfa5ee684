/* A run as trec_eval reads it: "qid Q0 id rank score tag", one hit a line. */
#include "searcher/cli/glyph.h"
#include "searcher/cli/search.h"

/* trec_eval splits lines at white space, so none may stand in a field. */
static void append_field(struct buffer *out, mrg_text text)
{
    if (text.size == 0)
        buffer_append_byte(out, '_');
    for (size_t i = 0; i < text.size; i++) {
        bool is_blank = (unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7F;
        buffer_append_byte(out, is_blank ? '_' : (uint8_t)text.data[i]);
    }
}

mrg_status search_append_trec(struct buffer *out, const struct search *search, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < search->hit_count && status == MRG_OK; i++) {
        struct found found;
        status = found_fetch(&found, search, i, error);
        if (status == MRG_OK) {
            append_field(out, search->number.size > 0 ? search->number : (mrg_text){"1", 1});
            buffer_append_string(out, " Q0 ");
            append_field(out, found.article->id);
            buffer_append_format(out, " %zu %.9g morgue\n", found.rank, found.hit.score);
        }
        found_free(&found);
    }
    return status;
}
