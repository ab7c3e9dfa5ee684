/* Flush and commit: how a writer's work reaches the disk. The order of steps is what keeps the last
 * commit whole: new files are complete and synced before the manifest names them, and no file goes
 * before the manifest that named it has. */
#include "common/base/error.h"
#include "indexer/native/native.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void native_new_name(struct native_writer *writer, const char *prefix, char name[FILE_NAME_MAX])
{
    snprintf(name, FILE_NAME_MAX, "%s-%06" PRIu64 ".mrg", prefix, writer->snapshot.manifest.next++);
}

/* ---- flush ---- */

/* Open the segment just written and make it part of the snapshot. */
static mrg_status adopt_segment(struct native_writer *writer, const struct manifest_segment *about,
                                mrg_error *error)
{
    struct removals *grown =
        realloc(writer->removals, (writer->snapshot.segment_count + 1) * sizeof *grown);
    if (grown == NULL)
        return fail_memory(error);
    writer->removals = grown;
    if (!manifest_add(&writer->snapshot.manifest, about))
        return fail_memory(error);
    mrg_status status = snapshot_add_segment(&writer->snapshot, writer->base.folder, about, error);
    if (status != MRG_OK)
        return status;
    size_t last = writer->snapshot.segment_count - 1;
    removals_init(&grown[last], writer->snapshot.segments[last]);
    return MRG_OK;
}

static mrg_status remove_dead(struct native_writer *writer, mrg_error *error)
{
    struct removals *removals = &writer->removals[writer->snapshot.segment_count - 1];
    mrg_status status = MRG_OK;
    for (uint32_t a = 0; a < writer->run.added && status == MRG_OK; a++)
        if (writer->run_dead.data[a])
            status = removals_add_dead(removals, a, error);
    return status;
}

static mrg_status write_run(struct native_writer *writer, mrg_error *error)
{
    struct manifest_segment about = {.size = 0};
    snprintf(about.file, sizeof about.file, "%s", writer->builder_name);
    mrg_status status = run_complete(&writer->run, error);
    if (status == MRG_OK)
        status = folder_check_space(writer->base.folder, run_space(&writer->run), error);
    if (status == MRG_OK)
        status = run_flush(&writer->run, writer->run_dead.data, error);
    if (status != MRG_OK) {
        segment_builder_abandon(&writer->builder);
        return status;
    }
    status = segment_builder_close(&writer->builder, &about, error);
    if (status == MRG_OK)
        status = adopt_segment(writer, &about, error);
    return status == MRG_OK ? remove_dead(writer, error) : status;
}

void native_release_pages(struct native_writer *writer)
{
    writer->lookups = 0;
    for (size_t i = 0; i < writer->snapshot.segment_count; i++)
        mapped_file_release(&writer->snapshot.segments[i]->file.map);
}

/* What is known of the run's articles, to judge later ones, goes before they are flushed; as memory for the next run
 * stays what another needs at once. */
static mrg_status forget_articles(struct native_writer *writer, mrg_error *error)
{
    if (writer->run.goes_on) {
        string_table_clear(&writer->run_ids);
        buffer_clear(&writer->run_articles);
        buffer_clear(&writer->run_entries);
        return MRG_OK;
    }
    string_table_free(&writer->run_ids);
    buffer_free(&writer->run_articles);
    buffer_free(&writer->run_entries);
    return string_table_init(&writer->run_ids) ? MRG_OK : fail_memory(error);
}

mrg_status native_flush(struct native_writer *writer, mrg_error *error)
{
    if (!writer->builder.is_open)
        return MRG_OK;
    native_release_pages(writer);
    mrg_status status = forget_articles(writer, error);
    if (status != MRG_OK)
        return status;
    if (writer->run.added == 0)
        segment_builder_abandon(&writer->builder);
    else
        status = write_run(writer, error);
    if (status == MRG_OK)
        status = run_clear(&writer->run, error);
    buffer_clear(&writer->run_dead);
    return status;
}

/* What merging has finished is taken, and the next begins, here too: between two commits there may be many segments.
 * Streams that a run keeps for the next are not counted before that fills them: beside a merge they are given back. */
mrg_status native_flush_full(struct native_writer *writer, mrg_error *error)
{
    writer->run.goes_on = !background_is_busy(&writer->background);
    mrg_status status = native_flush(writer, error);
    writer->run.goes_on = false;
    if (status == MRG_OK)
        status = native_adopt_merged(writer, false, error);
    if (status == MRG_OK)
        status = native_start_merging(writer, error);
    if (background_is_busy(&writer->background))
        run_release_streams(&writer->run);
    return status;
}

/* ---- commit ---- */

static mrg_status write_removals(struct native_writer *writer, mrg_error *error)
{
    for (size_t i = 0; i < writer->snapshot.segment_count; i++) {
        if (!writer->removals[i].has_changed)
            continue;
        char name[FILE_NAME_MAX];
        native_new_name(writer, "del", name);
        mrg_status status = removals_write(&writer->removals[i], writer->base.folder, name, error);
        if (status != MRG_OK)
            return status;
        memcpy(writer->snapshot.manifest.segments[i].deletions, name, sizeof name);
    }
    return MRG_OK;
}

static mrg_status commit_snapshot(struct native_writer *writer, mrg_error *error)
{
    mrg_status status = write_removals(writer, error);
    if (status != MRG_OK)
        return status;
    writer->snapshot.manifest.generation++;
    status = sources_commit(&writer->base.sources, writer->base.folder, &writer->snapshot.manifest,
                            error);
    if (status == MRG_OK)
        status = folder_sync(writer->base.folder, error);
    if (status == MRG_OK)
        status = manifest_write(&writer->snapshot.manifest, writer->base.folder, error);
    if (status == MRG_OK)
        native_remove_leftovers(writer);
    return status;
}

mrg_status native_commit(struct mrg_writer *base, mrg_error *error)
{
    struct native_writer *writer = (struct native_writer *)base;
    mrg_status status = native_flush(writer, error);
    if (status == MRG_OK)
        status = native_adopt_merged(writer, false, error);
    if (status == MRG_OK)
        status = commit_snapshot(writer, error);
    if (status != MRG_OK)
        return status;
    base->has_changed = false;
    return native_start_merging(writer, error);
}

/* ---- leftovers ---- */

/* Remove index files that `manifest` does not name; those that `writer` (may be NULL) is writing stay
 * too. */
static void remove_unnamed(const char *path, const struct manifest *manifest,
                           const struct native_writer *writer)
{
    const char *run = writer != NULL && writer->builder.is_open ? writer->builder_name : "";
    const char *merged =
        writer != NULL && background_is_busy(&writer->background) ? writer->background.name : "";
    DIR *folder = opendir(path);
    if (folder == NULL)
        return; /* nothing depends on it: the next writer tries again */
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name;
        bool is_spare = strcmp(name, run) == 0 || strcmp(name, merged) == 0;
        if (is_index_file(name) && !is_spare && !manifest_names(manifest, name))
            unlinkat(dirfd(folder), name, 0);
    }
    closedir(folder);
}

void native_remove_leftovers(const struct native_writer *writer)
{
    remove_unnamed(writer->base.folder, &writer->snapshot.manifest, writer);
}

void native_remove_uncommitted(const struct native_writer *writer)
{
    struct manifest on_disk;
    mrg_status status = manifest_read(&on_disk, writer->base.folder, NULL);
    if (status == MRG_OK || status == MRG_ERR_NOT_INDEX) /* none: nothing was ever committed */
        remove_unnamed(writer->base.folder, &on_disk, NULL);
    if (status == MRG_OK)
        manifest_free(&on_disk);
}
