/* Lines on a terminal: where they break, how wide they are, what never gets through. */
#include "tests/cmocka_all.h"

#include <string.h>

#include "searcher/cli/glyph.h"
#include "searcher/cli/wrap.h"

#include <utf8proc.h>

struct wrap_case {
    size_t width;
    const char *first;
    size_t indent;
    const char *text;
    const char *lines;
};

static const struct wrap_case wrap_cases[] = {
    {20, "", 0, "one two three four five six", "one two three four\nfive six\n"},
    {20, "1. ", 3, "one two three four five six", "1. one two three\n   four five six\n"},
    {18, "", 0, "one two three four five six", "one two three four\nfive six\n"},
    {17, "", 0, "one two three four five six", "one two three\nfour five six\n"},
    {0, "", 2, "one two three four five six seven eight",
     "one two three four five six seven eight\n"},
    {10, "", 0, "abcdefghijklmnopqrstuvwxyz", "abcdefghij\nklmnopqrst\nuvwxyz\n"},
    {10, "", 0, "a bcdefghijklmnop q", "a\nbcdefghijk\nlmnop q\n"},
    {10, "", 2, "one\n\n  two", "one\n\n    two\n"},
    {10, "", 0, "trailing \n", "trailing\n"},
    {3, "", 0, "narrower than can be", "narrower\nthan can\nbe\n"},
    {10, "> ", 2, "", "> \n"},
    /* two columns each, no break before a full stop */
    {10, "", 0, "\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC",
     "\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\n\xE4\xBA\xAC\n"},
    {10, "", 0, "\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE3\x80\x82",
     "\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\n\xE6\x9D\xB1\xE3\x80\x82\n"},
    /* combining marks take no column and stay with their letter */
    {10, "", 0,
     "e\xCC\x81"
     "e\xCC\x81"
     "e\xCC\x81"
     "e\xCC\x81"
     "e\xCC\x81 12345",
     "e\xCC\x81"
     "e\xCC\x81"
     "e\xCC\x81"
     "e\xCC\x81"
     "e\xCC\x81\n12345\n"},
    {10, "", 0, "123456789e\xCC\x81z", "123456789e\xCC\x81\nz\n"},
    /* nothing a terminal would obey: escape, C1, overrides, broken bytes */
    {0, "", 0, "a\x1b[31mb", "a\xEF\xBF\xBD[31mb\n"},
    {0, "", 0,
     "a\xC2\x9B"
     "31mb",
     "a\xEF\xBF\xBD"
     "31mb\n"},
    {0, "", 0,
     "a\xE2\x80\xAE"
     "b",
     "a\xEF\xBF\xBD"
     "b\n"},
    {0, "", 0, "a\xFF\xC3", "a\xEF\xBF\xBD\xEF\xBF\xBD\n"},
    {0, "", 0, "soft\xC2\xADhyphen\ttab", "softhyphen tab\n"},
};

static void wraps(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrap_cases / sizeof *wrap_cases; i++) {
        const struct wrap_case *c = &wrap_cases[i];
        struct buffer out = BUFFER_INIT;
        struct layout layout = {.width = c->width, .first = c->first, .indent = c->indent};
        wrap_append(&out, (mrg_text){c->text, strlen(c->text)}, NULL, 0, &layout);
        assert_string_equal(buffer_c_string(&out), c->lines);
        buffer_free(&out);
    }
}

static void marks_without_reaching_over_lines(void **state)
{
    (void)state;
    static const mrg_span spans[] = {{0, 3}, {8, 18}, {24, 27}};
    struct buffer out = BUFFER_INIT;
    const char *text = "one two three four five six";
    struct layout layout = {.width = 13, .first = "", .style = STYLE_HEADLINE, .has_style = true};
    wrap_append(&out, (mrg_text){text, strlen(text)}, spans, 3, &layout);
    assert_string_equal(buffer_c_string(&out),
                        "\x1b[1;33mone\x1b[0m\x1b[1m two \x1b[0m\x1b[1;33mthree\x1b[0m\n"
                        "\x1b[1;33mfour\x1b[0m\x1b[1m five \x1b[0m\x1b[1;33msix\x1b[0m\n");
    layout.has_style = false;
    buffer_clear(&out);
    wrap_append(&out, (mrg_text){text, strlen(text)}, spans, 3, &layout);
    assert_string_equal(buffer_c_string(&out), "one two three\nfour five six\n");
    buffer_free(&out);
}

/* Every text of up to three of these pieces, at several widths: no line is wider than asked for and no
 * control character comes through. */
static void never_exceeds_the_width(void **state)
{
    (void)state;
    static const char *const pieces[] = {"",   " ",    "word", "\xE6\x9D\xB1",       "e\xCC\x81",
                                         "\n", "\xFF", "\x1b", "verylongwordindeed", "\xE3\x80\x82",
                                         "\t"};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    for (size_t n = 0; n < PIECES * PIECES * PIECES * PIECES; n++) {
        struct buffer text = BUFFER_INIT;
        struct buffer out = BUFFER_INIT;
        for (size_t k = 0, rest = n; k < 4; k++, rest /= PIECES)
            buffer_append_string(&text, pieces[rest % PIECES]);
        struct layout layout = {.width = 12, .first = "", .indent = 2};
        wrap_append(&out, (mrg_text){(const char *)text.data, text.size}, NULL, 0, &layout);
        unsigned columns = 0;
        struct glyph glyph;
        mrg_text lines = {(const char *)out.data, out.size};
        for (size_t at = 0; at < lines.size; at += glyph.size) {
            glyph = glyph_read(lines, at);
            assert_false(glyph_is_unsafe(&glyph) || glyph.is_broken);
            columns = glyph.code == '\n' ? 0 : columns + glyph_columns(&glyph);
            assert_true(columns <= 12);
        }
        buffer_free(&text);
        buffer_free(&out);
    }
}

/* ASCII is told without utf8proc; what comes of it is the same. */
static void knows_ascii_as_utf8proc_does(void **state)
{
    (void)state;
    for (int code = 0; code < 0x80; code++) {
        char byte = (char)code;
        struct glyph glyph = glyph_read((mrg_text){&byte, 1}, 0);
        utf8proc_int32_t read;
        assert_int_equal(utf8proc_iterate((const utf8proc_uint8_t *)&byte, 1, &read), 1);
        assert_int_equal(glyph.code, read);
        assert_int_equal(glyph.size, 1);
        assert_false(glyph.is_broken || glyph_is_wide(&glyph));
        bool is_shown = code >= 0x20 && code < 0x7F;
        assert_int_equal(glyph_columns(&glyph), is_shown ? utf8proc_charwidth(read) : 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wraps),
        cmocka_unit_test(marks_without_reaching_over_lines),
        cmocka_unit_test(never_exceeds_the_width),
        cmocka_unit_test(knows_ascii_as_utf8proc_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
