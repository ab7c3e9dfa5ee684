/* Repair of an index with any part damaged: what comes of it passes the deep check, holds every article but
 * those it says are lost, and answers as an index of these articles built anew. More of it with MORGUE_POINTS
 * set (points.h). */
#include "common/base/file.h"
#include "common/segment/segment_file.h"
#include "tests/crash/contents.h"
#include "tests/crash/mending.h"
#include "tests/crash/points.h"
#include "tests/crash/seal.h"
#include "tests/crash/small_index.h"
#include "tests/crash/state.h"

#include "tests/cmocka_all.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIALS = 40, MORE_TRIALS = 3000 };

static struct index_files files;
static struct contents intact; /* of the undamaged index */
static const char source_path[] = "/wires/today.json";
static char scene[256]; /* which damage, for messages */

/* ---- an index with everything in it ---- */

static void build(const char *path)
{
    mrg_writer *writer;
    small_index_build(path);
    const mrg_source source = {.path = {source_path, strlen(source_path)},
                               .size = 4096,
                               .modified = 1640995200,
                               .hash = 99,
                               .records = 7,
                               .is_complete = true};
    assert_int_equal(mrg_writer_open(path, NULL, &writer, NULL), MRG_OK);
    assert_int_equal(mrg_writer_note_source(writer, &source, NULL), MRG_OK);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
}

static int make_index(void **state)
{
    (void)state;
    index_files_make(&files, build);
    contents_read(&intact, files.folder, "undamaged");
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    index_files_remove(&files);
    contents_free(&intact);
    return 0;
}

/* ---- judging ---- */

/* The repaired index answers as one of the same articles built anew. */
static void judge_answers(const char *path, const struct contents *contents, const char *engine)
{
    char folder[64], anew[80];
    make_scratch(folder);
    snprintf(anew, sizeof anew, "%s/anew", folder);
    contents_build(contents, anew, engine);
    merge_all(path, scene);
    must_answer_alike(path, anew, scene);
    remove_tree(folder);
}

/* No file is left that the index does not need. */
static void judge_folder(const char *path)
{
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (strstr(entry->d_name, "spool") != NULL || strstr(entry->d_name, ".new") != NULL)
            fail_msg("%s: %s is left", scene, entry->d_name);
    closedir(folder);
}

/* Repair what was damaged and judge it; returns how many articles are lost. */
static uint64_t judge_repair(bool asks)
{
    struct told told;
    struct contents after;
    mrg_error error = MRG_ERROR_INIT;
    if (mending_repair(files.folder, &told, &error) != MRG_OK)
        fail_msg("%s: %s", scene, error.message);
    must_be_sound(files.folder, scene);
    contents_read(&after, files.folder, scene);
    mending_compare(&intact, &after, &told, scene);
    judge_folder(files.folder);
    if (asks)
        judge_answers(files.folder, &after, NULL);
    contents_free(&after);
    index_files_restore(&files);
    return told.result.lost;
}

/* ---- tests ---- */

static void flip(const struct index_file *file, size_t at)
{
    index_file_patch(file, at, (uint8_t)(file->bytes.data[at] ^ 0x20));
}

/* The files are as they were, but for the one called `except`, and the manifest where that is set. */
static void must_be_untouched(const char *except)
{
    for (size_t i = 0; i < files.count; i++) {
        struct index_file now = {.path = files.files[i].path};
        if (except != NULL &&
            (i == 0 || strcmp(files.files[i].name, except) == 0)) /* the first is the manifest */
            continue;
        FILE *stream = fopen(now.path, "rb");
        assert_non_null(stream);
        assert_true(buffer_reserve(&now.bytes, files.files[i].bytes.size + 1));
        assert_int_equal(fread(now.bytes.data, 1, files.files[i].bytes.size + 1, stream),
                         files.files[i].bytes.size);
        assert_memory_equal(now.bytes.data, files.files[i].bytes.data, files.files[i].bytes.size);
        fclose(stream);
        buffer_free(&now.bytes);
    }
}

static void test_undamaged(void **state)
{
    (void)state;
    struct told told;
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(mending_repair(files.folder, &told, &error), MRG_OK);
    assert_int_equal(told.result.damaged, 0);
    assert_int_equal(told.result.articles, intact.count);
    must_be_untouched(NULL); /* and nothing has changed */
}

/* Whether the byte at `at` lies in a page that also holds stored articles, the header left out. */
static bool shares_page(const struct stretch *stretches, size_t count, size_t at)
{
    const size_t page = at >> SEGMENT_PAGE_SHIFT;
    for (size_t s = 0; s < count; s++)
        if (strcmp(stretches[s].name, "articles") == 0)
            return at >= SEGMENT_HEADER_SIZE && page >= stretches[s].start >> SEGMENT_PAGE_SHIFT &&
                   page <= (stretches[s].start + stretches[s].size - 1) >> SEGMENT_PAGE_SHIFT;
    return false;
}

/* Three bytes of every part of every file, one at a time. Only damage to pages of stored articles loses
 * any. */
static void test_every_part(void **state)
{
    (void)state;
    unsigned losses = 0;
    for (size_t i = 0; i < files.count; i++) {
        const struct index_file *file = &files.files[i];
        struct stretch stretches[STRETCHES_MAX + 1];
        size_t count = seal_stretches(file, stretches);
        stretches[count++] = (struct stretch){0, 16, "header"};
        stretches[count++] = (struct stretch){file->bytes.size - 40, 40, "footer"};
        for (size_t s = 0; s < count; s++)
            for (unsigned third = 0; third < 3; third++) {
                const size_t at = stretches[s].start + (stretches[s].size - 1) * third / 2;
                snprintf(scene, sizeof scene, "%s of %s, byte %zu", stretches[s].name, file->name,
                         at);
                flip(file, at);
                const uint64_t lost = judge_repair(third == 1 && (s % 4 == 0 || points_are_set()));
                if (lost > 0 && !shares_page(stretches, count, at))
                    fail_msg("%s: articles are lost", scene);
                losses += lost > 0;
            }
    }
    assert_true(losses > 0);
}

/* A file of a version yet to come, its checksums right, is refused and stays. */
static void test_newer_version(void **state)
{
    (void)state;
    enum { VERSION_AT = 8 };
    for (size_t i = 1; i < files.count; i++) {
        struct told told;
        struct buffer bytes = BUFFER_INIT, left = BUFFER_INIT;
        const struct index_file *file = &files.files[i];
        snprintf(scene, sizeof scene, "%s: newer", file->name);
        buffer_append(&bytes, file->bytes.data, file->bytes.size);
        bytes.data[VERSION_AT]++;
        seal_write(&files, i, &bytes);
        if (mending_repair(files.folder, &told, NULL) != MRG_ERR_VERSION)
            fail_msg("%s: not refused", scene);
        must_be_untouched(file->name);
        assert_int_equal(file_read(file->path, bytes.size, &left, NULL), MRG_OK);
        assert_int_equal(left.size, bytes.size);
        assert_memory_equal(left.data, bytes.data, bytes.size);
        if (strncmp(file->name, "seg-", 4) == 0) { /* nor when the manifest is lost as well */
            assert_int_equal(unlink(files.files[0].path), 0);
            assert_int_equal(mending_repair(files.folder, &told, NULL), MRG_ERR_VERSION);
            must_be_untouched(file->name);
        }
        buffer_free(&bytes);
        buffer_free(&left);
        index_files_restore(&files);
    }
}

/* A segment cut short in the lists behind its articles has lost nothing. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < files.count; i++) {
        const struct index_file *file = &files.files[i];
        const bool is_segment = strncmp(file->name, "seg-", 4) == 0;
        const size_t size = file->bytes.size * (is_segment ? 3 : 2) / 4;
        snprintf(scene, sizeof scene, "%s: cut to %zu bytes", file->name, size);
        assert_int_equal(truncate(file->path, (off_t)size), 0);
        assert_int_equal(judge_repair(true), 0);
    }
}

/* Flip a byte in the middle of a section of `file` in the folder. */
static void flip_section(const struct index_file *file, const char *name)
{
    struct stretch stretches[STRETCHES_MAX];
    const size_t count = seal_stretches(file, stretches);
    for (size_t s = 0; s < count; s++)
        if (strcmp(stretches[s].name, name) == 0)
            flip(file, stretches[s].start + stretches[s].size / 2);
}

/* Without a lexicon nothing of its segment can be read; the articles of the others are there. */
static void test_both_lexicons(void **state)
{
    (void)state;
    for (size_t i = 0; i < files.count; i++) {
        const struct index_file *file = &files.files[i];
        if (strncmp(file->name, "seg-", 4) != 0)
            continue;
        snprintf(scene, sizeof scene, "%s: both lexicons", file->name);
        flip_section(file, "lexicons");
        flip_section(file, "lexicons copy");
        assert_in_range(judge_repair(false), 1, intact.count);
    }
}

static void test_gone(void **state)
{
    (void)state;
    for (size_t i = 0; i < files.count; i++) {
        const struct index_file *file = &files.files[i];
        struct told told;
        mrg_error error = MRG_ERROR_INIT;
        snprintf(scene, sizeof scene, "%s: gone", file->name);
        assert_int_equal(unlink(file->path), 0);
        if (strncmp(file->name, "seg-", 4) != 0) {
            assert_int_equal(judge_repair(true), 0);
            continue;
        }
        if (mending_repair(files.folder, &told, &error) != MRG_OK) /* not even the ids are left */
            fail_msg("%s: %s", scene, error.message);
        must_be_sound(files.folder, scene);
        assert_int_equal(told.result.unknown, 1);
        assert_true(told.result.articles > 0);
        index_files_restore(&files);
    }
}

/* What is remembered of files outlives the manifest. */
static void test_sources(void **state)
{
    (void)state;
    struct told told;
    mrg_writer *writer;
    mrg_source source;
    bool was_there = false;
    snprintf(scene, sizeof scene, "sources");
    assert_int_equal(unlink(files.files[0].path), 0);
    assert_int_equal(mending_repair(files.folder, &told, NULL), MRG_OK);
    assert_int_equal(mrg_writer_open(files.folder, NULL, &writer, NULL), MRG_OK);
    assert_int_equal(mrg_writer_find_source(writer, (mrg_text){source_path, strlen(source_path)},
                                            &source, &was_there, NULL),
                     MRG_OK);
    assert_true(was_there);
    assert_int_equal(source.records, 7);
    mrg_writer_close(writer);
    index_files_restore(&files);
}

/* Everything but the segments is gone. */
static void test_segments_alone(void **state)
{
    (void)state;
    snprintf(scene, sizeof scene, "segments alone");
    for (size_t i = 0; i < files.count; i++)
        if (strncmp(files.files[i].name, "seg-", 4) != 0)
            assert_int_equal(unlink(files.files[i].path), 0);
    struct told told;
    struct contents after;
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(mending_repair(files.folder, &told, &error), MRG_OK);
    must_be_sound(files.folder, scene);
    contents_read(&after, files.folder, scene);
    for (size_t i = 0; i < intact.count; i++) { /* the later version of what was replaced */
        const struct content *found = contents_find(&after, intact.items[i].id);
        assert_non_null(found);
        assert_int_equal(found->record.size, intact.items[i].record.size);
        assert_memory_equal(found->record.data, intact.items[i].record.data, found->record.size);
    }
    assert_int_equal(after.count, intact.count + 1); /* what was removed by hand is back */
    contents_free(&after);
    index_files_restore(&files);
}

/* Random damage under right checksums: whatever comes out is in order. */
static void test_random_damage(void **state)
{
    (void)state;
    const unsigned trials = points_are_set() ? MORE_TRIALS : TRIALS;
    for (unsigned trial = 0; trial < trials; trial++) {
        struct random_source random = {trial * 1000003 + 5};
        struct stretch stretches[STRETCHES_MAX];
        struct buffer bytes = BUFFER_INIT;
        struct told told;
        mrg_error error = MRG_ERROR_INIT;
        for (unsigned i = 0; i < 8; i++)
            random_next(&random);
        const size_t number = random_below(&random, (uint32_t)files.count);
        const struct index_file *file = &files.files[number];
        const size_t count = seal_stretches(file, stretches);
        const struct stretch *stretch = &stretches[random_below(&random, (uint32_t)count)];
        snprintf(scene, sizeof scene, "trial %u (%s of %s)", trial, stretch->name, file->name);
        buffer_append(&bytes, file->bytes.data, file->bytes.size);
        seal_mutate(&bytes, stretch, &random);
        seal_write(&files, number, &bytes);
        const mrg_status status = mending_repair(files.folder, &told, &error);
        if (status == MRG_OK)
            must_be_sound(files.folder, scene);
        else if (status != MRG_ERR_VERSION && status != MRG_ERR_DAMAGED)
            fail_msg("%s: %s", scene, error.message);
        buffer_free(&bytes);
        index_files_restore(&files);
    }
}

static void test_not_an_index(void **state)
{
    (void)state;
    struct told told;
    char folder[64], path[80];
    mrg_writer *writer;
    make_scratch(folder);
    assert_int_equal(mending_repair(folder, &told, NULL), MRG_ERR_NOT_INDEX);
    assert_int_equal(rmdir(folder), 0); /* nothing was made there */
    assert_int_equal(mending_repair(folder, &told, NULL), MRG_ERR_MISSING);
    make_scratch(folder);
    snprintf(path, sizeof path, "%s/index", folder);
    assert_int_equal(mrg_writer_open(path, NULL, &writer, NULL), MRG_OK);
    assert_int_equal(mending_repair(path, &told, NULL), MRG_ERR_NOT_INDEX);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    assert_int_equal(mending_repair(path, &told, NULL), MRG_ERR_LOCKED);
    mrg_writer_close(writer);
    assert_int_equal(mending_repair(path, &told, NULL), MRG_OK);
    remove_tree(folder);
}

/* ---- engine "xapian" ---- */

static void build_xapian(const char *path)
{
    mrg_writer *writer;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.engine = "xapian";
    assert_int_equal(mrg_writer_open(path, &options, &writer, &error), MRG_OK);
    assert_int_equal(small_index_add(writer, 0, 176, &error), MRG_OK);
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    mrg_writer_close(writer);
}

/* Overwrite `size` bytes from `at`. */
static void overwrite(const char *path, long at, size_t size)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(fputc('x', file), 'x');
    assert_int_equal(fclose(file), 0);
}

/* Damage the end of one block of a table after the other, until it is one in use. */
static void damage_table(const char *path, const char *file)
{
    for (long block = 1; mrg_index_check_deep(path, 0, NULL, NULL, NULL) == MRG_OK; block++) {
        assert_in_range(block, 1, 64);
        overwrite(file, (block + 1) * 8192 - 1500, 300);
    }
}

enum harm { OVERWRITTEN, EMPTIED, GONE };

static void do_harm(const char *path, const char *file, enum harm harm)
{
    if (harm == GONE)
        assert_int_equal(unlink(file), 0);
    else if (harm == EMPTIED)
        assert_int_equal(truncate(file, 0), 0);
    else if (strstr(file, ".glass") != NULL)
        damage_table(path, file);
    else
        overwrite(file, 4, 2);
}

static void repair_xapian(const char *name, enum harm harm)
{
    char folder[64], path[80], file[128];
    struct told told;
    struct contents before, after;
    mrg_error error = MRG_ERROR_INIT;
    snprintf(scene, sizeof scene, "xapian: %s", name);
    make_scratch(folder);
    snprintf(path, sizeof path, "%s/index", folder);
    snprintf(file, sizeof file, "%s/%s", path, name);
    build_xapian(path);
    contents_read(&before, path, scene);
    do_harm(path, file, harm);
    if (mending_repair(path, &told, &error) != MRG_OK)
        fail_msg("%s: %s", scene, error.message);
    must_be_sound(path, scene);
    contents_read(&after, path, scene);
    mending_compare(&before, &after, &told, scene);
    assert_true((told.result.lost > 0) == (strstr(name, "docdata") != NULL));
    assert_int_equal(told.result.damaged, 1);
    if (told.result.lost == 0) /* else its numbers have gaps */
        judge_answers(path, &after, "xapian");
    contents_free(&before);
    contents_free(&after);
    remove_tree(folder);
}

static void test_xapian(void **state)
{
    static const struct {
        const char *file;
        enum harm harm;
    } cases[] = {
        {"glass-000001/postlist.glass", OVERWRITTEN},
        {"glass-000001/postlist.glass", EMPTIED},
        {"glass-000001/postlist.glass", GONE},
        {"glass-000001/position.glass", OVERWRITTEN},
        {"glass-000001/position.glass", EMPTIED},
        {"glass-000001/position.glass", GONE},
        {"glass-000001/termlist.glass", OVERWRITTEN},
        {"glass-000001/termlist.glass", EMPTIED},
        {"glass-000001/termlist.glass", GONE},
        {"glass-000001/docdata.glass", OVERWRITTEN},
        {"XAPIANDB", OVERWRITTEN},
        {"XAPIANDB", EMPTIED},
        {"XAPIANDB", GONE},
        {"MANIFEST", OVERWRITTEN},
        {"MANIFEST", GONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        repair_xapian(cases[i].file, cases[i].harm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undamaged),      cmocka_unit_test(test_every_part),
        cmocka_unit_test(test_newer_version),  cmocka_unit_test(test_cut),
        cmocka_unit_test(test_gone),           cmocka_unit_test(test_sources),
        cmocka_unit_test(test_both_lexicons),

        cmocka_unit_test(test_segments_alone), cmocka_unit_test(test_random_damage),
        cmocka_unit_test(test_not_an_index),   cmocka_unit_test(test_xapian),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
