/* What the parts of morgue-bench share: the engines it compares, the queries it runs, what it finds.
 *
 * Reading order: engine, bench_query, measured, bench; main.c says in which order things happen.
 * Parts print what goes wrong to standard error themselves and answer false or NULL.
 */
#ifndef MORGUE_TESTS_BENCH_H
#define MORGUE_TESTS_BENCH_H

#include "common/morgue.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    QUERY_WORDS_MAX = 4,
    WORD_SIZE_MAX = 24, /* bytes of a query word */
    TOP_K = 10,         /* hits asked for */
    ENGINES_MAX = 5
};

/* ------------------------------------------------------------------------------------ queries */

enum query_kind { KIND_TERM, KIND_AND, KIND_OR, KIND_PHRASE, KIND_COUNT };

struct bench_query {
    char words[QUERY_WORDS_MAX][WORD_SIZE_MAX + 1]; /* lower-case ASCII, NUL-terminated */
    size_t count;                                   /* words; 1 for KIND_TERM, else 2 to 4 */
};

struct query_set {
    struct bench_query *terms;  /* single words, from rare to very common; owned */
    size_t term_count;
    struct bench_query *groups; /* words that stand side by side in the archive; owned */
    size_t group_count;
};

/* Draw about `count` single words and `count` groups from the first `articles` of the archive; the
 * same for one seed. The set is to be released with queries_free whatever comes. */
bool queries_draw(const char *archive, uint64_t articles, size_t count, struct query_set *set);
void queries_free(struct query_set *set);

/* The queries that `kind` is asked with: *queries is borrowed from `set`; returns their count. */
size_t queries_of(const struct query_set *set, enum query_kind kind,
                  const struct bench_query **queries);

/* ------------------------------------------------------------------------------------ archive */

/* Called with each article (borrowed for the call); false ends the reading. */
typedef bool article_function(void *context, const mrg_article *article);

/* Read the first `limit` articles of the archive. False when it cannot be read or `function` said
 * so. Articles without a language are English ones. */
bool archive_read(const char *path, uint64_t limit, article_function *function, void *context);

struct buffer;

/* Everything of `article` that is searched as text but for the headline: deck, body, captions. In
 * `joined` where it has to be put together, else borrowed from the article. */
mrg_text article_body(const mrg_article *article, struct buffer *joined);

/* ------------------------------------------------------------------------------------ engines */

struct answer {
    uint64_t hits[TOP_K]; /* the articles, numbered from 0 in the order they were added; best first */
    double scores[TOP_K]; /* of the hits; only where the engine is one of Morgue's */
    size_t count;         /* of hits */
    uint64_t total;       /* articles that match; only where it was asked for */
};

struct engine {
    const char *name; /* as on the command line */
    const char *what; /* for the report, one line */

    /* Start an index in the existing empty folder `path`, with `memory` bytes where the engine can be
     * told (0: its default). */
    void *(*create)(const char *path, size_t memory);
    bool (*add)(void *builder, const mrg_article *article);
    /* Bring the index to its final shape on disk and release the builder, whatever comes. */
    bool (*finish)(void *builder);

    void *(*open)(const char *path);
    /* A query ready to be run many times; everything in it is outside the measured part. */
    void *(*prepare)(void *index, enum query_kind kind, const struct bench_query *query);
    /* The best TOP_K, and the exact total where asked for. */
    bool (*run)(void *index, void *prepared, bool exact_total, struct answer *answer);
    void (*release)(void *prepared); /* NULL is legal */
    void (*close)(void *index);      /* NULL is legal */

    /* Fetch the articles of `answer` and make a snippet of each; seconds[0] receives the time for
     * fetching all of them, seconds[1] that for their snippets. NULL where it is not measured. */
    bool (*show)(void *index, void *prepared, const struct answer *answer, double seconds[2]);

    bool answers_as_native; /* every answer must be the native one's: totals, hits, scores */
};

/* The engines of this build, the native one first; *count receives how many. */
const struct engine *const *engines_all(size_t *count);

extern const struct engine engine_native;
extern const struct engine engine_morgue_xapian; /* Morgue with engine xapian */
extern const struct engine engine_fts5;
extern const struct engine engine_xapian;     /* as TermGenerator comes: stems without positions */
extern const struct engine engine_xapian_all; /* stems only, with positions */

/* ------------------------------------------------------------------------------------ results */

/* What one build came to. */
struct built {
    bool is_done;        /* the index is there */
    bool is_reused;      /* from an earlier run, with the figures of that run */
    uint64_t articles;
    uint64_t text_bytes; /* of headlines, decks, bodies and captions */
    uint64_t index_bytes;
    double seconds; /* wall, from opening the archive to the final index */
    double cpu;     /* seconds of user and system time */
    double rss;     /* bytes: the largest resident size of the process */
};

/* What is timed: a row of the report. */
enum measure {
    MEASURE_TERM,
    MEASURE_AND,
    MEASURE_OR,
    MEASURE_PHRASE,
    MEASURE_OR_TOTAL, /* with the exact total */
    MEASURE_FETCH,    /* of the stored articles of ten hits of an AND */
    MEASURE_SNIPPETS, /* of the same ten, fetching left out */
    MEASURE_COUNT
};

const char *measure_name(enum measure measure);

/* Times of many queries. */
struct series {
    double *seconds; /* the best of several passes, a query each; owned */
    size_t count;    /* 0: not measured */
};

/* What one engine's queries came to. */
struct measured {
    bool is_done;
    struct series series[MEASURE_COUNT];
    struct answer *answers[KIND_COUNT]; /* with exact totals, a query each; owned */
    double prepare[KIND_COUNT];         /* seconds, mean: reading the query */
};

struct options {
    const char *archive; /* path */
    const char *work;    /* folder for the indexes */
    const char *csv;     /* path; NULL: none is written */
    uint64_t articles;   /* how many of the archive; UINT64_MAX: all */
    size_t queries;      /* of each sort */
    unsigned passes;
    unsigned builds;     /* of each index that is not kept */
    size_t memory;       /* bytes for engines that can be told; 0: their default */
    bool reuse_native;   /* an index that fits is kept, even the native one */
    bool rebuild;        /* no index is kept */
    size_t differences;  /* queries to list whose totals differ, for each engine and kind */
    bool is_chosen[ENGINES_MAX]; /* which engines */
};

struct bench {
    struct options options;
    const struct engine *const *engines; /* static */
    size_t engine_count;
    struct built reading; /* the same without an index: what reading the archive takes */
    struct built builds[ENGINES_MAX];
    struct measured measured[ENGINES_MAX];
    struct query_set queries;
};

/* Read the command line. False when the program has nothing more to do; *code is its exit code. */
bool options_parse(struct options *options, int count, char **words, int *code);

/* ---------------------------------------------------------------------------------- the steps */

/* Build the index of `engine` in a process of its own, or reuse what an earlier run built. A NULL
 * engine stands for none: the archive is only read. */
bool build_index(const struct options *options, const struct engine *engine, struct built *built);

/* The folder in which the index of `engine` stands; `path` receives at most `size` bytes. */
bool index_path(const struct options *options, const struct engine *engine, char *path, size_t size);

/* Time all queries of the set in one engine. */
bool measure_engine(const struct options *options, const struct engine *engine,
                    const struct query_set *set, struct measured *measured);
void measured_free(struct measured *measured);

void report_print(const struct bench *bench);
void goals_print(const struct bench *bench);
bool csv_write(const struct bench *bench, const char *path);

/* ------------------------------------------------------------------------------------- helpers */

double clock_seconds(void); /* monotonic */

/* What queries are timed by: the same clock, or after query_clock_of_thread() the processor time of
 * the calling thread, which other programs on the machine disturb less. */
double query_clock(void);
void query_clock_of_thread(void);

struct summary {
    double mean;
    double median;
    double p95;
    double p99;
}; /* in the unit of the values */

/* Of `count` values, which may be 0 (all zeros then). False when memory is short. */
bool summarise(const double *values, size_t count, struct summary *summary);

/* Mean of a series in microseconds; NAN when it was not measured. */
double series_mean_us(const struct series *series);

/* Print queries, at most options.differences of a kind, for which an engine and the native one count
 * differently. */
void differences_print(const struct bench *bench);

/* Hold the answers of engines that must answer as the native one against its own, and print what
 * differs. False when something does. */
bool differences_check(const struct bench *bench);

/* How the answers of two engines compare. */
struct agreement {
    size_t queries;
    size_t equal_totals;
    size_t at_most; /* the second engine's total is not larger */
    size_t small;   /* queries for which both found at most TOP_K, so that the hits are all of them */
    size_t equal_sets; /* of these: the same articles */
};

struct agreement answers_compare(const struct answer *first, const struct answer *second,
                                 size_t count);

/* "CPU model, N cores, M GB", of what this runs on. Static. */
const char *machine_text(void);

/* Bytes of all files below `path`. */
uint64_t folder_bytes(const char *path);
/* Remove `path` with all below it and make it again, empty. */
bool folder_renew(const char *path);

#ifdef __cplusplus
}
#endif

#endif
