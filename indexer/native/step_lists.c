#include "indexer/native/step_lists.h"
#include "common/base/cpu.h"
#include "common/base/huge_pages.h"

#include <stdlib.h>
#include <string.h>

#if CPU_HAS_WIDE
#include <immintrin.h>
#endif

/* ---- memory ---- */

static bool add_block(struct step_lists *lists, uint16_t *units, bool is_own)
{
    if (lists->block_count == lists->block_room) {
        uint32_t room = lists->block_room * 2 + 8;
        struct step_block *blocks = realloc(lists->blocks, room * sizeof *blocks);
        if (blocks == NULL)
            return false;
        lists->blocks = blocks;
        lists->block_room = room;
    }
    lists->blocks[lists->block_count++] = (struct step_block){units, is_own};
    return true;
}

void step_lists_give(struct step_lists *lists, uint16_t *units)
{
    (void)add_block(lists, units, false); /* not taken, it is not missed */
}

static bool make_block(struct step_lists *lists)
{
    uint16_t *units = huge_alloc(STEP_BLOCK, sizeof *units);
    if (units != NULL && add_block(lists, units, true))
        return true;
    free(units);
    return false;
}

/* A new chunk; NULL when memory is short. */
static uint16_t *make_chunk(struct step_lists *lists)
{
    uint64_t block = lists->end / STEP_BLOCK, unit = lists->end % STEP_BLOCK;
    if (block == lists->block_count && !make_block(lists))
        return NULL;
    lists->end += STEP_CHUNK;
    return lists->blocks[block].units + unit;
}

/* The first chunk of a list, behind its link. */
static uint16_t *make_first(struct step_lists *lists)
{
    uint16_t *chunk = make_chunk(lists);
    return chunk != NULL ? chunk + STEP_LINK : NULL;
}

bool step_lists_init(struct step_lists *lists, uint32_t steps, uint32_t whole)
{
    *lists = (struct step_lists){.all = malloc(((size_t)steps + 1) * sizeof *lists->all)};
    lists->first = malloc(((size_t)steps + 1) * sizeof *lists->first);
    lists->whole = malloc(((size_t)whole + 1) * sizeof *lists->whole);
    lists->whole_first = malloc(((size_t)whole + 1) * sizeof *lists->whole_first);
    bool good = lists->all != NULL && lists->first != NULL && lists->whole != NULL &&
                lists->whole_first != NULL;
    for (uint32_t i = 0; i < steps && good; i++) {
        uint16_t *first = make_first(lists);
        good = first != NULL;
        lists->first[i] = first;
        lists->all[i] = (struct step_list){.at = first};
    }
    for (uint32_t i = 0; i < whole && good; i++) {
        uint16_t *first = make_first(lists);
        good = first != NULL;
        lists->whole[i] = lists->whole_first[i] = (uint32_t *)(void *)first;
    }
    return good;
}

void step_lists_free(struct step_lists *lists)
{
    for (uint32_t i = 0; i < lists->block_count; i++)
        if (lists->blocks[i].is_own)
            free(lists->blocks[i].units);
    free(lists->blocks);
    free(lists->whole_first);
    free(lists->whole);
    free(lists->first);
    free(lists->all);
    *lists = (struct step_lists){.all = NULL};
}

/* ---- writing ---- */

/* Where to go on behind a full chunk: in a new one. Without memory the full one is written over. */
static uint16_t *chain(struct step_lists *lists, uint16_t *at)
{
    uint16_t *full = at - STEP_CHUNK, *next = make_chunk(lists);
    if (next == NULL) {
        lists->failed = true;
        next = full;
    }
    memcpy(full, &next, sizeof next);
    return next + STEP_LINK;
}

uint32_t *step_lists_chain_whole(struct step_lists *lists, uint32_t *at)
{
    return (uint32_t *)(void *)chain(lists, (uint16_t *)(void *)at);
}

static void put_unit(struct step_lists *lists, struct step_list *list, uint32_t unit)
{
    if ((uintptr_t)list->at % STEP_CHUNK_BYTES == 0)
        list->at = chain(lists, list->at);
    *list->at++ = (uint16_t)unit;
}

void step_lists_put_slowly(struct step_lists *lists, struct step_list *list, uint32_t step,
                           uint32_t form)
{
    if (form == 0 && step < STEP_WIDE) {
        put_unit(lists, list, step);
        return;
    }
    if (form == 0)
        form = list->last & ((1U << list->form_bits) - 1);
    put_unit(lists, list, STEP_WIDE);
    put_unit(lists, list, form);
    put_unit(lists, list, step & 0xFFFF);
    put_unit(lists, list, step >> 16);
}

/* ---- reading ---- */

struct step_reader step_reader_new(const struct step_lists *lists, uint32_t number)
{
    const struct step_list *list = &lists->all[number];
    return (struct step_reader){
        .at = lists->first[number], .end = list->at, .form_bits = list->form_bits};
}

struct step_reader step_reader_new_whole(const struct step_lists *lists, uint32_t number,
                                         unsigned form_bits)
{
    return (struct step_reader){.at = (uint16_t *)(void *)lists->whole_first[number],
                                .end = (uint16_t *)(void *)lists->whole[number],
                                .form_bits = form_bits,
                                .is_whole = true};
}

/* Whether two places, neither where a chunk begins, are of one chunk. */
static bool is_same_chunk(const uint16_t *a, const uint16_t *b)
{
    return (uintptr_t)a / STEP_CHUNK_BYTES == (uintptr_t)b / STEP_CHUNK_BYTES;
}

/* The chunk behind a full one. */
static const uint16_t *chunk_behind(const uint16_t *chunk)
{
    const void *link;
    memcpy(&link, chunk, sizeof link);
    return link;
}

/* Behind a full chunk that is not the last, go to the next, and have the one behind that on its way into the cache. */
static void follow(struct step_reader *reader)
{
    if ((uintptr_t)reader->at % STEP_CHUNK_BYTES != 0)
        return;
    const uint16_t *chunk = chunk_behind(reader->at - STEP_CHUNK);
    reader->at = chunk + STEP_LINK;
    if (!is_same_chunk(reader->at, reader->end - 1))
        cpu_expect((const uint8_t *)chunk_behind(chunk), STEP_CHUNK_BYTES / CPU_LINE);
}

static uint32_t read_unit(struct step_reader *reader)
{
    follow(reader);
    return *reader->at++;
}

/* The units that follow in this chunk. */
static uint32_t units_here(const struct step_reader *reader)
{
    if (is_same_chunk(reader->at, reader->end - 1))
        return (uint32_t)(reader->end - reader->at);
    return STEP_CHUNK - (uint32_t)((uintptr_t)reader->at % STEP_CHUNK_BYTES / sizeof *reader->at);
}

/* Read `count` units, or up to a large step; returns how many. */
static uint32_t add_steps(struct step_reader *reader, uint32_t *places, uint32_t *forms,
                          uint32_t count)
{
    const uint16_t *units = reader->at;
    const unsigned form_bits = reader->form_bits;
    const uint32_t form_mask = (1U << form_bits) - 1;
    uint32_t last = reader->last, i = 0;
    for (; i < count && units[i] != STEP_WIDE; i++) {
        last += units[i];
        places[i] = last >> form_bits;
        forms[i] = last & form_mask;
    }
    reader->last = last;
    reader->at += i;
    return i;
}

#if CPU_HAS_WIDE

/* Eight numbers, to each the sum of those before it added. */
WIDE static inline __m256i sum_up(__m256i eight)
{
    const __m256i third = _mm256_set1_epi32(3); /* of the lower half, for the upper */
    eight = _mm256_add_epi32(eight, _mm256_slli_si256(eight, 4));
    eight = _mm256_add_epi32(eight, _mm256_slli_si256(eight, 8));
    __m256i carried = _mm256_permutevar8x32_epi32(eight, third);
    return _mm256_add_epi32(eight, _mm256_blend_epi32(_mm256_setzero_si256(), carried, 0xF0));
}

WIDE static inline void store_eight(uint32_t *to, __m256i eight)
{
    _mm256_storeu_si256((__m256i *)(void *)to, eight);
}

/* The same eight by eight, as many as come so before a large step. */
WIDE static uint32_t add_steps_widely(struct step_reader *reader, uint32_t *places, uint32_t *forms,
                                      uint32_t count)
{
    const __m128i form_bits = _mm_cvtsi32_si128((int)reader->form_bits);
    const __m256i form_mask = _mm256_set1_epi32((1 << reader->form_bits) - 1);
    __m256i last = _mm256_set1_epi32((int)reader->last);
    uint32_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m128i units = _mm_loadu_si128((const __m128i *)(const void *)(reader->at + i));
        if (_mm_movemask_epi8(_mm_cmpeq_epi16(units, _mm_set1_epi16((short)STEP_WIDE))) != 0)
            break;
        __m256i values = _mm256_add_epi32(last, sum_up(_mm256_cvtepu16_epi32(units)));
        store_eight(places + i, _mm256_srl_epi32(values, form_bits));
        store_eight(forms + i, _mm256_and_si256(values, form_mask));
        last = _mm256_permutevar8x32_epi32(values, _mm256_set1_epi32(7));
    }
    reader->last = (uint32_t)_mm256_cvtsi256_si32(last);
    reader->at += i;
    return i;
}

#endif

/* Occurrences up to the end of the chunk, or to a large step. */
static uint32_t read_small(struct step_reader *reader, uint32_t *places, uint32_t *forms,
                           uint32_t room)
{
    uint32_t here = units_here(reader), done = 0;
    here = here < room ? here : room;
#if CPU_HAS_WIDE
    if (cpu_is_wide())
        done = add_steps_widely(reader, places, forms, here);
#endif
    return done + add_steps(reader, places + done, forms + done, here - done);
}

/* One occurrence behind a large step, or of a form that a value has no room for. */
static void read_large(struct step_reader *reader, uint32_t *place, uint32_t *form)
{
    (void)read_unit(reader); /* STEP_WIDE */
    *form = read_unit(reader);
    uint32_t low = read_unit(reader);
    reader->last += low | read_unit(reader) << 16;
    *place = reader->last >> reader->form_bits;
}

void step_values_split(const uint32_t *values, uint32_t count, unsigned form_bits, uint32_t *places,
                       uint32_t *forms)
{
    const uint32_t form_mask = (1U << form_bits) - 1;
    for (uint32_t i = 0; i < count; i++)
        places[i] = values[i] >> form_bits;
    for (uint32_t i = 0; i < count; i++)
        forms[i] = values[i] & form_mask;
}

/* Values up to the end of the chunk. */
static uint32_t read_whole(struct step_reader *reader, uint32_t *places, uint32_t *forms,
                           uint32_t room)
{
    uint32_t here = units_here(reader) / 2;
    here = here < room ? here : room;
    const uint32_t *values = (const uint32_t *)(const void *)reader->at;
    step_values_split(values, here, reader->form_bits, places, forms);
    reader->at += (size_t)2 * here;
    return here;
}

uint32_t step_reader_read(struct step_reader *reader, uint32_t *places, uint32_t *forms,
                          uint32_t room)
{
    uint32_t count = 0;
    while (count < room && reader->at != reader->end) {
        follow(reader);
        uint32_t *place = places + count, *form = forms + count;
        if (reader->is_whole) {
            count += read_whole(reader, place, form, room - count);
            continue;
        }
        uint32_t small = read_small(reader, place, form, room - count);
        if (small == 0)
            read_large(reader, place, form);
        count += small > 0 ? small : 1;
    }
    return count;
}
