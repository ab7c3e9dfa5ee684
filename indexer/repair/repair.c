/* mrg_index_repair. Everything new is written under new names beside what is there; the manifest, written
 * last, makes it the index; only then do old files go. */
#include "indexer/repair/repair.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/glass/scheme.h"
#include "common/segment/source_list.h"
#include "indexer/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MEMORY_LEAST = 64 << 20, MEMORY_DEFAULT = 256 << 20, WORKERS_MAX = 64 };

void repair_say(struct repair *repair, const char *format, ...)
{
    char text[512];
    mrg_error line = MRG_ERROR_INIT;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fail(&line, MRG_ERR_DAMAGED, "%s", text); /* one clean line */
    if (repair->report != NULL)
        repair->report(repair->context, line.message);
}

mrg_status repair_snapshot(const struct repair *repair, struct snapshot *snapshot, mrg_error *error)
{
    mrg_status status = MRG_OK;
    *snapshot = (struct snapshot){.articles = 0};
    for (size_t i = 0; i < repair->fresh.segment_count && status == MRG_OK; i++)
        status = snapshot_add_segment(snapshot, repair->folder, &repair->fresh.segments[i], error);
    if (status != MRG_OK)
        snapshot_close(snapshot);
    return status;
}

/* ---- lists of sources ---- */

static bool pass_over(void *context, const struct source_entry *entry)
{
    (void)context;
    (void)entry;
    return true;
}

/* Put one list of the articles that are withdrawn in the place of all that are kept. */
static mrg_status keep_withdrawn(struct repair *repair, mrg_error *error)
{
    struct sources sources;
    mrg_status status = sources_init(&sources, &repair->fresh) ? MRG_OK : fail_memory(error);
    if (status == MRG_OK)
        status = sources_load(&sources, repair->folder, error);
    repair->fresh.source_count = 0;
    if (status == MRG_OK)
        status = sources_write_withdrawn(&sources, repair->folder, &repair->fresh, error);
    sources_free(&sources);
    return status;
}

/* Keep the lists that can be read. Of files in one that is gone nothing is known: they are read again. */
static mrg_status keep_sources(struct repair *repair, mrg_error *error)
{
    for (size_t i = 0; i < repair->old.source_count; i++) {
        const struct manifest_sources *sources = &repair->old.sources[i];
        mrg_error reason = MRG_ERROR_INIT;
        mrg_status status = source_list_open(sources, repair->folder, pass_over, NULL, &reason);
        if (status == MRG_OK) {
            if (!manifest_add_sources(&repair->fresh, sources))
                return fail_memory(error);
            continue;
        }
        if (status != MRG_ERR_DAMAGED && status != MRG_ERR_VERSION) {
            if (error != NULL)
                *error = reason;
            return status;
        }
        repair->is_changed = true;
        repair->result.damaged++;
        repair_say(repair, "%s", reason.message);
        repair_say(repair, "%s/%s: given up: the files it names will be read again", repair->folder,
                   sources->file);
    }
    return MRG_OK;
}

/* When articles were lost, all files are read again, from which they may come back; what is withdrawn stays
 * so. */
static mrg_status read_again(struct repair *repair, mrg_error *error)
{
    bool has_lost = repair->result.lost > 0 || repair->result.unknown > 0;
    if (repair->old.source_count == 0 || !has_lost)
        return MRG_OK;
    repair_say(repair, "%s: the next run reads all files again", repair->folder);
    return keep_withdrawn(repair, error);
}

/* ---- the native engine ---- */

static mrg_status mend_native(struct repair *repair, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < repair->old.segment_count && status == MRG_OK; i++)
        status = repair_segment(repair, i, error);
    if (status == MRG_OK)
        status = repair_judge(repair, error);
    return status == MRG_OK ? repair_withdraw(repair, error) : status;
}

/* After a failure: what was written is no use. */
static void remove_new(const struct repair *repair, const char *name)
{
    if (name[0] == '\0' || manifest_names(&repair->old, name))
        return;
    char *path = path_join(repair->folder, name);
    if (path != NULL)
        unlink(path);
    free(path);
}

static void remove_all_new(const struct repair *repair)
{
    for (size_t i = 0; i < repair->fresh.segment_count; i++) {
        remove_new(repair, repair->fresh.segments[i].file);
        remove_new(repair, repair->fresh.segments[i].deletions);
    }
    for (size_t i = 0; i < repair->fresh.source_count; i++)
        remove_new(repair, repair->fresh.sources[i].file);
}

/* ---- all of it ---- */

/* What there was, without its files, and numbers that no file has. */
static void begin_fresh(struct repair *repair)
{
    repair->fresh = repair->old;
    repair->fresh.segments = NULL;
    repair->fresh.segment_count = 0;
    repair->fresh.sources = NULL;
    repair->fresh.source_count = 0;
    if (repair->fresh.next <= repair->names.highest)
        repair->fresh.next = repair->names.highest + 1;
}

static mrg_status write_fresh(struct repair *repair, mrg_error *error)
{
    char keep[FILE_NAME_MAX] = "";
    mrg_status status = folder_sync(repair->folder, error);
    if (status == MRG_OK && strcmp(repair->fresh.engine, GLASS_ENGINE) == 0)
        status = glass_stub_read(repair->folder, keep, error);
    repair->fresh.generation++;
    if (status == MRG_OK)
        status = manifest_write(&repair->fresh, repair->folder, error);
    if (status == MRG_OK)
        folder_sweep(repair->folder, &repair->fresh, keep);
    return status;
}

static mrg_status mend(struct repair *repair, mrg_error *error)
{
    begin_fresh(repair);
    bool is_xapian = strcmp(repair->old.engine, GLASS_ENGINE) == 0;
    mrg_status status = keep_sources(repair, error);
    if (status == MRG_OK)
        status = is_xapian ? repair_xapian(repair, error) : mend_native(repair, error);
    if (status == MRG_OK)
        status = lost_tell(repair, error);
    if (status == MRG_OK)
        status = read_again(repair, error);
    if (status == MRG_OK && repair->is_changed)
        status = write_fresh(repair, error);
    if (status != MRG_OK)
        remove_all_new(repair);
    return status;
}

static mrg_status repair_locked(struct repair *repair, mrg_error *error)
{
    mrg_status status = folder_list(&repair->names, repair->folder, error);
    if (status == MRG_OK)
        status = repair_read_manifest(repair, error);
    if (status == MRG_OK)
        status = repair_refuse_newer(repair, error);
    if (status == MRG_OK)
        status = mend(repair, error);
    folder_names_free(&repair->names);
    manifest_free(&repair->old);
    manifest_free(&repair->fresh);
    buffer_free(&repair->doubtful);
    buffer_free(&repair->lost);
    buffer_free(&repair->ids);
    return status;
}

/* Nothing is made in a folder that is no index, not even a lock. */
static mrg_status check_folder(const char *path, mrg_error *error)
{
    struct folder_names names;
    struct manifest manifest;
    mrg_status status = folder_list(&names, path, error);
    if (status != MRG_OK)
        return status;
    if (names.count == 0 && manifest_read(&manifest, path, error) == MRG_ERR_NOT_INDEX)
        status = MRG_ERR_NOT_INDEX;
    else if (names.count == 0)
        manifest_free(&manifest);
    folder_names_free(&names);
    return status;
}

mrg_status mrg_index_repair(const char *path, const mrg_writer_options *options,
                            void (*report)(void *context, const char *line), void *context,
                            mrg_repair_result *result, mrg_error *error)
{
    const mrg_writer_options defaults = MRG_WRITER_OPTIONS_INIT;
    struct repair repair = {.folder = path, .report = report, .context = context};
    struct file_lock lock = {-1};
    options = options != NULL ? options : &defaults;
    long cores = options->workers > 0 ? (long)options->workers : sysconf(_SC_NPROCESSORS_ONLN);
    repair.workers = cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (unsigned)cores;
    repair.memory = options->memory == 0             ? MEMORY_DEFAULT
                    : options->memory < MEMORY_LEAST ? MEMORY_LEAST
                                                     : options->memory;
    mrg_status status = check_folder(path, error);
    if (status == MRG_OK)
        status = writer_lock(path, options->wait, &lock, error);
    if (status == MRG_OK)
        status = repair_locked(&repair, error);
    file_lock_release(&lock);
    if (result != NULL)
        *result = repair.result;
    return status;
}
