/* The terms of several segments, in order, and of each the lists put together. */
#ifndef MORGUE_INDEXER_MERGE_TERMS_H
#define MORGUE_INDEXER_MERGE_TERMS_H

#include "indexer/native/merge_lists.h"

/* A segment whose terms are merged. */
struct term_source {
    struct list_source list;
    struct dictionary_cursor terms; /* at the term that comes next */
    bool at_end;                    /* there is none */
};

/* Goes over the terms of all sources. One per thread. */
struct term_merger {
    struct term_source *sources; /* owned */
    size_t count;                /* of them */
    const uint8_t *until; /* borrowed: key of the first term that is not meant; NULL: all are */
    size_t until_size;    /* bytes of it */
    uint8_t key[KEY_SIZE_MAX]; /* of the current term */
    size_t key_size;
    struct merged_forms forms; /* of the current term */
    size_t read;               /* bytes of the sources that terms so far took, about */
    mrg_error damage;          /* the first met; MRG_OK: none */
};

/* One for `count` segments (borrowed), whose articles have the numbers `renumbered` (borrowed; per segment, and article;
 * ARTICLE_NONE: it is left out). MRG_ERR_MEMORY. To be freed either way. */
mrg_status term_merger_init(struct term_merger *merger, const struct segment *const *segments,
                            const uint32_t *const *renumbered, size_t count, mrg_error *error);
void term_merger_free(struct term_merger *merger);

/* Go to the first term that is `key` or later; size 0: the first of all. Damage goes to merger->damage. */
void term_merger_seek(struct term_merger *merger, const uint8_t *key, size_t size);

/* Move to the next term, merger->key; false at the end or on damage. */
bool term_merger_next(struct term_merger *merger);

/* Bytes of all sources that the current term takes, about. */
size_t term_merger_bytes(const struct term_merger *merger);

/* Put the current term's lists together in `postings`, its forms in merger->forms; to be called once for each term. Where
 * no article is left, postings->df is 0. Damage goes to merger->damage; merger->forms.failed tells that memory is
 * short. */
void term_merger_merge(struct term_merger *merger, struct postings_writer *postings);

#endif
