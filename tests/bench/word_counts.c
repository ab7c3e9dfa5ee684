#include "tests/bench/word_counts.h"

#include <stdlib.h>

#include "common/base/hash.h"
#include "tests/bench/words.h"

enum { OCTAVES = 32 };

bool word_counts_init(struct word_counts *counts)
{
    *counts = (struct word_counts){0};
    return string_table_init(&counts->words);
}

void word_counts_free(struct word_counts *counts)
{
    string_table_free(&counts->words);
    free(counts->counts);
    *counts = (struct word_counts){0};
}

/* ----------------------------------------------------------------------------------- counting */

static bool make_room(struct word_counts *counts, uint32_t number)
{
    if (number < counts->capacity)
        return true;
    uint32_t capacity = counts->capacity == 0 ? 1u << 16 : counts->capacity * 2;
    struct word_count *grown = realloc(counts->counts, capacity * sizeof *grown);
    if (grown == NULL)
        return false;
    memset(grown + counts->capacity, 0, (capacity - counts->capacity) * sizeof *grown);
    counts->counts = grown;
    counts->capacity = capacity;
    return true;
}

static bool count_word(struct word_counts *counts, const char *word)
{
    uint32_t number = string_table_add(&counts->words, 0, word, strlen(word), NULL);
    if (number == STRING_NONE || !make_room(counts, number))
        return false;
    struct word_count *count = &counts->counts[number];
    if (count->last != counts->articles)
        count->articles++;
    count->last = counts->articles;
    return true;
}

bool word_counts_add(struct word_counts *counts, mrg_text text)
{
    char word[WORD_SIZE_MAX + 1];
    struct chunk chunk;
    size_t at = 0;
    counts->articles++;
    while (chunk_next(text, &at, &chunk)) {
        if (!chunk.is_word)
            continue;
        chunk_lower(text, &chunk, word);
        if (!count_word(counts, word))
            return false;
    }
    return true;
}

/* ----------------------------------------------------------------------------------- choosing */

static unsigned octave_of(const struct word_count *count)
{
    return 31 - (unsigned)__builtin_clz(count->articles);
}

/* A word and its place in the shuffled order. */
struct candidate {
    uint64_t key;    /* made from the word and the seed */
    uint32_t number; /* of the word */
};

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static struct candidate *shuffle(const struct word_counts *counts, uint64_t seed)
{
    uint32_t count = counts->words.count;
    struct candidate *order = malloc((count + 1) * sizeof *order);
    if (order == NULL)
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        const struct string_entry *word = &counts->words.entries[i];
        order[i] = (struct candidate){hash64(word->data, word->size, seed), i};
    }
    qsort(order, count, sizeof *order, compare_candidates);
    return order;
}

/* How many words to take from each octave so that `wanted` come together, or all there are. */
static size_t octave_share(const struct word_counts *counts, size_t wanted)
{
    size_t sizes[OCTAVES] = {0};
    for (uint32_t i = 0; i < counts->words.count; i++)
        sizes[octave_of(&counts->counts[i])]++;
    for (size_t share = 1; share < wanted; share++) {
        size_t sum = 0;
        for (size_t i = 0; i < OCTAVES; i++)
            sum += sizes[i] < share ? sizes[i] : share;
        if (sum >= wanted)
            return share;
    }
    return wanted;
}

size_t word_counts_choose(const struct word_counts *counts, size_t count, uint64_t seed,
                          struct bench_query **queries)
{
    size_t taken[OCTAVES] = {0};
    size_t chosen = 0;
    size_t share = octave_share(counts, count);
    struct candidate *order = shuffle(counts, seed);
    *queries = calloc(count + 1, sizeof **queries);
    if (order == NULL || *queries == NULL) {
        free(order);
        return 0;
    }
    for (uint32_t i = 0; i < counts->words.count && chosen < count; i++) {
        const struct string_entry *word = &counts->words.entries[order[i].number];
        unsigned octave = octave_of(&counts->counts[order[i].number]);
        if (taken[octave]++ >= share)
            continue;
        struct bench_query *query = &(*queries)[chosen++];
        memcpy(query->words[0], word->data, word->size); /* the rest is zeros already */
        query->count = 1;
    }
    free(order);
    return chosen;
}
