/* In how many articles each word stands. */
#ifndef MORGUE_TESTS_BENCH_WORD_COUNTS_H
#define MORGUE_TESTS_BENCH_WORD_COUNTS_H

#include "common/base/string_table.h"
#include "tests/bench/bench.h"

struct word_count {
    uint32_t articles; /* that hold the word */
    uint32_t last;     /* number of the last one seen, from 1 */
};

struct word_counts {
    struct string_table words;  /* lower case */
    struct word_count *counts;  /* by the word's number in the table; owned */
    uint32_t capacity;          /* counts allocated */
    uint32_t articles;          /* seen so far */
};

/* False when memory is short; word_counts_free is legal either way. */
bool word_counts_init(struct word_counts *counts);
void word_counts_free(struct word_counts *counts);

/* Count the words of one article's text. False when memory is short. */
bool word_counts_add(struct word_counts *counts, mrg_text text);

/* Choose about `count` words, as many from every octave of the number of articles (1, 2 to 3, 4 to 7,
 * ...) as it has, by chance with `seed`. *queries is owned; returns how many there are. */
size_t word_counts_choose(const struct word_counts *counts, size_t count, uint64_t seed,
                          struct bench_query **queries);

#endif
