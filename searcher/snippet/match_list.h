/* The matches of a query in one text, phrases settled. */
#ifndef MORGUE_SEARCHER_MATCH_LIST_H
#define MORGUE_SEARCHER_MATCH_LIST_H

#include "common/base/buffer.h"
#include "searcher/snippet/matcher.h"

/* A token that belongs to a word of the query. */
struct match {
    size_t start;      /* byte offset in the text */
    size_t end;        /* byte offset behind it */
    uint32_t position; /* of the token, counted from 1 within the text */
    uint32_t word;     /* number of the query's word */
    bool stands;       /* it counts: the word is alone, or a phrase that holds it stands here */
};

/* Matches in order of position, thus also of start. Memory grows with the matches, never with the
 * text. */
struct match_list {
    struct buffer storage; /* array of struct match, owned */
};

#define MATCH_LIST_INIT                                                                            \
    {                                                                                              \
        BUFFER_INIT                                                                                \
    }

/* The matches; *items is borrowed until the list changes; returns their count. */
size_t match_list_items(const struct match_list *list, const struct match **items);

/* Replace the contents of `list` by the matches of `matcher` in `text`. Time is linear in the text and
 * in matches times phrase length. Fails only with MRG_ERR_MEMORY, the list then being of no use but to
 * be freed. */
mrg_status match_list_find(struct match_list *list, const struct matcher *matcher, mrg_text text,
                           language_id language, mrg_error *error);

void match_list_free(struct match_list *list);

#endif
