/* Lists of occurrences as steps: what is put into many at once comes out of each, with forms and steps of all sizes,
 * in memory of their own or given. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/base/huge_pages.h"
#include "indexer/native/step_lists.h"

#include <stdlib.h>

enum {
    LISTS = 40, /* of steps */
    WHOLE = 10, /* whole ones, behind them in expected[] */
    ALL = LISTS + WHOLE,
    MOST = 1000000, /* occurrences in a list */
    FORM_BITS = 5,  /* of a form, and of a value in a whole list */
    GIVEN = 6       /* blocks */
};

/* What a list should have. */
struct expected {
    uint32_t *occurrences; /* owned: place << FORM_BITS | form */
    uint32_t count;
    uint32_t place; /* of the last one */
};

static struct expected expected[ALL];
static struct step_lists lists;

static unsigned bits_of(uint32_t list)
{
    return list % 4;
}

/* Lists of small steps, of large ones, and of both; the last places use all bits. */
static uint32_t next_step(struct random_source *random, uint32_t list)
{
    uint32_t most = 1U << (16 - bits_of(list));
    if (list % 7 == 0)
        return 1 + random_below(random, 3);
    if (list % 7 == 1)
        return most - 2 + random_below(random, 4); /* on either side of what fits */
    return random_below(random, 50) == 0 ? 1 + random_below(random, 4 * most)
                                         : 1 + random_below(random, 100);
}

static void put(struct random_source *random, uint32_t list)
{
    struct expected *known = &expected[list];
    uint32_t step = next_step(random, list), bits = bits_of(list);
    uint32_t most = UINT32_MAX >> FORM_BITS; /* places have as many bits as forms leave */
    if (known->count == MOST || step > most - known->place)
        return;
    known->place += step;
    uint32_t form = list >= LISTS || random_below(random, 20) == 0
                        ? random_below(random, 1U << FORM_BITS)
                        : random_below(random, 1U << bits);
    if (list >= LISTS)
        step_lists_put_whole(&lists, list - LISTS, known->place << FORM_BITS | form);
    else if (form >> bits > 0)
        step_lists_put(&lists, list + form * STEP_FORM, known->place << bits);
    else
        step_lists_put(&lists, list, known->place << bits | form);
    known->occurrences[known->count++] = known->place << FORM_BITS | form;
}

static void check_list(uint32_t list, uint32_t room)
{
    static uint32_t places[1000], forms[1000];
    struct step_reader reader = list < LISTS
                                    ? step_reader_new(&lists, list)
                                    : step_reader_new_whole(&lists, list - LISTS, FORM_BITS);
    uint32_t at = 0, count;
    while ((count = step_reader_read(&reader, places, forms, room)) > 0) {
        assert_in_range(count, 1, expected[list].count - at);
        for (uint32_t i = 0; i < count; i++)
            assert_int_equal(places[i] << FORM_BITS | forms[i], expected[list].occurrences[at + i]);
        at += count;
        assert_true(count == room || at == expected[list].count);
    }
    assert_int_equal(at, expected[list].count);
}

static void make_lists(void)
{
    assert_true(step_lists_init(&lists, LISTS, WHOLE));
    for (uint32_t i = 0; i < LISTS; i++)
        lists.all[i].form_bits = bits_of(i);
    for (uint32_t i = 0; i < ALL; i++) {
        expected[i].occurrences = malloc(MOST * sizeof *expected[i].occurrences);
        assert_non_null(expected[i].occurrences);
    }
}

static void free_lists(void)
{
    step_lists_free(&lists);
    for (uint32_t i = 0; i < ALL; i++) {
        free(expected[i].occurrences);
        expected[i] = (struct expected){0};
    }
}

/* The first lists are long, the others shorter and shorter, and one is empty. */
static void fill_lists(struct random_source *random, unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        uint32_t list = random_below(random, 1 + random_below(random, LISTS - 1));
        if (random_below(random, 5) == 0)
            list = ALL - 1 - random_below(random, 1 + random_below(random, WHOLE - 1));
        for (uint32_t run = 1 + random_below(random, 4); run > 0; run--)
            put(random, list);
    }
}

static void check_lists(void)
{
    static const uint32_t rooms[] = {1, 3, 128, 255, 1000};
    assert_false(lists.failed);
    for (uint32_t i = 0; i < ALL; i++)
        for (size_t r = 0; r < sizeof rooms / sizeof *rooms; r++)
            check_list(i, rooms[r]);
}

static void test_own_memory(void **state)
{
    (void)state;
    struct random_source random = {41};
    make_lists();
    check_lists(); /* empty */
    for (unsigned part = 0; part < 8; part++) {
        fill_lists(&random, part < 4 ? 300 : 300000);
        check_lists();
    }
    assert_true(lists.block_count > 2);
    free_lists();
}

/* Given memory is used before any other. */
static void test_given_memory(void **state)
{
    (void)state;
    struct random_source random = {42};
    const size_t units = (size_t)GIVEN * STEP_BLOCK;
    uint16_t *memory = huge_map(units * sizeof *memory);
    assert_non_null(memory);
    memset(memory, 0xA5, units * sizeof *memory);
    make_lists();
    for (unsigned i = 0; i < GIVEN; i++)
        step_lists_give(&lists, memory + (size_t)i * STEP_BLOCK);
    fill_lists(&random, 700000);
    check_lists();
    unsigned own = 0;
    for (uint32_t i = 0; i < lists.block_count; i++)
        own += lists.blocks[i].is_own;
    assert_int_equal(own, 1); /* where the lists begin */
    assert_true(memory[STEP_LINK] != 0xA5A5);
    assert_int_equal(memory[units - 1], 0xA5A5);
    free_lists();
    huge_release(memory, units * sizeof *memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_memory),
        cmocka_unit_test(test_given_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
