/* Columns: every width, unknown values, extremes; minimum and maximum per block. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/section_file.h"
#include "tests/unit/support/random.h"

#include "common/segment/columns.h"

#include <stdlib.h>

enum { BLOCK = 1 << COLUMN_BLOCK_SHIFT };

/* How a column's values are chosen: base + up to `bits` random bits; one in `unknown_odds` unknown (0:
 * none); the bytes a value must take when there are many of them (9: any). */
static const struct shape {
    int64_t base;
    unsigned bits;
    unsigned unknown_odds;
    unsigned width;
} shapes[] = {
    {0, 0, 0, 0},
    {1234567, 0, 0, 0},
    {INT64_MAX, 0, 0, 0},
    {0, 0, 1, 0},
    {0, 0, 2, 1},
    {INT64_MAX, 0, 3, 1},
    {-5, 4, 0, 1},
    {-5, 7, 9, 1},
    {1600000000, 16, 5, 9},
    {100, 15, 0, 2},
    {0, 23, 7, 3},
    {0, 31, 0, 4},
    {-1, 39, 0, 5},
    {0, 47, 4, 6},
    {0, 55, 0, 7},
    {0, 63, 0, 8},
    {INT64_MIN, 64, 0, 8},
    {INT64_MIN, 64, 3, 8},
    {INT64_MIN + 1, 2, 2, 1},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static int64_t *columns_values[COLUMN_COUNT];
static struct section_file made;
static struct columns columns;

static int64_t choose(const struct shape *shape, struct random_source *random)
{
    if (shape->unknown_odds > 0 && random_below(random, shape->unknown_odds) == 0)
        return COLUMN_UNKNOWN;
    uint64_t more = shape->bits == 0 ? 0 : random_next(random) >> (64 - shape->bits);
    return (int64_t)((uint64_t)shape->base + more);
}

static void make(uint32_t n, size_t first_shape)
{
    struct random_source random = {n + first_shape + 1};
    struct buffer bytes = BUFFER_INIT;
    for (unsigned c = 0; c < COLUMN_COUNT; c++) {
        columns_values[c] = malloc((n + 1) * sizeof(int64_t));
        assert_non_null(columns_values[c]);
        for (uint32_t a = 0; a < n; a++)
            columns_values[c][a] = choose(&shapes[(first_shape + c) % SHAPES], &random);
    }
    columns_append(&bytes, columns_values, n);
    section_file_begin(&made);
    section_file_add(&made, SECTION_COLUMNS, &bytes);
    section_file_open(&made);
    buffer_free(&bytes);
    assert_int_equal(columns_open(&columns, &made.file, n, NULL), MRG_OK);
    assert_int_equal(columns.blocks, (n + BLOCK - 1) / BLOCK);
}

static void unmake(void)
{
    for (unsigned c = 0; c < COLUMN_COUNT; c++)
        free(columns_values[c]);
    section_file_end(&made);
}

static void check_block(unsigned column, uint32_t block, uint32_t n)
{
    int64_t least = COLUMN_UNKNOWN, most = COLUMN_UNKNOWN;
    mrg_error error = MRG_ERROR_INIT;
    for (uint32_t a = block * BLOCK; a < n && a < (block + 1) * BLOCK; a++) {
        int64_t value = columns_values[column][a];
        assert_true(column_value(&columns, (enum column)column, a, &error) == value);
        if (value == COLUMN_UNKNOWN)
            continue;
        least = least == COLUMN_UNKNOWN || value < least ? value : least;
        most = most == COLUMN_UNKNOWN || value > most ? value : most;
    }
    assert_true(column_minimum(&columns, (enum column)column, block) == least);
    assert_true(column_maximum(&columns, (enum column)column, block) == most);
    assert_int_equal(error.status, MRG_OK);
}

static void test_shapes_and_sizes(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 2, 100, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 77};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (size_t first = 0; first < SHAPES; first += COLUMN_COUNT) {
            make(counts[i], first);
            for (unsigned c = 0; c < COLUMN_COUNT; c++)
                for (uint32_t block = 0; block < columns.blocks; block++)
                    check_block(c, block, counts[i]);
            unmake();
        }
    }
}

static void test_widths(void **state)
{
    (void)state;
    for (size_t first = 0; first < SHAPES; first++) {
        make(BLOCK, first);
        if (shapes[first].width != 9)
            assert_int_equal(made.file.sections[SECTION_COLUMNS].data[24], shapes[first].width);
        unmake();
    }
}

static void test_no_articles(void **state)
{
    (void)state;
    make(0, 0);
    assert_int_equal(made.file.sections[SECTION_COLUMNS].size, 0);
    unmake();
}

/* Heads that point outside are refused when the columns are opened. */
static void test_damaged_heads(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint8_t byte;
    } damages[] = {{24, 9}, {24, 255}, {23, 255}, {21, 1}, {COLUMN_HEAD_SIZE + 20, 1}};
    int64_t values[3] = {1, 20, 300}, *all[COLUMN_COUNT];
    for (unsigned c = 0; c < COLUMN_COUNT; c++)
        all[c] = values;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct buffer bytes = BUFFER_INIT;
        mrg_error error = MRG_ERROR_INIT;
        columns_append(&bytes, all, 3);
        bytes.data[damages[i].at] = damages[i].byte;
        section_file_begin(&made);
        section_file_add(&made, SECTION_COLUMNS, &bytes);
        section_file_open(&made);
        assert_int_equal(columns_open(&columns, &made.file, 3, &error), MRG_ERR_DAMAGED);
        assert_int_equal(columns_open(&columns, &made.file, 100 * BLOCK, &error), MRG_ERR_DAMAGED);
        section_file_end(&made);
        buffer_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes_and_sizes),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_no_articles),
        cmocka_unit_test(test_damaged_heads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
