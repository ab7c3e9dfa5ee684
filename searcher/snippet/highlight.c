#include "common/base/error.h"
#include "searcher/snippet/marked.h"
#include "searcher/snippet/snippet.h"

mrg_status highlight_make(const struct matcher *matcher, mrg_text text, mrg_text language,
                          mrg_marked **marked, mrg_error *error)
{
    *marked = NULL;
    struct match_list list = MATCH_LIST_INIT;
    mrg_marked *made = marked_new();
    mrg_status status = made == NULL ? fail_memory(error) : MRG_OK;
    if (status == MRG_OK)
        status = match_list_find(&list, matcher, text, language_find(language), error);
    if (status == MRG_OK) {
        const struct match *matches;
        size_t count = match_list_items(&list, &matches);
        marked_append(made, text, matches, count);
        if (marked_failed(made))
            status = fail_memory(error);
    }
    match_list_free(&list);
    if (status == MRG_OK)
        *marked = made;
    else
        mrg_marked_free(made);
    return status;
}
