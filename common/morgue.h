/* morgue.h: full-text search for news archives; the one header of libmorgue.
 *
 * Reading order: mrg_status and mrg_error (how calls fail), mrg_article (what is stored), mrg_index
 * (search), mrg_writer (build).
 *
 * Conventions
 * - Text is bytes with a length, meant to be UTF-8; NUL bytes and broken UTF-8 are allowed anywhere.
 * - Two shapes of result only. *Borrowed*: a const pointer or struct that lives as long as the named
 *   parent. *Owned*: an out-parameter that the caller releases; it is NULL after a failure, and
 *   releasing NULL is legal.
 * - Every call that can fail returns a mrg_status and takes a `mrg_error *` that may be NULL. On
 *   failure it receives the status and one line naming the file and the cause. On success it is left
 *   alone.
 * - Options structs are set up with their _INIT macro; a NULL options pointer means the defaults.
 * - The library never prints, exits or reads the environment.
 */
#ifndef MORGUE_H
#define MORGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define MRG_API __attribute__((visibility("default")))
#else
#define MRG_API
#endif

/* ---------------------------------------------------------------------------------------------
 * Failing
 * ------------------------------------------------------------------------------------------- */

/* What became of a call. 0 is success. */
typedef enum mrg_status {
    MRG_OK = 0,
    MRG_ERR_MEMORY,      /* an allocation failed; nothing was changed */
    MRG_ERR_IO,          /* the system refused a read or write; the message says which and why */
    MRG_ERR_MISSING,     /* no such file, folder, index or article */
    MRG_ERR_NOT_INDEX,   /* the path exists but is not an index */
    MRG_ERR_DAMAGED,     /* a checksum or a structure on disk is wrong; the message says where */
    MRG_ERR_VERSION,     /* an index of a format this build does not read */
    MRG_ERR_LOCKED,      /* another writer holds the index */
    MRG_ERR_INPUT,       /* an article or a file to be indexed could not be read */
    MRG_ERR_LIMIT,       /* a documented limit was exceeded */
    MRG_ERR_ARGUMENT,    /* an argument is outside what its documentation allows */
    MRG_ERR_UNSUPPORTED, /* this build or this engine cannot do it */
    MRG_ERR_NO_SPACE,    /* the disk is full; the last commit is intact */
    MRG_ERR_INTERRUPTED  /* stopped on request; what was committed is kept */
} mrg_status;

/* A status and its message. Owned by the caller, usually on the stack; one per thread. */
typedef struct mrg_error {
    mrg_status status; /* MRG_OK until a call fails */
    char message[512]; /* one line, NUL-terminated, cut at a character when longer */
} mrg_error;

#define MRG_ERROR_INIT                                                                             \
    {                                                                                              \
        MRG_OK,                                                                                    \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

/* The name of a status in a few words, such as "index is damaged". Static; never NULL. */
MRG_API const char *mrg_status_text(mrg_status status);

/* The version of the library, such as "0.1.0". Static. */
MRG_API const char *mrg_version(void);

/* ---------------------------------------------------------------------------------------------
 * Articles
 * ------------------------------------------------------------------------------------------- */

/* A piece of text. `data` need not end in NUL; it may be NULL when `size` (bytes) is 0. */
typedef struct mrg_text {
    const char *data;
    size_t size;
} mrg_text;

/* Several texts, in order. `items` may be NULL when `count` is 0. */
typedef struct mrg_texts {
    const mrg_text *items;
    size_t count;
} mrg_texts;

/* A time in seconds since 1970-01-01T00:00:00Z; MRG_NO_TIME when it is not known. */
typedef int64_t mrg_time;
#define MRG_NO_TIME INT64_MIN

/* Whether an article may be shown. */
typedef enum mrg_article_status {
    MRG_USABLE = 0,
    MRG_WITHHELD, /* held back by its source: never a result */
    MRG_CANCELED  /* killed by its source. Both are notices: see mrg_writer_add */
} mrg_article_status;

/* One article. Given to a writer it is borrowed for the call; got from an index it is borrowed from
 * the mrg_stored that holds it. Missing texts are empty, missing times MRG_NO_TIME. */
typedef struct mrg_article {
    mrg_text id;               /* unique in an index; a later article replaces an earlier one */
    mrg_text version;          /* the source's own version, compared as a number where it is one */
    mrg_article_status status; /* usable unless the source says otherwise */
    mrg_time embargo;          /* not a result before this time */
    mrg_time published;        /* when it first appeared */
    mrg_time updated;          /* when this version appeared */
    mrg_text source;           /* the publication or agency */
    mrg_text headline;         /* indexed, and once more in a field of its own */
    mrg_text deck;             /* the standfirst below the headline; indexed */
    mrg_text byline;           /* who wrote it; indexed in a field of its own */
    mrg_text place;            /* of the dateline */
    mrg_text section;          /* of the publication */
    mrg_text language;         /* ISO 639-1 code; empty: the index's default language */
    mrg_texts topics;          /* subjects and keywords */
    mrg_texts people;          /* persons it is about */
    mrg_texts organisations;   /* organisations it is about */
    mrg_text url;              /* where it was published */
    mrg_text body;             /* paragraphs, a blank line between two; indexed */
    mrg_texts captions;        /* of its pictures; indexed */
    mrg_text rights;           /* copyright line */
    mrg_text file;             /* the file it was read from; a keyword of exact bytes (file:) */
    uint64_t word_count;       /* words of headline, deck, body and captions; 0 in what is given */
} mrg_article;

#define MRG_ARTICLE_INIT                                                                           \
    {                                                                                              \
        .embargo = MRG_NO_TIME, .published = MRG_NO_TIME, .updated = MRG_NO_TIME                   \
    }

/* ---------------------------------------------------------------------------------------------
 * Opening an index for search
 * ------------------------------------------------------------------------------------------- */

/* A snapshot of an index: what the last commit before opening held. Immutable: any number of threads
 * may use one at once, and a writer never disturbs it. */
typedef struct mrg_index mrg_index;

/* How an index is opened. */
typedef struct mrg_open_options {
    double
        timeout; /* seconds to wait for a server of a cluster: for the connection and for each answer */
    bool partial; /* leave out shards that do not answer, rather than fail (mrg_index_missing) */
} mrg_open_options;

#define MRG_OPEN_OPTIONS_INIT                                                                      \
    {                                                                                              \
        10, false                                                                                  \
    }

/* Open the index in folder `path` (NUL-terminated), or all indexes that the cluster file `path` lists,
 * to be searched as one (docs/CLUSTER.md). *index is owned, to be released with mrg_index_close. Fails
 * with MRG_ERR_MISSING, MRG_ERR_NOT_INDEX, MRG_ERR_DAMAGED, MRG_ERR_VERSION, MRG_ERR_IO (a server, which
 * the message names, did not answer), MRG_ERR_UNSUPPORTED (shards that do not go together; the message
 * says why) or MRG_ERR_MEMORY; *index is then NULL. */
MRG_API mrg_status mrg_index_open(const char *path, mrg_index **index, mrg_error *error);

/* The same with options, which may be NULL. */
MRG_API mrg_status mrg_index_open_with(const char *path, const mrg_open_options *options,
                                       mrg_index **index, mrg_error *error);

/* Shards that were left out because they did not answer, at opening or since: the name of number
 * `number` (from 0), as the cluster file has it; NULL past the last. What was found lacks their articles.
 * Borrowed from the index. */
MRG_API const char *mrg_index_missing(const mrg_index *index, size_t number);

/* Release a snapshot (NULL is legal). Everything borrowed from it ends with it; queries, results and
 * stored articles made from it must be released before. */
MRG_API void mrg_index_close(mrg_index *index);

/* Figures of a snapshot. */
typedef struct mrg_index_stats {
    uint64_t generation; /* number of the commit, counted from 1; 0: nothing committed yet */
    uint64_t articles;   /* articles that can be found */
    uint64_t removed;    /* articles removed or replaced whose space a merge will free */
    uint64_t segments;   /* segment files */
    uint64_t terms;      /* dictionary entries, summed over segments */
    uint64_t postings;   /* term-article pairs, removed ones included */
    uint64_t tokens;     /* scored occurrences in articles that can be found */
    uint64_t bytes;      /* size of all files of the commit */
    uint64_t text_bytes; /* size of the stored articles before compression */
    mrg_time first;      /* earliest date published; MRG_NO_TIME where none is dated */
    mrg_time last;       /* latest date published */
    const char *engine;  /* "native" or "xapian"; static */
} mrg_index_stats;

/* Fill *stats from `index`. */
MRG_API void mrg_index_get_stats(const mrg_index *index, mrg_index_stats *stats);

/* The parts of an index's size. */
typedef struct mrg_index_part {
    const char *name; /* such as "postings"; static */
    uint64_t bytes;   /* summed over all segments */
} mrg_index_part;

/* The size of each part: `parts` receives at most `capacity` of them; returns how many there are. */
MRG_API size_t mrg_index_get_parts(const mrg_index *index, mrg_index_part *parts, size_t capacity);

/* One value of a keyword field and how many articles carry it. `value` is borrowed from the index. */
typedef struct mrg_facet {
    mrg_text value;
    uint64_t articles;
} mrg_facet;

/* The most frequent values of keyword field `field` ("source", "section", "place", "topic",
 * "person", "org", "language"): at most `capacity` into `facets`, most frequent first; *count
 * receives how many were written. MRG_ERR_ARGUMENT for another field. */
MRG_API mrg_status mrg_index_get_facets(const mrg_index *index, const char *field,
                                        mrg_facet *facets, size_t capacity, size_t *count,
                                        mrg_error *error);

/* Verify every checksum of the index in folder `path` and every structure against the others.
 * `report` is called with one line per finding (borrowed for the call) and may be NULL. Returns
 * MRG_OK when nothing is wrong, MRG_ERR_DAMAGED when something is, else why it could not look. */
MRG_API mrg_status mrg_index_check(const char *path,
                                   void (*report)(void *context, const char *line), void *context,
                                   mrg_error *error);

/* Call `each` for every shard that the cluster file `path` lists, in its order: with the path of its folder, or
 * as the file has it where it is a server (borrowed for the call). Then see that the local ones go together.
 * Errors as mrg_index_open, but no server is asked; `each` has been called unless the file is to blame. */
MRG_API mrg_status mrg_cluster_shards(const char *path,
                                      void (*each)(void *context, const char *shard, bool is_local),
                                      void *context, mrg_error *error);

/* All that mrg_index_check does for one index (not a cluster), and more: make the postings anew from the
 * stored articles, and compare terms, frequencies, positions, written forms, lengths, columns and facets.
 * Takes about as long as building the index did, and about `memory` bytes (0: a quarter of a GiB). */
MRG_API mrg_status mrg_index_check_deep(const char *path, size_t memory,
                                        void (*report)(void *context, const char *line),
                                        void *context, mrg_error *error);

/* A stored article, held in memory of its own. */
typedef struct mrg_stored mrg_stored;

/* The article with this id (all bytes compared), also one under embargo: who shows it to readers looks at
 * mrg_article.embargo first. *stored is owned, to be released with mrg_stored_free. MRG_ERR_MISSING when the
 * index holds none. */
MRG_API mrg_status mrg_index_find(const mrg_index *index, mrg_text id, mrg_stored **stored,
                                  mrg_error *error);

/* The article with this number, as found in a hit of the same index. Owned as above. */
MRG_API mrg_status mrg_index_fetch(const mrg_index *index, uint64_t number, mrg_stored **stored,
                                   mrg_error *error);

/* The article inside; borrowed from `stored`. */
MRG_API const mrg_article *mrg_stored_article(const mrg_stored *stored);

/* Release a stored article; NULL is legal. */
MRG_API void mrg_stored_free(mrg_stored *stored);

/* ---------------------------------------------------------------------------------------------
 * Searching
 * ------------------------------------------------------------------------------------------- */

typedef enum mrg_sort { MRG_SORT_RELEVANCE = 0, MRG_SORT_NEWEST, MRG_SORT_OLDEST } mrg_sort;

/* How a query is read. */
typedef struct mrg_query_options {
    const char *language; /* stem words in this language only; NULL: in those the index holds */
    bool keep_stopwords;  /* search function words too */
    bool any_word;        /* words side by side are joined by OR instead of AND */
    mrg_time now;         /* what relative dates count from; MRG_NO_TIME: the system's clock */
} mrg_query_options;

#define MRG_QUERY_OPTIONS_INIT                                                                     \
    {                                                                                              \
        NULL, false, false, MRG_NO_TIME                                                            \
    }

/* A query as read, ready to run against the index it was read for. Immutable; threads may share it. */
typedef struct mrg_query mrg_query;

/* Read `text` in the language of docs/QUERY.md. No text is a syntax error: what cannot be read as an
 * operator is read as words, with a warning. *query is owned, to be released with mrg_query_free
 * before `index` is closed. Fails only for memory, a damaged index or a bad option. */
MRG_API mrg_status mrg_query_parse(const mrg_index *index, mrg_text text,
                                   const mrg_query_options *options, mrg_query **query,
                                   mrg_error *error);

/* Release a query; NULL is legal. */
MRG_API void mrg_query_free(mrg_query *query);

/* The query as it was read, in query language with every operator and bracket written out. Borrowed
 * from `query`. */
MRG_API const char *mrg_query_as_read(const mrg_query *query);

/* Warnings about how the query was read, such as a bracket without its partner, numbered from 0;
 * NULL past the last. Borrowed from `query`. */
MRG_API const char *mrg_query_warning(const mrg_query *query, size_t number);

/* How a query is run. */
typedef struct mrg_search_options {
    size_t limit;          /* hits wanted */
    size_t offset;         /* hits to pass over first */
    mrg_sort sort;         /* order of the hits; ties go to the lower number */
    bool exact_total;      /* count every match, even when the best are known earlier */
    uint64_t count_to;     /* without exact_total: count at least up to this many matches */
    double k1;             /* BM25, >= 0 */
    double b;              /* BM25, 0 to 1 */
    double headline_boost; /* weight of a plain word's score in the headline field, >= 0 */
    mrg_time now;          /* articles embargoed past it are left out; MRG_NO_TIME: the clock */
} mrg_search_options;

#define MRG_SEARCH_OPTIONS_INIT                                                                    \
    {                                                                                              \
        10, 0, MRG_SORT_RELEVANCE, false, 1000, 1.2, 0.75, 0.5, MRG_NO_TIME                        \
    }

/* What a search found. */
typedef struct mrg_results mrg_results;

/* Run `query` against the index it was read for. `options` may be NULL. *results is owned, to be
 * released with mrg_results_free before `query` and its index. Fails with MRG_ERR_DAMAGED,
 * MRG_ERR_MEMORY or MRG_ERR_ARGUMENT; finding nothing is success. */
MRG_API mrg_status mrg_search(const mrg_query *query, const mrg_search_options *options,
                              mrg_results **results, mrg_error *error);

/* Release results; NULL is legal. */
MRG_API void mrg_results_free(mrg_results *results);

/* One hit. */
typedef struct mrg_hit {
    uint64_t number; /* of the article in this snapshot */
    double score;    /* BM25; 0 when sorted by date */
} mrg_hit;

/* The hits, best first: *hits is borrowed from `results`; returns their count. */
MRG_API size_t mrg_results_hits(const mrg_results *results, const mrg_hit **hits);

/* How many articles match. *is_exact (may be NULL) tells whether that is the count or only a lower
 * bound. */
MRG_API uint64_t mrg_results_total(const mrg_results *results, bool *is_exact);

/* True when nothing matched every word and the hits are the best partial matches instead. */
MRG_API bool mrg_results_are_partial(const mrg_results *results);

/* A part of a score: the tree of an explanation, parents before children. */
typedef struct mrg_explanation_part {
    unsigned depth;   /* 0 for the whole score */
    const char *text; /* what it is, such as "airport in text: 3 times in 412 words" */
    double value;     /* its share */
} mrg_explanation_part;

typedef struct mrg_explanation mrg_explanation;

/* How article `number` gets its score for `query` under `options` (may be NULL). *explanation is
 * owned, to be released with mrg_explanation_free. */
MRG_API mrg_status mrg_explain(const mrg_query *query, const mrg_search_options *options,
                               uint64_t number, mrg_explanation **explanation, mrg_error *error);

/* The parts; *parts is borrowed from `explanation`; returns their count. */
MRG_API size_t mrg_explanation_parts(const mrg_explanation *explanation,
                                     const mrg_explanation_part **parts);

/* Release an explanation; NULL is legal. */
MRG_API void mrg_explanation_free(mrg_explanation *explanation);

/* ---------------------------------------------------------------------------------------------
 * Snippets and highlighting
 * ------------------------------------------------------------------------------------------- */

/* A stretch of a text: byte offsets, end exclusive. */
typedef struct mrg_span {
    size_t start;
    size_t end;
} mrg_span;

/* A text with its matches; memory of its own. */
typedef struct mrg_marked mrg_marked;

/* How long a snippet may be. */
typedef struct mrg_snippet_options {
    size_t fragments; /* at most this many pieces of the text, 1 or 2 */
    size_t size;      /* bytes of text wanted in all; whole words, so a little more or less */
} mrg_snippet_options;

#define MRG_SNIPPET_OPTIONS_INIT                                                                   \
    {                                                                                              \
        2, 320                                                                                     \
    }

/* The best passage of `article` for `query`: fragments of whole words, joined by " ... ", chosen for
 * how many different query words they hold, how rare and how close these are; the opening of the
 * article when no word stands in it. `article` need not come from the index. `options` may be NULL.
 * *snippet is owned, to be released with mrg_marked_free. */
MRG_API mrg_status mrg_snippet(const mrg_query *query, const mrg_article *article,
                               const mrg_snippet_options *options, mrg_marked **snippet,
                               mrg_error *error);

/* `text` whole, with the matches of `query` in it. `language` is the article's (may be empty).
 * *marked is owned, to be released with mrg_marked_free; it holds a copy of the text with white space
 * as it was. */
MRG_API mrg_status mrg_highlight(const mrg_query *query, mrg_text text, mrg_text language,
                                 mrg_marked **marked, mrg_error *error);

/* The text; borrowed from `marked`. */
MRG_API mrg_text mrg_marked_text(const mrg_marked *marked);

/* The matches in it, ascending, not overlapping; *spans is borrowed; returns their count. */
MRG_API size_t mrg_marked_spans(const mrg_marked *marked, const mrg_span **spans);

/* Release a marked text; NULL is legal. */
MRG_API void mrg_marked_free(mrg_marked *marked);

/* ---------------------------------------------------------------------------------------------
 * Building an index
 * ------------------------------------------------------------------------------------------- */

/* The one writer of an index. Used by one thread at a time. */
typedef struct mrg_writer mrg_writer;

typedef struct mrg_writer_options {
    const char *language; /* default language of a new index; an existing one keeps its own */
    size_t memory;        /* bytes for everything the writer holds; 0: a quarter of the machine's, at
                             most 2 GB. What is freed may stay with the process: with glibc, call
                             mallopt(M_MMAP_THRESHOLD, 1 << 20) where that matters, as morgue-index
                             does. Engine "xapian" keeps its changes in memory as Xapian sees fit */
    const char
        *engine; /* of a new index: "native" or "xapian"; an existing one must be of it. NULL:
                             native, or whatever an existing one has */
    double wait; /* seconds to wait for another writer to finish; 0: fail at once */
    unsigned
        workers; /* threads that index, the caller's included; 0: one per core, at most 64. What
                             is written does not depend on it. Engine "xapian" has but one */
} mrg_writer_options;

#define MRG_WRITER_OPTIONS_INIT                                                                    \
    {                                                                                              \
        "en", 0, NULL, 0, 0                                                                        \
    }

/* Open the index in folder `path` for writing, creating folder and index where there is none, and
 * take its lock. *writer is owned, to be released with mrg_writer_close. Fails with MRG_ERR_LOCKED
 * (the message names the holder's process), MRG_ERR_NOT_INDEX (a file, or a folder that holds other
 * things), MRG_ERR_DAMAGED, MRG_ERR_VERSION, MRG_ERR_ARGUMENT (no such language or engine, or an index
 * of another engine), MRG_ERR_IO or MRG_ERR_MEMORY; *writer is then NULL and nothing was changed. */
MRG_API mrg_status mrg_writer_open(const char *path, const mrg_writer_options *options,
                                   mrg_writer **writer, mrg_error *error);

/* What became of an article. */
typedef enum mrg_outcome {
    MRG_ADDED = 0,
    MRG_REPLACED,  /* an article of the same id gave way */
    MRG_UNCHANGED, /* the index already held exactly this article */
    MRG_OLDER,     /* the index holds a later version of it, which stays; or it is withdrawn */
    MRG_REMOVED,   /* withheld or canceled: what the index held under its id is gone */
    MRG_IGNORED    /* withheld or canceled, and the index held nothing under its id */
} mrg_outcome;

/* Add `article` (borrowed for the call), or replace the one with its id. The id must not be empty
 * (MRG_ERR_ARGUMENT). It can be found after the next commit. *outcome (may be NULL) receives what
 * became of it. An article that is withheld or canceled is a notice: it removes what the index holds under
 * its id, unless that is newer by version or date, and the id is withdrawn from then on. Then only an article
 * that is newer than the notice is added, which ends that. What is withdrawn is read from the index when the
 * first article is added; MRG_ERR_DAMAGED when it cannot be. On MRG_ERR_ARGUMENT and MRG_ERR_LIMIT only
 * this article is lost and the writer goes on; after any other failure the writer can only be closed, and
 * the last commit stands. */
MRG_API mrg_status mrg_writer_add(mrg_writer *writer, const mrg_article *article,
                                  mrg_outcome *outcome, mrg_error *error);

/* Remove the article with this id, from the next commit on; the id is not withdrawn by that, nor is that
 * undone. *was_there may be NULL. */
MRG_API mrg_status mrg_writer_remove(mrg_writer *writer, mrg_text id, bool *was_there,
                                     mrg_error *error);

/* What is remembered of a file that articles were read from, so that a later run need not read it
 * again. The library keeps it with the index and draws no conclusions from it. */
typedef struct mrg_source {
    mrg_text path;    /* what it is known by, as in mrg_article.file; not empty, and not beginning with a
                         byte of 1 */
    uint64_t size;    /* bytes when it was read */
    int64_t modified; /* nanoseconds since 1970 of its last change; 0: not to be relied on */
    uint64_t hash;    /* of its content, by a function of the caller's; 0: not known */
    uint64_t records; /* read so far from its beginning, bad ones included */
    bool is_complete; /* it was read to its end */
    bool is_again;    /* it was read before, as it then was: the index may hold articles of that
                          reading which are no longer in it */
    bool is_shared;   /* other files may hold ids that stand in it as well. mrg_writer_add sets this for the
                          file whose article gives way to that of another */
} mrg_source;

/* What is remembered of the file `path`, changes since the last commit included. *was_there tells
 * whether anything is; *source, then filled, borrows its path from the writer until close. Fails with
 * MRG_ERR_DAMAGED, MRG_ERR_IO or MRG_ERR_MEMORY when the list cannot be read; nor can articles be added
 * then. */
MRG_API mrg_status mrg_writer_find_source(mrg_writer *writer, mrg_text path, mrg_source *source,
                                          bool *was_there, mrg_error *error);

/* Remember `source` (borrowed for the call) in the place of what was known of its path. It becomes part
 * of the next commit, together with the articles added before. MRG_ERR_ARGUMENT for a path that cannot be,
 * else as mrg_writer_find_source; nothing has changed after a failure. */
MRG_API mrg_status mrg_writer_note_source(mrg_writer *writer, const mrg_source *source,
                                          mrg_error *error);

/* Forget the file `path`, from the next commit on; its articles stay. Fine when nothing is known of it.
 * Fails as mrg_writer_note_source. */
MRG_API mrg_status mrg_writer_forget_source(mrg_writer *writer, mrg_text path, mrg_error *error);

/* Call `each` with every file that is remembered, in no particular order, until it returns false. It may
 * note and forget the source it is given, but none that was not there. Fails as
 * mrg_writer_find_source. */
MRG_API mrg_status mrg_writer_each_source(mrg_writer *writer,
                                          bool (*each)(void *context, const mrg_source *source),
                                          void *context, mrg_error *error);

/* Make everything so far durable and visible to whoever opens the index from now on. After a failure
 * the previous commit stands and the writer can only be closed. */
MRG_API mrg_status mrg_writer_commit(mrg_writer *writer, mrg_error *error);

/* Commit, and wait until merging in the background has nothing left to do: commits start it where an
 * index has many small segments, and mrg_writer_close cancels it. */
MRG_API mrg_status mrg_writer_settle(mrg_writer *writer, mrg_error *error);

/* Commit, then merge all segments into one, dropping what was removed, and commit that. */
MRG_API mrg_status mrg_writer_merge(mrg_writer *writer, mrg_error *error);

/* Release the writer and its lock; what was not committed is lost. NULL is legal. */
MRG_API void mrg_writer_close(mrg_writer *writer);

/* ---------------------------------------------------------------------------------------------
 * Mending and copying
 * ------------------------------------------------------------------------------------------- */

/* What a repair came to. */
typedef struct mrg_repair_result {
    uint64_t articles; /* that can be found now */
    uint64_t damaged;  /* files that were damaged or missing */
    uint64_t rebuilt;  /* segments made anew; with engine "xapian" databases */
    uint64_t lost;     /* articles lost */
    uint64_t unknown;  /* files of which it cannot be told how many articles are lost, or which
                          articles had been removed */
} mrg_repair_result;

/* Mend the index in folder `path`: verify it as mrg_index_check_deep does, make anew from the stored
 * articles what is damaged, give up what cannot be read and keep the rest, in the same order. Where the
 * manifest is missing or damaged, the files present are taken for the index. Of `options` (may be NULL)
 * memory, workers and wait count. `report` (may be NULL) is called with one line per finding and per lost
 * article, with its id where that can still be told, else its number. *result (may be NULL) is filled.
 * What is not damaged stays untouched, and the old files stay until the new commit is written.
 * Returns MRG_OK when the index is in order now, whatever was lost; else why not, nothing being changed:
 * MRG_ERR_LOCKED, MRG_ERR_MISSING, MRG_ERR_NOT_INDEX, MRG_ERR_VERSION, MRG_ERR_IO, MRG_ERR_NO_SPACE,
 * MRG_ERR_MEMORY, MRG_ERR_DAMAGED when there is nothing to go by. */
MRG_API mrg_status mrg_index_repair(const char *path, const mrg_writer_options *options,
                                    void (*report)(void *context, const char *line), void *context,
                                    mrg_repair_result *result, mrg_error *error);

/* What a backup came to. */
typedef struct mrg_backup_result {
    uint64_t generation; /* of the commit that the copy holds */
    uint64_t copied;     /* files copied or linked */
    uint64_t linked;     /* of them: linked, which takes no space */
    uint64_t kept;       /* files that were there from an earlier backup */
    uint64_t bytes;      /* size of the files copied, linked ones left out */
    uint64_t damaged;    /* files of the index found damaged; 0 unless verified */
} mrg_backup_result;

typedef struct mrg_backup_options {
    bool verify; /* read everything, in the index and in the copy, and hold it against its checksums */
    void (*report)(void *context, const char *line); /* a line for each file of the index that is
                                                        damaged, borrowed for the call; may be NULL */
    void *context;                                   /* handed to `report` */
} mrg_backup_options;

#define MRG_BACKUP_OPTIONS_INIT {false, NULL, NULL}

/* Make folder `destination` a copy of the last commit of the index in folder `path`, while a writer may be
 * changing that. `destination` is new, empty, or an earlier backup of the same index, of which it keeps
 * what is still good; its parent exists. Files are linked where that is possible, else copied; the
 * manifest is written last, and until then `destination` is what it was. *result (may be NULL) is filled.
 * MRG_ERR_ARGUMENT when `destination` is in the index, or holds anything else; MRG_ERR_LOCKED when it is
 * being written to; MRG_ERR_MISSING, MRG_ERR_NOT_INDEX, MRG_ERR_DAMAGED, MRG_ERR_VERSION, MRG_ERR_IO,
 * MRG_ERR_NO_SPACE, MRG_ERR_MEMORY. */
MRG_API mrg_status mrg_index_backup(const char *path, const char *destination,
                                    mrg_backup_result *result, mrg_error *error);

/* The same with options (NULL: as above). With `verify` a file of an earlier backup is kept only when its
 * checksums are right. A file that is damaged in the index is reported; it replaces no sound one, but is
 * copied where there is none, and of a damaged index of engine xapian no copy is made. MRG_ERR_DAMAGED,
 * besides the above, when anything was damaged in the index, although the backup was made. */
MRG_API mrg_status mrg_index_backup_with(const char *path, const char *destination,
                                         const mrg_backup_options *options,
                                         mrg_backup_result *result, mrg_error *error);

#ifdef __cplusplus
}
#endif

#endif
