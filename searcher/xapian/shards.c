#include "searcher/xapian/shards.h"
#include "common/base/error.h"
#include "common/glass/scheme.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- making ---- */

static bool copy_string(char **copy, const char *string)
{
    *copy = string != NULL ? strdup(string) : NULL;
    return string == NULL || *copy != NULL;
}

mrg_status shards_init(struct shards *shards, const struct shard *given, size_t count,
                       const mrg_open_options *options, mrg_error *error)
{
    *shards = (struct shards){.options = *options};
    shards->items = calloc(count + 1, sizeof *shards->items);
    shards->live = calloc(count + 1, sizeof *shards->live);
    if (shards->items == NULL || shards->live == NULL)
        return fail_memory(error);
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        struct open_shard *item = &shards->items[i];
        shards->count++;
        good = copy_string(&item->name, given[i].name) && good;
        good = copy_string(&item->folder, given[i].folder) && good;
        good = copy_string(&item->host, given[i].host) && good;
        item->port = given[i].port;
    }
    return good ? MRG_OK : fail_memory(error);
}

void shards_free(struct shards *shards)
{
    shards_disconnect(shards);
    for (size_t i = 0; i < shards->count; i++) {
        free(shards->items[i].name);
        free(shards->items[i].folder);
        free(shards->items[i].host);
    }
    free(shards->items);
    free(shards->live);
    *shards = (struct shards){.items = NULL};
}

void shards_disconnect(struct shards *shards)
{
    xc_database_free(shards->database);
    shards->database = NULL;
}

/* ---- what a shard says about itself ---- */

/* A line of metadata as a string; empty when there is none or it does not fit. */
static mrg_status read_setting(const xc_database *database, const char *key, char *value,
                               size_t capacity, mrg_error *error)
{
    mrg_text text;
    mrg_status status = xc_database_metadata(database, (mrg_text){key, strlen(key)}, &text, error);
    size_t size = status == MRG_OK && text.size < capacity ? text.size : 0;
    if (size > 0)
        memcpy(value, text.data, size);
    value[size] = '\0';
    return status;
}

static mrg_status check_version(const struct open_shard *shard, const xc_database *database,
                                const char *key, unsigned long wanted, const char *what,
                                mrg_error *error)
{
    char value[32];
    mrg_status status = read_setting(database, key, value, sizeof value, error);
    if (status != MRG_OK)
        return status;
    if (value[0] == '\0')
        return fail(error, MRG_ERR_NOT_INDEX, "%s: a Xapian database, but not one of Morgue's",
                    shard->name);
    if (strtoul(value, NULL, 10) != wanted)
        return fail(error, MRG_ERR_VERSION, "%s: %s is %s, this build reads %lu", shard->name, what,
                    value, wanted);
    return MRG_OK;
}

/* Hold the shard's language against that of the shards before; the first one's is kept. */
static mrg_status check_language(struct shards *shards, const struct open_shard *shard,
                                 const xc_database *database, mrg_error *error)
{
    char language[LANGUAGE_CODE_MAX];
    mrg_status status = read_setting(database, METADATA_LANGUAGE, language, sizeof language, error);
    if (status != MRG_OK)
        return status;
    if (shards->language[0] == '\0')
        memcpy(shards->language, language, sizeof language);
    if (strcmp(shards->language, language) == 0)
        return MRG_OK;
    const char *other = shards->live_count > 0 ? shards->items[shards->live[0]].name : NULL;
    return fail(error, MRG_ERR_UNSUPPORTED, "shard %s: language is %s, that of %s is %s",
                shard->name, language, other != NULL ? other : "the others", shards->language);
}

static mrg_status read_figures(struct open_shard *shard, const xc_database *database,
                               mrg_error *error)
{
    char generation[32], text_bytes[32];
    xc_statistics statistics;
    mrg_status status =
        read_setting(database, METADATA_GENERATION, generation, sizeof generation, error);
    if (status == MRG_OK)
        status = read_setting(database, METADATA_TEXT_BYTES, text_bytes, sizeof text_bytes, error);
    if (status == MRG_OK)
        status = xc_database_statistics(database, &statistics, error);
    if (status != MRG_OK)
        return status;
    shard->generation = strtoull(generation, NULL, 10);
    shard->text_bytes = strtoull(text_bytes, NULL, 10);
    shard->last_docid = statistics.last_docid;
    shard->documents = statistics.documents;
    return MRG_OK;
}

static mrg_status check_settings(struct shards *shards, struct open_shard *shard,
                                 const xc_database *database, mrg_error *error)
{
    mrg_status status =
        check_version(shard, database, METADATA_FORMAT, GLASS_FORMAT, "format", error);
    if (status == MRG_OK)
        status =
            check_version(shard, database, METADATA_ANALYSIS, ANALYSIS_VERSION, "analysis", error);
    if (status == MRG_OK)
        status = check_language(shards, shard, database, error);
    if (status == MRG_OK)
        status = read_figures(shard, database, error);
    return status;
}

/* ---- opening ---- */

static bool is_unreachable(const struct open_shard *shard, const xc_database *database)
{
    xc_kind kind = xc_database_last_kind(database);
    return shard->host != NULL && (kind == XC_NETWORK || kind == XC_TIMEOUT);
}

/* A failure while one shard is opened, with its name. */
static mrg_status fail_shard(const struct open_shard *shard, const mrg_error *failure,
                             mrg_error *error)
{
    if (strncmp(failure->message, "xapian:", 7) == 0)
        return fail(error, failure->status, "%s: %s", shard->name, failure->message);
    return fail(error, failure->status, "%s", failure->message);
}

static mrg_status open_shard(struct shards *shards, struct open_shard *shard, xc_database *database,
                             mrg_error *error)
{
    mrg_error failure = MRG_ERROR_INIT;
    const xc_timeouts timeouts = {shards->options.timeout, shards->options.timeout};
    mrg_status status =
        shard->host != NULL
            ? xc_database_add_remote(database, shard->host, shard->port, &timeouts, &failure)
            : xc_database_add_local(database, shard->folder, &failure);
    if (status == MRG_OK)
        status = check_settings(shards, shard, database, &failure);
    return status == MRG_OK ? MRG_OK : fail_shard(shard, &failure, error);
}

/* Open shard `number` and put it behind the others, or leave it out. */
static mrg_status add_shard(struct shards *shards, size_t number, mrg_error *error)
{
    struct open_shard *shard = &shards->items[number];
    xc_database *database;
    mrg_status status = xc_database_new(&database, error);
    if (status != MRG_OK)
        return status;
    status = open_shard(shards, shard, database, error);
    if (status == MRG_OK)
        status = xc_database_add(shards->database, database, error);
    if (status == MRG_OK) {
        shards->live[shards->live_count++] = number;
        shards->has_remote |= shard->host != NULL;
    } else if (shards->options.partial && is_unreachable(shard, database)) {
        shard->is_missing = true;
        status = MRG_OK;
    }
    xc_database_free(database);
    return status;
}

mrg_status shards_connect(struct shards *shards, mrg_error *error)
{
    mrg_error failure = MRG_ERROR_INIT;
    shards_disconnect(shards);
    shards->live_count = 0;
    shards->has_remote = false;
    mrg_status status = xc_database_new(&shards->database, &failure);
    for (size_t i = 0; i < shards->count && status == MRG_OK; i++)
        if (!shards->items[i].is_missing)
            status = add_shard(shards, i, &failure);
    if (status == MRG_OK && shards->live_count == 0)
        status = failure.status != MRG_OK
                     ? failure.status
                     : fail(&failure, MRG_ERR_IO, "none of the servers answers any more");
    if (status == MRG_OK)
        return MRG_OK;
    shards_disconnect(shards);
    return fail(error, status, "%s", failure.message);
}

/* ---- numbers ---- */

bool shards_docid(const struct shards *shards, uint64_t number, xc_docid *docid)
{
    uint64_t row = number / shards->count;
    for (size_t i = 0; i < shards->live_count; i++) {
        if (shards->live[i] != number % shards->count)
            continue;
        uint64_t wanted = row * shards->live_count + i + 1;
        *docid = (xc_docid)wanted;
        return wanted <= UINT32_MAX;
    }
    return false;
}

uint64_t shards_number(const struct shards *shards, xc_docid docid)
{
    uint64_t at = docid - 1;
    return at / shards->live_count * shards->count + shards->live[at % shards->live_count];
}

uint64_t shards_least_documents(const struct shards *shards)
{
    uint64_t least = shards->live_count == 0 ? 0 : UINT64_MAX;
    for (size_t i = 0; i < shards->live_count; i++) {
        const struct open_shard *shard = &shards->items[shards->live[i]];
        least = shard->documents < least ? shard->documents : least;
    }
    return least;
}

/* ---- failures ---- */

static bool is_named(const struct open_shard *shard, const char *message)
{
    char server[300];
    if (shard->host == NULL)
        return false;
    int size = snprintf(server, sizeof server, "%s:%" PRIu16, shard->host, shard->port);
    const char *found = strstr(message, server);
    return size > 0 && found != NULL && (found[size] < '0' || found[size] > '9');
}

bool shards_leave_out(struct shards *shards, const char *message)
{
    bool any = false;
    for (size_t i = 0; i < shards->count; i++) {
        struct open_shard *shard = &shards->items[i];
        if (shard->is_missing || !is_named(shard, message))
            continue;
        shard->is_missing = true;
        any = true;
    }
    return any;
}

mrg_status shards_fail(const struct shards *shards, const mrg_error *failure, mrg_error *error)
{
    char names[256] = "";
    bool any_named = false;
    if (strncmp(failure->message, "xapian:", 7) != 0)
        return fail(error, failure->status, "%s", failure->message);
    for (size_t i = 0; i < shards->live_count; i++)
        any_named |= is_named(&shards->items[shards->live[i]], failure->message);
    for (size_t i = 0; i < shards->live_count; i++) {
        const struct open_shard *shard = &shards->items[shards->live[i]];
        size_t size = strlen(names);
        if (!any_named || is_named(shard, failure->message))
            snprintf(names + size, sizeof names - size, "%s%s", size > 0 ? ", " : "", shard->name);
    }
    return fail(error, failure->status, "%s: %s", names, failure->message);
}
