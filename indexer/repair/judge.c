/* Two articles with one id: only one of them can have been in the index. */
#include "common/base/error.h"
#include "common/segment/article_record.h"
#include "common/segment/posting_cursor.h"
#include "indexer/native/removals.h"
#include "indexer/repair/repair.h"
#include "indexer/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* An article that has the id in question. */
struct holder {
    size_t segment;
    uint32_t article;
};

struct judging {
    struct repair *repair;
    struct snapshot snapshot;  /* segments of repair->fresh */
    struct removals *removals; /* owned: one per segment */
    struct inverter scratch;
    struct buffer holders; /* struct holder, of the current id, in order of articles */
    uint64_t judged;       /* articles removed */
};

/* ---- who holds an id ---- */

static mrg_status add_holders(struct judging *judging, size_t segment,
                              const struct term_entry *entry, mrg_error *error)
{
    const struct segment *from = judging->snapshot.segments[segment];
    struct posting_cursor cursor;
    mrg_error damage = MRG_ERROR_INIT;
    if (posting_cursor_open(&cursor, &from->file, entry, from->meta.articles, &damage) == MRG_OK) {
        while (posting_cursor_next(&cursor) != ARTICLE_NONE) {
            struct holder holder = {segment, cursor.article};
            if (!deletions_has(&from->deletions, cursor.article))
                buffer_append(&judging->holders, &holder, sizeof holder);
        }
        posting_cursor_close(&cursor);
    }
    if (damage.status == MRG_OK && judging->holders.failed)
        fail_memory(&damage);
    if (damage.status != MRG_OK && error != NULL)
        *error = damage;
    return damage.status;
}

static mrg_status find_holders(struct judging *judging, const uint8_t *key, size_t size,
                               mrg_error *error)
{
    mrg_status status = MRG_OK;
    buffer_clear(&judging->holders);
    for (size_t i = 0; i < judging->snapshot.segment_count && status == MRG_OK; i++) {
        struct term_entry entry;
        bool found = false;
        status = dictionary_find(&judging->snapshot.segments[i]->dictionary, key, size, &entry,
                                 &found, error);
        if (status == MRG_OK && found)
            status = add_holders(judging, i, &entry, error);
    }
    return status;
}

/* ---- which is the later ---- */

static mrg_status age_of(struct judging *judging, const struct holder *holder,
                         struct article_age *age, mrg_error *error)
{
    const uint8_t *record;
    size_t size;
    struct arena arena = ARENA_INIT;
    mrg_article article = MRG_ARTICLE_INIT;
    mrg_status status = articles_read(&judging->removals[holder->segment].articles, holder->article,
                                      &record, &size, error);
    if (status == MRG_OK && !article_record_read(record, size, &arena, &article))
        status = fail_memory(error); /* it was read before */
    *age = article_age_of(&article);
    arena_free(&arena);
    return status;
}

/* Whether `later`, which stands behind `earlier`, is the one to keep. One that is known not to have been
 * removed counts for more than one of which that is not known. */
static mrg_status prevails(struct judging *judging, const struct holder *later,
                           const struct holder *earlier, bool *does, mrg_error *error)
{
    const uint8_t *doubtful = judging->repair->doubtful.data;
    struct article_age age, other;
    if (doubtful[later->segment] != doubtful[earlier->segment]) {
        *does = doubtful[earlier->segment] != 0;
        return MRG_OK;
    }
    mrg_status status = age_of(judging, later, &age, error);
    if (status == MRG_OK)
        status = age_of(judging, earlier, &other, error);
    *does = status == MRG_OK && !article_is_older(age, other);
    return status;
}

static mrg_status keep_one(struct judging *judging, mrg_error *error)
{
    const struct holder *holders = (const struct holder *)(const void *)judging->holders.data;
    size_t count = judging->holders.size / sizeof *holders, kept = 0;
    mrg_status status = MRG_OK;
    for (size_t i = 1; i < count && status == MRG_OK; i++) {
        bool does = false;
        status = prevails(judging, &holders[i], &holders[kept], &does, error);
        size_t loser = does ? kept : i;
        if (status == MRG_OK)
            status = removals_add(&judging->removals[holders[loser].segment],
                                  holders[loser].article, &judging->scratch, error);
        judging->judged++;
        if (does)
            kept = i;
    }
    return status;
}

/* ---- all ids ---- */

static mrg_status judge_segment(struct judging *judging, const struct segment *segment,
                                mrg_error *error)
{
    static const uint8_t ids[] = {KEY_ID};
    struct dictionary_cursor cursor;
    mrg_error damage = MRG_ERROR_INIT;
    mrg_status status = dictionary_seek(&segment->dictionary, &cursor, ids, sizeof ids, &damage);
    while (status == MRG_OK && dictionary_next(&cursor) && cursor.key[0] == KEY_ID) {
        status = find_holders(judging, cursor.key, cursor.key_size, &damage);
        if (status == MRG_OK)
            status = keep_one(judging, &damage);
    }
    if (damage.status != MRG_OK && error != NULL)
        *error = damage;
    return damage.status;
}

static mrg_status write_removals(struct judging *judging, mrg_error *error)
{
    struct repair *repair = judging->repair;
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < judging->snapshot.segment_count && status == MRG_OK; i++) {
        char *name = repair->fresh.segments[i].deletions;
        if (!judging->removals[i].has_changed)
            continue;
        repair->is_changed = true;
        snprintf(name, FILE_NAME_MAX, "del-%06" PRIu64 ".mrg", repair->fresh.next++);
        status = removals_write(&judging->removals[i], repair->folder, name, error);
    }
    return status;
}

static mrg_status judge_all(struct judging *judging, mrg_error *error)
{
    size_t count = judging->snapshot.segment_count;
    judging->removals = calloc(count + 1, sizeof *judging->removals);
    if (judging->removals == NULL || !inverter_init(&judging->scratch, NULL))
        return fail_memory(error);
    for (size_t i = 0; i < count; i++)
        removals_init(&judging->removals[i], judging->snapshot.segments[i]);
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < count && status == MRG_OK; i++)
        status = judge_segment(judging, judging->snapshot.segments[i], error);
    if (judging->judged > 0)
        repair_say(judging->repair,
                   "%s: %" PRIu64 " articles gave way to a later one with the same id",
                   judging->repair->folder, judging->judged);
    return status == MRG_OK ? write_removals(judging, error) : status;
}

mrg_status repair_judge(struct repair *repair, mrg_error *error)
{
    struct judging judging = {.repair = repair};
    mrg_status status = repair_snapshot(repair, &judging.snapshot, error);
    if (status != MRG_OK)
        return status;
    status = judge_all(&judging, error);
    for (size_t i = 0; judging.removals != NULL && i < judging.snapshot.segment_count; i++)
        removals_free(&judging.removals[i]);
    free(judging.removals);
    inverter_free(&judging.scratch);
    buffer_free(&judging.holders);
    repair->result.articles = judging.snapshot.articles - judging.judged;
    snapshot_close(&judging.snapshot);
    return status;
}
