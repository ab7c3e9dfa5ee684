/* When to merge. Segments lie in order of arrival and only neighbours merge, so that chronological
 * archives stay chronological. A segment belongs to the tier of its size, each eight times the one
 * below; when the newest segments hold eight of one tier or below, they become one of the next, the oldest
 * ten of them at a time. Every article is so rewritten once per tier: log8(size of the archive / size of a commit) times. */
#include "common/base/error.h"
#include "indexer/native/native.h"

#include <stdlib.h>

enum {
    TIER_SEGMENTS = 8,
    TIER_SHIFT = 3,
    MERGE_MOST =
        10, /* segments at a time: of each some megabytes are mapped, whatever is read of it */
    BYTES_PER_ARTICLE = 64 /* that a merge holds of an article, besides its values of facets */
};

static unsigned tier_of(uint64_t size)
{
    unsigned tier = 0;
    for (uint64_t limit = 1 << 20; size > limit; limit <<= TIER_SHIFT)
        tier++;
    return tier;
}

/* ---- a merged segment in the place of its sources ---- */

/* The place of the segment called `file` in the manifest. */
static size_t find_segment(const struct manifest *manifest, const char *file)
{
    size_t i = 0;
    while (strcmp(manifest->segments[i].file, file) != 0)
        i++;
    return i;
}

static void replace_in_manifest(struct manifest *manifest, size_t first, size_t count,
                                const struct manifest_segment *merged)
{
    struct manifest_segment *segments = manifest->segments;
    segments[first] = *merged;
    for (size_t i = first + count; i < manifest->segment_count; i++)
        segments[i - count + 1] = segments[i];
    manifest->segment_count -= count - 1;
}

/* The same for the open segments and their removals. `merged` is taken over. */
static void replace_open(struct native_writer *writer, size_t first, size_t count,
                         struct segment *merged, const struct removals *removals)
{
    struct snapshot *snapshot = &writer->snapshot;
    for (size_t i = first; i < first + count; i++) {
        removals_free(&writer->removals[i]);
        segment_close(snapshot->segments[i]);
        free(snapshot->segments[i]);
    }
    snapshot->segments[first] = merged;
    writer->removals[first] = *removals;
    for (size_t i = first + count; i < snapshot->segment_count; i++) {
        snapshot->segments[i - count + 1] = snapshot->segments[i];
        writer->removals[i - count + 1] = writer->removals[i];
    }
    snapshot->segment_count -= count - 1;
    snapshot->numbers = 0;
    for (size_t i = 0; i < snapshot->segment_count; i++) {
        snapshot->segments[i]->base = snapshot->numbers;
        snapshot->numbers += snapshot->segments[i]->meta.articles;
    }
}

/* Remove from the merged segment what was removed from its sources since the merge began: `then` is a
 * source as it was, `now` the same as it is, `*next` the number of its first article in the merged one. */
static mrg_status remove_since(struct native_writer *writer, const struct segment *then,
                               const struct segment *now, struct removals *merged, uint32_t *next,
                               mrg_error *error)
{
    for (uint32_t a = 0; a < then->meta.articles; a++) {
        if (deletions_has(&then->deletions, a))
            continue;
        if (deletions_has(&now->deletions, a)) {
            mrg_status status = native_remove_stored(writer, merged, *next, error);
            if (status != MRG_OK)
                return status;
        }
        ++*next;
    }
    return MRG_OK;
}

/* Make the result of the finished merge part of the snapshot; the next commit commits it. */
static mrg_status adopt(struct native_writer *writer, mrg_error *error)
{
    const struct background_merge *merge = &writer->background;
    struct snapshot *snapshot = &writer->snapshot;
    size_t first = find_segment(&snapshot->manifest, writer->background_first);
    struct segment *merged = calloc(1, sizeof *merged);
    if (merged == NULL)
        return fail_memory(error);
    mrg_status status = segment_open(merged, writer->base.folder, &merge->about, error);
    if (status != MRG_OK) {
        free(merged);
        return status;
    }
    struct removals removals;
    uint32_t next = 0;
    removals_init(&removals, merged);
    for (size_t i = 0; i < merge->count && status == MRG_OK; i++)
        status = remove_since(writer, &merge->sources[i], snapshot->segments[first + i], &removals,
                              &next, error);
    if (status != MRG_OK) {
        removals_free(&removals);
        segment_close(merged);
        free(merged);
        return status;
    }
    replace_in_manifest(&snapshot->manifest, first, merge->count, &merge->about);
    replace_open(writer, first, merge->count, merged, &removals);
    return MRG_OK;
}

mrg_status native_adopt_merged(struct native_writer *writer, bool wait, mrg_error *error)
{
    struct background_merge *merge = &writer->background;
    if (!background_is_busy(merge) || (!wait && !background_is_done(merge)))
        return MRG_OK;
    mrg_status status = MRG_OK;
    if (background_wait(merge, &writer->merge_failure) == MRG_OK) {
        status = adopt(writer, error);
        writer->base.has_changed |= status == MRG_OK;
    }
    background_end(merge);
    return status;
}

/* What became of the last merge. */
static mrg_status merge_failure(const struct native_writer *writer, mrg_error *error)
{
    if (writer->merge_failure.status != MRG_OK && error != NULL)
        *error = writer->merge_failure;
    return writer->merge_failure.status;
}

/* Start to merge segments [first, first + count) of the snapshot. Those that no commit has yet are complete on the disk
 * as well; what becomes of them is part of the next commit either way. */
static mrg_status start(struct native_writer *writer, size_t first, size_t count, mrg_error *error)
{
    /* Beside a run there are workers enough. */
    bool is_alone = writer->run.added == 0 && writer->is_settling;
    unsigned workers = is_alone ? writer->base.workers : 1;
    const struct manifest *manifest = &writer->snapshot.manifest;
    char name[FILE_NAME_MAX];
    native_new_name(writer, "seg", name);
    memcpy(writer->background_first, manifest->segments[first].file, FILE_NAME_MAX);
    return background_start(&writer->background, writer->base.folder, manifest->segments + first,
                            count, name, workers, writer->base.memory / 8, error);
}

/* ---- which ---- */

/* How many of the newest segments are of `tier` or below. */
static size_t newest_within(const struct manifest *manifest, unsigned tier)
{
    size_t count = 0;
    while (count < manifest->segment_count &&
           tier_of(manifest->segments[manifest->segment_count - 1 - count].size) <= tier)
        count++;
    return count;
}

/* How many of the newest segments to merge; 0: none. */
static size_t ripe_segments(const struct manifest *manifest)
{
    for (unsigned tier = 0; tier < 64 / TIER_SHIFT; tier++) {
        size_t count = newest_within(manifest, tier);
        if (count >= TIER_SEGMENTS)
            return count;
        if (count == manifest->segment_count)
            break;
    }
    return 0;
}

/* What a merge holds of the articles of segments [first, first + count) before it comes to their terms, in bytes. */
static uint64_t held_by_merge(const struct native_writer *writer, size_t first, size_t count)
{
    uint64_t bytes = 0;
    for (size_t i = first; i < first + count; i++) {
        const struct segment *segment = writer->snapshot.segments[i];
        bytes += (uint64_t)segment->meta.articles * BYTES_PER_ARTICLE +
                 2 * segment->file.sections[SECTION_FACETS].size;
    }
    return bytes;
}

/* Bytes that a merge of segments [first, first + count) writes at most, temporary files included. */
static uint64_t space_for_merge(const struct native_writer *writer, size_t first, size_t count)
{
    const struct manifest *manifest = &writer->snapshot.manifest;
    uint64_t bytes = 0;
    for (size_t i = first; i < first + count; i++)
        bytes += manifest->segments[i].size;
    return 2 * bytes;
}

/* How many of segments [first, first + count) can be merged now, from the first on: an article that was dead before its
 * segment was written has no postings to lose, but only the next commit tells a merge that it is not there. */
static size_t count_mergeable(const struct native_writer *writer, size_t first, size_t count)
{
    size_t good = 0;
    while (good < count && !writer->removals[first + good].has_dead)
        good++;
    return good;
}

mrg_status native_start_merging(struct native_writer *writer, mrg_error *error)
{
    size_t count = ripe_segments(&writer->snapshot.manifest);
    bool has_failed = writer->merge_failure.status != MRG_OK; /* and would again */
    if (background_is_busy(&writer->background) || count == 0 || has_failed)
        return MRG_OK;
    size_t first = writer->snapshot.segment_count - count;
    count = count_mergeable(writer, first, count < MERGE_MOST ? count : MERGE_MOST);
    if (count < TIER_SEGMENTS)
        return MRG_OK;
    /* A large merge and a run together are too much for the memory: it waits until there is no run any more. */
    if (!writer->is_settling && held_by_merge(writer, first, count) > writer->base.memory / 2)
        return MRG_OK;
    /* Without room for it, the index stays in more pieces; that is no reason to stop adding. */
    if (folder_check_space(writer->base.folder, space_for_merge(writer, first, count), NULL) !=
        MRG_OK)
        return MRG_OK;
    return start(writer, first, count, error);
}

mrg_status native_settle(struct mrg_writer *base, mrg_error *error)
{
    struct native_writer *writer = (struct native_writer *)base;
    writer->is_settling = true;
    mrg_status status = native_start_merging(writer, error);
    if (status == MRG_OK && background_is_busy(&writer->background))
        status = run_forget(&writer->run, error);
    while (status == MRG_OK && background_is_busy(&writer->background)) {
        status = native_adopt_merged(writer, true, error);
        if (status == MRG_OK)
            status = native_commit(base, error); /* may start the next */
    }
    writer->is_settling = false;
    return status == MRG_OK ? merge_failure(writer, error) : status;
}

mrg_status native_merge(struct mrg_writer *base, mrg_error *error)
{
    struct native_writer *writer = (struct native_writer *)base;
    const struct manifest *manifest = &writer->snapshot.manifest;
    background_end(&writer->background); /* all of them come together anyway */
    bool is_one = manifest->segment_count == 0 ||
                  (manifest->segment_count == 1 && manifest->segments[0].deletions[0] == '\0');
    if (is_one)
        return MRG_OK;
    size_t count = manifest->segment_count;
    mrg_status status = folder_check_space(base->folder, space_for_merge(writer, 0, count), error);
    if (status == MRG_OK)
        status = run_forget(&writer->run, error);
    writer->is_settling = true;
    if (status == MRG_OK)
        status = start(writer, 0, count, error);
    if (status == MRG_OK)
        status = native_adopt_merged(writer, true, error);
    writer->is_settling = false;
    if (status == MRG_OK)
        status = merge_failure(writer, error);
    return status == MRG_OK ? native_commit(base, error) : status;
}
