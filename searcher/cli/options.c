/* Options are data: the table below drives reading, usage and help. Long options only: a single dash
 * belongs to the query language, where -word leaves articles out. */
#include "searcher/cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* An option. `set` takes over its value (NULL for one without a value); false: no valid value. */
struct option {
    const char *name;  /* without the dashes */
    const char *value; /* what its value is called; NULL: it has none */
    const char *help;  /* a line or two, '\n' between */
    bool (*set)(struct options *options, const char *value);
};

/* A choice by name. */
struct name_value {
    const char *name;
    int value;
};

static bool choose(const struct name_value *names, const char *name, int *value)
{
    for (; names->name != NULL; names++)
        if (strcmp(names->name, name) == 0) {
            *value = names->value;
            return true;
        }
    return false;
}

static bool read_count(const char *value, uint64_t most, uint64_t *count)
{
    char *end;
    if (value[0] < '0' || value[0] > '9')
        return false;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    if (errno != 0 || *end != '\0' || number > most)
        return false;
    *count = number;
    return true;
}

/* A number that is not negative; *end receives where it stops. */
static bool read_factor(const char *value, double *factor, const char **end)
{
    char *stop;
    double number = strtod(value, &stop);
    *end = stop;
    if (stop == value || !isfinite(number) || number < 0)
        return false;
    *factor = number;
    return true;
}

enum { HITS_MAX = 1000000 };

static bool set_limit(struct options *options, const char *value)
{
    uint64_t count;
    if (!read_count(value, HITS_MAX, &count))
        return false;
    options->search.limit = (size_t)count;
    options->has_limit = true;
    return true;
}

static bool set_offset(struct options *options, const char *value)
{
    uint64_t count;
    if (!read_count(value, HITS_MAX, &count))
        return false;
    options->search.offset = (size_t)count;
    return true;
}

static bool set_sort(struct options *options, const char *value)
{
    static const struct name_value names[] = {{"relevance", MRG_SORT_RELEVANCE},
                                              {"newest", MRG_SORT_NEWEST},
                                              {"oldest", MRG_SORT_OLDEST},
                                              {NULL, 0}};
    int sort;
    if (!choose(names, value, &sort))
        return false;
    options->search.sort = (mrg_sort)sort;
    return true;
}

static bool set_total(struct options *options, const char *value)
{
    static const struct name_value names[] = {{"exact", true}, {"fast", false}, {NULL, 0}};
    int exact;
    if (!choose(names, value, &exact))
        return false;
    options->search.exact_total = exact != 0;
    return true;
}

static bool set_any(struct options *options, const char *value)
{
    (void)value;
    options->reading.any_word = true;
    return true;
}

static bool set_stopwords(struct options *options, const char *value)
{
    static const struct name_value names[] = {{"none", true}, {"auto", false}, {NULL, 0}};
    int keep;
    if (!choose(names, value, &keep))
        return false;
    options->reading.keep_stopwords = keep != 0;
    return true;
}

static bool set_lang(struct options *options, const char *value)
{
    options->reading.language = value;
    return value[0] != '\0';
}

static bool set_bm25(struct options *options, const char *value)
{
    const char *end;
    if (!read_factor(value, &options->search.k1, &end) || *end != ',' ||
        !read_factor(end + 1, &options->search.b, &end))
        return false;
    return *end == '\0' && options->search.b <= 1;
}

static bool set_headline_boost(struct options *options, const char *value)
{
    const char *end;
    return read_factor(value, &options->search.headline_boost, &end) && *end == '\0';
}

static bool set_timeout(struct options *options, const char *value)
{
    enum { SECONDS_MAX = 86400 };
    const char *end;
    double seconds;
    if (!read_factor(value, &seconds, &end) || *end != '\0' || seconds < 0.001 ||
        seconds > SECONDS_MAX)
        return false;
    options->opening.timeout = seconds;
    return true;
}

static bool set_partial(struct options *options, const char *value)
{
    (void)value;
    options->opening.partial = true;
    return true;
}

static bool set_show(struct options *options, const char *value)
{
    options->show = value;
    return true;
}

static bool set_batch(struct options *options, const char *value)
{
    options->batch = value;
    return value[0] != '\0';
}

static bool set_format(struct options *options, const char *value)
{
    static const struct name_value names[] = {
        {"text", FORMAT_TEXT}, {"json", FORMAT_JSON}, {"trec", FORMAT_TREC}, {NULL, 0}};
    int format;
    if (!choose(names, value, &format))
        return false;
    options->format = (enum format)format;
    return true;
}

static bool set_json(struct options *options, const char *value)
{
    (void)value;
    options->format = FORMAT_JSON;
    return true;
}

static bool set_explain(struct options *options, const char *value)
{
    (void)value;
    options->explain = true;
    return true;
}

static bool set_fragments(struct options *options, const char *value)
{
    uint64_t count;
    if (!read_count(value, 2, &count))
        return false;
    options->snippet.fragments = (size_t)count;
    return true;
}

static bool set_color(struct options *options, const char *value)
{
    static const struct name_value names[] = {
        {"auto", COLOR_AUTO}, {"always", COLOR_ALWAYS}, {"never", COLOR_NEVER}, {NULL, 0}};
    int color;
    if (!choose(names, value, &color))
        return false;
    options->color = (enum color_choice)color;
    return true;
}

static bool set_width(struct options *options, const char *value)
{
    uint64_t count;
    if (!read_count(value, 10000, &count))
        return false;
    options->width = (long)count;
    return true;
}

static bool set_no_pager(struct options *options, const char *value)
{
    (void)value;
    options->no_pager = true;
    return true;
}

static bool set_help(struct options *options, const char *value)
{
    (void)value;
    options->wants_help = true;
    return true;
}

static bool set_version(struct options *options, const char *value)
{
    (void)value;
    options->wants_version = true;
    return true;
}

static const struct option table[] = {
    {"limit", "N", "hits to show (10; 1000 with --format trec)", set_limit},
    {"offset", "N", "hits to pass over first", set_offset},
    {"sort", "ORDER", "relevance, newest or oldest", set_sort},
    {"total", "HOW", "exact counts every match; fast (the default) may say \"at least\"",
     set_total},
    {"any", NULL, "join words by OR instead of AND", set_any},
    {"stopwords", "WHICH", "none: search function words too", set_stopwords},
    {"lang", "CODE", "stem the query's words in this language only", set_lang},
    {"bm25", "K1,B", "parameters of the ranking formula (1.2,0.75)", set_bm25},
    {"headline-boost", "X", "weight of a word's score in the headline (0.5)", set_headline_boost},
    {"timeout", "SECONDS", "wait this long for each answer of a server (10)", set_timeout},
    {"partial", NULL, "search the other shards when a server does not answer", set_partial},
    {"show", "ID", "print the article with this id, the query's words marked", set_show},
    {"batch", "FILE", "run every line of FILE (- is standard input): TEXT, or NUMBER<TAB>TEXT",
     set_batch},
    {"format", "NAME", "text, json or trec (a run file for trec_eval)", set_format},
    {"json", NULL, "the same as --format json", set_json},
    {"explain", NULL, "print how the query was read and the parts of each score", set_explain},
    {"fragments", "N", "pieces of text in a snippet: 2, 1, or 0 for none", set_fragments},
    {"color", "WHEN", "auto, always or never", set_color},
    {"width", "N", "columns to wrap text to; 0 does not wrap", set_width},
    {"no-pager", NULL, "never send output through a pager", set_no_pager},
    {"help", NULL, "print this help", set_help},
    {"version", NULL, "print the version", set_version},
};
enum { OPTION_COUNT = sizeof table / sizeof *table };

static const struct option *find_option(const char *name, size_t size)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (strlen(table[i].name) == size && memcmp(table[i].name, name, size) == 0)
            return &table[i];
    return NULL;
}

/* Read argv[*at], which begins with two dashes, and its value, which may be the next argument. */
static bool read_option(struct options *options, int argc, char *const *argv, int *at,
                        struct buffer *message)
{
    const char *name = argv[*at] + 2;
    size_t size = strcspn(name, "=");
    const struct option *option = find_option(name, size);
    const char *value = name[size] == '=' ? name + size + 1 : NULL;
    if (option == NULL) {
        buffer_append_format(message, "unknown option --%.*s", (int)size, name);
        return false;
    }
    if (option->value == NULL && value != NULL) {
        buffer_append_format(message, "--%s takes no value", option->name);
        return false;
    }
    if (option->value != NULL && value == NULL) {
        if (*at + 1 >= argc) {
            buffer_append_format(message, "--%s needs a value: %s", option->name, option->help);
            return false;
        }
        value = argv[++*at];
    }
    if (option->set(options, value))
        return true;
    buffer_append_format(message, "--%s does not take \"%s\": %s", option->name, value,
                         option->help);
    return false;
}

static void take_word(struct options *options, const char *word)
{
    if (options->index == NULL) {
        options->index = word;
        return;
    }
    if (options->has_query)
        buffer_append_byte(&options->query, ' ');
    buffer_append_string(&options->query, word);
    options->has_query = true;
}

/* What only makes sense, or no sense, together. */
static const char *find_conflict(const struct options *options)
{
    if (options->index == NULL)
        return "no index named";
    if (options->batch != NULL && options->has_query)
        return "--batch takes its queries from a file, not from the command line";
    if (options->batch != NULL && options->show != NULL)
        return "--batch and --show exclude each other";
    if (options->show != NULL && options->format == FORMAT_TREC)
        return "--show prints text or json";
    if (options->format == FORMAT_TREC && options->explain)
        return "--explain prints text or json";
    if (options->batch == NULL && options->show == NULL && !options->has_query)
        return "nothing to search for";
    return NULL;
}

static void set_defaults(struct options *options)
{
    *options = (struct options){.opening = MRG_OPEN_OPTIONS_INIT,
                                .reading = MRG_QUERY_OPTIONS_INIT,
                                .search = MRG_SEARCH_OPTIONS_INIT,
                                .snippet = MRG_SNIPPET_OPTIONS_INIT,
                                .width = -1};
}

bool options_read(struct options *options, int argc, char *const *argv, struct buffer *message)
{
    enum { TREC_LIMIT = 1000 }; /* what trec_eval's measures look at */
    set_defaults(options);
    bool only_words = false;
    for (int at = 1; at < argc; at++) {
        if (!only_words && strcmp(argv[at], "--") == 0)
            only_words = true;
        else if (!only_words && options->index == NULL && strcmp(argv[at], "-h") == 0)
            options->wants_help = true;
        else if (only_words || strncmp(argv[at], "--", 2) != 0)
            take_word(options, argv[at]);
        else if (!read_option(options, argc, argv, &at, message))
            return false;
    }
    if (options->wants_help || options->wants_version)
        return true;
    if (options->format == FORMAT_TREC && !options->has_limit)
        options->search.limit = TREC_LIMIT;
    const char *conflict = find_conflict(options);
    if (conflict != NULL)
        buffer_append_string(message, conflict);
    return conflict == NULL;
}

void options_free(struct options *options)
{
    buffer_free(&options->query);
}

static void append_option_help(struct buffer *out, const struct option *option)
{
    enum { HELP_COLUMN = 24 };
    size_t start = out->size;
    buffer_append_format(out, "  --%s", option->name);
    if (option->value != NULL)
        buffer_append_format(out, " %s", option->value);
    do
        buffer_append_byte(out, ' ');
    while (!out->failed && out->size - start < HELP_COLUMN);
    buffer_append_format(out, "%s\n", option->help);
}

void options_append_help(struct buffer *out)
{
    buffer_append_string(out, "usage: morgue-search INDEX QUERY... [options]\n"
                              "       morgue-search INDEX --show ID [QUERY...] [options]\n"
                              "       morgue-search INDEX --batch FILE [options]\n"
                              "\n"
                              "Search a news archive that morgue-index has indexed.\n"
                              "\n");
    for (size_t i = 0; i < OPTION_COUNT; i++)
        append_option_help(out, &table[i]);
    buffer_append_string(out,
                         "\n"
                         "A query: words (all wanted), OR, NOT, -word, (brackets), \"a phrase\", "
                         "word*, name~,\n"
                         "=word as written, headline:word, source:name, date:2021-03..2021-05. "
                         "After --,\n"
                         "arguments that begin with two dashes are words as well.\n"
                         "\n"
                         "INDEX is the folder of an index, or a file that lists indexes and "
                         "servers, one a line.\n"
                         "\n"
                         "Exit status: 0 found, 1 nothing found, 2 wrong usage, 3 index missing "
                         "or damaged,\n"
                         "a server silent or output failed, 4 locked.\n");
}
