/* Sorting by keys and by strings, held against comparing. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "indexer/ranked_strings.h"
#include "indexer/string_order.h"

#include <string.h>

enum { STRINGS = 5000, LONG = 3000 /* bytes: more than are put in order by keys */ };

static void test_keys(void **state)
{
    (void)state;
    static struct keyed all[STRINGS], spare[STRINGS];
    struct random_source random = {7};
    for (uint32_t count = 0; count <= STRINGS; count = count * 2 + 1) {
        unsigned shift = random_below(&random, 57);
        for (uint32_t i = 0; i < count; i++)
            all[i] = (struct keyed){(uint64_t)random_bits(&random, 12) << shift, i};
        keyed_sort(all, spare, count);
        for (uint32_t i = 1; i < count; i++)
            assert_true(all[i - 1].key < all[i].key ||
                        (all[i - 1].key == all[i].key && all[i - 1].number < all[i].number));
    }
}

/* Strings that begin the same and end in zeros, from `least` bytes on, in three scopes. */
static void make_strings(struct string_table *table, size_t least, uint32_t count)
{
    struct random_source random = {11};
    static char bytes[LONG + 100];
    memset(bytes, 'x', sizeof bytes);
    assert_true(string_table_init(table));
    for (uint32_t i = 0; i < count; i++) {
        size_t size = least + random_below(&random, 12);
        for (size_t at = least; at < size; at++)
            bytes[at] = "\0\0ab\xFF"[random_below(&random, 5)];
        string_table_add(table, random_below(&random, 3), bytes, size, NULL);
        if (random_below(&random, 4) == 0 && least > 0)
            bytes[random_below(&random, (uint32_t)least)] ^= 1;
    }
}

static void check_strings(size_t least, uint32_t count)
{
    static struct keyed all[STRINGS], spare[STRINGS];
    struct string_table table;
    make_strings(&table, least, count);
    for (uint32_t i = 0; i < table.count; i++)
        all[i].number = i;
    keyed_sort_strings(table.entries, all, spare, table.count);
    for (uint32_t i = 1; i < table.count; i++)
        assert_true(string_order_compare(&table.entries[all[i - 1].number],
                                         &table.entries[all[i].number]) < 0);
    string_table_free(&table);
}

static void test_strings(void **state)
{
    (void)state;
    for (size_t least = 0; least < 30; least++)
        check_strings(least, STRINGS);
    check_strings(LONG, 500);
    check_strings(5, 0);
    check_strings(5, 1);
}

static void test_ranks(void **state)
{
    (void)state;
    static uint64_t counts[STRINGS];
    static uint32_t numbers[STRINGS];
    struct random_source random = {13};
    struct string_table table;
    make_strings(&table, 3, STRINGS);
    for (uint32_t i = 0; i < table.count; i++) {
        counts[i] = random_bits(&random, 10);
        numbers[i] = i;
    }
    counts[table.count / 2] = UINT64_MAX;
    assert_true(ranked_strings_sort(&table, counts, numbers, table.count));
    for (uint32_t i = 1; i < table.count; i++) {
        uint32_t x = numbers[i - 1], y = numbers[i];
        assert_true(counts[x] > counts[y] ||
                    (counts[x] == counts[y] &&
                     string_order_compare(&table.entries[x], &table.entries[y]) < 0));
    }
    string_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
