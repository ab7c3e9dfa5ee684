#include "indexer/cli/settlement.h"

#include <stdlib.h>

#include "common/base/hash.h"
#include "indexer/cli/found.h"
#include "indexer/cli/interrupt.h"
#include "indexer/cli/shared_files.h"

enum { SEEN_MAX = 32 << 20, FILES_MAX = 10000 };

struct file_read_again {
    mrg_source source;  /* to be noted; the path is the settlement's */
    struct buffer seen; /* owned: hashes of ids */
};

static struct file_read_again *files_of(const struct settlement *settlement, size_t *count)
{
    *count = settlement->files.size / sizeof(struct file_read_again);
    return (struct file_read_again *)(void *)settlement->files.data;
}

static void clear(struct settlement *settlement)
{
    size_t count;
    struct file_read_again *files = files_of(settlement, &count);
    for (size_t i = 0; i < count; i++)
        buffer_free(&files[i].seen);
    buffer_clear(&settlement->files);
    arena_clear(&settlement->paths);
    settlement->seen = 0;
}

void settlement_free(struct settlement *settlement)
{
    clear(settlement);
    buffer_free(&settlement->files);
    arena_free(&settlement->paths);
}

bool settlement_add(struct settlement *settlement, const mrg_source *source, struct buffer *seen)
{
    struct file_read_again file = {*source, *seen};
    file.source.path.data = arena_copy(&settlement->paths, source->path.data, source->path.size);
    if (file.source.path.data == NULL || seen->failed ||
        !buffer_reserve(&settlement->files, sizeof file))
        return false;
    buffer_append(&settlement->files, &file, sizeof file);
    settlement->seen += seen->size;
    *seen = (struct buffer)BUFFER_INIT;
    return true;
}

bool settlement_is_full(const struct settlement *settlement)
{
    size_t count;
    files_of(settlement, &count);
    return settlement->seen > SEEN_MAX || count >= FILES_MAX;
}

/* ---- settling ---- */

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* The articles of one file. */
struct removal {
    const struct file_read_again *file; /* borrowed; its hashes sorted */
    mrg_writer *writer;                 /* borrowed */
    struct tally *tally;                /* borrowed */
    mrg_error *error;                   /* borrowed */
    mrg_status status;                  /* of the writer */
};

static bool remove_unseen(void *context, const mrg_article *article)
{
    struct removal *removal = context;
    const struct buffer *seen = &removal->file->seen;
    uint64_t hash = hash64(article->id.data, article->id.size, 0);
    bool was_there = false;
    if (seen->size > 0 &&
        bsearch(&hash, seen->data, seen->size / sizeof hash, sizeof hash, compare_hashes) != NULL)
        return true;
    removal->status = mrg_writer_remove(removal->writer, article->id, &was_there, removal->error);
    removal->tally->vanished += was_there;
    return removal->status == MRG_OK && interrupt_signal() == 0;
}

/* Note that a file is complete; another file read since may hold ids of it. */
static mrg_status note_complete(mrg_writer *writer, const mrg_source *source, mrg_error *error)
{
    mrg_source complete = *source, known;
    bool is_known;
    mrg_status status = mrg_writer_find_source(writer, source->path, &known, &is_known, error);
    if (status != MRG_OK)
        return status;
    complete.is_shared |= is_known && known.is_shared;
    return mrg_writer_note_source(writer, &complete, error);
}

static mrg_status settle(const struct file_read_again *file, const mrg_index *index,
                         mrg_writer *writer, struct tally *tally, mrg_error *error)
{
    mrg_error reason = MRG_ERROR_INIT;
    struct removal removal = {.file = file, .writer = writer, .tally = tally, .error = error};
    if (file->seen.size > 0)
        qsort(file->seen.data, file->seen.size / sizeof(uint64_t), sizeof(uint64_t),
              compare_hashes);
    mrg_status status = found_in_file(index, file->source.path, remove_unseen, &removal, &reason);
    if (removal.status != MRG_OK || interrupt_signal() != 0)
        return removal.status;
    if (status == MRG_ERR_UNSUPPORTED) {
        tally_failure(tally, reason.message);
    } else if (status != MRG_OK) {
        *error = reason;
        return status;
    }
    return note_complete(writer, &file->source, error);
}

mrg_status settlement_run(struct settlement *settlement, const char *path, mrg_writer *writer,
                          struct tally *tally, mrg_error *error)
{
    size_t count;
    const struct file_read_again *files = files_of(settlement, &count);
    mrg_index *index = NULL;
    uint64_t vanished = tally->vanished;
    if (count == 0)
        return MRG_OK;
    mrg_status status = mrg_index_open(path, &index, error);
    for (size_t i = 0; i < count && status == MRG_OK && interrupt_signal() == 0; i++)
        status = settle(&files[i], index, writer, tally, error);
    mrg_index_close(index);
    clear(settlement);
    if (status == MRG_OK && tally->vanished > vanished) /* after a signal, too */
        status = shared_files_seek(writer, error);
    return status;
}
