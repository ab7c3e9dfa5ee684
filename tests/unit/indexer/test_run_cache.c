/* Keys of runs and the table they are filed in: short ones are hashed and compared as two numbers, which
 * must come to the same as hashing and comparing their bytes. */
#include "tests/cmocka_all.h"

#include "indexer/run_cache.h"
#include "tests/unit/support/random.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    SIZE_MAX_TRIED = 64, /* bytes of a run */
    KEYS = 100000,       /* several doublings of the table */
    SCOPES = 3
};

/* The key of a run that ends where its memory does, and the same made without a branch amid other text. */
static void check_key(const char *bytes, size_t size)
{
    char *exact = malloc(size), amid[SIZE_MAX_TRIED + 16];
    assert_true(exact != NULL);
    memcpy(exact, bytes, size);
    memset(amid, 'x', sizeof amid);
    memcpy(amid + 8, bytes, size);
    for (uint32_t scope = 0; scope < SCOPES; scope++) {
        struct run_key a = run_key_make(exact, size, scope);
        assert_int_equal(run_size(a.shape), size);
        if (size > RUN_SHORT_MAX)
            continue;
        struct run_key b = run_key_make_short(amid + 8, size, scope, run_salt(scope));
        assert_true(a.head == b.head && a.tail == b.tail && a.place == b.place);
        assert_int_equal(a.shape, b.shape);
    }
    free(exact);
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

/* Add a run; false when it is there. */
static bool add(struct run_cache *cache, const struct run_key *key, uint32_t value)
{
    bool is_new;
    if (run_cache_lacks(cache, 1))
        assert_true(run_cache_grow(cache));
    const struct run_slot *slot = run_table_add(&cache->table, key, value, &is_new);
    assert_int_equal(slot->shape, key->shape);
    assert_true(!is_new || slot->value == value);
    cache->count += is_new;
    return is_new;
}

static void test_table(void **state)
{
    (void)state;
    static char runs[KEYS][64];
    struct run_cache cache;
    char run[64];
    assert_true(run_cache_init(&cache));
    for (uint32_t i = 0; i < KEYS; i++) {
        struct run_key key = run_key_make(runs[i], make_run(i, runs[i]), i % SCOPES);
        bool is_known = run_table_find(&cache.table, &key) != NULL;
        assert_int_equal(add(&cache, &key, i), !is_known); /* padding makes a few the same */
    }
    for (uint32_t i = 0; i < KEYS; i++) {
        size_t size = make_run(i, run);
        char first[64];
        struct run_key key = run_key_make(run, size, i % SCOPES);
        const struct run_slot *slot = run_table_find(&cache.table, &key);
        assert_true(slot != NULL && slot->value % SCOPES == i % SCOPES);
        assert_true(slot->hash == run_hash(run, size));
        assert_int_equal(make_run(slot->value, first), size);
        assert_memory_equal(first, run, size);
    }
    struct run_key key = run_key_make("Q", 1, 0);
    assert_null(run_table_find(&cache.table, &key));
    run_cache_free(&cache);
}

/* Whether the first `count` random runs of `seed` are there, with their values, and no other. */
static void check_runs(const struct run_cache *cache, uint64_t seed, uint32_t count)
{
    struct random_source random = {seed};
    for (uint32_t i = 0; i <= count; i++) {
        uint64_t run = random_next(&random);
        struct run_key key = run_key_make((const char *)&run, sizeof run, i % SCOPES);
        const struct run_slot *slot = run_table_find(&cache->table, &key);
        assert_int_equal(slot != NULL, i < count);
        assert_true(i == count || slot->value == i);
    }
}

/* Add `count` random runs; all are there whenever the table has doubled. */
static void fill_cache(uint64_t seed, uint32_t count)
{
    struct run_cache cache;
    struct random_source random = {seed};
    assert_true(run_cache_init(&cache));
    for (uint32_t i = 0; i < count; i++) {
        size_t slots = run_cache_slots(&cache);
        uint64_t run = random_next(&random);
        struct run_key key = run_key_make((const char *)&run, sizeof run, i % SCOPES);
        assert_true(add(&cache, &key, i));
        if (run_cache_slots(&cache) != slots)
            check_runs(&cache, seed, i + 1);
    }
    check_runs(&cache, seed, count);
    run_cache_free(&cache);
}

static void test_doubling(void **state)
{
    (void)state;
    enum { TABLES = 40, ONCE = 13000 /* runs for which a table doubles once */ };
    for (unsigned i = 1; i <= TABLES; i++)
        fill_cache(i, ONCE);
    fill_cache(TABLES + 1, 2 * KEYS);
}

/* ---- several threads ---- */

enum { THREADS = 4, TIMES = 200, SHARED_KEYS = 12288 /* what a table holds without growing */ };

static pthread_barrier_t start;

/* A thread that adds the shared keys, two threads in the same order. */
struct adder {
    pthread_t thread;
    const struct run_table *table;
    uint32_t number;
    uint32_t added;
    bool was_wrong;               /* it found another run than it was looking for */
    uint32_t values[SHARED_KEYS]; /* that it found or gave, by key */
};

static char shared_runs[SHARED_KEYS][64];

static void *add_shared(void *context)
{
    struct adder *self = context;
    pthread_barrier_wait(&start);
    for (uint32_t i = 0; i < SHARED_KEYS; i++) {
        uint32_t at = i * (self->number / 2 * 4 + 1) % SHARED_KEYS;
        struct run_key key = run_key_make(shared_runs[at], strlen(shared_runs[at]), 1);
        bool is_new;
        const struct run_slot *found = run_table_find(self->table, &key);
        self->was_wrong |= found != NULL && found->value / THREADS != at;
        const struct run_slot *slot =
            run_table_add(self->table, &key, at * THREADS + self->number, &is_new);
        self->values[at] = slot->value;
        self->added += is_new;
    }
    return NULL;
}

static void add_together(void)
{
    static struct adder adders[THREADS];
    struct run_cache cache;
    uint32_t added = 0;
    assert_true(run_cache_init(&cache));
    for (uint32_t t = 0; t < THREADS; t++) {
        adders[t].table = &cache.table;
        adders[t].number = t;
        adders[t].added = 0;
        adders[t].was_wrong = false;
        assert_int_equal(pthread_create(&adders[t].thread, NULL, add_shared, &adders[t]), 0);
    }
    for (uint32_t t = 0; t < THREADS; t++) {
        pthread_join(adders[t].thread, NULL);
        added += adders[t].added;
        assert_false(adders[t].was_wrong);
    }
    assert_int_equal(added, SHARED_KEYS);
    for (uint32_t i = 0; i < SHARED_KEYS; i++) {
        assert_int_equal(adders[0].values[i] / THREADS, i);
        for (uint32_t t = 1; t < THREADS; t++)
            assert_int_equal(adders[t].values[i], adders[0].values[i]);
    }
    run_cache_free(&cache);
}

/* Each run is filed once, whoever comes first, and all find what that one has given. */
static void test_threads(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SHARED_KEYS; i++)
        shared_runs[i][make_run(i / 5 * 5 + 3000000, shared_runs[i])] = (char)('A' + i % 5);
    assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (unsigned i = 0; i < TIMES; i++)
        add_together();
    pthread_barrier_destroy(&start);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_doubling),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
