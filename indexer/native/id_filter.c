#include "indexer/native/id_filter.h"
#include "common/base/hash.h"
#include "common/segment/term_key.h"

#include <stdlib.h>

enum {
    BITS_PER_ID = 16, /* at least; up to twice as many */
    PROBES = 8,       /* with these one in 2,000 passes that is not there */
    BITS_LEAST = 64,
    PAYS_AFTER = 16, /* a look-up takes as long as taking so many ids in */
    RELEASE_IDS = 1 << 16
};

void id_filter_free(struct id_filter *filter)
{
    free(filter->words);
    *filter = (struct id_filter){.words = NULL};
}

size_t id_filter_memory(const struct id_filter *filter)
{
    return filter->words != NULL ? (size_t)(filter->bits / 8) : 0;
}

/* ---- bits ---- */

/* Bit `probe` of an id. (Double hashing: A. Kirsch, M. Mitzenmacher, "Less hashing, same performance", 2006.) */
static uint64_t bit_of(const struct id_filter *filter, uint64_t hash, unsigned probe)
{
    uint64_t step = hash >> 32 | 1;
    return (hash + probe * step) & (filter->bits - 1);
}

static void add(struct id_filter *filter, uint64_t hash)
{
    for (unsigned probe = 0; probe < PROBES; probe++) {
        uint64_t bit = bit_of(filter, hash, probe);
        filter->words[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
}

static bool has(const struct id_filter *filter, uint64_t hash)
{
    for (unsigned probe = 0; probe < PROBES; probe++) {
        uint64_t bit = bit_of(filter, hash, probe);
        if ((filter->words[bit / 64] >> (bit % 64) & 1) == 0)
            return false;
    }
    return true;
}

/* ---- making it ---- */

/* Take all ids of the dictionary in; false when it is damaged. */
static bool add_all(struct id_filter *filter, const struct segment *segment)
{
    const uint8_t field = KEY_ID;
    struct dictionary_cursor cursor;
    if (dictionary_seek(&segment->dictionary, &cursor, &field, 1, NULL) != MRG_OK)
        return false;
    for (uint32_t i = 1; dictionary_next(&cursor) && cursor.key[0] == KEY_ID; i++) {
        add(filter, hash64(cursor.key, cursor.key_size, 0));
        if (i % RELEASE_IDS == 0)
            mapped_file_release(&segment->file.map);
    }
    return !cursor.damaged;
}

bool id_filter_pays(struct id_filter *filter, const struct segment *segment)
{
    return !filter->is_tried && ++filter->lookups > segment->meta.articles / PAYS_AFTER;
}

void id_filter_make(struct id_filter *filter, const struct segment *segment, size_t memory)
{
    uint64_t bits = BITS_LEAST;
    while (bits < (uint64_t)segment->meta.articles * BITS_PER_ID)
        bits *= 2;
    filter->is_tried = true;
    if (bits / 8 > memory)
        return;
    filter->bits = bits;
    filter->words = calloc((size_t)(bits / 64), sizeof *filter->words);
    if (filter->words != NULL && !add_all(filter, segment)) {
        free(filter->words);
        filter->words = NULL;
    }
}

bool id_filter_passes(const struct id_filter *filter, const uint8_t *key, size_t size)
{
    return filter->words == NULL || has(filter, hash64(key, size, 0));
}
