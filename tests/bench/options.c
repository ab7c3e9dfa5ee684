#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"

static const char help[] =
    "Usage: morgue-bench ARCHIVE [OPTION]...\n"
    "Index the archive with every engine of this build, run the same queries in each, and "
    "compare.\n"
    "\n"
    "  --articles N      only the first N of the archive\n"
    "  --work DIR        folder for the indexes (bench-work)\n"
    "  --queries N       single words and groups of words, so many of each (300)\n"
    "  --passes N        each query's time is its best of so many (5)\n"
    "  --builds N        each index is built so often; its time is the best, the others are told "
    "(1)\n"
    "  --engines LIST    of native, morgue-xapian, fts5, xapian, xapian-all (all but the last)\n"
    "  --memory MB       for engines that can be told how much to use (their default)\n"
    "  --reuse WHICH     indexes of earlier runs to use again: none, peers, all (peers)\n"
    "  --clock WHICH     for queries: wall, or cpu on a machine with other things to do (wall)\n"
    "  --differences N   list so many queries of a kind whose totals differ (0)\n"
    "  --csv FILE        write all figures there as well\n"
    "  --help            this text\n";

static bool parse_number(const char *text, uint64_t most, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    return errno == 0 && end != text && *end == '\0' && text[0] != '-' && value > 0 &&
           value <= most;
}

static bool choose_engine(struct options *options, const char *name, size_t size)
{
    size_t count;
    const struct engine *const *engines = engines_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (strlen(engines[i]->name) == size && memcmp(engines[i]->name, name, size) == 0) {
            options->is_chosen[i] = true;
            return true;
        }
    }
    return false;
}

static bool choose_engines(struct options *options, const char *list)
{
    memset(options->is_chosen, 0, sizeof options->is_chosen);
    for (;;) {
        size_t size = strcspn(list, ",");
        if (!choose_engine(options, list, size))
            return false;
        if (list[size] == '\0')
            return true;
        list += size + 1;
    }
}

static bool set_reuse(struct options *options, const char *value)
{
    options->rebuild = strcmp(value, "none") == 0;
    options->reuse_native = strcmp(value, "all") == 0;
    return options->rebuild || options->reuse_native || strcmp(value, "peers") == 0;
}

static bool set_clock(const char *value)
{
    bool is_cpu = strcmp(value, "cpu") == 0;
    if (is_cpu)
        query_clock_of_thread();
    return is_cpu || strcmp(value, "wall") == 0;
}

static bool set_count(const char *value, uint64_t most, size_t *count)
{
    uint64_t number = 0;
    bool valid = parse_number(value, most, &number);
    *count = (size_t)number;
    return valid;
}

/* Set the option `name` to `value`. False when there is no such option or no such value. */
static bool set_option(struct options *options, const char *name, const char *value)
{
    size_t count = 0;
    if (strcmp(name, "--articles") == 0)
        return parse_number(value, UINT32_MAX, &options->articles);
    if (strcmp(name, "--queries") == 0)
        return set_count(value, 1000000, &options->queries);
    if (strcmp(name, "--differences") == 0)
        return set_count(value, 1000000, &options->differences);
    if (strcmp(name, "--clock") == 0)
        return set_clock(value);
    if (strcmp(name, "--engines") == 0)
        return choose_engines(options, value);
    if (strcmp(name, "--reuse") == 0)
        return set_reuse(options, value);
    if (strcmp(name, "--work") == 0) {
        options->work = value;
        return true;
    }
    if (strcmp(name, "--csv") == 0) {
        options->csv = value;
        return true;
    }
    bool is_valid = set_count(value, 1000000, &count);
    if (strcmp(name, "--passes") == 0)
        options->passes = (unsigned)count;
    else if (strcmp(name, "--builds") == 0)
        options->builds = (unsigned)count;
    else if (strcmp(name, "--memory") == 0)
        options->memory = count * 1000000;
    else
        return false;
    return is_valid;
}

static bool stop(int *code, int value, const char *message, const char *argument)
{
    *code = value;
    fprintf(value == 0 ? stdout : stderr, "%s%s", message, argument);
    if (value != 0)
        fprintf(stderr, " (try --help)\n");
    return false;
}

static void set_defaults(struct options *options)
{
    *options = (struct options){
        .work = "bench-work", .articles = UINT64_MAX, .queries = 300, .passes = 5, .builds = 1};
    choose_engine(options, "native", 6);
    choose_engine(options, "morgue-xapian", 13);
    choose_engine(options, "fts5", 4); /* where it was built in */
    choose_engine(options, "xapian", 6);
}

bool options_parse(struct options *options, int count, char **words, int *code)
{
    set_defaults(options);
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--help") == 0)
            return stop(code, 0, help, "");
        if (words[i][0] != '-') {
            if (options->archive != NULL)
                return stop(code, 2, "morgue-bench: a second archive: ", words[i]);
            options->archive = words[i];
        } else if (i + 1 == count || !set_option(options, words[i], words[i + 1])) {
            return stop(code, 2, "morgue-bench: unknown option or wrong value: ", words[i]);
        } else {
            i++;
        }
    }
    return options->archive != NULL || stop(code, 2, "morgue-bench: which archive?", "");
}
