#include "common/segment/lexicon_writer.h"
#include "common/base/cpu.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"

#include <stdlib.h>

#if CPU_HAS_WIDE
#include <immintrin.h>
#endif

/* ---- codes ---- */

static bool make_word_codes(const struct lexicon_plan *plan, struct prefix_lengths *lengths,
                            struct lexicon_coder *coder)
{
    uint64_t *counts = malloc(((size_t)plan->count + 1) * sizeof *counts);
    if (counts == NULL)
        return false;
    for (uint32_t i = 0; i < plan->count; i++)
        counts[i] = plan->entries[i].count;
    prefix_lengths_make(lengths, counts, plan->count, PREFIX_LENGTH_MAX);
    uint32_t *codes = malloc(((size_t)plan->count + 1) * sizeof *codes);
    if (codes != NULL)
        prefix_codes(lengths, codes);
    for (uint32_t i = 0; i < plan->count && codes != NULL; i++)
        coder->codes[i].code = codes[i];
    for (unsigned k = 0; k < NEXT_MAX; k++)
        coder->next_codes[k] = coder->codes[coder->specials[SYMBOL_NEXT + k]].code;
    free(counts);
    free(codes);
    return codes != NULL;
}

struct letter {
    uint64_t count; /* how often it is spelled */
    uint16_t byte;  /* or SPELLING_END */
};

static int compare_letters(const void *a, const void *b)
{
    const struct letter *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->byte < y->byte ? -1 : 1;
}

/* How many bits each byte's code has. */
static void measure_letters(const uint64_t *counts, uint8_t bits[SPELLING_SYMBOLS])
{
    struct letter letters[SPELLING_SYMBOLS];
    uint64_t sorted[SPELLING_SYMBOLS];
    struct prefix_lengths lengths;
    for (unsigned i = 0; i < SPELLING_SYMBOLS; i++)
        letters[i] = (struct letter){counts[i] + 1, (uint16_t)i};
    qsort(letters, SPELLING_SYMBOLS, sizeof letters[0], compare_letters);
    for (unsigned i = 0; i < SPELLING_SYMBOLS; i++)
        sorted[i] = letters[i].count;
    prefix_lengths_make(&lengths, sorted, SPELLING_SYMBOLS, SPELLING_LENGTH_MAX);
    unsigned rank = 0;
    for (unsigned length = 1; length <= SPELLING_LENGTH_MAX; length++)
        for (uint32_t i = 0; i < lengths.count[length]; i++)
            bits[letters[rank++].byte] = (uint8_t)length;
}

static void make_letter_codes(const uint8_t *bits, struct lexicon_coder *coder)
{
    struct spelling spelling;
    uint32_t codes[SPELLING_SYMBOLS];
    spelling_init(&spelling, bits);
    prefix_codes(&spelling.lengths, codes);
    for (unsigned rank = 0; rank < SPELLING_SYMBOLS; rank++)
        coder->letters[spelling.byte_of[rank]] = codes[rank];
}

/* ---- the coder's tables ---- */

static bool make_tables(const struct lexicon_plan *plan, struct lexicon_coder *coder)
{
    uint32_t nexts = plan->row_count > 0 ? plan->rows[plan->row_count] : 0;
    *coder = (struct lexicon_coder){.codes = NULL};
    coder->codes = calloc((size_t)plan->count + 1, sizeof *coder->codes);
    coder->nexts = calloc((size_t)nexts + NEXT_MAX, sizeof *coder->nexts);
    if (coder->codes == NULL || coder->nexts == NULL)
        return false;
    if (nexts > 0)
        memcpy(coder->nexts, plan->nexts, nexts * sizeof *coder->nexts);
    for (uint32_t rank = 0; rank < plan->row_count; rank++)
        coder->codes[rank].row = plan->rows[rank] << 5 | (plan->rows[rank + 1] - plan->rows[rank]);
    for (uint32_t rank = 0; rank < plan->count; rank++)
        if (plan->entries[rank].data == NULL)
            coder->specials[plan->entries[rank].size] = rank;
    return true;
}

void lexicon_coder_free(struct lexicon_coder *coder)
{
    free(coder->codes);
    free(coder->nexts);
    *coder = (struct lexicon_coder){.codes = NULL};
}

/* ---- the section ---- */

static uint32_t append_symbols(const struct lexicon_plan *plan, struct buffer *out)
{
    uint32_t strings = 0;
    for (uint32_t rank = 0; rank < plan->count; rank++) {
        const struct lexicon_entry *entry = &plan->entries[rank];
        uint32_t symbol = entry->size;
        if (entry->data != NULL) {
            symbol = strings | entry->size << 25 | (entry->is_gap ? LEXICON_IS_GAP : 0);
            strings += entry->size;
        }
        append_u32(out, symbol);
    }
    return strings;
}

static void append_parts(const struct lexicon_plan *plan, struct buffer *out, uint32_t *strings)
{
    static const uint32_t no_rows = 0;
    const uint32_t *rows = plan->row_count > 0 ? plan->rows : &no_rows;
    *strings = append_symbols(plan, out);
    buffer_append(out, rows, ((size_t)plan->row_count + 1) * sizeof *rows);
    for (uint32_t i = 0; i < rows[plan->row_count]; i++) {
        uint8_t bytes[3] = {(uint8_t)plan->nexts[i], (uint8_t)(plan->nexts[i] >> 8),
                            (uint8_t)(plan->nexts[i] >> 16)};
        buffer_append(out, bytes, sizeof bytes);
    }
    for (uint32_t rank = 0; rank < plan->count; rank++)
        if (plan->entries[rank].data != NULL)
            buffer_append(out, plan->entries[rank].data, plan->entries[rank].size);
}

bool lexicon_write(const struct lexicon_plan *plan, struct buffer *out, struct lexicon_coder *coder)
{
    struct prefix_lengths lengths;
    uint8_t head[LEXICON_HEAD_SIZE] = {0};
    uint8_t *bits = head + 24 + 4 * PREFIX_LENGTH_MAX;
    uint32_t strings = 0;
    size_t start = out->size;
    if (!make_tables(plan, coder) || !make_word_codes(plan, &lengths, coder))
        return false;
    measure_letters(plan->letters, bits);
    make_letter_codes(bits, coder);
    buffer_append(out, head, sizeof head);
    append_parts(plan, out, &strings);
    while (!out->failed && (out->size - start) % 4 != 0)
        buffer_append_byte(out, 0);
    if (out->failed)
        return false;
    uint8_t *at = out->data + start;
    store_u32(at, (uint32_t)(out->size - start));
    store_u32(at + 8, plan->count);
    store_u32(at + 12, plan->row_count);
    store_u32(at + 16, plan->row_count > 0 ? plan->rows[plan->row_count] : 0);
    store_u32(at + 20, strings);
    for (unsigned i = 1; i <= PREFIX_LENGTH_MAX; i++)
        store_u32(at + 20 + 4 * (size_t)i, lengths.count[i]);
    coder->sum = checksum(0, at + 8, out->size - start - 8);
    store_u32(at + 4, coder->sum);
    return true;
}

/* ---- symbols ---- */

enum {
    SLACK =
        32 /* bytes: bits are written four bytes at a time, and numbers are a little longer than symbols */
};

void symbol_writer_begin(struct symbol_writer *writer, const struct lexicon_coder *coder,
                         struct buffer *out)
{
    *writer = (struct symbol_writer){.coder = coder, .out = out};
    writer->bits.at = out->data != NULL ? out->data + out->size : NULL;
    writer->before = coder->specials[SYMBOL_END];
}

bool symbol_writer_reserve(struct symbol_writer *writer, size_t bytes)
{
    struct buffer *out = writer->out;
    if (out->capacity > 0)
        out->size = (size_t)(writer->bits.at - out->data);
    bool good = buffer_reserve(out, bytes + SLACK);
    writer->bits.at = out->data + out->size;
    return good;
}

typedef unsigned row_find(const uint32_t *row, unsigned count, uint32_t rank);

/* The writer's state stays in registers: what is written might be part of it for all the compiler knows, and each symbol
 * would wait for the one before to be stored (a tenth of the time). */
static ALWAYS_INLINE unsigned put_all(struct symbol_writer *writer, const uint32_t *ranks,
                                      unsigned count, uint32_t limit, row_find *find)
{
    const struct lexicon_coder *coder = writer->coder;
    const struct symbol_code *codes = coder->codes;
    const uint32_t *nexts = coder->nexts, *next_codes = coder->next_codes;
    struct bit_writer bits = writer->bits;
    uint32_t before = writer->before, row = codes[before].row;
    unsigned i = 0;
    for (; i < count && ranks[i] < limit; i++) {
        before = ranks[i];
        unsigned found = find(nexts + (row >> 5), row & 31, before);
        uint32_t next = next_codes[__builtin_ctz(found | 1U << (NEXT_MAX - 1))];
        uint32_t own = codes[before].code;
        bit_writer_put_code(&bits, found != 0 ? next : own);
        row = codes[before].row;
    }
    writer->bits = bits;
    writer->before = before;
    return i;
}

#if CPU_HAS_WIDE

/* As lexicon_row_find, by vectors twice as wide. */
WIDE static inline unsigned row_find_wide(const uint32_t *row, unsigned count, uint32_t rank)
{
    const __m256i *eight = (const __m256i *)(const void *)row;
    __m256i wanted = _mm256_set1_epi32((int)rank);
    __m256i low = _mm256_cmpeq_epi32(_mm256_loadu_si256(eight), wanted);
    __m256i high = _mm256_cmpeq_epi32(_mm256_loadu_si256(eight + 1), wanted);
    unsigned found = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(low)) |
                     (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(high)) << 8;
    return found & ((1U << count) - 1);
}

WIDE static unsigned put_all_wide(struct symbol_writer *writer, const uint32_t *ranks,
                                  unsigned count, uint32_t limit)
{
    return put_all(writer, ranks, count, limit, row_find_wide);
}

#endif

unsigned symbol_writer_put_all(struct symbol_writer *writer, const uint32_t *ranks, unsigned count,
                               uint32_t limit)
{
#if CPU_HAS_WIDE
    if (cpu_is_wide())
        return put_all_wide(writer, ranks, count, limit);
#endif
    return put_all(writer, ranks, count, limit, lexicon_row_find);
}

bool symbol_writer_spell(struct symbol_writer *writer, mrg_text text, bool is_gap)
{
    const uint32_t *letters = writer->coder->letters;
    if (!symbol_writer_reserve(writer, 2 * (text.size + 1) + SYMBOL_ROOM))
        return false;
    symbol_writer_special(writer, is_gap ? SYMBOL_GAP : SYMBOL_WORD);
    for (size_t i = 0; i < text.size; i++)
        bit_writer_put_code(&writer->bits, letters[(uint8_t)text.data[i]]);
    bit_writer_put_code(&writer->bits, letters[SPELLING_END]);
    return true;
}

static void spell_varint(struct symbol_writer *writer, uint64_t number)
{
    uint8_t bytes[VARINT_SIZE_MAX];
    const uint8_t *end = varint_write(bytes, number);
    for (const uint8_t *at = bytes; at < end; at++)
        bit_writer_put_code(&writer->bits, writer->coder->letters[*at]);
}

void symbol_writer_number(struct symbol_writer *writer, uint64_t number)
{
    spell_varint(writer, number / SYMBOL_NUMBER_DAY);
    spell_varint(writer, number % SYMBOL_NUMBER_DAY);
}

void symbol_writer_end(struct symbol_writer *writer)
{
    symbol_writer_special(writer, SYMBOL_END);
    writer->out->size = (size_t)(bit_writer_end(&writer->bits) - writer->out->data);
}
