/* Positions and written forms of postings. Nothing is decoded before it is asked for: the gaps of one
 * block of 128 occurrences at a time, its forms only for who wants them. */
#include "common/base/error.h"
#include "common/codec/block_codec.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/posting_cursor.h"

#include <stdlib.h>

/* Sums of a few positions stay within 32 bits, which what looks for phrases relies on. */
enum { POSITION_MAX = INT32_MAX };

/* The longest an occurrence block can be: two packed blocks of full width with their exceptions. */
enum { OCCURRENCES_SIZE_MAX = 2 * (2 + 16 * 32 + BLOCK_LENGTH * 6) };

struct occurrence_reader {
    uint64_t base;           /* number of the loaded block's first occurrence; a multiple of 128 */
    uint32_t count;          /* occurrences in it; 0: none is loaded */
    const uint8_t *forms_at; /* its forms, still packed; NULL: they are in `forms` */
    const uint8_t *behind;   /* behind the block; NULL: not known while forms_at is set */
    bool has_forms;          /* the term has several written forms */
    uint32_t gaps[BLOCK_LENGTH];
    uint32_t forms[BLOCK_LENGTH];
    uint32_t *out_positions; /* owned: what was handed out last */
    uint32_t *out_forms;     /* owned, behind out_positions in the same allocation */
    uint32_t out_capacity;   /* numbers each of them has room for */
};

void posting_cursor_close(struct posting_cursor *cursor)
{
    if (cursor->occurrences != NULL)
        free(cursor->occurrences->out_positions);
    free(cursor->occurrences);
    cursor->occurrences = NULL;
}

static bool out_of_memory(struct posting_cursor *cursor)
{
    fail_memory(cursor->error);
    posting_cursor_end(cursor);
    return false;
}

static struct occurrence_reader *occurrence_reader(struct posting_cursor *cursor)
{
    if (cursor->occurrences != NULL)
        return cursor->occurrences;
    struct occurrence_reader *reader = malloc(sizeof *reader);
    if (reader == NULL) {
        out_of_memory(cursor);
        return NULL;
    }
    reader->base = 0;
    reader->count = 0;
    reader->has_forms = cursor->entry.has_forms;
    reader->out_positions = reader->out_forms = NULL;
    reader->out_capacity = 0;
    return cursor->occurrences = reader;
}

/* ---- blocks of occurrences ---- */

static bool read_tail(struct occurrence_reader *reader, const uint8_t *from, const uint8_t *end,
                      uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        reader->forms[i] = 0;
        from = varint_read_u32(from, end, &reader->gaps[i]);
        if (reader->has_forms)
            from = varint_read_u32(from, end, &reader->forms[i]);
    }
    reader->forms_at = NULL;
    reader->behind = from;
    return from != NULL;
}

static const uint8_t *positions_end(const struct posting_cursor *cursor)
{
    return cursor->entry.positions + cursor->entry.positions_size;
}

static bool verify(struct posting_cursor *cursor, const uint8_t *from)
{
    uint64_t left = (uint64_t)(positions_end(cursor) - from);
    uint64_t size = left < OCCURRENCES_SIZE_MAX ? left : OCCURRENCES_SIZE_MAX;
    return segment_file_verify(cursor->file, from, size) || posting_cursor_damaged(cursor, from);
}

/* Load the block at `from`, which begins with occurrence number `base`. */
static bool load_block(struct posting_cursor *cursor, const uint8_t *from, uint64_t base)
{
    struct occurrence_reader *reader = cursor->occurrences;
    const uint8_t *end = positions_end(cursor);
    uint64_t rest = cursor->entry.cf - base;
    reader->count = 0;
    if (!verify(cursor, from))
        return false;
    if (rest < BLOCK_LENGTH) {
        if (!read_tail(reader, from, end, (uint32_t)rest))
            return posting_cursor_damaged(cursor, from);
    } else {
        const uint8_t *behind = block_read(from, end, reader->gaps);
        if (behind == NULL)
            return posting_cursor_damaged(cursor, from);
        reader->forms_at = behind;
        reader->behind = reader->has_forms ? NULL : behind;
    }
    reader->base = base;
    reader->count = rest < BLOCK_LENGTH ? (uint32_t)rest : BLOCK_LENGTH;
    return true;
}

/* Have the forms of the loaded block in `forms`. */
static bool load_forms(struct posting_cursor *cursor)
{
    struct occurrence_reader *reader = cursor->occurrences;
    const uint8_t *from = reader->forms_at;
    if (from == NULL)
        return true;
    reader->forms_at = NULL;
    if (!reader->has_forms) {
        memset(reader->forms, 0, sizeof reader->forms);
        return true;
    }
    reader->behind = block_read(from, positions_end(cursor), reader->forms);
    return reader->behind != NULL || posting_cursor_damaged(cursor, from);
}

/* Where the block behind the loaded one begins; NULL on damage. */
static const uint8_t *behind_loaded(struct posting_cursor *cursor)
{
    struct occurrence_reader *reader = cursor->occurrences;
    if (reader->behind == NULL)
        reader->behind = block_skip(reader->forms_at, positions_end(cursor));
    if (reader->behind == NULL)
        posting_cursor_damaged(cursor, reader->forms_at);
    return reader->behind;
}

/* Where the occurrence block stands that holds the first occurrence of posting block `block`; *base
 * receives the number of its first occurrence. NULL on damage. */
static const uint8_t *block_position(struct posting_cursor *cursor, uint32_t block, uint64_t *base)
{
    uint64_t before = 0, at = 0;
    if (cursor->skips != NULL) {
        const uint8_t *skip = cursor->skips + (size_t)block * SKIP_SIZE;
        at = load_u32(skip + 8);
        before = load_u32(skip + 12);
    }
    *base = before - before % BLOCK_LENGTH;
    if (at <= cursor->entry.positions_size && before < cursor->entry.cf)
        return cursor->entry.positions + at;
    posting_cursor_damaged(cursor, cursor->entry.postings);
    return NULL;
}

/* Have the block with occurrence `number` loaded, of a posting in block `block`: from the loaded block on
 * where that is nearer than the beginning of the posting block. */
static bool reach_occurrence(struct posting_cursor *cursor, uint32_t block, uint64_t number)
{
    struct occurrence_reader *reader = cursor->occurrences;
    if (reader->count > 0 && number >= reader->base && number - reader->base < reader->count)
        return true;
    if (number >= cursor->entry.cf)
        return posting_cursor_damaged(cursor, cursor->entry.positions);
    uint64_t base, wanted = number - number % BLOCK_LENGTH;
    const uint8_t *end = positions_end(cursor), *from = block_position(cursor, block, &base);
    if (from != NULL && reader->count > 0 && reader->base < wanted && reader->base >= base) {
        base = reader->base + BLOCK_LENGTH;
        from = behind_loaded(cursor);
    }
    if (from == NULL)
        return false;
    for (; base < wanted; base += BLOCK_LENGTH) {
        const uint8_t *at = from;
        if (!verify(cursor, at))
            return false;
        from = block_skip(from, end);
        if (reader->has_forms)
            from = block_skip(from, end);
        if (from == NULL)
            return posting_cursor_damaged(cursor, at);
    }
    return base == wanted ? load_block(cursor, from, base)
                          : posting_cursor_damaged(cursor, cursor->entry.positions);
}

/* ---- occurrences of a posting ---- */

static bool make_room(struct posting_cursor *cursor, uint32_t count)
{
    struct occurrence_reader *reader = cursor->occurrences;
    if (count <= reader->out_capacity)
        return true;
    uint32_t capacity = count < 64 ? 64 : count;
    uint32_t *numbers = malloc(2 * sizeof *numbers * (size_t)capacity);
    if (numbers == NULL)
        return out_of_memory(cursor);
    free(reader->out_positions);
    reader->out_positions = numbers;
    reader->out_forms = numbers + capacity;
    reader->out_capacity = capacity;
    return true;
}

static bool copy_occurrences(struct posting_cursor *cursor, const struct posting_place *place,
                             bool with_forms)
{
    struct occurrence_reader *reader = cursor->occurrences;
    uint64_t position = 0;
    for (uint32_t done = 0; done < place->frequency;) {
        if (!reach_occurrence(cursor, place->block, (uint64_t)place->start + done) ||
            (with_forms && !load_forms(cursor)))
            return false;
        uint32_t offset = (uint32_t)(place->start + done - reader->base);
        uint32_t left = place->frequency - done, here = reader->count - offset;
        here = here < left ? here : left;
        if (with_forms)
            memcpy(reader->out_forms + done, reader->forms + offset, here * sizeof(uint32_t));
        for (uint32_t i = 0; i < here; i++)
            reader->out_positions[done + i] = (uint32_t)(position += reader->gaps[offset + i]);
        done += here;
        if (position > POSITION_MAX)
            return posting_cursor_damaged(cursor, cursor->entry.positions);
    }
    return true;
}

uint32_t posting_cursor_occurrences_at(struct posting_cursor *cursor,
                                       const struct posting_place *place,
                                       const uint32_t **positions, const uint32_t **forms)
{
    struct occurrence_reader *reader = occurrence_reader(cursor);
    if (reader == NULL || place->frequency == 0)
        return 0;
    if (place->frequency > cursor->entry.cf || cursor->entry.position > POSITION_MAX) {
        posting_cursor_damaged(cursor, cursor->entry.positions);
        return 0;
    }
    if (!make_room(cursor, place->frequency))
        return 0;
    *positions = reader->out_positions;
    if (forms != NULL)
        *forms = reader->out_forms;
    if (cursor->entry.cf == 1) {
        reader->out_positions[0] = cursor->entry.position;
        reader->out_forms[0] = 0;
        return 1;
    }
    return copy_occurrences(cursor, place, forms != NULL) ? place->frequency : 0;
}

/* Sum up the frequencies of the loaded block. */
void posting_cursor_fill_starts(struct posting_cursor *cursor)
{
    uint32_t start = 0;
    if (cursor->skips != NULL)
        start = load_u32(cursor->skips + (size_t)cursor->block * SKIP_SIZE + 12);
    /* By fours, so that one sum waits for the other a quarter as often. What lies behind `count` is not read
     * by anybody. */
    for (uint32_t i = 0; i < cursor->count; i += 4) {
        const uint32_t *frequencies = cursor->frequencies + i;
        uint32_t *starts = cursor->starts + i, two = frequencies[0] + frequencies[1];
        starts[0] = start;
        starts[1] = start + frequencies[0];
        starts[2] = start + two;
        starts[3] = start + two + frequencies[2];
        start += two + (frequencies[2] + frequencies[3]);
    }
    cursor->has_starts = true;
}

uint32_t posting_cursor_occurrences(struct posting_cursor *cursor, const uint32_t **positions,
                                    const uint32_t **forms)
{
    struct posting_place place;
    if (!posting_cursor_note(cursor, &place))
        return 0;
    return posting_cursor_occurrences_at(cursor, &place, positions, forms);
}
