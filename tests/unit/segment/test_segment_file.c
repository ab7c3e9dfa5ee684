/* The container of a segment: sections there and back, and no byte of the file can change unnoticed. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/base/file.h"
#include "common/segment/segment_file.h"

#include <stdlib.h>
#include <unistd.h>

enum { PAGE = 1 << SEGMENT_PAGE_SHIFT, SECTIONS = SECTION_END - 1 };

static struct scratch_folder folder;
static char path[SCRATCH_PATH_MAX + 64];
static struct buffer contents[SECTION_END]; /* by section id */
static bool uses_thread;                    /* files are written by another */

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    memcpy(path, scratch_file(&folder, "segment"), sizeof path);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    for (unsigned id = 0; id < SECTION_END; id++)
        buffer_free(&contents[id]);
    return 0;
}

/* Fill section `id` with `size` bytes. */
static void fill(unsigned id, size_t size)
{
    struct random_source random = {id * 1000 + size + 1};
    buffer_clear(&contents[id]);
    for (size_t i = 0; i < size; i++)
        buffer_append_byte(&contents[id], (uint8_t)random_next(&random));
}

/* Write the sections, last id first, in pieces of growing size. */
static void write_file(uint32_t *crc, uint64_t *size)
{
    struct segment_file_writer writer;
    assert_int_equal(segment_file_writer_open(&writer, path, NULL), MRG_OK);
    if (uses_thread)
        segment_file_writer_use_thread(&writer);
    for (unsigned id = SECTIONS; id > 0; id--) {
        const struct buffer *bytes = &contents[id];
        section_begin(&writer, (enum section_id)id);
        for (size_t at = 0, piece = 1; at < bytes->size; piece *= 5) {
            size_t left = bytes->size - at;
            section_append(&writer, bytes->data + at, piece < left ? piece : left);
            at += piece < left ? piece : left;
            assert_int_equal(section_size(&writer), at);
        }
        section_end(&writer);
    }
    assert_int_equal(segment_file_writer_close(&writer, crc, size, NULL), MRG_OK);
}

static void check_sections(const struct segment_file *file)
{
    for (unsigned id = 1; id < SECTION_END; id++) {
        const struct section *section = &file->sections[id];
        assert_int_equal(section->size, contents[id].size);
        assert_int_equal((uintptr_t)section->data % 8, 0);
        assert_true(segment_file_verify(file, section->data, section->size));
        if (section->size > 0)
            assert_memory_equal(section->data, contents[id].data, section->size);
    }
}

static void check_round_trip(void)
{
    struct segment_file file;
    mrg_error error = MRG_ERROR_INIT;
    uint32_t crc;
    uint64_t size;
    write_file(&crc, &size);
    assert_int_equal(segment_file_open(&file, path, &error), MRG_OK);
    assert_int_equal(file.crc, crc);
    assert_int_equal(file.map.size, size);
    check_sections(&file);
    segment_file_close(&file);
    assert_int_equal(unlink(path), 0);
}

static void test_round_trips(void **state)
{
    (void)state;
    static const size_t sizes[] = {
        0, 1, 7, 8, 9, PAGE - 17, PAGE - 16, PAGE, PAGE + 1, 5 * PAGE + 3, 200000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (unsigned id = 1; id < SECTION_END; id++)
            fill(id, id == 1 + i % SECTIONS ? sizes[i] : id * 3 % 11);
        check_round_trip();
        for (unsigned id = 1; id < SECTION_END; id++)
            fill(id, sizes[(i + id) % (sizeof sizes / sizeof sizes[0])]);
        check_round_trip();
    }
}

static void test_written_by_thread(void **state)
{
    uses_thread = true;
    test_round_trips(state);
    for (unsigned id = 1; id < SECTION_END; id++)
        fill(id, id == 3 ? 7 << 20 : 5);
    check_round_trip();
    uses_thread = false;
}

static void test_no_sections(void **state)
{
    (void)state;
    struct segment_file_writer writer;
    struct segment_file file;
    assert_int_equal(segment_file_writer_open(&writer, path, NULL), MRG_OK);
    assert_int_equal(segment_file_writer_close(&writer, NULL, NULL, NULL), MRG_OK);
    assert_int_equal(segment_file_open(&file, path, NULL), MRG_OK);
    for (unsigned id = 1; id < SECTION_END; id++)
        assert_null(file.sections[id].data);
    segment_file_close(&file);
}

static void test_abandoned(void **state)
{
    (void)state;
    struct segment_file_writer writer;
    assert_int_equal(segment_file_writer_open(&writer, path, NULL), MRG_OK);
    section_write(&writer, SECTION_META, "x", 1);
    segment_file_writer_abandon(&writer);
    assert_int_equal(segment_file_writer_open(&writer, path, NULL), MRG_OK);
    segment_file_writer_use_thread(&writer);
    section_write(&writer, SECTION_META, "x", 1);
    segment_file_writer_abandon(&writer);
    assert_int_equal(scratch_folder_count(&folder), 0);
}

/* Whether the file as it now is can be opened and all its pages are good. */
static bool is_whole(mrg_status *status, mrg_error *error)
{
    struct segment_file file;
    *status = segment_file_open(&file, path, error);
    if (*status != MRG_OK) {
        assert_null(file.path);
        assert_non_null(strstr(error->message, path));
        return false;
    }
    bool good = segment_file_verify(&file, file.map.data, file.checked_size);
    segment_file_close(&file);
    return good;
}

static void make_small(struct buffer *bytes)
{
    for (unsigned id = 1; id < SECTION_END; id++)
        fill(id, id * 7 % 23);
    fill(SECTION_POSTINGS, PAGE + 100);
    write_file(NULL, NULL);
    assert_int_equal(file_read(path, SIZE_MAX / 2, bytes, NULL), MRG_OK);
}

static void test_every_byte_counts(void **state)
{
    (void)state;
    struct buffer bytes = BUFFER_INIT;
    mrg_status status;
    mrg_error error = MRG_ERROR_INIT;
    make_small(&bytes);
    assert_true(is_whole(&status, &error));
    for (size_t at = 0; at < bytes.size; at++) {
        /* Inside the large section one byte in 101 is enough. */
        if (at > 400 && at < PAGE - 16 && at % 101 != 0)
            continue;
        bytes.data[at] ^= (uint8_t)(1U << at % 8);
        scratch_write(path, bytes.data, bytes.size);
        assert_false(is_whole(&status, &error));
        bytes.data[at] ^= (uint8_t)(1U << at % 8);
        if (at >= 8 && at < 12)
            assert_int_equal(status, MRG_ERR_VERSION);
        else if (status != MRG_OK)
            assert_int_equal(status, MRG_ERR_DAMAGED);
    }
    buffer_free(&bytes);
}

static void test_every_cut(void **state)
{
    (void)state;
    struct buffer bytes = BUFFER_INIT;
    mrg_status status;
    mrg_error error = MRG_ERROR_INIT;
    make_small(&bytes);
    for (size_t size = 0; size<bytes.size; size += size> 400 && size < PAGE ? 97 : 1) {
        scratch_write(path, bytes.data, size);
        assert_false(is_whole(&status, &error));
        assert_int_equal(status, MRG_ERR_DAMAGED);
    }
    buffer_append_byte(&bytes, 0);
    scratch_write(path, bytes.data, bytes.size);
    assert_false(is_whole(&status, &error));
    buffer_free(&bytes);
}

/* Only the pages that are touched count: a search over good pages goes on beside a bad one. */
static void test_pages_are_apart(void **state)
{
    (void)state;
    struct buffer bytes = BUFFER_INIT;
    struct segment_file file;
    mrg_error error = MRG_ERROR_INIT;
    fill(SECTION_POSTINGS, 4 * PAGE);
    write_file(NULL, NULL);
    assert_int_equal(file_read(path, SIZE_MAX / 2, &bytes, NULL), MRG_OK);
    bytes.data[2 * PAGE + 5] ^= 1;
    scratch_write(path, bytes.data, bytes.size);
    assert_int_equal(segment_file_open(&file, path, &error), MRG_OK);
    const uint8_t *data = file.map.data;
    assert_true(segment_file_verify(&file, data, 2 * PAGE));
    assert_true(segment_file_verify(&file, data + 2 * PAGE - 1, 1));
    assert_false(segment_file_verify(&file, data + 2 * PAGE - 1, 2));
    assert_false(segment_file_verify(&file, data + 2 * PAGE, 1));
    assert_false(segment_file_verify(&file, data + 3 * PAGE - 1, 1));
    assert_true(segment_file_verify(&file, data + 3 * PAGE, PAGE));
    assert_true(segment_file_verify(&file, data + 2 * PAGE, 0));
    const uint8_t *postings = file.sections[SECTION_POSTINGS].data;
    assert_int_equal(segment_file_damaged(&file, postings + 3, "what", &error), MRG_ERR_DAMAGED);
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, "(postings): damaged: what"));
    segment_file_close(&file);
    buffer_free(&bytes);
}

static void test_names(void **state)
{
    (void)state;
    for (unsigned a = 1; a < SECTION_END; a++)
        for (unsigned b = 1; b < a; b++)
            assert_string_not_equal(section_name((enum section_id)a),
                                    section_name((enum section_id)b));
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_round_trips),       IN_FOLDER(test_written_by_thread),
        IN_FOLDER(test_no_sections),       IN_FOLDER(test_abandoned),
        IN_FOLDER(test_every_byte_counts), IN_FOLDER(test_every_cut),
        IN_FOLDER(test_pages_are_apart),   cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
