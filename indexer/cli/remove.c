/* morgue-index remove: articles out of the index, by their ids, their file or a query. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/cli/absolute_path.h"
#include "indexer/cli/change.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/format.h"
#include "indexer/cli/found.h"
#include "indexer/cli/history.h"
#include "indexer/cli/progress.h"

/* One run of the verb. */
struct removal {
    mrg_writer *writer; /* owned; NULL when it only lists */
    mrg_index *index;   /* owned: what the last commit holds */
    uint64_t removed;   /* articles */
    uint64_t failed;    /* ids that were not there, and an input that broke off */
    mrg_error trouble;  /* what stopped the writer; MRG_OK while it works */
};

/* ---------------------------------------------------------------------------------- articles */

static void list_article(const mrg_article *article)
{
    print_plain(stdout, article->id.data, article->id.size);
    putchar('\t');
    print_plain(stdout, article->headline.data, article->headline.size);
    putchar('\n');
}

/* Remove an article of the index, or list it. */
static bool take_article(void *context, const mrg_article *article)
{
    struct removal *removal = context;
    bool was_there = false;
    if (removal->writer == NULL) {
        list_article(article);
        removal->removed++;
        return true;
    }
    mrg_status status =
        mrg_writer_remove(removal->writer, article->id, &was_there, &removal->trouble);
    removal->removed += was_there;
    return status == MRG_OK;
}

/* ----------------------------------------------------------------------------------- by ids */

/* List the article with this id; whether it is there. */
static bool list_id(struct removal *removal, mrg_text id)
{
    mrg_stored *stored = NULL;
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = mrg_index_find(removal->index, id, &stored, &error);
    if (status == MRG_OK)
        take_article(removal, mrg_stored_article(stored));
    else if (status != MRG_ERR_MISSING)
        removal->trouble = error;
    mrg_stored_free(stored);
    return status == MRG_OK;
}

/* Remove the article with this id; whether it was there. */
static bool drop_id(struct removal *removal, mrg_text id)
{
    bool was_there = false;
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = mrg_writer_remove(removal->writer, id, &was_there, &error);
    if (status != MRG_OK && status != MRG_ERR_ARGUMENT)
        removal->trouble = error;
    removal->removed += was_there;
    return was_there;
}

static bool remove_id(struct removal *removal, mrg_text id)
{
    bool was_there = removal->writer == NULL ? list_id(removal, id) : drop_id(removal, id);
    if (was_there || removal->trouble.status != MRG_OK)
        return was_there;
    removal->failed++;
    complain("%.*s: no article has this id", id.size < 1000 ? (int)id.size : 1000, id.data);
    return true;
}

/* Ids from standard input, one a line. */
static bool remove_listed(struct removal *removal)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    bool go_on = true;
    while (go_on && (size = getline(&line, &room, stdin)) > 0) {
        if (line[size - 1] == '\n')
            size--;
        if (size > 0)
            go_on = remove_id(removal, (mrg_text){line, (size_t)size});
    }
    free(line);
    if (go_on && ferror(stdin)) {
        complain("cannot read standard input: %s", strerror(errno));
        removal->failed++;
    }
    return go_on;
}

static bool remove_ids(struct removal *removal, const char *const *ids, size_t count)
{
    bool go_on = true;
    for (size_t i = 0; go_on && i < count; i++)
        go_on = strcmp(ids[i], "-") == 0 ? remove_listed(removal)
                                         : remove_id(removal, (mrg_text){ids[i], strlen(ids[i])});
    return go_on;
}

/* ----------------------------------------------------------------------- by file and by query */

/* Keep the first failure: the one of a callback is told before the one of its caller. */
static bool check(struct removal *removal, mrg_status status, const mrg_error *error)
{
    if (status != MRG_OK && removal->trouble.status == MRG_OK)
        removal->trouble = *error;
    return removal->trouble.status == MRG_OK;
}

/* All articles of a file, which is then forgotten. */
static bool remove_file(struct removal *removal, const char *path)
{
    mrg_error error = MRG_ERROR_INIT;
    struct buffer absolute = BUFFER_INIT;
    absolute_path(path, &absolute);
    mrg_text known_as = {(const char *)absolute.data, absolute.size};
    uint64_t before = removal->removed;
    mrg_source source;
    bool is_known = false;
    mrg_status status = found_in_file(removal->index, known_as, take_article, removal, &error);
    bool good = check(removal, status, &error);
    if (good && removal->writer != NULL) {
        status = mrg_writer_find_source(removal->writer, known_as, &source, &is_known, &error);
        if (status == MRG_OK)
            status = mrg_writer_forget_source(removal->writer, known_as, &error);
        good = check(removal, status, &error);
    }
    if (good && !is_known && removal->removed == before) {
        complain("%s: no article is of this file", path);
        removal->failed++;
    }
    buffer_free(&absolute);
    return good;
}

static bool remove_found(struct removal *removal, const char *query)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = found_by_query(removal->index, (mrg_text){query, strlen(query)},
                                       take_article, removal, &error);
    return check(removal, status, &error);
}

/* --------------------------------------------------------------------------------- the verb */

static void remove_all(struct removal *removal, const struct invocation *invocation)
{
    const struct settings *settings = &invocation->settings;
    const char *const *ids = (const char *const *)invocation->operands + 1;
    bool go_on = remove_ids(removal, ids, invocation->operand_count - 1);
    if (go_on && settings->file != NULL)
        go_on = remove_file(removal, settings->file);
    if (go_on && settings->query != NULL)
        go_on = remove_found(removal, settings->query);
    if (go_on && removal->writer != NULL)
        mrg_writer_commit(removal->writer, &removal->trouble);
}

/* Open what is needed: the index, behind the writer's lock, so that both see the same. */
static int open_both(struct removal *removal, const struct invocation *invocation)
{
    mrg_error error = MRG_ERROR_INIT;
    int code = EXIT_DONE;
    if (!invocation->settings.dry_run)
        code = change_begin(invocation, &removal->writer);
    if (code == EXIT_DONE)
        code =
            change_result(mrg_index_open(invocation->operands[0], &removal->index, &error), &error);
    return code;
}

static int report(const struct removal *removal, const struct invocation *invocation)
{
    char count[FORMAT_ROOM];
    const struct settings *settings = &invocation->settings;
    if (removal->trouble.status != MRG_OK)
        return change_result(removal->trouble.status, &removal->trouble);
    format_count(removal->removed, count);
    if (!settings->quiet)
        printf("%s %s\n", settings->dry_run ? "would remove" : "removed", count);
    return removal->failed > 0 ? EXIT_FAILURES : EXIT_DONE;
}

static void log_run(const struct removal *removal, const struct invocation *invocation, int code,
                    double seconds)
{
    struct buffer facts = BUFFER_INIT;
    if (invocation->settings.dry_run)
        return;
    history_fact(&facts, "removed", removal->removed);
    history_fact(&facts, "failed", removal->failed);
    history_decimal(&facts, "seconds", seconds);
    history_append(invocation->operands[0], "remove", code, &facts);
    buffer_free(&facts);
}

int run_remove(const struct invocation *invocation)
{
    struct removal removal = {.trouble = MRG_ERROR_INIT};
    const struct settings *settings = &invocation->settings;
    double started = clock_now();
    if (invocation->operand_count == 1 && settings->file == NULL && settings->query == NULL) {
        complain("remove what? Name ids, --file or --query");
        return EXIT_USAGE;
    }
    int code = open_both(&removal, invocation);
    if (code == EXIT_DONE)
        remove_all(&removal, invocation);
    mrg_index_close(removal.index);
    mrg_writer_close(removal.writer);
    if (code == EXIT_DONE)
        code = report(&removal, invocation);
    log_run(&removal, invocation, code, clock_now() - started);
    return code;
}
