#include "indexer/writer.h"
#include "common/base/error.h"
#include "common/segment/article_record.h"
#include "common/segment/term_key.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MEMORY_LEAST = 64 << 20, MEMORY_DEFAULT_LEAST = 256 << 20 };

/* ---- opening ---- */

/* A folder that is ours: it has a manifest, or nothing that is not ours. */
static mrg_status check_folder(const char *path, mrg_error *error)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return errno == ENOTDIR ? fail(error, MRG_ERR_NOT_INDEX, "%s: not an index: a file", path)
                                : fail_errno(error, errno, "cannot open", path);
    bool has_manifest = false, has_other = false;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name;
        bool is_ours = strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
                       strcmp(name, LOCK_NAME) == 0 || is_index_file(name) ||
                       strcmp(name, MANIFEST_NAME ".new") == 0;
        has_manifest |= strcmp(name, MANIFEST_NAME) == 0;
        has_other |= !is_ours;
    }
    closedir(folder);
    if (has_manifest || !has_other)
        return MRG_OK;
    return fail(error, MRG_ERR_NOT_INDEX, "%s: not an index: a folder that holds other things",
                path);
}

static mrg_status make_folder(const char *path, bool *is_new, mrg_error *error)
{
    *is_new = mkdir(path, 0777) == 0;
    if (*is_new)
        return MRG_OK;
    if (errno != EEXIST)
        return fail_errno(error, errno, "cannot create", path);
    return check_folder(path, error);
}

static mrg_status take_lock(struct mrg_writer *writer, mrg_error *error)
{
    char *path = path_join(writer->folder, LOCK_NAME);
    mrg_status status =
        path == NULL ? fail_memory(error) : file_lock_take(&writer->lock, path, error);
    free(path);
    return status;
}

/* Undo take_lock where there was no folder before, while the lock is still held. */
static void remove_lock(const struct mrg_writer *writer)
{
    char *path = writer->folder != NULL ? path_join(writer->folder, LOCK_NAME) : NULL;
    if (path != NULL && writer->lock.descriptor >= 0)
        unlink(path);
    free(path);
}

static mrg_status init_manifest(struct mrg_writer *writer, const char *language, mrg_error *error)
{
    language_id id = language_find((mrg_text){language, strlen(language)});
    if (language[0] != '\0' && id == LANGUAGE_NONE)
        return fail(error, MRG_ERR_ARGUMENT, "no such language: %s", language);
    struct manifest *manifest = &writer->snapshot.manifest;
    *manifest = (struct manifest){.next = 1};
    snprintf(manifest->engine, sizeof manifest->engine, "native");
    snprintf(manifest->language, sizeof manifest->language, "%s",
             id == LANGUAGE_NONE ? "none" : language_code(id));
    writer->has_changed = true;
    return MRG_OK;
}

static mrg_status init_removals(struct mrg_writer *writer, mrg_error *error)
{
    size_t count = writer->snapshot.segment_count;
    struct removals *grown = realloc(writer->removals, (count + 1) * sizeof *grown);
    if (grown == NULL)
        return fail_memory(error);
    writer->removals = grown;
    for (size_t i = 0; i < count; i++)
        removals_init(&grown[i], writer->snapshot.segments[i]);
    return MRG_OK;
}

static mrg_status open_snapshot(struct mrg_writer *writer, const char *language, mrg_error *error)
{
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = snapshot_open(&writer->snapshot, writer->folder, &reason);
    if (status == MRG_ERR_NOT_INDEX) /* check_folder found it empty: a new index */
        return init_manifest(writer, language, error);
    if (status != MRG_OK && error != NULL)
        *error = reason;
    if (status == MRG_OK && strcmp(writer->snapshot.manifest.engine, "native") != 0)
        status = fail(error, MRG_ERR_UNSUPPORTED,
                      "%s: an index of engine \"%s\", which this build "
                      "does not write",
                      writer->folder, writer->snapshot.manifest.engine);
    return status;
}

static size_t memory_to_use(size_t wanted)
{
    if (wanted > 0)
        return wanted > MEMORY_LEAST ? wanted : MEMORY_LEAST;
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    size_t quarter = pages > 0 && page > 0 ? (size_t)pages / 4 * (size_t)page : 0;
    return quarter > MEMORY_DEFAULT_LEAST ? quarter : MEMORY_DEFAULT_LEAST;
}

static mrg_status set_up(struct mrg_writer *writer, const mrg_writer_options *options,
                         mrg_error *error)
{
    mrg_status status = take_lock(writer, error);
    if (status == MRG_OK)
        status = open_snapshot(writer, options->language != NULL ? options->language : "en", error);
    if (status != MRG_OK)
        return status;
    const char *code = writer->snapshot.manifest.language;
    writer->language = language_find((mrg_text){code, strlen(code)});
    writer->memory = memory_to_use(options->memory);
    bool ready = inverter_init(&writer->inverter);
    ready = string_table_init(&writer->run_ids) && ready;
    if (!ready)
        return fail_memory(error);
    writer_remove_leftovers(writer);
    return init_removals(writer, error);
}

mrg_status mrg_writer_open(const char *path, const mrg_writer_options *options, mrg_writer **writer,
                           mrg_error *error)
{
    const mrg_writer_options defaults = MRG_WRITER_OPTIONS_INIT;
    *writer = NULL;
    bool is_new;
    mrg_status status = make_folder(path, &is_new, error);
    if (status != MRG_OK)
        return status;
    mrg_writer *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return fail_memory(error);
    opened->lock.descriptor = -1;
    opened->folder = strdup(path);
    status = opened->folder == NULL ? fail_memory(error)
                                    : set_up(opened, options != NULL ? options : &defaults, error);
    if (status != MRG_OK) {
        if (is_new)
            remove_lock(opened);
        mrg_writer_close(opened);
        rmdir(path); /* only succeeds when it is empty, that is, when it was just made */
        return status;
    }
    *writer = opened;
    return MRG_OK;
}

void mrg_writer_close(mrg_writer *writer)
{
    if (writer == NULL)
        return;
    segment_builder_abandon(&writer->builder);
    if (writer->has_changed && writer->lock.descriptor >= 0)
        writer_remove_uncommitted(writer);
    for (size_t i = 0; writer->removals != NULL && i < writer->snapshot.segment_count; i++)
        removals_free(&writer->removals[i]);
    free(writer->removals);
    snapshot_close(&writer->snapshot);
    inverter_free(&writer->inverter);
    if (writer->has_scratch)
        inverter_free(&writer->scratch);
    string_table_free(&writer->run_ids);
    buffer_free(&writer->run_articles);
    buffer_free(&writer->run_entries);
    buffer_free(&writer->record);
    file_lock_release(&writer->lock);
    free(writer->folder);
    free(writer);
}

/* ---- what is known under an id ---- */

struct known_article {
    bool is_there;
    bool is_in_run;
    size_t segment;         /* of the snapshot, unless in the run */
    uint32_t article;       /* number in the segment or in the run */
    bool is_same;           /* its record equals the new one */
    struct run_entry entry; /* version and time */
};

/* A version of up to 15 digits as a number; -1 for any other. */
static int64_t version_number(mrg_text version)
{
    int64_t number = 0;
    if (version.size == 0 || version.size > 15)
        return -1;
    for (size_t i = 0; i < version.size; i++) {
        if (version.data[i] < '0' || version.data[i] > '9')
            return -1;
        number = number * 10 + (version.data[i] - '0');
    }
    return number;
}

static struct run_entry describe(const mrg_article *article, const struct buffer *record)
{
    struct run_entry entry = {.version = -1, .updated = article->updated};
    if (record != NULL)
        entry.record_hash = hash64(record->data, record->size, 0);
    if (entry.updated == MRG_NO_TIME)
        entry.updated = article->published;
    entry.version = version_number(article->version);
    return entry;
}

static bool is_older(const struct run_entry *candidate, const struct run_entry *known)
{
    if (candidate->version >= 0 && known->version >= 0 && candidate->version != known->version)
        return candidate->version < known->version;
    return candidate->updated != MRG_NO_TIME && known->updated != MRG_NO_TIME &&
           candidate->updated < known->updated;
}

static void find_in_run(const struct mrg_writer *writer, mrg_text id, struct known_article *known)
{
    uint32_t number = string_table_find(&writer->run_ids, 0, id.data, id.size);
    if (number == STRING_NONE)
        return;
    uint32_t article = ((const uint32_t *)(const void *)writer->run_articles.data)[number];
    if (writer->inverter.articles[article].is_dead)
        return;
    known->is_there = true;
    known->is_in_run = true;
    known->article = article;
    known->entry = ((const struct run_entry *)(const void *)writer->run_entries.data)[article];
    known->is_same =
        known->entry.record_hash == hash64(writer->record.data, writer->record.size, 0);
}

/* Compare with the stored record. */
static mrg_status describe_stored(struct mrg_writer *writer, struct known_article *known,
                                  mrg_error *error)
{
    const uint8_t *record;
    size_t size;
    mrg_status status = articles_read(&writer->removals[known->segment].articles, known->article,
                                      &record, &size, error);
    if (status != MRG_OK)
        return status;
    struct arena arena = ARENA_INIT;
    mrg_article stored;
    bool is_read = article_record_read(record, size, &arena, &stored), is_short = arena.failed;
    if (is_read)
        known->entry = describe(&stored, NULL);
    arena_free(&arena);
    const struct segment_file *file = &writer->snapshot.segments[known->segment]->file;
    if (!is_read)
        return is_short ? fail_memory(error)
                        : segment_file_damaged(file, file->sections[SECTION_ARTICLES].data,
                                               "stored article", error);
    known->is_same = size == writer->record.size && memcmp(record, writer->record.data, size) == 0;
    return MRG_OK;
}

static mrg_status find_known(struct mrg_writer *writer, mrg_text id, struct known_article *known,
                             mrg_error *error)
{
    *known = (struct known_article){.is_there = false};
    find_in_run(writer, id, known);
    if (known->is_there)
        return MRG_OK;
    struct term_key key;
    term_key_of_id(&key, id);
    mrg_status status = snapshot_find_id(&writer->snapshot, key.bytes, key.size, &known->segment,
                                         &known->article, &known->is_there, error);
    return status == MRG_OK && known->is_there ? describe_stored(writer, known, error) : status;
}

static mrg_status remove_known(struct mrg_writer *writer, const struct known_article *known,
                               mrg_error *error)
{
    writer->has_changed = true;
    if (known->is_in_run) {
        writer->inverter.articles[known->article].is_dead = true;
        return MRG_OK;
    }
    if (!writer->has_scratch) {
        if (!inverter_init(&writer->scratch))
            return fail_memory(error);
        writer->has_scratch = true;
    }
    return removals_add(&writer->removals[known->segment], known->article, &writer->scratch, error);
}

/* ---- adding ---- */

/* `article` as it is stored: its language resolved, nothing that only a result has. */
static mrg_article stored_form(const struct mrg_writer *writer, const mrg_article *article,
                               language_id *language)
{
    mrg_article stored = *article;
    *language = article->language.size > 0 ? language_find(article->language) : writer->language;
    if (*language != LANGUAGE_NONE) {
        const char *code = language_code(*language);
        stored.language = (mrg_text){code, strlen(code)};
    }
    stored.word_count = 0;
    return stored;
}

static mrg_status open_run(struct mrg_writer *writer, mrg_error *error)
{
    if (writer->builder.is_open)
        return MRG_OK;
    writer_new_name(writer, "seg", writer->builder_name);
    return segment_builder_open(&writer->builder, writer->folder, writer->builder_name,
                                writer->memory / 8, error);
}

static mrg_status remember_in_run(struct mrg_writer *writer, const mrg_article *article,
                                  mrg_error *error)
{
    uint32_t number = writer->inverter.article_count - 1;
    struct run_entry entry = describe(article, &writer->record);
    bool is_new;
    uint32_t id =
        string_table_add(&writer->run_ids, 0, article->id.data, article->id.size, &is_new);
    if (id == STRING_NONE)
        return fail_memory(error);
    if (is_new)
        buffer_append(&writer->run_articles, &number, sizeof number);
    else
        ((uint32_t *)(void *)writer->run_articles.data)[id] = number;
    buffer_append(&writer->run_entries, &entry, sizeof entry);
    return writer->run_articles.failed || writer->run_entries.failed ? fail_memory(error) : MRG_OK;
}

static mrg_status add_to_run(struct mrg_writer *writer, const mrg_article *article,
                             language_id language, mrg_error *error)
{
    struct inverted_article about;
    mrg_status status = open_run(writer, error);
    if (status == MRG_OK)
        status = inverter_add(&writer->inverter, article, language, &about, error);
    if (status != MRG_OK)
        return status;
    int64_t columns[COLUMN_COUNT] = {
        [COLUMN_PUBLISHED] = article->published,
        [COLUMN_UPDATED] = article->updated,
        [COLUMN_EMBARGO] = article->embargo,
        [COLUMN_WORDS] = (int64_t)about.words,
        [COLUMN_FINGERPRINT] = (int64_t)about.fingerprint,
    };
    segment_builder_add_article(&writer->builder, article, writer->record.data, writer->record.size,
                                about.length, columns);
    writer->has_changed = true;
    return remember_in_run(writer, article, error);
}

static size_t memory_in_use(const struct mrg_writer *writer)
{
    return inverter_memory(&writer->inverter) + segment_builder_memory(&writer->builder) +
           string_table_memory(&writer->run_ids) + writer->run_entries.capacity +
           writer->memory / 8; /* of the spools */
}

/* What analysing removed articles has gathered; a fresh start costs little. */
static void trim_scratch(struct mrg_writer *writer)
{
    if (writer->has_scratch && inverter_memory(&writer->scratch) > writer->memory / 8) {
        inverter_free(&writer->scratch);
        writer->has_scratch = false;
    }
}

static mrg_status flush_when_full(struct mrg_writer *writer, mrg_error *error)
{
    if (memory_in_use(writer) < writer->memory && writer->inverter.article_count < RUN_ARTICLES_MAX)
        return MRG_OK;
    mrg_status status = writer_flush(writer, error);
    writer->is_broken = status != MRG_OK; /* the whole run is lost, not this article */
    return status;
}

static mrg_status add_usable(struct mrg_writer *writer, const mrg_article *article,
                             mrg_outcome *outcome, mrg_error *error)
{
    language_id language;
    mrg_article stored = stored_form(writer, article, &language);
    struct known_article known;
    buffer_clear(&writer->record);
    article_record_append(&writer->record, &stored);
    if (writer->record.failed)
        return fail_memory(error);
    mrg_status status = find_known(writer, stored.id, &known, error);
    if (status != MRG_OK)
        return status;
    struct run_entry candidate = describe(&stored, NULL);
    *outcome = MRG_UNCHANGED;
    if (known.is_there && known.is_same)
        return MRG_OK;
    *outcome = MRG_OLDER;
    if (known.is_there && is_older(&candidate, &known.entry))
        return MRG_OK;
    *outcome = known.is_there ? MRG_REPLACED : MRG_ADDED;
    status = add_to_run(writer, &stored, language, error);
    if (status == MRG_OK && known.is_there)
        status = remove_known(writer, &known, error);
    return status == MRG_OK ? flush_when_full(writer, error) : status;
}

static mrg_status check_writer(const struct mrg_writer *writer, mrg_text id, mrg_error *error)
{
    if (writer->is_broken)
        return fail(error, MRG_ERR_ARGUMENT, "%s: the writer has failed and can only be closed",
                    writer->folder);
    if (id.size == 0)
        return fail(error, MRG_ERR_ARGUMENT, "an article without an id");
    return MRG_OK;
}

mrg_status mrg_writer_add(mrg_writer *writer, const mrg_article *article, mrg_outcome *outcome,
                          mrg_error *error)
{
    mrg_outcome ignored;
    if (outcome == NULL)
        outcome = &ignored;
    mrg_status status = check_writer(writer, article->id, error);
    if (status != MRG_OK)
        return status;
    if (article->status != MRG_USABLE) {
        bool was_there = false;
        status = mrg_writer_remove(writer, article->id, &was_there, error);
        *outcome = was_there ? MRG_REMOVED : MRG_IGNORED;
        return status;
    }
    status = add_usable(writer, article, outcome, error);
    writer->is_broken |= status != MRG_OK && status != MRG_ERR_LIMIT;
    trim_scratch(writer);
    return status;
}

mrg_status mrg_writer_remove(mrg_writer *writer, mrg_text id, bool *was_there, mrg_error *error)
{
    struct known_article known;
    mrg_status status = check_writer(writer, id, error);
    if (status != MRG_OK)
        return status;
    buffer_clear(&writer->record);
    status = find_known(writer, id, &known, error);
    if (status == MRG_OK && known.is_there)
        status = remove_known(writer, &known, error);
    if (was_there != NULL)
        *was_there = known.is_there;
    writer->is_broken = status != MRG_OK;
    return status;
}
