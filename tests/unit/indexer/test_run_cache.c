/* Keys of runs and the table they are filed in: short ones are hashed and compared as two numbers, which
 * must come to the same as hashing and comparing their bytes. */
#include "tests/cmocka_all.h"

#include "indexer/run_cache.h"

#include <stdlib.h>

enum {
    SIZE_MAX_TRIED = 64, /* bytes of a run */
    KEYS = 100000,       /* several doublings of the table */
    SCOPES = 3
};

/* The key of a run that ends where its memory does, and of the same with more text behind. */
static void check_key(const char *bytes, size_t size)
{
    char *exact = malloc(size), *more = malloc(size + 9);
    assert_true(exact != NULL && more != NULL);
    memcpy(exact, bytes, size);
    memcpy(more, bytes, size);
    memset(more + size, 'x', 9);
    struct run_key a = run_key_make(exact, size, size), b = run_key_make(more, size, size + 9);
    assert_true(a.hash == (hash64(bytes, size, 0) | 1));
    assert_true(a.hash == b.hash && a.head == b.head && a.tail == b.tail && a.size == b.size);
    free(exact);
    free(more);
}

static void test_keys(void **state)
{
    (void)state;
    static const char text[] = "Abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZab";
    for (size_t size = 1; size <= SIZE_MAX_TRIED; size++)
        check_key(text, size);
    check_key("\xC3\xA9\xFF", 3);
}

/* Runs of 1 to about 40 bytes; neighbours share beginning or end. */
static size_t make_run(uint32_t number, char run[64])
{
    size_t size = 0, padding = number % 5 * 7;
    for (; number > 0 || size == 0; number /= 26)
        run[size++] = (char)('a' + number % 26);
    memset(run + size, 'z', padding);
    return size + padding;
}

static struct run_slot *find(const struct run_cache *cache, const struct run_key *key,
                             unsigned scope)
{
    return run_cache_find(cache, run_hash_in(key->hash, scope), key, scope);
}

static void test_table(void **state)
{
    (void)state;
    struct run_cache cache;
    char run[64];
    assert_true(run_cache_init(&cache));
    for (uint32_t i = 0; i < KEYS; i++) {
        size_t size = make_run(i, run);
        struct run_key key = run_key_make(run, size, sizeof run);
        if (find(&cache, &key, i % SCOPES)->hash == 0) /* padding makes a few the same */
            assert_true(run_cache_add(&cache, &key, i % SCOPES, i));
    }
    for (uint32_t i = 0; i < KEYS; i++) {
        size_t size = make_run(i, run);
        char first[64];
        struct run_key key = run_key_make(run, size, size);
        const struct run_slot *slot = find(&cache, &key, i % SCOPES);
        assert_true(slot->hash != 0 && slot->value % SCOPES == i % SCOPES);
        assert_int_equal(make_run(slot->value, first), size);
        assert_memory_equal(first, run, size);
    }
    struct run_key key = run_key_make("Q", 1, 1);
    assert_true(find(&cache, &key, 0)->hash == 0);
    run_cache_free(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
