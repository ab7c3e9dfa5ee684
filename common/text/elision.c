#include "common/text/elision.h"

#include <string.h>

/* Words that lose their vowel before another word, with a space before and behind each. */
static const struct {
    const char *language; /* ISO 639-1 */
    const char *words;
} elided[] = {
    {"fr", " l d j m t s n c qu jusqu lorsqu puisqu quoiqu "},
    {"it",
     " l un d c m t s v n gl dell nell all sull dall coll pell degl negl agl sugl dagl quell "},
    {"ca", " l d m t s n "},
};

enum { ELIDED_MAX = 6 }; /* bytes of the longest of them */

static const char *elided_words(language_id language)
{
    const char *code = language_code(language);
    for (size_t i = 0; i < sizeof elided / sizeof elided[0]; i++)
        if (strcmp(elided[i].language, code) == 0)
            return elided[i].words;
    return NULL;
}

size_t elision_size(language_id language, mrg_text word)
{
    size_t limit = word.size < ELIDED_MAX + 1 ? word.size : ELIDED_MAX + 1;
    const char *apostrophe = limit > 0 ? memchr(word.data, '\'', limit) : NULL;
    const char *words = apostrophe != NULL ? elided_words(language) : NULL;
    if (words == NULL)
        return 0;
    size_t size = (size_t)(apostrophe - word.data);
    char wanted[ELIDED_MAX + 3] = " ";
    memcpy(wanted + 1, word.data, size);
    wanted[size + 1] = ' ';
    wanted[size + 2] = '\0';
    if (size == 0 || size + 1 == word.size || memchr(wanted + 1, ' ', size) != NULL ||
        strstr(words, wanted) == NULL)
        return 0;
    return size + 1;
}
