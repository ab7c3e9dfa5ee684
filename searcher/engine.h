/* The seam between what a query means and where articles are kept: what an engine does for readers.
 *
 * Above it (query language, plans, snippets, the public calls) nothing knows how an index is stored;
 * below it are searcher/native, our own segments, and searcher/xapian, a Xapian database. An index's
 * manifest names its engine; the writing side has a seam of its own, indexer/engine.h.
 *
 * All calls may be made by several threads at once. Articles have *numbers*, below `numbers`, that stay
 * the same for as long as the engine is open.
 */
#ifndef MORGUE_SEARCHER_ENGINE_H
#define MORGUE_SEARCHER_ENGINE_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/segment/articles.h"
#include "common/segment/manifest.h"
#include "common/segment/term_key.h"

struct collector;
struct engine;
struct explainer;
struct mrg_explanation;
struct plan_node;
struct plan_term;

/* A stored article and what its texts borrow from: one of the first two, by engine. */
struct mrg_stored {
    struct articles_reader reader; /* native: holds the block */
    struct buffer data;            /* xapian: the record */
    struct arena arena;            /* lists */
    mrg_article article;
};

/* Called with a written form of a term; both borrowed for the call. False stops the walk. */
typedef bool engine_form_visitor(void *context, mrg_text term, mrg_text form);

/* Called with one value of a keyword field, as written, and in how many articles it is; several calls
 * with the same value add up. False stops the walk. */
typedef bool engine_facet_visitor(void *context, mrg_text value, uint64_t articles);

struct engine_ops {
    void (*close)(struct engine *engine);

    /* Fill term->df for term->key, and term->entries where the engine has use for them (from `arena`). */
    mrg_status (*find_term)(const struct engine *engine, struct plan_term *term,
                            struct arena *arena, mrg_error *error);

    /* Visit every written form of every term whose key begins with `start`, a term's forms one after
     * the other. Terms may come more than once, and forms of removed articles may come as well. */
    mrg_status (*each_form)(const struct engine *engine, const struct term_key *start,
                            engine_form_visitor *visit, void *context, mrg_error *error);

    /* Run `plan`: show `collector` every match that it could keep and as many others as it wants to
     * count, then finish it. Articles embargoed past `now` are left out. */
    mrg_status (*search)(const struct engine *engine, const struct plan_node *plan,
                         const mrg_search_options *options, mrg_time now,
                         struct collector *collector, mrg_error *error);

    /* Explain the score of article `number` for `plan` (explain.h does the telling). */
    mrg_status (*explain)(const struct engine *engine, const struct plan_node *plan,
                          const mrg_search_options *options, uint64_t number,
                          struct mrg_explanation *explanation, mrg_error *error);

    /* Read article `number` into *stored, which is empty. MRG_ERR_MISSING when it is gone. */
    mrg_status (*fetch)(const struct engine *engine, uint64_t number, struct mrg_stored *stored,
                        mrg_error *error);

    /* The number of the article with this id; *found tells whether there is one. */
    mrg_status (*find_id)(const struct engine *engine, mrg_text id, uint64_t *number, bool *found,
                          mrg_error *error);

    /* Visit the values of a keyword field; `facet` is an enum facet. */
    mrg_status (*each_facet)(const struct engine *engine, unsigned facet,
                             engine_facet_visitor *visit, void *context, mrg_error *error);

    /* Fill everything but `engine`. */
    void (*get_stats)(const struct engine *engine, mrg_index_stats *stats);

    /* As mrg_index_get_parts. */
    size_t (*get_parts)(const struct engine *engine, mrg_index_part *parts, size_t capacity);

    /* Shards that did not answer and were left out, as mrg_index_missing; NULL: never any. */
    const char *(*missing)(const struct engine *engine, size_t number);
};

/* What every engine begins with. */
struct engine {
    const struct engine_ops *ops;
    const char *name;                 /* as in the manifest; static */
    char language[LANGUAGE_CODE_MAX]; /* default language's code */
    uint64_t articles;                /* that were not removed, as at opening */
    uint64_t numbers;                 /* article numbers in use, removed ones included */
};

/* Open the native index, or several as one, their manifests read before and in agreement on settings.
 * *engine is owned, to be released with ops->close. Errors as snapshot_open. */
mrg_status native_engine_open(const char *const *folders, size_t count, struct engine **engine,
                              mrg_error *error);

/* A part of an index that is searched as one. */
struct shard {
    const char *name;   /* as the cluster file or the user has it, for messages */
    const char *folder; /* the index folder; NULL for a remote shard */
    const char *host;   /* of its server; NULL for a local shard */
    uint16_t port;      /* of its server */
};

/* Open the Xapian databases of `shards` as one. Local ones have a manifest that was read before; settings
 * of all are compared by their metadata. Article `number` lies in shard number % count. *engine is owned,
 * to be released with ops->close. Errors as mrg_index_open. */
mrg_status xapian_engine_open(const struct shard *shards, size_t count,
                              const mrg_open_options *options, struct engine **engine,
                              mrg_error *error);

#endif
