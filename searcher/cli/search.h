/* One query, from its text to what it found. */
#ifndef MORGUE_SEARCHER_SEARCH_H
#define MORGUE_SEARCHER_SEARCH_H

#include "common/base/buffer.h"
#include "common/morgue.h"
#include "searcher/cli/options.h"
#include "searcher/cli/output.h"

/* What a search came to, and what it is printed from. */
struct search {
    const struct options *options; /* borrowed */
    const mrg_index *index;        /* borrowed */
    mrg_text number;               /* of the query in a batch; empty: not in a batch; borrowed */
    mrg_text text;                 /* the query as given; borrowed */
    mrg_query *query;              /* owned */
    mrg_results *results;          /* owned */
    const mrg_hit *hits;           /* borrowed from results */
    size_t hit_count;
    double milliseconds; /* reading the query and searching */
};

/* A hit with all that is printed of it. */
struct found {
    size_t rank; /* from 1, offset counted in */
    mrg_hit hit;
    mrg_stored *stored;           /* owned */
    const mrg_article *article;   /* borrowed from stored */
    mrg_marked *headline;         /* owned */
    mrg_marked *snippet;          /* owned; NULL: none wanted */
    mrg_explanation *explanation; /* owned; NULL: none wanted */
};

/* Read and run the query `text`. *search is to be released with search_free, whatever the status. */
mrg_status search_run(struct search *search, const mrg_index *index, const struct options *options,
                      mrg_text number, mrg_text text, mrg_error *error);
void search_free(struct search *search);

/* Fetch hit `i` (from 0) and what is to be shown of it. *found is to be released with found_free,
 * whatever the status. */
mrg_status found_fetch(struct found *found, const struct search *search, size_t i,
                       mrg_error *error);
void found_free(struct found *found);

/* Append a search in one of the formats. */
mrg_status search_append_text(struct output *output, const struct search *search, mrg_error *error);
mrg_status search_append_json(struct buffer *out, const struct search *search, bool is_pretty,
                              mrg_error *error);
mrg_status search_append_trec(struct buffer *out, const struct search *search, mrg_error *error);

/* Run the query `text` and append what it found in the options' format. Warnings about the query, and
 * about shards that did not answer, go to standard error where the format has no place for them. A
 * shard that falls silent in between is left out, if the index was opened so, and all done anew. Sets
 * *found when something was found, else leaves it alone. */
mrg_status search_answer(struct output *output, const mrg_index *index,
                         const struct options *options, mrg_text number, mrg_text text, bool *found,
                         mrg_error *error);

/* A number for people: "1,234,567". */
void append_grouped(struct buffer *out, uint64_t number);

#endif
