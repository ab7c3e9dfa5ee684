/* Making lexicons: the same facts give the same bytes in any order, and what is kept is what was given. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "indexer/lexicon_maker.h"

#include <stdlib.h>

enum { STRINGS = 400, PAIRS = 3000 };

/* What a maker is told. */
static struct fact {
    char bytes[LEXICON_STRING_MAX + 10];
    uint32_t size;
    enum lexicon_kind kind; /* LEXICON_SPECIAL: a special symbol, whose number is in `bytes` */
    uint64_t count;
} facts[STRINGS];

static struct {
    uint32_t before, symbol; /* facts */
} pairs[PAIRS];

static void make_facts(uint64_t seed)
{
    struct random_source random = {seed};
    for (uint32_t i = 0; i < STRINGS; i++) {
        struct fact *fact = &facts[i];
        *fact = (struct fact){.kind = i % 3 == 0 ? LEXICON_GAP : LEXICON_WORD};
        fact->size = 4 + (i % 20 == 7 ? random_below(&random, sizeof fact->bytes - 4) : i % 9);
        memset(fact->bytes, 'a' + (int)(i % 26), sizeof fact->bytes);
        memcpy(fact->bytes, &i, sizeof i);
        fact->count = random_bits(&random, 9);
        if (i >= SYMBOL_NEXT)
            continue;
        fact->kind = LEXICON_SPECIAL; /* but those that follow: nobody counts them */
        fact->size = 1;
        fact->bytes[0] = (char)i;
    }
    for (uint32_t i = 0; i < PAIRS; i++) { /* a few pairs are common */
        pairs[i].before = random_bits(&random, 8);
        pairs[i].symbol = SYMBOL_NEXT + random_bits(&random, 8);
        if (i % 16 == 0) /* as of a string that is spelled, and not told */
            pairs[i].symbol = i % 32 == 0 ? SYMBOL_WORD : SYMBOL_GAP;
    }
}

static void shuffle(uint32_t *order, uint32_t count, struct random_source *random)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = random_below(random, i + 1);
        order[i] = order[other];
        order[other] = i;
    }
}

enum { PARTS_MAX = 3 };

/* Show a pair to the maker itself, when there are no parts, or to each of these. */
static void show(struct lexicon_maker *maker, struct symbol_pairs *parts, unsigned count,
                 const uint32_t pair[2])
{
    if (count == 0)
        lexicon_maker_show(maker, pair, 2);
    for (unsigned p = 0; p < count; p++) {
        const uint32_t written[2] = {lexicon_maker_written_as(maker, pair[0]),
                                     lexicon_maker_written_as(maker, pair[1])};
        assert_true(symbol_pairs_show_part(&parts[p], written, 2, p, count));
    }
}

static void begin_parts(struct lexicon_maker *maker, struct symbol_pairs *parts, unsigned count)
{
    if (count == 0)
        return;
    assert_true(lexicon_maker_choose(maker) && lexicon_maker_begin_parts(maker, count));
    for (unsigned p = 0; p < count; p++)
        assert_true(symbol_pairs_init(&parts[p], p * 5000));
}

/* Tell a maker the facts in an order, and by as many parts, as `seed` gives; `numbers` receives the number of each. */
static void tell(struct lexicon_maker *maker, uint32_t numbers[STRINGS], uint64_t seed)
{
    static uint32_t order[PAIRS];
    struct random_source random = {seed};
    assert_true(lexicon_maker_init(maker));
    shuffle(order, STRINGS, &random);
    for (uint32_t i = 0; i < STRINGS; i++) {
        const struct fact *fact = &facts[order[i]];
        uint32_t number = lexicon_maker_string(maker, fact->kind, fact->bytes, fact->size);
        numbers[order[i]] = number;
        lexicon_maker_count(maker, number, fact->count / 2);
        lexicon_maker_count(maker, number, fact->count - fact->count / 2);
    }
    shuffle(order, PAIRS, &random);
    unsigned part_count = (unsigned)(seed % (PARTS_MAX + 1));
    struct symbol_pairs parts[PARTS_MAX];
    begin_parts(maker, parts, part_count);
    for (uint32_t i = 0; i < PAIRS; i++) {
        const uint32_t article[] = {numbers[pairs[order[i]].before],
                                    numbers[pairs[order[i]].symbol]};
        show(maker, parts, part_count, article);
    }
    for (unsigned p = 0; p < part_count; p++) {
        assert_true(lexicon_maker_end_part(maker, p, &parts[p]));
        symbol_pairs_free(&parts[p]);
    }
}

/* The string has its rank, unless it is too rare or too long. */
static void check_string(const struct lexicon *lexicon, const struct fact *fact, uint32_t rank)
{
    bool is_kept = fact->count >= 6 && fact->size <= LEXICON_STRING_MAX;
    if (fact->kind == LEXICON_SPECIAL) {
        assert_int_equal(lexicon_symbol(lexicon, rank), fact->bytes[0]);
        return;
    }
    assert_int_equal(rank != PREFIX_RANK_NONE, is_kept);
    if (!is_kept)
        return;
    uint32_t symbol = lexicon_symbol(lexicon, rank);
    mrg_text text = lexicon_string(lexicon, symbol);
    assert_true(lexicon_is_string(symbol));
    assert_int_equal((symbol & LEXICON_IS_GAP) != 0, fact->kind == LEXICON_GAP);
    assert_int_equal(text.size, fact->size);
    assert_memory_equal(text.data, fact->bytes, fact->size);
}

/* No symbol is twice in a row. */
static void check_rows(const struct lexicon *lexicon)
{
    for (uint32_t row = 0; row < lexicon->row_count; row++)
        for (uint32_t k = 1; k < NEXT_MAX; k++)
            for (uint32_t i = 0; i < k && lexicon_next(lexicon, row, k) != PREFIX_RANK_NONE; i++)
                assert_true(lexicon_next(lexicon, row, i) != lexicon_next(lexicon, row, k));
}

static void finish(uint64_t seed, struct buffer *bytes)
{
    static uint32_t numbers[STRINGS];
    struct lexicon_maker maker;
    struct lexicon_coder coder;
    struct lexicon lexicon;
    uint32_t *ranks;
    tell(&maker, numbers, seed);
    assert_true(lexicon_maker_finish(&maker, bytes, &coder, &ranks));
    assert_true(lexicon_open(&lexicon, bytes->data, bytes->size, NULL));
    assert_true(lexicon_is_sound(&lexicon));
    for (uint32_t i = 0; i < STRINGS; i++)
        check_string(&lexicon, &facts[i], ranks[numbers[i]]);
    assert_true(lexicon.next_count > 10);
    check_rows(&lexicon);
    lexicon_coder_free(&coder);
    lexicon_maker_free(&maker);
    free(ranks);
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 40; round++) {
        struct buffer first = BUFFER_INIT;
        make_facts(round);
        finish(1, &first);
        for (uint64_t seed = 2; seed < 6; seed++) {
            struct buffer again = BUFFER_INIT;
            finish(seed, &again);
            assert_int_equal(first.size, again.size);
            assert_memory_equal(first.data, again.data, first.size);
            buffer_free(&again);
        }
        buffer_free(&first);
    }
}

/* Of nothing: all special symbols are there. */
static void test_nothing(void **state)
{
    (void)state;
    struct lexicon_maker maker;
    struct lexicon_coder coder;
    struct lexicon lexicon;
    struct buffer bytes = BUFFER_INIT;
    uint32_t *ranks;
    assert_true(lexicon_maker_init(&maker));
    assert_true(lexicon_maker_finish(&maker, &bytes, &coder, &ranks));
    assert_true(lexicon_open(&lexicon, bytes.data, bytes.size, NULL));
    assert_true(lexicon_is_sound(&lexicon));
    assert_int_equal(lexicon.symbol_count, SYMBOLS_SPECIAL);
    for (uint32_t i = 0; i < SYMBOLS_SPECIAL; i++)
        assert_int_equal(lexicon_symbol(&lexicon, ranks[i]), i);
    lexicon_coder_free(&coder);
    lexicon_maker_free(&maker);
    buffer_free(&bytes);
    free(ranks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
