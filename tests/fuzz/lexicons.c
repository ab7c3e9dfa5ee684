/* Sections with several lexicons: what is read of them, and what repair finds in them.
 *
 *   input   = lexicons:u8 (size:u16 lexicon{size}){lexicons % 4} ranges:u8 (gap:u8 which:u8){ranges % 16} patch...
 *   range   = begins `gap` articles behind where the one before may begin, has lexicon `which`; the first, at 0
 *   patch   = where:u16 bits:u8, changes a byte of the two sections
 * Sizes and crcs of the lexicons are made right. Two sections are put together as lexicons_write does; without
 * patches every range must have its lexicon, if that is one.
 */
#include "common/segment/lexicons.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "indexer/repair/salvage_lexicons.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/memory_segment.h"

enum { LEXICONS_MOST = 3, RANGES_MOST = 15 };

/* What a section is put together of. */
struct plan {
    uint8_t *lexicons[LEXICONS_MOST]; /* owned */
    size_t sizes[LEXICONS_MOST];
    uint32_t ats[LEXICONS_MOST]; /* in the section; 0: no range has it */
    uint32_t lexicon_count;
    uint32_t firsts[RANGES_MOST];
    uint32_t which[RANGES_MOST];
    uint32_t range_count;
    struct buffer section;
    bool is_patched;
};

/* ---- making ---- */

static void take_lexicons(struct plan *plan, struct fuzz_input *input)
{
    plan->lexicon_count = fuzz_u8(input) % (LEXICONS_MOST + 1);
    for (uint32_t i = 0; i < plan->lexicon_count; i++) {
        const mrg_text piece = fuzz_piece(input, fuzz_u16(input));
        plan->sizes[i] = piece.size < 8 ? 8 : piece.size & ~(size_t)3;
        plan->lexicons[i] = calloc(1, piece.size + 8);
        FUZZ_REQUIRE(plan->lexicons[i] != NULL);
        memcpy(plan->lexicons[i], piece.data, piece.size);
        store_u32(plan->lexicons[i], (uint32_t)plan->sizes[i]);
        store_u32(plan->lexicons[i] + 4, checksum(0, plan->lexicons[i] + 8, plan->sizes[i] - 8));
    }
}

static void take_ranges(struct plan *plan, struct fuzz_input *input)
{
    uint32_t first = 0;
    plan->range_count = plan->lexicon_count > 0 ? fuzz_u8(input) % (RANGES_MOST + 1) : 0;
    for (uint32_t i = 0; i < plan->range_count; i++) {
        const uint32_t gap = fuzz_u8(input);
        first += i == 0 ? 0 : gap + 1;
        plan->firsts[i] = first;
        plan->which[i] = fuzz_u8(input) % plan->lexicon_count;
    }
}

static void put_together(struct plan *plan)
{
    uint32_t at = LEXICONS_HEAD_SIZE + plan->range_count * LEXICONS_RANGE_SIZE;
    append_u32(&plan->section, plan->range_count);
    append_u32(&plan->section, 0);
    for (uint32_t i = 0; i < plan->range_count; i++) {
        uint32_t *known = &plan->ats[plan->which[i]];
        if (*known == 0) {
            *known = at;
            at += (uint32_t)plan->sizes[plan->which[i]];
        }
        append_u32(&plan->section, plan->firsts[i]);
        append_u32(&plan->section, *known);
    }
    FUZZ_REQUIRE(buffer_reserve(&plan->section, at));
    for (uint32_t l = 0; l < plan->lexicon_count; l++)
        if (plan->ats[l] > 0)
            memcpy(plan->section.data + plan->ats[l], plan->lexicons[l], plan->sizes[l]);
    plan->section.size = at;
}

/* Change bytes of two copies that lie one behind the other. */
static void patch(struct plan *plan, struct fuzz_input *input, uint8_t *both)
{
    while (fuzz_left(input) > 0) {
        const uint16_t at = fuzz_u16(input);
        both[at % (2 * plan->section.size)] ^= fuzz_u8(input);
        plan->is_patched = true;
    }
}

static void free_plan(struct plan *plan)
{
    for (uint32_t i = 0; i < plan->lexicon_count; i++)
        free(plan->lexicons[i]);
    buffer_free(&plan->section);
}

/* ---- reading ---- */

/* Ranges that are read are sound. */
static void check_ranges(const uint8_t *bytes, size_t size)
{
    struct lexicon_range *ranges;
    uint32_t count;
    bool is_short;
    uint8_t *copy = (uint8_t *)fuzz_tight_copy((mrg_text){(const char *)bytes, size});
    lexicon_ranges_read(copy, size, &ranges, &count, &is_short);
    FUZZ_REQUIRE(!is_short && (ranges != NULL) == (count > 0));
    for (uint32_t i = 0; i < count; i++) {
        FUZZ_REQUIRE(ranges[i].at < size);
        FUZZ_REQUIRE(i == 0 ? ranges[i].first == 0 : ranges[i].first > ranges[i - 1].first);
        FUZZ_REQUIRE(lexicon_ranges_name(ranges, count, ranges[i].at));
    }
    free(ranges);
    free(copy);
}

/* An article has the same lexicon each time, which lies in one of the sections, and unless bytes were changed the one
 * that was put there. */
static void check_article(const struct plan *plan, const struct segment_file *file, uint32_t range,
                          uint32_t article)
{
    static struct lexicon opened;
    const struct lexicon *lexicon = NULL, *again = NULL;
    const mrg_status status = lexicon_of(file, article, &lexicon, NULL);
    FUZZ_REQUIRE(status == MRG_OK || status == MRG_ERR_DAMAGED);
    FUZZ_REQUIRE(lexicon_of(file, article, &again, NULL) == status && lexicon == again);
    if (status == MRG_OK) {
        const struct section *in = &file->sections[SECTION_LEXICONS];
        if (lexicon->bytes < in->data || lexicon->bytes >= in->data + in->size)
            in = &file->sections[SECTION_LEXICONS_COPY];
        const size_t at = (size_t)(lexicon->bytes - in->data);
        FUZZ_REQUIRE(at < in->size && lexicon_size(lexicon) <= in->size - at);
    }
    if (plan->is_patched)
        return;
    const uint32_t which = plan->which[range];
    const bool is_one = lexicon_open(&opened, plan->lexicons[which], plan->sizes[which], NULL);
    FUZZ_REQUIRE(is_one == (status == MRG_OK));
    FUZZ_REQUIRE(!is_one || memcmp(lexicon->bytes, opened.bytes, plan->sizes[which]) == 0);
}

/* Read them as sections of a segment whose pages are good. */
static void check_file(const struct plan *plan, const uint8_t *both)
{
    struct memory_segment segment;
    const size_t size = plan->section.size;
    memory_segment_make(&segment, 2 * size);
    memory_segment_add(&segment, SECTION_LEXICONS, both, size);
    memory_segment_add(&segment, SECTION_LEXICONS_COPY, both + size, size);
    for (uint32_t i = 0; i < plan->range_count; i++) {
        const uint32_t next = i + 1 < plan->range_count ? plan->firsts[i + 1] : plan->firsts[i] + 1;
        check_article(plan, &segment.file, i, plan->firsts[i]);
        check_article(plan, &segment.file, i, next - 1);
    }
    lexicons_free(segment.file.lexicons);
    memory_segment_free(&segment);
}

/* ---- repairing ---- */

/* All that are found are lexicons, in the file, and different; they end in it. */
static void check_salvage(struct segment_file *file)
{
    struct salvage_lexicons found;
    const uint8_t *start = file->map.data, *end = start + file->map.size;
    FUZZ_REQUIRE(salvage_lexicons_find(&found, file));
    for (uint32_t i = 0; i < found.count; i++) {
        const struct lexicon *one = found.all[i];
        FUZZ_REQUIRE(one->bytes >= start && lexicon_size(one) <= (size_t)(end - one->bytes));
        for (uint32_t k = 0; k < i; k++)
            FUZZ_REQUIRE(found.all[k]->sum != one->sum);
    }
    const uint8_t *behind = salvage_lexicons_end(&found, start, end);
    FUZZ_REQUIRE(behind >= start && behind <= end);
    salvage_lexicons_free(&found);
}

/* Both sections as a whole file, with and without a table that tells where they are. */
static void check_repair(const struct plan *plan, const uint8_t *both)
{
    const size_t size = plan->section.size;
    uint8_t *copy = (uint8_t *)fuzz_tight_copy((mrg_text){(const char *)both, 2 * size});
    struct segment_file file = {.map = {copy, 2 * size}};
    check_salvage(&file);
    file.sections[SECTION_LEXICONS] = (struct section){copy, size};
    file.sections[SECTION_LEXICONS_COPY] = (struct section){copy + size, size};
    check_salvage(&file);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    struct plan plan = {.section = BUFFER_INIT};
    struct buffer both = BUFFER_INIT;
    check_ranges(data, size);
    take_lexicons(&plan, &input);
    take_ranges(&plan, &input);
    put_together(&plan);
    for (unsigned i = 0; i < 2; i++)
        buffer_append(&both, plan.section.data, plan.section.size);
    FUZZ_REQUIRE(!both.failed);
    patch(&plan, &input, both.data);
    check_ranges(both.data, plan.section.size);
    check_file(&plan, both.data);
    check_repair(&plan, both.data);
    free_plan(&plan);
    buffer_free(&both);
    return 0;
}
