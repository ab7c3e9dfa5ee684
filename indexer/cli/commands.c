#include "indexer/cli/command.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/date.h"
#include "indexer/cli/format.h"

enum { SHARDS_MAX = 1024 }; /* of a cluster */

/* Read the digits from `text` to `end`: a number from 1 to `most`. */
static bool parse_number(const char *text, const char *end, unsigned most, unsigned *number)
{
    unsigned read = 0;
    for (; text < end && *text >= '0' && *text <= '9' && read <= most; text++)
        read = read * 10 + (unsigned)(*text - '0');
    *number = read;
    return text == end && read > 0 && read <= most;
}

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

static bool set_engine(struct settings *settings, const char *value)
{
    settings->engine = value;
    return strcmp(value, "native") == 0 || strcmp(value, "xapian") == 0;
}

static bool set_workers(struct settings *settings, const char *value)
{
    char *end;
    unsigned long workers = strtoul(value, &end, 10);
    settings->workers = (unsigned)workers;
    return *end == '\0' && value[0] >= '1' && value[0] <= '9' && workers <= 64;
}

static bool set_wait(struct settings *settings, const char *value)
{
    return parse_duration(value, &settings->wait);
}

/* "2/3": the second of three. */
static bool set_shard(struct settings *settings, const char *value)
{
    const char *slash = strchr(value, '/');
    return slash != NULL && parse_number(value, slash, SHARDS_MAX, &settings->shard) &&
           parse_number(slash + 1, strchr(value, '\0'), SHARDS_MAX, &settings->shards) &&
           settings->shard <= settings->shards;
}

static bool set_port(struct settings *settings, const char *value)
{
    unsigned port;
    if (!parse_number(value, strchr(value, '\0'), UINT16_MAX, &port))
        return false;
    settings->port = (uint16_t)port;
    return true;
}

static bool set_interface(struct settings *settings, const char *value)
{
    settings->interface = value;
    return *value != '\0';
}

static bool set_run(struct settings *settings, const char *value)
{
    (void)value;
    settings->run = true;
    return true;
}

static bool set_commit_articles(struct settings *settings, const char *value)
{
    unsigned number;
    bool is_read = parse_number(value, strchr(value, '\0'), 1000000000, &number);
    if (is_read)
        settings->commit_articles = number;
    return is_read;
}

static bool set_commit_bytes(struct settings *settings, const char *value)
{
    return parse_size(value, &settings->commit_bytes);
}

static bool set_read_all(struct settings *settings, const char *value)
{
    (void)value;
    settings->read_all = true;
    return true;
}

static bool set_prune(struct settings *settings, const char *value)
{
    (void)value;
    settings->prune = true;
    return true;
}

static bool set_dry_run(struct settings *settings, const char *value)
{
    (void)value;
    settings->dry_run = true;
    return true;
}

static bool set_file(struct settings *settings, const char *value)
{
    settings->file = value;
    return *value != '\0';
}

static bool set_query(struct settings *settings, const char *value)
{
    settings->query = value;
    return *value != '\0';
}

static bool set_deep(struct settings *settings, const char *value)
{
    (void)value;
    settings->deep = true;
    return true;
}

static bool set_verify(struct settings *settings, const char *value)
{
    (void)value;
    settings->verify = true;
    return true;
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
    "commit-every", "TIME", "Commit this often while reading: 90s, 10m, 1h (60s); 0 never.",
    set_commit_every};
static const struct option option_commit_articles = {
    "commit-articles", "N", "Commit after so many articles, too.", set_commit_articles};
static const struct option option_commit_bytes = {
    "commit-bytes", "SIZE", "Commit after so much was read, too, such as 500M.", set_commit_bytes};
static const struct option option_all = {"all", NULL, "Read every file, unchanged ones as well.",
                                         set_read_all};
static const struct option option_prune = {
    "prune", NULL, "Remove the articles of files that are gone from the folders.", set_prune};
static const struct option option_file = {
    "file", "PATH", "Remove all articles of this file, and forget it.", set_file};
static const struct option option_query = {"query", "QUERY",
                                           "Remove all articles that this query finds.", set_query};
static const struct option option_dry_run = {"dry-run", NULL, "Only list what would be removed.",
                                             set_dry_run};
static const struct option option_report = {"report", "FILE",
                                            "Write the report to FILE as JSON, too.", set_report};
static const struct option option_engine = {
    "engine", "NAME", "Engine of a new index: native, or xapian, which can be served.", set_engine};
static const struct option option_wait = {
    "wait", "TIME", "Wait this long for another writer to finish, such as 30s.", set_wait};
static const struct option option_workers = {
    "workers", "N", "Threads that index, 1 to 64 (one per core); the result is the same.",
    set_workers};
static const struct option option_shard = {
    "shard", "I/N", "Take only the articles of shard I of N, such as 1/3.", set_shard};
static const struct option option_port = {"port", "N", "Port to serve at (7654).", set_port};
static const struct option option_interface = {
    "interface", "ADDRESS", "Address to serve at (127.0.0.1: this machine only).", set_interface};
static const struct option option_run = {"run", NULL, "Serve now, until stopped.", set_run};

static const struct option option_deep = {
    "deep", NULL, "Compare postings with the stored articles, too; takes long.", set_deep};

static const struct option option_verify = {
    "verify", NULL, "Read everything and compare checksums; copy anew what is damaged.",
    set_verify};

static const struct option *const options_add[] = {&option_quiet,
                                                   &option_memory,
                                                   &option_engine,
                                                   &option_lang,
                                                   &option_date,
                                                   &option_map,
                                                   &option_all,
                                                   &option_prune,
                                                   &option_shard,
                                                   &option_commit_every,
                                                   &option_wait,
                                                   &option_commit_articles,
                                                   &option_workers,
                                                   &option_commit_bytes,
                                                   &option_report,
                                                   &option_help,
                                                   NULL};
static const struct option *const options_remove[] = {
    &option_quiet,   &option_memory, &option_file, &option_query,
    &option_dry_run, &option_wait,   &option_help, NULL};
static const struct option *const options_change[] = {&option_quiet, &option_memory, &option_wait,
                                                      &option_help, NULL};
static const struct option *const options_serve[] = {&option_port, &option_interface, &option_run,
                                                     &option_help, NULL};
static const struct option *const options_stats[] = {&option_json, &option_help, NULL};
static const struct option *const options_check[] = {&option_deep, &option_quiet, &option_memory,
                                                     &option_help, NULL};
static const struct option *const options_backup[] = {&option_verify, &option_quiet, &option_help,
                                                      NULL};
static const struct option *const options_help[] = {&option_help, NULL};

const struct command commands[] = {
    {"add", "INDEX PATH...", "Add the articles of files and folders to an index.",
     "Each PATH is a file, a folder (read with all folders in it, in sorted order, hidden files\n"
     "left out) or - for standard input. The format is told from the content; gzip is undone.\n"
     "INDEX is created when it is not there. An article replaces one of the same id.\n"
     "A file that an earlier run has read and that has not changed since is not read again. One "
     "that\n"
     "has changed replaces its own articles: those it no longer holds are removed.\n"
     "With --shard, an article's id decides which shard it belongs to.\n",
     options_add, 2, SIZE_MAX, run_add},
    {"remove", "INDEX [ID...]", "Remove articles by their ids, their file or a query.",
     "An ID of - stands for the ids on standard input, one a line.\n", options_remove, 1, SIZE_MAX,
     run_remove},
    {"merge", "INDEX", "Merge an index into one segment.",
     "Frees the space of articles that were removed or replaced.\n", options_change, 1, 1,
     run_merge},
    {"stats", "INDEX", "Show what an index holds.", "", options_stats, 1, 1, run_stats},
    {"check", "INDEX", "Verify every part of an index.",
     "Prints one line per finding. With --deep, words, positions and all else that is searched "
     "are\n"
     "made anew from the stored articles and compared.\n",
     options_check, 1, 1, run_check},
    {"repair", "INDEX", "Mend a damaged index.",
     "Makes anew from the stored articles what is damaged, gives up what cannot be read, and "
     "lists\n"
     "the articles that are lost. Leaves with 1 when there are any.\n",
     options_change, 1, 1, run_repair},
    {"backup", "INDEX FOLDER", "Copy an index that may be in use.",
     "FOLDER is new, or holds an earlier backup of INDEX, which is brought up to date.\n",
     options_backup, 2, 2, run_backup},
    {"serve", "INDEX", "Show how to serve an index to other machines.",
     "Prints the command that lets other machines search this index as a shard of a cluster, or\n"
     "becomes the server with --run. There is no password: serve trusted networks only.\n",
     options_serve, 1, 1, run_serve},
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
