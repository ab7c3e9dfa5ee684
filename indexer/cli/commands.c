#include "indexer/cli/command.h"

#include <stdint.h>
#include <string.h>

#include "common/base/date.h"
#include "indexer/cli/format.h"

static bool set_quiet(struct settings *settings, const char *value)
{
    (void)value;
    settings->quiet = true;
    return true;
}

static bool set_json(struct settings *settings, const char *value)
{
    (void)value;
    settings->json = true;
    return true;
}

static bool set_help(struct settings *settings, const char *value)
{
    (void)value;
    settings->help = true;
    return true;
}

static bool set_memory(struct settings *settings, const char *value)
{
    return parse_size(value, &settings->memory);
}

static bool set_language(struct settings *settings, const char *value)
{
    settings->language = value;
    return *value != '\0';
}

static bool set_date(struct settings *settings, const char *value)
{
    enum date_precision precision;
    return date_parse((mrg_text){value, strlen(value)}, &settings->date, &precision);
}

static bool set_map(struct settings *settings, const char *value)
{
    const char *equals = strchr(value, '=');
    if (equals == NULL || equals == value || equals[1] == '\0')
        return false;
    settings->map[settings->map_count++] = value;
    return true;
}

static bool set_commit_every(struct settings *settings, const char *value)
{
    return parse_duration(value, &settings->commit_every);
}

static bool set_report(struct settings *settings, const char *value)
{
    settings->report = value;
    return *value != '\0';
}

static const struct option option_help = {"help", NULL, "Print this and leave.", set_help};
static const struct option option_quiet = {"quiet", NULL, "Print failures only.", set_quiet};
static const struct option option_json = {"json", NULL, "Print one JSON document.", set_json};
static const struct option option_memory = {
    "memory", "SIZE", "Memory to use at most, such as 512M or 2G.", set_memory};
static const struct option option_lang = {
    "lang", "CODE", "Language of a new index and of articles that name none, such as de.",
    set_language};
static const struct option option_date = {
    "date", "DATE", "Date of articles that have none, such as 2022-01-14.", set_date};
static const struct option option_map = {
    "map", "THEIRS=OURS", "A JSON field's name here and there; may be repeated.", set_map};
static const struct option option_commit_every = {
    "commit-every", "TIME", "Commit this often while reading: 90s, 10m, 1h; 0 never.",
    set_commit_every};
static const struct option option_report = {"report", "FILE",
                                            "Write the report to FILE as JSON, too.", set_report};

static const struct option *const options_add[] = {
    &option_quiet,        &option_memory, &option_lang, &option_date, &option_map,
    &option_commit_every, &option_report, &option_help, NULL};
static const struct option *const options_change[] = {&option_quiet, &option_memory, &option_help,
                                                      NULL};
static const struct option *const options_stats[] = {&option_json, &option_help, NULL};
static const struct option *const options_check[] = {&option_quiet, &option_help, NULL};
static const struct option *const options_help[] = {&option_help, NULL};

const struct command commands[] = {
    {"add", "INDEX PATH...", "Add the articles of files and folders to an index.",
     "Each PATH is a file, a folder (read with all folders in it, in sorted order, hidden files\n"
     "left out) or - for standard input. The format is told from the content; gzip is undone.\n"
     "INDEX is created when it is not there. An article replaces one of the same id.\n",
     options_add, 2, SIZE_MAX, run_add},
    {"remove", "INDEX ID...", "Remove articles by their ids.",
     "An ID of - stands for the ids on standard input, one a line.\n", options_change, 2, SIZE_MAX,
     run_remove},
    {"merge", "INDEX", "Merge an index into one segment.",
     "Frees the space of articles that were removed or replaced.\n", options_change, 1, 1,
     run_merge},
    {"stats", "INDEX", "Show what an index holds.", "", options_stats, 1, 1, run_stats},
    {"check", "INDEX", "Verify every part of an index.", "Prints one line per finding.\n",
     options_check, 1, 1, run_check},
    {"help", "[VERB]", "Show how to use this program, or one verb.", "", options_help, 0, 1,
     run_help},
    {NULL, NULL, NULL, NULL, NULL, 0, 0, NULL}};

const struct command *command_find(const char *name)
{
    for (const struct command *command = commands; command->name != NULL; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}
