/* Words of a text that every tokenizer sees in the same way: ASCII letters between white space. */
#ifndef MORGUE_TESTS_BENCH_WORDS_H
#define MORGUE_TESTS_BENCH_WORDS_H

#include "tests/bench/bench.h"

/* What stands between two stretches of white space. */
struct chunk {
    size_t start;    /* byte offset in the text */
    size_t end;      /* byte offset behind it */
    bool is_word;    /* 2 to WORD_SIZE_MAX ASCII letters */
    bool is_next_to; /* one blank, and nothing else, lies between it and the one before */
};

/* The next chunk of `text` from byte *at on, which moves behind it. False at the end. */
bool chunk_next(mrg_text text, size_t *at, struct chunk *chunk);

/* The word in lower case, with a NUL behind it. */
void chunk_lower(mrg_text text, const struct chunk *chunk, char word[WORD_SIZE_MAX + 1]);

/* The first `count` (1 to QUERY_WORDS_MAX) words side by side at or behind byte `from`, which need
 * not be the start of a word. False when there are none. */
bool words_find(mrg_text text, size_t from, size_t count, struct bench_query *query);

#endif
