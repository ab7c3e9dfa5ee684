#include "common/segment/posting_cursor.h"
#include "common/base/error.h"
#include "common/codec/block_codec.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"

#include <stdlib.h>

/* Sums of a few positions stay within 32 bits, which what looks for phrases relies on. */
enum { POSITION_MAX = INT32_MAX };

/* One decoded block of occurrences and the way to the next. */
struct occurrence_reader {
    uint64_t base;     /* occurrence number of gaps[0]; a multiple of 128 */
    uint32_t count;    /* decoded; 0: nothing is */
    const uint8_t *at; /* behind the decoded block */
    bool has_forms;    /* the term has several written forms */
    uint64_t next;     /* number of the first occurrence of article `index` of block `block` */
    uint32_t block;    /* posting block that `next` and `index` are about */
    uint32_t index;    /* posting in it */
    uint32_t gaps[BLOCK_LENGTH];
    uint32_t forms[BLOCK_LENGTH];
    uint32_t *out_positions; /* owned: what was handed out last */
    uint32_t *out_forms;     /* owned, behind out_positions in the same allocation */
    uint32_t out_capacity;   /* numbers each of them has room for */
};

static void set_end(struct posting_cursor *cursor)
{
    cursor->article = ARTICLE_NONE;
    cursor->next_block = cursor->blocks;
    cursor->count = 0;
    cursor->index = 0;
    cursor->frequencies_at = NULL;
}

static bool damaged(struct posting_cursor *cursor, const uint8_t *at)
{
    if (cursor->error == NULL || cursor->error->status == MRG_OK)
        segment_file_damaged(cursor->file, at, "posting list", cursor->error);
    set_end(cursor);
    return false;
}

/* Counts that the segment and the list's bytes cannot hold would make later sizes overflow. Packed
 * blocks of occurrences take a byte at least for 128, those of the tail one each. */
static bool has_possible_counts(const struct term_entry *entry, uint32_t articles)
{
    bool has_list = field_has_positions(entry->field) && entry->cf > 1;
    return entry->df <= articles &&
           (!has_list ||
            entry->cf / BLOCK_LENGTH + entry->cf % BLOCK_LENGTH <= entry->positions_size);
}

mrg_status posting_cursor_open(struct posting_cursor *cursor, const struct segment_file *file,
                               const struct term_entry *entry, uint32_t articles, mrg_error *error)
{
    uint32_t entries = postings_entries(entry->df), supers = postings_supers(entries);
    cursor->file = file;
    cursor->entry = *entry;
    cursor->error = error;
    cursor->articles_limit = articles;
    cursor->occurrences = NULL;
    cursor->article = ARTICLE_NONE;
    cursor->blocks = entries > 0 ? entries : 1;
    cursor->block = 0;
    cursor->next_block = 0;
    cursor->bound_block = 0;
    cursor->count = 0;
    cursor->index = 0;
    cursor->frequencies_at = NULL;
    uint64_t tables = (uint64_t)entries * SKIP_SIZE + (uint64_t)supers * SUPER_SIZE;
    if (!has_possible_counts(entry, articles) || tables > entry->postings_size ||
        !segment_file_verify(file, entry->postings, tables))
        return segment_file_damaged(file, entry->postings, "posting list", error);
    cursor->skips = entries > 0 ? entry->postings : NULL;
    cursor->supers = supers > 0 ? entry->postings + (size_t)entries * SKIP_SIZE : NULL;
    cursor->data = entry->postings != NULL ? entry->postings + tables : NULL;
    cursor->end = entry->postings != NULL ? entry->postings + entry->postings_size : NULL;
    return MRG_OK;
}

void posting_cursor_close(struct posting_cursor *cursor)
{
    if (cursor->occurrences != NULL)
        free(cursor->occurrences->out_positions);
    free(cursor->occurrences);
    cursor->occurrences = NULL;
}

/* ---- decoding blocks ---- */

static uint32_t skip_last(const struct posting_cursor *cursor, uint32_t block)
{
    return load_u32(cursor->skips + (size_t)block * SKIP_SIZE);
}

static const uint8_t *read_bitmap(const uint8_t *from, const uint8_t *end, uint32_t base,
                                  uint32_t articles[BLOCK_LENGTH])
{
    if (end - from < 2 || end - from - 2 < from[1])
        return NULL;
    unsigned size = from[1], count = 0;
    const uint8_t *bytes = from + 2;
    for (unsigned at = 0; at < size; at += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes + at, size - at < 8 ? size - at : 8);
        if (count + (unsigned)__builtin_popcountll(word) > BLOCK_LENGTH)
            return NULL;
        for (; word != 0; word &= word - 1)
            articles[count++] = base + at * 8 + (unsigned)__builtin_ctzll(word);
    }
    return count == BLOCK_LENGTH ? bytes + size : NULL;
}

static const uint8_t *read_articles(const uint8_t *from, const uint8_t *end, uint32_t before,
                                    uint32_t articles[BLOCK_LENGTH])
{
    if (from < end && *from == BITMAP_HEAD)
        return read_bitmap(from, end, before + 1, articles);
    from = block_read(from, end, articles);
    for (unsigned i = 0; from != NULL && i < BLOCK_LENGTH; i++)
        articles[i] = before += articles[i] + 1;
    return from;
}

static bool read_tail(struct posting_cursor *cursor, const uint8_t *from, const uint8_t *end,
                      uint32_t before, uint32_t count)
{
    bool has_positions = field_has_positions(cursor->entry.field);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t gap;
        uint32_t frequency = 1;
        from = varint_read(from, end, &gap);
        bool once = !has_positions || (gap & 1) != 0;
        if (has_positions)
            gap >>= 1;
        if (!once)
            from = varint_read_u32(from, end, &frequency);
        if (from == NULL || gap >= ARTICLES_MAX || frequency == 0)
            return false;
        before += (uint32_t)gap + 1;
        cursor->articles[i] = before;
        cursor->frequencies[i] = frequency;
    }
    return true;
}

/* Articles must ascend and end where the skip entry says, or iteration could run wild. */
static bool plausible(const struct posting_cursor *cursor, uint32_t before, uint32_t count)
{
    uint32_t last = cursor->articles[count - 1];
    uint32_t ordered = before == ARTICLE_NONE || cursor->articles[0] > before;
    for (uint32_t i = 1; i < count; i++)
        ordered &= cursor->articles[i] > cursor->articles[i - 1];
    return ordered != 0 && last < cursor->articles_limit;
}

static bool decode_single(struct posting_cursor *cursor)
{
    uint32_t count = cursor->entry.df;
    if (count == 1) {
        cursor->articles[0] = cursor->entry.article;
        cursor->frequencies[0] = (uint32_t)cursor->entry.cf;
    } else if (!segment_file_verify(cursor->file, cursor->data,
                                    (uint64_t)(cursor->end - cursor->data)) ||
               !read_tail(cursor, cursor->data, cursor->end, ARTICLE_NONE, count)) {
        return damaged(cursor, cursor->data);
    }
    if (!plausible(cursor, ARTICLE_NONE, count))
        return damaged(cursor, cursor->data);
    cursor->block = 0;
    cursor->next_block = 1;
    cursor->count = count;
    cursor->index = 0;
    cursor->frequencies_at = NULL;
    return true;
}

/* The bytes of block `block`, verified. */
static bool block_range(struct posting_cursor *cursor, uint32_t block, const uint8_t **from,
                        const uint8_t **end)
{
    const uint8_t *skip = cursor->skips + (size_t)block * SKIP_SIZE;
    uint64_t size = (uint64_t)(cursor->end - cursor->data);
    uint64_t start = load_u32(skip + 4);
    uint64_t behind = block + 1 < cursor->blocks ? load_u32(skip + SKIP_SIZE + 4) : size;
    if (start > behind || behind > size)
        return damaged(cursor, skip);
    *from = cursor->data + start;
    *end = cursor->data + behind;
    return segment_file_verify(cursor->file, *from, behind - start) || damaged(cursor, *from);
}

static bool decode_block(struct posting_cursor *cursor, uint32_t block)
{
    if (cursor->skips == NULL)
        return decode_single(cursor);
    const uint8_t *from = NULL, *end = NULL;
    if (!block_range(cursor, block, &from, &end))
        return false;
    uint32_t before = block > 0 ? skip_last(cursor, block - 1) : ARTICLE_NONE;
    uint32_t rest = cursor->entry.df - block * BLOCK_LENGTH;
    uint32_t count = rest < BLOCK_LENGTH ? rest : BLOCK_LENGTH;
    cursor->frequencies_at = NULL;
    if (count < BLOCK_LENGTH) {
        if (!read_tail(cursor, from, end, before, count))
            return damaged(cursor, from);
    } else {
        const uint8_t *behind = read_articles(from, end, before, cursor->articles);
        if (behind == NULL)
            return damaged(cursor, from);
        cursor->frequencies_at = behind;
    }
    if (!plausible(cursor, before, count) ||
        cursor->articles[count - 1] != skip_last(cursor, block))
        return damaged(cursor, from);
    cursor->block = block;
    cursor->next_block = block + 1;
    cursor->count = count;
    cursor->index = 0;
    return true;
}

static bool decode_frequencies(struct posting_cursor *cursor)
{
    const uint8_t *from = cursor->frequencies_at;
    cursor->frequencies_at = NULL;
    if (!field_has_positions(cursor->entry.field)) {
        for (unsigned i = 0; i < BLOCK_LENGTH; i++)
            cursor->frequencies[i] = 1;
        return true;
    }
    if (block_read(from, cursor->end, cursor->frequencies) == NULL)
        return damaged(cursor, from);
    uint32_t has_zero = 0;
    for (unsigned i = 0; i < BLOCK_LENGTH; i++)
        has_zero |= ++cursor->frequencies[i] == 0;
    return has_zero == 0 || damaged(cursor, from);
}

/* ---- moving ---- */

/* The first block from `from` on whose last article is `target` or later; `blocks` when none is. */
static uint32_t find_block(const struct posting_cursor *cursor, uint32_t from, uint32_t target)
{
    if (cursor->skips == NULL)
        return from;
    /* Most moves are short: gallop, then halve. */
    uint32_t low = from, step = 1;
    while (low + step <= cursor->blocks && skip_last(cursor, low + step - 1) < target) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step - 1 < cursor->blocks ? low + step - 1 : cursor->blocks;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (skip_last(cursor, middle) < target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t settle(struct posting_cursor *cursor, uint32_t target)
{
    uint32_t index = cursor->index;
    while (index < cursor->count && cursor->articles[index] < target)
        index++;
    if (index == cursor->count) {
        set_end(cursor);
        return ARTICLE_NONE;
    }
    cursor->index = index;
    return cursor->article = cursor->articles[index];
}

uint32_t posting_cursor_advance(struct posting_cursor *cursor, uint32_t target)
{
    if (cursor->count > 0 && target <= cursor->articles[cursor->count - 1])
        return settle(cursor, target);
    uint32_t block = cursor->next_block < cursor->blocks
                         ? find_block(cursor, cursor->next_block, target)
                         : cursor->blocks;
    if (block >= cursor->blocks) {
        set_end(cursor);
        return ARTICLE_NONE;
    }
    return decode_block(cursor, block) ? settle(cursor, target) : ARTICLE_NONE;
}

uint32_t posting_cursor_next(struct posting_cursor *cursor)
{
    if (cursor->article ==
        ARTICLE_NONE) /* before the first move, perhaps peeked at, or at the end */
        return posting_cursor_advance(cursor, 0);
    if (cursor->index + 1 < cursor->count)
        return cursor->article = cursor->articles[++cursor->index];
    return posting_cursor_advance(cursor, cursor->article + 1);
}

uint32_t posting_cursor_frequency(struct posting_cursor *cursor)
{
    if (cursor->frequencies_at != NULL && !decode_frequencies(cursor))
        return 0;
    return cursor->count > 0 ? cursor->frequencies[cursor->index] : 0;
}

bool posting_cursor_peek(struct posting_cursor *cursor)
{
    return cursor->count > 0 || (cursor->next_block == 0 && decode_block(cursor, 0));
}

/* ---- bounds ---- */

const uint8_t *posting_cursor_impacts(struct posting_cursor *cursor, uint32_t target,
                                      uint32_t *last, size_t *pairs)
{
    if (cursor->skips == NULL)
        return NULL;
    /* Targets go back as well, but never before the current article. */
    if (cursor->bound_block > 0 && skip_last(cursor, cursor->bound_block - 1) >= target)
        cursor->bound_block = cursor->count > 0 ? cursor->block : 0;
    if (cursor->bound_block >= cursor->blocks || skip_last(cursor, cursor->bound_block) < target)
        cursor->bound_block = find_block(cursor, cursor->bound_block, target);
    *pairs = 0;
    *last = ARTICLE_NONE;
    if (cursor->bound_block >= cursor->blocks)
        return cursor->skips;
    const uint8_t *skip = cursor->skips + (size_t)cursor->bound_block * SKIP_SIZE;
    *last = load_u32(skip);
    *pairs = IMPACT_BLOCK_PAIRS;
    return skip + 16;
}

const uint8_t *posting_cursor_super_impacts(struct posting_cursor *cursor, uint32_t target,
                                            uint32_t *last, size_t *pairs)
{
    if (cursor->supers == NULL || posting_cursor_impacts(cursor, target, last, pairs) == NULL ||
        *pairs == 0)
        return NULL;
    const uint8_t *super =
        cursor->supers + (size_t)(cursor->bound_block / SUPER_BLOCKS) * SUPER_SIZE;
    *last = load_u32(super);
    *pairs = IMPACT_SUPER_PAIRS;
    return super + 4;
}

/* ---- positions ---- */

static struct occurrence_reader *occurrence_reader(struct posting_cursor *cursor)
{
    if (cursor->occurrences != NULL)
        return cursor->occurrences;
    struct occurrence_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        fail_memory(cursor->error);
        set_end(cursor);
        return NULL;
    }
    reader->has_forms = cursor->entry.has_forms;
    reader->block = UINT32_MAX;
    cursor->occurrences = reader;
    return reader;
}

static bool read_occurrence_tail(struct occurrence_reader *reader, const uint8_t *end,
                                 uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        reader->forms[i] = 0;
        reader->at = varint_read_u32(reader->at, end, &reader->gaps[i]);
        if (reader->has_forms)
            reader->at = varint_read_u32(reader->at, end, &reader->forms[i]);
    }
    return reader->at != NULL;
}

/* Decode the occurrence block at reader->at, which begins with occurrence number `base`. */
static bool decode_occurrences(struct posting_cursor *cursor, uint64_t base)
{
    struct occurrence_reader *reader = cursor->occurrences;
    const struct term_entry *entry = &cursor->entry;
    const uint8_t *from = reader->at, *end = entry->positions + entry->positions_size;
    uint64_t rest = entry->cf - base;
    /* A block is at most this long: two packed blocks of full width with their exceptions. */
    uint64_t most = 2 * (2 + 16 * 32 + BLOCK_LENGTH * 6);
    uint64_t size = (uint64_t)(end - from) < most ? (uint64_t)(end - from) : most;
    reader->count = 0;
    if (!segment_file_verify(cursor->file, from, size))
        return damaged(cursor, from);
    if (rest >= BLOCK_LENGTH) {
        reader->at = block_read(from, end, reader->gaps);
        if (reader->has_forms)
            reader->at = block_read(reader->at, end, reader->forms);
        else
            memset(reader->forms, 0, sizeof reader->forms);
        if (reader->at == NULL)
            return damaged(cursor, from);
    } else if (!read_occurrence_tail(reader, end, (uint32_t)rest)) {
        return damaged(cursor, from);
    }
    reader->base = base;
    reader->count = rest < BLOCK_LENGTH ? (uint32_t)rest : BLOCK_LENGTH;
    return true;
}

/* Have the block with occurrence `number` decoded, walking on from the one that is. */
static bool reach_occurrence(struct posting_cursor *cursor, uint64_t number)
{
    struct occurrence_reader *reader = cursor->occurrences;
    if (number >= cursor->entry.cf)
        return damaged(cursor, cursor->entry.positions);
    const uint8_t *end = cursor->entry.positions + cursor->entry.positions_size;
    uint64_t wanted = number - number % BLOCK_LENGTH;
    uint64_t base = reader->base + (reader->count > 0 ? BLOCK_LENGTH : 0);
    if (reader->count > 0 && reader->base == wanted)
        return true;
    for (; base < wanted; base += BLOCK_LENGTH) {
        const uint8_t *from = reader->at;
        uint64_t left = (uint64_t)(end - from);
        if (!segment_file_verify(cursor->file, from, left < 2048 ? left : 2048))
            return damaged(cursor, from);
        reader->at = block_skip(from, end);
        if (reader->has_forms)
            reader->at = block_skip(reader->at, end);
        if (reader->at == NULL)
            return damaged(cursor, from);
    }
    reader->base = base;
    return decode_occurrences(cursor, base);
}

/* Point the reader at the first occurrence of the cursor's posting block. */
static bool enter_posting_block(struct posting_cursor *cursor)
{
    struct occurrence_reader *reader = cursor->occurrences;
    const struct term_entry *entry = &cursor->entry;
    uint64_t before = 0, at = 0;
    if (cursor->skips != NULL) {
        const uint8_t *skip = cursor->skips + (size_t)cursor->block * SKIP_SIZE;
        at = load_u32(skip + 8);
        before = load_u32(skip + 12);
    }
    if (at > entry->positions_size || before >= entry->cf)
        return damaged(cursor, entry->postings);
    uint64_t base = before - before % BLOCK_LENGTH;
    if (reader->count == 0 || reader->base != base) {
        reader->base = base;
        reader->count = 0;
        reader->at = entry->positions + at;
    }
    reader->next = before;
    reader->block = cursor->block;
    reader->index = 0;
    return true;
}

static bool make_room(struct posting_cursor *cursor, uint32_t count)
{
    struct occurrence_reader *reader = cursor->occurrences;
    if (count <= reader->out_capacity)
        return true;
    uint32_t capacity = count < 64 ? 64 : count;
    uint32_t *numbers = malloc(2 * sizeof *numbers * (size_t)capacity);
    if (numbers == NULL) {
        fail_memory(cursor->error);
        set_end(cursor);
        return false;
    }
    free(reader->out_positions);
    reader->out_positions = numbers;
    reader->out_forms = numbers + capacity;
    reader->out_capacity = capacity;
    return true;
}

static bool copy_occurrences(struct posting_cursor *cursor, uint32_t count)
{
    struct occurrence_reader *reader = cursor->occurrences;
    uint32_t position = 0;
    for (uint32_t done = 0; done < count;) {
        if (!reach_occurrence(cursor, reader->next + done))
            return false;
        uint32_t offset = (uint32_t)(reader->next + done - reader->base);
        for (; offset < reader->count && done < count; offset++, done++) {
            if (reader->gaps[offset] > POSITION_MAX - position)
                return damaged(cursor, cursor->entry.positions);
            position += reader->gaps[offset];
            reader->out_positions[done] = position;
            reader->out_forms[done] = reader->forms[offset];
        }
    }
    return true;
}

/* Count on to the first occurrence of the cursor's article. */
static void skip_to_index(const struct posting_cursor *cursor)
{
    struct occurrence_reader *reader = cursor->occurrences;
    for (; reader->index < cursor->index; reader->index++)
        reader->next += cursor->frequencies[reader->index];
}

uint32_t posting_cursor_occurrences(struct posting_cursor *cursor, const uint32_t **positions,
                                    const uint32_t **forms)
{
    struct occurrence_reader *reader = occurrence_reader(cursor);
    uint32_t count = posting_cursor_frequency(cursor);
    if (reader == NULL || count == 0)
        return 0;
    if (count > cursor->entry.cf || cursor->entry.position > POSITION_MAX) {
        damaged(cursor, cursor->entry.positions);
        return 0;
    }
    if (!make_room(cursor, count))
        return 0;
    *positions = reader->out_positions;
    if (forms != NULL)
        *forms = reader->out_forms;
    if (cursor->entry.cf == 1) {
        reader->out_positions[0] = cursor->entry.position;
        reader->out_forms[0] = 0;
        return 1;
    }
    bool is_other_block = reader->block != cursor->block || cursor->index < reader->index;
    if (is_other_block && !enter_posting_block(cursor))
        return 0;
    skip_to_index(cursor);
    /* The same article again, after its occurrences ran into the next block. */
    if (reader->count > 0 && reader->next < reader->base) {
        if (!enter_posting_block(cursor))
            return 0;
        skip_to_index(cursor);
    }
    return copy_occurrences(cursor, count) ? count : 0;
}
