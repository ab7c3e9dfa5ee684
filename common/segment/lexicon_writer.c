#include "common/segment/lexicon_writer.h"
#include "common/base/cpu.h"
#include "common/base/huge_pages.h"
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

/* Memory for `count` rows: they are read at random, on huge pages when these are not mostly waste. */
static struct slim_row *alloc_slim(uint32_t count)
{
    size_t bytes = count * sizeof(struct slim_row);
    if (bytes < HUGE_PAGE_SIZE / 2)
        return aligned_alloc(_Alignof(struct slim_row), bytes);
    return huge_alloc(1, bytes > HUGE_PAGE_SIZE ? bytes : HUGE_PAGE_SIZE);
}

/* The rows once more, as they are read fastest. */
static bool make_slim_rows(const struct lexicon_plan *plan, struct lexicon_coder *coder)
{
    coder->count = plan->count > 0 ? plan->count : 1;
    coder->slim = alloc_slim(coder->count);
    for (uint32_t rank = 0; rank < coder->count && coder->slim != NULL; rank++) {
        uint32_t row = coder->codes[rank].row;
        slim_row_make(&coder->slim[rank], coder->nexts + (row >> 5), row & 31);
    }
    return coder->slim != NULL;
}

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
    return make_slim_rows(plan, coder);
}

void lexicon_coder_free(struct lexicon_coder *coder)
{
    free(coder->codes);
    free(coder->nexts);
    free(coder->slim);
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

typedef uint32_t row_find(const struct slim_row *row, uint32_t rank);
typedef uint32_t other_code(const struct lexicon_coder *coder, uint32_t before, uint32_t rank);

/* The code of `rank` behind `before`, by the lexicon's own rows. Never inline: it would take registers from the loop
 * that hardly ever gets here. */
static __attribute__((noinline)) uint32_t code_of_other(const struct lexicon_coder *coder,
                                                        uint32_t before, uint32_t rank)
{
    return lexicon_coder_code(coder, coder->codes[before].row, rank, coder->codes[rank].code);
}

/* The code of `rank` behind what has `row`: both that it may have are read, and one is chosen without a branch. */
static ALWAYS_INLINE uint32_t code_of_slim(const struct lexicon_coder *coder,
                                           const struct slim_row *row, uint32_t rank,
                                           row_find *find)
{
    uint32_t found = find(row, rank), own = coder->codes[rank].code;
    uint32_t next = coder->next_codes[(unsigned)__builtin_ctz(found | 1U << 31) / 2];
    uint32_t is_next =
        0U - (found != 0); /* all bits or none: compilers make a branch of a choice */
    return own ^ ((own ^ next) & is_next);
}

/* The writer's state stays in registers: what is written might be part of it for all the compiler knows, and each symbol
 * would wait for the one before to be stored (a tenth of the time). */
static ALWAYS_INLINE unsigned put_all(struct symbol_writer *writer, const uint32_t *ranks,
                                      unsigned count, uint32_t limit, row_find *find,
                                      other_code *other)
{
    const struct lexicon_coder *coder = writer->coder;
    const struct slim_row *slim = coder->slim;
    struct bit_writer bits = writer->bits;
    uint32_t before = writer->before;
    const struct slim_row *row = &slim[before];
    unsigned i = 0;
    for (; i < count; i++) {
        uint32_t rank = ranks[i];
        if (rank >= limit)
            break;
        if (rank < SLIM_RANKS)
            bit_writer_put_code(&bits, code_of_slim(coder, row, rank, find));
        else if (find(row, SLIM_OTHER) == 0)
            bit_writer_put_code(&bits, coder->codes[rank].code);
        else
            bit_writer_put_code(&bits, other(coder, before, rank));
        row = &slim[rank];
        before = rank;
    }
    writer->bits = bits;
    writer->before = before;
    return i;
}

#if CPU_HAS_WIDE

/* As slim_row_find, by a vector twice as wide. */
WIDE static inline uint32_t row_find_wide(const struct slim_row *row, uint32_t rank)
{
    __m256i all = _mm256_load_si256((const __m256i *)(const void *)row);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi16(all, _mm256_set1_epi16((short)rank)));
}

/* As code_of_other: instructions without wide vectors among those with them cost as much as a cache miss on some
 * processors (a fiftieth of indexing). */
WIDE static __attribute__((noinline)) uint32_t code_of_other_wide(const struct lexicon_coder *coder,
                                                                  uint32_t before, uint32_t rank)
{
    return lexicon_coder_code(coder, coder->codes[before].row, rank, coder->codes[rank].code);
}

WIDE static unsigned put_all_wide(struct symbol_writer *writer, const uint32_t *ranks,
                                  unsigned count, uint32_t limit)
{
    return put_all(writer, ranks, count, limit, row_find_wide, code_of_other_wide);
}

#endif

unsigned symbol_writer_put_all(struct symbol_writer *writer, const uint32_t *ranks, unsigned count,
                               uint32_t limit)
{
#if CPU_HAS_WIDE
    if (cpu_is_wide())
        return put_all_wide(writer, ranks, count, limit);
#endif
    return put_all(writer, ranks, count, limit, slim_row_find, code_of_other);
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
