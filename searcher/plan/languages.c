/* Which languages a word of a query is stemmed in. */
#include "searcher/plan/plan.h"

#include <stdlib.h>

enum {
    FAIR_SHARE = 20,    /* a language holds a fair share with one article in 20 */
    LANGUAGES_MAX = 256 /* more than there are ids */
};

struct language_count {
    language_id language;
    uint64_t articles;
};

static int compare_counts(const void *a, const void *b)
{
    const struct language_count *x = a, *y = b;
    if (x->articles != y->articles)
        return x->articles > y->articles ? -1 : 1;
    return (int)x->language - (int)y->language;
}

/* Mark the language that `term` is the code of; anything else is no language of ours. */
static bool note_language(void *context, mrg_text term, mrg_text form)
{
    bool *is_there = context;
    language_id id = language_find(term);
    const char *code = language_code(id);
    (void)form;
    if (id != LANGUAGE_NONE && strlen(code) == term.size && memcmp(code, term.data, term.size) == 0)
        is_there[id] = true;
    return true;
}

/* Which languages there are: one walk over a few terms. Looking up each of some sixty codes took a
 * fifteenth of the instructions of a whole process. */
static bool find_languages(struct planner *planner, bool is_there[LANGUAGES_MAX])
{
    struct term_key start;
    if (planner->status != MRG_OK)
        return false;
    term_key_make(&start, KEY_LANGUAGE, (mrg_text){"", 0});
    planner->status = planner->engine->ops->each_form(planner->engine, &start, note_language,
                                                      is_there, planner->error);
    return planner->status == MRG_OK;
}

/* The articles of each language there is, once for an open index. */
static void count_languages(struct planner *planner)
{
    struct language_shares *shares = &planner->shares;
    struct language_count counts[LANGUAGES_MAX];
    bool is_there[LANGUAGES_MAX] = {false};
    size_t found = 0;
    if (shares->is_known || !find_languages(planner, is_there))
        return;
    for (size_t id = 1; id < LANGUAGES_MAX; id++) {
        if (!is_there[id])
            continue;
        const char *code = language_code((language_id)id);
        const struct plan_term *term =
            plan_term_get(planner, KEY_LANGUAGE, (mrg_text){code, strlen(code)});
        if (term != NULL && term->df > 0)
            counts[found++] = (struct language_count){(language_id)id, term->df};
    }
    qsort(counts, found, sizeof *counts, compare_counts);
    shares->count = found < QUERY_LANGUAGES_MAX ? found : QUERY_LANGUAGES_MAX;
    for (size_t i = 0; i < shares->count; i++) {
        shares->items[i].language = counts[i].language;
        shares->items[i].articles = counts[i].articles;
    }
    shares->is_known = planner->status == MRG_OK;
}

static void take_language(struct planner *planner, language_id language)
{
    planner->languages[0] = planner->all_languages[0] = language;
    planner->language_count = planner->all_language_count = 1;
}

void planner_choose_languages(struct planner *planner, const char *language)
{
    planner->is_language_given = language != NULL;
    if (language != NULL) {
        take_language(planner, language_find((mrg_text){language, strlen(language)}));
        return;
    }
    count_languages(planner);
    for (size_t i = 0; i < planner->shares.count; i++) {
        language_id here = planner->shares.items[i].language;
        planner->all_languages[planner->all_language_count++] = here;
        if (planner->shares.items[i].articles * FAIR_SHARE >= planner->engine->articles)
            planner->languages[planner->language_count++] = here;
    }
    if (planner->language_count > 0)
        return;
    const char *code = planner->engine->language;
    planner->languages[planner->language_count++] = language_find((mrg_text){code, strlen(code)});
}
