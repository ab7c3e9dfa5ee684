/* Random texts, the seed printed: whatever the bytes, tokens obey the contract, and the scanner
 * with an expander per run gives the tokenizer's tokens. */
#include "tests/cmocka_all.h"

#include "common/text/tokenizer.h"
#include "common/text/utf8.h"

#include <string.h>
#include <time.h>

enum { ROUNDS = 10000, TEXT_MAX = 300 };

/* Pieces a text is put together from: what the grammar of a run turns on. */
static const char *const pieces[] = {
    "a",        "b",      "X",        "Y",      "s",      "'s",     "1",      "23",     "000",
    "'",        "\u2019", "`",        "-",      "\u2010", ".",      ",",      "&",      " ",
    "\n",       "\u00AD", "\u00E9",   "\u0301", "\u6771", "\u4EAC", "\u304B", "\u3099", "\u0E01",
    "\u0E34",   "\uD55C", "\u0436",   "\u00B7", "l",      "\u200D", "\uFE0F", "\xFF",   "\xC3",
    "\xE2\x82", "\u201D", "wordword", "U.S.",   "\u0130", "\u00B2", "\uFF9E", "\u2764",
};

static uint64_t random_state;

/* xorshift (Marsaglia), good enough to choose pieces. */
static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Every other text is of pieces, the others of random bytes. */
static size_t make_text(char text[TEXT_MAX])
{
    size_t wanted = next_random() % TEXT_MAX;
    size_t size = 0;
    bool of_pieces = next_random() % 4 != 0;
    while (size < wanted) {
        const char *piece = pieces[next_random() % (sizeof pieces / sizeof pieces[0])];
        char byte = (char)next_random();
        size_t piece_size = of_pieces ? strlen(piece) : 1;
        if (size + piece_size > wanted)
            break;
        memcpy(text + size, of_pieces ? piece : &byte, piece_size);
        size += piece_size;
    }
    return size;
}

static void check_token(const struct token *token, const struct token *last, size_t size)
{
    assert_true(token->start < token->end);
    assert_true(token->end <= size);
    assert_true(token->start >= last->start);
    assert_true(token->end >= last->end || last->is_joined);
    assert_true(token->position >= last->position);
    assert_true(token->position <= last->position + 1);
    assert_true(token->is_joined == (token->position == last->position));
    assert_in_range(token->form.size, 1, TOKEN_SIZE_MAX);
    assert_true(utf8_is_valid(token->form.data, token->form.size));
}

static void test_tokens_obey_the_contract(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_MAX];
        size_t size = make_text(text);
        struct tokenizer tokenizer;
        struct token token;
        struct token last = {.position = 0};
        tokenizer_init(&tokenizer, (mrg_text){text, size}, 0);
        while (tokenizer_next(&tokenizer, &token)) {
            check_token(&token, &last, size);
            last = token;
        }
    }
}

/* tokenizer_next_of gives what tokenizer_next does, less the tokens that it may pass over. */
static void test_bounds_leave_out_short_runs_only(void **state)
{
    (void)state;
    uint8_t least[256];
    for (size_t i = 0; i < sizeof least; i++)
        least[i] = (uint8_t)(i % 5);
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_MAX];
        size_t size = make_text(text);
        struct tokenizer all, some;
        struct token wanted, token = {.position = 0};
        tokenizer_init(&all, (mrg_text){text, size}, 7);
        tokenizer_init(&some, (mrg_text){text, size}, 7);
        bool is_used = true;
        while (tokenizer_next(&all, &wanted)) {
            bool is_here = is_used ? tokenizer_next_of(&some, least, &token) : true;
            is_used = is_here && token.start == wanted.start && token.end == wanted.end &&
                      token.position == wanted.position && token.is_joined == wanted.is_joined;
            bool is_short = !all.in_run && wanted.form.size < least[(uint8_t)wanted.form.data[0]];
            assert_int_equal(is_used, !is_short);
            if (is_used)
                assert_memory_equal(token.form.data, wanted.form.data, wanted.form.size);
        }
        assert_false(is_used && tokenizer_next_of(&some, least, &token));
    }
}

/* Expand the run and compare with what the tokenizer gives next. Returns the positions it took. */
static uint32_t check_run(struct tokenizer *tokenizer, const char *text, const struct run *run,
                          uint32_t position)
{
    struct expander expander;
    struct token own;
    struct token theirs;
    expander_init(&expander, text + run->start, run->end - run->start);
    while (expander_next(&expander, &own)) {
        assert_true(tokenizer_next(tokenizer, &theirs));
        assert_int_equal(own.form.size, theirs.form.size);
        assert_memory_equal(own.form.data, theirs.form.data, own.form.size);
        assert_int_equal(own.start + run->start, theirs.start);
        assert_int_equal(own.end + run->start, theirs.end);
        assert_int_equal(own.position + position, theirs.position);
        assert_int_equal(own.is_joined, theirs.is_joined);
        assert_int_equal(own.is_bigram, theirs.is_bigram);
    }
    assert_int_equal(expander.at, run->end - run->start);
    return expander.position;
}

static void test_two_levels_equal_the_tokenizer(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_MAX];
        size_t size = make_text(text);
        struct tokenizer tokenizer;
        struct scanner scanner;
        struct run run;
        uint32_t position = 1;
        tokenizer_init(&tokenizer, (mrg_text){text, size}, 0);
        scanner_init(&scanner, (mrg_text){text, size});
        while (scanner_next(&scanner, &run))
            position += check_run(&tokenizer, text, &run, position);
        struct token token;
        assert_false(tokenizer_next(&tokenizer, &token));
    }
}

/* A run's bytes alone, without the text around, are the same run again: what a cache of expansions
 * relies on. */
static void test_a_run_is_itself_out_of_context(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_MAX];
        size_t size = make_text(text);
        struct scanner scanner;
        struct run run;
        scanner_init(&scanner, (mrg_text){text, size});
        while (scanner_next(&scanner, &run)) {
            struct scanner alone;
            struct run again;
            scanner_init(&alone, (mrg_text){text + run.start, run.end - run.start});
            assert_true(scanner_next(&alone, &again));
            assert_int_equal(again.start, 0);
            assert_int_equal(again.end, run.end - run.start);
            assert_int_equal(again.is_plain, run.is_plain);
            assert_int_equal(alone.broken, 0);
        }
    }
}

/* The wide way of counting word bytes gives what the portable one does, at every offset. */
static void test_word_bytes_are_counted_alike(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        unsigned char word[40];
        memset(word, 'z', sizeof word);
        for (size_t at = 0; at < sizeof word; at++) {
            word[at] = (unsigned char)byte;
            for (size_t start = 0; start < sizeof word; start++)
                assert_int_equal(count_word_bytes(word + start, sizeof word - start),
                                 count_word_bytes_portable(word + start, sizeof word - start));
            word[at] = 'z';
        }
        assert_int_equal(is_word_byte((unsigned char)byte), scanner_byte[byte] == BYTE_WORD);
    }
}

/* So do masks, wherever a byte lies among 64. */
static void test_byte_masks_are_alike(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        for (size_t at = 0; at < BYTE_MASK_SIZE; at++) {
            unsigned char bytes[BYTE_MASK_SIZE];
            memset(bytes, byte % 2 ? 'a' : ' ', sizeof bytes);
            bytes[at] = (unsigned char)byte;
            struct byte_masks masks = byte_masks_of(bytes), plain = byte_masks_portable(bytes);
            assert_true(masks.word == plain.word);
            assert_true(masks.space == plain.space);
            assert_true(masks.high == plain.high);
            assert_int_equal(plain.word >> at & 1, scanner_byte[byte] == BYTE_WORD);
            assert_int_equal(plain.high >> at & 1, scanner_byte[byte] == BYTE_HIGH);
            assert_int_equal(plain.space >> at & 1, byte == ' ' || byte == '\n');
        }
    }
}

/* Every broken byte is counted, and nothing else. */
static void test_broken_bytes_are_counted(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_MAX];
        size_t size = make_text(text);
        struct scanner scanner;
        struct run run;
        size_t broken = 0;
        size_t length;
        for (size_t at = 0; at < size; at += length)
            broken += utf8_decode(text, size, at, &length) == UTF8_BROKEN;
        scanner_init(&scanner, (mrg_text){text, size});
        while (scanner_next(&scanner, &run))
            continue;
        assert_int_equal(scanner.broken, broken);
    }
}

int main(void)
{
    random_state = (uint64_t)time(NULL) * 2654435761u + 1;
    print_message("seed %llu\n", (unsigned long long)random_state);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens_obey_the_contract),
        cmocka_unit_test(test_bounds_leave_out_short_runs_only),
        cmocka_unit_test(test_two_levels_equal_the_tokenizer),
        cmocka_unit_test(test_a_run_is_itself_out_of_context),
        cmocka_unit_test(test_word_bytes_are_counted_alike),
        cmocka_unit_test(test_byte_masks_are_alike),
        cmocka_unit_test(test_broken_bytes_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
