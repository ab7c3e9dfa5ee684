/* Folding: making what is written differently but is the same word the same bytes. */
#ifndef MORGUE_TEXT_FOLD_H
#define MORGUE_TEXT_FOLD_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* What to fold; bits. */
enum {
    FOLD_CASE = 1,         /* NFKC and full case folding; without it NFC alone */
    FOLD_TURKIC_CASE = 2,  /* with FOLD_CASE: I is the capital of dotless i, as in Turkish */
    FOLD_DROP_HYPHENS = 4, /* "co-operation" becomes "cooperation", "l·l" becomes "ll" */
    FOLD_SPACE = 8         /* runs of white space and control characters become one space */
};

/* Working memory of the functions below; kept between calls so that they rarely allocate. */
struct fold_scratch {
    struct buffer text;  /* UTF-8 between two steps */
    struct buffer codes; /* code points, int32_t each */
};

#define FOLD_SCRATCH_INIT                                                                          \
    {                                                                                              \
        BUFFER_INIT, BUFFER_INIT                                                                   \
    }

void fold_scratch_free(struct fold_scratch *scratch);

/* Append the folding of `text` to `out`. Always: every apostrophe becomes U+0027, every hyphen "-",
 * soft hyphens and the like vanish, NUL vanishes, a broken byte becomes U+FFFD. MRG_ERR_MEMORY. */
mrg_status fold_text(struct fold_scratch *scratch, mrg_text text, unsigned what, struct buffer *out,
                     mrg_error *error);

/* Append `text` without its diacritics to `out`: marks of the Latin, Greek and Cyrillic scripts but
 * that of the letter й, Arabic vowel signs, Hebrew points; letters with a stroke and the like
 * become their plain letters. `text` is folded (lower case). MRG_ERR_MEMORY. */
mrg_status fold_drop_diacritics(struct fold_scratch *scratch, mrg_text text, struct buffer *out,
                                mrg_error *error);

#endif
