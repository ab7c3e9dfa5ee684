/* Bringing one segment over: as it is, or made anew from its articles. */
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/varint.h"
#include "common/segment/article_record.h"
#include "common/segment/check.h"
#include "indexer/repair/deep.h"
#include "indexer/repair/rebuild.h"
#include "indexer/repair/repair.h"
#include "indexer/repair/salvage.h"

#include <stdlib.h>

/* A damaged segment being read. */
struct mending {
    struct repair *repair;                /* borrowed */
    const struct manifest_segment *about; /* borrowed */
    struct salvage salvage;
    struct removed removed;
    struct segment segment; /* open when has_segment: tells who has postings */
    bool has_segment;
    struct rebuilder rebuilder;
    struct arena arena;
    uint8_t *lost; /* owned: a bit per article */
};

/* ---- looking ---- */

static void forward(void *context, const char *line)
{
    const struct repair *repair = context;
    if (repair->report != NULL)
        repair->report(repair->context, line);
}

/* Whether nothing is wrong with the segment and its deletions; what is wrong is told. */
static mrg_status look(struct repair *repair, const struct manifest_segment *about, bool *is_good,
                       mrg_error *error)
{
    struct snapshot snapshot = {.articles = 0};
    struct findings findings = {.report = forward, .context = repair};
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = snapshot_add_segment(&snapshot, repair->folder, about, &reason);
    if (status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION) {
        findings_add(&findings, &reason);
        status = MRG_OK;
    } else if (status == MRG_OK) {
        status = check_segment(&snapshot, snapshot.segments[0], &findings, &reason);
        if (status == MRG_OK && findings.count == 0)
            status = deep_check_segment(snapshot.segments[0], repair->memory, &findings, &reason);
    }
    snapshot_close(&snapshot);
    if (status == MRG_OK && findings.is_short_of_memory)
        status = fail_memory(&reason);
    if (status != MRG_OK && error != NULL)
        *error = reason;
    *is_good = findings.count == 0;
    return status;
}

static mrg_status keep(struct repair *repair, const struct manifest_segment *about,
                       mrg_error *error)
{
    buffer_append_byte(&repair->doubtful, 0);
    return manifest_add(&repair->fresh, about) && !repair->doubtful.failed ? MRG_OK
                                                                           : fail_memory(error);
}

/* ---- what is known of the segment ---- */

static const uint32_t *lengths_of(const struct salvage *salvage)
{
    const struct section *lengths = &salvage->file.sections[SECTION_LENGTHS];
    bool good = salvage->has_checksums && salvage->has_count &&
                lengths->size == 4 * (uint64_t)salvage->articles &&
                segment_file_verify(&salvage->file, lengths->data, lengths->size);
    return good ? (const uint32_t *)(const void *)lengths->data : NULL;
}

/* Where it is not known who was removed, those without postings at least are told by good lists. */
static void open_lists(struct mending *mending)
{
    struct findings ignored = {.report = NULL};
    struct manifest_segment bare = *mending->about;
    bare.deletions[0] = '\0';
    if (segment_open(&mending->segment, mending->repair->folder, &bare, NULL) != MRG_OK)
        return;
    mending->has_segment = check_pages(&mending->segment.file, &ignored);
    if (!mending->has_segment)
        segment_close(&mending->segment);
}

static mrg_status open_mending(struct mending *mending, const char *path, mrg_error *error)
{
    struct repair *repair = mending->repair;
    struct salvage *salvage = &mending->salvage;
    mrg_status status = salvage_open(salvage, path, error);
    if (status != MRG_OK)
        return status;
    uint32_t articles = removed_articles(repair->folder, mending->about);
    if (!salvage->has_count && articles > 0)
        salvage_set_count(salvage, articles);
    status = removed_read(&mending->removed, repair->folder, mending->about, salvage->articles,
                          lengths_of(salvage), error);
    if (status == MRG_OK && !mending->removed.is_sound && !mending->removed.is_believed)
        open_lists(mending);
    mending->lost = calloc((size_t)salvage->articles / 8 + 1, 1);
    if (status == MRG_OK && mending->lost == NULL)
        status = fail_memory(error);
    return status == MRG_OK ? rebuilder_init(&mending->rebuilder, repair->folder, &repair->fresh,
                                             repair->memory, repair->workers, error)
                            : status;
}

static void close_mending(struct mending *mending)
{
    rebuilder_free(&mending->rebuilder);
    removed_free(&mending->removed);
    if (mending->has_segment)
        segment_close(&mending->segment);
    salvage_close(&mending->salvage);
    arena_free(&mending->arena);
    free(mending->lost);
}

/* ---- articles ---- */

static bool was_removed(const struct mending *mending, uint32_t article)
{
    return (!mending->salvage.has_count || article < mending->salvage.articles) &&
           deletions_has(&mending->removed.deletions, article);
}

/* Whether the article of this record was removed before its segment was written. */
static mrg_status is_dead(struct mending *mending, const uint8_t *record, size_t size,
                          uint32_t number, bool *dead, mrg_error *error)
{
    mrg_article article;
    bool has = true;
    *dead = false;
    if (!mending->has_segment)
        return MRG_OK;
    arena_clear(&mending->arena);
    if (!article_record_read(record, size, &mending->arena, &article))
        return mending->arena.failed ? fail_memory(error) : MRG_OK;
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = segment_has_postings(&mending->segment, article.id, number, &has, &reason);
    *dead = status == MRG_OK && !has;
    return status == MRG_ERR_MEMORY ? fail_memory(error) : MRG_OK;
}

static mrg_status take_block(struct mending *mending, const struct salvaged *block,
                             mrg_error *error)
{
    const uint8_t *at = block->raw, *end = at + block->size;
    mrg_status status = MRG_OK;
    for (uint32_t a = block->first; at < end && status == MRG_OK; a++) {
        uint64_t size;
        bool dead = false;
        at = varint_read(at, end, &size);
        if (at == NULL)
            break; /* salvage_next has read it before */
        if (!was_removed(mending, a)) {
            status = is_dead(mending, at, (size_t)size, a, &dead, error);
            if (status == MRG_OK && !dead)
                status = rebuilder_add(&mending->rebuilder, at, (size_t)size, error);
        }
        at += size;
    }
    return status;
}

static void take_loss(struct mending *mending, const struct salvaged *gap)
{
    struct repair *repair = mending->repair;
    if (gap->articles == 0) {
        repair->result.unknown++;
        repair_say(repair,
                   "%s: what lies behind article %u cannot be read; how much that is, is "
                   "not known",
                   mending->salvage.file.path, gap->first);
    }
    for (uint32_t a = gap->first; a < gap->first + gap->articles; a++)
        if (!was_removed(mending, a))
            mending->lost[a / 8] |= (uint8_t)(1U << (a % 8));
}

static mrg_status take_articles(struct mending *mending, mrg_error *error)
{
    struct salvaged found;
    mrg_status status = MRG_OK;
    while (status == MRG_OK && salvage_next(&mending->salvage, &found, &status, error)) {
        if (found.is_lost)
            take_loss(mending, &found);
        else
            status = take_block(mending, &found, error);
    }
    if (status == MRG_OK)
        status = rebuilder_finish(&mending->rebuilder, error);
    return status == MRG_OK && mending->salvage.has_count
               ? lost_add(mending->repair, mending->about->file, &mending->salvage.file,
                          mending->lost, mending->salvage.articles, error)
               : status;
}

/* ---- a segment ---- */

static mrg_status lose_all(struct repair *repair, const struct manifest_segment *about)
{
    uint32_t articles = removed_articles(repair->folder, about);
    repair->result.unknown++;
    if (articles > 0)
        repair_say(repair, "%s/%s: lost as a whole: of %u articles those that were not removed",
                   repair->folder, about->file, articles);
    else
        repair_say(repair, "%s/%s: lost as a whole; how many articles it held is not known",
                   repair->folder, about->file);
    return MRG_OK;
}

static mrg_status rebuild(struct mending *mending, const char *path, mrg_error *error)
{
    struct repair *repair = mending->repair;
    size_t before = repair->fresh.segment_count;
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = open_mending(mending, path, &reason);
    if (status == MRG_ERR_MISSING || status == MRG_ERR_DAMAGED)
        return lose_all(repair, mending->about);
    if (status == MRG_OK)
        status = take_articles(mending, &reason);
    if (status != MRG_OK) {
        if (error != NULL)
            *error = reason;
        return status;
    }
    bool is_doubtful = !mending->removed.is_sound && !mending->removed.is_believed;
    for (size_t i = before; i < repair->fresh.segment_count; i++)
        buffer_append_byte(&repair->doubtful, is_doubtful);
    if (is_doubtful) {
        repair->result.unknown++;
        repair_say(repair,
                   "%s: which of its articles were removed is not known: those without a "
                   "later version are back",
                   path);
    }
    repair_say(repair, "%s: made anew from its articles", path);
    repair->result.rebuilt++;
    return repair->doubtful.failed ? fail_memory(error) : MRG_OK;
}

mrg_status repair_segment(struct repair *repair, size_t number, mrg_error *error)
{
    const struct manifest_segment *about = &repair->old.segments[number];
    bool is_good = false;
    mrg_status status = look(repair, about, &is_good, error);
    if (status != MRG_OK)
        return status;
    if (is_good)
        return keep(repair, about, error);
    repair->is_changed = true;
    repair->result.damaged++;
    char *path = path_join(repair->folder, about->file);
    if (path == NULL)
        return fail_memory(error);
    struct mending mending = {.repair = repair, .about = about};
    status = rebuild(&mending, path, error);
    close_mending(&mending);
    free(path);
    return status;
}
