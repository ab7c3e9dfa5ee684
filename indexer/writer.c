#include "indexer/writer.h"
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "common/segment/article_record.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    MEMORY_LEAST = 64 << 20,
    MEMORY_DEFAULT_LEAST = 256 << 20,
    /* More only makes larger runs, of more memory touched for the first time: two million articles took 43 s to add and
     * merge with it, and 45 with 6 GB. */
    MEMORY_DEFAULT_MOST_MIB = 2048,
    WAIT_STEP_MS = 100,
    WORKERS_MAX = 64
};

/* ---- the folder ---- */

bool is_index_file(const char *name)
{
    static const char *const prefixes[] = {"seg-", "del-", "sources-", "spool-"};
    static const char digits[] = "0123456789";
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t size = strlen(prefixes[i]);
        if (strncmp(name, prefixes[i], size) != 0)
            continue;
        size_t number = strspn(name + size, i < 3 ? digits : letters);
        return number >= 6 && strcmp(name + size + number, ".mrg") == 0;
    }
    return glass_is_folder_name(name) || strcmp(name, GLASS_STUB) == 0 ||
           strcmp(name, GLASS_STUB ".new") == 0;
}

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
                       strcmp(name, LOCK_NAME) == 0 || strcmp(name, LOG_NAME) == 0 ||
                       is_index_file(name) || strcmp(name, MANIFEST_NAME ".new") == 0;
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

/* ---- opening ---- */

mrg_status writer_lock(const char *folder, double wait, struct file_lock *lock, mrg_error *error)
{
    static const struct timespec step = {0, WAIT_STEP_MS * 1000000L};
    char *path = path_join(folder, LOCK_NAME);
    if (path == NULL)
        return fail_memory(error);
    double waited = 0;
    mrg_status status;
    while ((status = file_lock_take(lock, path, error)) == MRG_ERR_LOCKED && waited < wait) {
        nanosleep(&step, NULL);
        waited += WAIT_STEP_MS / 1000.0;
    }
    free(path);
    return status;
}

/* The engine called `name`; NULL when there is none. */
static const struct writer_ops *find_engine(const char *name)
{
    static const struct writer_ops *const engines[] = {&native_writer_ops, &xapian_writer_ops};
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
        if (strcmp(engines[i]->name, name) == 0)
            return engines[i];
    return NULL;
}

/* The engine of the index, which is new when `manifest` is NULL. */
static mrg_status choose_engine(const char *folder, const struct manifest *manifest,
                                const char *wanted, const struct writer_ops **ops, mrg_error *error)
{
    if (wanted != NULL && find_engine(wanted) == NULL)
        return fail(error, MRG_ERR_ARGUMENT, "no such engine: %s", wanted);
    if (manifest == NULL) {
        *ops = wanted != NULL ? find_engine(wanted) : &native_writer_ops;
        return MRG_OK;
    }
    *ops = find_engine(manifest->engine);
    if (*ops == NULL)
        return fail(error, MRG_ERR_UNSUPPORTED,
                    "%s: an index of engine \"%s\", which this build does not write", folder,
                    manifest->engine);
    if (wanted != NULL && strcmp(wanted, manifest->engine) != 0)
        return fail(error, MRG_ERR_ARGUMENT, "%s: an index of engine %s, not %s", folder,
                    manifest->engine, wanted);
    return MRG_OK;
}

void writer_new_manifest(const struct mrg_writer *writer, struct manifest *manifest)
{
    const char *code = writer->language == LANGUAGE_NONE ? "none" : language_code(writer->language);
    *manifest = (struct manifest){.next = 1};
    snprintf(manifest->engine, sizeof manifest->engine, "%s", writer->ops->name);
    snprintf(manifest->language, sizeof manifest->language, "%s", code);
}

/* The default language: of a new index the one wanted, else its own. */
static mrg_status choose_language(const struct manifest *manifest, const char *wanted,
                                  language_id *language, mrg_error *error)
{
    const char *name = wanted != NULL ? wanted : "en";
    if (manifest != NULL)
        name = manifest->language;
    *language = language_find((mrg_text){name, strlen(name)});
    bool is_unknown = manifest == NULL && name[0] != '\0' && *language == LANGUAGE_NONE;
    return is_unknown ? fail(error, MRG_ERR_ARGUMENT, "no such language: %s", name) : MRG_OK;
}

static size_t memory_to_use(size_t wanted)
{
    if (wanted > 0)
        return wanted > MEMORY_LEAST ? wanted : MEMORY_LEAST;
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    size_t quarter = pages > 0 && page > 0 ? (size_t)pages / 4 * (size_t)page : 0;
    size_t most = (size_t)MEMORY_DEFAULT_MOST_MIB << 20;
    if (quarter > most)
        return most;
    return quarter > MEMORY_DEFAULT_LEAST ? quarter : MEMORY_DEFAULT_LEAST;
}

static unsigned workers_to_use(unsigned wanted)
{
    long cores = wanted > 0 ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (unsigned)cores;
}

/* A writer of the engine that `manifest` (NULL: a new index) and `options` ask for; takes `lock` over when
 * it succeeds. */
static mrg_status open_engine(const char *path, const struct manifest *manifest,
                              const mrg_writer_options *options, struct file_lock *lock,
                              mrg_writer **writer, mrg_error *error)
{
    const struct writer_ops *ops = NULL;
    language_id language = LANGUAGE_NONE;
    mrg_status status = choose_engine(path, manifest, options->engine, &ops, error);
    if (status == MRG_OK)
        status = choose_language(manifest, options->language, &language, error);
    if (status != MRG_OK)
        return status;
    mrg_writer *opened = calloc(1, ops->size);
    if (opened == NULL)
        return fail_memory(error);
    opened->ops = ops;
    opened->lock.descriptor = -1;
    opened->language = language;
    opened->memory = memory_to_use(options->memory);
    opened->workers = workers_to_use(options->workers);
    opened->has_changed = manifest == NULL;
    opened->folder = strdup(path);
    bool ready = opened->folder != NULL && sources_init(&opened->sources, manifest);
    status = ready ? ops->open(opened, manifest, error) : fail_memory(error);
    if (status != MRG_OK) {
        mrg_writer_close(opened);
        return status;
    }
    opened->lock = *lock;
    *writer = opened;
    return MRG_OK;
}

/* With the lock held: read the manifest and open. */
static mrg_status open_locked(const char *path, const mrg_writer_options *options,
                              struct file_lock *lock, mrg_writer **writer, mrg_error *error)
{
    struct manifest manifest;
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = manifest_read(&manifest, path, &reason);
    if (status == MRG_ERR_NOT_INDEX) { /* make_folder found nothing else there: a new index */
        status = parent_sync(path, error);
        return status == MRG_OK ? open_engine(path, NULL, options, lock, writer, error) : status;
    }
    if (status != MRG_OK) {
        if (error != NULL)
            *error = reason;
        return status;
    }
    status = open_engine(path, &manifest, options, lock, writer, error);
    manifest_free(&manifest);
    return status;
}

/* Undo writer_lock where there was no folder before, while the lock is still held. */
static void remove_lock(const char *folder)
{
    char *path = path_join(folder, LOCK_NAME);
    if (path != NULL)
        unlink(path);
    free(path);
}

mrg_status mrg_writer_open(const char *path, const mrg_writer_options *options, mrg_writer **writer,
                           mrg_error *error)
{
    const mrg_writer_options defaults = MRG_WRITER_OPTIONS_INIT;
    if (options == NULL)
        options = &defaults;
    *writer = NULL;
    bool is_new;
    struct file_lock lock = {-1};
    mrg_status status = make_folder(path, &is_new, error);
    if (status != MRG_OK)
        return status;
    status = writer_lock(path, options->wait, &lock, error);
    if (status == MRG_OK)
        status = open_locked(path, options, &lock, writer, error);
    if (status == MRG_OK)
        return MRG_OK;
    if (is_new && lock.descriptor >= 0)
        remove_lock(path);
    file_lock_release(&lock);
    rmdir(path); /* only succeeds when it is empty, that is, when it was just made */
    return status;
}

void mrg_writer_close(mrg_writer *writer)
{
    if (writer == NULL)
        return;
    writer->ops->close(writer);
    file_lock_release(&writer->lock);
    buffer_free(&writer->record);
    sources_free(&writer->sources);
    free(writer->folder);
    free(writer);
}

/* ---- what is known ---- */

bool known_article_compare(struct mrg_writer *writer, const uint8_t *record, size_t size,
                           struct known_article *known, bool *is_short)
{
    struct arena arena = ARENA_INIT;
    mrg_article stored;
    bool is_read = article_record_read(record, size, &arena, &stored);
    *is_short = arena.failed;
    known->file = STRING_NONE;
    if (is_read) {
        known->age = article_age_of(&stored);
        known->file = sources_number(&writer->sources, stored.file);
    }
    arena_free(&arena);
    known->is_same = size == writer->record.size && memcmp(record, writer->record.data, size) == 0;
    return is_read;
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

static mrg_status add_usable(struct mrg_writer *writer, const mrg_article *article,
                             mrg_outcome *outcome, mrg_error *error)
{
    language_id language;
    mrg_article stored = stored_form(writer, article, &language);
    struct known_article known = {.is_there = false};
    buffer_clear(&writer->record);
    article_record_append(&writer->record, &stored);
    if (writer->record.failed)
        return fail_memory(error);
    writer->file = sources_number(&writer->sources, stored.file);
    mrg_status status = writer->ops->find(writer, stored.id, &known, error);
    if (status != MRG_OK)
        return status;
    *outcome = MRG_UNCHANGED;
    if (known.is_there && known.is_same)
        return MRG_OK;
    *outcome = MRG_OLDER;
    if (known.is_there && article_is_older(article_age_of(&stored), known.age))
        return MRG_OK;
    *outcome = known.is_there ? MRG_REPLACED : MRG_ADDED;
    if (known.is_there && known.file != writer->file)
        status = sources_share(&writer->sources, known.file, error);
    if (status != MRG_OK)
        return status;
    return writer->ops->add(writer, &stored, language, &known, error);
}

static mrg_status check_writer(const struct mrg_writer *writer, mrg_error *error)
{
    return writer->is_broken
               ? fail(error, MRG_ERR_ARGUMENT, "%s: the writer has failed and can only be closed",
                      writer->folder)
               : MRG_OK;
}

static mrg_status check_id(const struct mrg_writer *writer, mrg_text id, mrg_error *error)
{
    mrg_status status = check_writer(writer, error);
    if (status == MRG_OK && id.size == 0)
        status = fail(error, MRG_ERR_ARGUMENT, "an article without an id");
    return status;
}

/* Remove what the index holds under the id of `article`, a notice, and remember that it is withdrawn. A
 * notice that is older than the article there does neither; one that is older than the notice before,
 * `last` (NULL: none), is not remembered. */
static mrg_status withdraw(struct mrg_writer *writer, const mrg_article *article,
                           const struct article_age *last, mrg_outcome *outcome, mrg_error *error)
{
    struct article_age notice = article_age_of(article);
    struct known_article known = {.is_there = false};
    buffer_clear(&writer->record);
    mrg_status status = writer->ops->find(writer, article->id, &known, error);
    *outcome = MRG_OLDER;
    if (status != MRG_OK || (known.is_there && article_is_older(notice, known.age)))
        return status;
    *outcome = known.is_there ? MRG_REMOVED : MRG_IGNORED;
    if (known.is_there)
        status = writer->ops->remove(writer, &known, error);
    if (status == MRG_OK && (last == NULL || !article_is_older(notice, *last)))
        status = sources_withdraw(&writer->sources, article->id, notice, error);
    return status;
}

/* Add, replace or withdraw. Without knowing what is withdrawn nothing is added: it might be that. */
static mrg_status take_article(struct mrg_writer *writer, const mrg_article *article,
                               mrg_outcome *outcome, mrg_error *error)
{
    struct article_age notice;
    bool is_withdrawn = false;
    struct sources *sources = &writer->sources;
    mrg_status status = sources_load(sources, writer->folder, error);
    if (status == MRG_OK)
        status = sources_find_withdrawn(sources, article->id, &is_withdrawn, &notice, error);
    if (status != MRG_OK)
        return status;
    if (article->status != MRG_USABLE)
        return withdraw(writer, article, is_withdrawn ? &notice : NULL, outcome, error);
    *outcome = MRG_OLDER;
    if (is_withdrawn && !article_is_older(notice, article_age_of(article)))
        return MRG_OK;
    status = add_usable(writer, article, outcome, error);
    if (status == MRG_OK && is_withdrawn)
        status = sources_reinstate(sources, article->id, error);
    return status;
}

mrg_status mrg_writer_add(mrg_writer *writer, const mrg_article *article, mrg_outcome *outcome,
                          mrg_error *error)
{
    mrg_outcome ignored;
    if (outcome == NULL)
        outcome = &ignored;
    mrg_status status = check_id(writer, article->id, error);
    if (status != MRG_OK)
        return status;
    status = take_article(writer, article, outcome, error);
    writer->has_changed |= status == MRG_OK && (*outcome == MRG_ADDED || *outcome == MRG_REPLACED ||
                                                *outcome == MRG_REMOVED);
    writer->has_changed |= sources_have_changed(&writer->sources);
    writer->is_broken |= status != MRG_OK && status != MRG_ERR_LIMIT;
    return status;
}

mrg_status mrg_writer_remove(mrg_writer *writer, mrg_text id, bool *was_there, mrg_error *error)
{
    struct known_article known = {.is_there = false};
    mrg_status status = check_id(writer, id, error);
    if (status != MRG_OK)
        return status;
    buffer_clear(&writer->record);
    status = writer->ops->find(writer, id, &known, error);
    if (status == MRG_OK && known.is_there)
        status = writer->ops->remove(writer, &known, error);
    if (was_there != NULL)
        *was_there = known.is_there;
    writer->has_changed |= known.is_there;
    writer->is_broken = status != MRG_OK;
    return status;
}

/* ---- files that articles came from ---- */

mrg_status mrg_writer_find_source(mrg_writer *writer, mrg_text path, mrg_source *source,
                                  bool *was_there, mrg_error *error)
{
    mrg_status status = sources_load(&writer->sources, writer->folder, error);
    *was_there = status == MRG_OK && sources_find(&writer->sources, path, source);
    return status;
}

mrg_status mrg_writer_note_source(mrg_writer *writer, const mrg_source *source, mrg_error *error)
{
    mrg_status status = check_writer(writer, error);
    if (status == MRG_OK)
        status = sources_load(&writer->sources, writer->folder, error);
    if (status == MRG_OK)
        status = sources_note(&writer->sources, source, error);
    writer->has_changed |= sources_have_changed(&writer->sources);
    return status;
}

mrg_status mrg_writer_forget_source(mrg_writer *writer, mrg_text path, mrg_error *error)
{
    mrg_source known;
    bool was_there;
    mrg_status status = check_writer(writer, error);
    if (status == MRG_OK)
        status = mrg_writer_find_source(writer, path, &known, &was_there, error);
    if (status != MRG_OK || !was_there)
        return status;
    status = sources_forget(&writer->sources, path, error);
    writer->has_changed |= sources_have_changed(&writer->sources);
    return status;
}

mrg_status mrg_writer_each_source(mrg_writer *writer,
                                  bool (*each)(void *context, const mrg_source *source),
                                  void *context, mrg_error *error)
{
    mrg_status status = sources_load(&writer->sources, writer->folder, error);
    if (status == MRG_OK)
        sources_each(&writer->sources, each, context);
    return status;
}

/* ---- committing ---- */

mrg_status mrg_writer_commit(mrg_writer *writer, mrg_error *error)
{
    mrg_status status = check_writer(writer, error);
    if (status != MRG_OK || !writer->has_changed)
        return status;
    status = writer->ops->commit(writer, error);
    writer->is_broken = status != MRG_OK;
    return status;
}

mrg_status mrg_writer_merge(mrg_writer *writer, mrg_error *error)
{
    mrg_status status = mrg_writer_commit(writer, error);
    if (status != MRG_OK)
        return status;
    status = writer->ops->merge(writer, error);
    writer->is_broken = status != MRG_OK;
    return status;
}

mrg_status mrg_writer_settle(mrg_writer *writer, mrg_error *error)
{
    mrg_status status = mrg_writer_commit(writer, error);
    if (status != MRG_OK || writer->ops->settle == NULL)
        return status;
    status = writer->ops->settle(writer, error);
    writer->is_broken = status != MRG_OK;
    return status;
}
