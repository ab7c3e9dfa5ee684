/* The sliding window against the plain definition in window.h: the sums of the window it returns, and
 * that no sentence start would have been better. */
#include "tests/cmocka_all.h"

#include <math.h>
#include <string.h>

#include "searcher/snippet/boundary.h"
#include "searcher/snippet/window.h"
#include "tests/unit/searcher/simple_matcher.h"

enum { ROUNDS = 3000, SIZE = 60 };

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void make_text(struct buffer *text, uint32_t *seed)
{
    static const char *const pieces[] = {"oil ",   "gas ",  "tar ",  "word ",    "other ",
                                         "thing ", "end. ", "Then ", "stop!\n\n"};
    for (size_t i = next_random(seed) % 60; i > 0; i--)
        buffer_append_string(text, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
    buffer_append_string(text, "tar");
}

/* Score and coverage of [start, limit), from nothing but the matches in it. */
static double plain_score(const struct matcher *matcher, const struct match *items, size_t count,
                          size_t start, size_t limit, bool at_sentence, double *coverage)
{
    bool seen[SIMPLE_WORDS_MAX] = {false};
    double distinct = 0;
    double repeats = 0;
    double close = 0;
    const struct match *before = NULL;
    for (size_t i = 0; i < count; i++) {
        if (items[i].start < start || items[i].end > limit)
            continue;
        double weight = matcher->words[items[i].word].weight;
        *(seen[items[i].word] ? &repeats : &distinct) += weight;
        seen[items[i].word] = true;
        if (before != NULL && before->word != items[i].word && items[i].start - before->end < 64)
            close += fmin(weight, matcher->words[before->word].weight) *
                     (1 - (double)(items[i].start - before->end) / 64);
        before = &items[i];
    }
    *coverage = distinct;
    return distinct * (at_sentence ? 1 : 0.75) + fmin(close, distinct / 2) +
           0.1 * fmin(repeats, distinct);
}

static void check_text(mrg_text text, const struct matcher *matcher)
{
    size_t counts[SIMPLE_WORDS_MAX] = {0};
    struct passage passage = {text, MATCH_LIST_INIT};
    assert_int_equal(match_list_find(&passage.matches, matcher, text, LANGUAGE_NONE, NULL), MRG_OK);
    const struct match *items;
    size_t count = match_list_items(&passage.matches, &items);
    struct window_search search = {.words = matcher->words,
                                   .passages = &passage,
                                   .passage_count = 1,
                                   .size = SIZE,
                                   .counts = counts};
    struct window best = window_find_best(&search);
    double coverage;
    double score =
        plain_score(matcher, items, count, best.start, best.limit, best.at_sentence, &coverage);
    assert_true(fabs(score - best.score) < 1e-6);
    assert_true(fabs(coverage - best.coverage) < 1e-6);
    assert_true(best.limit - best.start <= SIZE && best.limit <= text.size);
    assert_int_equal(best.at_sentence, is_sentence_start(text, best.start));
    for (size_t i = 0; i < SIMPLE_WORDS_MAX; i++)
        assert_int_equal(counts[i], 0);
    for (size_t at = 0; at < text.size; at++) {
        size_t limit = text.size - at > SIZE ? at + SIZE : text.size;
        if (is_sentence_start(text, at))
            assert_true(plain_score(matcher, items, count, at, limit, true, &coverage) <=
                        best.score + 1e-6);
    }
    match_list_free(&passage.matches);
}

static void agrees_with_its_definition(void **state)
{
    (void)state;
    uint32_t seed = 1642152600;
    static const char query[] = "oil^1.5 gas^4 tar^0.7";
    struct simple_matcher simple;
    simple_matcher_init(&simple, (mrg_text){query, sizeof query - 1});
    for (int round = 0; round < ROUNDS; round++) {
        struct buffer text = BUFFER_INIT;
        make_text(&text, &seed);
        check_text((mrg_text){(const char *)text.data, text.size}, &simple.matcher);
        buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_its_definition)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
