#include "common/base/buffer.h"
#include "tests/soak/soak.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HITS = 10, WORDS = 3, DIFFERENCES_MAX = 20 };

struct comparison {
    mrg_index *reference, *tested; /* owned */
    uint64_t differences;
};

static mrg_error error = MRG_ERROR_INIT;

static void differ(struct comparison *comparison, const char *what, mrg_text about)
{
    if (++comparison->differences <= DIFFERENCES_MAX)
        printf("%s: %.*s\n", what, (int)(about.size < 200 ? about.size : 200), about.data);
}

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

static bool is_same_text(mrg_text a, mrg_text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* ---- articles ---- */

static bool is_same_article(const mrg_article *a, const mrg_article *b)
{
    return is_same_text(a->id, b->id) && is_same_text(a->version, b->version) &&
           is_same_text(a->headline, b->headline) && is_same_text(a->body, b->body) &&
           is_same_text(a->source, b->source) && a->published == b->published &&
           a->updated == b->updated && a->word_count == b->word_count;
}

static void compare_article(struct comparison *comparison, mrg_text id)
{
    mrg_stored *a = NULL, *b = NULL;
    if (mrg_index_find(comparison->reference, id, &a, &error) != MRG_OK)
        differ(comparison, "not in the reference", id);
    else if (mrg_index_find(comparison->tested, id, &b, &error) != MRG_OK)
        differ(comparison, error.message, id);
    else if (!is_same_article(mrg_stored_article(a), mrg_stored_article(b)))
        differ(comparison, "another article", id);
    mrg_stored_free(a);
    mrg_stored_free(b);
}

static void compare_figures(struct comparison *comparison)
{
    mrg_index_stats a, b;
    mrg_index_get_stats(comparison->reference, &a);
    mrg_index_get_stats(comparison->tested, &b);
    printf("articles %" PRIu64 " and %" PRIu64 ", removed %" PRIu64 " and %" PRIu64
           ", segments %" PRIu64 " and %" PRIu64 "\n",
           a.articles, b.articles, (uint64_t)a.removed, (uint64_t)b.removed, (uint64_t)a.segments,
           (uint64_t)b.segments);
    if (a.articles != b.articles || a.first != b.first || a.last != b.last)
        differ(comparison, "the figures differ", text_of("articles, or the first or last date"));
}

/* ---- queries ---- */

struct answer {
    uint64_t total;
    size_t count;
    char ids[HITS][64];
    double scores[HITS];
};

static mrg_status read_hits(const mrg_index *index, const mrg_results *results,
                            struct answer *answer)
{
    const mrg_hit *hits;
    mrg_status status = MRG_OK;
    answer->count = mrg_results_hits(results, &hits);
    answer->total = mrg_results_total(results, NULL);
    for (size_t i = 0; i < answer->count && status == MRG_OK; i++) {
        mrg_stored *stored;
        status = mrg_index_fetch(index, hits[i].number, &stored, &error);
        if (status == MRG_OK) {
            const mrg_text id = mrg_stored_article(stored)->id;
            snprintf(answer->ids[i], sizeof answer->ids[i], "%.*s", (int)id.size, id.data);
            answer->scores[i] = hits[i].score;
        }
        mrg_stored_free(stored);
    }
    return status;
}

static mrg_status ask(const mrg_index *index, const char *text, struct answer *answer)
{
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    mrg_query *query;
    mrg_results *results = NULL;
    memset(answer, 0, sizeof *answer);
    options.limit = HITS;
    options.exact_total = true;
    mrg_status status = mrg_query_parse(index, text_of(text), NULL, &query, &error);
    if (status == MRG_OK)
        status = mrg_search(query, &options, &results, &error);
    if (status == MRG_OK)
        status = read_hits(index, results, answer);
    mrg_results_free(results);
    mrg_query_free(query);
    return status;
}

static bool is_same_answer(const struct answer *a, const struct answer *b)
{
    bool is_same = a->total == b->total && a->count == b->count;
    for (size_t i = 0; i < a->count && is_same; i++)
        is_same = strcmp(a->ids[i], b->ids[i]) == 0 &&
                  memcmp(&a->scores[i], &b->scores[i], sizeof a->scores[i]) == 0;
    return is_same;
}

static void compare_query(struct comparison *comparison, const char *text)
{
    struct answer a, b;
    if (ask(comparison->reference, text, &a) != MRG_OK ||
        ask(comparison->tested, text, &b) != MRG_OK)
        differ(comparison, error.message, text_of(text));
    else if (!is_same_answer(&a, &b))
        differ(comparison, "another answer", text_of(text));
}

/* A word of the body at random: letters only, so that it is no operator; "" when there is none there. */
static mrg_text random_word(mrg_text body)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    if (body.size < 2)
        return text_of("");
    size_t at = soak_random(body.size - 1), end;
    while (at > 0 && body.data[at - 1] != ' ')
        at--;
    for (end = at;
         end < body.size && strchr(letters, body.data[end]) != NULL && body.data[end] != '\0';)
        end++;
    return (mrg_text){body.data + at, end - at};
}

/* A query of one to three words of the article: all of them, any of them, or next to each other. */
static bool make_query(const mrg_article *article, struct buffer *query)
{
    static const char *const joints[] = {" ", " OR ", " AND "};
    const char *joint = joints[soak_random(3)];
    const uint64_t words = 1 + soak_random(WORDS);
    buffer_clear(query);
    for (uint64_t i = 0; i < words; i++) {
        const mrg_text word = random_word(article->body);
        if (word.size < 3)
            return false;
        buffer_append_string(query, i == 0 ? "" : joint);
        buffer_append(query, word.data, word.size);
    }
    return buffer_c_string(query) != NULL;
}

/* ---- all of it ---- */

/* Go through the archive once more: every article is compared, and some make queries. */
static bool compare_archive(struct comparison *comparison, const struct soak_options *options)
{
    struct generator *generator = soak_generator(options);
    struct buffer query = BUFFER_INIT;
    uint64_t queries = 0;
    bool is_read = generator != NULL;
    for (uint64_t i = 0; i < options->articles && is_read; i++) {
        const mrg_article *article = generator_next(generator);
        is_read = article != NULL;
        if (!is_read)
            break;
        compare_article(comparison, article->id);
        while (queries * options->articles < (i + 1) * options->queries) {
            if (make_query(article, &query))
                compare_query(comparison, buffer_c_string(&query));
            else
                compare_query(comparison, "the");
            queries++;
        }
    }
    printf("%" PRIu64 " articles and %" PRIu64 " queries compared\n", options->articles, queries);
    buffer_free(&query);
    generator_free(generator);
    return is_read;
}

bool compare_indexes(const struct soak_options *options, const char *reference, const char *tested)
{
    struct comparison comparison = {.differences = 0};
    bool is_done = mrg_index_open(reference, &comparison.reference, &error) == MRG_OK &&
                   mrg_index_open(tested, &comparison.tested, &error) == MRG_OK;
    if (!is_done) {
        printf("%s\n", error.message);
    } else {
        compare_figures(&comparison);
        is_done = compare_archive(&comparison, options);
    }
    mrg_index_close(comparison.reference);
    mrg_index_close(comparison.tested);
    printf("%" PRIu64 " differences\n", comparison.differences);
    return is_done && comparison.differences == 0;
}
