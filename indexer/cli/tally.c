#include "indexer/cli/tally.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/cli/command.h"
#include "indexer/cli/format.h"
#include "indexer/cli/json_writer.h"

static const char *const outcome_names[TALLY_OUTCOMES] = {
    [MRG_ADDED] = "added", [MRG_REPLACED] = "replaced", [MRG_UNCHANGED] = "unchanged",
    [MRG_OLDER] = "older", [MRG_REMOVED] = "removed",   [MRG_IGNORED] = "ignored",
};

void tally_free(struct tally *tally)
{
    free(tally->lines);
    arena_free(&tally->texts);
    *tally = (struct tally)TALLY_INIT;
}

void tally_outcome(struct tally *tally, mrg_outcome outcome)
{
    if ((size_t)outcome < TALLY_OUTCOMES)
        tally->outcomes[outcome]++;
}

static bool reserve_line(struct tally *tally)
{
    if (tally->line_count < tally->line_room)
        return true;
    size_t room = tally->line_room == 0 ? 16 : tally->line_room * 2;
    const char **lines = realloc(tally->lines, room * sizeof *lines);
    if (lines == NULL)
        return false;
    tally->lines = lines;
    tally->line_room = room;
    return true;
}

void tally_failure(struct tally *tally, const char *line)
{
    tally->failed++;
    if (tally->line_count >= TALLY_KEPT || !reserve_line(tally))
        return;
    const char *copy = arena_copy(&tally->texts, line, strlen(line));
    if (copy != NULL)
        tally->lines[tally->line_count++] = copy;
}

void tally_print_failures(const struct tally *tally)
{
    char rest[FORMAT_ROOM];
    size_t printed = tally->line_count < TALLY_PRINTED ? tally->line_count : TALLY_PRINTED;
    for (size_t i = 0; i < printed; i++)
        complain("%s", tally->lines[i]);
    if (tally->failed > printed) {
        format_count(tally->failed - printed, rest);
        complain("and %s more failures", rest);
    }
}

static void print_count(const char *name, uint64_t count)
{
    char number[FORMAT_ROOM];
    format_count(count, number);
    printf("%-10s %14s\n", name, number);
}

static void print_rate(const struct tally *tally)
{
    char size[FORMAT_ROOM], rate[FORMAT_ROOM], time[FORMAT_ROOM];
    format_size(tally->bytes, size);
    format_duration(tally->seconds, time);
    format_size(tally->seconds > 0 ? (uint64_t)((double)tally->bytes / tally->seconds) : 0, rate);
    printf("%-10s %14s, %s read, %s/s\n", "time", time, size, rate);
}

static void print_index(const mrg_index_stats *index)
{
    char size[FORMAT_ROOM], text[FORMAT_ROOM], articles[FORMAT_ROOM];
    format_size(index->bytes, size);
    format_size(index->text_bytes, text);
    format_count(index->articles, articles);
    printf("%-10s %14s, %s %s", "index", size, articles,
           index->articles == 1 ? "article" : "articles");
    if (index->text_bytes > 0)
        printf(", %.2f of the text's %s", (double)index->bytes / (double)index->text_bytes, text);
    putchar('\n');
}

void tally_print(const struct tally *tally, const mrg_index_stats *index)
{
    for (size_t i = 0; i < TALLY_OUTCOMES; i++)
        if (i != MRG_IGNORED || tally->outcomes[i] > 0)
            print_count(outcome_names[i], tally->outcomes[i]);
    print_count("failed", tally->failed);
    print_rate(tally);
    if (index != NULL)
        print_index(index);
}

static void build_json(const struct tally *tally, const mrg_index_stats *index,
                       struct json_writer *json)
{
    json_write_open(json, NULL, '{');
    json_write_number(json, "version", 1);
    for (size_t i = 0; i < TALLY_OUTCOMES; i++)
        json_write_number(json, outcome_names[i], tally->outcomes[i]);
    json_write_number(json, "failed", tally->failed);
    json_write_number(json, "files", tally->files);
    json_write_number(json, "bytes", tally->bytes);
    json_write_decimal(json, "seconds", tally->seconds);
    if (index != NULL) {
        json_write_open(json, "index", '{');
        json_write_number(json, "articles", index->articles);
        json_write_number(json, "bytes", index->bytes);
        json_write_number(json, "text_bytes", index->text_bytes);
        json_write_close(json, '}');
    }
    json_write_open(json, "failures", '[');
    for (size_t i = 0; i < tally->line_count; i++)
        json_write_string(json, NULL, tally->lines[i]);
    json_write_close(json, ']');
    json_write_close(json, '}');
}

/* False leaves the reason in errno. */
static bool write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return false;
    bool written = fwrite(bytes, 1, size, file) == size;
    return fclose(file) == 0 && written;
}

bool tally_write_json(const struct tally *tally, const mrg_index_stats *index, const char *path)
{
    struct json_writer json = {.out = BUFFER_INIT};
    build_json(tally, index, &json);
    errno = ENOMEM;
    bool done = !json.out.failed && write_file(path, json.out.data, json.out.size);
    if (!done)
        complain("cannot write the report to %s: %s", path, strerror(errno));
    buffer_free(&json.out);
    return done;
}
