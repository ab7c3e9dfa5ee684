/* Snippets and highlighting, with a matcher of the tests' own. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/buffer.h"
#include "searcher/snippet/snippet.h"
#include "tests/unit/searcher/simple_matcher.h"

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

/* The marked text with [brackets] around its matches; owned by the caller. */
static char *with_brackets(const mrg_marked *marked)
{
    struct buffer out = BUFFER_INIT;
    mrg_text text = mrg_marked_text(marked);
    const mrg_span *spans;
    size_t count = mrg_marked_spans(marked, &spans);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(spans[i].start >= at && spans[i].start < spans[i].end);
        assert_true(spans[i].end <= text.size);
        buffer_append(&out, text.data + at, spans[i].start - at);
        buffer_append_byte(&out, '[');
        buffer_append(&out, text.data + spans[i].start, spans[i].end - spans[i].start);
        buffer_append_byte(&out, ']');
        at = spans[i].end;
    }
    buffer_append(&out, text.data + at, text.size - at);
    assert_non_null(buffer_c_string(&out));
    return (char *)out.data;
}

struct highlight_case {
    const char *query;
    const char *text;
    const char *marked;
};

static const struct highlight_case highlight_cases[] = {
    {"airport", "The airport opened.", "The [airport] opened."},
    {"airport", "AIRPORT, airport's Airport", "[AIRPORT], [airport's] [Airport]"},
    {"airport", "Nothing here.", "Nothing here."},
    {"airport", "", ""},
    {"\"red level\"", "red level, level red, red  level",
     "[red] [level], level red, [red]  [level]"},
    {"\"red level\"", "red red level", "red [red] [level]"},
    {"level \"red level\"", "red hot level, red level", "red hot [level], [red] [level]"},
    {"\"a b a b\"", "a b a b a b c a b", "[a] [b] [a] [b] [a] [b] c a b"},
    {"=US", "US us US's", "[US] us [US's]"},
    {"kaz*", "Kazakh kazakhs Iran", "[Kazakh] [kazakhs] Iran"},
    {"nursultan", "in Nur-Sultan today", "in [Nur-Sultan] today"},
    {"sultan", "in Nur-Sultan today", "in Nur-[Sultan] today"},
    {"\"nur sultan\"", "in Nur-Sultan today", "in [Nur]-[Sultan] today"},
    {"\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD",
     "\xE5\x85\xA8\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD\xE5\x86\x85",
     "\xE5\x85\xA8[\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD]\xE5\x86\x85"},
    {"one", "\xFFone\xFF two \xC3", "\xFF[one]\xFF two \xC3"},
};

static void highlights(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof highlight_cases / sizeof *highlight_cases; i++) {
        const struct highlight_case *c = &highlight_cases[i];
        struct simple_matcher simple;
        simple_matcher_init(&simple, text_of(c->query));
        mrg_marked *marked = NULL;
        assert_int_equal(
            highlight_make(&simple.matcher, text_of(c->text), text_of("en"), &marked, NULL),
            MRG_OK);
        char *brackets = with_brackets(marked);
        assert_string_equal(brackets, c->marked);
        free(brackets);
        mrg_marked_free(marked);
    }
}

struct snippet_case {
    const char *query;
    size_t fragments;
    size_t size;
    const char *deck;
    const char *body;
    const char *snippet;
};

#define LONG_STORY                                                                                 \
    "Trains ran late on Monday. Nobody knew why. The mayor kept silent about the matter.\n\n"      \
    "The airport of Almaty opened again on Thursday. Soldiers had held it for a week. Flights to " \
    "Moscow were the first to leave.\n\n"                                                          \
    "Bakers complained about flour. Prices rose by a third in the south. A curfew stays in force " \
    "until the end of the month, officials said."

static const struct snippet_case snippet_cases[] = {
    /* one fragment at a sentence start, ending at a sentence end */
    {"airport almaty", 2, 80, "", LONG_STORY,
     "The [airport] of [Almaty] opened again on Thursday. "
     "Soldiers had held it for a week."},
    /* the second fragment for a word that the first lacks; in the order of the text */
    {"curfew airport", 2, 140, "", LONG_STORY,
     "The [airport] of Almaty opened again on Thursday. ... A [curfew] stays in force until the "
     "end "
     "of the month, officials said."},
    {"curfew airport", 1, 70, "", LONG_STORY, "The [airport] of Almaty opened again on Thursday."},
    /* a rare word beats a frequent one and even two of them */
    {"trains^1 curfew^5", 1, 60, "", LONG_STORY,
     "A [curfew] stays in force until the end of the month, officials said."},
    {"trains mayor curfew^5", 1, 60, "", LONG_STORY,
     "A [curfew] stays in force until the end of the month, officials said."},
    /* two words beat one; close ones beat distant ones */
    {"a b", 1, 30, "", "The a stands here. Then some. Now a b together. End of it.",
     "Now [a] [b] together. End of it."},
    {"oil gas", 1, 52, "",
     "The oil is far from everything that they call gas. Now oil and gas meet.",
     "Now [oil] and [gas] meet."},
    /* no match: the opening of the body, or of the deck, or the headline */
    {"zebra", 2, 60, "A deck.", LONG_STORY, "Trains ran late on Monday. Nobody knew why."},
    {"zebra", 2, 60, "A deck stands alone here.", "", "A deck stands alone here."},
    {"zebra", 2, 60, "", "", "A headline about airports"},
    /* the headline counts only where there is nothing else */
    {"headline", 2, 60, "", "", "A [headline] about airports"},
    {"headline", 2, 60, "", "Body text.", "Body text."},
    /* fragments from different fields */
    {"deck curfew", 2, 120, "The deck.", LONG_STORY,
     "The [deck]. ... A [curfew] stays in force until the end of the month, officials said."},
    /* a long sentence is cut between words, which an ellipsis shows */
    {"needle", 1, 60, "",
     "It goes on and on without any end in sight while words follow words until a needle is found "
     "in the hay and even then it goes on and on and on.",
     "... words until a [needle] is found in the hay and even then it ..."},
    /* white space collapses, NUL and control characters with it */
    {"two", 1, 60, "", "One\n  two\t\tthree \x01 four.", "One [two] three four."},
    /* without spaces */
    {"\xE5\xA4\xA7\xE9\x98\xAA", 1, 24, "",
     "\xE6\x9D\xB1\xE4\xBA\xAC\xE3\x80\x82\xE5\xA4\xA7\xE9\x98\xAA\xE3\x81\xA7\xE3\x81\x99\xE3\x80"
     "\x82"
     "\xE4\xBA\xAC\xE9\x83\xBD\xE3\x80\x82\xE6\x9D\xB1\xE4\xBA\xAC\xE3\x80\x82",
     "[\xE5\xA4\xA7\xE9\x98\xAA]"
     "\xE3\x81\xA7\xE3\x81\x99\xE3\x80\x82\xE4\xBA\xAC\xE9\x83\xBD\xE3\x80\x82"},
};

static void makes_snippets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof snippet_cases / sizeof *snippet_cases; i++) {
        const struct snippet_case *c = &snippet_cases[i];
        struct simple_matcher simple;
        simple_matcher_init(&simple, text_of(c->query));
        mrg_article article = MRG_ARTICLE_INIT;
        article.headline = text_of("A headline about airports");
        article.deck = text_of(c->deck);
        article.body = text_of(c->body);
        mrg_snippet_options options = {c->fragments, c->size};
        mrg_marked *snippet = NULL;
        assert_int_equal(snippet_make(&simple.matcher, &article, &options, &snippet, NULL), MRG_OK);
        char *brackets = with_brackets(snippet);
        if (strcmp(brackets, c->snippet) != 0)
            print_message("case %zu, query %s\n", i, c->query);
        assert_string_equal(brackets, c->snippet);
        free(brackets);
        mrg_marked_free(snippet);
    }
}

static void uses_captions(void **state)
{
    (void)state;
    struct simple_matcher simple;
    simple_matcher_init(&simple, text_of("crater"));
    const mrg_text captions[] = {text_of("A bridge."), text_of("The crater at dawn.")};
    mrg_article article = MRG_ARTICLE_INIT;
    article.body = text_of("Nothing of it.");
    article.captions = (mrg_texts){captions, 2};
    mrg_marked *snippet = NULL;
    assert_int_equal(snippet_make(&simple.matcher, &article, NULL, &snippet, NULL), MRG_OK);
    char *brackets = with_brackets(snippet);
    assert_string_equal(brackets, "The [crater] at dawn.");
    free(brackets);
    mrg_marked_free(snippet);
}

static void refuses_bad_options(void **state)
{
    (void)state;
    static const mrg_snippet_options bad[] = {{0, 100}, {3, 100}, {1, 0}};
    struct simple_matcher simple;
    simple_matcher_init(&simple, text_of("x"));
    mrg_article article = MRG_ARTICLE_INIT;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mrg_marked *snippet = NULL;
        assert_int_equal(snippet_make(&simple.matcher, &article, &bad[i], &snippet, NULL),
                         MRG_ERR_ARGUMENT);
        assert_null(snippet);
    }
}

/* A generator of its own, so that a seed gives the same texts everywhere. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static const char *const pieces[] = {"a",
                                     "b",
                                     "c",
                                     "alpha",
                                     "Beta",
                                     " ",
                                     " ",
                                     " ",
                                     "  ",
                                     "\n\n",
                                     ". ",
                                     ".",
                                     "! ",
                                     "Mr. ",
                                     "\xFF",
                                     "\xC3",
                                     "\xE6\x9D\xB1",
                                     "\xE4\xBA\xAC",
                                     "\xE3\x80\x82",
                                     "-",
                                     "'s",
                                     "5",
                                     ",",
                                     "\"",
                                     ")",
                                     "e\xCC\x81",
                                     "\x01"};

static void append_random_text(struct buffer *out, uint32_t *seed)
{
    size_t count = next_random(seed) % 200;
    for (size_t i = 0; i < count; i++)
        buffer_append_string(out, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
    buffer_append_byte(out, 'x');
}

/* Whatever the text: the snippet is in bounds, not much longer than asked for, has every piece from
 * the text, and marks something exactly when a word stands in the text. */
static void holds_up_on_random_texts(void **state)
{
    (void)state;
    uint32_t seed = 20220114;
    for (int round = 0; round < 5000; round++) {
        struct buffer body = BUFFER_INIT;
        append_random_text(&body, &seed);
        struct simple_matcher simple;
        simple_matcher_init(&simple, text_of("a^0.5 alpha \"b c\" \xE6\x9D\xB1\xE4\xBA\xAC x^0"));
        mrg_article article = MRG_ARTICLE_INIT;
        article.body = (mrg_text){(const char *)body.data, body.size};
        mrg_snippet_options options = {1 + next_random(&seed) % 2, 1 + next_random(&seed) % 120};
        mrg_marked *snippet = NULL;
        mrg_marked *whole = NULL;
        assert_int_equal(snippet_make(&simple.matcher, &article, &options, &snippet, NULL), MRG_OK);
        assert_int_equal(highlight_make(&simple.matcher, article.body, text_of("en"), &whole, NULL),
                         MRG_OK);
        free(with_brackets(snippet));
        const mrg_span *spans;
        assert_int_equal(mrg_marked_spans(whole, &spans) > 0,
                         mrg_marked_spans(snippet, &spans) > 0);
        assert_true(mrg_marked_text(snippet).size <= options.size * 2 + 200);
        mrg_marked_free(snippet);
        mrg_marked_free(whole);
        buffer_free(&body);
    }
}

/* A long text of one piece again and again, with a word to find at its end. */
static double seconds_for(const char *piece, size_t bytes, const char *query)
{
    struct buffer body = BUFFER_INIT;
    while (body.size < bytes)
        buffer_append_string(&body, piece);
    buffer_append_string(&body, " Here a needle stands.");
    struct simple_matcher simple;
    simple_matcher_init(&simple, text_of(query));
    mrg_article article = MRG_ARTICLE_INIT;
    article.body = (mrg_text){(const char *)body.data, body.size};
    mrg_marked *snippet = NULL;
    clock_t start = clock();
    assert_int_equal(snippet_make(&simple.matcher, &article, NULL, &snippet, NULL), MRG_OK);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    assert_non_null(
        memmem(mrg_marked_text(snippet).data, mrg_marked_text(snippet).size, "needle", 6));
    mrg_marked_free(snippet);
    buffer_free(&body);
    return seconds;
}

/* Eight times the text takes about eight times as long; quadratic would be sixty-four. */
static void takes_linear_time(void **state)
{
    (void)state;
    static const char *const repeated[] = {"word ",        "needles ", "x",      "Mr. ",
                                           "a. ",          " ",        "\n\n",   "\"",
                                           "\xE6\x9D\xB1", "a-",       "needle "};
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        double small = seconds_for(repeated[i], 100000, "needle^5 word \"needle word\"");
        double large = seconds_for(repeated[i], 800000, "needle^5 word \"needle word\"");
        print_message("%-10.4s %.4f s, %.4f s\n", repeated[i], small, large);
        assert_true(large < 30 * small + 0.05);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(highlights),
        cmocka_unit_test(makes_snippets),
        cmocka_unit_test(uses_captions),
        cmocka_unit_test(refuses_bad_options),
        cmocka_unit_test(holds_up_on_random_texts),
        cmocka_unit_test(takes_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
