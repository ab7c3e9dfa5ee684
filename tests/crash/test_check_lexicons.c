/* What the check says of several lexicons in a segment that are wrong below right checksums: ranges that are not those of
 * the articles, lexicons that do not fill their section. Both copies are changed alike. */
#include "common/codec/endian.h"
#include "common/segment/lexicons.h"
#include "tests/crash/wires_files.h"
#include "tests/unit/indexer/wires.h"

#include "tests/cmocka_all.h"

#include <string.h>

enum { ARTICLES = 2 * (WIRES_MANY + WIRES_FEW) };

static struct index_files files;
static struct buffer bytes; /* of the segment's file */

static const char *const copies[] = {"lexicons", "lexicons copy"};

static int make_index(void **state)
{
    (void)state;
    index_files_make(&files, wires_files_build);
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    index_files_remove(&files);
    return 0;
}

static int copy_file(void **state)
{
    (void)state;
    const struct buffer *from = &files.files[wires_files_segment(&files)].bytes;
    bytes = (struct buffer)BUFFER_INIT;
    buffer_append(&bytes, from->data, from->size);
    return 0;
}

static int restore_file(void **state)
{
    (void)state;
    buffer_free(&bytes);
    index_files_restore(&files);
    return 0;
}

/* ---- changing ---- */

/* Where a section lies in the copied file. */
static uint8_t *section_called(const char *name)
{
    return bytes.data + wires_files_section(&files, name).start;
}

/* Change a number in both copies. */
static void change(size_t at, uint32_t number)
{
    for (unsigned c = 0; c < 2; c++)
        store_u32(section_called(copies[c]) + at, number);
}

/* ---- what is said ---- */

static void note_finding(void *context, const char *line)
{
    struct buffer *findings = context;
    buffer_append_format(findings, "%s\n", line);
}

/* Check the index with the changed file; each of `wanted` is found. */
static void must_say(const char *const *wanted)
{
    struct buffer findings = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    seal_write(&files, wires_files_segment(&files), &bytes);
    const mrg_status status = mrg_index_check(files.folder, note_finding, &findings, &error);
    assert_int_equal(status, *wanted != NULL ? MRG_ERR_DAMAGED : MRG_OK);
    const char *text = buffer_c_string(&findings);
    assert_non_null(text);
    for (; *wanted != NULL; wanted++)
        if (strstr(text, *wanted) == NULL)
            fail_msg("not said: %s: %.500s", *wanted, text);
    buffer_free(&findings);
}

static const char *const nothing[] = {NULL};
static const char *const both[] = {"damaged: lexicons\n", "damaged: lexicons copy\n", NULL};
static const char *const articles[] = {"(articles): damaged: stored articles\n", NULL};
static const char *const blocks[] = {"damaged: block of stored articles\n", NULL};

/* ---- tests ---- */

static void test_undamaged(void **state)
{
    (void)state;
    must_say(nothing);
}

/* A range begins an article early or late: a block would be read with two lexicons, which its articles show. */
static void test_moved_range(void **state)
{
    (void)state;
    for (unsigned late = 0; late < 2; late++)
        for (unsigned range = 1; range < WIRES_FILES_RANGES; range++) {
            const size_t at = wires_files_range(range);
            const uint32_t first = load_u32(section_called(copies[0]) + at);
            change(at, late ? first + 1 : first - 1);
            must_say(articles);
            change(at, first);
        }
}

/* The last range begins behind the last article. */
static void test_range_behind(void **state)
{
    (void)state;
    change(wires_files_range(WIRES_FILES_RANGES - 1), ARTICLES);
    must_say(both);
    must_say(blocks);
}

/* Two ranges have each other's lexicons. */
static void test_swapped(void **state)
{
    (void)state;
    change(wires_files_range(0) + 4, (uint32_t)wires_files_lexicon(&files, 2));
    change(wires_files_range(2) + 4, (uint32_t)wires_files_lexicon(&files, 0));
    must_say(blocks);
}

/* No range has the lexicon in the middle, or one that others have instead. */
static void test_unnamed(void **state)
{
    (void)state;
    change(wires_files_range(1) + 4, (uint32_t)wires_files_lexicon(&files, 0));
    must_say(blocks);
    change(wires_files_range(3) + 4, (uint32_t)wires_files_lexicon(&files, 0));
    must_say(both);
    must_say(blocks);
}

/* The lexicon of a range begins where there is none, though all that are there have their ranges. */
static void test_nowhere(void **state)
{
    (void)state;
    static const uint32_t ats[] = {0, LEXICONS_HEAD_SIZE, 44};
    for (size_t i = 0; i < sizeof ats / sizeof ats[0]; i++) {
        change(wires_files_range(3) + 4, ats[i]);
        must_say(both);
    }
}

/* A range less in the head: a gap between it and the first lexicon. All lexicons have other ranges. */
static void test_gap_in_front(void **state)
{
    (void)state;
    change(0, WIRES_FILES_RANGES - 1);
    must_say(both);
}

/* Have a section end `more` bytes later. */
static void stretch_section(const char *name, uint32_t more)
{
    const struct stretch section = wires_files_section(&files, name);
    const size_t footer = bytes.size - SEGMENT_FOOTER_SIZE;
    for (size_t at = (size_t)load_u64(bytes.data + footer + 8); at < footer;
         at += SEGMENT_TABLE_ENTRY_SIZE)
        if (load_u64(bytes.data + at + 8) == section.start)
            store_u64(bytes.data + at + 16, section.size + more);
}

/* Bytes behind the last lexicon that are of none. */
static void test_gap_behind(void **state)
{
    (void)state;
    stretch_section(copies[0], 4);
    must_say((const char *const[]){"damaged: lexicons\n", NULL});
}

/* Where the lexicon in the middle ends is not where the last begins: it says that it is shorter, or longer. */
static void test_gap_between(void **state)
{
    (void)state;
    for (unsigned longer = 0; longer < 2; longer++) {
        const size_t at = wires_files_lexicon(&files, 1);
        const uint32_t size = load_u32(section_called(copies[0]) + at);
        change(at, longer ? size + 4 : size - 4);
        must_say(both);
        change(at, size);
    }
}

/* A block whose crc is not that of its lexicon and bytes can be read, but not be told from others when it has to. */
static void test_crc_of_block(void **state)
{
    (void)state;
    uint8_t *crc = section_called("articles");
    store_u32(crc, load_u32(crc) ^ 1);
    must_say(blocks);
}

/* Bytes behind the last block that are of none. */
static void test_long_block(void **state)
{
    (void)state;
    stretch_section("articles", 1);
    must_say(blocks);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, copy_file, restore_file)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_undamaged),    TEST(test_moved_range), TEST(test_range_behind),
        TEST(test_swapped),      TEST(test_unnamed),     TEST(test_nowhere),
        TEST(test_gap_in_front), TEST(test_gap_behind),  TEST(test_gap_between),
        TEST(test_crc_of_block), TEST(test_long_block),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
