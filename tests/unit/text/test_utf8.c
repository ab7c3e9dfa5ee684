/* Reading and writing UTF-8. */
#include "tests/cmocka_all.h"

#include "common/text/utf8.h"

#include <string.h>

static const struct {
    const char *bytes;
    uint32_t code;
    size_t length;
} cases[] = {
    {"A", 'A', 1},
    {"\xC2\x80", 0x80, 2},
    {"\xDF\xBF", 0x7FF, 2},
    {"\xE0\xA0\x80", 0x800, 3},
    {"\xED\x9F\xBF", 0xD7FF, 3},
    {"\xEF\xBF\xBD", 0xFFFD, 3},
    {"\xF0\x90\x80\x80", 0x10000, 4},
    {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4},
    {"\x80", UTF8_BROKEN, 1},
    {"\xC0\x80", UTF8_BROKEN, 1},
    {"\xC1\xBF", UTF8_BROKEN, 1},
    {"\xC3", UTF8_BROKEN, 1},
    {"\xC3(", UTF8_BROKEN, 1},
    {"\xE0\x9F\xBF", UTF8_BROKEN, 1},
    {"\xE2\x82", UTF8_BROKEN, 1},
    {"\xED\xA0\x80", UTF8_BROKEN, 1},
    {"\xF0\x8F\xBF\xBF", UTF8_BROKEN, 1},
    {"\xF4\x90\x80\x80", UTF8_BROKEN, 1},
    {"\xF5\x80\x80\x80", UTF8_BROKEN, 1},
    {"\xFF", UTF8_BROKEN, 1},
};

static void test_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length = 0;
        assert_int_equal(utf8_decode(cases[i].bytes, strlen(cases[i].bytes), 0, &length),
                         cases[i].code);
        assert_int_equal(length, cases[i].length);
    }
}

static void test_every_code_point_round_trips(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        char bytes[UTF8_SIZE_MAX];
        size_t size = utf8_encode(code, bytes);
        size_t length = 0;
        assert_int_equal(utf8_decode(bytes, size, 0, &length),
                         surrogate ? (uint32_t)UTF8_REPLACEMENT : code);
        assert_int_equal(length, size);
        for (size_t cut = 1; cut < size; cut++)
            assert_int_equal(utf8_decode(bytes, cut, 0, &length), UTF8_BROKEN);
    }
}

static void test_cut(void **state)
{
    (void)state;
    const char *text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"; /* sizes 1, 2, 3, 4 */
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t limit = 0; limit < sizeof expected / sizeof expected[0]; limit++)
        assert_int_equal(utf8_cut(text, strlen(text), limit), expected[limit]);
}

static void test_checks(void **state)
{
    (void)state;
    assert_true(utf8_is_valid("", 0));
    assert_true(utf8_is_valid("caf\xC3\xA9", 5));
    assert_false(utf8_is_valid("caf\xC3", 4));
    assert_true(utf8_is_ascii("plain words here", 16));
    for (size_t at = 0; at < 20; at++) {
        char text[20];
        memset(text, 'a', sizeof text);
        text[at] = '\x80';
        assert_false(utf8_is_ascii(text, sizeof text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_every_code_point_round_trips),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_checks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
