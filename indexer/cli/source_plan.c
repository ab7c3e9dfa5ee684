#include "indexer/cli/source_plan.h"

#include <time.h>

#include "indexer/cli/content_hash.h"
#include "indexer/cli/shared_files.h"

/* Below this many bytes a file is hashed before it is read, so that its hash is known should the reading
 * be cut short; up to the second number while it is read, or afterwards; beyond it not at all. */
static const uint64_t hash_first = UINT64_C(16) << 20;
static const uint64_t hash_at_all = UINT64_C(1) << 30;

/* A file that only got longer is continued from this many bytes on. Smaller ones are soon read again, and
 * their format may not have been settled by what was there. */
static const uint64_t grown_least = UINT64_C(64) << 10;

static int64_t nanoseconds(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static uint64_t size_of(const struct stat *what)
{
    return what->st_size > 0 ? (uint64_t)what->st_size : 0;
}

/* The time of the last change; 0 when another change might leave the same time, because the file system's
 * clock has not ticked since. Times in whole seconds are of a clock that ticks slowly. A file too large to
 * be hashed first has nothing but its time to go by: there the tick is waited for. */
static int64_t reliable_time(const struct stat *what)
{
    struct timespec now;
    int64_t modified = nanoseconds(what->st_mtim);
    int64_t tick = what->st_mtim.tv_nsec == 0 ? 2000000000 : 50000000;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return 0;
    int64_t rest = tick - (nanoseconds(now) - modified);
    if (rest < 0)
        return modified;
    if (rest > tick || size_of(what) <= hash_first) /* a time to come, or a hash will do */
        return 0;
    struct timespec wait = {rest / 1000000000, rest % 1000000000};
    return nanosleep(&wait, NULL) == 0 ? modified : 0;
}

static bool is_same_by_time(const mrg_source *known, const struct stat *what)
{
    return known->size == size_of(what) && known->modified != 0 &&
           known->modified == nanoseconds(what->st_mtim);
}

/* Whether the file still begins with what is known of it. */
static bool begins_the_same(const struct source_file *file, const mrg_source *known)
{
    uint64_t size = size_of(file->what);
    bool is_comparable = known->hash != 0 && (size == known->size ||
                                              (size > known->size && known->size >= grown_least));
    return is_comparable && content_hash(file->path, known->size) == known->hash;
}

/* The file is as it was, or has only got longer: `plan` continues where the last reading ended. */
static void plan_rest(struct source_plan *plan, const mrg_source *known)
{
    bool has_grown = plan->source.size > known->size;
    plan->is_unchanged = known->is_complete && !has_grown;
    plan->source.is_complete = plan->is_unchanged;
    plan->source.is_again = known->is_again;
    plan->source.is_shared = known->is_shared;
    plan->is_sought = shared_file_is_sought(known) && !has_grown;
    plan->source.hash = has_grown ? 0 : known->hash;
    plan->source.records = known->records;
    if (has_grown && known->records > 0) /* its last record may have got longer as well */
        plan->source.records--;
}

/* Whether the index may hold articles of a file. */
static bool had_articles(const mrg_source *known)
{
    return known->size > 0 && (known->records > 0 || !known->is_complete || known->is_shared);
}

mrg_status source_plan_make(mrg_writer *writer, const struct source_file *file, bool read_all,
                            struct source_plan *plan, mrg_error *error)
{
    mrg_source known;
    bool is_known;
    mrg_source *source = &plan->source;
    *plan = (struct source_plan){.is_unchanged = false};
    mrg_status status = mrg_writer_find_source(writer, file->known_as, &known, &is_known, error);
    if (status != MRG_OK)
        return status;
    source->path = file->known_as;
    source->size = size_of(file->what);
    source->modified = reliable_time(file->what);
    source->is_again = is_known;
    plan->is_emptied = is_known && source->size == 0 && had_articles(&known);
    bool is_same = is_known && !read_all && is_same_by_time(&known, file->what);
    if (is_same || (is_known && !read_all && begins_the_same(file, &known)))
        plan_rest(plan, &known);
    if (plan->is_unchanged)
        return is_same ? MRG_OK : mrg_writer_note_source(writer, source, error);
    if (source->hash == 0 && source->size <= hash_first)
        source->hash = content_hash(file->path, source->size);
    return MRG_OK;
}

bool source_plan_hash_is_due(const mrg_source *source)
{
    return source->hash == 0 && source->size > hash_first && source->size <= hash_at_all;
}

void source_plan_finish(const struct source_file *file, mrg_source *source)
{
    struct stat now;
    source->is_complete = true;
    if (source->hash == 0 && source->size <= hash_at_all)
        source->hash = content_hash(file->path, source->size);
    bool has_changed = stat(file->path, &now) != 0 || size_of(&now) != source->size ||
                       nanoseconds(now.st_mtim) != nanoseconds(file->what->st_mtim);
    if (!has_changed)
        return;
    source->modified = 0;
    source->hash = 0;
    source->records = 0;
    source->is_complete = false;
    source->is_again = true;
}
