/* Articles that are back because it is no longer known what was removed, though the lists of sources still
 * say that their source has withdrawn them. */
#include "common/base/error.h"
#include "common/segment/article_record.h"
#include "common/segment/term_key.h"
#include "indexer/native/removals.h"
#include "indexer/repair/repair.h"
#include "indexer/sources.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct withdrawing {
    struct repair *repair;     /* borrowed */
    struct snapshot snapshot;  /* segments of repair->fresh */
    struct removals *removals; /* owned: one per segment */
    struct inverter scratch;
    uint64_t withdrawn; /* articles removed */
    mrg_status status;  /* of the first failure, with its error */
    mrg_error *error;   /* borrowed; may be NULL */
};

/* Whether the record is of an article that is not newer than the notice. */
static mrg_status is_meant(const uint8_t *record, size_t size, struct article_age notice, bool *is,
                           mrg_error *error)
{
    struct arena arena = ARENA_INIT;
    mrg_article article = MRG_ARTICLE_INIT;
    mrg_status status = MRG_OK;
    if (!article_record_read(record, size, &arena, &article))
        status = fail_memory(error); /* it was read before */
    *is = status == MRG_OK && !article_is_older(notice, article_age_of(&article));
    arena_free(&arena);
    return status;
}

static mrg_status withdraw(struct withdrawing *withdrawing, mrg_text id, struct article_age notice)
{
    struct term_key key;
    size_t segment, size;
    uint32_t article;
    const uint8_t *record;
    bool found = false, is = false;
    mrg_error *error = withdrawing->error;
    term_key_of_id(&key, id);
    mrg_status status = snapshot_find_id(&withdrawing->snapshot, key.bytes, key.size, &segment,
                                         &article, &found, error);
    if (status != MRG_OK || !found)
        return status;
    struct removals *removals = &withdrawing->removals[segment];
    status = articles_read(&removals->articles, article, &record, &size, error);
    if (status == MRG_OK)
        status = is_meant(record, size, notice, &is, error);
    if (status == MRG_OK && is)
        status = removals_add(removals, article, &withdrawing->scratch, error);
    withdrawing->withdrawn += status == MRG_OK && is;
    return status;
}

static bool withdraw_next(void *context, mrg_text id, struct article_age notice)
{
    struct withdrawing *withdrawing = context;
    withdrawing->status = withdraw(withdrawing, id, notice);
    return withdrawing->status == MRG_OK;
}

static mrg_status write_removals(struct withdrawing *withdrawing, mrg_error *error)
{
    struct repair *repair = withdrawing->repair;
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < withdrawing->snapshot.segment_count && status == MRG_OK; i++) {
        char *name = repair->fresh.segments[i].deletions;
        if (!withdrawing->removals[i].has_changed)
            continue;
        snprintf(name, FILE_NAME_MAX, "del-%06" PRIu64 ".mrg", repair->fresh.next++);
        status = removals_write(&withdrawing->removals[i], repair->folder, name, error);
    }
    return status;
}

static mrg_status withdraw_all(struct withdrawing *withdrawing, struct sources *sources)
{
    struct repair *repair = withdrawing->repair;
    size_t count = withdrawing->snapshot.segment_count;
    withdrawing->removals = calloc(count + 1, sizeof *withdrawing->removals);
    if (withdrawing->removals == NULL || !inverter_init(&withdrawing->scratch, NULL))
        return fail_memory(withdrawing->error);
    for (size_t i = 0; i < count; i++)
        removals_init(&withdrawing->removals[i], withdrawing->snapshot.segments[i]);
    sources_each_withdrawn(sources, withdraw_next, withdrawing);
    if (withdrawing->status != MRG_OK || withdrawing->withdrawn == 0)
        return withdrawing->status;
    repair->is_changed = true;
    repair->result.articles -= withdrawing->withdrawn;
    repair_say(repair, "%s: articles that their source has withdrawn, removed again: %" PRIu64,
               repair->folder, withdrawing->withdrawn);
    return write_removals(withdrawing, withdrawing->error);
}

static mrg_status withdraw_listed(struct repair *repair, struct sources *sources, mrg_error *error)
{
    struct withdrawing withdrawing = {.repair = repair, .error = error};
    mrg_status status = repair_snapshot(repair, &withdrawing.snapshot, error);
    if (status != MRG_OK)
        return status;
    status = withdraw_all(&withdrawing, sources);
    for (size_t i = 0; withdrawing.removals != NULL && i < withdrawing.snapshot.segment_count; i++)
        removals_free(&withdrawing.removals[i]);
    free(withdrawing.removals);
    inverter_free(&withdrawing.scratch);
    snapshot_close(&withdrawing.snapshot);
    return status;
}

mrg_status repair_withdraw(struct repair *repair, mrg_error *error)
{
    struct sources sources;
    mrg_status status = sources_init(&sources, &repair->fresh) ? MRG_OK : fail_memory(error);
    if (status == MRG_OK)
        status = sources_load(&sources, repair->folder, error);
    if (status == MRG_OK && sources_have_withdrawn(&sources))
        status = withdraw_listed(repair, &sources, error);
    sources_free(&sources);
    return status;
}
