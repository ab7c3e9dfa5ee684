/* Posting lists of a source go into the list of the merged segment. */
#ifndef MORGUE_INDEXER_MERGE_LISTS_H
#define MORGUE_INDEXER_MERGE_LISTS_H

#include "common/segment/posting_cursor.h"
#include "common/segment/segment.h"
#include "indexer/native/merge_forms.h"

struct list_source {
    const struct segment *segment;    /* borrowed */
    const uint32_t *renumbered;       /* borrowed: new number per article; ARTICLE_NONE: left out */
    bool is_whole;                    /* no article is left out: numbers only move up */
    struct posting_cursor cursor;     /* over the list being copied */
};

void list_source_init(struct list_source *source, const struct segment *segment,
                      const uint32_t *renumbered);

/* Append the list of `entry` to `postings`, with written forms as `ordinals` of `forms` has them. Damage goes to
 * *damage. */
void merge_list(struct list_source *source, const struct term_entry *entry,
                const struct merged_forms *forms, const uint32_t *ordinals,
                struct postings_writer *postings, mrg_error *damage);

/* The same, article by article: the only way where some are left out. */
void merge_list_plainly(struct list_source *source, const struct term_entry *entry,
                        const struct merged_forms *forms, const uint32_t *ordinals,
                        struct postings_writer *postings, mrg_error *damage);

#endif
