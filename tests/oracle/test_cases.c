/* Fixed queries over a small fixed archive: what must be found, by hand. The reference of the random
 * tests shares the reading of the query language with this; here nothing is shared. */
#include "tests/cmocka_all.h"
#include "tests/oracle/archive.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const struct {
    const char *id, *language, *headline, *byline, *source, *topic, *body;
} articles[] = {
    {"a", "en", "Turkey sanctions grain", "By Jane Smith", "The Guardian", "foreign trade",
     "The state of emergency in Turkey was lifted. The US sanctioned nobody."},
    {"b", "en", "Turkeys at the table", "John Jones", "Wire", "food",
     "Roast turkey for us. A cooperation of farmers, the best of the best."},
    {"c", "en", "Nur-Sultan renamed", "", "Wire", "politics",
     "The capital Nursultan, also Nur Sultan, is Astana. Toğayev signed."},
    {"d", "en", "Talks in Nur-Sultan", "", "The Guardian", "foreign trade",
     "Co-operation talks: Togayev met the minister, who later resigned at example.com."},
    {"e", "fr", "Le Président à l'Élysée", "Anne Petit", "Le Jour", "politique",
     "Les sanctions de l'État. Le ministre a parlé, de la Turquie et des nations."},
    {"f", "fr", "Élections", "", "Le Jour", "politique", "La president de Turkey, une nation."},
    {"g", "ja", "東京都庁", "", "夕刊", "政治", "大統領は東京で演説した。"},
    {"h", "en", "", "", "", "", "the of and"},
};

/* What is found, in the order of the archive. */
static const struct {
    const char *query;
    const char *ids;
} found[] = {
    {"turkey", "a b f"},
    {"TURKEYS", "a b f"},
    {"=Turkey", "a f"},
    {"=turkey", "b"},
    {"=Turkeys", "b"},
    {"=US", "a"},
    {"=us", "b"},
    {"us", "a b"},
    {"sanction", "a e"},
    {"=sanctioned", "a"},
    {"togayev", "c d"},
    {"Toğayev", "c d"},
    {"=Togayev", "d"},
    {"=Toğayev", "c"},
    {"président", "e f"},
    {"=Président", "e"},
    {"\"state of emergency\"", "a"},
    {"\"state emergency\"", ""},
    {"=\"The US\"", "a"},
    {"=\"the us\"", ""},
    {"Nur-Sultan", "c d"},
    {"nursultan", "c d"},
    {"\"nur sultan\"", "c d"},
    {"cooperation", "b d"},
    {"co-operation", "b d"},
    {"example.com", "d"},
    {"\"grain the\"", ""},
    {"headline:turkey", "a b"},
    {"headline:\"nur sultan\"", "c d"},
    {"headline:=Turkeys", "b"},
    {"by:smith", "a"},
    {"by:\"jane smith\"", "a"},
    {"by:\"smith jane\"", ""},
    {"source:\"the guardian\"", "a d"},
    {"source:guardian", "a d"},
    {"source:GUARDIAN wire", ""},
    {"topic:trade -headline:grain", "d"},
    {"lang:fr", "e f"},
    {"lang:french", "e f"},
    {"id:e OR id:b", "b e"},
    {"id:E", ""},
    {"東京", "g"},
    {"東京都庁", "g"},
    {"都庁東京", ""},
    {"turkey NOT sanctions", "b f"},
    {"NOT lang:en", "e f g"},
    {"minister NEAR/3 resign", "d"},
    {"minister NEAR/2 resign", ""},
    {"resign NEAR/3 minister", "d"},
    {"resign PRE/3 minister", ""},
    {"minister PRE/3 resigned", "d"},
    {"\"state of emergency\" NEAR/2 turkey", "a"},
    {"\"state of emergency\" NEAR/1 turkey", ""},
    {"best NEAR/3 best", "b"},
    {"best NEAR/2 best", ""},
    {"the NEAR/5 the NEAR/5 the", ""},
    {"(minister OR \"talks togayev met\") NEAR/1 the", "d"},
    {"(lifted OR \"state of emergency\") NEAR/1 was", "a"},
    {"(emergency OR \"state of emergency\") PRE/1 turkey", ""},
    {"talks NEAR/5 signed", ""},
};

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

static void fill(struct archive *archive)
{
    archive_init(archive, "en");
    for (size_t i = 0; i < COUNT_OF(articles); i++) {
        mrg_text topic = text_of(articles[i].topic);
        mrg_article article = MRG_ARTICLE_INIT;
        article.id = text_of(articles[i].id);
        article.language = text_of(articles[i].language);
        article.headline = text_of(articles[i].headline);
        article.byline = text_of(articles[i].byline);
        article.source = text_of(articles[i].source);
        article.topics = (mrg_texts){&topic, 1};
        article.body = text_of(articles[i].body);
        assert_int_equal(archive_add(archive, &article), MRG_ADDED);
        if (i == COUNT_OF(articles) / 2)
            archive_commit(archive, false);
    }
    archive_commit(archive, false);
}

static mrg_results *search(const mrg_query *query)
{
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    mrg_results *results;
    mrg_error error = MRG_ERROR_INIT;
    options.limit = 100;
    options.exact_total = true;
    if (mrg_search(query, &options, &results, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return results;
}

static mrg_query *parse(const struct archive *archive, const char *text, bool keep_stopwords)
{
    mrg_query_options options = MRG_QUERY_OPTIONS_INIT;
    mrg_query *query;
    mrg_error error = MRG_ERROR_INIT;
    options.keep_stopwords = keep_stopwords;
    if (mrg_query_parse(archive->built.index, text_of(text), &options, &query, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return query;
}

static int compare_hits(const void *a, const void *b)
{
    const mrg_hit *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* The ids of what was found, in the order of the archive; nothing for partial matches. */
static void append_ids(const struct archive *archive, const mrg_results *results,
                       struct buffer *ids)
{
    const mrg_hit *hits;
    mrg_hit sorted[100];
    size_t count = mrg_results_are_partial(results) ? 0 : mrg_results_hits(results, &hits);
    for (size_t i = 0; i < count; i++)
        sorted[i] = hits[i];
    qsort(sorted, count, sizeof *sorted, compare_hits);
    for (size_t i = 0; i < count; i++) {
        mrg_stored *stored;
        assert_int_equal(mrg_index_fetch(archive->built.index, sorted[i].number, &stored, NULL),
                         MRG_OK);
        mrg_text id = mrg_stored_article(stored)->id;
        buffer_append_string(ids, i > 0 ? " " : "");
        buffer_append(ids, id.data, id.size);
        mrg_stored_free(stored);
    }
}

static void finds_what_it_must(void **state)
{
    (void)state;
    struct archive archive;
    size_t wrong = 0;
    fill(&archive);
    for (size_t i = 0; i < COUNT_OF(found); i++) {
        struct buffer ids = BUFFER_INIT;
        mrg_query *query = parse(&archive, found[i].query, true);
        mrg_results *results = search(query);
        append_ids(&archive, results, &ids);
        const char *string = buffer_c_string(&ids);
        assert_non_null(string);
        if (strcmp(string, found[i].ids) != 0) {
            print_error("%s\n  finds \"%s\" instead of \"%s\"\n", found[i].query, string,
                        found[i].ids);
            wrong++;
        }
        mrg_results_free(results);
        mrg_query_free(query);
        buffer_free(&ids);
    }
    assert_int_equal(wrong, 0);
    archive_free(&archive);
}

/* The reference, held against the same table. */
static void reference_agrees(void **state)
{
    (void)state;
    struct archive archive;
    struct comparison how = {MRG_QUERY_OPTIONS_INIT, MRG_SEARCH_OPTIONS_INIT, 1};
    how.query.keep_stopwords = true;
    how.search.now = 0;
    fill(&archive);
    for (size_t i = 0; i < COUNT_OF(found); i++)
        archive_compare(&archive, text_of(found[i].query), &how);
    assert_int_equal(archive.wrong, 0);
    archive_free(&archive);
}

/* ---- function words ---- */

/* Queries with function words, and what they come to when every word counts. */
static const struct {
    const char *query;
    const char *same_as;
} stopwords[] = {
    {"the turkey", "turkey"},
    {"turkey of the table", "turkey table"},
    {"The OR turkey", "turkey"},
    {"the", "the"},
    {"the of", "the of"},
    {"the \"of the\"", "\"of the\""},
    {"\"the us\"", "\"the us\""},
    {"=the turkey", "=the turkey"},
    {"headline:the turkey", "headline:the turkey"},
    {"(the turkey) OR talks", "turkey OR talks"},
    {"the turkey -table", "turkey -table"},
};

static void function_words_are_left_out(void **state)
{
    (void)state;
    struct archive archive;
    fill(&archive);
    for (size_t i = 0; i < COUNT_OF(stopwords); i++) {
        mrg_query *query = parse(&archive, stopwords[i].query, false);
        mrg_query *plain = parse(&archive, stopwords[i].same_as, true);
        mrg_results *results = search(query), *expected = search(plain);
        const mrg_hit *a, *b;
        size_t count = mrg_results_hits(results, &a);
        if (count != mrg_results_hits(expected, &b))
            fail_msg("%s: %zu hits", stopwords[i].query, count);
        for (size_t j = 0; j < count; j++)
            if (a[j].number != b[j].number || a[j].score < b[j].score || b[j].score < a[j].score)
                fail_msg("%s: hit %zu differs", stopwords[i].query, j);
        mrg_results_free(results);
        mrg_results_free(expected);
        mrg_query_free(query);
        mrg_query_free(plain);
    }
    archive_free(&archive);
}

/* ---- nothing and everything ---- */

static void an_empty_index_answers(void **state)
{
    (void)state;
    struct archive archive;
    struct comparison how = {MRG_QUERY_OPTIONS_INIT, MRG_SEARCH_OPTIONS_INIT, 1};
    static const char *const queries[] = {"word", "\"a phrase\"", "*",        "NOT x",
                                          "=US",  "a OR b",       "source:x", "id:1",
                                          "",     "date:2001",    "a NEAR b"};
    how.search.now = 0;
    archive_init(&archive, "en");
    archive_commit(&archive, false);
    for (size_t i = 0; i < COUNT_OF(queries); i++)
        archive_compare(&archive, text_of(queries[i]), &how);
    assert_int_equal(archive.wrong, 0);
    archive_free(&archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_it_must),
        cmocka_unit_test(reference_agrees),
        cmocka_unit_test(function_words_are_left_out),
        cmocka_unit_test(an_empty_index_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
