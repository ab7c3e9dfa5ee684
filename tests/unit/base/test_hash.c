#include "common/base/hash.h"
#include "tests/cmocka_all.h"

#include <stdbool.h>
#include <stdlib.h>

/* Hashes are stored on disk: these values must never change. The key is the first `size` of the bytes
 * 0, 1, 2 ... */
static const struct {
    size_t size;
    uint64_t seed;
    uint64_t hash;
} stored[] = {
    {0, 0, UINT64_C(0xeb40d2a729aca6b7)},   {1, 0, UINT64_C(0xa8d7df342b31ae8c)},
    {7, 0, UINT64_C(0x511a3d6a019a6bf3)},   {8, 0, UINT64_C(0x0485fc8f457715d1)},
    {15, 0, UINT64_C(0x79e12e74913e6529)},  {16, 0, UINT64_C(0xeca413544182f2e1)},
    {17, 0, UINT64_C(0x05116fa5b396a098)},  {31, 0, UINT64_C(0xac88d24d19bf7d03)},
    {32, 0, UINT64_C(0x2a46c2fc5d5953db)},  {100, 0, UINT64_C(0xf9d41f29e2f88dd6)},
    {17, 42, UINT64_C(0x4d7a425123b2b965)},
};

static void fill(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)i;
}

static void test_stored(void **state)
{
    uint8_t bytes[100];
    (void)state;
    fill(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++)
        assert_true(hash64(bytes, stored[i].size, stored[i].seed) == stored[i].hash);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Runs of zeros, which differ in length alone, and keys that differ in one bit: no two meet, in the low
 * half, the high half or the whole. */
static void test_no_collisions(void **state)
{
    enum { ZEROS = 100, KEY_SIZE = 100, COUNT = ZEROS + KEY_SIZE * 8 };
    static uint64_t hashes[3][COUNT];
    uint8_t key[KEY_SIZE] = {0};
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i < ZEROS ? i : KEY_SIZE;
        size_t bit = i < ZEROS ? 0 : i - ZEROS;
        if (i >= ZEROS)
            key[bit / 8] = (uint8_t)(1 << bit % 8);
        uint64_t hash = hash64(key, size, 0);
        key[bit / 8] = 0;
        hashes[0][i] = hash;
        hashes[1][i] = hash & UINT32_MAX;
        hashes[2][i] = hash >> 32;
    }
    for (size_t part = 0; part < 3; part++) {
        qsort(hashes[part], COUNT, sizeof(uint64_t), compare);
        for (size_t i = 1; i < COUNT; i++)
            assert_true(hashes[part][i] != hashes[part][i - 1]);
    }
}

/* Each bit of the key changes each bit of the hash about half of the time. */
static void test_avalanche(void **state)
{
    enum { TRIALS = 2000, KEY_SIZE = 21 };
    unsigned counts[64] = {0};
    uint64_t random = 1;
    (void)state;
    for (size_t trial = 0; trial < TRIALS; trial++) {
        uint8_t key[KEY_SIZE];
        for (size_t i = 0; i < KEY_SIZE; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
            key[i] = (uint8_t)(random >> 56);
        }
        uint64_t before = hash64(key, KEY_SIZE, 7);
        key[trial % KEY_SIZE] ^= (uint8_t)(1 << trial % 8);
        uint64_t changed = before ^ hash64(key, KEY_SIZE, 7);
        for (size_t bit = 0; bit < 64; bit++)
            counts[bit] += (unsigned)(changed >> bit & 1);
    }
    for (size_t bit = 0; bit < 64; bit++)
        assert_in_range(counts[bit], TRIALS * 2 / 5, TRIALS * 3 / 5);
}

static void test_seed_and_null(void **state)
{
    (void)state;
    assert_true(hash64("abc", 3, 0) != hash64("abc", 3, 1));
    assert_true(hash64(NULL, 0, 0) == hash64("", 0, 0));
    assert_true(hash64(NULL, 0, 0) != hash64(NULL, 0, 1));
}

/* Texts of every length up to a few steps, and with one bit changed: no two have the same hash. */
static void test_texts(void **state)
{
    enum { SIZE = 300, COUNT = SIZE * 9 };
    static uint64_t hashes[COUNT];
    uint8_t text[SIZE] = {0};
    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        hashes[i] = hash_text(text, i);
    for (size_t bit = 0; bit < (size_t)SIZE * 8; bit++) {
        text[bit / 8] = (uint8_t)(1 << bit % 8);
        hashes[SIZE + bit] = hash_text(text, SIZE);
        text[bit / 8] = 0;
    }
    qsort(hashes, COUNT, sizeof *hashes, compare);
    for (size_t i = 1; i < COUNT; i++)
        assert_true(hashes[i] != hashes[i - 1]);
    assert_true(hash_text(NULL, 0) == hash_text("", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stored),    cmocka_unit_test(test_no_collisions),
        cmocka_unit_test(test_avalanche), cmocka_unit_test(test_seed_and_null),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
