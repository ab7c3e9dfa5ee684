/* Putting a snippet together: one window of the whole size, or two of half the size when these hold
 * more of the query's words. */
#include "searcher/snippet/snippet.h"

#include <stdlib.h>

#include "common/base/error.h"
#include "searcher/snippet/boundary.h"
#include "searcher/snippet/fragment.h"
#include "searcher/snippet/marked.h"

/* Everything a snippet is made with. */
struct snippet_maker {
    const struct matcher *matcher;
    struct passage *passages; /* owned */
    size_t passage_count;
    bool *covered;                /* by query word: stands in the first window; owned */
    size_t *counts;               /* scratch for window_find_best; owned */
    struct fragment fragments[2]; /* chosen, in order of the article */
    size_t fragment_count;
};

static void maker_free(struct snippet_maker *maker)
{
    for (size_t i = 0; i < maker->passage_count; i++)
        match_list_free(&maker->passages[i].matches);
    free(maker->passages);
    free(maker->covered);
    free(maker->counts);
}

static void add_passage(struct snippet_maker *maker, mrg_text text)
{
    if (trim_start(text, 0, text.size) < text.size)
        maker->passages[maker->passage_count++] = (struct passage){text, MATCH_LIST_INIT};
}

/* Gather the texts of `article` and their matches. */
static mrg_status maker_init(struct snippet_maker *maker, const struct matcher *matcher,
                             const mrg_article *article, mrg_error *error)
{
    size_t words = matcher->word_count + 1; /* never 0: calloc(0) may give NULL */
    *maker = (struct snippet_maker){.matcher = matcher,
                                    .passages =
                                        calloc(article->captions.count + 2, sizeof(struct passage)),
                                    .covered = calloc(words, sizeof(bool)),
                                    .counts = calloc(words, sizeof(size_t))};
    if (maker->passages == NULL || maker->covered == NULL || maker->counts == NULL)
        return fail_memory(error);
    add_passage(maker, article->deck);
    add_passage(maker, article->body);
    for (size_t i = 0; i < article->captions.count; i++)
        add_passage(maker, article->captions.items[i]);
    if (maker->passage_count == 0)
        add_passage(maker, article->headline);
    language_id language = language_find(article->language);
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < maker->passage_count && status == MRG_OK; i++)
        status = match_list_find(&maker->passages[i].matches, matcher, maker->passages[i].text,
                                 language, error);
    return status;
}

static struct window_search search_for(const struct snippet_maker *maker, size_t size)
{
    return (struct window_search){.words = maker->matcher->words,
                                  .passages = maker->passages,
                                  .passage_count = maker->passage_count,
                                  .size = size,
                                  .counts = maker->counts};
}

static struct fragment fragment_of(const struct snippet_maker *maker, const struct window *window,
                                   size_t barrier)
{
    mrg_text text = maker->passages[window->passage].text;
    return fragment_make(text, window, barrier < text.size ? barrier : text.size);
}

/* Note which query words stand in `fragment`. */
static void cover(struct snippet_maker *maker, const struct fragment *fragment)
{
    const struct match *matches;
    size_t count = match_list_items(&maker->passages[fragment->passage].matches, &matches);
    for (size_t i = 0; i < count && matches[i].start < fragment->end; i++)
        if (matches[i].start >= fragment->start)
            maker->covered[matches[i].word] = true;
}

static bool comes_before(const struct fragment *a, const struct fragment *b)
{
    return a->passage < b->passage || (a->passage == b->passage && a->start < b->start);
}

static void take_one(struct snippet_maker *maker, const struct window *window)
{
    maker->fragments[0] = fragment_of(maker, window, SIZE_MAX);
    maker->fragment_count = 1;
}

/* Two windows of half the size each, if together they hold more than `whole`, which has all of it. */
static bool take_two(struct snippet_maker *maker, size_t size, const struct window *whole)
{
    struct window_search search = search_for(maker, size);
    struct window first = window_find_best(&search);
    struct fragment one = fragment_of(maker, &first, SIZE_MAX);
    cover(maker, &one);
    search.covered = maker->covered;
    search.taken = &first;
    search.taken_end = one.end;
    struct window second = window_find_best(&search);
    const double noise = 1e-6;
    if (second.coverage <= noise || first.coverage + second.coverage <= whole->coverage + noise)
        return false;
    bool is_before = second.passage == first.passage && second.start < first.start;
    struct fragment two = fragment_of(maker, &second, is_before ? first.start : SIZE_MAX);
    bool in_order = comes_before(&one, &two);
    maker->fragments[0] = in_order ? one : two;
    maker->fragments[1] = in_order ? two : one;
    maker->fragment_count = 2;
    return true;
}

/* Nothing matches: how the article begins. The body says more than the deck where there is one. */
static void take_opening(struct snippet_maker *maker, const mrg_article *article, size_t size)
{
    size_t passage = 0;
    if (maker->passage_count > 1 && maker->passages[1].text.data == article->body.data)
        passage = 1;
    mrg_text text = maker->passages[passage].text;
    size_t start = trim_start(text, 0, text.size);
    struct window window = {.passage = passage,
                            .start = start,
                            .limit = text.size - start > size ? start + size : text.size,
                            .match_end = start,
                            .at_sentence = true};
    take_one(maker, &window);
}

static void choose(struct snippet_maker *maker, const mrg_article *article,
                   const mrg_snippet_options *options)
{
    if (maker->passage_count == 0)
        return;
    struct window_search search = search_for(maker, options->size);
    struct window whole = window_find_best(&search);
    if (whole.coverage <= 0)
        take_opening(maker, article, options->size);
    else if (options->fragments < 2 || !take_two(maker, options->size / 2 + 1, &whole))
        take_one(maker, &whole);
}

/* Whether nothing but white space lies between the two fragments. */
static bool are_adjacent(const struct snippet_maker *maker)
{
    const struct fragment *one = &maker->fragments[0];
    const struct fragment *two = &maker->fragments[1];
    mrg_text text = maker->passages[one->passage].text;
    return one->passage == two->passage && trim_start(text, one->end, two->start) == two->start;
}

static void write_snippet(const struct snippet_maker *maker, mrg_marked *marked)
{
    for (size_t i = 0; i < maker->fragment_count; i++) {
        const struct fragment *fragment = &maker->fragments[i];
        const struct passage *passage = &maker->passages[fragment->passage];
        const struct match *matches;
        size_t count = match_list_items(&passage->matches, &matches);
        if (i > 0)
            buffer_append_string(&marked->text, are_adjacent(maker) ? " " : " ... ");
        else if (fragment->cut_at_start)
            buffer_append_string(&marked->text, "... ");
        marked_append_collapsed(marked, passage->text, fragment->start, fragment->end, matches,
                                count);
    }
    if (maker->fragment_count > 0 && maker->fragments[maker->fragment_count - 1].cut_at_end)
        buffer_append_string(&marked->text, " ...");
}

mrg_status snippet_make(const struct matcher *matcher, const mrg_article *article,
                        const mrg_snippet_options *options, mrg_marked **snippet, mrg_error *error)
{
    const mrg_snippet_options defaults = MRG_SNIPPET_OPTIONS_INIT;
    *snippet = NULL;
    if (options == NULL)
        options = &defaults;
    if (options->size == 0 || options->fragments < 1 || options->fragments > 2)
        return fail(error, MRG_ERR_ARGUMENT, "a snippet has 1 or 2 fragments and some bytes");
    struct snippet_maker maker;
    mrg_status status = maker_init(&maker, matcher, article, error);
    mrg_marked *made = NULL;
    if (status == MRG_OK) {
        choose(&maker, article, options);
        made = marked_new();
        if (made != NULL)
            write_snippet(&maker, made);
        if (made == NULL || marked_failed(made))
            status = fail_memory(error);
    }
    maker_free(&maker);
    if (status == MRG_OK)
        *snippet = made;
    else
        mrg_marked_free(made);
    return status;
}
