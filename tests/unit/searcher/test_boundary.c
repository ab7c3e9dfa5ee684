/* Where words and sentences begin. In the cases, | stands before every place where one does. */
#include "tests/cmocka_all.h"

#include <string.h>

#include "searcher/snippet/boundary.h"
#include "searcher/snippet/marked.h"

static const char *const sentence_cases[] = {
    "|One sentence.",
    "  |Led by white space.",
    "|Roads closed. |Trains ran on.",
    "|Is it over? |It is! |Or not\xE2\x80\xA6 |We shall see.",
    "|He said: \"It is over.\" |Then he left.",
    "|He left (at last). |\"Good,\" she said.",
    "|Mr. Smith met Dr. Jones. |They spoke.",
    "|The U.S. Senate voted. |It was late.",
    "|J. R. Smith spoke. |Nobody listened.",
    "|On Jan. 5 it rained. |On Feb. 6 it did not.",
    "|Am 5. Januar fiel Schnee. |Es wurde kalt.",
    "|It was 2022. |Much happened.",
    "|The price of 3.5 dollars held.",
    "|It cost approx. forty euros.",
    "|Headline without stop\n\n|First paragraph\nof two lines.\n\n|Second one.",
    "|a. b. c. and so on. |Next.",
    "|Visit example.org for more.",
    "|\xC2\xBFQu\xC3\xA9 pasa? |\xC2\xA1Nada!",
    "|\xE6\x9D\xB1\xE4\xBA\xAC\xE3\x80\x82|\xE5\xA4\xA7\xE9\x98\xAA\xE3\x80\x82",
    "|\xE3\x80\x8C\xE6\x9D\xB1\xE3\x80\x82\xE3\x80\x8D|\xE5\xA4\xA7\xE3\x80\x82",
    "|\xD0\x93\xD0\xBE\xD1\x80\xD0\xBE\xD0\xB4. |\xD0\x9C\xD0\xB8\xD1\x80.",
    "|Broken \xFF. |After it.",
};

static const char *const word_cases[] = {
    "|one |two\n|three  |four",
    "|co-operation |isn't |split",
    "|\xE6\x9D\xB1|\xE4\xBA\xAC\xE3\x80\x82|\xE5\xA4\xA7",
    "|\xE3\x82\xB3\xE3\x83\xBC|\xE3\x83\x92\xE3\x83\xBC", /* a long vowel mark begins no word */
    "|caf\xC3\xA9 |\xC3\xA9t\xC3\xA9",
    "|in |\xE6\x9D\xB1|\xE4\xBA\xAC|now",
};

/* The case without its bars; `starts` receives where they stood. */
static size_t strip_bars(const char *marked, char *text, bool *starts)
{
    size_t size = 0;
    memset(starts, 0, strlen(marked) + 1);
    for (; *marked != '\0'; marked++) {
        if (*marked == '|')
            starts[size] = true;
        else
            text[size++] = *marked;
    }
    return size;
}

static void check_case(const char *marked, bool (*is_start)(mrg_text text, size_t offset))
{
    char text[256];
    bool starts[256];
    size_t size = strip_bars(marked, text, starts);
    for (size_t i = 0; i <= size; i++) {
        bool wanted = i < size && starts[i];
        if (is_start((mrg_text){text, size}, i) != wanted)
            fail_msg("\"%s\": byte %zu should%s be a start", marked, i, wanted ? "" : " not");
    }
}

static void finds_sentence_starts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sentence_cases / sizeof *sentence_cases; i++)
        check_case(sentence_cases[i], is_sentence_start);
}

static void finds_word_starts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof word_cases / sizeof *word_cases; i++)
        check_case(word_cases[i], is_word_start);
}

static void keeps_characters_whole(void **state)
{
    (void)state;
    mrg_text text = {"a\xC3\xA9\xE6\x9D\xB1\xFFz\xE6\x9D", 10};
    static const size_t starts[] = {0, 1, 1, 3, 3, 3, 6, 7, 8, 9, 10};
    for (size_t i = 0; i <= text.size; i++)
        assert_int_equal(code_point_start(text, i), starts[i]);
    assert_int_equal(code_point_before(text, 6, NULL), 0x6771);
    assert_int_equal(code_point_before(text, 7, NULL), 0xFFFD);
    assert_int_equal(code_point_before(text, 10, NULL), 0xFFFD);
}

/* What is asked first in loops never hides a start. */
static void passes_over_no_start(void **state)
{
    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        char bytes[] = {'x', '.', (char)(pair >> 8), (char)pair, 'y', ' ', 'Z'};
        mrg_text text = {bytes, sizeof bytes};
        for (size_t i = 0; i <= text.size; i++) {
            assert_false(is_inside_ascii(text, i) && is_word_start(text, i));
            assert_false(is_inside_sentence(text, i) && is_sentence_start(text, i));
        }
    }
}

/* White space collapsed, one character after the other. */
static size_t collapse(mrg_text text, char *out)
{
    size_t size = 0, length;
    for (size_t at = 0; at < text.size;) {
        if (is_blank(code_point_at(text, at, &length))) {
            out[size++] = ' ';
            at = trim_start(text, at, text.size);
            continue;
        }
        memcpy(out + size, text.data + at, length);
        size += length;
        at += length;
    }
    return size;
}

/* Copying stretches as a whole gives the same: texts of up to six of these pieces. */
static void collapses_stretches_alike(void **state)
{
    (void)state;
    static const char *const pieces[] = {"", "a", "~.", " ", "\n", "\xC3\xA9", "\xC2\xA0", "\xFF"};
    enum { PIECES = sizeof pieces / sizeof *pieces, LENGTH = 6 };
    for (size_t n = 0; n < (size_t)1 << (3 * LENGTH); n++) {
        char bytes[2 * LENGTH + 1], wanted[2 * LENGTH];
        mrg_text text = {bytes, 0};
        for (size_t k = 0; k < LENGTH; k++) {
            const char *piece = pieces[(n >> (3 * k)) % PIECES];
            memcpy(bytes + text.size, piece, strlen(piece));
            text.size += strlen(piece);
        }
        size_t size = collapse(text, wanted);
        mrg_marked *marked = marked_new();
        assert_non_null(marked);
        marked_append_collapsed(marked, text, 0, text.size, NULL, 0);
        mrg_text got = mrg_marked_text(marked);
        assert_int_equal(got.size, size);
        assert_memory_equal(got.data, wanted, size);
        mrg_marked_free(marked);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_sentence_starts),     cmocka_unit_test(finds_word_starts),
        cmocka_unit_test(keeps_characters_whole),    cmocka_unit_test(passes_over_no_start),
        cmocka_unit_test(collapses_stretches_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
