/* SQLite's full-text table with Porter stems, as an application would set it up: one transaction,
 * one `optimize` at the end, SQLite's own settings for everything else. */
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/buffer.h"
#include "tests/bench/bench.h"

static bool complain(sqlite3 *database)
{
    const char *cause = database == NULL ? "out of memory" : sqlite3_errmsg(database);
    fprintf(stderr, "morgue-bench: fts5: %s\n", cause);
    return false;
}

static bool execute(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK || complain(database);
}

static sqlite3 *open_database(const char *folder, int flags)
{
    char path[PATH_MAX];
    sqlite3 *database = NULL;
    snprintf(path, sizeof path, "%s/archive.db", folder);
    if (sqlite3_open_v2(path, &database, flags, NULL) == SQLITE_OK)
        return database;
    complain(database);
    sqlite3_close(database);
    return NULL;
}

/* ----------------------------------------------------------------------------------- building */

struct builder {
    sqlite3 *database;    /* owned */
    sqlite3_stmt *insert; /* owned */
    struct buffer joined; /* body of the current article where it has several parts */
};

static void builder_free(struct builder *builder)
{
    sqlite3_finalize(builder->insert);
    sqlite3_close(builder->database);
    buffer_free(&builder->joined);
    free(builder);
}

static bool start(struct builder *builder, const char *path)
{
    builder->database = open_database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (builder->database == NULL ||
        !execute(builder->database, "CREATE VIRTUAL TABLE articles USING "
                                    "fts5(headline, body, tokenize = 'porter unicode61')") ||
        !execute(builder->database, "BEGIN"))
        return false;
    const char *sql = "INSERT INTO articles (headline, body) VALUES (?, ?)";
    return sqlite3_prepare_v2(builder->database, sql, -1, &builder->insert, NULL) == SQLITE_OK ||
           complain(builder->database);
}

static void *create(const char *path, size_t memory)
{
    (void)memory;
    struct builder *builder = calloc(1, sizeof *builder);
    if (builder == NULL || start(builder, path))
        return builder;
    builder_free(builder);
    return NULL;
}

static bool bind(sqlite3_stmt *statement, int column, mrg_text text)
{
    const char *data = text.size == 0 ? "" : text.data;
    return sqlite3_bind_text64(statement, column, data, text.size, SQLITE_STATIC, SQLITE_UTF8) ==
           SQLITE_OK;
}

static bool add(void *context, const mrg_article *article)
{
    struct builder *builder = context;
    bool added = bind(builder->insert, 1, article->headline) &&
                 bind(builder->insert, 2, article_body(article, &builder->joined)) &&
                 sqlite3_step(builder->insert) == SQLITE_DONE;
    return sqlite3_reset(builder->insert) == SQLITE_OK && added ? true
                                                                : complain(builder->database);
}

static bool finish(void *context)
{
    struct builder *builder = context;
    bool done = execute(builder->database, "INSERT INTO articles (articles) VALUES ('optimize')") &&
                execute(builder->database, "COMMIT");
    builder_free(builder);
    return done;
}

/* ---------------------------------------------------------------------------------- searching */

struct prepared {
    sqlite3_stmt *top;   /* owned: the best hits */
    sqlite3_stmt *count; /* owned: how many there are */
};

static void release(void *context)
{
    struct prepared *prepared = context;
    if (prepared == NULL)
        return;
    sqlite3_finalize(prepared->top);
    sqlite3_finalize(prepared->count);
    free(prepared);
}

static void *open_index(const char *path)
{
    return open_database(path, SQLITE_OPEN_READONLY);
}

static void close_index(void *index)
{
    sqlite3_close(index);
}

/* Every word goes as a string of its own, which no operator can be taken for. */
static void write_query(enum query_kind kind, const struct bench_query *query, struct buffer *text)
{
    const char *between = kind == KIND_OR ? "\" OR \"" : kind == KIND_AND ? "\" AND \"" : " ";
    buffer_append_string(text, "\"");
    for (size_t i = 0; i < query->count; i++) {
        buffer_append_string(text, i == 0 ? "" : between);
        buffer_append_string(text, query->words[i]);
    }
    buffer_append_string(text, "\"");
}

static bool prepare_one(sqlite3 *database, const char *sql, const struct buffer *query,
                        sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(database, sql, -1, statement, NULL) == SQLITE_OK &&
           sqlite3_bind_text64(*statement, 1, (const char *)query->data, query->size,
                               SQLITE_TRANSIENT, SQLITE_UTF8) == SQLITE_OK;
}

static void *prepare(void *index, enum query_kind kind, const struct bench_query *words)
{
    static const char top[] =
        "SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10";
    static const char count[] = "SELECT count(*) FROM articles WHERE articles MATCH ?";
    struct prepared *prepared = calloc(1, sizeof *prepared);
    struct buffer query = BUFFER_INIT;
    write_query(kind, words, &query);
    if (prepared != NULL && !(prepare_one(index, top, &query, &prepared->top) &&
                              prepare_one(index, count, &query, &prepared->count))) {
        complain(index);
        release(prepared);
        prepared = NULL;
    }
    buffer_free(&query);
    return prepared;
}

static bool count_all(sqlite3_stmt *statement, struct answer *answer)
{
    bool counted = sqlite3_step(statement) == SQLITE_ROW;
    if (counted)
        answer->total = (uint64_t)sqlite3_column_int64(statement, 0);
    return sqlite3_reset(statement) == SQLITE_OK && counted;
}

static bool run(void *index, void *context, bool exact_total, struct answer *answer)
{
    struct prepared *prepared = context;
    answer->count = 0;
    while (sqlite3_step(prepared->top) == SQLITE_ROW && answer->count < TOP_K)
        answer->hits[answer->count++] = (uint64_t)sqlite3_column_int64(prepared->top, 0) - 1;
    if (sqlite3_reset(prepared->top) != SQLITE_OK)
        return complain(index);
    return !exact_total || count_all(prepared->count, answer) || complain(index);
}

const struct engine engine_fts5 = {
    .name = "fts5",
    .what = "SQLite FTS5: porter unicode61, columns headline and body, stored text, optimize",
    .create = create,
    .add = add,
    .finish = finish,
    .open = open_index,
    .prepare = prepare,
    .run = run,
    .release = release,
    .close = close_index,
};
