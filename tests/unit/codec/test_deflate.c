/* Deflate by the library in use and by zlib: each undoes the other, and damage shows. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "tests/unit/codec/deflate_zlib_twin.h"
#undef deflater
#undef inflater
#undef deflater_new
#undef deflater_free
#undef deflater_append
#undef inflater_new
#undef inflater_free
#undef inflater_run
#undef inflater_run_open
#undef inflate_result
#undef INFLATE_DONE
#undef INFLATE_MORE_ROOM
#undef INFLATE_BAD
#undef MORGUE_CODEC_DEFLATE_H

#include "common/codec/deflate.h"

#include <stdlib.h>

/* What to compress: `size` bytes, each of `letters` different ones. */
static const struct {
    size_t size;
    unsigned letters;
} cases[] = {{1, 1},      {2, 2},     {100, 3},      {1000, 256}, {32768, 20},
             {32769, 20}, {70000, 1}, {200000, 256}, {300000, 5}, {1 << 20, 30}};
enum { CASES = sizeof cases / sizeof cases[0] };

static uint8_t *make_input(size_t number)
{
    struct random_source random = {number + 1};
    uint8_t *bytes = malloc(cases[number].size);
    assert_non_null(bytes);
    for (size_t i = 0; i < cases[number].size; i++)
        bytes[i] = (uint8_t)random_below(&random, cases[number].letters);
    return bytes;
}

static void check_inflates(const struct buffer *packed, size_t at, const uint8_t *bytes,
                           size_t size)
{
    struct inflater *ours = inflater_new();
    struct zlib_inflater *zlib = zlib_inflater_new();
    uint8_t *out = malloc(size);
    assert_true(ours != NULL && zlib != NULL && out != NULL);
    for (unsigned round = 0; round < 2; round++) { /* each can be used again */
        memset(out, 0, size);
        assert_true(inflater_run(ours, packed->data + at, packed->size - at, out, size));
        assert_memory_equal(out, bytes, size);
        memset(out, 0, size);
        assert_true(zlib_inflater_run(zlib, packed->data + at, packed->size - at, out, size));
        assert_memory_equal(out, bytes, size);
    }
    free(out);
    inflater_free(ours);
    zlib_inflater_free(zlib);
}

static void test_both_ways(void **state)
{
    (void)state;
    for (int level = 1; level <= 9; level += 4) {
        struct deflater *ours = deflater_new(level);
        struct zlib_deflater *zlib = zlib_deflater_new(level);
        assert_true(ours != NULL && zlib != NULL);
        for (size_t i = 0; i < CASES; i++) {
            uint8_t *bytes = make_input(i);
            struct buffer packed = BUFFER_INIT;
            buffer_append_string(&packed, "kept");
            assert_true(deflater_append(ours, bytes, cases[i].size, &packed));
            assert_memory_equal(packed.data, "kept", 4);
            check_inflates(&packed, 4, bytes, cases[i].size);
            buffer_clear(&packed);
            assert_true(zlib_deflater_append(zlib, bytes, cases[i].size, &packed));
            check_inflates(&packed, 0, bytes, cases[i].size);
            buffer_free(&packed);
            free(bytes);
        }
        deflater_free(ours);
        zlib_deflater_free(zlib);
    }
    deflater_free(NULL);
    inflater_free(NULL);
    zlib_deflater_free(NULL);
    zlib_inflater_free(NULL);
}

struct inflaters {
    struct inflater *ours;
    struct zlib_inflater *zlib;
};

/* Both refuse these bytes, which lie in an allocation of their size. */
static void check_refused(const struct inflaters *inflaters, const uint8_t *bytes, size_t size,
                          size_t out_size)
{
    uint8_t *exact = malloc(size + (size == 0)), *out = malloc(out_size + (out_size == 0));
    assert_true(exact != NULL && out != NULL);
    memcpy(exact, bytes, size);
    assert_false(inflater_run(inflaters->ours, exact, size, out, out_size));
    assert_false(zlib_inflater_run(inflaters->zlib, exact, size, out, out_size));
    free(exact);
    free(out);
}

static void test_wrong_sizes(void **state)
{
    (void)state;
    enum { NUMBER = 2 };
    size_t size = cases[NUMBER].size;
    struct inflaters inflaters = {inflater_new(), zlib_inflater_new()};
    struct deflater *deflater = deflater_new(6);
    uint8_t *bytes = make_input(NUMBER);
    struct buffer packed = BUFFER_INIT;
    assert_true(deflater_append(deflater, bytes, size, &packed));
    for (size_t cut = 0; cut < packed.size; cut++)
        check_refused(&inflaters, packed.data, cut, size);
    check_refused(&inflaters, packed.data, packed.size, size - 1);
    check_refused(&inflaters, packed.data, packed.size, size + 1);
    check_refused(&inflaters, packed.data, packed.size, 0);
    free(bytes);
    buffer_free(&packed);
    deflater_free(deflater);
    inflater_free(inflaters.ours);
    zlib_inflater_free(inflaters.zlib);
}

/* Damage may go unnoticed here (checksums are another layer), but never leads outside the buffers. */
static void test_damaged(void **state)
{
    (void)state;
    enum { NUMBER = 3 };
    size_t size = cases[NUMBER].size;
    struct inflaters inflaters = {inflater_new(), zlib_inflater_new()};
    struct deflater *deflater = deflater_new(6);
    uint8_t *bytes = make_input(NUMBER), *out = malloc(size);
    struct buffer packed = BUFFER_INIT;
    assert_true(deflater_append(deflater, bytes, size, &packed));
    uint8_t *exact = malloc(packed.size);
    assert_true(exact != NULL && out != NULL);
    for (size_t bit = 0; bit < 8 * packed.size; bit++) {
        memcpy(exact, packed.data, packed.size);
        exact[bit / 8] ^= (uint8_t)(1U << bit % 8);
        inflater_run(inflaters.ours, exact, packed.size, out, size);
        zlib_inflater_run(inflaters.zlib, exact, packed.size, out, size);
    }
    assert_true(inflater_run(inflaters.ours, packed.data, packed.size, out, size));
    assert_memory_equal(out, bytes, size);
    free(exact);
    free(bytes);
    free(out);
    buffer_free(&packed);
    deflater_free(deflater);
    inflater_free(inflaters.ours);
    zlib_inflater_free(inflaters.zlib);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_ways),
        cmocka_unit_test(test_wrong_sizes),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
