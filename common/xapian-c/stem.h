/* Stemmers: words to stems, for the languages Snowball knows. */
#ifndef MORGUE_XAPIAN_C_STEM_H
#define MORGUE_XAPIAN_C_STEM_H

#include "common/morgue.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A Snowball stemmer of one language. Used by one thread at a time. */
typedef struct xc_stemmer xc_stemmer;

/* Make the stemmer called `language` (a name of xc_stemmer_languages or an ISO 639-1 code;
 * NUL-terminated). *stemmer is owned, to be released with xc_stemmer_free. MRG_ERR_ARGUMENT when
 * there is no such stemmer, MRG_ERR_MEMORY; *stemmer is then NULL. */
mrg_status xc_stemmer_new(const char *language, xc_stemmer **stemmer, mrg_error *error);

/* Write the stem of `word` (UTF-8, lower case) to `stem`, which has room for `capacity` bytes;
 * *size receives how many bytes the stem has. A stem may be empty, and may be longer than its word.
 * MRG_ERR_LIMIT when the stem does not fit (*size is set, `stem` untouched), MRG_ERR_MEMORY. */
mrg_status xc_stemmer_stem(xc_stemmer *stemmer, mrg_text word, char *stem, size_t capacity,
                           size_t *size, mrg_error *error);

/* Release a stemmer; NULL is legal. */
void xc_stemmer_free(xc_stemmer *stemmer);

/* Write the names of all stemmers, a space between two, to `names`, which has room for `capacity`
 * bytes; no NUL behind. *size receives how many bytes they have. MRG_ERR_LIMIT when they do not fit
 * (*size is set, `names` untouched), MRG_ERR_MEMORY. */
mrg_status xc_stemmer_languages(char *names, size_t capacity, size_t *size, mrg_error *error);

#ifdef __cplusplus
}
#endif

#endif
