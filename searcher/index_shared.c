/* What queries of one index share: analyzers that are idle, and what is the same for every query. An index
 * is constant for its users; what changes here is guarded by its lock. */
#include "searcher/index.h"

static mrg_index *locked(const mrg_index *index)
{
    mrg_index *owner = (mrg_index *)(uintptr_t)index; /* only what its lock guards changes */
    pthread_mutex_lock(&owner->lock);
    return owner;
}

struct analyzer *index_take_analyzer(const mrg_index *index)
{
    mrg_index *owner = locked(index);
    struct analyzer *analyzer = NULL;
    if (owner->analyzer_count > 0)
        analyzer = owner->analyzers[--owner->analyzer_count];
    pthread_mutex_unlock(&owner->lock);
    return analyzer != NULL ? analyzer : analyzer_new();
}

void index_give_analyzer(const mrg_index *index, struct analyzer *analyzer)
{
    if (analyzer == NULL)
        return;
    mrg_index *owner = locked(index);
    bool is_kept = owner->analyzer_count < IDLE_MAX;
    if (is_kept)
        owner->analyzers[owner->analyzer_count++] = analyzer;
    pthread_mutex_unlock(&owner->lock);
    if (!is_kept)
        analyzer_free(analyzer);
}

void index_free_analyzers(mrg_index *index)
{
    while (index->analyzer_count > 0)
        analyzer_free(index->analyzers[--index->analyzer_count]);
}

struct language_shares index_languages(const mrg_index *index)
{
    mrg_index *owner = locked(index);
    struct language_shares languages = owner->languages;
    pthread_mutex_unlock(&owner->lock);
    return languages;
}

void index_keep_languages(const mrg_index *index, const struct language_shares *languages)
{
    if (!languages->is_known)
        return;
    mrg_index *owner = locked(index);
    owner->languages = *languages;
    pthread_mutex_unlock(&owner->lock);
}
