/* The two engines against each other: the same archive, the same queries, and everything that comes of
 * them the same.
 *
 * MORGUE_SEED sets the seed (decimal; it is printed), MORGUE_ROUNDS the number of small archives,
 * MORGUE_SLOW=1 takes far more synthetic news and all of Reuters, MORGUE_TRACE=1 prints each query. */
#include "tests/cmocka_all.h"
#include "tests/oracle/article_maker.h"
#include "tests/oracle/corpora.h"
#include "tests/oracle/query_maker.h"
#include "tests/oracle/twins.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    ROUNDS = 8, /* small archives of a default run */
    NEWS = 400, /* articles of synthetic news in a default run */
    NEWS_SLOW = 20000
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static uint64_t number_from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

static uint64_t seed(void)
{
    static uint64_t value;
    if (value == 0)
        value = number_from_environment("MORGUE_SEED", (uint64_t)time(NULL));
    return value;
}

static bool is_slow(void)
{
    return number_from_environment("MORGUE_SLOW", 0) != 0;
}

/* ---- one archive ---- */

struct trials {
    struct twins twins;
    struct article_maker articles;
    struct query_maker queries;
    struct random random;
    unsigned numbers; /* ids given so far */
    char label[120];
};

static void init_trials(struct trials *trials, enum article_kind kind, uint64_t round)
{
    *trials = (struct trials){.random = {random_mix(seed() + round)}};
    snprintf(trials->label, sizeof trials->label, "MORGUE_SEED=%ju, archive %ju", (uintmax_t)seed(),
             (uintmax_t)round);
    twins_init(&trials->twins, "en", random_next(&trials->random));
    trials->twins.label = trials->label;
    article_maker_init(&trials->articles, kind, random_next(&trials->random));
    trials->queries = (struct query_maker){.random = {random_next(&trials->random)},
                                           .has_patterns = true,
                                           .reference = &trials->twins.reference};
}

static void free_trials(struct trials *trials)
{
    print_message("%s: %ju queries, %ju hits compared, %ju changed places\n", trials->label,
                  (uintmax_t)trials->twins.queries, (uintmax_t)trials->twins.hits,
                  (uintmax_t)trials->twins.swaps);
    article_maker_free(&trials->articles);
    buffer_free(&trials->queries.text);
    twins_free(&trials->twins);
}

static void add_articles(struct trials *trials, size_t count)
{
    for (size_t i = 0; i < count; i++)
        twins_add(&trials->twins, article_maker_next(&trials->articles, trials->numbers++));
}

/* Remove some of the articles, replace some others, have their source cancel a few. */
static void change_articles(struct trials *trials, size_t count)
{
    for (size_t i = 0; i < count && trials->numbers > 0; i++) {
        unsigned number = random_below(&trials->random, trials->numbers);
        mrg_article article = *article_maker_next(&trials->articles, number);
        if (random_chance(&trials->random, 40)) {
            twins_remove(&trials->twins, article.id);
            continue;
        }
        if (random_chance(&trials->random, 20))
            article.status = random_chance(&trials->random, 50) ? MRG_CANCELED : MRG_WITHHELD;
        twins_add(&trials->twins, &article);
    }
}

static double one_of(struct random *random, const double choices[4])
{
    return choices[random_below(random, 4)];
}

/* How the next query is asked; `now` lies before, at or behind what embargoes there are. */
static struct comparison random_comparison(struct random *random, bool has_languages, mrg_time now)
{
    static const double k1[] = {1.2, 0.9, 0, 2.5}, b[] = {0.75, 0.4, 0, 1};
    static const double boost[] = {1, 0, 0.5, 3};
    static const char *const languages[] = {NULL, NULL, NULL, "en", "fr", "de"};
    static const uint64_t count_to[] = {0, 0, 20, 1000};
    struct comparison how = {MRG_QUERY_OPTIONS_INIT, MRG_SEARCH_OPTIONS_INIT, 0};
    how.query.keep_stopwords = random_chance(random, 70);
    how.query.any_word = random_chance(random, 30);
    if (has_languages)
        how.query.language = languages[random_below(random, 6)];
    how.search.now = now + ((mrg_time)random_below(random, 3) - 1) * 2000;
    how.search.count_to = count_to[random_below(random, 4)];
    if (random_chance(random, 50)) {
        how.search.k1 = one_of(random, k1);
        how.search.b = one_of(random, b);
        how.search.headline_boost = one_of(random, boost);
    }
    how.offset = random_below(random, random_chance(random, 50) ? 20 : 2000);
    return how;
}

static void compare_queries(struct trials *trials, size_t count)
{
    bool has_languages = trials->articles.kind == ARTICLES_OF_LANGUAGES;
    for (size_t i = 0; i < count && trials->twins.reference.article_count > 0; i++) {
        struct comparison how = random_comparison(&trials->random, has_languages, MAKER_NOW);
        twins_compare(&trials->twins, query_maker_next(&trials->queries), &how);
    }
    assert_int_equal(trials->twins.wrong, 0);
}

/* Say on which state of the archive a failure happened. */
static void enter_stage(struct trials *trials, const char *stage)
{
    size_t used = strcspn(trials->label, ":");
    snprintf(trials->label + used, sizeof trials->label - used, ": %s", stage);
}

/* ---- small archives, through their lives ---- */

static void build(struct trials *trials, unsigned commits)
{
    static const unsigned limits[] = {3, 60, 130, 400};
    size_t size = 1 + random_below(&trials->random, limits[random_below(&trials->random, 4)]);
    enter_stage(trials, "built");
    for (unsigned i = 0; i < commits; i++) {
        add_articles(trials, size / commits + (i == 0));
        twins_commit(&trials->twins, false);
    }
}

static void live_through(struct trials *trials, unsigned queries)
{
    build(trials, 1 + random_below(&trials->random, 4));
    compare_queries(trials, queries);
    enter_stage(trials, "changed");
    change_articles(trials, trials->numbers / 4);
    add_articles(trials, random_below(&trials->random, 20));
    change_articles(trials, 3);
    twins_commit(&trials->twins, false);
    compare_queries(trials, queries);
    enter_stage(trials, "merged");
    twins_commit(&trials->twins, true);
    compare_queries(trials, queries);
    enter_stage(trials, "changed after merging");
    change_articles(trials, trials->numbers / 10);
    twins_commit(&trials->twins, false);
    compare_queries(trials, queries / 2);
}

static void small_archives(void **state)
{
    (void)state;
    uint64_t rounds = number_from_environment("MORGUE_ROUNDS", ROUNDS);
    for (uint64_t round = 0; round < rounds; round++) {
        static const enum article_kind kinds[] = {ARTICLES_OF_FEW_WORDS, ARTICLES_OF_LANGUAGES,
                                                  ARTICLES_OF_FEW_WORDS, ARTICLES_OF_NEWS};
        struct trials trials;
        init_trials(&trials, kinds[round % 4], round);
        live_through(&trials, 40);
        free_trials(&trials);
    }
}

/* ---- synthetic news ---- */

static void synthetic_news(void **state)
{
    (void)state;
    struct trials trials;
    size_t articles = is_slow() ? NEWS_SLOW : NEWS, queries = is_slow() ? 150 : 40;
    init_trials(&trials, ARTICLES_OF_NEWS, 1000001);
    enter_stage(&trials, "one commit");
    add_articles(&trials, articles);
    twins_commit(&trials.twins, false);
    compare_queries(&trials, queries);
    enter_stage(&trials, "changed");
    change_articles(&trials, articles / 50);
    add_articles(&trials, articles / 10);
    twins_commit(&trials.twins, false);
    compare_queries(&trials, queries);
    enter_stage(&trials, "merged");
    twins_commit(&trials.twins, true);
    compare_queries(&trials, queries);
    free_trials(&trials);
}

/* ---- archives that are there ---- */

static void add_to_twins(void *context, const mrg_article *article)
{
    twins_add(context, article);
}

/* Ask `count` queries whose words come from the archive. */
static void ask(struct twins *twins, unsigned count, uint64_t stream)
{
    struct random random = {random_mix(seed() + stream)};
    struct query_maker maker = {
        .random = {random_next(&random)}, .has_patterns = true, .reference = &twins->reference};
    for (unsigned i = 0; i < count; i++) {
        struct comparison how = random_comparison(&random, true, MAKER_NOW * 2);
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
    "\xC2\xAB"
    "state of emergency\xC2\xBB",
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
    twins_init(&twins, "en", seed());
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
    twins_init(&twins, "en", seed());
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
    unsigned files = is_slow() ? FILES_SLOW : FILES;
    struct twins twins;
    twins_init(&twins, "en", seed());
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
    twins_init(&twins, "en", seed());
    twins.label = "an empty index";
    twins_commit(&twins, false);
    for (size_t i = 0; i < COUNT_OF(sample_queries); i++)
        twins_compare(&twins, text_of(sample_queries[i]), &how);
    assert_int_equal(twins.wrong, 0);
    twins_free(&twins);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_index_answers),
        cmocka_unit_test(sample_archive),
        cmocka_unit_test(small_archives),
        cmocka_unit_test(synthetic_news),
        cmocka_unit_test(cacm),
        cmocka_unit_test(reuters),
    };
    print_message("MORGUE_SEED=%ju\n", (uintmax_t)seed());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
