#include "tests/cluster/compare.h"

#include "tests/cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HITS_MAX = 64, ID_MAX = 64, FACETS_MAX = 100 };

/* A hit with what it is told apart and sorted by. */
struct answer_hit {
    char id[ID_MAX];
    double key; /* the score; when sorted by date, the date */
};

struct answer {
    uint64_t total;
    bool is_exact, is_partial;
    size_t count;
    struct answer_hit hits[HITS_MAX];
};

static bool is_equal(double a, double b)
{
    return fabs(a - b) <= 1e-6;
}

static void take_hit(const mrg_index *index, const mrg_hit *hit, mrg_sort sort,
                     struct answer_hit *taken)
{
    mrg_stored *stored;
    mrg_error error = MRG_ERROR_INIT;
    if (mrg_index_fetch(index, hit->number, &stored, &error) != MRG_OK)
        fail_msg("%s", error.message);
    const mrg_article *article = mrg_stored_article(stored);
    snprintf(taken->id, sizeof taken->id, "%.*s", (int)article->id.size, article->id.data);
    taken->key = sort == MRG_SORT_RELEVANCE ? hit->score : (double)article->published;
    mrg_stored_free(stored);
}

static void take_answer(const mrg_index *index, const char *text, const struct run_options *how,
                        struct answer *answer)
{
    mrg_query *query = NULL;
    mrg_results *results = NULL;
    mrg_error error = MRG_ERROR_INIT;
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    const mrg_hit *hits;
    options.limit = how->limit;
    options.offset = how->offset;
    options.sort = how->sort;
    options.exact_total = true;
    if (mrg_query_parse(index, (mrg_text){text, strlen(text)}, NULL, &query, &error) != MRG_OK ||
        mrg_search(query, &options, &results, &error) != MRG_OK)
        fail_msg("%s: %s", text, error.message);
    answer->total = mrg_results_total(results, &answer->is_exact);
    answer->is_partial = mrg_results_are_partial(results);
    answer->count = mrg_results_hits(results, &hits);
    assert_in_range(answer->count, 0, HITS_MAX);
    for (size_t i = 0; i < answer->count; i++)
        take_hit(index, &hits[i], how->sort, &answer->hits[i]);
    mrg_results_free(results);
    mrg_query_free(query);
}

static bool has_id(const struct answer *answer, size_t from, size_t to, const char *id)
{
    for (size_t i = from; i < to; i++)
        if (strcmp(answer->hits[i].id, id) == 0)
            return true;
    return false;
}

/* Hits of one score stand together; those at either end may be some of more. */
static bool same_ids(const struct answer *a, const struct answer *b, bool is_from_start)
{
    for (size_t from = 0, to; from < a->count; from = to) {
        for (to = from + 1; to < a->count && is_equal(a->hits[to].key, a->hits[from].key);)
            to++;
        bool is_cut = (to == a->count && a->total > a->count) || (from == 0 && !is_from_start);
        for (size_t i = from; i < to && !is_cut; i++)
            if (!has_id(b, from, to, a->hits[i].id))
                return false;
    }
    return true;
}

static bool same_keys(const struct answer *a, const struct answer *b)
{
    for (size_t i = 0; i < a->count; i++)
        if (!is_equal(a->hits[i].key, b->hits[i].key))
            return false;
    return true;
}

static void print_answer(const char *name, const struct answer *answer)
{
    print_message("  %s: %llu%s%s\n", name, (unsigned long long)answer->total,
                  answer->is_exact ? "" : " at least", answer->is_partial ? " partial" : "");
    for (size_t i = 0; i < answer->count && i < 12; i++)
        print_message("    %.9f %s\n", answer->hits[i].key, answer->hits[i].id);
}

bool compare_answers(const mrg_index *whole, const mrg_index *cluster, const char *query,
                     const struct run_options *options)
{
    static struct answer a, b;
    take_answer(whole, query, options, &a);
    take_answer(cluster, query, options, &b);
    bool is_same = a.total == b.total && a.is_exact && b.is_exact && a.is_partial == b.is_partial &&
                   a.count == b.count && same_keys(&a, &b) &&
                   same_ids(&a, &b, options->offset == 0);
    if (is_same)
        return true;
    print_message("%s (limit %zu, offset %zu, sort %d)\n", query, options->limit, options->offset,
                  (int)options->sort);
    print_answer("whole", &a);
    print_answer("cluster", &b);
    return false;
}

void compare_figures(const mrg_index *whole, const mrg_index *cluster)
{
    mrg_index_stats a, b;
    mrg_facet of_whole[FACETS_MAX], of_cluster[FACETS_MAX];
    size_t count, cluster_count;
    mrg_index_get_stats(whole, &a);
    mrg_index_get_stats(cluster, &b);
    assert_int_equal(a.articles, b.articles);
    assert_int_equal(a.first, b.first);
    assert_int_equal(a.last, b.last);
    assert_int_equal(mrg_index_get_facets(whole, "source", of_whole, FACETS_MAX, &count, NULL),
                     MRG_OK);
    assert_int_equal(
        mrg_index_get_facets(cluster, "source", of_cluster, FACETS_MAX, &cluster_count, NULL),
        MRG_OK);
    assert_true(count > 3);
    assert_int_equal(count, cluster_count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(of_whole[i].articles, of_cluster[i].articles);
        assert_int_equal(of_whole[i].value.size, of_cluster[i].value.size);
        assert_memory_equal(of_whole[i].value.data, of_cluster[i].value.data,
                            of_whole[i].value.size);
    }
}
