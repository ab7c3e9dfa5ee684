/* morgue-index stats: what an index holds and where its bytes lie. */
#include <stdio.h>
#include <string.h>

#include "common/base/date.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/format.h"
#include "indexer/cli/json_writer.h"

enum {
    MOST_PARTS = 64,  /* more than a segment has sections */
    SHOWN_VALUES = 5, /* of a keyword field, for people */
    JSON_VALUES = 50, /* of a keyword field, in JSON */
    DATE_ROOM = 32    /* what date_format asks for */
};

static const char *const facet_fields[] = {"source", "language", "section", "place", "topic"};
static const size_t facet_field_count = sizeof facet_fields / sizeof *facet_fields;

/* ------------------------------------------------------------------------------ for people */

static void print_count(const char *name, uint64_t count)
{
    char number[FORMAT_ROOM];
    format_count(count, number);
    printf("%-10s %18s\n", name, number);
}

static void print_dates(const mrg_index_stats *stats)
{
    char first[DATE_ROOM], last[DATE_ROOM];
    date_format(stats->first, false, first);
    date_format(stats->last, false, last);
    if (first[0] != '\0')
        printf("%-10s %18s to %s\n", "dates", first, last);
}

static void print_size(const mrg_index *index, const mrg_index_stats *stats)
{
    mrg_index_part parts[MOST_PARTS];
    char size[FORMAT_ROOM];
    format_size(stats->bytes, size);
    printf("\n%-10s %18s", "size", size);
    if (stats->text_bytes > 0) {
        format_size(stats->text_bytes, size);
        printf("  %.2f of the text's %s", (double)stats->bytes / (double)stats->text_bytes, size);
    }
    putchar('\n');
    size_t count = mrg_index_get_parts(index, parts, MOST_PARTS);
    for (size_t i = 0; i < count && i < MOST_PARTS; i++) {
        double share = stats->bytes == 0 ? 0 : (double)parts[i].bytes / (double)stats->bytes;
        format_size(parts[i].bytes, size);
        printf("  %-12s %14s  %4.1f%%\n", parts[i].name, size, 100 * share);
    }
}

static mrg_status print_facets(const mrg_index *index, const char *field, mrg_error *error)
{
    mrg_facet facets[SHOWN_VALUES];
    size_t count = 0;
    mrg_status status = mrg_index_get_facets(index, field, facets, SHOWN_VALUES, &count, error);
    for (size_t i = 0; i < count; i++) {
        char number[FORMAT_ROOM];
        format_count(facets[i].articles, number);
        printf("%s%-10s %18s  ", i == 0 ? "\n" : "", i == 0 ? field : "", number);
        print_plain(stdout, facets[i].value.data, facets[i].value.size);
        putchar('\n');
    }
    return status;
}

static mrg_status print_stats(const mrg_index *index, const mrg_index_stats *stats,
                              mrg_error *error)
{
    print_count("articles", stats->articles);
    print_count("removed", stats->removed);
    print_count("segments", stats->segments);
    print_count("terms", stats->terms);
    print_count("postings", stats->postings);
    print_count("tokens", stats->tokens);
    print_count("commits", stats->generation);
    printf("%-10s %18s\n", "engine", stats->engine);
    print_dates(stats);
    print_size(index, stats);
    mrg_status status = MRG_OK;
    for (size_t i = 0; status == MRG_OK && i < facet_field_count; i++)
        status = print_facets(index, facet_fields[i], error);
    return status;
}

/* --------------------------------------------------------------------------------- as JSON */

static void put_date(struct json_writer *json, const char *name, mrg_time time)
{
    char date[DATE_ROOM];
    date_format(time, true, date);
    if (date[0] == '\0')
        json_write_null(json, name);
    else
        json_write_string(json, name, date);
}

static void put_figures(struct json_writer *json, const mrg_index_stats *stats)
{
    json_write_number(json, "version", 1);
    json_write_string(json, "engine", stats->engine);
    json_write_number(json, "generation", stats->generation);
    json_write_number(json, "articles", stats->articles);
    json_write_number(json, "removed", stats->removed);
    json_write_number(json, "segments", stats->segments);
    json_write_number(json, "terms", stats->terms);
    json_write_number(json, "postings", stats->postings);
    json_write_number(json, "tokens", stats->tokens);
    put_date(json, "first", stats->first);
    put_date(json, "last", stats->last);
    json_write_number(json, "bytes", stats->bytes);
    json_write_number(json, "text_bytes", stats->text_bytes);
}

static void put_parts(struct json_writer *json, const mrg_index *index)
{
    mrg_index_part parts[MOST_PARTS];
    size_t count = mrg_index_get_parts(index, parts, MOST_PARTS);
    json_write_open(json, "parts", '{');
    for (size_t i = 0; i < count && i < MOST_PARTS; i++)
        json_write_number(json, parts[i].name, parts[i].bytes);
    json_write_close(json, '}');
}

static mrg_status put_facets(struct json_writer *json, const mrg_index *index, const char *field,
                             mrg_error *error)
{
    mrg_facet facets[JSON_VALUES];
    size_t count = 0;
    mrg_status status = mrg_index_get_facets(index, field, facets, JSON_VALUES, &count, error);
    json_write_open(json, field, '[');
    for (size_t i = 0; i < count; i++) {
        json_write_open(json, NULL, '{');
        json_write_text(json, "value", facets[i].value);
        json_write_number(json, "articles", facets[i].articles);
        json_write_close(json, '}');
    }
    json_write_close(json, ']');
    return status;
}

static mrg_status print_json(const mrg_index *index, const mrg_index_stats *stats, mrg_error *error)
{
    struct json_writer json = {.out = BUFFER_INIT};
    mrg_status status = MRG_OK;
    json_write_open(&json, NULL, '{');
    put_figures(&json, stats);
    put_parts(&json, index);
    json_write_open(&json, "fields", '{');
    for (size_t i = 0; status == MRG_OK && i < facet_field_count; i++)
        status = put_facets(&json, index, facet_fields[i], error);
    json_write_close(&json, '}');
    json_write_close(&json, '}');
    if (status == MRG_OK && json.out.failed) {
        status = MRG_ERR_MEMORY;
        if (error != NULL)
            *error = (mrg_error){MRG_ERR_MEMORY, "out of memory"};
    }
    if (status == MRG_OK)
        fwrite(json.out.data, 1, json.out.size, stdout);
    buffer_free(&json.out);
    return status;
}

int run_stats(const struct invocation *invocation)
{
    mrg_index *index;
    mrg_index_stats stats;
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = mrg_index_open(invocation->operands[0], &index, &error);
    if (status == MRG_OK) {
        mrg_index_get_stats(index, &stats);
        status = invocation->settings.json ? print_json(index, &stats, &error)
                                           : print_stats(index, &stats, &error);
        mrg_index_close(index);
    }
    if (status != MRG_OK) {
        fflush(stdout);
        complain("%s", error.message);
    }
    return exit_code_of(status);
}
