/* Posting cursors: a list is made by the writer, patched, and read in any order of calls.
 *
 *   input = flags:byte df:u16 step:byte frequency:byte shift:byte patches:byte
 *           (at:u16 byte:byte){patches} call...
 *   flags = 1: a field without positions | 2: several written forms | 4: the dictionary's counts are
 *           wrong as well, by two more u32 before the patches
 *   call  = what:byte, and for a move by many, how many:byte
 * An article's number and frequency vary with its number in the list, in a way that `step` and
 * `frequency` choose; `shift` widens some gaps.
 */
#include "common/segment/posting_cursor.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/memory_segment.h"

enum {
    DF_MAX = 6000,
    ARTICLES = 1 << 22,
    PATCHES_MAX = 64,
    NO_POSITIONS = 1,
    FORMS = 2,
    COUNTS = 4
};

/* A list as written. */
struct list {
    struct postings_writer writer;
    struct term_entry entry; /* without pointers */
};

static void write_list(struct list *list, struct fuzz_input *input, uint8_t flags)
{
    static const uint8_t length_codes[ARTICLES];
    const uint32_t df = 1 + fuzz_u16(input) % DF_MAX;
    const uint32_t step = fuzz_u8(input), frequency = fuzz_u8(input), shift = fuzz_u8(input) % 10;
    const bool has_positions = (flags & NO_POSITIONS) == 0;
    uint32_t article = step;
    postings_writer_init(&list->writer, length_codes, NULL);
    postings_begin(&list->writer, has_positions, has_positions && (flags & FORMS) != 0);
    for (uint32_t i = 0; i < df; i++) {
        const uint32_t count = has_positions ? 1 + i * frequency / 64 % 5 : 1;
        postings_add(&list->writer, article, count);
        for (uint32_t o = 0; has_positions && o < count; o++)
            postings_add_occurrence(&list->writer, i % 7 + o * step, (i + o) % 3);
        article += 1 + (i * step / 16 % 4 << (i % 128 == 0 ? shift : 0));
    }
    FUZZ_REQUIRE(article < ARTICLES && postings_finish(&list->writer));
    list->entry = (struct term_entry){
        .df = df,
        .cf = list->writer.cf,
        .field = has_positions ? KEY_TEXT : KEY_TOPIC,
        .has_forms = has_positions && (flags & FORMS) != 0 && list->writer.cf > 1,
        .article = step,
        .position = list->writer.only_position,
        .postings_size = list->writer.list.size,
        .positions_size = list->writer.positions.size,
    };
}

/* Other counts that a dictionary could hold. */
static void change_counts(struct term_entry *entry, struct fuzz_input *input)
{
    const uint32_t df = fuzz_u32(input), more = fuzz_u32(input);
    entry->df = df > 0 ? df : 1;
    entry->cf = entry->field == KEY_TEXT && more < UINT32_MAX - entry->df
                    ? (uint64_t)entry->df + more
                    : entry->df;
}

/* Change bytes at the front of the list, where skips are, or at the front of its positions. */
static unsigned patch(struct list *list, struct fuzz_input *input)
{
    const unsigned patches = fuzz_u8(input) % PATCHES_MAX;
    for (unsigned i = 0; i < patches; i++) {
        const uint16_t at = fuzz_u16(input);
        const uint8_t byte = fuzz_u8(input);
        struct buffer *bytes = (at & 1) == 0 ? &list->writer.list : &list->writer.positions;
        if (bytes->size > 0)
            bytes->data[at / 2 % bytes->size] = byte;
    }
    return patches;
}

static void check_occurrences(struct posting_cursor *cursor)
{
    const uint32_t *positions, *forms;
    const uint32_t count = posting_cursor_occurrences(cursor, &positions, &forms);
    for (uint32_t i = 1; i < count; i++)
        FUZZ_REQUIRE(positions[i] >= positions[i - 1] && forms[i] <= UINT32_MAX);
    FUZZ_REQUIRE(count == 0 || count == posting_cursor_frequency(cursor));
}

static void check_impacts(struct posting_cursor *cursor, uint32_t target, bool super)
{
    uint32_t last;
    size_t pairs;
    const uint8_t *impacts = super ? posting_cursor_super_impacts(cursor, target, &last, &pairs)
                                   : posting_cursor_impacts(cursor, target, &last, &pairs);
    unsigned sum = 0;
    for (size_t i = 0; impacts != NULL && i < 2 * pairs; i++)
        sum += impacts[i];
    FUZZ_REQUIRE(impacts == NULL || sum <= 255 * 2 * pairs);
}

/* One call chosen by the input. */
static void call(struct posting_cursor *cursor, struct fuzz_input *input)
{
    const uint8_t what = fuzz_u8(input);
    const uint32_t article = cursor->article;
    const uint32_t from = article == ARTICLE_NONE ? 0 : article;
    switch (what % 8) {
    case 0:
        posting_cursor_next(cursor);
        break;
    case 1:
        posting_cursor_advance(cursor, from + fuzz_u8(input));
        break;
    case 2:
        posting_cursor_advance(cursor, from + ((uint32_t)fuzz_u8(input) << 6));
        break;
    case 3:
        posting_cursor_frequency(cursor);
        break;
    case 4:
    case 5:
        check_impacts(cursor, from + fuzz_u8(input), what % 8 == 5);
        break;
    case 6:
        if (article != ARTICLE_NONE && cursor->entry.field == KEY_TEXT)
            check_occurrences(cursor);
        break;
    default:
        if (cursor->skips == NULL)
            posting_cursor_peek(cursor);
        break;
    }
    FUZZ_REQUIRE(cursor->article == ARTICLE_NONE || cursor->article < ARTICLES);
    FUZZ_REQUIRE(article == ARTICLE_NONE || cursor->article >= article);
}

/* To the end; returns how many articles were passed. */
static uint32_t walk(struct posting_cursor *cursor)
{
    uint32_t count = 0;
    while (posting_cursor_next(cursor) != ARTICLE_NONE) {
        count++;
        FUZZ_REQUIRE(posting_cursor_frequency(cursor) > 0 || cursor->article == ARTICLE_NONE);
        if (cursor->article != ARTICLE_NONE && cursor->entry.field == KEY_TEXT)
            check_occurrences(cursor);
        FUZZ_REQUIRE(count <= cursor->entry.df);
    }
    return count;
}

/* Blocks searched as bulk search does, with occurrences of what is found. */
static void search_blocks(struct posting_cursor *cursor, struct fuzz_input *input)
{
    static struct located located, plainly;
    uint32_t articles[200], count, target = 0;
    while (posting_cursor_reach(cursor, target)) {
        for (count = 0; count < 200 && target <= cursor->last; count++) {
            articles[count] = target;
            target += 1 + fuzz_u8(input) % 16U;
        }
        uint32_t found = posting_cursor_locate(cursor, articles, count, &located);
        FUZZ_REQUIRE(found == posting_cursor_locate_plainly(cursor, articles, count, &plainly));
        for (uint32_t i = 0; i < found; i++) {
            struct posting_place place;
            FUZZ_REQUIRE(located.numbers[i] == plainly.numbers[i] && located.numbers[i] < count);
            FUZZ_REQUIRE(located.indexes[i] == plainly.indexes[i] &&
                         located.indexes[i] < cursor->count);
            if (cursor->entry.field != KEY_TEXT ||
                (cursor->frequencies_at != NULL && !posting_cursor_decode_frequencies(cursor)))
                continue;
            posting_cursor_note_at(cursor, located.indexes[i], &place);
            const uint32_t *gaps = posting_cursor_gaps_at(cursor, &place);
            uint32_t sum = 0;
            for (uint32_t at = 0; gaps != NULL && at < place.frequency + GAPS_PADDING - 1; at++)
                sum |= gaps[at];
            FUZZ_REQUIRE(gaps == NULL || sum <= UINT32_MAX);
            if (gaps == NULL)
                return; /* damage */
        }
    }
}

static void read_list(const struct segment_file *file, const struct term_entry *entry,
                      struct fuzz_input *input, bool is_whole)
{
    struct posting_cursor cursor;
    mrg_error error = MRG_ERROR_INIT;
    if (posting_cursor_open(&cursor, file, entry, ARTICLES, &error) == MRG_OK) {
        while (fuzz_left(input) > 0)
            call(&cursor, input);
        posting_cursor_close(&cursor);
    }
    FUZZ_REQUIRE(!is_whole || error.status == MRG_OK);
    if (posting_cursor_open(&cursor, file, entry, ARTICLES, &error) == MRG_OK) {
        FUZZ_REQUIRE(walk(&cursor) == entry->df || !is_whole);
        posting_cursor_close(&cursor);
    }
    if (posting_cursor_open(&cursor, file, entry, ARTICLES, &error) == MRG_OK) {
        search_blocks(&cursor, input);
        posting_cursor_close(&cursor);
    }
    FUZZ_REQUIRE(!is_whole || error.status == MRG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    static struct list list;
    struct memory_segment segment;
    const uint8_t flags = fuzz_u8(&input);
    write_list(&list, &input, flags);
    if ((flags & COUNTS) != 0)
        change_counts(&list.entry, &input);
    const bool is_whole = patch(&list, &input) == 0 && (flags & COUNTS) == 0;
    const struct buffer *postings = &list.writer.list, *positions = &list.writer.positions;
    memory_segment_make(&segment, postings->size + positions->size);
    memory_segment_add(&segment, SECTION_POSTINGS, postings->data, postings->size);
    /* apart, so that reading beyond them is noticed */
    memory_segment_add(&segment, SECTION_FORMS, positions->data, positions->size);
    if (postings->size > 0)
        list.entry.postings = segment.file.sections[SECTION_POSTINGS].data;
    if (positions->size > 0)
        list.entry.positions = segment.file.sections[SECTION_FORMS].data;
    read_list(&segment.file, &list.entry, &input, is_whole);
    memory_segment_free(&segment);
    postings_writer_free(&list.writer);
    return 0;
}
