#include "common/glass/check.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/glass/scheme.h"
#include "common/glass/tables.h"
#include "common/segment/article_record.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { TRIES = 20 };

/* One attempt. Findings are held back until it is known that no writer came between. */
struct glass_checking {
    const char *path; /* of the database; borrowed */
    xc_database *database;
    const struct glass_more *more; /* borrowed; may be NULL */
    struct findings held;          /* its report keeps lines in `lines` */
    struct buffer lines;           /* NUL-terminated: the first GLASS_FINDINGS_MAX */
    char table[32];                /* that Xapian checks */
    bool is_readable;              /* all files can be opened */
    struct arena arena;            /* of the current article */
    uint64_t text_bytes;           /* size of all records */
};

void glass_say(struct findings *findings, const char *path, const char *format, ...)
{
    char what[400];
    mrg_error finding;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    fail(&finding, MRG_ERR_DAMAGED, "%s: %s", path, what);
    findings_add(findings, &finding);
}

void glass_locate(const char *path, mrg_error *error)
{
    mrg_error reason = *error;
    if (strncmp(reason.message, path, strlen(path)) != 0)
        fail(error, reason.status, "%s: %s", path, reason.message);
}

void glass_say_reason(struct findings *findings, const char *path, const mrg_error *reason)
{
    mrg_error finding = *reason;
    finding.status = MRG_ERR_DAMAGED;
    glass_locate(path, &finding);
    findings_add(findings, &finding);
}

mrg_status glass_read_number(const xc_database *database, const char *key, uint64_t *number,
                             mrg_error *error)
{
    mrg_text value;
    char digits[24] = "";
    mrg_status status = xc_database_metadata(database, (mrg_text){key, strlen(key)}, &value, error);
    if (status == MRG_OK && value.size > 0 && value.size < sizeof digits)
        memcpy(digits, value.data, value.size);
    *number = strtoull(digits, NULL, 10);
    return status;
}

/* ---- what Xapian finds ---- */

static bool is_praise(const char *line)
{
    static const char *const starts[] = {"blocksize=", "Lazily created", "No errors",
                                         "B-tree checked"};
    size_t size = strlen(line);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return true;
    return size == 0 || line[size - 1] == ':' || (size > 2 && strcmp(line + size - 2, "OK") == 0);
}

/* Take note of which table the lines to come are about: "docdata:". */
static void take_heading(struct glass_checking *checking, const char *line)
{
    size_t size = strcspn(line, ":");
    if (line[size] == ':' && line[size + 1] == '\0' && size > 0)
        snprintf(checking->table, sizeof checking->table,
                 "%.*s.glass: ", size < 20 ? (int)size : 20, line);
}

static void take_line(void *context, const char *line)
{
    struct glass_checking *checking = context;
    take_heading(checking, line);
    if (!is_praise(line))
        glass_say(&checking->held, checking->path, "%s%s", checking->table, line);
}

static mrg_status check_tables(struct glass_checking *checking, mrg_error *error)
{
    uint64_t errors = 0;
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = xc_database_check(checking->path, take_line, checking, &errors, &reason);
    if (status != MRG_OK)
        fail(error, status, "%s: %s%s", checking->path, checking->table, reason.message);
    else if (errors > 0)
        glass_say(&checking->held, checking->path, "Xapian finds %" PRIu64 " errors", errors);
    else if (checking->held.count > 0)
        checking->held.count = checking->lines.size = 0; /* it only had something to say */
    return status;
}

/* ---- documents ---- */

/* The id's term leads to this document only. */
static mrg_status check_id(struct glass_checking *checking, const struct glass_document *document,
                           mrg_error *error)
{
    struct term_key key;
    struct glass_term term;
    xc_postings *postings = NULL;
    bool found = false, more = false;
    xc_docid docid = 0;
    term_key_of_id(&key, document->article.id);
    glass_term_of_key(&term, &key);
    mrg_status status =
        xc_postings_of_term(document->database, glass_text(&term), &postings, error);
    if (status == MRG_OK)
        status = xc_postings_next(postings, &found, error);
    if (status == MRG_OK && found) {
        docid = xc_postings_docid(postings);
        status = xc_postings_next(postings, &more, error);
    }
    xc_postings_free(postings);
    if (status == MRG_OK && (docid != document->docid || more))
        glass_say(&checking->held, checking->path, "document %" PRIu32 ": %s", document->docid,
                  more ? "others have its id" : "not found under its id");
    return status;
}

static mrg_status look_at(struct glass_checking *checking, struct glass_document *document,
                          mrg_error *error)
{
    arena_clear(&checking->arena);
    bool is_read =
        article_record_read((const uint8_t *)document->record.data, document->record.size,
                            &checking->arena, &document->article) &&
        document->article.id.size > 0;
    checking->text_bytes += document->record.size;
    if (checking->arena.failed)
        return fail_memory(error);
    if (!is_read) {
        glass_say(&checking->held, checking->path, "document %" PRIu32 ": its data is no article",
                  document->docid);
        return MRG_OK;
    }
    mrg_status status = check_id(checking, document, error);
    return status == MRG_OK && checking->more != NULL
               ? checking->more->document(checking->more->context, document, &checking->held, error)
               : status;
}

static mrg_status check_document(struct glass_checking *checking, xc_docid docid, mrg_error *error)
{
    struct glass_document one = {
        .database = checking->database, .path = checking->path, .docid = docid};
    xc_document *document = NULL;
    mrg_status status = xc_database_document(checking->database, docid, &document, error);
    if (status == MRG_OK)
        status = xc_document_data(document, &one.record, error);
    if (status == MRG_OK)
        status = look_at(checking, &one, error);
    xc_document_free(document);
    return status;
}

/* Whether a failure is the database's fault. Much of what Xapian meets in damaged tables it calls an error
 * of no particular kind; where all files can be read, it is no other. */
static bool is_damage(const struct glass_checking *checking, mrg_status status)
{
    bool is_modified =
        checking->database != NULL && xc_database_last_kind(checking->database) == XC_MODIFIED;
    return status == MRG_ERR_DAMAGED || status == MRG_ERR_MISSING || status == MRG_ERR_NOT_INDEX ||
           status == MRG_ERR_UNSUPPORTED ||
           (status == MRG_ERR_IO && checking->is_readable && !is_modified);
}

static mrg_status check_documents(struct glass_checking *checking, mrg_error *error)
{
    xc_postings *all = NULL;
    bool found = true;
    mrg_status status = xc_postings_of_term(checking->database, (mrg_text){NULL, 0}, &all, error);
    while (status == MRG_OK && found) {
        mrg_error damage = MRG_ERROR_INIT;
        status = xc_postings_next(all, &found, error);
        if (status != MRG_OK || !found)
            break;
        status = check_document(checking, xc_postings_docid(all), &damage);
        if (is_damage(checking, status)) {
            glass_say(&checking->held, checking->path, "document %" PRIu32 ": %s",
                      xc_postings_docid(all), damage.message);
            status = MRG_OK;
        } else if (status != MRG_OK && error != NULL) {
            *error = damage;
        }
    }
    xc_postings_free(all);
    return status;
}

/* ---- metadata ---- */

static mrg_status check_format(struct glass_checking *checking, mrg_error *error)
{
    uint64_t format = 0, analysis = 0;
    mrg_status status = glass_read_number(checking->database, METADATA_FORMAT, &format, error);
    if (status == MRG_OK)
        status = glass_read_number(checking->database, METADATA_ANALYSIS, &analysis, error);
    if (status == MRG_OK && (format != GLASS_FORMAT || analysis != ANALYSIS_VERSION))
        status = fail(error, MRG_ERR_VERSION,
                      "%s: format %" PRIu64 ", analysis %" PRIu64 "; this build reads %d and %d",
                      checking->path, format, analysis, GLASS_FORMAT, ANALYSIS_VERSION);
    return status;
}

static mrg_status check_size(struct glass_checking *checking, mrg_error *error)
{
    uint64_t text_bytes = 0;
    mrg_status status =
        glass_read_number(checking->database, METADATA_TEXT_BYTES, &text_bytes, error);
    if (status == MRG_OK && text_bytes != checking->text_bytes)
        glass_say(&checking->held, checking->path,
                  "the size of all articles is %" PRIu64 ", not %" PRIu64 " as its metadata say",
                  checking->text_bytes, text_bytes);
    return status;
}

/* ---- all of it ---- */

static mrg_status check_opened(struct glass_checking *checking, mrg_error *error)
{
    const struct glass_more *more = checking->more;
    mrg_status status = check_format(checking, error);
    if (status == MRG_OK)
        status = check_tables(checking, error);
    if (status == MRG_OK && more != NULL)
        status = more->begin(more->context, error);
    if (status == MRG_OK)
        status = check_documents(checking, error);
    if (status == MRG_OK)
        status = check_size(checking, error);
    if (status == MRG_OK && more != NULL)
        status =
            more->end(more->context, checking->database, checking->path, &checking->held, error);
    return status;
}

static void hold(void *context, const char *line)
{
    struct glass_checking *checking = context;
    if (checking->held.count <= GLASS_FINDINGS_MAX)
        buffer_append(&checking->lines, line, strlen(line) + 1);
    checking->held.is_short_of_memory |= checking->lines.failed;
}

static void hand_on(struct glass_checking *checking, struct findings *findings)
{
    const char *at = (const char *)checking->lines.data, *end = at + checking->lines.size;
    findings->is_short_of_memory |= checking->held.is_short_of_memory;
    for (; at < end; at += strlen(at) + 1) {
        mrg_error finding;
        fail(&finding, MRG_ERR_DAMAGED, "%s", at);
        findings_add(findings, &finding);
    }
    if (checking->held.count > GLASS_FINDINGS_MAX)
        glass_say(findings, checking->path, "and %" PRIu64 " more",
                  checking->held.count - GLASS_FINDINGS_MAX);
}

/* Whether a writer has moved on since database `name` was opened: it has committed, or put another
 * database in its place. */
static bool has_changed(struct glass_checking *checking, const char *folder, const char *name)
{
    bool changed = false;
    char now[FILE_NAME_MAX];
    if (glass_stub_read(folder, now, NULL) == MRG_OK && strcmp(now, name) != 0)
        return true;
    return checking->database != NULL &&
           (xc_database_last_kind(checking->database) == XC_MODIFIED ||
            (xc_database_reopen(checking->database, &changed, NULL) == MRG_OK && changed));
}

/* Its files first: where one is bad, what Xapian makes of it says no more. */
static mrg_status check_database(struct glass_checking *checking, mrg_error *error)
{
    struct glass_tables tables;
    mrg_status status = glass_tables_read(&tables, checking->path, &checking->held, error);
    glass_tables_free(&tables);
    checking->is_readable = status == MRG_OK;
    if (status != MRG_OK || checking->held.count > 0)
        return status;
    status = xc_database_open(checking->path, &checking->database, error);
    return status == MRG_OK ? check_opened(checking, error) : status;
}

/* One attempt; *again tells that what was found may be a writer's doing. */
static mrg_status attempt(const char *folder, struct findings *findings,
                          const struct glass_more *more, bool *again, mrg_error *error)
{
    char name[FILE_NAME_MAX] = "";
    mrg_error reason = MRG_ERROR_INIT;
    struct glass_checking checking = {.more = more};
    checking.held = (struct findings){.report = hold, .context = &checking};
    mrg_status status = glass_stub_read(folder, name, &reason);
    char *path = status == MRG_OK ? path_join(folder, name) : NULL;
    checking.path = path != NULL ? path : folder;
    if (status == MRG_OK)
        status = path != NULL ? check_database(&checking, &reason) : fail_memory(&reason);
    if (is_damage(&checking, status)) {
        glass_say_reason(&checking.held, checking.path, &reason);
        status = MRG_OK;
    }
    bool is_clean = status == MRG_OK && checking.held.count == 0;
    *again = *again && !is_clean && has_changed(&checking, folder, name);
    if (!*again)
        hand_on(&checking, findings);
    if (!*again && status != MRG_OK && error != NULL) {
        *error = reason;
        if (status != MRG_ERR_MEMORY)
            glass_locate(checking.path, error);
    }
    xc_database_free(checking.database);
    buffer_free(&checking.lines);
    arena_free(&checking.arena);
    free(path);
    return status;
}

mrg_status glass_is_engine_of(const char *folder, bool *is_ours, mrg_error *error)
{
    struct manifest manifest;
    *is_ours = false;
    mrg_status status = manifest_read(&manifest, folder, error);
    if (status != MRG_OK)
        return status;
    *is_ours = strcmp(manifest.engine, GLASS_ENGINE) == 0;
    manifest_free(&manifest);
    return MRG_OK;
}

mrg_status glass_check(const char *folder, struct findings *findings, const struct glass_more *more,
                       mrg_error *error)
{
    mrg_status status = MRG_OK;
    bool again = true;
    for (unsigned tries = 0; again && tries < TRIES; tries++) {
        again = tries + 1 < TRIES;
        status = attempt(folder, findings, more, &again, error);
    }
    return status;
}
