/* Numbers of a stream split into occurrences: by vectors as in plain C, and as one by one. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "indexer/inverter.h"
#include "indexer/native/occurrence_split.h"

enum {
    ITEMS = 300,
    ROUNDS = 20000,
    STALE = 77 /* what batches hold before */
};

static item_place places[ITEMS];
static struct occurrence_split fast, plain;

static void make_places(struct random_source *random, bool has_wide)
{
    static const enum occurrence_kind kinds[] = {OCCURRENCE_NONE, OCCURRENCE_STEP, OCCURRENCE_WHOLE,
                                                 OCCURRENCE_PLACED, OCCURRENCE_WIDE};
    for (unsigned i = 0; i < ITEMS; i++) {
        enum occurrence_kind kind = kinds[random_below(random, has_wide ? 5 : 4)];
        unsigned form_bits = random_below(random, 6);
        places[i] = item_place_make(random_below(random, UINT32_MAX),
                                    random_below(random, 1U << form_bits), form_bits, kind);
    }
}

static unsigned make_numbers(struct random_source *random, uint32_t *numbers)
{
    unsigned count = random_below(random, STREAM_BATCH + 1);
    unsigned others = random_below(random, 3) == 0 ? 10 : 200; /* one of so many is no item */
    for (unsigned i = 0; i < STREAM_BATCH; i++) {
        numbers[i] = random_below(random, ITEMS);
        if (random_below(random, others) == 0)
            numbers[i] = STREAM_SET | (random_below(random, 2) == 0 ? STREAM_BITS : 0) |
                         random_below(random, 1 << 16);
    }
    return count;
}

static void begin(struct occurrence_split *split, uint32_t start, uint32_t position,
                  unsigned waiting)
{
    split->places = places;
    split->start = start;
    split->position = position;
    split->placed.count = split->whole.count = split->steps.count = waiting;
    for (unsigned i = 0; i < waiting; i++)
        split->placed.puts[i] = split->whole.puts[i] = split->steps.puts[i] = STALE;
}

static void assert_same_batch(const struct occurrence_batch *a, const struct occurrence_batch *b)
{
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->puts, b->puts, a->count * sizeof *a->puts);
}

/* What one number should do. */
static void check_one(uint32_t number)
{
    struct occurrence_split before = plain;
    assert_int_equal(occurrence_split_take_plainly(&plain, &number, 1), 1);
    unsigned kind = number < STREAM_SET ? (unsigned)(places[number] >> ITEM_KIND & 255) : 0;
    assert_int_equal(plain.placed.count - before.placed.count, kind == OCCURRENCE_PLACED);
    assert_int_equal(plain.whole.count - before.whole.count, kind == OCCURRENCE_WHOLE);
    assert_int_equal(plain.steps.count - before.steps.count, kind == OCCURRENCE_STEP);
    if (number >= STREAM_SET) {
        bool is_set = (number & STREAM_BITS) == 0;
        assert_int_equal(plain.position, is_set ? number & ~STREAM_SET : before.position);
        return;
    }
    assert_int_equal(plain.position, before.position + (kind != OCCURRENCE_NONE));
    const struct occurrence_batch *batch = kind == OCCURRENCE_PLACED  ? &plain.placed
                                           : kind == OCCURRENCE_WHOLE ? &plain.whole
                                                                      : &plain.steps;
    if (kind == OCCURRENCE_NONE)
        return;
    uint64_t put = batch->puts[batch->count - 1];
    unsigned form_bits = places[number] >> ITEM_FORM_BITS & 255;
    assert_int_equal(put >> 32, places[number] >> ITEM_TERM);
    assert_int_equal((uint32_t)put,
                     (plain.start + plain.position) << form_bits | (places[number] & 0xFFFF));
}

static void test_one_by_one(void **state)
{
    (void)state;
    struct random_source random = {51};
    uint32_t numbers[STREAM_BATCH];
    make_places(&random, false);
    for (unsigned round = 0; round < ROUNDS / 10; round++) {
        unsigned count = make_numbers(&random, numbers);
        begin(&plain, random_below(&random, 1 << 24), random_below(&random, 1000), 0);
        for (unsigned i = 0; i < count; i++)
            check_one(numbers[i]);
    }
}

/* Both end at the same wide one, and go on behind it. */
static void test_same(void **state)
{
    (void)state;
    struct random_source random = {52};
    uint32_t numbers[STREAM_BATCH];
    for (unsigned round = 0; round < ROUNDS; round++) {
        if (round % 100 == 0)
            make_places(&random, round % 200 == 0);
        unsigned count = make_numbers(&random, numbers), waiting = random_below(&random, 64);
        uint32_t start = random_below(&random, 1 << 24), position = random_below(&random, 1000);
        begin(&fast, start, position, waiting);
        begin(&plain, start, position, waiting);
        for (unsigned done = 0; done < count; done++) { /* past a wide one */
            unsigned more = occurrence_split_take(&fast, numbers + done, count - done);
            assert_int_equal(more,
                             occurrence_split_take_plainly(&plain, numbers + done, count - done));
            done += more;
        }
        assert_int_equal(fast.position, plain.position);
        assert_same_batch(&fast.placed, &plain.placed);
        assert_same_batch(&fast.whole, &plain.whole);
        assert_same_batch(&fast.steps, &plain.steps);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_by_one),
        cmocka_unit_test(test_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
