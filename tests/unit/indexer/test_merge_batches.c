/* Segments merged by several workers, a batch of terms each: the same file as by one, which goes over all terms in
 * turn; and the same error where a source is damaged. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/model.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/segment/snapshot.h"
#include "indexer/native/merge.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct scratch_folder folder;
static char path[SCRATCH_PATH_MAX + 64];
static mrg_error error;

static const unsigned workers_of[] = {2, 3, 8};

/* From so little that a worker leaves nearly all to the owner, to more than enough. */
static const size_t memories[] = {0, 1 << 15, 1 << 20};

/* ---- sources ---- */

static void add(mrg_writer *writer, uint32_t number, uint32_t version)
{
    struct made_article made;
    made_article_init(&made, number, version);
    if (mrg_writer_add(writer, &made.article, NULL, &error) != MRG_OK)
        fail_msg("%s", error.message);
    made_article_free(&made);
}

/* A segment of articles [first, end), of which some replace those of other segments. */
static void commit(mrg_writer *writer, uint32_t first, uint32_t end, uint32_t version)
{
    for (uint32_t number = first; number < end; number++)
        add(writer, number, version);
    if (mrg_writer_commit(writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

/* Segments large and small, whole ones and such that have lost articles, with ids side by side and mixed. */
static int make_index(void **state)
{
    (void)state;
    static const uint32_t ranges[][3] = {{0, 700, 1},   {700, 720, 1},   {720, 1500, 1},
                                         {650, 760, 2}, {1500, 1501, 1}, {1600, 1900, 1}};
    mrg_writer *writer;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    scratch_folder_make(&folder);
    memcpy(path, scratch_file(&folder, "index"), sizeof path);
    options.workers = 1;
    if (mrg_writer_open(path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        commit(writer, ranges[i][0], ranges[i][1], ranges[i][2]);
    mrg_writer_close(writer);
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

/* ---- merging ---- */

/* Merge segments [first, first + count) of the index; `bytes` receives the file. */
static mrg_status merge(size_t first, size_t count, unsigned workers, size_t memory,
                        struct merge_control *control, struct buffer *bytes)
{
    struct snapshot snapshot;
    struct manifest_segment about;
    if (snapshot_open(&snapshot, path, &error) != MRG_OK)
        fail_msg("%s", error.message);
    assert_true(first + count <= snapshot.segment_count);
    error = (mrg_error)MRG_ERROR_INIT;
    mrg_status status =
        merge_segments((const struct segment *const *)snapshot.segments + first, count, path,
                       "seg-900000.mrg", workers, memory, control, &about, &error);
    snapshot_close(&snapshot);
    char *file = path_join(path, "seg-900000.mrg");
    assert_non_null(file);
    buffer_clear(bytes);
    if (status == MRG_OK)
        assert_int_equal(file_read(file, SIZE_MAX, bytes, &error), MRG_OK);
    assert_int_equal(unlink(file), status == MRG_OK ? 0 : -1); /* a failure leaves nothing behind */
    free(file);
    return status;
}

static void check_same(size_t first, size_t count)
{
    struct buffer one = BUFFER_INIT, several = BUFFER_INIT;
    for (size_t m = 0; m < sizeof memories / sizeof *memories; m++) {
        assert_int_equal(merge(first, count, 1, memories[m], NULL, &one), MRG_OK);
        assert_true(one.size > 100);
        for (size_t w = 0; w < sizeof workers_of / sizeof *workers_of; w++) {
            assert_int_equal(merge(first, count, workers_of[w], memories[m], NULL, &several),
                             MRG_OK);
            assert_int_equal(several.size, one.size);
            assert_memory_equal(several.data, one.data, one.size);
        }
    }
    buffer_free(&one);
    buffer_free(&several);
}

static void test_same_bytes(void **state)
{
    (void)state;
    check_same(0, 6);
    check_same(0, 3);
    check_same(3, 3);
    check_same(1, 2);
    check_same(4, 2);
    for (size_t i = 0; i < 6; i++)
        check_same(i, 1);
}

/* ---- what goes wrong ---- */

static void test_cancelled(void **state)
{
    (void)state;
    struct buffer bytes = BUFFER_INIT;
    for (unsigned workers = 1; workers < 5; workers++) {
        struct merge_control control = {.is_cancelled = true};
        assert_int_equal(merge(0, 6, workers, 1 << 20, &control, &bytes), MRG_ERR_INTERRUPTED);
    }
    buffer_free(&bytes);
}

/* Where each of some sections of the third segment lies in its file, called *file. */
static void find_sections(char **file, uint64_t *starts, uint64_t *sizes, const uint8_t *ids,
                          size_t count)
{
    struct snapshot snapshot;
    assert_int_equal(snapshot_open(&snapshot, path, &error), MRG_OK);
    const struct segment_file *of = &snapshot.segments[2]->file;
    *file = strdup(of->path);
    assert_non_null(*file);
    for (size_t i = 0; i < count; i++) {
        starts[i] = (uint64_t)(of->sections[ids[i]].data - of->map.data);
        sizes[i] = of->sections[ids[i]].size;
    }
    snapshot_close(&snapshot);
}

static void flip(const char *file, uint64_t at)
{
    uint8_t byte;
    int descriptor = open(file, O_RDWR | O_CLOEXEC);
    assert_true(descriptor >= 0);
    assert_int_equal(pread(descriptor, &byte, 1, (off_t)at), 1);
    byte ^= 0x40;
    assert_int_equal(pwrite(descriptor, &byte, 1, (off_t)at), 1);
    close(descriptor);
}

/* Whether merging is told that a source is damaged: in the same words whoever merges. */
static bool is_told(void)
{
    struct buffer bytes = BUFFER_INIT;
    mrg_status wanted = merge(0, 6, 1, 1 << 20, NULL, &bytes);
    const mrg_error told = error;
    assert_true(wanted == MRG_OK || wanted == MRG_ERR_DAMAGED);
    for (size_t w = 0; w < sizeof workers_of / sizeof *workers_of; w++)
        for (size_t m = 0; m < sizeof memories / sizeof *memories; m++) {
            assert_int_equal(merge(0, 6, workers_of[w], memories[m], NULL, &bytes), wanted);
            if (wanted != MRG_OK)
                assert_string_equal(error.message, told.message);
        }
    buffer_free(&bytes);
    return wanted != MRG_OK;
}

static void test_damaged(void **state)
{
    (void)state;
    static const uint8_t ids[] = {SECTION_TERMS, SECTION_POSTINGS, SECTION_FORMS};
    enum { IDS = sizeof ids, PLACES = 6 };
    uint64_t starts[IDS], sizes[IDS];
    char *file;
    unsigned told = 0;
    find_sections(&file, starts, sizes, ids, IDS);
    for (size_t i = 0; i < IDS; i++)
        for (unsigned place = 0; place < PLACES; place++) {
            uint64_t at = starts[i] + sizes[i] * (place + 1) / (PLACES + 2);
            flip(file, at);
            told += is_told();
            flip(file, at);
        }
    assert_int_equal(told, IDS * PLACES);
    assert_false(is_told());
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
