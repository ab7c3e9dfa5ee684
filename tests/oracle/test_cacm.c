/* Ranking quality on CACM: mean average precision over the judged topics, a number to be kept.
 *
 * Published for BM25 with k1 0.9, b 0.4, Porter's stemmer and stopwords: 0.3123 (Anserini). */
#include "common/base/file.h"
#include "tests/cmocka_all.h"
#include "tests/oracle/archive.h"
#include "tests/oracle/corpora.h"

#include "common/text/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOPICS_MAX = 65, JUDGMENTS_MAX = 2000, HITS = 1000 };

#define LEAST_PRECISION 0.31 /* mean average, with the default headline boost and without one */

/* "Article `id` answers topic `topic`." */
struct judgment {
    unsigned topic;
    char id[32];
};

struct collection {
    struct archive archive;
    mrg_text topics[TOPICS_MAX]; /* texts by number; borrowed from `text` */
    struct buffer text;          /* of topics.tsv */
    struct judgment judgments[JUDGMENTS_MAX];
    size_t judgment_count;
};

static void add_to_archive(void *context, const mrg_article *article)
{
    struct archive *archive = context;
    mrg_error error = MRG_ERROR_INIT;
    if (mrg_writer_add(archive->built.writer, article, NULL, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

static bool read_corpora_file(const char *name, struct buffer *text)
{
    char *path = corpora_path(name);
    if (path == NULL)
        return false;
    assert_int_equal(file_read(path, 1 << 24, text, NULL), MRG_OK);
    assert_non_null(buffer_c_string(text));
    free(path);
    return true;
}

/* "number<TAB>text" per line. */
static bool read_topics(struct collection *collection)
{
    if (!read_corpora_file("cacm/topics.tsv", &collection->text))
        return false;
    char *line = (char *)collection->text.data;
    while (line != NULL && *line != '\0') {
        char *tab, *end = strchr(line, '\n');
        unsigned long number = strtoul(line, &tab, 10);
        assert_true(*tab == '\t' && number > 0 && number < TOPICS_MAX);
        size_t size = end != NULL ? (size_t)(end - tab) - 1 : strlen(tab + 1);
        collection->topics[number] = (mrg_text){tab + 1, size};
        line = end != NULL ? end + 1 : NULL;
    }
    return true;
}

/* "topic Q0 id relevance" per line. */
static bool read_judgments(struct collection *collection)
{
    struct buffer text = BUFFER_INIT;
    if (!read_corpora_file("cacm/qrels.txt", &text))
        return false;
    char *state = NULL;
    for (char *line = strtok_r((char *)text.data, "\n", &state); line != NULL;
         line = strtok_r(NULL, "\n", &state)) {
        struct judgment *judgment = &collection->judgments[collection->judgment_count];
        int relevance = 0;
        assert_true(collection->judgment_count < JUDGMENTS_MAX);
        assert_int_equal(sscanf(line, "%u %*s %31s %d", &judgment->topic, judgment->id, &relevance),
                         3);
        collection->judgment_count += relevance > 0;
    }
    buffer_free(&text);
    return true;
}

static size_t relevant_articles(const struct collection *collection, unsigned topic)
{
    size_t count = 0;
    for (size_t i = 0; i < collection->judgment_count; i++)
        count += collection->judgments[i].topic == topic;
    return count;
}

static bool is_relevant(const struct collection *collection, unsigned topic, uint64_t number)
{
    mrg_stored *stored;
    bool found = false;
    assert_int_equal(mrg_index_fetch(collection->archive.built.index, number, &stored, NULL),
                     MRG_OK);
    mrg_text id = mrg_stored_article(stored)->id;
    for (size_t i = 0; i < collection->judgment_count && !found; i++) {
        const struct judgment *judgment = &collection->judgments[i];
        found = judgment->topic == topic && strlen(judgment->id) == id.size &&
                memcmp(judgment->id, id.data, id.size) == 0;
    }
    mrg_stored_free(stored);
    return found;
}

/* The words of a topic without its punctuation, which would be read as operators. */
static void append_words(struct buffer *query, mrg_text topic)
{
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, topic, 0);
    while (tokenizer_next(&tokenizer, &token)) {
        for (size_t i = 0; i < token.form.size && !token.is_joined; i++)
            buffer_append_byte(query, (uint8_t)(token.form.data[i] | 0x20)); /* lower case */
        buffer_append_byte(query, ' ');
    }
    assert_false(query->failed);
}

/* The mean of the precisions at each relevant article. */
static double average_precision(const struct collection *collection, unsigned topic,
                                const mrg_search_options *options)
{
    mrg_query_options any_word = MRG_QUERY_OPTIONS_INIT;
    struct buffer text = BUFFER_INIT;
    mrg_query *query;
    mrg_results *results;
    const mrg_hit *hits;
    any_word.any_word = true;
    append_words(&text, collection->topics[topic]);
    assert_int_equal(mrg_query_parse(collection->archive.built.index,
                                     (mrg_text){(const char *)text.data, text.size}, &any_word,
                                     &query, NULL),
                     MRG_OK);
    assert_int_equal(mrg_search(query, options, &results, NULL), MRG_OK);
    size_t count = mrg_results_hits(results, &hits), found = 0;
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        if (is_relevant(collection, topic, hits[i].number))
            sum += (double)++found / (double)(i + 1);
    mrg_results_free(results);
    mrg_query_free(query);
    buffer_free(&text);
    return sum / (double)relevant_articles(collection, topic);
}

static double mean_average_precision(const struct collection *collection, double headline_boost)
{
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    double sum = 0;
    size_t topics = 0;
    options.limit = HITS;
    options.k1 = 0.9;
    options.b = 0.4;
    options.headline_boost = headline_boost;
    for (unsigned topic = 1; topic < TOPICS_MAX; topic++) {
        if (relevant_articles(collection, topic) == 0)
            continue;
        sum += average_precision(collection, topic, &options);
        topics++;
    }
    assert_int_equal(topics, 52);
    return sum / (double)topics;
}

static void mean_average_precision_holds(void **state)
{
    (void)state;
    static struct collection collection;
    static const double boosts[] = {0, 0.5, 1, 2};
    char *path = corpora_path("cacm/corpus.jsonl.gz");
    if (path == NULL)
        skip();
    if (!read_topics(&collection) || !read_judgments(&collection))
        skip();
    archive_init(&collection.archive, "en");
    size_t articles = corpora_read(path, add_to_archive, &collection.archive);
    assert_int_equal(mrg_writer_commit(collection.archive.built.writer, NULL), MRG_OK);
    assert_int_equal(
        mrg_index_open(collection.archive.built.folder, &collection.archive.built.index, NULL),
        MRG_OK);
    for (size_t i = 0; i < sizeof boosts / sizeof *boosts; i++)
        print_message("%zu articles, headline boost %.1f: MAP %.4f\n", articles, boosts[i],
                      mean_average_precision(&collection, boosts[i]));
    const mrg_search_options defaults = MRG_SEARCH_OPTIONS_INIT;
    assert_true(mean_average_precision(&collection, 0) >= LEAST_PRECISION);
    assert_true(mean_average_precision(&collection, defaults.headline_boost) >= LEAST_PRECISION);
    archive_free(&collection.archive);
    buffer_free(&collection.text);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(mean_average_precision_holds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
