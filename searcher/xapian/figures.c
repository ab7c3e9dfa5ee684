/* What the Xapian engine says about itself: sizes, dates, values of keyword fields. */
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/glass/scheme.h"
#include "common/segment/facets.h"
#include "searcher/xapian/engine.h"

#include <stdlib.h>
#include <sys/stat.h>

enum {
    COUNTED_MAX = 1 << 16
}; /* articles of the largest index whose terms are counted: a second */

/* ---- sizes of files ---- */

/* 0 when there is no such file. */
static uint64_t size_of_file(const char *folder, const char *name)
{
    struct stat about;
    char *path = path_join(folder, name);
    bool found = path != NULL && stat(path, &about) == 0;
    free(path);
    return found ? (uint64_t)about.st_size : 0;
}

static const struct table {
    const char *name; /* of the part */
    const char *file; /* in the folder of the database */
} tables[] = {{"postlist", "postlist.glass"}, {"position", "position.glass"},
              {"termlist", "termlist.glass"}, {"docdata", "docdata.glass"},
              {"spelling", "spelling.glass"}, {"synonym", "synonym.glass"},
              {"version file", "iamglass"}};

enum { TABLES = sizeof tables / sizeof *tables };

/* The folder of a local shard's database; NULL when it has none. *owned* */
static char *database_folder(const struct open_shard *shard)
{
    char name[FILE_NAME_MAX];
    if (shard->folder == NULL || glass_stub_read(shard->folder, name, NULL) != MRG_OK)
        return NULL;
    return path_join(shard->folder, name);
}

static void add_table_sizes(const struct shards *shards, uint64_t sizes[TABLES])
{
    for (size_t i = 0; i < shards->live_count; i++) {
        char *folder = database_folder(&shards->items[shards->live[i]]);
        for (size_t t = 0; t < TABLES && folder != NULL; t++)
            sizes[t] += size_of_file(folder, tables[t].file);
        free(folder);
    }
}

static mrg_status measure_tables(const struct shards *shards, void *context, mrg_error *error)
{
    uint64_t *sizes = context;
    (void)error;
    add_table_sizes(shards, sizes);
    return MRG_OK;
}

size_t xapian_get_parts(const struct engine *engine, mrg_index_part *parts, size_t capacity)
{
    uint64_t sizes[TABLES] = {0};
    run_task(engine, measure_tables, sizes, NULL);
    for (size_t t = 0; t < TABLES && t < capacity; t++)
        parts[t] = (mrg_index_part){tables[t].name, sizes[t]};
    return TABLES;
}

/* ---- figures ---- */

static void add_sizes(const struct shards *shards, mrg_index_stats *stats)
{
    uint64_t sizes[TABLES] = {0};
    add_table_sizes(shards, sizes);
    for (size_t t = 0; t < TABLES; t++)
        stats->bytes += sizes[t];
    for (size_t i = 0; i < shards->live_count; i++) {
        const struct open_shard *shard = &shards->items[shards->live[i]];
        stats->text_bytes += shard->text_bytes;
        if (shard->generation > stats->generation)
            stats->generation = shard->generation;
        if (shard->folder != NULL)
            stats->bytes += size_of_file(shard->folder, MANIFEST_NAME) +
                            size_of_file(shard->folder, GLASS_STUB);
    }
}

static void add_date(mrg_text value, mrg_index_stats *stats)
{
    mrg_time date = (mrg_time)xc_sortable_number(value);
    if (stats->first == MRG_NO_TIME || date < stats->first)
        stats->first = date;
    if (stats->last == MRG_NO_TIME || date > stats->last)
        stats->last = date;
}

/* The bounds that Xapian keeps are not drawn in when articles go, but the only thing to be had from a
 * server without fetching every article. */
static mrg_status add_bounds(const struct shards *shards, mrg_index_stats *stats, mrg_error *error)
{
    xc_value_statistics bounds;
    mrg_status status =
        xc_database_value_statistics(shards->database, SLOT_PUBLISHED, &bounds, error);
    if (status == MRG_OK && bounds.documents > 0) {
        add_date(bounds.lower, stats);
        add_date(bounds.upper, stats);
    }
    return status;
}

static mrg_status add_dates(const struct shards *shards, mrg_index_stats *stats, mrg_error *error)
{
    xc_values *values;
    bool found = true;
    if (shards->has_remote)
        return add_bounds(shards, stats, error);
    mrg_status status = xc_values_of_slot(shards->database, SLOT_PUBLISHED, &values, error);
    while (status == MRG_OK && found) {
        status = xc_values_next(values, &found, error);
        if (status == MRG_OK && found)
            add_date(xc_values_value(values), stats);
    }
    xc_values_free(values);
    return status;
}

/* A walk over all terms: a microsecond each, some twenty for an article. */
static mrg_status count_terms(const struct shards *shards, mrg_index_stats *stats, mrg_error *error)
{
    xc_terms *terms;
    bool found = true;
    mrg_status status = xc_terms_of_database(shards->database, (mrg_text){NULL, 0}, &terms, error);
    while (status == MRG_OK && found) {
        uint32_t documents = 0;
        status = xc_terms_next(terms, &found, error);
        if (status == MRG_OK && found)
            status = xc_terms_frequency(terms, &documents, error);
        stats->terms += found;
        stats->postings += documents;
    }
    xc_terms_free(terms);
    return status;
}

static mrg_status gather_stats(const struct shards *shards, void *context, mrg_error *error)
{
    mrg_index_stats *stats = context;
    xc_statistics statistics;
    *stats = (mrg_index_stats){
        .segments = shards->live_count, .first = MRG_NO_TIME, .last = MRG_NO_TIME};
    mrg_status status = xc_database_statistics(shards->database, &statistics, error);
    if (status != MRG_OK)
        return status;
    stats->articles = statistics.documents;
    stats->tokens = statistics.total_length;
    add_sizes(shards, stats);
    status = add_dates(shards, stats, error);
    if (status == MRG_OK && !shards->has_remote && stats->articles <= COUNTED_MAX)
        status = count_terms(shards, stats, error);
    return status;
}

void xapian_get_stats(const struct engine *engine, mrg_index_stats *stats)
{
    *stats = (mrg_index_stats){.first = MRG_NO_TIME, .last = MRG_NO_TIME};
    run_task(engine, gather_stats, stats, NULL);
}

/* ---- facets ---- */

/* A facet's values are gathered before any is handed on, as the walk may have to begin anew. */
struct facet_walk {
    enum facet facet;
    struct buffer values; /* struct facet_value */
    struct arena arena;   /* their texts */
};

struct facet_value {
    mrg_text text;
    uint64_t articles;
};

static mrg_status keep_value(struct facet_walk *walk, mrg_text text, uint32_t articles,
                             mrg_error *error)
{
    struct facet_value value = {{arena_copy(&walk->arena, text.data, text.size), text.size},
                                articles};
    buffer_append(&walk->values, &value, sizeof value);
    return value.text.data == NULL || walk->values.failed ? fail_memory(error) : MRG_OK;
}

static mrg_status walk_values(const struct shards *shards, void *context, mrg_error *error)
{
    struct facet_walk *walk = context;
    struct glass_term prefix;
    xc_terms *terms;
    bool found = true;
    buffer_clear(&walk->values);
    arena_clear(&walk->arena);
    glass_values_of(&prefix, walk->facet);
    mrg_status status = xc_terms_of_database(shards->database, glass_text(&prefix), &terms, error);
    while (status == MRG_OK && found) {
        uint32_t articles = 0;
        status = xc_terms_next(terms, &found, error);
        if (status == MRG_OK && found)
            status = xc_terms_frequency(terms, &articles, error);
        mrg_text term = xc_terms_text(terms);
        if (status == MRG_OK && found)
            status = keep_value(walk, (mrg_text){term.data + prefix.size, term.size - prefix.size},
                                articles, error);
    }
    xc_terms_free(terms);
    return status;
}

mrg_status xapian_each_facet(const struct engine *engine, unsigned facet,
                             engine_facet_visitor *visit, void *context, mrg_error *error)
{
    struct facet_walk walk = {(enum facet)facet, BUFFER_INIT, ARENA_INIT};
    mrg_status status = run_task(engine, walk_values, &walk, error);
    const struct facet_value *values = (const struct facet_value *)(const void *)walk.values.data;
    size_t count = status == MRG_OK ? walk.values.size / sizeof *values : 0;
    for (size_t i = 0; i < count; i++)
        if (!visit(context, values[i].text, values[i].articles))
            break;
    buffer_free(&walk.values);
    arena_free(&walk.arena);
    return status;
}
