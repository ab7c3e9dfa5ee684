/* Tables of written forms. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/segment/written_forms.h"

#include <stdlib.h>

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

/* A term, its forms most frequent first, and the bytes of the table. */
static const struct {
    const char *term;
    const char *forms[4];
    size_t bytes;
} cases[] = {
    {"turkey", {"turkey", "Turkey", "TURKEY", "turkeys"}, 1 + 3 * 3 + 4},
    {"turkey", {"Turkey"}, 1 + 2},
    {"a", {"A"}, 1 + 2},
    {"x", {"completely", "different"}, 1 + 3 + 10 + 3 + 9},
    {"togayev",
     {"To\xc4\x9f"
      "ayev",
      "Togayev"},
     1 + 3 + 6 + 3},
    {"csto", {"C.S.T.O", "CSTO"}, 1 + 3 + 6 + 3},
    {"", {"x"}, 1 + 2 + 1},
};

static size_t count_of(size_t number)
{
    size_t count = 0;
    while (count < 4 && cases[number].forms[count] != NULL)
        count++;
    return count;
}

static void make_table(size_t number, struct buffer *table)
{
    mrg_text term = text_of(cases[number].term);
    size_t count = count_of(number);
    written_forms_begin(table, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        written_forms_add(table, term, text_of(cases[number].forms[i]), count == 1, 100 - i);
}

static void test_round_trips(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        struct buffer table = BUFFER_INIT;
        struct written_forms forms;
        make_table(c, &table);
        assert_int_equal(table.size, cases[c].bytes);
        assert_true(written_forms_open(&forms, text_of(cases[c].term), table.data, table.size));
        assert_int_equal(forms.count, count_of(c));
        for (size_t i = 0; i < count_of(c); i++) {
            assert_int_equal(forms.next, i);
            assert_true(written_forms_next(&forms));
            assert_int_equal(forms.size, strlen(cases[c].forms[i]));
            assert_memory_equal(forms.form, cases[c].forms[i], forms.size);
            assert_int_equal(forms.occurrences, count_of(c) > 1 ? 100 - i : 0);
        }
        assert_false(written_forms_next(&forms));
        assert_int_equal(forms.next, forms.count);
        buffer_free(&table);
    }
}

static void test_no_table(void **state)
{
    (void)state;
    struct written_forms forms;
    assert_true(written_forms_open(&forms, text_of("word"), NULL, 0));
    assert_int_equal(forms.count, 1);
    assert_true(written_forms_next(&forms));
    assert_memory_equal(forms.form, "word", forms.size);
    assert_false(written_forms_next(&forms));
    assert_true(written_form_is_term(text_of("word"), text_of("word")));
    assert_false(written_form_is_term(text_of("word"), text_of("Word")));
    assert_false(written_form_is_term(text_of("word"), text_of("words")));
}

static void test_longest_forms(void **state)
{
    (void)state;
    char form[FORM_SIZE_MAX], term[FORM_SIZE_MAX];
    memset(form, 'Q', sizeof form);
    memset(term, 'q', sizeof term);
    for (size_t shared = 0; shared <= FORM_SIZE_MAX; shared += 64) {
        struct buffer table = BUFFER_INIT;
        struct written_forms forms;
        mrg_text short_term = {term, shared};
        written_forms_begin(&table, 1);
        written_forms_add(&table, short_term, (mrg_text){form, sizeof form}, true, 0);
        assert_true(written_forms_open(&forms, short_term, table.data, table.size));
        assert_true(written_forms_next(&forms));
        assert_int_equal(forms.size, FORM_SIZE_MAX);
        assert_memory_equal(forms.form, form, sizeof form);
        buffer_free(&table);
    }
}

/* Read what there is; says whether all of it could be. */
static bool read_all(const uint8_t *bytes, size_t size)
{
    struct written_forms forms;
    uint8_t *exact = malloc(size + (size == 0));
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    bool good = written_forms_open(&forms, text_of("turkey"), exact, size);
    while (good && written_forms_next(&forms))
        assert_in_range(forms.size, 0, FORM_SIZE_MAX);
    good = good && forms.next == forms.count;
    free(exact);
    return good;
}

static void test_damage(void **state)
{
    (void)state;
    struct random_source random = {91};
    struct buffer table = BUFFER_INIT;
    make_table(0, &table);
    assert_true(read_all(table.data, table.size));
    for (size_t cut = 1; cut < table.size; cut++)
        assert_false(read_all(table.data, cut));
    for (unsigned round = 0; round < 20000; round++) {
        uint8_t bytes[40];
        size_t size = 1 + random_below(&random, sizeof bytes);
        for (size_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)random_next(&random) & (round % 2 ? 0x0F : 0xFF);
        read_all(bytes, size);
    }
    buffer_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_no_table),
        cmocka_unit_test(test_longest_forms),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
