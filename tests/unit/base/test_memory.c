/* Buffers, arenas and string tables. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/base/string_table.h"

#include <stdio.h>

static void test_buffer_appends(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    buffer_append(&buffer, NULL, 0);
    assert_null(buffer.data);
    buffer_append(&buffer, "ab", 2);
    buffer_append_byte(&buffer, 'c');
    buffer_append_string(&buffer, "def");
    buffer_append_format(&buffer, "%d-%s", 42, "x");
    assert_string_equal(buffer_c_string(&buffer), "abcdef42-x");
    assert_int_equal(buffer.size, 10);
    buffer_clear(&buffer);
    assert_int_equal(buffer.size, 0);
    assert_string_equal(buffer_c_string(&buffer), "");
    buffer_free(&buffer);
    assert_null(buffer.data);
}

static void test_buffer_grows(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    for (unsigned i = 0; i < 100000; i++)
        buffer_append_byte(&buffer, (uint8_t)(i * 7));
    assert_int_equal(buffer.size, 100000);
    for (unsigned i = 0; i < 100000; i++)
        assert_int_equal(buffer.data[i], (uint8_t)(i * 7));
    buffer_free(&buffer);
}

static void test_buffer_failure_sticks(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    buffer_append_string(&buffer, "kept");
    assert_false(buffer_reserve(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    buffer_append_string(&buffer, "lost");
    buffer_append_byte(&buffer, 'x');
    buffer_append_format(&buffer, "%d", 1);
    assert_null(buffer_c_string(&buffer));
    assert_int_equal(buffer.size, 4);
    assert_memory_equal(buffer.data, "kept", 4);
    buffer_clear(&buffer);
    buffer_append_string(&buffer, "again");
    assert_string_equal(buffer_c_string(&buffer), "again");
    buffer_free(&buffer);
}

static void test_arena_memory_is_apart(void **state)
{
    (void)state;
    enum { PIECES = 3000 };
    static char *pieces[PIECES];
    static size_t sizes[PIECES];
    struct random_source random = {17};
    struct arena arena = ARENA_INIT;
    for (unsigned i = 0; i < PIECES; i++) {
        sizes[i] = random_bits(&random, 17) % 100000;
        pieces[i] = arena_alloc(&arena, sizes[i]);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        memset(pieces[i], (int)(i & 0xFF), sizes[i]);
    }
    for (unsigned i = 0; i < PIECES; i++)
        for (size_t at = 0; at < sizes[i]; at += 97)
            assert_int_equal((uint8_t)pieces[i][at], i & 0xFF);
    arena_free(&arena);
    assert_int_equal(arena.total, 0);
}

static void test_arena_edges(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    assert_non_null(arena_alloc(&arena, 0));
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_copy(&arena, "", SIZE_MAX));
    assert_string_equal(arena_copy(&arena, NULL, 0), "");
    assert_memory_equal(arena_copy(&arena, "a\0b", 3), "a\0b\0", 4);
    assert_int_equal((uintptr_t)arena_alloc(&arena, 1) % _Alignof(max_align_t), 0);
    assert_non_null(arena_alloc(&arena, 1 << 20));
    size_t before = arena.total;
    arena_clear(&arena);
    assert_true(arena.total < before);
    assert_non_null(arena_alloc(&arena, 100));
    assert_in_range(arena.total, 1, 1 << 17);
    arena_free(&arena);
    arena_free(&arena);
}

static size_t name_of(unsigned number, char name[32])
{
    return (size_t)snprintf(name, 32, "%x", number * 2654435761U);
}

static void test_string_table_numbers(void **state)
{
    (void)state;
    enum { STRINGS = 20000 };
    struct string_table table;
    assert_true(string_table_init(&table));
    char name[32];
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < STRINGS; i++) {
            bool is_new = false;
            assert_int_equal(string_table_add(&table, i % 3, name, name_of(i, name), &is_new), i);
            assert_int_equal(is_new, round == 0);
        }
    }
    for (uint32_t i = 0; i < STRINGS; i++) {
        size_t size = name_of(i, name);
        assert_int_equal(string_table_find(&table, i % 3, name, size), i);
        assert_int_equal(string_table_find(&table, 3, name, size), STRING_NONE);
        assert_int_equal(table.entries[i].size, size);
        assert_memory_equal(table.entries[i].data, name, size);
        assert_int_equal(table.entries[i].scope, i % 3);
    }
    assert_true(string_table_memory(&table) > STRINGS * sizeof *table.entries);
    string_table_clear(&table);
    assert_int_equal(string_table_find(&table, 0, name, name_of(0, name)), STRING_NONE);
    assert_int_equal(string_table_add(&table, 0, "new", 3, NULL), 0);
    string_table_free(&table);
}

/* Many at once, some of them twice and some there before: the same as one by one. */
static void test_string_table_together(void **state)
{
    (void)state;
    enum { ROUNDS = 3000 };
    struct string_table one, many;
    struct random_source random = {5};
    assert_true(string_table_init(&one) && string_table_init(&many));
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct string_entry strings[STRINGS_TOGETHER];
        char names[STRINGS_TOGETHER][32];
        uint32_t numbers[STRINGS_TOGETHER];
        unsigned count = random_below(&random, STRINGS_TOGETHER + 1);
        for (unsigned i = 0; i < count; i++) {
            size_t size = name_of(random_bits(&random, 16), names[i]);
            strings[i] = (struct string_entry){names[i], (uint32_t)size, random_below(&random, 2)};
        }
        assert_true(string_table_add_all(&many, strings, count, numbers));
        for (unsigned i = 0; i < count; i++) {
            const struct string_entry *string = &strings[i];
            uint32_t scope = string->scope, size = string->size;
            assert_int_equal(string_table_add(&one, scope, names[i], size, NULL), numbers[i]);
            assert_int_equal(string_table_find(&many, scope, names[i], size), numbers[i]);
        }
    }
    assert_int_equal(one.count, many.count);
    assert_in_range(one.count, 10000, 65536 * 2);
    string_table_free(&one);
    string_table_free(&many);
}

/* Whether the table has the first `count` random strings of `seed` and no other. */
static void check_strings(const struct string_table *table, uint64_t seed, uint32_t count)
{
    struct random_source random = {seed};
    for (uint32_t i = 0; i < count; i++) {
        uint64_t string = random_next(&random);
        assert_int_equal(string_table_find(table, 0, &string, sizeof string), i);
    }
    uint64_t string = random_next(&random);
    assert_int_equal(string_table_find(table, 0, &string, sizeof string), STRING_NONE);
}

/* Add `count` random strings; all are there whenever the table has doubled. */
static void fill_table(uint64_t seed, uint32_t count)
{
    struct string_table table;
    struct random_source random = {seed};
    assert_true(string_table_init(&table));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t mask = table.slot_mask;
        uint64_t string = random_next(&random);
        assert_int_equal(string_table_add(&table, 0, &string, sizeof string, NULL), i);
        if (table.slot_mask != mask)
            check_strings(&table, seed, i + 1);
    }
    check_strings(&table, seed, count);
    string_table_free(&table);
}

static void test_string_table_doubles(void **state)
{
    (void)state;
    enum { TABLES = 300, MANY = 250000 /* slots twice as many as a huge page holds */ };
    for (unsigned i = 1; i <= TABLES; i++)
        fill_table(i, i * 10);
    fill_table(TABLES + 1, MANY);
}

static void test_string_table_any_bytes(void **state)
{
    (void)state;
    struct string_table table;
    assert_true(string_table_init(&table));
    assert_int_equal(string_table_find(&table, 0, NULL, 0), STRING_NONE);
    assert_int_equal(string_table_add(&table, 0, NULL, 0, NULL), 0);
    assert_int_equal(string_table_add(&table, 0, "\0", 1, NULL), 1);
    assert_int_equal(string_table_add(&table, 0, "\0\0", 2, NULL), 2);
    assert_int_equal(string_table_add(&table, 1, "", 0, NULL), 3);
    assert_int_equal(string_table_add(&table, 0, "", 0, NULL), 0);
    string_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buffer_appends),
        cmocka_unit_test(test_buffer_grows),
        cmocka_unit_test(test_buffer_failure_sticks),
        cmocka_unit_test(test_arena_memory_is_apart),
        cmocka_unit_test(test_arena_edges),
        cmocka_unit_test(test_string_table_numbers),
        cmocka_unit_test(test_string_table_together),
        cmocka_unit_test(test_string_table_doubles),
        cmocka_unit_test(test_string_table_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
