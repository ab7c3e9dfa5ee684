/* The two engines against each other over archives that are there: the sample archive, CACM and
 * Reuters-21578 where the folder of corpora is, and some that are made by rule.
 *
 * MORGUE_SEED sets the seed (decimal; it is printed), MORGUE_SLOW=1 takes all of Reuters, MORGUE_TRACE=1
 * prints each query. */
#include "tests/cmocka_all.h"
#include "tests/oracle/article_maker.h"
#include "tests/oracle/corpora.h"
#include "tests/oracle/query_maker.h"
#include "tests/oracle/settings.h"
#include "tests/oracle/twins.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- archives that are there ---- */

static void add_to_twins(void *context, const mrg_article *article)
{
    twins_add(context, article);
}

/* Ask `count` queries whose words come from the archive. */
static void ask(struct twins *twins, unsigned count, uint64_t stream)
{
    struct random random = {random_mix(setting_seed() + stream)};
    struct query_maker maker = {
        .random = {random_next(&random)}, .has_patterns = true, .reference = &twins->reference};
    for (unsigned i = 0; i < count; i++) {
        struct comparison how = twins_comparison(&random, true, MAKER_NOW * 2);
        twins_compare(twins, query_maker_next(&maker), &how);
    }
    buffer_free(&maker.text);
    assert_int_equal(twins->wrong, 0);
}

static void print_counts(const struct twins *twins)
{
    print_message("%zu articles, %ju queries, %ju hits compared, %ju changed places\n",
                  twins->reference.live, (uintmax_t)twins->queries, (uintmax_t)twins->hits,
                  (uintmax_t)twins->swaps);
}

/* What the manual and the help show, and what is easily got wrong. */
static const char *const sample_queries[] = {
    "kazakhstan",
    "Toğayev OR Tokayev",
    "=Kazakhstan",
    "=KAZAKHSTAN",
    "\"state of emergency\"",
    "=\"state of emergency\"",
    "«state of emergency»",
    "minister NEAR/5 said",
    "president PRE/3 said",
    "(president OR minister) NEAR/10 (said OR told)",
    "\"prime minister\" W/8 resign*",
    "polic*",
    "*ment",
    "wom?n",
    "s*n",
    "Kazakstan~",
    "presidnt~ NOT kazakhstan",
    "headline:kazakhstan",
    "title:(monsoon OR tiger)",
    "headline:\"state of emergency\"",
    "headline:kaz*",
    "by:smith",
    "byline:*",
    "source:*",
    "source:w*",
    "section:world -lang:en",
    "place:geneva OR place:a*",
    "topic:weather",
    "lang:fr",
    "lang:english tiger",
    "NOT lang:en",
    "date:2022",
    "date:2022-07..2022-11",
    "since:2022-07 tiger",
    "before:2022-07",
    "until:2022-01-14 said",
    "since:7d",
    "date:today",
    "*",
    "* -the",
    "NOT the",
    "the",
    "the of and",
    "the tiger",
    "((tiger))",
    "((tiger OR monsoon) (rain OR forest)) NOT (flood -river)",
    "Nur-Sultan",
    "co-operation",
    "U.S.",
    "US",
    "=US",
    "2,700",
    "3.5",
    "AT&T",
    "(unbalanced",
    "\"unclosed phrase",
    "OR OR",
    "-",
    "",
    "zzyzx",
    "tiger zzyzx",
    "tiger zzyzx date:2022",
    "zzyzx qqq -tiger",
    "tiger AND monsoon AND kazakhstan",
    "id:nothing",
    "the NEAR/5 the",
    "said NEAR said",
    "the NEAR/3 (of OR \"of the\") NEAR/9 in",
};

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

static void ask_sample_queries(struct twins *twins)
{
    for (size_t i = 0; i < COUNT_OF(sample_queries); i++) {
        struct comparison how = {MRG_QUERY_OPTIONS_INIT, MRG_SEARCH_OPTIONS_INIT, 3};
        how.search.now = MAKER_NOW * 2;
        twins_compare(twins, text_of(sample_queries[i]), &how);
        how.query.keep_stopwords = true;
        how.query.any_word = true;
        twins_compare(twins, text_of(sample_queries[i]), &how);
    }
    assert_int_equal(twins->wrong, 0);
}

static void sample_archive(void **state)
{
    (void)state;
    static const char *const files[] = {
        "wire-2022.jsonl",        "agency.json",
        "reuters-shape.sgm",      "kazakhstan-2022-01-14.txt",
        "monsoon-2022-07-08.txt", "tiger-2022-11-27.txt",
    };
    struct twins twins;
    twins_init(&twins, "en", setting_seed());
    twins.label = "the sample archive";
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[1000];
        snprintf(path, sizeof path, "%s/corpus/sample/%s", MORGUE_SOURCE_DIR, files[i]);
        assert_true(corpora_read(path, add_to_twins, &twins) > 0);
        if (i == 1)
            twins_commit(&twins, false);
    }
    twins_commit(&twins, false);
    ask_sample_queries(&twins);
    ask(&twins, 60, 2000001);
    twins_commit(&twins, true);
    ask(&twins, 20, 2000002);
    print_counts(&twins);
    twins_free(&twins);
}

static void cacm(void **state)
{
    (void)state;
    struct twins twins;
    char *path = corpora_path("cacm/corpus.jsonl.gz");
    if (path == NULL)
        skip();
    twins_init(&twins, "en", setting_seed());
    twins.label = "CACM";
    corpora_read(path, add_to_twins, &twins);
    twins_commit(&twins, false);
    ask(&twins, 100, 3000001);
    print_counts(&twins);
    twins_free(&twins);
    free(path);
}

static void reuters(void **state)
{
    (void)state;
    enum { FILES = 3, FILES_SLOW = 22 };
    unsigned files = setting_is_slow() ? FILES_SLOW : FILES;
    struct twins twins;
    twins_init(&twins, "en", setting_seed());
    twins.label = "Reuters-21578";
    for (unsigned i = 0; i < files; i++) {
        char name[64];
        snprintf(name, sizeof name, "reuters21578/reut2-%03u.xml.gz", i);
        char *path = corpora_path(name);
        if (path == NULL) {
            twins_free(&twins);
            skip();
        }
        corpora_read(path, add_to_twins, &twins);
        free(path);
        if (i == files / 2)
            twins_commit(&twins, false);
    }
    twins_commit(&twins, false);
    ask(&twins, 100, 4000001);
    print_counts(&twins);
    twins_free(&twins);
}

/* ---- nothing ---- */

static void an_empty_index_answers(void **state)
{
    (void)state;
    struct twins twins;
    struct comparison how = {MRG_QUERY_OPTIONS_INIT, MRG_SEARCH_OPTIONS_INIT, 1};
    how.search.now = 0;
    twins_init(&twins, "en", setting_seed());
    twins.label = "an empty index";
    twins_commit(&twins, false);
    for (size_t i = 0; i < COUNT_OF(sample_queries); i++)
        twins_compare(&twins, text_of(sample_queries[i]), &how);
    assert_int_equal(twins.wrong, 0);
    twins_free(&twins);
}

/* ---- what every article has ---- */

static mrg_article small_article(char id[16], unsigned number)
{
    mrg_article article = MRG_ARTICLE_INIT;
    snprintf(id, 16, "%u", number);
    article.id = text_of(id);
    article.source = text_of("Wire");
    article.body = text_of(number % 5 == 0 ? "grain and rice" : "grain");
    return article;
}

/* Terms in every article of many, some removed: Xapian has a way of its own for these. */
static void a_word_in_every_article(void **state)
{
    (void)state;
    enum { ARTICLES = 6000, REMOVE_EVERY = 100 };
    static const char *const queries[] = {"lang:en",
                                          "lang:en OR rice",
                                          "lang:en NOT rice",
                                          "source:wire",
                                          "grain",
                                          "=grain",
                                          "=rice",
                                          "gr*",
                                          "rice OR lang:e*",
                                          "source:wire*",
                                          "lang:en grain",
                                          "lang:en source:wire grain",
                                          "lang:en rice",
                                          "lang:en NOT (lang:en NOT rice)",
                                          "lang:en =grain OR rice",
                                          "\"grain rice\" OR source:wire lang:en"};
    struct twins twins;
    struct comparison how = {MRG_QUERY_OPTIONS_INIT, MRG_SEARCH_OPTIONS_INIT, 5000};
    char id[16];
    how.search.now = MAKER_NOW;
    twins_init(&twins, "en", setting_seed());
    twins.label = "a word in every article";
    for (unsigned i = 0; i < ARTICLES; i++) {
        mrg_article article = small_article(id, i);
        twins_add(&twins, &article);
    }
    twins_commit(&twins, false);
    for (unsigned i = 0; i < ARTICLES; i += REMOVE_EVERY) {
        mrg_article article = small_article(id, i);
        twins_remove(&twins, article.id);
    }
    twins_commit(&twins, false);
    for (size_t i = 0; i < COUNT_OF(queries); i++)
        twins_compare(&twins, text_of(queries[i]), &how);
    assert_int_equal(twins.wrong, 0);
    twins_free(&twins);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_index_answers),
        cmocka_unit_test(sample_archive),
        cmocka_unit_test(a_word_in_every_article),
        cmocka_unit_test(cacm),
        cmocka_unit_test(reuters),
    };
    print_message("MORGUE_SEED=%ju\n", (uintmax_t)setting_seed());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
