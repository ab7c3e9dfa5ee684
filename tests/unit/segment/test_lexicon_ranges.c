/* Ranges of articles that have the same lexicon, read from any bytes. */
#include "tests/cmocka_all.h"

#include "common/codec/endian.h"
#include "common/segment/lexicons.h"

#include <stdlib.h>

static struct lexicon_range *ranges;
static uint32_t count;

/* Read the ranges of a section that ends where its memory does. False when they are not sound; else they are to be
 * freed. */
static bool read_ranges(const uint8_t *section, size_t size)
{
    bool is_short = true;
    uint8_t *tight = malloc(size + (size == 0));
    assert_non_null(tight);
    if (size > 0)
        memcpy(tight, section, size);
    lexicon_ranges_read(tight, size, &ranges, &count, &is_short);
    free(tight);
    assert_false(is_short);
    assert_int_equal(ranges != NULL, count > 0);
    return ranges != NULL;
}

static bool are_sound(const uint8_t *section, size_t size)
{
    bool is_read = read_ranges(section, size);
    free(ranges);
    return is_read;
}

/* The head of a section of `bytes` bytes in which range i begins at article firsts[i], its lexicon at ats[i]. */
static void append_section(struct buffer *section, const uint32_t *firsts, const uint32_t *ats,
                           uint32_t range_count, size_t bytes)
{
    append_u32(section, range_count);
    append_u32(section, 0);
    for (uint32_t i = 0; i < range_count; i++) {
        append_u32(section, firsts[i]);
        append_u32(section, ats[i]);
    }
    while (section->size < bytes)
        buffer_append_byte(section, 0);
    assert_false(section->failed);
}

/* However much of a section is there, ranges are read when all of them are, and what they name begins in it. */
static void test_cut_sections(void **state)
{
    (void)state;
    enum { RANGES = 3, LAST_AT = 60, WHOLE = 80 };
    static const uint32_t firsts[RANGES] = {0, 1, UINT32_MAX}, ats[RANGES] = {32, LAST_AT, 32};
    struct buffer section = BUFFER_INIT;
    append_section(&section, firsts, ats, RANGES, WHOLE);
    for (size_t size = 0; size <= WHOLE; size++) {
        assert_int_equal(read_ranges(section.data, size), size > LAST_AT);
        assert_int_equal(count, size > LAST_AT ? RANGES : 0);
        for (uint32_t i = 0; i < count; i++) {
            assert_int_equal(ranges[i].first, firsts[i]);
            assert_int_equal(ranges[i].at, ats[i]);
        }
        free(ranges);
    }
    buffer_free(&section);
}

/* Ranges that are whole, but do not begin at 0, do not ascend, or name what lies outside. */
static void test_wrong_ranges(void **state)
{
    (void)state;
    enum { RANGES = 3, SIZE = 80 };
    static const struct {
        uint32_t firsts[RANGES], ats[RANGES];
        bool is_sound;
    } cases[] = {{{0, 5, 9}, {32, 40, 79}, true},          {{0, 5, 9}, {32, 32, 32}, true},
                 {{1, 5, 9}, {32, 40, 79}, false},         {{0, 0, 9}, {32, 40, 79}, false},
                 {{0, 9, 9}, {32, 40, 79}, false},         {{0, 9, 5}, {32, 40, 79}, false},
                 {{0, 5, 0}, {32, 40, 79}, false},         {{0, 5, 9}, {32, 40, SIZE}, false},
                 {{0, 5, 9}, {SIZE, 40, 79}, false},       {{0, 5, 9}, {32, UINT32_MAX, 79}, false},
                 {{UINT32_MAX, 5, 9}, {32, 40, 79}, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer section = BUFFER_INIT;
        append_section(&section, cases[i].firsts, cases[i].ats, RANGES, SIZE);
        assert_int_equal(are_sound(section.data, section.size), cases[i].is_sound);
        buffer_free(&section);
    }
}

/* No ranges, more than are there, more than there may be. */
static void test_wrong_counts(void **state)
{
    (void)state;
    enum { MORE = LEXICONS_MAX + 1, SIZE = LEXICONS_HEAD_SIZE + MORE * LEXICONS_RANGE_SIZE + 1 };
    static const struct {
        uint32_t count;
        size_t size;
        bool is_sound;
    } cases[] = {{0, SIZE, false},
                 {0, LEXICONS_HEAD_SIZE, false},
                 {1, LEXICONS_HEAD_SIZE + LEXICONS_RANGE_SIZE, true},
                 {2, LEXICONS_HEAD_SIZE + LEXICONS_RANGE_SIZE, false},
                 {LEXICONS_MAX, SIZE, true},
                 {LEXICONS_MAX, SIZE - 2 * LEXICONS_RANGE_SIZE, false},
                 {MORE, SIZE, false},
                 {UINT32_MAX, SIZE, false}};
    struct buffer section = BUFFER_INIT;
    append_u32(&section, 0);
    append_u32(&section, 0);
    for (uint32_t i = 0; section.size < SIZE; i++) {
        append_u32(&section, i);
        append_u32(&section, LEXICONS_HEAD_SIZE);
    }
    assert_false(section.failed);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        store_u32(section.data, cases[i].count);
        assert_int_equal(are_sound(section.data, cases[i].size), cases[i].is_sound);
    }
    buffer_free(&section);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_sections),
        cmocka_unit_test(test_wrong_ranges),
        cmocka_unit_test(test_wrong_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
