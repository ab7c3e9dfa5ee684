/* The right-hand sides of the grammar's symbols; what they are written in stands in forms.c. */
#ifndef MORGUE_CORPUS_GENERATE_FORMS_H
#define MORGUE_CORPUS_GENERATE_FORMS_H

#include <stdint.h>

struct forms {
    const char *const *texts; /* NUL-terminated, the most frequent first; static */
    uint32_t count;
};

/* The forms of the symbol with this letter; NULL when it is a word or a name. Static. */
const struct forms *forms_of(char symbol);

#endif
