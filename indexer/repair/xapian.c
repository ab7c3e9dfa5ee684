/* Mending an index of engine "xapian": what its database still gives is written to a new one. */
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/glass/scheme.h"
#include "common/glass/tables.h"
#include "common/segment/article_record.h"
#include "common/xapian-c/xapian_c.h"
#include "indexer/repair/deep_xapian.h"
#include "indexer/repair/repair.h"
#include "indexer/xapian/document.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct moving {
    struct repair *repair; /* borrowed */
    xc_database *from;     /* owned */
    bool has_terms;        /* its documents' lists of terms can be read */
    xc_writable *to;       /* owned */
    struct document_maker maker;
    struct arena arena;  /* of the current article */
    uint64_t text_bytes; /* of the records moved */
};

/* ---- a document that cannot be read ---- */

/* The id in the terms of the document: *id borrows from `terms`. Empty when it has none. */
static mrg_status find_id(const struct moving *moving, xc_docid docid, xc_terms **terms,
                          mrg_text *id)
{
    static const char prefix[] = "Q";
    bool found = false;
    *id = (mrg_text){NULL, 0};
    mrg_status status = xc_terms_of_document(moving->from, docid, terms, NULL);
    if (status == MRG_OK)
        status = xc_terms_skip_to(*terms, (mrg_text){prefix, 1}, &found, NULL);
    if (status == MRG_OK && found && xc_terms_text(*terms).size > 1 &&
        xc_terms_text(*terms).data[0] == prefix[0])
        *id = (mrg_text){xc_terms_text(*terms).data + 1, xc_terms_text(*terms).size - 1};
    return status;
}

/* Tell of a document whose data cannot be read, or is no article: unless there never was one, which its list
 * of terms knows. */
static mrg_status lose(struct moving *moving, xc_docid docid, bool has_data, bool is_readable,
                       mrg_error *error)
{
    xc_terms *terms = NULL;
    mrg_text id;
    mrg_status status = find_id(moving, docid, &terms, &id);
    bool is_named = status == MRG_OK && id.size > 0;
    bool was_there = has_data || (moving->has_terms ? status != MRG_OK && status != MRG_ERR_MISSING
                                                    : !is_readable);
    if (is_named)
        repair_say(moving->repair, "lost: article %.*s", id.size < 250 ? (int)id.size : 250,
                   id.data);
    else if (was_there)
        repair_say(moving->repair, "lost: document %" PRIu32, docid);
    moving->repair->result.lost += is_named || was_there;
    xc_terms_free(terms);
    return status == MRG_ERR_MEMORY ? fail_memory(error) : MRG_OK;
}

/* ---- a document that can be read ---- */

/* Whether an article with this id was moved before. */
static mrg_status is_moved(const struct moving *moving, mrg_text id, bool *is, mrg_error *error)
{
    struct term_key key;
    struct glass_term term;
    uint32_t documents = 0;
    term_key_of_id(&key, id);
    glass_term_of_key(&term, &key);
    mrg_status status = xc_database_term_frequency(xc_writable_database(moving->to),
                                                   glass_text(&term), &documents, error);
    *is = documents > 0;
    return status;
}

static mrg_status move_article(struct moving *moving, xc_docid docid, const mrg_article *article,
                               mrg_text record, mrg_error *error)
{
    xc_document *document = NULL;
    bool is = false;
    mrg_status status = is_moved(moving, article->id, &is, error);
    if (status != MRG_OK)
        return status;
    if (is) {
        repair_say(moving->repair, "document %" PRIu32 ": another one before it has its id", docid);
        return MRG_OK;
    }
    status = document_make(&moving->maker, article, record, language_find(article->language),
                           moving->repair->memory / 4, &document, error);
    if (status == MRG_OK)
        status = xc_writable_replace(moving->to, docid, document, error);
    xc_document_free(document);
    moving->text_bytes += record.size;
    moving->repair->result.articles++;
    return status;
}

static mrg_status move_document(struct moving *moving, xc_docid docid, mrg_error *error)
{
    xc_document *document = NULL;
    mrg_text record = {NULL, 0};
    mrg_article article;
    mrg_status status = xc_database_document_assumed(moving->from, docid, &document, NULL);
    if (status == MRG_OK)
        status = xc_document_data(document, &record, NULL);
    arena_clear(&moving->arena);
    bool is_read =
        status == MRG_OK && record.size > 0 &&
        article_record_read((const uint8_t *)record.data, record.size, &moving->arena, &article) &&
        article.id.size > 0;
    if (status == MRG_ERR_MEMORY || moving->arena.failed)
        status = fail_memory(error);
    else
        status = is_read ? move_article(moving, docid, &article, record, error)
                         : lose(moving, docid, record.size > 0,
                                status == MRG_OK || status == MRG_ERR_MISSING, error);
    xc_document_free(document);
    return status;
}

static mrg_status move_documents(struct moving *moving, mrg_error *error)
{
    xc_statistics statistics;
    mrg_status status = xc_database_statistics(moving->from, &statistics, error);
    if (status != MRG_OK)
        return status;
    for (xc_docid docid = 1; docid <= statistics.last_docid && docid > 0 && status == MRG_OK;
         docid++)
        status = move_document(moving, docid, error);
    return status;
}

/* ---- the new database ---- */

static mrg_status set_text(struct moving *moving, const char *key, const char *value,
                           mrg_error *error)
{
    return xc_writable_set_metadata(moving->to, (mrg_text){key, strlen(key)},
                                    (mrg_text){value, strlen(value)}, error);
}

static mrg_status set_number(struct moving *moving, const char *key, uint64_t number,
                             mrg_error *error)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, number);
    return set_text(moving, key, digits, error);
}

static mrg_status describe(struct moving *moving, mrg_error *error)
{
    const struct manifest *fresh = &moving->repair->fresh;
    mrg_status status = set_number(moving, METADATA_FORMAT, GLASS_FORMAT, error);
    if (status == MRG_OK)
        status = set_number(moving, METADATA_ANALYSIS, ANALYSIS_VERSION, error);
    if (status == MRG_OK)
        status = set_text(moving, METADATA_LANGUAGE, fresh->language, error);
    if (status == MRG_OK) /* as the manifest is about to say */
        status = set_number(moving, METADATA_GENERATION, fresh->generation + 1, error);
    return status == MRG_OK ? set_number(moving, METADATA_TEXT_BYTES, moving->text_bytes, error)
                            : status;
}

static mrg_status fill(struct moving *moving, const char *path, mrg_error *error)
{
    xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
    options.mode = XC_CREATE;
    mrg_status status = document_maker_init(&moving->maker) ? MRG_OK : fail_memory(error);
    if (status == MRG_OK)
        status = xc_writable_open(path, &options, &moving->to, error);
    if (status == MRG_OK)
        status = move_documents(moving, error);
    if (status == MRG_OK)
        status = describe(moving, error);
    return status == MRG_OK ? xc_writable_close(moving->to, error) : status;
}

/* ---- the old database ---- */

static mrg_status new_folder(struct repair *repair, char name[FILE_NAME_MAX], char **path,
                             mrg_error *error)
{
    snprintf(name, FILE_NAME_MAX, GLASS_FOLDER_PREFIX "%06" PRIu64, repair->fresh.next++);
    *path = path_join(repair->folder, name);
    return *path != NULL ? MRG_OK : fail_memory(error);
}

/* Open database `old` with the tables whose bits are set in `without` taken for empty. */
static mrg_status open_without(struct moving *moving, const struct glass_tables *tables,
                               const char *old, unsigned without, mrg_error *error)
{
    char name[FILE_NAME_MAX], *path = NULL;
    mrg_status status = new_folder(moving->repair, name, &path, error);
    if (status == MRG_OK)
        status = glass_tables_leave_out(tables, old, path, without, error);
    if (status == MRG_OK)
        status = xc_database_open(path, &moving->from, error);
    moving->has_terms = (without >> TABLE_TERMLIST & 1) == 0;
    free(path);
    return status;
}

static unsigned unusable(const struct glass_tables *tables)
{
    unsigned bits = 0;
    for (unsigned t = 0; t < TABLE_COUNT; t++)
        if (!tables->tables[t].is_usable && tables->tables[t].entries > 0)
            bits |= 1U << t;
    return bits;
}

/* Open what can be opened: all tables, those whose files are whole, or none but that of the articles. */
static mrg_status open_some(struct moving *moving, const struct glass_tables *tables,
                            const char *path, const char *old, mrg_error *error)
{
    const unsigned articles = 1U << TABLE_DOCDATA, all = (1U << TABLE_COUNT) - 1;
    unsigned bad = tables->is_read ? unusable(tables) : 0;
    if ((bad & articles) != 0)
        return fail(error, MRG_ERR_DAMAGED, "%s/%s: nothing is left of the articles", path,
                    glass_table_name(TABLE_DOCDATA));
    moving->has_terms = true;
    mrg_status status = bad == 0 ? xc_database_open(path, &moving->from, error)
                                 : open_without(moving, tables, old, bad, error);
    if (status != MRG_OK && status != MRG_ERR_MEMORY && status != MRG_ERR_VERSION &&
        tables->is_read)
        status = open_without(moving, tables, old, all & ~articles, error);
    return status;
}

/* Open database `old`, at `path`, for whatever can be read of it. */
static mrg_status open_old(struct moving *moving, const char *path, const char *old,
                           mrg_error *error)
{
    struct glass_tables tables;
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = glass_tables_read(&tables, path, NULL, &reason);
    if (status == MRG_OK)
        status = open_some(moving, &tables, path, old, &reason);
    glass_tables_free(&tables);
    if (status == MRG_OK || status == MRG_ERR_MEMORY || status == MRG_ERR_NO_SPACE ||
        status == MRG_ERR_VERSION) {
        if (status != MRG_OK && error != NULL)
            *error = reason;
        return status;
    }
    glass_locate(path, &reason);
    return fail(error, MRG_ERR_DAMAGED,
                "%s; it cannot be mended: take it from a backup, or index its sources anew",
                reason.message);
}

/* Write what can be read of database `old` to a new one, and make that the index's. */
static mrg_status move_database(struct repair *repair, const char *old, mrg_error *error)
{
    struct moving moving = {.repair = repair};
    char name[FILE_NAME_MAX], *to = NULL, *from = path_join(repair->folder, old);
    mrg_status status = from != NULL ? open_old(&moving, from, old, error) : fail_memory(error);
    if (status == MRG_OK)
        status = new_folder(repair, name, &to, error);
    if (status == MRG_OK)
        status = fill(&moving, to, error);
    xc_writable_free(moving.to);
    xc_database_free(moving.from);
    document_maker_free(&moving.maker);
    arena_free(&moving.arena);
    if (status == MRG_OK)
        status = glass_stub_write(repair->folder, name, error);
    if (status == MRG_OK)
        repair_say(repair, "%s: made anew from its documents", from);
    else if (glass_stub_names(repair->folder, old)) /* as far as it got it is no use */
        folder_sweep(repair->folder, &repair->old, old);
    repair->result.rebuilt += status == MRG_OK;
    free(from);
    free(to);
    return status;
}

/* ---- which database it is ---- */

/* The database that the stub names; where there is no saying, the latest. */
static mrg_status find_database(struct repair *repair, char name[FILE_NAME_MAX], mrg_error *error)
{
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = glass_stub_read(repair->folder, name, &reason);
    if (status == MRG_OK && folder_has(&repair->names, name))
        return MRG_OK;
    if (status == MRG_OK)
        fail(&reason, MRG_ERR_DAMAGED, "%s/%s: it is not there", repair->folder, name);
    else if (status != MRG_ERR_DAMAGED) {
        if (error != NULL)
            *error = reason;
        return status;
    }
    repair->is_changed = true;
    repair->result.damaged++;
    repair_say(repair, "%s", reason.message);
    glass_stub_guess(repair->folder, name);
    if (name[0] != '\0' && folder_has(&repair->names, name))
        return glass_stub_write(repair->folder, name, error);
    for (size_t i = repair->names.count; i-- > 0;)
        if (glass_is_folder_name(repair->names.names[i])) {
            memcpy(name, repair->names.names[i], FILE_NAME_MAX);
            return glass_stub_write(repair->folder, name, error);
        }
    return fail(error, MRG_ERR_DAMAGED, "%s: its database is gone", repair->folder);
}

/* What the manifest says and the database knows better, where that can be read. */
static mrg_status consult_database(struct repair *repair, const char *name, mrg_error *error)
{
    xc_database *database = NULL;
    xc_statistics statistics = {.documents = 0};
    mrg_text language = {NULL, 0};
    uint64_t generation = 0;
    char *path = path_join(repair->folder, name);
    if (path == NULL)
        return fail_memory(error);
    mrg_status status = xc_database_open(path, &database, NULL);
    if (status == MRG_OK)
        status = xc_database_statistics(database, &statistics, NULL);
    if (status == MRG_OK)
        status = glass_read_number(database, METADATA_GENERATION, &generation, NULL);
    if (status == MRG_OK)
        status = xc_database_metadata(
            database, (mrg_text){METADATA_LANGUAGE, sizeof METADATA_LANGUAGE - 1}, &language, NULL);
    if (generation > repair->fresh.generation)
        repair->fresh.generation = generation;
    if (language.size > 0 && language.size < sizeof repair->fresh.language) {
        memcpy(repair->fresh.language, language.data, language.size);
        repair->fresh.language[language.size] = '\0';
    }
    repair->result.articles = statistics.documents;
    xc_database_free(database);
    free(path);
    return status == MRG_ERR_MEMORY ? fail_memory(error) : MRG_OK;
}

mrg_status repair_xapian(struct repair *repair, mrg_error *error)
{
    char name[FILE_NAME_MAX] = "";
    struct findings findings = {.report = repair->report, .context = repair->context};
    mrg_status status = find_database(repair, name, error);
    if (status == MRG_OK)
        status = consult_database(repair, name, error);
    if (status == MRG_OK)
        status = deep_check_xapian(repair->folder, repair->memory, &findings, error);
    if (status == MRG_OK && findings.is_short_of_memory)
        status = fail_memory(error);
    if (status != MRG_OK || findings.count == 0)
        return status;
    repair->is_changed = true;
    repair->result.damaged++;
    repair->result.articles = 0;
    return move_database(repair, name, error);
}
