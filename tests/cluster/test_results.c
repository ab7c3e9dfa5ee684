/* Shards searched as one, on this machine and on servers, answer as one index with all articles does. */
#include "tests/cmocka_all.h"

#include <stdio.h>

#include "tests/cluster/archive.h"
#include "tests/cluster/compare.h"
#include "tests/cluster/queries.h"
#include "tests/unit/xapian-c/server.h"

enum { ARTICLES = 1200, QUERIES = 300 };

static struct archive archive;
static mrg_index *whole; /* the native index of all articles: what the others are held against */
static struct server servers[SHARDS];

static mrg_index *open_index(const char *path)
{
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    if (mrg_index_open(path, &index, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return index;
}

static int set_up(void **state)
{
    (void)state;
    archive_make(&archive, ARTICLES);
    archive_index(&archive, "native");
    archive_index(&archive, "xapian");
    whole = open_index(scratch_file(&archive.folder, "native.idx"));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < SHARDS; i++)
        server_kill(&servers[i]);
    mrg_index_close(whole);
    archive_free(&archive);
    return 0;
}

static struct run_options options_of(unsigned query)
{
    static const struct run_options ways[] = {
        {10, 0, MRG_SORT_RELEVANCE},  {40, 0, MRG_SORT_RELEVANCE}, {5, 7, MRG_SORT_RELEVANCE},
        {20, 0, MRG_SORT_NEWEST},     {20, 0, MRG_SORT_OLDEST},    {1, 0, MRG_SORT_RELEVANCE},
        {30, 30, MRG_SORT_RELEVANCE},
    };
    return ways[query % (sizeof ways / sizeof *ways)];
}

/* An article is found under its id, with its text. */
static void compare_article(const mrg_index *cluster, const char *id)
{
    mrg_stored *a, *b;
    mrg_text text = {id, strlen(id)};
    assert_int_equal(mrg_index_find(whole, text, &a, NULL), MRG_OK);
    assert_int_equal(mrg_index_find(cluster, text, &b, NULL), MRG_OK);
    mrg_text body = mrg_stored_article(a)->body, other = mrg_stored_article(b)->body;
    assert_int_equal(body.size, other.size);
    assert_memory_equal(body.data, other.data, body.size);
    assert_int_equal(mrg_stored_article(a)->word_count, mrg_stored_article(b)->word_count);
    mrg_stored_free(a);
    mrg_stored_free(b);
}

/* Where shards have gone wrong: several of the best alternatives for a word end at the same article, a
 * word is in every article, in one shard only, or nowhere. */
static const char *const hard_queries[] = {"the~",
                                           "then~",
                                           "them~ OR airport",
                                           "airport AND the~",
                                           "the",
                                           "the AND of",
                                           "\"of the\"",
                                           "*",
                                           "",
                                           "a* OR b*",
                                           "id:synthetic-00000007",
                                           "nosuchwordanywhere"};
enum { HARD_QUERIES = sizeof hard_queries / sizeof *hard_queries };

static unsigned compare_hard_queries(const mrg_index *cluster)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < HARD_QUERIES; i++)
        for (unsigned way = 0; way < 7; way++) {
            struct run_options options = options_of(way);
            wrong += !compare_answers(whole, cluster, hard_queries[i], &options);
        }
    return wrong;
}

static void compare_cluster(const char *name, const char *lines)
{
    struct query_source source = {.words = &archive.words, .random = {0x5eed}};
    mrg_index *cluster = open_index(archive_cluster(&archive, name, lines));
    assert_null(mrg_index_missing(cluster, 0));
    compare_figures(whole, cluster);
    unsigned wrong = compare_hard_queries(cluster);
    for (unsigned i = 0; i < QUERIES && wrong < 5; i++) {
        struct run_options options = options_of(i);
        wrong += !compare_answers(whole, cluster, query_source_next(&source), &options);
    }
    for (unsigned i = 1; i <= 10; i++) {
        char id[64];
        snprintf(id, sizeof id, "synthetic-%08u", i);
        compare_article(cluster, id);
    }
    buffer_free(&source.text);
    mrg_index_close(cluster);
    assert_int_equal(wrong, 0);
}

static void native_shards_answer_as_one(void **state)
{
    (void)state;
    compare_cluster("native.cluster", "native-1.idx\nnative-2.idx\nnative-3.idx\n");
}

static void the_order_of_shards_is_free(void **state)
{
    (void)state;
    compare_cluster("native.cluster", "native-3.idx\nnative-1.idx\nnative-2.idx\n");
}

static void one_shard_alone_is_a_cluster(void **state)
{
    (void)state;
    compare_cluster("whole.cluster", "native.idx\n");
    compare_cluster("whole.cluster", "xapian.idx\n");
}

static void xapian_shards_answer_as_one(void **state)
{
    (void)state;
    compare_cluster("xapian.cluster", "xapian-1.idx\nxapian-2.idx\nxapian-3.idx\n");
}

/* Serve the shards, or skip the test where that cannot be done. */
static void need_servers(void)
{
    if (!server_is_installed()) {
        print_message("xapian-tcpsrv (package xapian-tools) is not here\n");
        skip();
    }
    for (int i = 0; i < SHARDS; i++) {
        char name[32];
        snprintf(name, sizeof name, "xapian-%d.idx", i + 1);
        if (servers[i].group == 0)
            servers[i] = server_start(scratch_file(&archive.folder, name), false);
    }
}

static void servers_answer_as_one(void **state)
{
    (void)state;
    char lines[256];
    need_servers();
    snprintf(lines, sizeof lines, "%s:%u\nlocalhost:%u\n%s:%u\n", LOOPBACK, servers[0].port,
             servers[1].port, LOOPBACK, servers[2].port);
    compare_cluster("servers.cluster", lines);
}

static void servers_and_folders_answer_as_one(void **state)
{
    (void)state;
    char lines[256];
    need_servers();
    snprintf(lines, sizeof lines, "xapian-1.idx\n%s:%u\nxapian-3.idx\n", LOOPBACK, servers[1].port);
    compare_cluster("mixed.cluster", lines);
    snprintf(lines, sizeof lines, "%s:%u\nxapian-3.idx\n%s:%u\n", LOOPBACK, servers[1].port,
             LOOPBACK, servers[0].port);
    compare_cluster("mixed.cluster", lines);
}

/* The comparison itself: two shards of three are not the whole. */
static void two_thirds_are_told_from_the_whole(void **state)
{
    (void)state;
    const struct run_options options = {10, 0, MRG_SORT_RELEVANCE};
    mrg_index *cluster =
        open_index(archive_cluster(&archive, "two.cluster", "native-1.idx\nnative-2.idx\n"));
    print_message("the difference that follows is wanted:\n");
    assert_false(compare_answers(whole, cluster, "airport OR election", &options));
    mrg_index_close(cluster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(native_shards_answer_as_one),
        cmocka_unit_test(the_order_of_shards_is_free),
        cmocka_unit_test(one_shard_alone_is_a_cluster),
        cmocka_unit_test(xapian_shards_answer_as_one),
        cmocka_unit_test(servers_answer_as_one),
        cmocka_unit_test(servers_and_folders_answer_as_one),
        cmocka_unit_test(two_thirds_are_told_from_the_whole),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
