/* Positions and written forms of postings. Nothing is decoded before it is asked for: the gaps of one
 * block of 128 occurrences at a time, its forms only for who wants them. */
#include "common/base/error.h"
#include "common/codec/block_codec.h"
#include "common/codec/block_sums.h"
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
    const uint8_t *end;      /* of all blocks: where the table begins that says where each is */
    const uint8_t *forms_at; /* its forms, still packed; NULL: they are in `forms` */
    bool has_forms;          /* the term has several written forms */
    uint32_t gaps[BLOCK_LENGTH + GAPS_PADDING];
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
    cursor->gaps_count = 0;
}

static bool out_of_memory(struct posting_cursor *cursor)
{
    fail_memory(cursor->error);
    posting_cursor_end(cursor);
    return false;
}

/* Where the positions end and the table begins that says where their blocks are. */
static const uint8_t *positions_end(const struct posting_cursor *cursor)
{
    uint64_t begins = postings_begins(cursor->entry.cf) * sizeof(uint32_t);
    return cursor->entry.positions + (cursor->entry.positions_size - begins);
}

static struct occurrence_reader *make_reader(struct posting_cursor *cursor)
{
    struct occurrence_reader *reader = malloc(sizeof *reader);
    if (reader == NULL) {
        out_of_memory(cursor);
        return NULL;
    }
    reader->base = 0;
    reader->count = 0;
    reader->end = positions_end(cursor);
    memset(reader->gaps, 0, sizeof reader->gaps);
    reader->has_forms = cursor->entry.has_forms;
    reader->out_positions = reader->out_forms = NULL;
    reader->out_capacity = 0;
    return cursor->occurrences = reader;
}

static inline struct occurrence_reader *occurrence_reader(struct posting_cursor *cursor)
{
    return cursor->occurrences != NULL ? cursor->occurrences : make_reader(cursor);
}

/* ---- blocks of occurrences ---- */

static bool read_tail(struct occurrence_reader *reader, const uint8_t *from, uint32_t count)
{
    const uint8_t *end = reader->end;
    for (uint32_t i = 0; i < count; i++) {
        reader->forms[i] = 0;
        from = varint_read_u32(from, end, &reader->gaps[i]);
        if (reader->has_forms)
            from = varint_read_u32(from, end, &reader->forms[i]);
    }
    reader->forms_at = NULL;
    return from != NULL;
}

static inline bool verify(struct posting_cursor *cursor, const uint8_t *from, uint64_t size)
{
    return segment_file_verify(cursor->file, from, size) || posting_cursor_damaged(cursor, from);
}

/* The block that holds occurrence `number`, verified; NULL on damage. */
static inline const uint8_t *find_block(struct posting_cursor *cursor, uint64_t number)
{
    const uint8_t *from = cursor->entry.positions, *end = cursor->occurrences->end;
    if (number >= BLOCK_LENGTH) {
        const uint8_t *begin = end + (number / BLOCK_LENGTH - 1) * sizeof(uint32_t);
        if (!verify(cursor, begin, sizeof(uint32_t)))
            return NULL;
        uint32_t at = load_u32(begin);
        from = at < end - from ? from + at : end;
    }
    uint64_t left = (uint64_t)(end - from);
    if (left == 0)
        posting_cursor_damaged(cursor, end);
    return left > 0 &&
                   verify(cursor, from, left < OCCURRENCES_SIZE_MAX ? left : OCCURRENCES_SIZE_MAX)
               ? from
               : NULL;
}

/* Load the block with occurrence `number`. */
static bool load_block(struct posting_cursor *cursor, uint64_t number)
{
    struct occurrence_reader *reader = cursor->occurrences;
    uint64_t base = number / BLOCK_LENGTH * BLOCK_LENGTH, rest = cursor->entry.cf - base;
    reader->count = 0;
    cursor->gaps_count = 0;
    if (number >= cursor->entry.cf)
        return posting_cursor_damaged(cursor, cursor->entry.positions);
    const uint8_t *from = find_block(cursor, number);
    if (from == NULL)
        return false;
    if (rest >= BLOCK_LENGTH)
        reader->forms_at = block_read(from, reader->end, reader->gaps);
    if (rest >= BLOCK_LENGTH ? reader->forms_at == NULL : !read_tail(reader, from, (uint32_t)rest))
        return posting_cursor_damaged(cursor, from);
    reader->base = base;
    reader->count = rest < BLOCK_LENGTH ? (uint32_t)rest : BLOCK_LENGTH;
    cursor->gaps = reader->gaps;
    cursor->gaps_base = (uint32_t)base;
    cursor->gaps_count = base <= UINT32_MAX ? reader->count : 0; /* places have no higher numbers */
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
    return block_read(from, reader->end, reader->forms) != NULL ||
           posting_cursor_damaged(cursor, from);
}

/* Have the block with occurrence `number` loaded. */
static inline bool reach_occurrence(struct posting_cursor *cursor, uint64_t number)
{
    const struct occurrence_reader *reader = cursor->occurrences;
    if (reader->count > 0 && number >= reader->base && number - reader->base < reader->count)
        return true;
    return load_block(cursor, number);
}

/* ---- occurrences of a posting ---- */

static bool make_room(struct posting_cursor *cursor, uint32_t count)
{
    struct occurrence_reader *reader = cursor->occurrences;
    if (count <= reader->out_capacity)
        return true;
    uint32_t capacity = count < 64 ? 64 : count;
    uint32_t *numbers = malloc(sizeof *numbers * (2 * (size_t)capacity + GAPS_PADDING));
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
        if (!reach_occurrence(cursor, (uint64_t)place->start + done) ||
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

/* The gaps, by way of the positions: for what lies in several blocks. */
static const uint32_t *gaps_by_positions(struct posting_cursor *cursor,
                                         const struct posting_place *place)
{
    const uint32_t *positions;
    if (posting_cursor_occurrences_at(cursor, place, &positions, NULL) == 0)
        return NULL;
    uint32_t *gaps = cursor->occurrences->out_positions;
    for (uint32_t i = place->frequency; i-- > 1;)
        gaps[i] -= gaps[i - 1];
    return gaps;
}

const uint32_t *posting_cursor_gaps_anew(struct posting_cursor *cursor,
                                         const struct posting_place *place)
{
    struct occurrence_reader *reader = occurrence_reader(cursor);
    if (reader == NULL || cursor->entry.cf == 1)
        return gaps_by_positions(cursor, place);
    if (!reach_occurrence(cursor, place->start))
        return NULL;
    uint32_t offset = (uint32_t)(place->start - reader->base);
    if (place->frequency <= reader->count - offset)
        return reader->gaps + offset;
    return gaps_by_positions(cursor, place);
}

uint32_t posting_cursor_occurrence_block(struct posting_cursor *cursor, uint64_t first,
                                         const uint32_t **gaps, const uint32_t **forms)
{
    struct occurrence_reader *reader = occurrence_reader(cursor);
    if (reader == NULL)
        return 0;
    *gaps = reader->gaps;
    *forms = reader->forms;
    if (cursor->entry.cf == 1) {
        reader->gaps[0] = cursor->entry.position;
        reader->forms[0] = 0;
        return 1;
    }
    return reach_occurrence(cursor, first) && load_forms(cursor) ? reader->count : 0;
}

/* Sum up the frequencies of the loaded block. */
void posting_cursor_fill_starts(struct posting_cursor *cursor)
{
    uint32_t start = 0;
    if (cursor->skips != NULL)
        start = load_u32(cursor->skips + (size_t)cursor->block * SKIP_SIZE + SKIP_BEFORE);
    block_sums_before(cursor->frequencies, cursor->count, start, cursor->starts);
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
