/* Words and runs far longer than any word: cut where documented, in linear time, without memory. */
#include "tests/cmocka_all.h"

#include "common/text/tokenizer.h"
#include "common/text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { HUGE_SIZE = 1 << 20 }; /* bytes, about */

/* `unit` again and again, up to HUGE_SIZE bytes; to be freed. */
static mrg_text repeat(const char *unit)
{
    size_t unit_size = strlen(unit);
    size_t count = HUGE_SIZE / unit_size;
    char *text = malloc(count * unit_size);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * unit_size, unit, unit_size);
    return (mrg_text){text, count * unit_size};
}

/* What a text of nothing but `unit` comes to. */
static const struct {
    const char *unit;
    size_t tokens;     /* in all */
    uint32_t last;     /* position of the last */
    size_t first_size; /* bytes of the first form */
    size_t first_end;  /* where the first token ends */
} cases[] = {
    {"x", 1, 1, 64, HUGE_SIZE},
    {"\xC3\xA9", 1, 1, 64, HUGE_SIZE},
    {"\xE1\xBA\xAD", 1, 1, 63, HUGE_SIZE - 1},
    {"x-", HUGE_SIZE / 2 + 1, HUGE_SIZE / 2, 1, 1},
    {"x'", 1, 1, 64, HUGE_SIZE - 1},
    {"x.", 1, 1, 64, HUGE_SIZE},
    {"1,", 1, 1, 64, HUGE_SIZE - 1},
    {"X&", 1, 1, 64, HUGE_SIZE - 1},
    {"1,000", 1, 1, 64, HUGE_SIZE - 1},
    {"\xE6\x9D\xB1", HUGE_SIZE / 3 - 1, HUGE_SIZE / 3 - 1, 6, 6},
    {"a\xCC\x81", 1, 1, 64, HUGE_SIZE - 1},
    {"\xCC\x81", 0, 0, 0, 0},
    {"\xC2\xAD", 0, 0, 0, 0},
    {"'", 0, 0, 0, 0},
    {"\xFF", 0, 0, 0, 0},
    {"a\xFF", HUGE_SIZE / 2, HUGE_SIZE / 2, 1, 1},
};

static void test_repeated_units(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mrg_text text = repeat(cases[i].unit);
        struct tokenizer tokenizer;
        struct token token = {.position = 0};
        size_t count = 0;
        tokenizer_init(&tokenizer, text, 0);
        while (tokenizer_next(&tokenizer, &token)) {
            if (count++ > 0)
                continue;
            assert_int_equal(token.form.size, cases[i].first_size);
            assert_int_equal(token.end, cases[i].first_end);
            assert_true(utf8_is_valid(token.form.data, token.form.size));
        }
        assert_int_equal(count, cases[i].tokens);
        assert_int_equal(token.position, cases[i].last);
        free((char *)text.data);
    }
}

/* A base with marks beyond number stays bounded, and so does what follows it. */
static void test_one_character_of_a_megabyte(void **state)
{
    (void)state;
    static const char *const bases[] = {"\xE6\x9D\xB1", "a", "a-", "A.", "a'"};
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        mrg_text text = repeat("\xCC\x81");
        char *bytes = (char *)text.data;
        size_t base_size = strlen(bases[i]);
        memcpy(bytes, bases[i], base_size);
        if ((text.size - base_size) % 2 != 0)
            bytes[base_size] = 'b';
        struct tokenizer tokenizer;
        struct token token;
        size_t count = 0;
        tokenizer_init(&tokenizer, text, 0);
        while (tokenizer_next(&tokenizer, &token)) {
            assert_true(token.form.size <= TOKEN_SIZE_MAX);
            assert_true(utf8_is_valid(token.form.data, token.form.size));
            count++;
        }
        assert_in_range(count, 1, 3);
        free(bytes);
    }
}

/* 64 bytes are whole, the 65th goes, and a character is never halved. */
static const struct {
    size_t letters;   /* how many "x" in front */
    const char *tail; /* what follows */
    size_t form_size; /* of the one token */
    size_t end;
} edges[] = {
    {63, "", 63, 63},         {64, "", 64, 64},         {65, "", 64, 65},
    {64, "'s", 64, 66},       {62, "'s", 62, 64},       {63, "'s", 64, 65},
    {63, "\xC3\xA9", 63, 65}, {62, "\xC3\xA9", 64, 64}, {63, "\xC3\xA9x", 63, 66},
};

static void test_cut_at_the_limit(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        char text[80];
        memset(text, 'x', edges[i].letters);
        memcpy(text + edges[i].letters, edges[i].tail, strlen(edges[i].tail));
        struct tokenizer tokenizer;
        struct token token;
        tokenizer_init(&tokenizer, (mrg_text){text, edges[i].letters + strlen(edges[i].tail)}, 0);
        assert_true(tokenizer_next(&tokenizer, &token));
        assert_int_equal(token.form.size, edges[i].form_size);
        assert_int_equal(token.end, edges[i].end);
        assert_false(tokenizer_next(&tokenizer, &token));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeated_units),
        cmocka_unit_test(test_one_character_of_a_megabyte),
        cmocka_unit_test(test_cut_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
