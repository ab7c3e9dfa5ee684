#include "tests/cmocka_all.h"

#include <math.h>
#include <string.h>

#include "searcher/cli/json_writer.h"

struct text_case {
    const char *text;
    size_t size;
    const char *json;
};

#define T(literal) (literal), sizeof(literal) - 1

static const struct text_case text_cases[] = {
    {T(""), "\"\""},
    {T("plain"), "\"plain\""},
    {T("say \"no\" \\ yes"), "\"say \\\"no\\\" \\\\ yes\""},
    {T("a\nb\tc\rd"), "\"a\\nb\\tc\\u000dd\""},
    {T("nul\0esc\x1b"), "\"nul\\u0000esc\\u001b\""},
    {T("\x7f\xC2\x85"), "\"\\u007f\\u0085\""},
    {T("\xC3\xA9\xE6\x9D\xB1\xF0\x9F\x98\x80"), "\"\xC3\xA9\xE6\x9D\xB1\xF0\x9F\x98\x80\""},
    {T("\xFF"), "\"\xEF\xBF\xBD\""},
    {T("\xC3(\xE6\x9D"), "\"\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {T("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}, /* a surrogate */
    {T("\xC0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},                 /* overlong */
};

static void writes_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof text_cases / sizeof *text_cases; i++) {
        struct buffer out = BUFFER_INIT;
        struct json_writer json;
        json_init(&json, &out, false);
        json_text(&json, (mrg_text){text_cases[i].text, text_cases[i].size});
        assert_string_equal(buffer_c_string(&out), text_cases[i].json);
        buffer_free(&out);
    }
}

struct number_case {
    double number;
    const char *json;
};

static const struct number_case number_cases[] = {
    {0, "0"},
    {1, "1"},
    {-2.5, "-2.5"},
    {0.1, "0.1"},
    {1e300, "1e+300"},
    {NAN, "null"},
    {INFINITY, "null"},
    {12.345678, "12.345678"},
    {1.0 / 3, "0.3333333333333333"},
};

static void writes_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof number_cases / sizeof *number_cases; i++) {
        struct buffer out = BUFFER_INIT;
        struct json_writer json;
        json_init(&json, &out, false);
        json_number(&json, number_cases[i].number);
        assert_string_equal(buffer_c_string(&out), number_cases[i].json);
        buffer_free(&out);
    }
}

static void write_sample(struct buffer *out, bool is_pretty)
{
    struct json_writer json;
    json_init(&json, out, is_pretty);
    json_begin_object(&json);
    json_key(&json, "list");
    json_begin_array(&json);
    json_count(&json, UINT64_MAX);
    json_null(&json);
    json_begin_object(&json);
    json_end_object(&json);
    json_end_array(&json);
    json_key(&json, "empty");
    json_begin_array(&json);
    json_end_array(&json);
    json_key(&json, "yes");
    json_bool(&json, true);
    json_end_object(&json);
}

static void nests(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    write_sample(&out, false);
    assert_string_equal(buffer_c_string(&out),
                        "{\"list\":[18446744073709551615,null,{}],\"empty\":[],\"yes\":true}");
    buffer_clear(&out);
    write_sample(&out, true);
    assert_string_equal(buffer_c_string(&out), "{\n  \"list\": [\n    18446744073709551615,\n"
                                               "    null,\n    {}\n  ],\n  \"empty\": [],\n"
                                               "  \"yes\": true\n}");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_texts),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(nests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
