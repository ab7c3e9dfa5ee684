/* Opening an index: for writing, where something else is or another writer; for reading, while commits
 * go on, and when files are missing, damaged or swapped. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/model.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/segment/term_key.h"
#include "indexer/native/native.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NUMBERS = 12 };

static struct scratch_folder folder;
static mrg_error error;

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    error = (mrg_error)MRG_ERROR_INIT;
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

static mrg_writer *open_writer(void)
{
    mrg_writer *writer;
    if (mrg_writer_open(folder.path, NULL, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return writer;
}

static void add_version(mrg_writer *writer, uint32_t version)
{
    for (uint32_t i = 0; i < NUMBERS; i += version) {
        struct made_article made;
        made_article_init(&made, i, version);
        assert_int_equal(mrg_writer_add(writer, &made.article, NULL, &error), MRG_OK);
        made_article_free(&made);
    }
}

/* Two segments, the first with deletions. */
static void make_index(void)
{
    mrg_writer *writer = open_writer();
    for (uint32_t version = 1; version <= 2; version++) {
        add_version(writer, version);
        assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    }
    mrg_writer_close(writer);
}

static void test_new_index_is_empty(void **state)
{
    (void)state;
    struct snapshot snapshot;
    mrg_writer *writer = open_writer();
    assert_int_equal(snapshot_open(&snapshot, folder.path, &error), MRG_ERR_NOT_INDEX);
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    assert_int_equal(snapshot_open(&snapshot, folder.path, &error), MRG_OK);
    assert_int_equal(snapshot.manifest.generation, 1);
    assert_int_equal(snapshot.articles, 0);
    snapshot_close(&snapshot);
    mrg_writer_close(writer);
}

static void test_one_writer_only(void **state)
{
    (void)state;
    mrg_writer *writer = open_writer(), *second;
    assert_int_equal(mrg_writer_open(folder.path, NULL, &second, &error), MRG_ERR_LOCKED);
    assert_null(second);
    mrg_writer_close(writer);
    mrg_writer_close(open_writer());
    mrg_writer_close(NULL);
}

static void test_not_a_place_for_an_index(void **state)
{
    (void)state;
    mrg_writer *writer;
    const char *file = scratch_file(&folder, "article.txt");
    scratch_write(file, "text", 4);
    assert_int_equal(mrg_writer_open(file, NULL, &writer, &error), MRG_ERR_NOT_INDEX);
    assert_int_equal(mrg_writer_open(folder.path, NULL, &writer, &error), MRG_ERR_NOT_INDEX);
    assert_null(writer);
    assert_int_equal(scratch_folder_count(&folder), 1);
    file = scratch_file(&folder, "no/such/folder");
    assert_int_equal(mrg_writer_open(file, NULL, &writer, &error), MRG_ERR_MISSING);
}

static void test_failed_open_changes_nothing(void **state)
{
    (void)state;
    mrg_writer *writer;
    mrg_writer_options options = {.language = "klingon"};
    const char *path = scratch_file(&folder, "new.idx");
    assert_int_equal(mrg_writer_open(path, &options, &writer, &error), MRG_ERR_ARGUMENT);
    assert_null(writer);
    assert_int_equal(scratch_folder_count(&folder), 0);
}

/* Whatever a first run leaves when it is killed before its first commit, the next run starts over. */
static void test_leftovers_of_a_killed_run(void **state)
{
    (void)state;
    static const char *const leftovers[] = {"LOCK", "MANIFEST.new", "seg-000001.mrg",
                                            "del-000002.mrg", "spool-abcdef.mrg"};
    for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++)
        scratch_write(scratch_file(&folder, leftovers[i]), "cut", 3);
    mrg_writer *writer = open_writer();
    add_version(writer, 1);
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    assert_int_equal(scratch_folder_count(&folder), 3);
    mrg_writer_close(writer);
}

static void test_uncommitted_work_is_lost(void **state)
{
    (void)state;
    make_index();
    size_t files = scratch_folder_count(&folder);
    mrg_writer *writer = open_writer();
    add_version(writer, 3);
    assert_int_equal(native_flush((struct native_writer *)writer, &error), MRG_OK);
    add_version(writer, 4);
    assert_true(scratch_folder_count(&folder) > files);
    mrg_writer_close(writer);
    mrg_writer_close(open_writer());
    assert_int_equal(scratch_folder_count(&folder), files);
    struct snapshot snapshot;
    assert_int_equal(snapshot_open(&snapshot, folder.path, &error), MRG_OK);
    assert_int_equal(snapshot.articles, NUMBERS);
    snapshot_close(&snapshot);
}

static void test_arguments(void **state)
{
    (void)state;
    mrg_writer *writer = open_writer();
    mrg_article article = MRG_ARTICLE_INIT;
    assert_int_equal(mrg_writer_add(writer, &article, NULL, &error), MRG_ERR_ARGUMENT);
    assert_int_equal(mrg_writer_remove(writer, article.id, NULL, &error), MRG_ERR_ARGUMENT);
    add_version(writer, 1); /* only that article was lost */
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    mrg_writer_close(writer);
}

static void test_numbers_and_ids(void **state)
{
    (void)state;
    struct snapshot snapshot;
    make_index();
    assert_int_equal(snapshot_open(&snapshot, folder.path, &error), MRG_OK);
    assert_int_equal(snapshot.segment_count, 2);
    assert_int_equal(snapshot.articles, NUMBERS);
    assert_int_equal(snapshot.removed, NUMBERS / 2);
    assert_int_equal(snapshot.numbers, NUMBERS + NUMBERS / 2);
    for (uint64_t number = 0; number < snapshot.numbers; number++) {
        uint32_t article;
        const struct segment *segment = snapshot_segment(&snapshot, number, &article);
        assert_int_equal(segment->base + article, number);
        assert_true(article < segment->meta.articles);
    }
    for (uint32_t i = 0; i < NUMBERS; i++) {
        struct made_article made;
        struct term_key key;
        size_t segment;
        uint32_t article;
        bool found;
        made_article_init(&made, i, 1);
        term_key_of_id(&key, made.article.id);
        assert_int_equal(
            snapshot_find_id(&snapshot, key.bytes, key.size, &segment, &article, &found, &error),
            MRG_OK);
        assert_true(found);
        assert_int_equal(segment, i % 2 == 0);
        assert_int_equal(article, i % 2 == 0 ? i / 2 : i);
        made_article_free(&made);
    }
    snapshot_close(&snapshot);
}

/* ---- damage ---- */

/* The `number`th file whose name begins with `prefix`. */
static const char *find_file(const char *prefix, size_t number)
{
    struct dirent **entries;
    char name[NAME_MAX + 1] = "";
    int count = scandir(folder.path, &entries, NULL, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        bool matches = strncmp(entries[i]->d_name, prefix, strlen(prefix)) == 0;
        if (matches && number-- == 0)
            snprintf(name, sizeof name, "%s", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    assert_true(name[0] != '\0');
    return scratch_file(&folder, name);
}

static void expect_damage(const char *part)
{
    struct snapshot snapshot;
    mrg_writer *writer;
    assert_int_equal(snapshot_open(&snapshot, folder.path, &error), MRG_ERR_DAMAGED);
    if (strstr(error.message, part) == NULL)
        fail_msg("no \"%s\" in: %s", part, error.message);
    assert_int_equal(snapshot.segment_count, 0);
    assert_int_equal(mrg_writer_open(folder.path, NULL, &writer, &error), MRG_ERR_DAMAGED);
    assert_null(writer);
}

static void test_missing_files(void **state)
{
    (void)state;
    static const char *const kinds[] = {"seg-", "del-"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        make_index();
        const char *path = find_file(kinds[i], 0);
        assert_int_equal(unlink(path), 0);
        char name[SCRATCH_PATH_MAX];
        snprintf(name, sizeof name, "the file %s is missing", strrchr(path, '/') + 1);
        expect_damage(name);
        remove_folder(NULL);
        make_folder(NULL);
    }
}

/* A whole and sound file, but not the one that was written for this place. */
static void test_swapped_segments(void **state)
{
    (void)state;
    char first[SCRATCH_PATH_MAX + 64], second[SCRATCH_PATH_MAX + 64];
    make_index();
    snprintf(first, sizeof first, "%s", find_file("seg-", 0));
    snprintf(second, sizeof second, "%s", find_file("seg-", 1));
    assert_int_equal(unlink(first), 0);
    assert_int_equal(link(second, first), 0);
    expect_damage("not the file that the manifest names");
}

static void test_cut_files(void **state)
{
    (void)state;
    static const char *const kinds[] = {"seg-", "del-", "MANIFEST"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        make_index();
        const char *path = find_file(kinds[i], 0);
        struct stat about;
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(truncate(path, about.st_size - 1), 0);
        expect_damage(strrchr(path, '/') + 1);
        remove_folder(NULL);
        make_folder(NULL);
    }
}

/* Readers that open while a writer commits and merges always get a whole commit. */
static void test_open_beside_commits(void **state)
{
    (void)state;
    mrg_writer *writer = open_writer();
    uint64_t before = 0;
    for (uint32_t version = 1; version < 12; version++) {
        struct snapshot held, fresh;
        add_version(writer, version);
        assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
        assert_int_equal(snapshot_open(&held, folder.path, &error), MRG_OK);
        assert_int_equal(mrg_writer_merge(writer, &error), MRG_OK);
        assert_int_equal(snapshot_open(&fresh, folder.path, &error), MRG_OK);
        assert_true(fresh.manifest.generation >= held.manifest.generation);
        assert_true(held.manifest.generation > before);
        before = fresh.manifest.generation;
        struct content wanted, got;
        content_init(&wanted);
        content_init(&got);
        content_of_snapshot(&wanted, &fresh);
        content_of_snapshot(&got, &held);
        content_assert_same(&wanted, &got);
        content_free(&wanted);
        content_free(&got);
        snapshot_close(&held);
        snapshot_close(&fresh);
    }
    mrg_writer_close(writer);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_new_index_is_empty),
        IN_FOLDER(test_one_writer_only),
        IN_FOLDER(test_not_a_place_for_an_index),
        IN_FOLDER(test_failed_open_changes_nothing),
        IN_FOLDER(test_leftovers_of_a_killed_run),
        IN_FOLDER(test_uncommitted_work_is_lost),
        IN_FOLDER(test_arguments),
        IN_FOLDER(test_numbers_and_ids),
        IN_FOLDER(test_missing_files),
        IN_FOLDER(test_swapped_segments),
        IN_FOLDER(test_cut_files),
        IN_FOLDER(test_open_beside_commits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
