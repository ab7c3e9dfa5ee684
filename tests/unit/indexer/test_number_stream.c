/* Streams of numbers: what is put comes out, one by one or in batches, from any place on. */
#include "tests/cmocka_all.h"

#include "indexer/inverter.h"
#include "indexer/number_stream.h"

#include <stdlib.h>

enum { NUMBERS = 3000000 /* several times what is mapped at first */ };

/* A number for place `i`: mostly small, and all kinds of edges. */
static uint32_t number_at(uint32_t i)
{
    static const uint32_t edges[] = {0,
                                     1,
                                     0x7FFF,
                                     0x8000,
                                     NUMBER_WIDE - 1,
                                     NUMBER_WIDE,
                                     NUMBER_WIDE + 1,
                                     STREAM_BITS,
                                     STREAM_SET - 1,
                                     STREAM_SET,
                                     STREAM_SET | NUMBER_WIDE,
                                     STREAM_SET | STREAM_BITS,
                                     UINT32_MAX};
    uint32_t random = i * UINT32_C(2654435761);
    random ^= random >> 15;
    random *= UINT32_C(2246822519);
    random ^= random >> 13;
    if (random % 16 == 0)
        return edges[random / 16 % (sizeof edges / sizeof *edges)];
    return random >> (i / 1000 % 2 == 0 ? 16 : 13); /* stretches of few wide ones, and of many */
}

static void put(struct number_stream *stream, uint32_t number)
{
    assert_true(number_stream_reserve(stream, 1));
    number_stream_put(stream, number);
}

/* Numbers `from` to `to`, of which the first is at `start`. */
static void check_stretch(const struct number_stream *stream, const struct stream_mark *start,
                          uint32_t from, uint32_t to)
{
    struct stream_reader single = stream_reader_new(stream, start, to), reader = single;
    struct stream_batch batch;
    uint32_t at = from, number;
    for (stream_read(&reader, &batch); batch.count > 0; stream_read(&reader, &batch)) {
        assert_int_equal(batch.count, to - at < STREAM_BATCH ? to - at : STREAM_BATCH);
        for (unsigned i = 0; i < STREAM_BATCH; i++) {
            bool is_wide = i < batch.count && number_at(at + i) >= NUMBER_WIDE;
            assert_int_equal(batch.wide >> i & 1, is_wide);
        }
        for (unsigned i = 0; i < batch.count; i++, at++) {
            assert_int_equal(batch.numbers[i], number_at(at));
            assert_true(stream_next(&single, &number));
            assert_int_equal(number, number_at(at));
        }
    }
    assert_int_equal(at, to);
    assert_false(stream_next(&single, &number));
}

static void test_round_trip(void **state)
{
    (void)state;
    struct number_stream stream = {.units = NULL};
    struct stream_mark middle = {0, 0};
    for (uint32_t i = 0; i < NUMBERS; i++) {
        if (i == NUMBERS / 2)
            middle = stream.end;
        put(&stream, number_at(i));
    }
    assert_int_equal(stream.end.numbers, NUMBERS);
    check_stretch(&stream, &(struct stream_mark){0, 0}, 0, NUMBERS);
    check_stretch(&stream, &middle, NUMBERS / 2, NUMBERS);
    for (uint32_t size = 0; size < 3 * STREAM_BATCH; size++)
        check_stretch(&stream, &middle, NUMBERS / 2, NUMBERS / 2 + size);
    number_stream_free(&stream);
}

/* A stream is cut off where an article was refused. */
static void test_cut(void **state)
{
    (void)state;
    struct number_stream stream = {.units = NULL};
    for (uint32_t i = 0; i < 1000; i++) {
        struct stream_mark start = stream.end;
        for (uint32_t more = 0; more < i % 7; more++)
            put(&stream, number_at(i + more) | STREAM_SET);
        stream.end = start;
        put(&stream, number_at(i));
    }
    check_stretch(&stream, &(struct stream_mark){0, 0}, 0, 1000);
    number_stream_free(&stream);
}

static void test_empty(void **state)
{
    (void)state;
    struct number_stream stream = {.units = NULL};
    struct stream_reader reader = stream_reader_whole(&stream);
    struct stream_batch batch;
    uint32_t number;
    stream_read(&reader, &batch);
    assert_int_equal(batch.count, 0);
    assert_false(stream_next(&reader, &number));
    assert_int_equal(number_stream_memory(&stream), 0);
    number_stream_free(&stream);
}

static void test_portable(void **state)
{
    (void)state;
    uint16_t units[STREAM_BATCH];
    uint32_t numbers[2][STREAM_BATCH];
    for (uint32_t round = 0; round < 10000; round++) {
        for (unsigned i = 0; i < STREAM_BATCH; i++) {
            uint32_t number = number_at(round * STREAM_BATCH + i);
            units[i] = (uint16_t)(number < NUMBER_WIDE ? number : NUMBER_WIDE);
        }
        assert_true(widen_units(units, numbers[0]) == widen_units_portable(units, numbers[1]));
        assert_memory_equal(numbers[0], numbers[1], sizeof numbers[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_portable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
