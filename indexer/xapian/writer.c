/* The writer of engine "xapian": a Xapian database, one transaction per commit.
 *
 * Xapian's own commits are atomic; ours wrap one each. What is not Xapian's follows it: the manifest is
 * written after the database has committed, so that a process killed between the two leaves a manifest
 * one generation behind the database, which the next commit mends. */
#include "indexer/writer.h"
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "common/xapian-c/xapian_c.h"
#include "indexer/xapian/document.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct xapian_writer {
    struct mrg_writer base;
    struct manifest manifest;          /* as the next commit writes it */
    char database_name[FILE_NAME_MAX]; /* of the folder in use; "" before the first */
    xc_writable *database;             /* owned */
    struct document_maker maker;
    uint64_t text_bytes; /* size of all records */
    bool is_new;         /* nothing was ever committed */
    bool in_transaction;
};

static struct xapian_writer *as_xapian(struct mrg_writer *writer)
{
    return (struct xapian_writer *)writer;
}

/* ---- folders of databases ---- */

static void remove_database(int folder, const char *name)
{
    int descriptor = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *entries = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    if (entries == NULL) {
        if (descriptor >= 0)
            close(descriptor);
        return; /* nothing depends on it: the next writer tries again */
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        unlinkat(descriptor, entry->d_name, 0);
    closedir(entries);
    unlinkat(folder, name, AT_REMOVEDIR);
}

/* Remove databases other than `keep`. */
static void remove_others(const char *path, const char *keep)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (glass_is_folder_name(entry->d_name) && strcmp(entry->d_name, keep) != 0)
            remove_database(dirfd(folder), entry->d_name);
    closedir(folder);
}

static void new_name(struct xapian_writer *writer, char name[FILE_NAME_MAX])
{
    snprintf(name, FILE_NAME_MAX, GLASS_FOLDER_PREFIX "%06" PRIu64, writer->manifest.next++);
}

/* Bring the files of a database that Xapian has written in one go to the disk itself. */
static mrg_status sync_database(const char *path, mrg_error *error)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return fail_errno(error, errno, "cannot open", path);
    mrg_status status = MRG_OK;
    for (struct dirent *entry; status == MRG_OK && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        int file = openat(dirfd(folder), entry->d_name, O_RDONLY | O_CLOEXEC);
        if (file < 0 || fsync(file) != 0)
            status = fail_errno(error, errno, "cannot write", path);
        if (file >= 0)
            close(file);
    }
    closedir(folder);
    return status == MRG_OK ? folder_sync(path, error) : status;
}

/* Xapian syncs its files, but not the folder in which it has made or renamed them. */
static mrg_status sync_names(const struct xapian_writer *writer, mrg_error *error)
{
    char *path = path_join(writer->base.folder, writer->database_name);
    mrg_status status = path != NULL ? folder_sync(path, error) : fail_memory(error);
    free(path);
    return status;
}

/* ---- metadata ---- */

static mrg_status set_number(struct xapian_writer *writer, const char *key, uint64_t number,
                             mrg_error *error)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRIu64, number);
    return xc_writable_set_metadata(writer->database, (mrg_text){key, strlen(key)},
                                    (mrg_text){digits, (size_t)size}, error);
}

static mrg_status get_number(struct xapian_writer *writer, const char *key, uint64_t *number,
                             mrg_error *error)
{
    mrg_text value;
    char digits[24] = "";
    mrg_status status = xc_database_metadata(xc_writable_database(writer->database),
                                             (mrg_text){key, strlen(key)}, &value, error);
    if (status != MRG_OK)
        return status;
    if (value.size > 0)
        memcpy(digits, value.data, value.size < sizeof digits ? value.size : sizeof digits - 1);
    *number = strtoull(digits, NULL, 10);
    return MRG_OK;
}

static mrg_status describe_database(struct xapian_writer *writer, mrg_error *error)
{
    const char *language = writer->manifest.language;
    mrg_status status = set_number(writer, METADATA_FORMAT, GLASS_FORMAT, error);
    if (status == MRG_OK)
        status = set_number(writer, METADATA_ANALYSIS, ANALYSIS_VERSION, error);
    if (status == MRG_OK)
        status = xc_writable_set_metadata(
            writer->database, (mrg_text){METADATA_LANGUAGE, sizeof METADATA_LANGUAGE - 1},
            (mrg_text){language, strlen(language)}, error);
    return status;
}

/* Refuse a database of another scheme. */
static mrg_status check_format(struct xapian_writer *writer, mrg_error *error)
{
    uint64_t format = 0, analysis = 0;
    mrg_status status = get_number(writer, METADATA_FORMAT, &format, error);
    if (status == MRG_OK)
        status = get_number(writer, METADATA_ANALYSIS, &analysis, error);
    if (status == MRG_OK && (format != GLASS_FORMAT || analysis != ANALYSIS_VERSION))
        status = fail(error, MRG_ERR_VERSION,
                      "%s: format %" PRIu64 ", analysis %" PRIu64 "; this build writes %d and %d",
                      writer->base.folder, format, analysis, GLASS_FORMAT, ANALYSIS_VERSION);
    return status;
}

/* ---- opening ---- */

/* Xapian says "cannot lock" for every reason, such as a full disk. */
static mrg_status fail_lock(const char *path, const mrg_error *reason, mrg_error *error)
{
    if (strstr(reason->message, "already locked") != NULL)
        return fail(error, MRG_ERR_LOCKED,
                    "%s: held by a program of Xapian's, which does not say who it is", path);
    return fail(error, MRG_ERR_IO, "%s", reason->message);
}

static mrg_status open_database(struct xapian_writer *writer, xc_open_mode mode, mrg_error *error)
{
    mrg_error reason = MRG_ERROR_INIT;
    xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
    options.mode = mode;
    char *path = path_join(writer->base.folder, writer->database_name);
    mrg_status status = path != NULL ? xc_writable_open(path, &options, &writer->database, &reason)
                                     : fail_memory(&reason);
    if (status == MRG_ERR_LOCKED)
        status = fail_lock(path, &reason, error);
    else if (status != MRG_OK && error != NULL)
        *error = reason;
    free(path);
    return status;
}

static mrg_status create(struct xapian_writer *writer, mrg_error *error)
{
    writer->is_new = true;
    writer_new_manifest(&writer->base, &writer->manifest);
    remove_others(writer->base.folder, "");
    sources_remove_unnamed(writer->base.folder, &writer->manifest);
    new_name(writer, writer->database_name);
    mrg_status status = open_database(writer, XC_CREATE, error);
    if (status == MRG_OK)
        status = describe_database(writer, error);
    return status;
}

/* A merge that was killed before it wrote the manifest leaves a database whose number is still free by
 * the manifest. */
static void keep_numbers_ahead(struct xapian_writer *writer)
{
    const char *digits = writer->database_name + sizeof GLASS_FOLDER_PREFIX - 1;
    uint64_t number = strtoull(digits, NULL, 10);
    if (writer->manifest.next <= number)
        writer->manifest.next = number + 1;
}

static mrg_status open_existing(struct xapian_writer *writer, const struct manifest *manifest,
                                mrg_error *error)
{
    if (!manifest_copy(&writer->manifest, manifest))
        return fail_memory(error);
    mrg_status status = glass_stub_read(writer->base.folder, writer->database_name, error);
    if (status == MRG_OK)
        keep_numbers_ahead(writer);
    if (status == MRG_OK)
        status = open_database(writer, XC_OPEN, error);
    if (status == MRG_OK)
        status = check_format(writer, error);
    if (status == MRG_OK)
        status = get_number(writer, METADATA_TEXT_BYTES, &writer->text_bytes, error);
    if (status == MRG_OK) {
        remove_others(writer->base.folder, writer->database_name);
        sources_remove_unnamed(writer->base.folder, &writer->manifest);
    }
    return status;
}

static mrg_status open_writer(struct mrg_writer *base, const struct manifest *manifest,
                              mrg_error *error)
{
    struct xapian_writer *writer = as_xapian(base);
    if (!document_maker_init(&writer->maker))
        return fail_memory(error);
    return manifest == NULL ? create(writer, error) : open_existing(writer, manifest, error);
}

/* A first commit that failed at its very end has left a manifest that names the database. */
static bool has_manifest(const char *folder)
{
    struct manifest manifest;
    mrg_status status = manifest_read(&manifest, folder, NULL);
    if (status == MRG_OK)
        manifest_free(&manifest);
    return status != MRG_ERR_NOT_INDEX;
}

static void close_writer(struct mrg_writer *base)
{
    struct xapian_writer *writer = as_xapian(base);
    if (writer->in_transaction)
        xc_writable_cancel_transaction(writer->database, NULL);
    xc_writable_free(writer->database);
    if (writer->is_new && base->folder != NULL && !has_manifest(base->folder))
        remove_others(base->folder, "");
    document_maker_free(&writer->maker);
    manifest_free(&writer->manifest);
}

/* ---- articles ---- */

static mrg_status read_known(struct xapian_writer *writer, struct known_article *known,
                             mrg_error *error)
{
    const xc_database *database = xc_writable_database(writer->database);
    xc_document *document = NULL;
    mrg_text data;
    bool is_short = false;
    mrg_status status = xc_database_document(database, known->article, &document, error);
    if (status == MRG_OK)
        status = xc_document_data(document, &data, error);
    if (status == MRG_OK) {
        known->size = data.size;
        if (!known_article_compare(&writer->base, (const uint8_t *)data.data, data.size, known,
                                   &is_short))
            status = is_short ? fail_memory(error)
                              : fail(error, MRG_ERR_DAMAGED,
                                     "%s/%s: document %" PRIu32 ": its data is not an article",
                                     writer->base.folder, writer->database_name, known->article);
    }
    xc_document_free(document);
    return status;
}

static mrg_status find_known(struct mrg_writer *base, mrg_text id, struct known_article *known,
                             mrg_error *error)
{
    struct xapian_writer *writer = as_xapian(base);
    struct term_key key;
    struct glass_term term;
    xc_postings *postings = NULL;
    term_key_of_id(&key, id);
    glass_term_of_key(&term, &key);
    mrg_status status = xc_postings_of_term(xc_writable_database(writer->database),
                                            glass_text(&term), &postings, error);
    if (status == MRG_OK)
        status = xc_postings_next(postings, &known->is_there, error);
    if (status == MRG_OK && known->is_there)
        known->article = xc_postings_docid(postings);
    xc_postings_free(postings);
    return status == MRG_OK && known->is_there ? read_known(writer, known, error) : status;
}

/* Changes are made inside a transaction: Xapian would else commit by itself now and then. */
static mrg_status begin(struct xapian_writer *writer, mrg_error *error)
{
    if (writer->in_transaction)
        return MRG_OK;
    mrg_status status = xc_writable_begin(writer->database, true, error);
    writer->in_transaction = status == MRG_OK;
    return status;
}

static mrg_status add(struct mrg_writer *base, const mrg_article *article, language_id language,
                      const struct known_article *known, mrg_error *error)
{
    struct xapian_writer *writer = as_xapian(base);
    xc_document *document = NULL;
    xc_docid docid;
    mrg_text record = {(const char *)base->record.data, base->record.size};
    mrg_status status = begin(writer, error);
    if (status == MRG_OK)
        status = document_make(&writer->maker, article, record, language, base->memory / 4,
                               &document, error);
    if (status == MRG_OK)
        status = known->is_there
                     ? xc_writable_replace(writer->database, known->article, document, error)
                     : xc_writable_add(writer->database, document, &docid, error);
    if (status == MRG_OK)
        writer->text_bytes += record.size - (known->is_there ? known->size : 0);
    xc_document_free(document);
    return status;
}

static mrg_status remove_known(struct mrg_writer *base, const struct known_article *known,
                               mrg_error *error)
{
    struct xapian_writer *writer = as_xapian(base);
    mrg_status status = begin(writer, error);
    if (status == MRG_OK)
        status = xc_writable_delete(writer->database, known->article, error);
    if (status == MRG_OK)
        writer->text_bytes -= known->size;
    return status;
}

/* ---- commits ---- */

static mrg_status commit(struct mrg_writer *base, mrg_error *error)
{
    struct xapian_writer *writer = as_xapian(base);
    mrg_status status = begin(writer, error);
    writer->manifest.generation++;
    if (status == MRG_OK)
        status = set_number(writer, METADATA_GENERATION, writer->manifest.generation, error);
    if (status == MRG_OK)
        status = set_number(writer, METADATA_TEXT_BYTES, writer->text_bytes, error);
    if (status != MRG_OK)
        return status;
    writer->in_transaction = false; /* whatever comes of it, it is over */
    status = xc_writable_commit_transaction(writer->database, error);
    if (status == MRG_OK)
        status = sync_names(writer, error);
    if (status == MRG_OK && writer->is_new)
        status = glass_stub_write(base->folder, writer->database_name, error);
    if (status == MRG_OK)
        status = sources_commit(&base->sources, base->folder, &writer->manifest, error);
    if (status == MRG_OK)
        status = manifest_write(&writer->manifest, base->folder, error);
    if (status != MRG_OK)
        return status;
    sources_remove_unnamed(base->folder, &writer->manifest);
    writer->is_new = false;
    base->has_changed = false;
    return MRG_OK;
}

/* Write the database anew, without holes, at `path`. */
static mrg_status compact(struct xapian_writer *writer, const char *path, mrg_error *error)
{
    mrg_status status =
        xc_database_compact(xc_writable_database(writer->database), path, NULL, error);
    return status == MRG_OK ? sync_database(path, error) : status;
}

static mrg_status merge(struct mrg_writer *base, mrg_error *error)
{
    struct xapian_writer *writer = as_xapian(base);
    char name[FILE_NAME_MAX];
    new_name(writer, name);
    char *path = path_join(base->folder, name);
    mrg_status status = path != NULL ? compact(writer, path, error) : fail_memory(error);
    free(path);
    if (status == MRG_OK)
        status = glass_stub_write(base->folder, name, error);
    if (status != MRG_OK) {
        if (glass_stub_names(base->folder, writer->database_name))
            remove_others(base->folder, writer->database_name);
        return status;
    }
    status = xc_writable_close(writer->database, error);
    xc_writable_free(writer->database);
    writer->database = NULL;
    memcpy(writer->database_name, name, sizeof name);
    if (status == MRG_OK)
        status = open_database(writer, XC_OPEN, error);
    if (status == MRG_OK)
        status = commit(base, error); /* the manifest has a new number for files */
    if (status == MRG_OK)
        remove_others(base->folder, writer->database_name);
    return status;
}

const struct writer_ops xapian_writer_ops = {
    .name = GLASS_ENGINE,
    .size = sizeof(struct xapian_writer),
    .open = open_writer,
    .find = find_known,
    .add = add,
    .remove = remove_known,
    .commit = commit,
    .merge = merge,
    .close = close_writer,
};
