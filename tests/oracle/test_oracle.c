/* The engine against the reference, over random archives and random queries.
 *
 * MORGUE_SEED sets the seed (decimal; it is printed), MORGUE_ROUNDS the number of small archives. */
#include "tests/cmocka_all.h"
#include "tests/oracle/archive.h"
#include "tests/oracle/article_maker.h"
#include "tests/oracle/query_maker.h"
#include "tests/oracle/settings.h"

#include <stdio.h>

enum { ROUNDS = 30 }; /* small archives of a default run */

/* ---- one archive ---- */

struct trials {
    struct archive archive;
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
    archive_init(&trials->archive, "en");
    trials->archive.label = trials->label;
    article_maker_init(&trials->articles, kind, random_next(&trials->random));
    trials->queries = (struct query_maker){.random = {random_next(&trials->random)},
                                           .has_patterns = true,
                                           .reference = &trials->archive.reference};
}

static void free_trials(struct trials *trials)
{
    article_maker_free(&trials->articles);
    buffer_free(&trials->queries.text);
    archive_free(&trials->archive);
}

static void add_articles(struct trials *trials, size_t count)
{
    for (size_t i = 0; i < count; i++)
        archive_add(&trials->archive, article_maker_next(&trials->articles, trials->numbers++));
}

/* Remove some of the articles, replace some others. */
static void change_articles(struct trials *trials, size_t count)
{
    for (size_t i = 0; i < count && trials->numbers > 0; i++) {
        unsigned number = random_below(&trials->random, trials->numbers);
        const mrg_article *article = article_maker_next(&trials->articles, number);
        if (reference_find(&trials->archive.reference, article->id) == SIZE_MAX)
            continue;
        if (random_chance(&trials->random, 60))
            archive_remove(&trials->archive, article->id);
        else
            archive_add(&trials->archive, article);
    }
}

static void compare_queries(struct trials *trials, size_t count)
{
    bool has_languages = trials->articles.kind == ARTICLES_OF_LANGUAGES;
    for (size_t i = 0; i < count; i++) {
        struct comparison how = random_comparison(&trials->random, has_languages, MAKER_NOW);
        archive_compare(&trials->archive, query_maker_next(&trials->queries), &how);
    }
    assert_int_equal(trials->archive.wrong, 0);
}

/* Say on which state of the archive a failure happened. */
static void enter_stage(struct trials *trials, const char *stage)
{
    size_t used = strcspn(trials->label, ":");
    snprintf(trials->label + used, sizeof trials->label - used, ": %s", stage);
}

/* ---- small archives, through their lives ---- */

static size_t random_size(struct random *random)
{
    static const unsigned limits[] = {3, 130, 400, 1500};
    return 1 + random_below(random, limits[random_below(random, 4)]);
}

static void build(struct trials *trials, unsigned commits)
{
    size_t size = random_size(&trials->random);
    enter_stage(trials, "built");
    for (unsigned i = 0; i < commits; i++) {
        add_articles(trials, size / commits + (i == 0));
        archive_commit(&trials->archive, false);
    }
}

static void live_through(struct trials *trials, unsigned queries)
{
    build(trials, 1 + random_below(&trials->random, 6));
    compare_queries(trials, queries);
    enter_stage(trials, "changed");
    change_articles(trials, trials->numbers / 4);
    add_articles(trials, random_below(&trials->random, 20));
    change_articles(trials, 3);
    archive_commit(&trials->archive, false);
    compare_queries(trials, queries);
    enter_stage(trials, "merged");
    archive_commit(&trials->archive, true);
    compare_queries(trials, queries);
    enter_stage(trials, "changed after merging");
    change_articles(trials, trials->numbers / 10);
    archive_commit(&trials->archive, false);
    compare_queries(trials, queries / 2);
}

static void small_archives(void **state)
{
    (void)state;
    uint64_t queries = 0, hits = 0;
    uint64_t rounds = setting_number("MORGUE_ROUNDS", ROUNDS);
    for (uint64_t round = 0; round < rounds; round++) {
        static const enum article_kind kinds[] = {ARTICLES_OF_FEW_WORDS, ARTICLES_OF_LANGUAGES,
                                                  ARTICLES_OF_FEW_WORDS, ARTICLES_OF_NEWS};
        struct trials trials;
        init_trials(&trials, kinds[round % 4], round);
        live_through(&trials, 40);
        queries += trials.archive.queries;
        hits += trials.archive.hits;
        free_trials(&trials);
    }
    print_message("%ju queries, %ju hits compared\n", (uintmax_t)queries, (uintmax_t)hits);
}

/* ---- large archives: lists of many blocks and superblocks ---- */

static void live_large(enum article_kind kind, size_t articles, uint64_t round)
{
    struct trials trials;
    init_trials(&trials, kind, round);
    if (kind == ARTICLES_OF_FEW_WORDS)
        trials.articles.words_max = 12;
    enter_stage(&trials, "one segment");
    add_articles(&trials, articles);
    archive_commit(&trials.archive, false);
    compare_queries(&trials, 60);
    enter_stage(&trials, "changed");
    change_articles(&trials, 300);
    add_articles(&trials, articles / 10);
    archive_commit(&trials.archive, false);
    compare_queries(&trials, 40);
    enter_stage(&trials, "merged");
    archive_commit(&trials.archive, true);
    compare_queries(&trials, 40);
    print_message("%ju queries, %ju hits compared\n", (uintmax_t)trials.archive.queries,
                  (uintmax_t)trials.archive.hits);
    free_trials(&trials);
}

static void large_archive_of_few_words(void **state)
{
    (void)state;
    live_large(ARTICLES_OF_FEW_WORDS, 20000, 1000001);
}

static void large_archive_of_news(void **state)
{
    (void)state;
    live_large(ARTICLES_OF_NEWS, 20000, 1000002);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_archives),
        cmocka_unit_test(large_archive_of_few_words),
        cmocka_unit_test(large_archive_of_news),
    };
    print_message("MORGUE_SEED=%ju\n", (uintmax_t)setting_seed());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
