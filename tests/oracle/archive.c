#include "tests/oracle/archive.h"

#include "tests/cmocka_all.h"
#include "tests/oracle/reference_plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LIMIT_MANY = 1000, /* hits of the longest list compared */
    WRONG_MAX = 10     /* differences that are reported before giving up */
};

#define TOLERANCE 1e-9 /* relative: the engine rounds sums, and adds in another order */

void archive_init(struct archive *archive, const char *language)
{
    *archive = (struct archive){.label = ""};
    engine_index_init(&archive->built, "native", language);
    reference_init(&archive->reference, language);
}

void archive_free(struct archive *archive)
{
    engine_index_free(&archive->built);
    reference_free(&archive->reference);
    *archive = (struct archive){.label = NULL};
}

mrg_outcome archive_add(struct archive *archive, const mrg_article *article)
{
    mrg_outcome outcome = MRG_ADDED;
    mrg_error error = MRG_ERROR_INIT;
    bool is_known = reference_find(&archive->reference, article->id) != SIZE_MAX;
    if (mrg_writer_add(archive->built.writer, article, &outcome, &error) != MRG_OK)
        fail_msg("%s", error.message);
    if (is_known == (outcome == MRG_ADDED))
        fail_msg("%s: outcome %d for an article that is%s there", archive->label, (int)outcome,
                 is_known ? "" : " not");
    if (outcome == MRG_ADDED || outcome == MRG_REPLACED)
        reference_add(&archive->reference, article);
    return outcome;
}

void archive_remove(struct archive *archive, mrg_text id)
{
    bool was_there = false;
    assert_int_equal(mrg_writer_remove(archive->built.writer, id, &was_there, NULL), MRG_OK);
    assert_int_equal(was_there, reference_remove(&archive->reference, id));
}

static size_t article_of(struct archive *archive, uint64_t number)
{
    return engine_index_article(&archive->built, &archive->reference, number);
}

/* An index without removed articles numbers them in order of arrival: fetching each one to ask for its
 * id would take longer than all queries. A few are fetched nevertheless. */
static void map_in_order(struct archive *archive)
{
    enum { CHECK_EVERY = 97 };
    uint64_t number = 0;
    for (size_t i = 0; i < archive->reference.article_count; i++) {
        if (archive->reference.articles[i].is_dead)
            continue;
        if (number % CHECK_EVERY == 0)
            assert_int_equal(article_of(archive, number), i);
        engine_index_note(&archive->built, number++, i);
    }
}

void archive_commit(struct archive *archive, bool merged)
{
    mrg_index_stats stats;
    engine_index_commit(&archive->built, merged);
    reference_settle(&archive->reference);
    mrg_index_get_stats(archive->built.index, &stats);
    assert_int_equal(stats.articles, archive->reference.live);
    if (stats.removed == 0)
        map_in_order(archive);
}

/* ---- comparing ---- */

/* A query being compared. */
struct trial {
    struct archive *archive;
    mrg_text text;
    const struct comparison *how;
    mrg_search_options options;     /* of the current run */
    struct reference_result result; /* the truth, in the order of the current run */
    double *scores;                 /* owned: per article of the reference; negative: no match */
    mrg_hit *full;                  /* owned: the first LIMIT_MANY hits of the current order */
    size_t full_count;
    bool is_wrong; /* a difference was found and reported */
};

/* Say what is wrong and leave the function; the rest of this query is not looked at. */
#define REPORT(trial, ...)                                                                         \
    do {                                                                                           \
        report(trial);                                                                             \
        print_error("    " __VA_ARGS__);                                                           \
        print_error("\n");                                                                         \
        return;                                                                                    \
    } while (false)

static void report(struct trial *trial)
{
    const mrg_search_options *o = &trial->options;
    trial->is_wrong = true;
    print_error("%s\n    query: %.*s\n", trial->archive->label, (int)trial->text.size,
                trial->text.data);
    print_error("    language %s, any word %d, keep stopwords %d; limit %zu offset %zu sort %d "
                "exact total %d count to %ju k1 %g b %g boost %g\n",
                trial->how->query.language != NULL ? trial->how->query.language : "of the index",
                trial->how->query.any_word, trial->how->query.keep_stopwords, o->limit, o->offset,
                (int)o->sort, o->exact_total, (uintmax_t)o->count_to, o->k1, o->b,
                o->headline_boost);
    print_error("    %zu match by the reference\n", trial->result.count);
}

static bool is_close(double a, double b)
{
    return fabs(a - b) <= TOLERANCE * fmax(fabs(a), fabs(b));
}

/* A hit against its place in the reference's order. */
static void check_hit(struct trial *trial, const mrg_hit *hit, size_t rank)
{
    const struct reference_hit *expected = &trial->result.hits[rank];
    size_t article = article_of(trial->archive, hit->number);
    if (article == SIZE_MAX)
        REPORT(trial, "rank %zu: there is no article %ju", rank, (uintmax_t)hit->number);
    double truth = trial->scores[article];
    bool by_score = trial->options.sort == MRG_SORT_RELEVANCE;
    if (truth < 0)
        REPORT(trial, "rank %zu: article %ju does not match", rank, (uintmax_t)hit->number);
    if (!is_close(hit->score, by_score ? truth : 0))
        REPORT(trial, "rank %zu: article %ju scores %.17g, not %.17g", rank, (uintmax_t)hit->number,
               hit->score, truth);
    if (article != expected->article && !(by_score && is_close(truth, expected->score)))
        REPORT(trial, "rank %zu: article %zu (score %.17g) instead of %zu (%.17g)", rank, article,
               truth, expected->article, expected->score);
}

/* Two hits in a row: falling scores, ties by number. */
static void check_order(struct trial *trial, const mrg_hit *hit)
{
    if (trial->options.sort != MRG_SORT_RELEVANCE)
        return;
    if (hit[0].score < hit[1].score ||
        (hit[0].score <= hit[1].score && hit[0].number >= hit[1].number))
        REPORT(trial, "articles %ju (%.17g) and %ju (%.17g) are in the wrong order",
               (uintmax_t)hit[0].number, hit[0].score, (uintmax_t)hit[1].number, hit[1].score);
}

/* The hits must be the same however many are asked for. */
static void check_page(struct trial *trial, const mrg_hit *hits, size_t count)
{
    for (size_t i = 0; i < count && trial->options.offset + i < trial->full_count; i++) {
        const mrg_hit *full = &trial->full[trial->options.offset + i];
        if (full->number != hits[i].number || fabs(full->score - hits[i].score) > 0)
            REPORT(trial, "rank %zu: article %ju (%.17g), but %ju (%.17g) with a higher limit",
                   trial->options.offset + i, (uintmax_t)hits[i].number, hits[i].score,
                   (uintmax_t)full->number, full->score);
    }
}

static void check_total(struct trial *trial, const mrg_results *results, size_t hits)
{
    bool is_exact = false;
    uint64_t total = mrg_results_total(results, &is_exact), truth = trial->result.count;
    if (trial->options.exact_total && !is_exact)
        REPORT(trial, "the total is not exact");
    if (is_exact ? total != truth : total > truth)
        REPORT(trial, "total %ju (%s)", (uintmax_t)total, is_exact ? "exact" : "at least");
    if (!trial->options.exact_total && total < truth && total < trial->options.count_to)
        REPORT(trial, "total %ju, not counted up to %ju", (uintmax_t)total,
               (uintmax_t)trial->options.count_to);
    if (total < (hits > 0 ? trial->options.offset + hits : 0))
        REPORT(trial, "total %ju, fewer than the hits shown", (uintmax_t)total);
}

static void check_results(struct trial *trial, const mrg_results *results)
{
    const mrg_hit *hits;
    size_t count = mrg_results_hits(results, &hits);
    size_t offset = trial->options.offset, truth = trial->result.count;
    size_t expected = truth > offset ? truth - offset : 0;
    if (expected > trial->options.limit)
        expected = trial->options.limit;
    if (mrg_results_are_partial(results) != trial->result.is_partial)
        REPORT(trial, "partial matches: %d, %d by the reference", !trial->result.is_partial,
               trial->result.is_partial);
    if (count != expected)
        REPORT(trial, "%zu hits instead of %zu", count, expected);
    for (size_t i = 0; i < count && !trial->is_wrong; i++)
        check_hit(trial, &hits[i], offset + i);
    for (size_t i = 1; i < count && !trial->is_wrong; i++)
        check_order(trial, &hits[i - 1]);
    if (!trial->is_wrong)
        check_page(trial, hits, count);
    if (!trial->is_wrong)
        check_total(trial, results, count);
    trial->archive->hits += count;
    if (trial->options.limit != LIMIT_MANY)
        return;
    trial->full_count = count;
    if (count > 0)
        memcpy(trial->full, hits, count * sizeof *hits);
}

static void run(struct trial *trial, const mrg_query *query, size_t limit, size_t offset,
                bool exact_total)
{
    mrg_results *results;
    mrg_error error = MRG_ERROR_INIT;
    if (trial->is_wrong)
        return;
    trial->options.limit = limit;
    trial->options.offset = offset;
    trial->options.exact_total = exact_total;
    if (mrg_search(query, &trial->options, &results, &error) != MRG_OK)
        REPORT(trial, "%s", error.message);
    check_results(trial, results);
    mrg_results_free(results);
}

static void run_all(struct trial *trial, const mrg_query *query)
{
    static const mrg_sort sorts[] = {MRG_SORT_RELEVANCE, MRG_SORT_NEWEST, MRG_SORT_OLDEST};
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        trial->options.sort = sorts[i];
        trial->full_count = 0;
        reference_sort(&trial->archive->reference, sorts[i], &trial->result);
        run(trial, query, LIMIT_MANY, 0, true);
        run(trial, query, 10, 0, false);
        run(trial, query, 1, 0, true);
        run(trial, query, 10, trial->how->offset, false);
    }
}

/* The languages a query is stemmed in that names none, or that of `name`. */
static size_t choose_languages(const struct reference *reference, const char *name,
                               language_id languages[REFERENCE_LANGUAGES_MAX])
{
    if (name == NULL)
        return reference_languages(reference, languages);
    languages[0] = language_find((mrg_text){name, strlen(name)});
    return 1;
}

static void read_query(const struct reference *reference, mrg_text query,
                       const struct comparison *how, struct query_tree *tree,
                       struct reference_options *options)
{
    *options = (struct reference_options){.k1 = how->search.k1,
                                          .b = how->search.b,
                                          .headline_boost = how->search.headline_boost,
                                          .now = how->search.now};
    options->language_count = choose_languages(reference, how->query.language, options->languages);
    options->is_language_given = how->query.language != NULL;
    assert_int_equal(query_tree_parse(query, how->query.any_word, how->search.now, tree, NULL),
                     MRG_OK);
}

bool comparison_is_known(struct reference *reference, mrg_text query, const struct comparison *how)
{
    struct query_tree tree;
    struct reference_options options;
    struct arena arena = ARENA_INIT;
    read_query(reference, query, how, &tree, &options);
    bool is_known = reference_plan(reference, tree.root, &options, &arena) != NULL;
    arena_free(&arena);
    query_tree_free(&tree);
    return is_known;
}

static void find_partial_truth(struct reference *reference, const struct query_node *root,
                               const struct reference_options *options,
                               struct reference_result *result)
{
    struct arena arena = ARENA_INIT;
    const struct query_node *partial = reference_partial(root, &arena);
    if (partial != NULL) {
        free(result->hits);
        reference_search(reference, partial, options, result);
        result->is_partial = result->count > 0;
    }
    arena_free(&arena);
}

void comparison_truth(struct reference *reference, mrg_text query, const struct comparison *how,
                      struct reference_result *result)
{
    struct query_tree tree;
    struct reference_options options;
    read_query(reference, query, how, &tree, &options);
    reference_search(reference, tree.root, &options, result);
    if (result->count == 0 && !result->is_unknown)
        find_partial_truth(reference, tree.root, &options, result);
    query_tree_free(&tree);
}

/* Fill trial->result and trial->scores. */
static void find_truth(struct trial *trial)
{
    struct archive *archive = trial->archive;
    comparison_truth(&archive->reference, trial->text, trial->how, &trial->result);
    trial->scores = malloc((archive->reference.article_count + 1) * sizeof *trial->scores);
    trial->full = malloc(LIMIT_MANY * sizeof *trial->full);
    assert_true(trial->scores != NULL && trial->full != NULL);
    for (size_t i = 0; i < archive->reference.article_count; i++)
        trial->scores[i] = -1;
    for (size_t i = 0; i < trial->result.count; i++)
        trial->scores[trial->result.hits[i].article] = trial->result.hits[i].score;
}

static void compare(struct trial *trial)
{
    mrg_query_options options = trial->how->query;
    mrg_query *query;
    mrg_error error = MRG_ERROR_INIT;
    options.now = trial->how->search.now;
    if (mrg_query_parse(trial->archive->built.index, trial->text, &options, &query, &error) !=
        MRG_OK)
        REPORT(trial, "%s", error.message);
    run_all(trial, query);
    mrg_query_free(query);
}

void archive_compare(struct archive *archive, mrg_text text, const struct comparison *how)
{
    struct trial trial = {.archive = archive, .text = text, .how = how, .options = how->search};
    find_truth(&trial);
    if (!trial.result.is_unknown)
        compare(&trial);
    free(trial.result.hits);
    free(trial.scores);
    free(trial.full);
    archive->queries++;
    archive->wrong += trial.is_wrong;
    if (archive->wrong >= WRONG_MAX)
        fail_msg("%s: too many differences", archive->label);
}
