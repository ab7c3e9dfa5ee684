/* The two engines against each other: the same archive, the same queries, and everything that comes of
 * them the same. Here random archives, through their lives; test_engines_fixed.c has others.
 *
 * MORGUE_SEED sets the seed (decimal; it is printed), MORGUE_ROUNDS the number of small archives,
 * MORGUE_SLOW=1 takes far more synthetic news, MORGUE_TRACE=1 prints each query. */
#include "tests/cmocka_all.h"
#include "tests/oracle/article_maker.h"
#include "tests/oracle/query_maker.h"
#include "tests/oracle/settings.h"
#include "tests/oracle/twins.h"

#include <stdio.h>

enum {
    ROUNDS = 8, /* small archives of a default run */
    NEWS = 400, /* articles of synthetic news in a default run */
    NEWS_SLOW = 20000
};

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
    *trials = (struct trials){.random = {random_mix(setting_seed() + round)}};
    snprintf(trials->label, sizeof trials->label, "MORGUE_SEED=%ju, archive %ju",
             (uintmax_t)setting_seed(), (uintmax_t)round);
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

static void compare_queries(struct trials *trials, size_t count)
{
    bool has_languages = trials->articles.kind == ARTICLES_OF_LANGUAGES;
    for (size_t i = 0; i < count && trials->twins.reference.article_count > 0; i++) {
        struct comparison how = twins_comparison(&trials->random, has_languages, MAKER_NOW);
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
    uint64_t rounds = setting_number("MORGUE_ROUNDS", ROUNDS);
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
    size_t articles = setting_is_slow() ? NEWS_SLOW : NEWS, queries = setting_is_slow() ? 150 : 40;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_archives),
        cmocka_unit_test(synthetic_news),
    };
    print_message("MORGUE_SEED=%ju\n", (uintmax_t)setting_seed());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
