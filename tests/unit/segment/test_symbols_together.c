/* Symbols written many at once are those written one by one. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/sample_lexicon.h"

static void put_plainly(struct symbol_writer *writer, const uint32_t *ranks, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        symbol_writer_put(writer, ranks[i]);
}

/* Any rank; of many, often one of the first that have no 16 bits, or of the last that do. */
static uint32_t choose_rank(const struct sample_lexicon *sample, struct random_source *random)
{
    if (sample->count > SLIM_RANKS + 2 && random_below(random, 2) == 0)
        return SLIM_RANKS - 2 + random_below(random, 4);
    return random_below(random, sample->count);
}

/* Ranks, half of which may follow the one before. */
static void choose_ranks(const struct sample_lexicon *sample, struct random_source *random,
                         uint32_t *ranks, unsigned count)
{
    uint32_t before = sample->coder.specials[SYMBOL_END];
    for (unsigned i = 0; i < count; before = ranks[i++]) {
        uint32_t row = sample->coder.codes[before].row, k = random_below(random, NEXT_MAX);
        bool follows = k < (row & 31) && random_below(random, 2) == 0;
        ranks[i] = follows ? sample->coder.nexts[(row >> 5) + k] : choose_rank(sample, random);
    }
}

/* A lexicon of `strings` strings; of many, one with rows of what has no 16 bits. */
static void make_lexicon(struct sample_lexicon *sample, uint32_t strings, uint64_t seed)
{
    sample_lexicon_make(sample, strings, seed);
    while (sample->count > SLIM_RANKS + 2 && sample->row_count < SLIM_RANKS + 2) {
        sample_lexicon_free(sample);
        sample_lexicon_make(sample, strings, ++seed);
    }
}

static void test_many_symbols_are_written_as_one_by_one(void **state)
{
    (void)state;
    enum { SYMBOLS = 3000 };
    struct random_source random = {5};
    static const uint32_t sizes[] = {0, 1, 10, 300, 5000, SLIM_RANKS - SYMBOLS_SPECIAL, 70000};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct sample_lexicon sample;
        make_lexicon(&sample, sizes[i], i + 1);
        uint32_t ranks[SYMBOLS + 1], stop = random_below(&random, SYMBOLS);
        struct buffer fast = BUFFER_INIT, plain = BUFFER_INIT;
        struct symbol_writer writer, twin;
        choose_ranks(&sample, &random, ranks, SYMBOLS);
        symbol_writer_begin(&writer, &sample.coder, &fast);
        symbol_writer_begin(&twin, &sample.coder, &plain);
        assert_true(symbol_writer_reserve(&writer, (SYMBOLS + 1) * SYMBOL_ROOM));
        assert_true(symbol_writer_reserve(&twin, (SYMBOLS + 1) * SYMBOL_ROOM));
        put_plainly(&twin, ranks, SYMBOLS);
        uint32_t kept = ranks[stop];
        ranks[stop] = PREFIX_RANK_NONE - 1; /* where it is to stop */
        assert_int_equal(symbol_writer_put_all(&writer, ranks, SYMBOLS, PREFIX_RANK_NONE - 1),
                         stop);
        ranks[stop] = kept;
        assert_int_equal(
            symbol_writer_put_all(&writer, ranks + stop, SYMBOLS - stop, PREFIX_RANK_NONE - 1),
            SYMBOLS - stop);
        symbol_writer_end(&writer);
        symbol_writer_end(&twin);
        assert_int_equal(fast.size, plain.size);
        assert_memory_equal(fast.data, plain.data, plain.size);
        buffer_free(&fast);
        buffer_free(&plain);
        sample_lexicon_free(&sample);
    }
}

/* ---- rows of 16 bits ---- */

static void test_slim_row_find(void **state)
{
    (void)state;
    struct random_source random = {9};
    for (unsigned round = 0; round < 20000; round++) {
        struct slim_row row;
        uint32_t nexts[NEXT_MAX], wanted = random_below(&random, SLIM_RANKS), twin = 0;
        unsigned count = random_below(&random, NEXT_MAX + 1);
        for (unsigned k = 0; k < NEXT_MAX;
             k++) { /* alike but for one bit, in the upper half as well */
            nexts[k] =
                random_below(&random, 3) == 0 ? wanted : wanted ^ 1U << random_below(&random, 20);
            twin |= (nexts[k] == wanted && k < count ? 3U : 0U) << 2 * k;
        }
        slim_row_make(&row, nexts, count);
        assert_int_equal(slim_row_find(&row, wanted), twin);
        assert_int_equal(slim_row_find_portable(&row, wanted), twin);
    }
}

static void test_slim_rows_hold_only_what_fits(void **state)
{
    (void)state;
    static const uint32_t nexts[NEXT_MAX] = {SLIM_RANKS - 1, SLIM_RANKS, SLIM_RANKS + 1,
                                             1 << 16,        0,          7};
    struct slim_row row;
    slim_row_make(&row, nexts, 5);
    assert_int_equal(slim_row_find(&row, SLIM_RANKS - 1), 3);
    assert_int_equal(slim_row_find(&row, 0), 3U << 2 * 4); /* nor is 2^16 taken for it */
    assert_int_equal(slim_row_find(&row, 1), 0);
    assert_int_equal(slim_row_find(&row, 7), 0); /* behind the last */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_symbols_are_written_as_one_by_one),
        cmocka_unit_test(test_slim_row_find),
        cmocka_unit_test(test_slim_rows_hold_only_what_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
