#include "common/segment/snapshot.h"
#include "common/base/error.h"
#include "common/segment/posting_cursor.h"

#include <stdlib.h>

enum { OPEN_TRIES = 100 };

/* Put an open segment behind the others; there is room for it. */
static void adopt(struct snapshot *snapshot, struct segment *segment)
{
    snapshot->segments[snapshot->segment_count++] = segment;
    segment->base = snapshot->numbers;
    snapshot->numbers += segment->meta.articles;
    snapshot->articles += segment_live(segment);
    snapshot->removed += segment->deletions.removed;
    snapshot->tokens += segment->meta.tokens - segment->deletions.tokens;
}

mrg_status snapshot_add_segment(struct snapshot *snapshot, const char *folder,
                                const struct manifest_segment *about, mrg_error *error)
{
    struct segment **grown =
        realloc(snapshot->segments, (snapshot->segment_count + 1) * sizeof *grown);
    if (grown == NULL)
        return fail_memory(error);
    snapshot->segments = grown;
    struct segment *segment = malloc(sizeof *segment);
    if (segment == NULL)
        return fail_memory(error);
    mrg_status status = segment_open(segment, folder, about, error);
    if (status != MRG_OK) {
        free(segment);
        return status;
    }
    adopt(snapshot, segment);
    return MRG_OK;
}

mrg_status snapshot_append(struct snapshot *snapshot, struct snapshot *other, mrg_error *error)
{
    size_t count = snapshot->segment_count + other->segment_count;
    struct segment **grown = realloc(snapshot->segments, (count + 1) * sizeof *grown);
    if (grown == NULL) {
        snapshot_close(other);
        return fail_memory(error);
    }
    snapshot->segments = grown;
    for (size_t i = 0; i < other->segment_count; i++)
        adopt(snapshot, other->segments[i]);
    other->segment_count = 0;
    snapshot->manifest.size += other->manifest.size;
    snapshot_close(other);
    return MRG_OK;
}

static mrg_status open_segments(struct snapshot *snapshot, const char *folder, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < snapshot->manifest.segment_count && status == MRG_OK; i++)
        status = snapshot_add_segment(snapshot, folder, &snapshot->manifest.segments[i], error);
    return status;
}

/* True when the commit that `snapshot` failed to open is no longer the current one. */
static bool has_moved_on(const struct snapshot *snapshot, const char *folder)
{
    struct manifest now;
    if (manifest_read(&now, folder, NULL) != MRG_OK)
        return false;
    bool moved = now.generation != snapshot->manifest.generation;
    manifest_free(&now);
    return moved;
}

mrg_status snapshot_open(struct snapshot *snapshot, const char *folder, mrg_error *error)
{
    /* A writer may replace the manifest and drop files between our reading it and opening them: that
     * shows as damage under a manifest that is no longer the current one. */
    for (unsigned tries = 0;; tries++) {
        *snapshot = (struct snapshot){.articles = 0};
        mrg_error reason = MRG_ERROR_INIT;
        mrg_status status = manifest_read(&snapshot->manifest, folder, &reason);
        bool is_read = status == MRG_OK;
        if (is_read)
            status = open_segments(snapshot, folder, &reason);
        if (status == MRG_OK)
            return MRG_OK;
        bool again = is_read &&

                     status == MRG_ERR_DAMAGED && tries < OPEN_TRIES &&
                     has_moved_on(snapshot, folder);
        snapshot_close(snapshot);
        if (again)
            continue;
        if (error != NULL)
            *error = reason;
        return status;
    }
}

void snapshot_close(struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->segment_count; i++) {
        segment_close(snapshot->segments[i]);
        free(snapshot->segments[i]);
    }
    free(snapshot->segments);
    manifest_free(&snapshot->manifest);
    *snapshot = (struct snapshot){.articles = 0};
}

const struct segment *snapshot_segment(const struct snapshot *snapshot, uint64_t number,
                                       uint32_t *article)
{
    size_t i = snapshot->segment_count - 1;
    while (snapshot->segments[i]->base > number)
        i--;
    *article = (uint32_t)(number - snapshot->segments[i]->base);
    return snapshot->segments[i];
}

mrg_status snapshot_df(const struct snapshot *snapshot, const uint8_t *key, size_t size,
                       uint64_t *df, mrg_error *error)
{
    *df = 0;
    for (size_t i = 0; i < snapshot->segment_count; i++) {
        const struct segment *segment = snapshot->segments[i];
        struct term_entry entry;
        bool found;
        mrg_status status = dictionary_find(&segment->dictionary, key, size, &entry, &found, error);
        if (status != MRG_OK)
            return status;
        if (found)
            *df += entry.df - deletions_loss(&segment->deletions, entry.ordinal);
    }
    return MRG_OK;
}

/* The first article of `entry`'s list in `segment` that was not removed. */
static mrg_status first_live(const struct segment *segment, const struct term_entry *entry,
                             uint32_t *article, bool *found, mrg_error *error)
{
    mrg_error damage = MRG_ERROR_INIT;
    struct posting_cursor cursor;
    mrg_status status =
        posting_cursor_open(&cursor, &segment->file, entry, segment->meta.articles, &damage);
    *found = false;
    while (status == MRG_OK && !*found && posting_cursor_next(&cursor) != ARTICLE_NONE) {
        *found = !deletions_has(&segment->deletions, cursor.article);
        *article = cursor.article;
    }
    posting_cursor_close(&cursor);
    if (damage.status != MRG_OK && error != NULL)
        *error = damage;
    return damage.status;
}

mrg_status segment_find_id(const struct segment *segment, const uint8_t *key, size_t size,
                           uint32_t *article, bool *found, mrg_error *error)
{
    struct term_entry entry;
    bool is_there;
    *found = false;
    mrg_status status = dictionary_find(&segment->dictionary, key, size, &entry, &is_there, error);
    return status == MRG_OK && is_there ? first_live(segment, &entry, article, found, error)
                                        : status;
}

mrg_status snapshot_find_id(const struct snapshot *snapshot, const uint8_t *key, size_t size,
                            size_t *segment, uint32_t *article, bool *found, mrg_error *error)
{
    mrg_status status = MRG_OK;
    *found = false;
    for (size_t i = snapshot->segment_count; i-- > 0 && !*found && status == MRG_OK;) {
        status = segment_find_id(snapshot->segments[i], key, size, article, found, error);
        *segment = i;
    }
    return status;
}
