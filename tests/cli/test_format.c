/* Numbers as people read and write them, text for terminals and JSON. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/cli/format.h"
#include "indexer/cli/json_writer.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static void counts(void **state)
{
    static const struct {
        uint64_t count;
        const char *text;
    } cases[] = {
        {0, "0"},
        {999, "999"},
        {1000, "1,000"},
        {123456, "123,456"},
        {1234567, "1,234,567"},
        {UINT64_MAX, "18,446,744,073,709,551,615"},
    };
    char out[FORMAT_ROOM];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        format_count(cases[i].count, out);
        assert_string_equal(out, cases[i].text);
    }
}

static void sizes(void **state)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } cases[] = {
        {0, "0 bytes"},     {999, "999 bytes"},    {1000, "1.0 kB"},       {999949, "999.9 kB"},
        {999950, "1.0 MB"}, {45200000, "45.2 MB"}, {2600000000, "2.6 GB"}, {UINT64_MAX, "18.4 EB"},
    };
    char out[FORMAT_ROOM];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        format_size(cases[i].bytes, out);
        assert_string_equal(out, cases[i].text);
    }
}

static void durations(void **state)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {
        {0, "0.00 s"},          {-1, "0.00 s"},       {0.424, "0.42 s"},        {9.99, "9.99 s"},
        {9.996, "10.0 s"},      {59.94, "59.9 s"},    {59.96, "1 min 00 s"},    {125, "2 min 05 s"},
        {3599.6, "1 h 00 min"}, {3725, "1 h 02 min"}, {360000, "100 h 00 min"},
    };
    char out[FORMAT_ROOM];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        format_duration(cases[i].seconds, out);
        assert_string_equal(out, cases[i].text);
    }
}

static void sizes_read(void **state)
{
    static const struct {
        const char *text;
        size_t bytes; /* 0: is none */
    } cases[] = {
        {"1", 1},
        {"512M", 536870912},
        {"512MB", 536870912},
        {"512MiB", 536870912},
        {"800k", 819200},
        {"1.5G", 1610612736},
        {"2g", 2147483648},
        {"100B", 100},
        {"", 0},
        {"0", 0},
        {"-1", 0},
        {" 1", 0},
        {"much", 0},
        {"1X", 0},
        {"1Mx", 0},
        {"0x10", 0},
        {"inf", 0},
        {"1e400", 0},
        {"99999999999T", 0},
        {"M", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t bytes = 0;
        bool is_size = parse_size(cases[i].text, &bytes);
        assert_int_equal(is_size, cases[i].bytes != 0);
        assert_int_equal(bytes, cases[i].bytes);
    }
}

static void durations_read(void **state)
{
    static const struct {
        const char *text;
        double seconds; /* -1: is none */
    } cases[] = {
        {"0", 0},      {"90", 90}, {"30s", 30}, {"10m", 600}, {"2h", 7200},
        {"0.5s", 0.5}, {"", -1},   {"-1", -1},  {"10x", -1},  {"10ms", -1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double seconds = -1;
        bool is_duration = parse_duration(cases[i].text, &seconds);
        assert_int_equal(is_duration, cases[i].seconds >= 0);
        assert_int_equal((int)(10 * seconds), (int)(10 * cases[i].seconds));
    }
}

static void plain_text(void **state)
{
    static const struct {
        const char *text;
        const char *printed;
    } cases[] = {
        {"Le Monde", "Le Monde"},
        {"\x1b[2Jx", "?[2Jx"},
        {"a\nb\tc\x7f", "a?b?c?"},
        {"caf\xC3\xA9", "caf\xC3\xA9"},
        {"\xC2\x9B"
         "5m",
         "?5m"},
        {"\xC2\xA0", "\xC2\xA0"},
        {"cut \xC2", "cut \xC2"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *printed = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&printed, &size);
        assert_non_null(out);
        print_plain(out, cases[i].text, strlen(cases[i].text));
        fclose(out);
        assert_string_equal(printed, cases[i].printed);
        free(printed);
    }
}

static void json_strings(void **state)
{
    static const struct {
        const char *text;
        const char *json;
    } cases[] = {
        {"", "\"\"\n"},
        {"a\"b\\c", "\"a\\\"b\\\\c\"\n"},
        {"a\nb\x1b", "\"a\\u000ab\\u001b\"\n"},
        {"caf\xC3\xA9 \xF0\x9F\x93\xB0", "\"caf\xC3\xA9 \xF0\x9F\x93\xB0\"\n"},
        {"\xFF"
         "a",
         "\"\xEF\xBF\xBD"
         "a\"\n"},
        {"\xE2\x82", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"\n"},
        {"\xC0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"\n"},
        {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"\n"},
        {"\xF4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct json_writer json = {.out = BUFFER_INIT};
        json_write_string(&json, NULL, cases[i].text);
        buffer_append_byte(&json.out, '\n');
        assert_string_equal(buffer_c_string(&json.out), cases[i].json);
        buffer_free(&json.out);
    }
}

static void json_document(void **state)
{
    struct json_writer json = {.out = BUFFER_INIT};
    (void)state;
    json_write_open(&json, NULL, '{');
    json_write_number(&json, "n", 7);
    json_write_open(&json, "list", '[');
    json_write_null(&json, NULL);
    json_write_decimal(&json, NULL, 0.5);
    json_write_close(&json, ']');
    json_write_open(&json, "empty", '{');
    json_write_close(&json, '}');
    json_write_close(&json, '}');
    assert_string_equal(buffer_c_string(&json.out), "{\n"
                                                    "  \"n\": 7,\n"
                                                    "  \"list\": [\n"
                                                    "    null,\n"
                                                    "    0.500\n"
                                                    "  ],\n"
                                                    "  \"empty\": {}\n"
                                                    "}\n");
    buffer_free(&json.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),         cmocka_unit_test(sizes),
        cmocka_unit_test(durations),      cmocka_unit_test(sizes_read),
        cmocka_unit_test(durations_read), cmocka_unit_test(plain_text),
        cmocka_unit_test(json_strings),   cmocka_unit_test(json_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
