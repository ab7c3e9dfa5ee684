/* Symbols written many at once are those written one by one. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/sample_lexicon.h"

static void put_plainly(struct symbol_writer *writer, const uint32_t *ranks, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        symbol_writer_put(writer, ranks[i]);
}

/* Ranks, half of which may follow the one before. */
static void choose_ranks(const struct sample_lexicon *sample, struct random_source *random,
                         uint32_t *ranks, unsigned count)
{
    uint32_t before = sample->coder.specials[SYMBOL_END];
    for (unsigned i = 0; i < count; before = ranks[i++]) {
        uint32_t row = sample->coder.codes[before].row, k = random_below(random, NEXT_MAX);
        bool follows = k < (row & 31) && random_below(random, 2) == 0;
        ranks[i] =
            follows ? sample->coder.nexts[(row >> 5) + k] : random_below(random, sample->count);
    }
}

static void test_many_symbols_are_written_as_one_by_one(void **state)
{
    (void)state;
    enum { SYMBOLS = 300 };
    struct random_source random = {5};
    static const uint32_t sizes[] = {0, 1, 10, 300, 5000};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct sample_lexicon sample;
        sample_lexicon_make(&sample, sizes[i], i + 1);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_symbols_are_written_as_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
