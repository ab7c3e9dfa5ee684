/* Puts a segment together: first its lexicons and its articles, then its terms in order. Used by the flush of
 * a run and by merging alike. */
#ifndef MORGUE_INDEXER_SEGMENT_BUILDER_H
#define MORGUE_INDEXER_SEGMENT_BUILDER_H

#include "common/segment/articles.h"
#include "common/segment/columns.h"
#include "common/segment/dictionary.h"
#include "common/segment/facets.h"
#include "common/segment/manifest.h"
#include "common/segment/postings.h"
#include "common/segment/segment.h"
#include "indexer/native/spool.h"

struct segment_builder {
    struct segment_file_writer
        file; /* section ARTICLES is open while articles are written, POSTINGS while terms are */
    struct articles_writer articles;
    struct buffer lexicon;  /* the one made for this segment; empty: none */
    struct buffer lexicons; /* struct lexicon_part: what is written in two places */
    struct facets_writer facets;
    struct buffer columns[COLUMN_COUNT]; /* int64_t per article */
    struct buffer lengths;               /* uint32_t per article; until terms are written */
    struct buffer length_codes;      /* a byte per article (impacts.h), while terms are written */
    struct segment_meta meta;        /* counts so far */
    struct postings_writer postings; /* of the current term */
    struct dictionary_writer dictionary;
    struct spool forms_spool;    /* section FORMS */
    struct spool terms_spool;    /* section TERMS */
    bool is_open;                /* between open and close */
    bool failed;                 /* memory ran short or a limit was passed */
};

/* Create the segment file `name` in `folder` (borrowed until close). Sections that have to wait are held
 * in up to about `memory` bytes, and beyond that in temporary files in `folder`. */
mrg_status segment_builder_open(struct segment_builder *builder, const char *folder,
                                const char *name, size_t memory, mrg_error *error);

/* Begin the stored articles, which are written through `builder->articles`. `parts` are the lexicons they are written
 * with; those of other segments are borrowed until close, as they are written again at the end. `made`, moved out of
 * the buffer, is the one that belongs to no other; where parts have NULL in the place of bytes, it is meant. */
void segment_builder_begin_articles(struct segment_builder *builder, struct buffer *made,
                                    const struct lexicon_part *parts, uint32_t count);

/* Add what is known of the next article without counting its words: facets and dates. Before or after it is written,
 * and as early as it is at hand; but for as many articles as segment_builder_add_measures in the end. */
void segment_builder_add_facts(struct segment_builder *builder, const mrg_article *article);

/* What counting gives. */
struct article_measures {
    uint32_t length;     /* scored occurrences */
    int64_t words;       /* for the column of that name */
    int64_t fingerprint; /* the same */
};

/* Add the measures of the next article. */
void segment_builder_add_measures(struct segment_builder *builder,
                                  const struct article_measures *measures);

/* No more articles: terms follow. */
void segment_builder_begin_terms(struct segment_builder *builder);

/* Add the term whose list has just been completed in builder->postings (postings_finish is called
 * here). `forms` is its table of written forms, empty when the only one equals the term. */
void segment_builder_add_term(struct segment_builder *builder, const uint8_t *key, size_t size,
                              const struct buffer *forms);

/* The dictionary entry of the list that has just been finished in `postings`, without its forms. */
struct term_entry segment_builder_entry(const struct postings_writer *postings);

/* A term's bytes in each section; sizes are in its entry. */
struct term_bytes {
    const uint8_t *postings;
    const uint8_t *positions;
    uint64_t drained; /* bytes of the positions that are in the file already */
    const uint8_t *forms;
};

/* Move on to the bytes of the term behind that of `entry`. Where there are none at all, they stay NULL. */
static inline void term_bytes_pass(struct term_bytes *bytes, const struct term_entry *entry)
{
    if (entry->postings_size > 0)
        bytes->postings += entry->postings_size;
    if (entry->positions_size > 0)
        bytes->positions += entry->positions_size;
    if (entry->forms_size > 0)
        bytes->forms += entry->forms_size;
}

/* Add a term that was packed elsewhere, by a postings_writer that had this segment's lengths. */
void segment_builder_put_term(struct segment_builder *builder, const uint8_t *key, size_t size,
                              const struct term_entry *entry, const struct term_bytes *bytes);

/* Write everything and sync. *about receives size and checksum (the name is the caller's). On failure
 * the file is removed. */
mrg_status segment_builder_close(struct segment_builder *builder, struct manifest_segment *about,
                                 mrg_error *error);

/* Remove the file. Legal when not open. */
void segment_builder_abandon(struct segment_builder *builder);

/* Bytes held in memory. */
size_t segment_builder_memory(const struct segment_builder *builder);

#endif
