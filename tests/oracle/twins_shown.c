/* What is shown of a hit, held against what the other engine shows. */
#include "tests/cmocka_all.h"
#include "tests/oracle/twins.h"

static bool same_marked(const char *what, const mrg_marked *a, const mrg_marked *b)
{
    mrg_text a_text = mrg_marked_text(a), b_text = mrg_marked_text(b);
    const mrg_span *a_spans, *b_spans;
    size_t count = mrg_marked_spans(a, &a_spans);
    bool is_same = count == mrg_marked_spans(b, &b_spans) && a_text.size == b_text.size &&
                   (a_text.size == 0 || memcmp(a_text.data, b_text.data, a_text.size) == 0);
    for (size_t i = 0; i < count && is_same; i++)
        is_same = a_spans[i].start == b_spans[i].start && a_spans[i].end == b_spans[i].end;
    if (!is_same)
        print_error("    %s: native \"%.*s\", %zu marks; xapian \"%.*s\", %zu marks\n", what,
                    (int)a_text.size, a_text.data, count, (int)b_text.size, b_text.data,
                    mrg_marked_spans(b, &b_spans));
    return is_same;
}

static bool same_snippets(mrg_query *const queries[TWIN_COUNT],
                          mrg_stored *const stored[TWIN_COUNT])
{
    mrg_marked *marked[TWIN_COUNT];
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        assert_int_equal(
            mrg_snippet(queries[side], mrg_stored_article(stored[side]), NULL, &marked[side], NULL),
            MRG_OK);
    bool is_same = same_marked("snippet", marked[0], marked[1]);
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        mrg_marked_free(marked[side]);
    return is_same;
}

static bool same_headlines(mrg_query *const queries[TWIN_COUNT],
                           mrg_stored *const stored[TWIN_COUNT])
{
    mrg_marked *marked[TWIN_COUNT];
    for (unsigned side = 0; side < TWIN_COUNT; side++) {
        const mrg_article *article = mrg_stored_article(stored[side]);
        assert_int_equal(
            mrg_highlight(queries[side], article->headline, article->language, &marked[side], NULL),
            MRG_OK);
    }
    bool is_same = same_marked("headline", marked[0], marked[1]);
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        mrg_marked_free(marked[side]);
    return is_same;
}

/* ---- explanations ---- */

static bool same_part(const mrg_explanation_part *a, const mrg_explanation_part *b)
{
    if (a->depth == b->depth && twins_close(a->value, b->value) && strcmp(a->text, b->text) == 0)
        return true;
    print_error("    explanation: native %u %.17g %s\n                 xapian %u %.17g %s\n",
                a->depth, a->value, a->text, b->depth, b->value, b->text);
    return false;
}

static bool same_parts(const mrg_explanation *a, const mrg_explanation *b)
{
    const mrg_explanation_part *a_parts, *b_parts;
    size_t a_count = mrg_explanation_parts(a, &a_parts);
    size_t b_count = mrg_explanation_parts(b, &b_parts);
    for (size_t i = 0; i < a_count && i < b_count; i++)
        if (!same_part(&a_parts[i], &b_parts[i]))
            return false;
    if (a_count != b_count)
        print_error("    explanation: native %zu parts, xapian %zu\n", a_count, b_count);
    return a_count == b_count;
}

static bool same_explanations(mrg_query *const queries[TWIN_COUNT],
                              const mrg_search_options *options, const uint64_t numbers[TWIN_COUNT])
{
    mrg_explanation *explanations[TWIN_COUNT];
    mrg_error error = MRG_ERROR_INIT;
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        if (mrg_explain(queries[side], options, numbers[side], &explanations[side], &error) !=
            MRG_OK)
            fail_msg("%s: %s", side == TWIN_NATIVE ? "native" : "xapian", error.message);
    bool is_same = same_parts(explanations[0], explanations[1]);
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        mrg_explanation_free(explanations[side]);
    return is_same;
}

bool twins_same_hit(const struct twins *twins, mrg_query *const queries[TWIN_COUNT],
                    const mrg_search_options *options, const uint64_t numbers[TWIN_COUNT],
                    bool article_only)
{
    mrg_stored *stored[TWIN_COUNT];
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        assert_int_equal(
            mrg_index_fetch(twins->sides[side].index, numbers[side], &stored[side], NULL), MRG_OK);
    bool is_same = twins_same_article(mrg_stored_article(stored[0]), mrg_stored_article(stored[1]));
    if (is_same && !article_only)
        is_same = same_snippets(queries, stored) && same_headlines(queries, stored) &&
                  same_explanations(queries, options, numbers);
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        mrg_stored_free(stored[side]);
    return is_same;
}
