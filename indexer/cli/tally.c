#include "indexer/cli/tally.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/cli/command.h"
#include "indexer/cli/format.h"
#include "indexer/cli/history.h"
#include "indexer/cli/json_writer.h"

/* What is reported of the files. */
static const struct {
    const char *name;
    size_t offset; /* of the count in struct tally */
} source_facts[] = {
    {"files", offsetof(struct tally, files)},
    {"files_unchanged", offsetof(struct tally, files_unchanged)},
    {"files_gone", offsetof(struct tally, files_gone)},
    {"passed_over", offsetof(struct tally, passed_over)},
    {"vanished", offsetof(struct tally, vanished)},
    {"pruned", offsetof(struct tally, pruned)},
};

static uint64_t source_fact(const struct tally *tally, size_t number)
{
    return *(const uint64_t *)(const void *)((const char *)tally + source_facts[number].offset);
}

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
    int used = printf("%-10s ", name);
    printf("%*s\n", used < 25 ? 25 - used : 0, number);
}

/* A line about the files; `rest` goes behind the count and its noun. */
static void print_files(uint64_t count, const char *noun, const char *rest)
{
    char number[FORMAT_ROOM];
    if (count == 0)
        return;
    format_count(count, number);
    printf("%s %s%s%s\n", number, noun, count == 1 ? "" : "s", rest);
}

static void print_sources(const struct tally *tally)
{
    print_files(tally->files_unchanged, "file", " unchanged, not read");
    print_files(tally->passed_over, "record", " passed over, read by an earlier run");
    print_files(tally->vanished, "article", " no longer in the file, removed");
    print_files(tally->files_gone, "file", " gone, forgotten");
    print_files(tally->pruned, "article", " of files that are gone, removed");
}

static uint64_t removed(const struct tally *tally)
{
    return tally->outcomes[MRG_REMOVED] + tally->vanished + tally->pruned;
}

/* Articles of this outcome, those that went with their files included. */
static uint64_t outcome_count(const struct tally *tally, size_t outcome)
{
    return outcome == MRG_REMOVED ? removed(tally) : tally->outcomes[outcome];
}

static uint64_t articles_read(const struct tally *tally)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < TALLY_OUTCOMES; i++)
        sum += tally->outcomes[i];
    return sum;
}

static double articles_per_second(const struct tally *tally)
{
    return tally->seconds > 0 ? (double)articles_read(tally) / tally->seconds : 0;
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
            print_count(outcome_names[i], outcome_count(tally, i));
    if (tally->is_shard)
        print_count("other shards", tally->other_shards);
    print_count("failed", tally->failed);
    print_sources(tally);
    print_rate(tally);
    if (index != NULL)
        print_index(index);
}

static void build_json(const struct tally *tally, const struct tally_report *report,
                       struct json_writer *json)
{
    const mrg_index_stats *index = report->index;
    json_write_open(json, NULL, '{');
    json_write_number(json, "version", 1);
    json_write_string(json, "command", "add");
    json_write_string(json, "folder", report->folder);
    json_write_string(json, "started", report->started);
    json_write_number(json, "exit", (uint64_t)report->exit_code);
    for (size_t i = 0; i < TALLY_OUTCOMES; i++)
        json_write_number(json, outcome_names[i], outcome_count(tally, i));
    if (tally->is_shard)
        json_write_number(json, "other_shards", tally->other_shards);
    json_write_number(json, "failed", tally->failed);
    for (size_t i = 0; i < sizeof source_facts / sizeof *source_facts; i++)
        json_write_number(json, source_facts[i].name, source_fact(tally, i));
    json_write_number(json, "bytes", tally->bytes);
    json_write_decimal(json, "seconds", tally->seconds);
    json_write_decimal(json, "articles_per_second", articles_per_second(tally));
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

bool tally_write_json(const struct tally *tally, const struct tally_report *report,
                      const char *path)
{
    struct json_writer json = {.out = BUFFER_INIT};
    build_json(tally, report, &json);
    errno = ENOMEM;
    bool done = !json.out.failed && write_file(path, json.out.data, json.out.size);
    if (!done)
        complain("cannot write the report to %s: %s", path, strerror(errno));
    buffer_free(&json.out);
    return done;
}

void tally_log(const struct tally *tally, const mrg_index_stats *index, struct buffer *facts)
{
    for (size_t i = 0; i < TALLY_OUTCOMES; i++)
        history_fact(facts, outcome_names[i], outcome_count(tally, i));
    history_fact(facts, "failed", tally->failed);
    for (size_t i = 0; i < sizeof source_facts / sizeof *source_facts; i++)
        history_fact(facts, source_facts[i].name, source_fact(tally, i));
    history_fact(facts, "bytes", tally->bytes);
    history_decimal(facts, "seconds", tally->seconds);
    history_decimal(facts, "articles_per_second", articles_per_second(tally));
    if (index != NULL)
        history_fact(facts, "index_articles", index->articles);
}
