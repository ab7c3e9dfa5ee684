/* Queries that Xapian cannot answer by itself: settled by reading articles, as a check of the results
 * with one shard here, before the search with a server among the shards. */
#include "tests/cmocka_all.h"

#include "tests/unit/searcher-xapian/maker.h"
#include "tests/unit/support/scratch_folder.h"
#include "tests/unit/xapian-c/server.h"

#include <stdio.h>
#include <string.h>

static const struct item items[] = {
    {"a", "Turkey signs pact", "The President of Turkey spoke to the Prime Minister."},
    {"b", "Roast turkey", "Cooks roasted a turkey. Presidents spoke of turkeys to the minister."},
    {"c", "Ministry",
     "The prime Minister met the President, then the Minister of Defence met him."},
    {"d", "Talks in Nur-Sultan", "Nur-Sultan hosts talks; Sultan of nur talks."},
    {"e", "Oil oil oil", "Oil prices fell. Gas prices fell as oil prices rose."},
    {"f", "Ends here prime", "minister begins here"},
};
enum { ITEMS = sizeof items / sizeof *items };

static const struct hard_case {
    const char *query;
    const char *ids;
} cases[] = {
    /* words as written */
    {"=Turkey", "a "},
    {"=turkey", "b "},
    {"turkey", "a b "},
    {"=\"Prime Minister\"", "a "},
    {"=\"prime Minister\"", "c "},
    {"=\"Minister of Defence\"", "c "},
    {"=\"turkey spoke\"", ""},
    {"=\"Prime Minister\" OR =turkey", "a b "},
    {"minister -=\"Prime Minister\"", "b c f "},
    {"minister NOT (=\"Prime Minister\" OR =\"prime Minister\")", "b f "},
    {"=\"Nur-Sultan\"", "d "},
    {"=\"Sultan of nur\"", "d "},
    /* a phrase does not cross from the headline into the body */
    {"\"prime minister\"", "a c "},
    {"\"here prime\"", "f "},
    {"=\"here prime\"", "f "},
    {"=\"prime minister\"", ""},
    /* words near each other */
    {"oil NEAR/1 oil", "e "},
    {"oil PRE/1 prices", "e "},
    {"prices PRE/1 oil", ""},
    {"prices PRE/3 oil", "e "},
    {"gas NEAR/1 gas", ""},
    {"president NEAR/3 minister", "c "},
    {"president PRE/4 minister", "c "},
    {"minister PRE/3 president", "c "},
    /* phrases near each other; words with several readings */
    {"\"prime minister\" NEAR/3 president", "c "},
    {"\"prime minister\" NEAR/2 president", ""},
    {"\"prime minister\" NEAR/3 \"the president\"", "c "},
    {"\"prices fell\" NEAR/3 \"prices rose\"", "e "},
    {"\"prices fell\" NEAR/2 \"prices rose\"", ""},
    {"\"here prime\" NEAR/1 \"minister begins\"", ""},
    {"\"prices fell\" PRE/5 (gas OR rose)", "e "},
    {"nur NEAR/1 nursultan", ""},
    {"nur-sultan NEAR/2 talks", "d "},
    {"=Minister NEAR/2 =Defence", "c "},
    {"=minister NEAR/2 =Defence", ""},
    {"(=Minister NEAR/2 =Defence) OR (=turkey PRE/3 =Presidents) OR gas", "b c e "},
    {"(talks OR oil) NOT (oil NEAR/1 oil)", "d "},
};
enum { CASES = sizeof cases / sizeof *cases };

static struct scratch_folder folder;
static char whole[SCRATCH_PATH_MAX + 64], halves[2][SCRATCH_PATH_MAX + 64];

static int make_indexes(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    snprintf(whole, sizeof whole, "%s/whole", folder.path);
    store_items(whole, items, ITEMS, 0, 1);
    for (size_t i = 0; i < 2; i++) {
        snprintf(halves[i], sizeof halves[i], "%s/half%zu", folder.path, i);
        store_items(halves[i], items, ITEMS, i, 2);
    }
    return 0;
}

static int remove_indexes(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

static void run_cases(const struct shard *shards, size_t count)
{
    mrg_index *index = open_shards(shards, count, NULL);
    size_t wrong = 0;
    for (size_t i = 0; i < CASES; i++) {
        const char *found = ids_found(index, cases[i].query);
        if (strcmp(found, cases[i].ids) == 0)
            continue;
        print_error("%s: found %s, wanted %s\n", cases[i].query, found, cases[i].ids);
        wrong++;
    }
    close_shards(index);
    assert_int_equal(wrong, 0);
}

static void one_shard(void **state)
{
    (void)state;
    run_cases(&(struct shard){whole, whole, NULL, 0}, 1);
}

static void two_shards(void **state)
{
    (void)state;
    const struct shard shards[] = {{"one", halves[0], NULL, 0}, {"two", halves[1], NULL, 0}};
    run_cases(shards, 2);
}

static void a_server_among_them(void **state)
{
    (void)state;
    if (!server_is_installed()) {
        print_message("xapian-tcpsrv (package xapian-tools) is not here\n");
        skip();
    }
    struct server server = server_start(halves[1], false);
    const struct shard shards[] = {{"one", halves[0], NULL, 0},
                                   {"two", NULL, LOOPBACK, server.port}};
    run_cases(shards, 2);
    server_kill(&server);
}

int run_hard_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_shard),
        cmocka_unit_test(two_shards),
        cmocka_unit_test(a_server_among_them),
    };
    return cmocka_run_group_tests(tests, make_indexes, remove_indexes);
}
