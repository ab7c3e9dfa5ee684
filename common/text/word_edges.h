/* Where words of ASCII letters and digits begin and end, found for 64 bytes at a time: the first step of indexing.
 *
 * Idea: one bit a byte tells whether it is a letter or digit; where neighbouring bits differ a word begins or ends
 * (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, find structural characters so). The bits become
 * offsets in a loop that does not depend on how long words are, while looking for the end of each word guesses wrong
 * once a word.
 */
#ifndef MORGUE_TEXT_WORD_EDGES_H
#define MORGUE_TEXT_WORD_EDGES_H

#include "common/text/word_bytes.h"

enum {
    WORD_EDGES_SPAN = 1024, /* bytes looked at together: a multiple of 64 below 2^16 */
    WORD_EDGES_SLACK = 64   /* edges are written so many at a time */
};

struct word_edges {
    size_t base; /* byte offset in the text that edges count from */
    size_t
        end; /* byte offset up to which words are known; one that goes on behind the span begins there */
    unsigned next;  /* the first edge that is not passed, the beginning of a word */
    unsigned count; /* edges: an even number */
    uint16_t at[WORD_EDGES_SPAN + WORD_EDGES_SLACK]; /* beginnings and ends of words in turn */
};

/* The words of the `size` bytes at `text`, from offset `from` on as far as a span goes; there may be none. */
void word_edges_find(struct word_edges *edges, const char *text, size_t size, size_t from);

/* The same on any processor. */
void word_edges_find_plainly(struct word_edges *edges, const char *text, size_t size, size_t from);

#endif
