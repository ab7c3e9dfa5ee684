/* Repair of a segment with several lexicons: where these are damaged, or nothing tells where they are, every article that
 * one of them can read is there, and none is read with another than its own. */
#include "common/codec/endian.h"
#include "common/segment/lexicons.h"
#include "tests/crash/mending.h"
#include "tests/crash/wires_files.h"
#include "tests/unit/indexer/wires.h"

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct index_files files;
static const struct index_file *segment;
static struct contents intact; /* of the undamaged index */
static char scene[256];        /* which damage, for messages */
static struct told told;       /* by the repair that was last */

static const char *const copies[] = {"lexicons", "lexicons copy"};

static int make_index(void **state)
{
    (void)state;
    index_files_make(&files, wires_files_build);
    segment = &files.files[wires_files_segment(&files)];
    contents_read(&intact, files.folder, "undamaged");
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    index_files_remove(&files);
    contents_free(&intact);
    return 0;
}

static int restore(void **state)
{
    (void)state;
    index_files_restore(&files);
    return 0;
}

/* ---- damaging and judging ---- */

/* Where byte `at` of a section lies in the file. */
static size_t place(const char *section, size_t at)
{
    const struct stretch stretch = wires_files_section(&files, section);
    assert_true(at < stretch.size);
    return stretch.start + at;
}

static void flip(const char *section, size_t at, uint8_t bits)
{
    const size_t offset = place(section, at);
    index_file_patch(segment, offset, segment->bytes.data[offset] ^ bits);
}

/* Change what shows which file it is, and with it where everything lies. */
static void lose_footer(void)
{
    assert_int_equal(truncate(segment->path, (off_t)(segment->bytes.size - SEGMENT_FOOTER_SIZE)),
                     0);
}

/* Repair; returns how many articles are lost. Every other is as it was, and no article is there that was not. */
static uint64_t judge_repair(void)
{
    struct contents after;
    mrg_error error = MRG_ERROR_INIT;
    if (mending_repair(files.folder, &told, &error) != MRG_OK)
        fail_msg("%s: %s", scene, error.message);
    must_be_sound(files.folder, scene);
    contents_read(&after, files.folder, scene);
    mending_compare(&intact, &after, &told, scene);
    for (size_t i = 0; i < after.count; i++)
        if (contents_find(&intact, after.items[i].id) == NULL)
            fail_msg("%s: article %s was never there", scene, after.items[i].id);
    assert_true(told.result.damaged > 0);
    contents_free(&after);
    index_files_restore(&files);
    return told.result.lost;
}

static void lose_nothing(void)
{
    const uint64_t lost = judge_repair();
    if (lost > 0)
        fail_msg("%s: %llu articles are lost", scene, (unsigned long long)lost);
}

/* ---- heads ---- */

/* Changes to a head; most leave one that looks sound by itself. */
static const struct {
    const char *name;
    size_t range, at; /* byte in a range; LEXICONS_HEAD_SIZE before the first: in front of it */
    uint8_t bits;
} damages[] = {{"fewer ranges", 0, 0, WIRES_FILES_RANGES ^ 3},
               {"one range", 0, 0, WIRES_FILES_RANGES ^ 1},
               {"more ranges", 0, 0, WIRES_FILES_RANGES ^ 5},
               {"no ranges", 0, 0, WIRES_FILES_RANGES},
               {"too many ranges", 0, 3, 0x80},
               {"late first range", 1, 0, 1},
               {"range moved", 2, 0, 1},
               {"range far away", 2, 3, 1},
               {"first lexicon elsewhere", 1, 4, 4},
               {"first lexicon in the head", 1, 4, 0x20},
               {"second lexicon elsewhere", 2, 4, 8},
               {"third lexicon elsewhere", 3, 4, 16},
               {"third lexicon far away", 3, 6, 1},
               {"third lexicon outside", 3, 7, 0x80},
               {"last range without lexicon", 4, 4, 4}};

enum { DAMAGES = sizeof damages / sizeof damages[0] };

/* Byte of the head that damage `i` is in. */
static size_t damage_at(size_t i)
{
    return (damages[i].range > 0 ? wires_files_range((unsigned)damages[i].range - 1) : 0) +
           damages[i].at;
}

/* The head of one copy, or the same way of both. */
static void test_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < DAMAGES; i++)
        for (unsigned which = 1; which <= 3; which++) {
            snprintf(scene, sizeof scene, "%s in %u", damages[i].name, which);
            for (unsigned c = 0; c < 2; c++)
                if ((which >> c & 1) != 0)
                    flip(copies[c], damage_at(i), damages[i].bits);
            lose_nothing();
        }
}

/* ---- without a footer ---- */

/* Lexicons and articles are found where the writer puts them. */
static void test_no_footer(void **state)
{
    (void)state;
    snprintf(scene, sizeof scene, "no footer");
    lose_footer();
    lose_nothing();
}

/* The head is damaged as well. */
static void test_no_footer_nor_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < DAMAGES; i++) {
        snprintf(scene, sizeof scene, "no footer, %s", damages[i].name);
        flip("lexicons", damage_at(i), damages[i].bits);
        lose_footer();
        lose_nothing();
    }
}

/* A lexicon is damaged as well, in its head or behind it: its copy is found. */
static void test_no_footer_nor_lexicon(void **state)
{
    (void)state;
    static const size_t ats[] = {0, 2, 5, 9, LEXICON_HEAD_SIZE + 40};
    for (unsigned lexicon = 0; lexicon < WIRES_FILES_LEXICONS; lexicon++)
        for (size_t i = 0; i < sizeof ats / sizeof ats[0]; i++) {
            snprintf(scene, sizeof scene, "no footer, lexicon %u damaged at %zu", lexicon, ats[i]);
            flip("lexicons", wires_files_lexicon(&files, lexicon) + ats[i], 4);
            lose_footer();
            lose_nothing();
        }
}

/* Neither size nor crc of a lexicon are good: it ends where the next begins. */
static void test_no_footer_nor_size(void **state)
{
    (void)state;
    enum { SIZE_AT = 2, CRC_AT = 5 };
    for (unsigned lexicon = 0; lexicon + 1 < WIRES_FILES_LEXICONS; lexicon++) {
        const size_t at = wires_files_lexicon(&files, lexicon);
        snprintf(scene, sizeof scene, "no footer, size and crc of lexicon %u", lexicon);
        flip("lexicons", at + SIZE_AT, 4);
        flip("lexicons", at + CRC_AT, 4);
        lose_footer();
        lose_nothing();
    }
}

/* All lexicons in front are damaged as well: their copies are found. */
static void test_no_footer_nor_lexicons(void **state)
{
    (void)state;
    snprintf(scene, sizeof scene, "no footer, no lexicon in front");
    for (unsigned lexicon = 0; lexicon < WIRES_FILES_LEXICONS; lexicon++)
        flip("lexicons", wires_files_lexicon(&files, lexicon) + LEXICON_HEAD_SIZE, 4);
    lose_footer();
    lose_nothing();
}

/* ---- lexicons ---- */

/* One lexicon of one section: its copy serves. */
static void test_one_lexicon(void **state)
{
    (void)state;
    for (unsigned lexicon = 0; lexicon < WIRES_FILES_LEXICONS; lexicon++)
        for (unsigned c = 0; c < 2; c++) {
            snprintf(scene, sizeof scene, "lexicon %u of %s", lexicon, copies[c]);
            flip(copies[c], wires_files_lexicon(&files, lexicon) + LEXICON_HEAD_SIZE + 1, 2);
            lose_nothing();
        }
}

/* Which lexicon the articles of a range have. */
static unsigned lexicon_of_range(unsigned range)
{
    return range == WIRES_FILES_RANGES - 1 ? 1 : range;
}

/* What is lost are the articles that have this lexicon. */
static void check_lost(unsigned lexicon)
{
    uint64_t wanted = 0;
    for (unsigned range = 0; range < WIRES_FILES_RANGES; range++)
        wanted += lexicon_of_range(range) == lexicon ? wires_of(wires_files_families[range]) : 0;
    if (told.result.lost != wanted)
        fail_msg("%s: %llu articles are lost", scene, (unsigned long long)told.result.lost);
    for (unsigned i = 0; i < told.lost_ids; i++) {
        const char *family = strchr(wires_files_families, told.lost[i][0]);
        assert_non_null(family);
        assert_int_equal(lexicon_of_range((unsigned)(family - wires_files_families)), lexicon);
    }
}

/* The same lexicon of both: its articles are lost, and no others. */
static void test_lexicon_and_copy(void **state)
{
    (void)state;
    for (unsigned lexicon = 0; lexicon < WIRES_FILES_LEXICONS; lexicon++) {
        const size_t end = wires_files_lexicon(&files, lexicon + 1);
        snprintf(scene, sizeof scene, "lexicon %u and its copy", lexicon);
        flip(copies[0], end - 60, 1);
        flip(copies[1], end - 90, 1);
        judge_repair();
        check_lost(lexicon);
    }
}

/* The same below right checksums of pages: what else lies in these can be relied on, and all that are lost are named. */
static void test_lost_are_named(void **state)
{
    (void)state;
    for (unsigned lexicon = 0; lexicon < WIRES_FILES_LEXICONS; lexicon++) {
        struct buffer bytes = BUFFER_INIT;
        snprintf(scene, sizeof scene, "lexicon %u and its copy, right checksums", lexicon);
        buffer_append(&bytes, segment->bytes.data, segment->bytes.size);
        for (unsigned c = 0; c < 2; c++)
            bytes.data[place(copies[c], wires_files_lexicon(&files, lexicon + 1) - 60)] ^= 1;
        seal_write(&files, wires_files_segment(&files), &bytes);
        judge_repair();
        check_lost(lexicon);
        assert_int_equal(told.lost_ids, told.result.lost);
        buffer_free(&bytes);
    }
}

/* Ranges have each other's lexicons in both copies, under right checksums: articles are not read with these. */
static void test_swapped_lexicons(void **state)
{
    (void)state;
    struct buffer bytes = BUFFER_INIT;
    snprintf(scene, sizeof scene, "swapped lexicons");
    buffer_append(&bytes, segment->bytes.data, segment->bytes.size);
    for (unsigned c = 0; c < 2; c++) {
        uint8_t *section = bytes.data + place(copies[c], 0);
        for (unsigned i = 0; i < WIRES_FILES_RANGES; i++)
            store_u32(section + wires_files_range(i) + 4,
                      (uint32_t)wires_files_lexicon(&files, (i + 1) % WIRES_FILES_LEXICONS));
    }
    seal_write(&files, wires_files_segment(&files), &bytes);
    lose_nothing();
    buffer_free(&bytes);
}

#define TEST(name) cmocka_unit_test_setup(name, restore)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_heads),
        TEST(test_no_footer),
        TEST(test_no_footer_nor_head),
        TEST(test_no_footer_nor_lexicon),
        TEST(test_no_footer_nor_size),
        TEST(test_no_footer_nor_lexicons),
        TEST(test_one_lexicon),
        TEST(test_lexicon_and_copy),
        TEST(test_lost_are_named),
        TEST(test_swapped_lexicons),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
