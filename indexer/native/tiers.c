/* When to merge. Segments lie in order of arrival and only neighbours merge, so that chronological
 * archives stay chronological. A segment belongs to the tier of its size, each eight times the one
 * below; when the newest segments hold eight of one tier or below, they become one of the next. Every
 * article is so rewritten once per tier: log8(size of the archive / size of a commit) times. */
#include "common/base/error.h"
#include "indexer/native/merge.h"
#include "indexer/native/native.h"

#include <stdlib.h>

enum { TIER_SEGMENTS = 8, TIER_SHIFT = 3 };

static unsigned tier_of(uint64_t size)
{
    unsigned tier = 0;
    for (uint64_t limit = 1 << 20; size > limit; limit <<= TIER_SHIFT)
        tier++;
    return tier;
}

/* Put `merged` in the place of segments [first, first + count) of the manifest. */
static void replace_range(struct manifest *manifest, size_t first, size_t count,
                          const struct manifest_segment *merged)
{
    struct manifest_segment *segments = manifest->segments;
    segments[first] = *merged;
    for (size_t i = first + count; i < manifest->segment_count; i++)
        segments[i - count + 1] = segments[i];
    manifest->segment_count -= count - 1;
}

/* Open the snapshot again after its segments changed. */
static mrg_status reopen(struct native_writer *writer, mrg_error *error)
{
    uint64_t next = writer->snapshot.manifest.next;
    for (size_t i = 0; i < writer->snapshot.segment_count; i++)
        removals_free(&writer->removals[i]);
    snapshot_close(&writer->snapshot);
    mrg_status status = snapshot_open(&writer->snapshot, writer->base.folder, error);
    if (status != MRG_OK)
        return status;
    if (next > writer->snapshot.manifest.next)
        writer->snapshot.manifest.next = next;
    for (size_t i = 0; i < writer->snapshot.segment_count; i++)
        removals_init(&writer->removals[i], writer->snapshot.segments[i]);
    return MRG_OK;
}

static mrg_status merge_range(struct native_writer *writer, size_t first, size_t count,
                              mrg_error *error)
{
    struct manifest_segment merged;
    char name[FILE_NAME_MAX];
    native_new_name(writer, "seg", name);
    mrg_status status =
        merge_segments((const struct segment *const *)writer->snapshot.segments + first, count,
                       writer->base.folder, name, writer->base.memory / 8, &merged, error);
    if (status != MRG_OK)
        return status;
    /* From here on the manifest names fewer segments than are open: commit and open again at once. */
    replace_range(&writer->snapshot.manifest, first, count, &merged);
    writer->snapshot.manifest.generation++;
    status = folder_sync(writer->base.folder, error);
    if (status == MRG_OK)
        status = manifest_write(&writer->snapshot.manifest, writer->base.folder, error);
    if (status == MRG_OK)
        status = reopen(writer, error);
    if (status == MRG_OK)
        native_remove_leftovers(writer);
    return status;
}

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

mrg_status native_merge_tiers(struct native_writer *writer, mrg_error *error)
{
    size_t count;
    while ((count = ripe_segments(&writer->snapshot.manifest)) > 0) {
        mrg_status status =
            merge_range(writer, writer->snapshot.segment_count - count, count, error);
        if (status != MRG_OK)
            return status;
    }
    return MRG_OK;
}

mrg_status native_merge(struct mrg_writer *base, mrg_error *error)
{
    struct native_writer *writer = (struct native_writer *)base;
    const struct manifest *manifest = &writer->snapshot.manifest;
    bool is_one = manifest->segment_count == 0 ||
                  (manifest->segment_count == 1 && manifest->segments[0].deletions[0] == '\0');
    return is_one ? MRG_OK : merge_range(writer, 0, manifest->segment_count, error);
}
