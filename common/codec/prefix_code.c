#include "common/codec/prefix_code.h"

/* ---- lengths ---- */

/* The weights of the inner nodes, each where its pair of lightest nodes was, with `counts` ascending. Leaves
 * hold then the number of their parent's place. */
static void pair_lightest(uint64_t *counts, uint32_t symbols)
{
    uint32_t leaf = 0, root = 0;
    for (uint32_t next = 0; next + 1 < symbols; next++) {
        uint64_t weight = 0;
        for (unsigned i = 0; i < 2; i++) {
            bool takes_root = leaf >= symbols || (root < next && counts[root] < counts[leaf]);
            uint64_t *lightest = takes_root ? &counts[root++] : &counts[leaf++];
            weight += *lightest;
            if (takes_root)
                *lightest = next;
        }
        counts[next] = weight;
    }
}

/* From parents to depths, from the root, the last inner node, down. */
static void find_depths(uint64_t *counts, uint32_t symbols)
{
    counts[symbols - 2] = 0;
    for (uint32_t i = symbols - 2; i-- > 0;)
        counts[i] = counts[counts[i]] + 1;
}

/* How many leaves there are on each level: places that are not taken by inner nodes. Levels beyond the longest
 * count as that. */
static void count_leaves(struct prefix_lengths *lengths, const uint64_t *depths, uint32_t symbols,
                         unsigned longest)
{
    uint64_t places = 1;
    uint32_t inner = symbols - 1;
    for (uint64_t depth = 0; places > 0; depth++) {
        uint64_t inner_here = 0;
        while (inner > 0 && depths[inner - 1] == depth) {
            inner_here++;
            inner--;
        }
        lengths->count[depth < longest ? depth : longest] += (uint32_t)(places - inner_here);
        places = 2 * inner_here;
    }
}

/* Codes cut to the longest length take more than there is: make room by pushing others one level down. */
static void make_room(struct prefix_lengths *lengths, unsigned longest)
{
    uint64_t taken = 0;
    for (unsigned length = 1; length <= longest; length++)
        taken += (uint64_t)lengths->count[length] << (longest - length);
    for (; taken > UINT64_C(1) << longest; taken--) {
        unsigned length = longest - 1;
        while (lengths->count[length] == 0)
            length--;
        lengths->count[longest]--;
        lengths->count[length]--;
        lengths->count[length + 1] += 2;
    }
}

void prefix_lengths_make(struct prefix_lengths *lengths, uint64_t *counts, uint32_t symbols,
                         unsigned longest)
{
    *lengths = (struct prefix_lengths){.count = {0}};
    if (symbols < 2) {
        lengths->count[1] = symbols;
        return;
    }
    for (uint32_t i = 0; i < symbols / 2; i++) {
        uint64_t count = counts[i];
        counts[i] = counts[symbols - 1 - i];
        counts[symbols - 1 - i] = count;
    }
    pair_lightest(counts, symbols);
    find_depths(counts, symbols);
    count_leaves(lengths, counts, symbols, longest);
    make_room(lengths, longest);
}

bool prefix_lengths_are_sound(const struct prefix_lengths *lengths, uint32_t symbols)
{
    uint64_t taken = 0, count = 0;
    for (unsigned length = 1; length <= PREFIX_LENGTH_MAX; length++) {
        taken += (uint64_t)lengths->count[length] << (PREFIX_LENGTH_MAX - length);
        count += lengths->count[length];
    }
    bool is_single = count == 1 && lengths->count[1] == 1;
    return count == symbols && (is_single || taken == UINT64_C(1) << PREFIX_LENGTH_MAX);
}

void prefix_codes(const struct prefix_lengths *lengths, uint32_t *codes)
{
    uint32_t code = 0;
    for (unsigned length = 1; length <= PREFIX_LENGTH_MAX; length++) {
        code <<= 1;
        for (uint32_t i = 0; i < lengths->count[length]; i++)
            *codes++ = code++ << 5 | length;
    }
}

/* ---- writing ---- */

uint8_t *bit_writer_end(struct bit_writer *writer)
{
    if (writer->bits > 0)
        *writer->at++ = (uint8_t)(writer->window >> 56);
    *writer = (struct bit_writer){.at = writer->at};
    return writer->at;
}

/* ---- reading ---- */

static void fill_table(struct prefix_decoder *decoder, const struct prefix_lengths *lengths)
{
    uint32_t rank = 0, at = 0;
    for (unsigned length = 1; length <= PREFIX_TABLE_BITS; length++) {
        for (uint32_t i = 0; i < lengths->count[length]; i++, rank++)
            for (uint32_t n = 0; n < 1U << (PREFIX_TABLE_BITS - length); n++)
                decoder->table[at++] = rank << 5 | length;
    }
}

void prefix_decoder_init(struct prefix_decoder *decoder, const struct prefix_lengths *lengths)
{
    uint32_t rank = 0;
    uint64_t code = 0; /* in the highest of 32 bits; reaches 2^32 behind the last */
    memset(decoder, 0, sizeof *decoder);
    for (unsigned length = 1; length <= PREFIX_LENGTH_MAX; length++) {
        decoder->first[length] = rank;
        decoder->base[length] = (uint32_t)code;
        rank += lengths->count[length];
        code += (uint64_t)lengths->count[length] << (32 - length);
        decoder->limit[length] = code;
        if (lengths->count[length] > 0)
            decoder->longest = length;
    }
    fill_table(decoder, lengths);
}

uint32_t prefix_decode_long(const struct prefix_decoder *decoder, uint32_t bits, unsigned *length)
{
    for (unsigned l = PREFIX_TABLE_BITS + 1; l <= decoder->longest; l++) {
        if (bits < decoder->limit[l]) {
            *length = l;
            return decoder->first[l] + ((bits - decoder->base[l]) >> (32 - l));
        }
    }
    return PREFIX_RANK_NONE;
}
