/* A made-up lexicon, and articles written with it next to what they must be read as. */
#ifndef MORGUE_TESTS_UNIT_SEGMENT_SAMPLE_LEXICON_H
#define MORGUE_TESTS_UNIT_SEGMENT_SAMPLE_LEXICON_H

#include "common/base/arena.h"
#include "common/segment/lexicon_writer.h"
#include "tests/unit/support/random.h"

struct sample_lexicon {
    struct arena arena;            /* strings of the entries */
    struct lexicon_entry *entries; /* owned: by rank, specials among them */
    uint32_t count;
    uint32_t *rows; /* owned: row_count + 1 */
    uint32_t row_count;
    uint32_t *nexts; /* owned */
    uint64_t letters[SPELLING_SYMBOLS];
    struct buffer bytes; /* the lexicon as lexicon_write made it */
    struct lexicon_coder coder;
};

/* One with `strings` strings of 1 to 127 random bytes, words and gaps, and up to 16 nexts for about half of the first
 * ranks. Fails the test when it cannot be made. */
void sample_lexicon_make(struct sample_lexicon *sample, uint32_t strings, uint64_t seed);
void sample_lexicon_free(struct sample_lexicon *sample);

/* Append an article of up to `fields` fields to `symbols`, and to `record` what it is to be read as: random strings
 * of the lexicon, spelled ones and numbers. */
void sample_article_append(const struct sample_lexicon *sample, struct random_source *random,
                           uint32_t fields, struct buffer *symbols, struct buffer *record);

#endif
