/* Opening shards, and what becomes of an open engine when its databases change. */
#include "tests/cmocka_all.h"

#include "common/glass/scheme.h"
#include "common/xapian-c/xapian_c.h"
#include "searcher/index.h"
#include "tests/unit/searcher-xapian/maker.h"
#include "tests/unit/support/scratch_folder.h"
#include "tests/unit/xapian-c/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct scratch_folder folder;

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

/* ---- settings ---- */

/* A database by the binding alone, with this metadata; NULL: none. */
static void make_database(const char *path, const char *format, const char *analysis,
                          const char *language)
{
    xc_writable *writable;
    assert_int_equal(xc_writable_open(path, NULL, &writable, NULL), MRG_OK);
    const char *const settings[][2] = {{METADATA_FORMAT, format},
                                       {METADATA_ANALYSIS, analysis},
                                       {METADATA_LANGUAGE, language},
                                       {METADATA_GENERATION, "1"},
                                       {METADATA_TEXT_BYTES, "0"}};
    for (size_t i = 0; i < sizeof settings / sizeof *settings && format != NULL; i++)
        assert_int_equal(xc_writable_set_metadata(writable, text_of(settings[i][0]),
                                                  text_of(settings[i][1]), NULL),
                         MRG_OK);
    assert_int_equal(xc_writable_close(writable, NULL), MRG_OK);
    xc_writable_free(writable);
}

static void refuses_other_settings(void **state)
{
    (void)state;
    static const struct {
        const char *format, *analysis, *language; /* of the second shard; NULL: this build's */
        bool is_foreign;                          /* it has no metadata at all */
        mrg_status status;
        const char *message; /* part of it */
    } cases[] = {
        {NULL, NULL, "en", false, MRG_OK, ""},
        {NULL, NULL, "de", false, MRG_ERR_UNSUPPORTED,
         "second: language is de, that of first is en"},
        {"999", NULL, "en", false, MRG_ERR_VERSION, "second: format is 999"},
        {NULL, "999", "en", false, MRG_ERR_VERSION, "second: analysis is 999"},
        {NULL, NULL, "en", true, MRG_ERR_NOT_INDEX, "second"},
    };
    char format[16], analysis[16], first[400], second[400];
    snprintf(format, sizeof format, "%d", GLASS_FORMAT);
    snprintf(analysis, sizeof analysis, "%d", ANALYSIS_VERSION);
    snprintf(first, sizeof first, "%s/first", folder.path);
    make_database(first, format, analysis, "en");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct shard shards[] = {{"first", first, NULL, 0}, {"second", second, NULL, 0}};
        const mrg_open_options options = MRG_OPEN_OPTIONS_INIT;
        mrg_error error = MRG_ERROR_INIT;
        struct engine *engine = NULL;
        snprintf(second, sizeof second, "%s/second%zu", folder.path, i);
        make_database(second,
                      cases[i].is_foreign       ? NULL
                      : cases[i].format != NULL ? cases[i].format
                                                : format,
                      cases[i].analysis != NULL ? cases[i].analysis : analysis, cases[i].language);
        mrg_status status = xapian_engine_open(shards, 2, &options, &engine, &error);
        if (status == MRG_OK)
            engine->ops->close(engine);
        assert_int_equal(status, cases[i].status);
        if (strstr(error.message, cases[i].message) == NULL)
            fail_msg("%s: lacks %s", error.message, cases[i].message);
    }
}

static void refuses_what_is_not_there(void **state)
{
    (void)state;
    const mrg_open_options options = {0.5, false};
    mrg_error error = MRG_ERROR_INIT;
    struct engine *engine = NULL;
    const struct shard nowhere = {"nowhere", "/nonexistent/index", NULL, 0};
    assert_int_equal(xapian_engine_open(&nowhere, 1, &options, &engine, &error), MRG_ERR_MISSING);
    assert_non_null(strstr(error.message, "nowhere"));
    const struct shard refusing = {"the other one", NULL, LOOPBACK, unused_port()};
    assert_int_equal(xapian_engine_open(&refusing, 1, &options, &engine, &error), MRG_ERR_IO);
    assert_non_null(strstr(error.message, "the other one"));
}

/* ---- changes while an engine is open ---- */

static const struct item old_items[] = {
    {"a", "Airport opens", "The airport opened."},
    {"b", "Airport closes", "The airport closed."},
};
static const struct item new_items[] = {
    {"c", "Airport", "An airport strike."},
    {"d", "Airport", "An airport budget."},
    {"e", "Airport", "Airport buses."},
    {"f", "Airport", "Airport trains."},
};

static uint64_t number_of(const mrg_index *index, const char *id)
{
    const struct engine *engine = index->engine;
    uint64_t number = 0;
    bool found = false;
    assert_int_equal(engine->ops->find_id(engine, text_of(id), &number, &found, NULL), MRG_OK);
    assert_true(found);
    return number;
}

/* Numbers stay when a server goes, and so does what the others have. */
static void leaves_out_a_server(void **state)
{
    (void)state;
    const mrg_open_options options = {0.5, true};
    char paths[3][400];
    if (!server_is_installed())
        skip();
    for (size_t i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/third%zu", folder.path, i);
        store_items(paths[i], new_items, 4, i, 3);
    }
    struct server server = server_start(paths[1], false);
    const struct shard shards[] = {{"first", paths[0], NULL, 0},
                                   {"second", NULL, LOOPBACK, server.port},
                                   {"third", paths[2], NULL, 0}};
    mrg_index *index = open_shards(shards, 3, &options);
    assert_string_equal(ids_found(index, "airport"), "c d e f ");
    assert_null(mrg_index_missing(index, 0));
    uint64_t c = number_of(index, "c"), e = number_of(index, "e"), f = number_of(index, "f");
    server_kill(&server);
    assert_string_equal(ids_found(index, "airport"), "c e f ");
    assert_string_equal(mrg_index_missing(index, 0), "second");
    assert_null(mrg_index_missing(index, 1));
    assert_int_equal(number_of(index, "c"), c);
    assert_int_equal(number_of(index, "e"), e);
    assert_int_equal(number_of(index, "f"), f);
    close_shards(index);
}

enum { MANY = 600 };

/* An index of more blocks than fit in what Xapian keeps in memory; `word` stands in every article. */
static void store_many(const char *path, const char *word)
{
    static char ids[MANY][16], bodies[MANY][64];
    static struct item items[MANY];
    for (size_t i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "m%zu", i);
        snprintf(bodies[i], sizeof bodies[i], "Number %zu %s of many, unlike w%zu.", i, word, i);
        items[i] = (struct item){ids[i], "Many", bodies[i]};
    }
    store_items(path, items, MANY, 0, 1);
}

/* Commits that overwrite what the open database reads from: it is read anew, not wrongly. */
static void follows_a_writer(void **state)
{
    (void)state;
    char path[400];
    snprintf(path, sizeof path, "%s/moving", folder.path);
    store_items(path, old_items, 2, 0, 1);
    store_many(path, "first");
    mrg_index *index = open_shards(&(struct shard){path, path, NULL, 0}, 1, NULL);
    assert_string_equal(ids_found(index, "airport"), "a b ");
    uint64_t number = number_of(index, "b");
    store_many(path, "second");
    store_many(path, "third");
    for (size_t i = 0; i < 4; i++)
        store_items(path, new_items + i, 1, 0, 1);
    assert_string_equal(ids_found(index, "third w17"), "m17 ");
    assert_string_equal(ids_found(index, "airport"), "a b c d e f ");
    assert_string_equal(ids_found(index, "=\"airport strike\" OR =\"Airport trains\""), "c f ");
    assert_int_equal(number_of(index, "b"), number);
    close_shards(index);
}

static void survives_a_merge(void **state)
{
    (void)state;
    char path[400];
    mrg_writer *writer;
    mrg_stored *stored;
    mrg_facet facets[4];
    size_t count;
    snprintf(path, sizeof path, "%s/merged", folder.path);
    store_items(path, old_items, 2, 0, 1);
    mrg_index *index = open_shards(&(struct shard){path, path, NULL, 0}, 1, NULL);
    store_items(path, new_items, 4, 0, 1);
    assert_int_equal(mrg_writer_open(path, NULL, &writer, NULL), MRG_OK);
    assert_int_equal(mrg_writer_merge(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
    /* Either the old files, still open, or the new ones; never a failure. */
    assert_int_equal(mrg_index_find(index, text_of("a"), &stored, NULL), MRG_OK);
    mrg_stored_free(stored);
    assert_int_equal(mrg_index_get_facets(index, "language", facets, 4, &count, NULL), MRG_OK);
    assert_int_equal(count, 1);
    const char *found = ids_found(index, "\"the airport\"");
    assert_string_equal(found, "a b ");
    close_shards(index);
}

static void names_a_damaged_index(void **state)
{
    (void)state;
    char path[400], database[64], table[600];
    snprintf(path, sizeof path, "%s/damaged", folder.path);
    store_many(path, "here");
    assert_int_equal(glass_stub_read(path, database, NULL), MRG_OK);
    mrg_index *index = open_shards(&(struct shard){path, path, NULL, 0}, 1, NULL);
    snprintf(table, sizeof table, "%s/%s/docdata.glass", path, database);
    assert_int_equal(truncate(table, 8192), 0);
    const char *found = ids_found(index, "=\"unlike w300\"");
    assert_memory_equal(found, "! ", 2);
    if (strstr(found, path) == NULL)
        fail_msg("%s: does not name the index", found);
    close_shards(index);
}

int run_shard_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_other_settings), cmocka_unit_test(refuses_what_is_not_there),
        cmocka_unit_test(leaves_out_a_server),    cmocka_unit_test(follows_a_writer),
        cmocka_unit_test(survives_a_merge),       cmocka_unit_test(names_a_damaged_index),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
