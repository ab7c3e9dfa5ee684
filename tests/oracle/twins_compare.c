/* One query, run in both engines in many ways. */
#include "tests/cmocka_all.h"
#include "tests/oracle/twins.h"

#include <stdlib.h>

enum {
    LIMIT_ALL = 1 << 20, /* more than any archive holds */
    SHOWN = 2,           /* hits of a query that are looked at closely */
    WRONG_MAX = 10       /* differences that are reported before giving up */
};

/* What one engine found. */
struct found {
    mrg_results *results; /* owned */
    const mrg_hit *hits;
    size_t count;
    uint64_t total;
    bool is_exact, is_partial;
};

/* A query being compared. */
struct trial {
    struct twins *twins;
    mrg_text text;
    const struct comparison *how;
    mrg_query *queries[TWIN_COUNT]; /* owned */
    mrg_search_options options;     /* of the current run */
    struct found full[TWIN_COUNT];  /* all matches in the current order */
    double *scores;                 /* owned: per article of the reference, by the native engine;
                                       negative: no match */
    bool has_dead_forms; /* its wildcards may fit forms that only removed articles have, which the
                            native engine still knows */
    bool is_wrong;       /* a difference was found and reported */
};

/* ---- reporting ---- */

/* With whom the reference sides, where it can tell. */
static void judge(struct trial *trial)
{
    struct reference_result truth;
    if (!trial->how->query.keep_stopwords)
        return;
    comparison_truth(&trial->twins->reference, trial->text, trial->how, &truth);
    print_error("    by the reference %zu match%s%s", truth.count,
                truth.is_partial ? " in part" : "", truth.is_unknown ? " (it cannot tell)" : "");
    for (size_t i = 0; i < truth.count && i < 3; i++) {
        const struct reference_article *article =
            &trial->twins->reference.articles[truth.hits[i].article];
        print_error("%s %.*s (%.17g)", i == 0 ? ":" : ",", (int)article->id_size, article->id,
                    truth.hits[i].score);
    }
    print_error("\n");
    free(truth.hits);
}

static void report(struct trial *trial)
{
    const mrg_search_options *o = &trial->options;
    const mrg_query_options *q = &trial->how->query;
    trial->is_wrong = true;
    print_error("%s\n    query: %.*s\n    as read: %s\n", trial->twins->label,
                (int)trial->text.size, trial->text.data,
                trial->queries[TWIN_NATIVE] != NULL ? mrg_query_as_read(trial->queries[TWIN_NATIVE])
                                                    : "");
    print_error("    language %s, any word %d, keep stopwords %d; limit %zu offset %zu sort %d "
                "exact total %d count to %ju k1 %g b %g boost %g now %jd\n",
                q->language != NULL ? q->language : "of the index", q->any_word, q->keep_stopwords,
                o->limit, o->offset, (int)o->sort, o->exact_total, (uintmax_t)o->count_to, o->k1,
                o->b, o->headline_boost, (intmax_t)o->now);
    judge(trial);
}

/* Say what is wrong and leave the function; the rest of this query is not looked at. */
#define REPORT(trial, ...)                                                                         \
    do {                                                                                           \
        report(trial);                                                                             \
        print_error("    " __VA_ARGS__);                                                           \
        print_error("\n");                                                                         \
        return;                                                                                    \
    } while (false)

/* The id of an article of the reference, as two arguments for "%.*s". */
#define ID_OF(trial, article)                                                                      \
    (int)(trial)->twins->reference.articles[article].id_size,                                      \
        (trial)->twins->reference.articles[article].id

/* ---- running ---- */

static size_t article_of(struct trial *trial, unsigned side, const mrg_hit *hit)
{
    return engine_index_article(&trial->twins->sides[side], &trial->twins->reference, hit->number);
}

static bool search(struct trial *trial, unsigned side, struct found *found)
{
    mrg_error error = MRG_ERROR_INIT;
    *found = (struct found){.results = NULL};
    if (mrg_search(trial->queries[side], &trial->options, &found->results, &error) != MRG_OK) {
        report(trial);
        print_error("    %s: %s\n", trial->twins->sides[side].engine, error.message);
        return false;
    }
    found->count = mrg_results_hits(found->results, &found->hits);
    found->total = mrg_results_total(found->results, &found->is_exact);
    found->is_partial = mrg_results_are_partial(found->results);
    return true;
}

/* ---- all matches ---- */

/* Remember the native engine's matches. */
static void note_scores(struct trial *trial)
{
    const struct found *native = &trial->full[TWIN_NATIVE];
    for (size_t i = 0; i < trial->twins->reference.article_count; i++)
        trial->scores[i] = -1;
    for (size_t i = 0; i < native->count && !trial->is_wrong; i++) {
        size_t article = article_of(trial, TWIN_NATIVE, &native->hits[i]);
        if (article == SIZE_MAX)
            REPORT(trial, "native: there is no article %ju", (uintmax_t)native->hits[i].number);
        if (trial->scores[article] >= 0)
            REPORT(trial, "native: %.*s comes twice", ID_OF(trial, article));
        trial->scores[article] = native->hits[i].score;
    }
}

static void check_counts(struct trial *trial)
{
    const struct found *native = &trial->full[TWIN_NATIVE], *xapian = &trial->full[TWIN_XAPIAN];
    if (native->is_partial != xapian->is_partial)
        REPORT(trial, "partial: native %d, xapian %d", native->is_partial, xapian->is_partial);
    if (!native->is_exact || !xapian->is_exact)
        REPORT(trial, "exact: native %d, xapian %d", native->is_exact, xapian->is_exact);
    if (native->total != native->count || xapian->total != xapian->count)
        REPORT(trial, "totals: native %ju and %zu hits, xapian %ju and %zu hits",
               (uintmax_t)native->total, native->count, (uintmax_t)xapian->total, xapian->count);
}

/* An article that only native found, where totals differ. */
static void check_totals(struct trial *trial)
{
    const struct found *native = &trial->full[TWIN_NATIVE], *xapian = &trial->full[TWIN_XAPIAN];
    for (size_t i = 0; i < xapian->count; i++) {
        size_t article = article_of(trial, TWIN_XAPIAN, &xapian->hits[i]);
        if (article == SIZE_MAX)
            REPORT(trial, "xapian: there is no article %ju", (uintmax_t)xapian->hits[i].number);
        if (trial->scores[article] < 0)
            REPORT(trial, "%ju in native, %ju in xapian, of which %.*s is not in native",
                   (uintmax_t)native->total, (uintmax_t)xapian->total, ID_OF(trial, article));
        trial->scores[article] = -1;
    }
    for (size_t i = 0; i < native->count; i++) {
        size_t article = article_of(trial, TWIN_NATIVE, &native->hits[i]);
        if (trial->scores[article] >= 0)
            REPORT(trial, "%ju in native, %ju in xapian, which lacks %.*s",
                   (uintmax_t)native->total, (uintmax_t)xapian->total, ID_OF(trial, article));
    }
    note_scores(trial);
}

/* Equal scores may stand in another order, equal dates only where articles were replaced. */
static bool may_change_places(const struct trial *trial, size_t a, size_t b, double score)
{
    const struct reference_article *articles = trial->twins->reference.articles;
    if (trial->options.sort == MRG_SORT_RELEVANCE)
        return twins_close(trial->scores[a], score);
    return articles[a].published == articles[b].published && trial->twins->has_replaced;
}

static void check_ranks(struct trial *trial)
{
    const struct found *native = &trial->full[TWIN_NATIVE], *xapian = &trial->full[TWIN_XAPIAN];
    for (size_t i = 0; i < native->count; i++) {
        const mrg_hit *a = &native->hits[i], *b = &xapian->hits[i];
        size_t a_article = article_of(trial, TWIN_NATIVE, a);
        size_t b_article = article_of(trial, TWIN_XAPIAN, b);
        if (!twins_close(trial->scores[b_article], b->score))
            REPORT(trial, "rank %zu: %.*s scores %.17g in native, %.17g in xapian", i,
                   ID_OF(trial, b_article), trial->scores[b_article], b->score);
        if (a_article == b_article)
            continue;
        if (!may_change_places(trial, a_article, b_article, b->score) ||
            !twins_close(a->score, b->score))
            REPORT(trial, "rank %zu: native %.*s (%.17g), xapian %.*s (%.17g)", i,
                   ID_OF(trial, a_article), a->score, ID_OF(trial, b_article), b->score);
        trial->twins->swaps++;
    }
}

/* Falling scores, ties by number. */
static void check_order(struct trial *trial, unsigned side)
{
    const struct found *found = &trial->full[side];
    for (size_t i = 1; i < found->count && trial->options.sort == MRG_SORT_RELEVANCE; i++) {
        const mrg_hit *a = &found->hits[i - 1], *b = &found->hits[i];
        if (a->score < b->score || (a->score <= b->score && a->number >= b->number))
            REPORT(trial, "%s: articles %ju (%.17g) and %ju (%.17g) are in the wrong order",
                   trial->twins->sides[side].engine, (uintmax_t)a->number, a->score,
                   (uintmax_t)b->number, b->score);
    }
}

static void compare_all(struct trial *trial)
{
    trial->options.limit = LIMIT_ALL;
    trial->options.offset = 0;
    trial->options.exact_total = true;
    for (unsigned side = 0; side < TWIN_COUNT && !trial->is_wrong; side++)
        search(trial, side, &trial->full[side]);
    if (trial->is_wrong)
        return;
    note_scores(trial);
    if (!trial->is_wrong)
        check_counts(trial);
    if (!trial->is_wrong)
        check_totals(trial);
    if (!trial->is_wrong)
        check_ranks(trial);
    for (unsigned side = 0; side < TWIN_COUNT && !trial->is_wrong; side++)
        check_order(trial, side);
    trial->twins->hits += trial->full[0].count;
}

/* ---- pages ---- */

static void check_page_total(struct trial *trial, unsigned side, const struct found *page)
{
    const char *engine = trial->twins->sides[side].engine;
    uint64_t truth = trial->full[side].total;
    if (page->is_partial != trial->full[side].is_partial)
        REPORT(trial, "%s: partial %d", engine, page->is_partial);
    if (trial->options.exact_total && !page->is_exact)
        REPORT(trial, "%s: the total is not exact", engine);
    if (page->is_exact ? page->total != truth : page->total > truth)
        REPORT(trial, "%s: total %ju (%s) of %ju", engine, (uintmax_t)page->total,
               page->is_exact ? "exact" : "at least", (uintmax_t)truth);
    if (!page->is_exact && page->total < trial->options.count_to)
        REPORT(trial, "%s: total %ju, not counted up to %ju", engine, (uintmax_t)page->total,
               (uintmax_t)trial->options.count_to);
}

/* A page must be a piece of all matches, whatever the limit. */
static void check_page(struct trial *trial, unsigned side, const struct found *page)
{
    const struct found *full = &trial->full[side];
    const char *engine = trial->twins->sides[side].engine;
    size_t offset = trial->options.offset;
    size_t expected = full->count > offset ? full->count - offset : 0;
    expected = expected < trial->options.limit ? expected : trial->options.limit;
    /* Sums of Xapian's depend on the order in which it adds. */
    bool may_swap = side == TWIN_XAPIAN && trial->options.sort == MRG_SORT_RELEVANCE;
    if (page->count != expected)
        REPORT(trial, "%s: %zu hits instead of %zu", engine, page->count, expected);
    for (size_t i = 0; i < page->count; i++) {
        const mrg_hit *a = &full->hits[offset + i], *b = &page->hits[i];
        if ((a->number != b->number && !may_swap) || !twins_close(a->score, b->score))
            REPORT(trial, "%s: rank %zu: article %ju (%.17g), but %ju (%.17g) with a higher limit",
                   engine, offset + i, (uintmax_t)b->number, b->score, (uintmax_t)a->number,
                   a->score);
    }
}

static void compare_page(struct trial *trial, size_t limit, size_t offset, bool exact_total)
{
    trial->options.limit = limit;
    trial->options.offset = offset;
    trial->options.exact_total = exact_total;
    for (unsigned side = 0; side < TWIN_COUNT && !trial->is_wrong; side++) {
        struct found page;
        if (!search(trial, side, &page))
            return;
        check_page(trial, side, &page);
        if (!trial->is_wrong)
            check_page_total(trial, side, &page);
        mrg_results_free(page.results);
    }
}

/* ---- hits ---- */

/* The number of an article in the index of `side`, among all matches; false when it is no match. */
static bool number_of(struct trial *trial, unsigned side, size_t article, uint64_t *number)
{
    const struct found *found = &trial->full[side];
    for (size_t i = 0; i < found->count; i++) {
        *number = found->hits[i].number;
        if (article_of(trial, side, &found->hits[i]) == article)
            return true;
    }
    return false;
}

static void compare_shown(struct trial *trial)
{
    const struct found *native = &trial->full[TWIN_NATIVE];
    for (size_t i = 0; i < SHOWN && i < native->count && !trial->is_wrong; i++) {
        size_t rank = i == 0 ? 0 : random_below(&trial->twins->random, native->count);
        size_t article = article_of(trial, TWIN_NATIVE, &native->hits[rank]);
        uint64_t numbers[TWIN_COUNT] = {native->hits[rank].number, 0};
        assert_true(number_of(trial, TWIN_XAPIAN, article, &numbers[TWIN_XAPIAN]));
        if (!twins_same_hit(trial->twins, trial->queries, &trial->options, numbers,
                            trial->has_dead_forms))
            REPORT(trial, "rank %zu: %.*s is not shown the same", rank, ID_OF(trial, article));
    }
}

/* ---- the query ---- */

static void compare_sort(struct trial *trial, mrg_sort sort)
{
    trial->options.sort = sort;
    compare_all(trial);
    if (!trial->is_wrong && sort == MRG_SORT_RELEVANCE)
        compare_shown(trial);
    if (!trial->is_wrong)
        compare_page(trial, 10, 0, false);
    if (!trial->is_wrong)
        compare_page(trial, 1, 0, true);
    if (!trial->is_wrong)
        compare_page(trial, 10, trial->how->offset, false);
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        mrg_results_free(trial->full[side].results);
    memset(trial->full, 0, sizeof trial->full);
}

static void check_reading(struct trial *trial)
{
    const mrg_query *native = trial->queries[TWIN_NATIVE], *xapian = trial->queries[TWIN_XAPIAN];
    if (strcmp(mrg_query_as_read(native), mrg_query_as_read(xapian)) != 0)
        REPORT(trial, "xapian reads %s", mrg_query_as_read(xapian));
    for (size_t i = 0;; i++) {
        const char *a = mrg_query_warning(native, i), *b = mrg_query_warning(xapian, i);
        if (a == NULL && b == NULL)
            return;
        if (a == NULL || b == NULL || strcmp(a, b) != 0)
            REPORT(trial, "warnings: native %s, xapian %s", a != NULL ? a : "none",
                   b != NULL ? b : "none");
    }
}

static void parse(struct trial *trial)
{
    mrg_query_options options = trial->how->query;
    options.now = trial->how->search.now;
    for (unsigned side = 0; side < TWIN_COUNT; side++) {
        mrg_error error = MRG_ERROR_INIT;
        if (mrg_query_parse(trial->twins->sides[side].index, trial->text, &options,
                            &trial->queries[side], &error) != MRG_OK)
            REPORT(trial, "%s: %s", trial->twins->sides[side].engine, error.message);
    }
    check_reading(trial);
}

static bool has_pattern(mrg_text query)
{
    return query.size > 0 && (memchr(query.data, '*', query.size) != NULL ||
                              memchr(query.data, '?', query.size) != NULL ||
                              memchr(query.data, '~', query.size) != NULL);
}

void twins_compare(struct twins *twins, mrg_text query, const struct comparison *how)
{
    static const mrg_sort sorts[] = {MRG_SORT_RELEVANCE, MRG_SORT_NEWEST, MRG_SORT_OLDEST};
    struct trial trial = {.twins = twins, .text = query, .how = how, .options = how->search};
    trial.has_dead_forms = twins->has_changed && has_pattern(query);
    if (trial.has_dead_forms && !comparison_is_known(&twins->reference, query, how))
        return;
    trial.scores = malloc((twins->reference.article_count + 1) * sizeof *trial.scores);
    assert_non_null(trial.scores);
    if (getenv("MORGUE_TRACE") != NULL)
        print_message("%.*s\n", (int)query.size, query.data);
    parse(&trial);
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts && !trial.is_wrong; i++)
        compare_sort(&trial, sorts[i]);
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        mrg_query_free(trial.queries[side]);
    free(trial.scores);
    twins->queries++;
    twins->wrong += trial.is_wrong;
    if (twins->wrong >= WRONG_MAX)
        fail_msg("%s: too many differences", twins->label);
}
