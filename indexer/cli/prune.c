#include "indexer/cli/prune.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "indexer/cli/empty_folders.h"
#include "indexer/cli/found.h"
#include "indexer/cli/interrupt.h"
#include "indexer/cli/shared_files.h"

struct pruning {
    struct load *load;                  /* borrowed */
    const struct pruned_folder *folder; /* borrowed */
    struct buffer gone;                 /* mrg_text each: paths, borrowed from the writer */
    struct empty_folders empty;         /* those that files which are gone are missing from */
    uint64_t known;                     /* files the index remembers below the folder */
};

static bool is_below(mrg_text path, mrg_text folder)
{
    bool is_root = folder.size == 1;
    return path.size > folder.size && memcmp(path.data, folder.data, folder.size) == 0 &&
           (is_root || path.data[folder.size] == '/');
}

/* Whether nothing has this path; a path that cannot be looked at is not gone. */
static bool is_gone(const char *path)
{
    struct stat what;
    return lstat(path, &what) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

static bool look_at(void *context, const mrg_source *source)
{
    struct pruning *pruning = context;
    if (!is_below(source->path, pruning->folder->path))
        return interrupt_signal() == 0;
    struct buffer path = BUFFER_INIT;
    buffer_append(&path, source->path.data, source->path.size);
    const char *written = buffer_c_string(&path);
    pruning->known++;
    if (written != NULL && is_gone(written) &&
        (pruning->folder->files == 0 || !empty_folders_miss(&pruning->empty, source->path)))
        buffer_append(&pruning->gone, &source->path, sizeof source->path);
    buffer_free(&path);
    return interrupt_signal() == 0;
}

static bool remove_article(void *context, const mrg_article *article)
{
    struct load *load = context;
    bool was_there = false;
    mrg_writer_remove(load->writer, article->id, &was_there, &load->trouble);
    load->tally.pruned += was_there;
    return !load_must_stop(load);
}

static void remove_file(struct load *load, const mrg_index *index, mrg_text path)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = found_in_file(index, path, remove_article, load, &error);
    if (load_must_stop(load))
        return;
    if (status == MRG_ERR_UNSUPPORTED)
        tally_failure(&load->tally, error.message);
    else if (status != MRG_OK)
        load->trouble = error;
    else if (mrg_writer_forget_source(load->writer, path, &load->trouble) == MRG_OK)
        load->tally.files_gone++;
}

static void remove_gone(struct load *load, const struct buffer *gone)
{
    const mrg_text *paths = (const mrg_text *)(const void *)gone->data;
    mrg_index *index = NULL;
    uint64_t pruned = load->tally.pruned;
    if (gone->size == 0 || mrg_index_open(load->index, &index, &load->trouble) != MRG_OK)
        return;
    for (size_t i = 0; i < gone->size / sizeof *paths && !load_must_stop(load); i++)
        remove_file(load, index, paths[i]);
    mrg_index_close(index);
    if (load->tally.pruned > pruned && load->trouble.status == MRG_OK) /* after a signal, too */
        shared_files_seek(load->writer, &load->trouble);
}

static void refuse(void *context, mrg_text folder, uint64_t files)
{
    struct load *load = context;
    char line[512];
    snprintf(line, sizeof line,
             "%.*s: nothing is in it, but the index knows %" PRIu64
             " files of it; not mounted? nothing of it was pruned",
             folder.size < 300 ? (int)folder.size : 300, folder.data, files);
    tally_failure(&load->tally, line);
}

void prune(struct load *load, const struct pruned_folder *folder)
{
    struct pruning pruning = {.load = load, .folder = folder};
    if (!empty_folders_init(&pruning.empty)) {
        tally_failure(&load->tally, "out of memory: nothing was pruned");
        return;
    }
    mrg_status status = mrg_writer_each_source(load->writer, look_at, &pruning, &load->trouble);
    if (status == MRG_OK && interrupt_signal() == 0) {
        if (pruning.gone.failed)
            tally_failure(&load->tally, "out of memory: not all files that are gone were pruned");
        if (folder->files == 0 && pruning.known > 0)
            refuse(load, folder->path, pruning.known);
        else
            remove_gone(load, &pruning.gone);
        empty_folders_each(&pruning.empty, refuse, load);
    }
    empty_folders_free(&pruning.empty);
    buffer_free(&pruning.gone);
}
