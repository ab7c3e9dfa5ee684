/* Text to tokens, one case a line. */
#include "tests/cmocka_all.h"

#include "common/text/tokenizer.h"
#include "tests/unit/text/token_text.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct {
    const char *text;
    const char *tokens; /* form@position[start-end] */
} cases[] = {
    {"", ""},
    {" \t.,-'&", ""},
    {"one two", "one@1[0-3] two@2[4-7]"},
    {"One.Two", "One@1[0-3] Two@2[4-7]"},
    {"a_b c/d", "a@1[0-1] b@2[2-3] c@3[4-5] d@4[6-7]"},
    /* apostrophes and the possessive */
    {"Turkey's", "Turkey@1[0-8]"},
    {"TURKEY'S", "TURKEY@1[0-8]"},
    {"Turkey\u2019s", "Turkey@1[0-10]"},
    {"it's its", "it@1[0-4] its@2[5-8]"},
    {"the players' cup", "the@1[0-3] players@2[4-11] cup@3[13-16]"},
    {"'quoted' \u2018words\u2019", "quoted@1[1-7] words@2[12-17]"},
    {"O\u2019Brien O\u02BCBrien O\u02BBBrien O\u2018Brien O`Brien O\u00B4Brien", "O'Brien@1[0-9] O'Brien@2[10-18] O'Brien@3[19-27] O'Brien@4[28-37] O'Brien@5[38-45] O'Brien@6[46-54]"},
    {"1990's '90s 6'2", "1990@1[0-6] 90s@2[8-11] 6@3[12-13] 2@4[14-15]"},
    {"O'Brien's", "O'Brien@1[0-9]"},
    {"rock'n'roll d''or", "rock'n'roll@1[0-11] d@2[12-13] or@3[15-17]"},
    /* acronyms */
    {"C.S.T.O. met", "CSTO@1[0-8] met@2[9-12]"},
    {"the U.S", "the@1[0-3] US@2[4-7]"},
    {"U.S.'s U.S.\u2019s", "US@1[0-6] US@2[7-15]"},
    {"J.K. Rowling", "JK@1[0-4] Rowling@2[5-12]"},
    {"J.K.Rowling", "JK@1[0-4] Rowling@2[4-11]"},
    {"J. Smith", "J@1[0-1] Smith@2[3-8]"},
    {"example.com a.example", "example@1[0-7] com@2[8-11] a@3[12-13] example@4[14-21]"},
    {"p.m. e.g.", "pm@1[0-4] eg@2[5-9]"},
    {"\u0421.\u0428.\u0410.", "\u0421\u0428\u0410@1[0-9]"},
    {"d'U.R.S.S.", "d'URSS@1[0-10]"},
    {"A.1 U.S.2", "A@1[0-1] 1@2[2-3] US@3[4-8] 2@4[8-9]"},
    /* ampersands */
    {"AT&T A&E P&O's", "AT&T@1[0-4] A&E@2[5-8] P&O@3[9-14]"},
    {"at&t r&d", "at&t@1[0-4] r&d@2[5-8]"},
    {"Marks&Spencer M & S &c", "Marks@1[0-5] Spencer@2[6-13] M@3[14-15] S@4[18-19] c@5[21-22]"},
    /* numbers */
    {"2,700 1,234,567", "2700@1[0-5] 1234567@2[6-15]"},
    {"3.5 3,5 2.700 1,2345", "3.5@1[0-3] 3,5@2[4-7] 2.700@3[8-13] 1,2345@4[14-20]"},
    {"1,000.50 192.168.0.1", "1000.50@1[0-8] 192.168.0.1@2[9-20]"},
    {"5. 6, 7", "5@1[0-1] 6@2[3-4] 7@3[6-7]"},
    {"2\u00BD m\u00B2", "2@1[0-1] m\u00B2@2[4-7]"},
    {"v2.0 F16s", "v2.0@1[0-4] F16s@2[5-9]"},
    /* hyphens */
    {"Nur-Sultan", "Nur@1[0-3] Nur-Sultan@1[0-10] Sultan@2[4-10]"},
    {"Nur\u2010Sultan Nur\u2011Sultan", "Nur@1[0-3] Nur-Sultan@1[0-12] Sultan@2[6-12] Nur@3[13-16] Nur-Sultan@3[13-25] Sultan@4[19-25]"},
    {"state-of-the-art", "state@1[0-5] state-of-the-art@1[0-16] of@2[6-8] the@3[9-12] art@4[13-16]"},
    {"U.S.-led raid", "US@1[0-4] US-led@1[0-8] led@2[5-8] raid@3[9-13]"},
    {"Coca-Cola's x", "Coca@1[0-4] Coca-Cola@1[0-11] Cola@2[5-11] x@3[12-13]"},
    {"-a- b--c d- e", "a@1[1-2] b@2[4-5] c@3[7-8] d@4[9-10] e@5[12-13]"},
    {"$2,700-a-day", "2700@1[1-6] 2700-a-day@1[1-12] a@2[7-8] day@3[9-12]"},
    {"1990-2000", "1990@1[0-4] 1990-2000@1[0-9] 2000@2[5-9]"},
    {"war\u2014torn", "war@1[0-3] torn@2[6-10]"},
    /* soft hyphens, joiners and other things that vanish */
    {"gov\u00ADern\u00ADment", "government@1[0-14]"},
    {"co\u00AD-\u00ADop", "co@1[0-4] co-op@1[0-9] op@2[5-9]"},
    {"\uFEFFword \u200Fword\u200E", "word@1[3-7] word@2[11-18]"},
    {"\u2764\uFE0F love", "love@1[7-11]"},
    /* marks and other scripts */
    {"To\u011Fayev cafe\u0301", "To\u011Fayev@1[0-8] cafe\u0301@2[9-15]"},
    {"\u0301x", "x@1[2-3]"},
    {"\u201CQuoted\u201D", "Quoted@1[3-9]"},
    {"col\u00B7lecci\u00F3 a\u00B7b", "col\u00B7lecci\u00F3@1[0-12] a@2[13-14] b@3[16-17]"},
    {"\uD55C\uAD6D\uC5B4 \uB274\uC2A4", "\uD55C\uAD6D\uC5B4@1[0-9] \uB274\uC2A4@2[10-16]"},
    /* scripts without spaces */
    {"\u6771", "\u6771@1[0-3]"},
    {"\u6771\u4EAC", "\u6771\u4EAC@1[0-6]"},
    {"\u6771\u4EAC\u90FD\u5E81", "\u6771\u4EAC@1[0-6] \u4EAC\u90FD@2[3-9] \u90FD\u5E81@3[6-12]"},
    {"iPhone\u624B\u673A", "iPhone@1[0-6] \u624B\u673A@2[6-12]"},
    {"2021\u5E74", "2021@1[0-4] \u5E74@2[4-7]"},
    {"\u6771\u3002\u4EAC", "\u6771@1[0-3] \u4EAC@2[6-9]"},
    {"\u30BF\u30EF\u30FC", "\u30BF\u30EF@1[0-6] \u30EF\u30FC@2[3-9]"},
    {"\uFF76\uFF9E\uFF7D", "\uFF76\uFF9E\uFF7D@1[0-9]"},
    {"\u304B\u3099\u304C", "\u304B\u3099\u304C@1[0-9]"},
    {"\u0E01\u0E34\u0E19\u0E02", "\u0E01\u0E34\u0E19@1[0-9] \u0E19\u0E02@2[6-12]"},
    {"\u6771-\u4EAC", "\u6771@1[0-3] \u4EAC@2[4-7]"},
    /* what is broken separates */
    {"a\xFFz", "a@1[0-1] z@2[2-3]"},
    {"caf\xC3 \xE2\x82", "caf@1[0-3]"},
};
/* clang-format on */

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char tokens[1024];
        tokens_as_text(text_of_string(cases[i].text), tokens, sizeof tokens);
        if (strcmp(tokens, cases[i].tokens) != 0)
            print_error("text: %s\n", cases[i].text);
        assert_string_equal(tokens, cases[i].tokens);
    }
}

static void test_nul_separates(void **state)
{
    (void)state;
    char tokens[64];
    tokens_as_text((mrg_text){"a\0b\0", 4}, tokens, sizeof tokens);
    assert_string_equal(tokens, "a@1[0-1] b@2[2-3]");
    tokens_as_text((mrg_text){NULL, 0}, tokens, sizeof tokens);
    assert_string_equal(tokens, "");
}

static void test_positions_count_from_the_base(void **state)
{
    (void)state;
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, text_of_string("a b-c d"), 100);
    static const uint32_t positions[] = {101, 102, 102, 103, 104};
    for (size_t i = 0; i < 5; i++) {
        assert_true(tokenizer_next(&tokenizer, &token));
        assert_int_equal(token.position, positions[i]);
        assert_int_equal(token.is_joined, i == 2);
        assert_false(token.is_bigram);
    }
    assert_false(tokenizer_next(&tokenizer, &token));
    assert_false(tokenizer_next(&tokenizer, &token));
}

static void test_bigrams_are_marked(void **state)
{
    (void)state;
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, text_of_string("\u6771\u4EAC a"), 0);
    assert_true(tokenizer_next(&tokenizer, &token));
    assert_true(token.is_bigram);
    assert_true(tokenizer_next(&tokenizer, &token));
    assert_false(token.is_bigram);
}

/* Broken bytes are counted once each, wherever they stand. */
static const struct {
    const char *text;
    size_t broken;
} broken_cases[] = {
    {"fine", 0},
    {"\xEF\xBF\xBD is a character", 0},
    {"\xFF", 1},
    {"a\xC3-\xC3x", 2},
    {"don'\x80t 1,\x80 2 A.\x80", 3},
    {"\xE2\x82 \xED\xA0\x80 \xC0\xAF", 7},
    {"word\xF0\x9F\x98", 3},
};

static void test_broken_bytes_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken_cases / sizeof broken_cases[0]; i++) {
        struct scanner scanner;
        struct run run;
        scanner_init(&scanner, text_of_string(broken_cases[i].text));
        while (scanner_next(&scanner, &run))
            continue;
        assert_int_equal(scanner.broken, broken_cases[i].broken);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_nul_separates),
        cmocka_unit_test(test_positions_count_from_the_base),
        cmocka_unit_test(test_bigrams_are_marked),
        cmocka_unit_test(test_broken_bytes_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
