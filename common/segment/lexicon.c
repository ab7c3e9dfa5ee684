#include "common/segment/lexicon.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"

/* ---- opening ---- */

bool spelling_init(struct spelling *spelling, const uint8_t *bits)
{
    uint32_t rank = 0;
    spelling->lengths = (struct prefix_lengths){.count = {0}};
    for (unsigned length = 1; length <= SPELLING_LENGTH_MAX; length++)
        for (unsigned byte = 0; byte < SPELLING_SYMBOLS; byte++)
            if (bits[byte] == length) {
                spelling->byte_of[rank++] = (uint16_t)byte;
                spelling->lengths.count[length]++;
            }
    return rank == SPELLING_SYMBOLS && prefix_lengths_are_sound(&spelling->lengths, rank);
}

/* Place the parts behind the head; false when they are not as large as the whole. */
static bool place_parts(struct lexicon *lexicon, const uint8_t *bytes, uint32_t size)
{
    lexicon->symbol_count = load_u32(bytes + 8);
    lexicon->row_count = load_u32(bytes + 12);
    lexicon->next_count = load_u32(bytes + 16);
    lexicon->string_bytes = load_u32(bytes + 20);
    uint64_t rows = LEXICON_HEAD_SIZE + 4 * (uint64_t)lexicon->symbol_count;
    uint64_t nexts = rows + 4 * ((uint64_t)lexicon->row_count + 1);
    uint64_t strings = nexts + 3 * (uint64_t)lexicon->next_count;
    uint64_t end = strings + lexicon->string_bytes;
    if (((end + 3) & ~UINT64_C(3)) != size)
        return false;
    lexicon->symbols = bytes + LEXICON_HEAD_SIZE;
    lexicon->rows = bytes + rows;
    lexicon->nexts = bytes + nexts;
    lexicon->strings = bytes + strings;
    return true;
}

static uint32_t find_end(const struct lexicon *lexicon)
{
    uint32_t rank = 0;
    while (rank < lexicon->symbol_count && lexicon_symbol(lexicon, rank) != SYMBOL_END)
        rank++;
    return rank;
}

uint32_t lexicon_size(const struct lexicon *lexicon)
{
    return load_u32(lexicon->bytes);
}

bool lexicon_open(struct lexicon *lexicon, const uint8_t *bytes, size_t size, size_t *used)
{
    struct prefix_lengths lengths = {.count = {0}};
    uint32_t own = size >= LEXICON_HEAD_SIZE ? load_u32(bytes) : 0;
    if (own < LEXICON_HEAD_SIZE || own > size || !place_parts(lexicon, bytes, own) ||
        checksum(0, bytes + 8, own - 8) != load_u32(bytes + 4))
        return false;
    for (unsigned i = 1; i <= PREFIX_LENGTH_MAX; i++)
        lengths.count[i] = load_u32(bytes + 20 + 4 * (size_t)i);
    if (!prefix_lengths_are_sound(&lengths, lexicon->symbol_count) ||
        !spelling_init(&lexicon->spelling, bytes + 24 + 4 * PREFIX_LENGTH_MAX))
        return false;
    prefix_decoder_init(&lexicon->words, &lengths);
    prefix_decoder_init(&lexicon->letters, &lexicon->spelling.lengths);
    lexicon->bytes = bytes;
    lexicon->sum = load_u32(bytes + 4);
    lexicon->end_rank = find_end(lexicon);
    if (used != NULL)
        *used = own;
    return true;
}

/* ---- reading ---- */

static uint32_t load_u24(const uint8_t *from)
{
    return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16;
}

uint32_t lexicon_next(const struct lexicon *lexicon, uint32_t rank, uint32_t k)
{
    if (rank >= lexicon->row_count)
        return PREFIX_RANK_NONE;
    uint32_t from = load_u32(lexicon->rows + 4 * (size_t)rank);
    uint32_t to = load_u32(lexicon->rows + 4 * (size_t)rank + 4);
    if (from > to || to > lexicon->next_count || k >= to - from)
        return PREFIX_RANK_NONE;
    return load_u24(lexicon->nexts + 3 * (size_t)(from + k));
}

/* ---- checking ---- */

static bool symbols_are_sound(const struct lexicon *lexicon)
{
    uint64_t seen = 0;
    for (uint32_t rank = 0; rank < lexicon->symbol_count; rank++) {
        uint32_t symbol = lexicon_symbol(lexicon, rank);
        if (lexicon_is_string(symbol) ? lexicon_string(lexicon, symbol).size == 0
                                      : symbol >= SYMBOLS_SPECIAL || (seen >> symbol & 1) != 0)
            return false;
        if (!lexicon_is_string(symbol))
            seen |= UINT64_C(1) << symbol;
    }
    return true;
}

/* Whether `rank` may stand in a row: a symbol that is there, and leads to no other row. */
static bool can_follow(const struct lexicon *lexicon, uint32_t rank)
{
    uint32_t symbol = lexicon_symbol(lexicon, rank);
    return rank < lexicon->symbol_count && (lexicon_is_string(symbol) || symbol < SYMBOL_NEXT);
}

bool lexicon_is_sound(const struct lexicon *lexicon)
{
    uint32_t before = 0;
    for (uint32_t row = 0; row <= lexicon->row_count; row++) {
        uint32_t at = load_u32(lexicon->rows + 4 * (size_t)row);
        if (at < before || at - before > NEXT_MAX || at > lexicon->next_count)
            return false;
        before = at;
    }
    if (before != lexicon->next_count)
        return false;
    for (uint32_t i = 0; i < lexicon->next_count; i++)
        if (!can_follow(lexicon, load_u24(lexicon->nexts + 3 * (size_t)i)))
            return false;
    return lexicon->end_rank < lexicon->symbol_count && symbols_are_sound(lexicon);
}
