/* Lists of sources: there and back, and nothing but the very bytes is taken. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/segment/source_list.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof literal - 1                                                                \
    }

/* Ascending by path, with every extreme a number can have. */
static const struct source_entry entries[] = {
    {{TEXT("\x01\0"), 0, INT64_MIN, 0, 0, false, false, false}, false, true},
    {{TEXT("\x01\x01"), UINT64_MAX, INT64_MAX, 0, 0, false, false, false}, false, true},
    {{TEXT("\x01urn:a"), 0, 0, 0, 0, false, false, false}, true, false},
    {{TEXT("\x01urn:ab"), 300, -1642145400, 0, 0, false, false, false}, false, true},
    {{TEXT("\x02"), 0, 0, 0, 0, false, false, true}, false, false},
    {{TEXT("/"), 1, -1, 1, 1, true, false, false}, false, false},
    {{TEXT("/a"), UINT64_MAX, INT64_MAX, UINT64_MAX, UINT64_MAX, true, true, false}, false, false},
    {{TEXT("/a\n\0b"), 127, INT64_MIN, 0, 128, false, true, false}, false, false},
    {{TEXT("/a/b"), 0, 0, 0, 0, false, false, false}, true, false},
    {{TEXT("/a/bc"), 300, 1642145400123456789, 5, 2, true, false, false}, false, false},
    {{TEXT("/a/bd/long/long/long/long/long/long"), 3, 2, 0, 1, false, false, false}, false, false},
    {{TEXT("/a/\xC3\xA4"), 3, 2, 0, 1, false, false, false}, false, false},
    {{TEXT("\xFF"), 3, 2, 1, 0, true, false, false}, false, false},
};

enum { ENTRIES = sizeof entries / sizeof entries[0] };

static void make_list(size_t count, struct buffer *list)
{
    struct source_list_writer writer;
    source_list_begin(&writer, list);
    for (size_t i = 0; i < count; i++)
        source_list_add(&writer, &entries[i]);
    source_list_end(&writer);
    assert_false(list->failed);
}

struct reading {
    size_t count; /* entries so far */
    size_t most;  /* the callback refuses more */
    bool compare; /* with `entries` */
};

static bool take_entry(void *context, const struct source_entry *entry)
{
    struct reading *reading = context;
    if (reading->count == reading->most)
        return false;
    if (reading->compare) {
        const struct source_entry *wanted = &entries[reading->count];
        const mrg_source *a = &entry->source, *b = &wanted->source;
        assert_int_equal(a->path.size, b->path.size);
        assert_memory_equal(a->path.data, b->path.data, b->path.size);
        assert_int_equal(entry->is_forgotten, wanted->is_forgotten);
        assert_int_equal(entry->is_withdrawn, wanted->is_withdrawn);
        assert_true(a->size == b->size && a->modified == b->modified && a->hash == b->hash);
        assert_true(a->records == b->records && a->is_complete == b->is_complete);
        assert_true(a->is_again == b->is_again && a->is_shared == b->is_shared);
    }
    reading->count++;
    return true;
}

/* Read from an allocation of the exact size. */
static mrg_status read_list(const void *bytes, size_t size, struct reading *reading,
                            mrg_error *error)
{
    uint8_t *exact = malloc(size + (size == 0));
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    reading->count = 0;
    mrg_status status = source_list_read(exact, size, "PATH", take_entry, reading, error);
    free(exact);
    return status;
}

static void test_round_trips(void **state)
{
    (void)state;
    for (size_t count = 0; count <= ENTRIES; count++) {
        struct buffer list = BUFFER_INIT;
        struct reading reading = {.most = ENTRIES, .compare = true};
        mrg_error error = MRG_ERROR_INIT;
        buffer_append_string(&list, "before"); /* a list may stand behind other things */
        make_list(count, &list);
        if (read_list(list.data + 6, list.size - 6, &reading, &error) != MRG_OK)
            fail_msg("%s", error.message);
        assert_int_equal(reading.count, count);
        buffer_free(&list);
    }
}

static void test_every_cut_and_byte(void **state)
{
    (void)state;
    struct buffer list = BUFFER_INIT;
    struct reading reading = {.most = ENTRIES};
    mrg_error error = MRG_ERROR_INIT;
    make_list(ENTRIES, &list);
    for (size_t at = 0; at < list.size; at++) {
        assert_int_equal(read_list(list.data, at, &reading, &error), MRG_ERR_DAMAGED);
        assert_non_null(strstr(error.message, "PATH"));
        uint8_t before = list.data[at];
        for (unsigned change = 1; change < 256; change++) {
            list.data[at] = (uint8_t)(before ^ change);
            mrg_status status = read_list(list.data, list.size, &reading, &error);
            assert_true(status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION);
        }
        list.data[at] = before;
    }
    buffer_free(&list);
}

/* The same with a checksum that fits: never outside, never endless, never more entries than bytes. */
static void test_every_byte_sealed(void **state)
{
    (void)state;
    struct buffer list = BUFFER_INIT;
    struct reading reading = {.most = SIZE_MAX};
    make_list(ENTRIES, &list);
    size_t damaged = 0;
    for (size_t at = 0; at < list.size - 4; at++) {
        uint8_t before = list.data[at];
        for (unsigned change = 1; change < 256; change++) {
            list.data[at] = (uint8_t)(before ^ change);
            store_u32(list.data + list.size - 4, checksum(0, list.data, list.size - 4));
            mrg_status status = read_list(list.data, list.size, &reading, NULL);
            assert_true(status == MRG_OK || status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION);
            assert_in_range(reading.count, 0, ENTRIES);
            damaged += status == MRG_ERR_DAMAGED;
        }
        list.data[at] = before;
    }
    assert_true(damaged > 1000);
    buffer_free(&list);
}

/* Entries behind a header with a checksum that fits, and what is to become of them. */
static const struct {
    const char *name;
    uint64_t count;
    mrg_text bytes;
    mrg_status status;
} cases[] = {
    {"none", 0, TEXT(""), MRG_OK},
    {"one", 1, TEXT("\0\1a\4"), MRG_OK},
    {"two", 2, TEXT("\0\1a\4\1\1b\4"), MRG_OK},
    {"a count too high", 2, TEXT("\0\1a\4"), MRG_ERR_DAMAGED},
    {"a count too low", 0, TEXT("\0\1a\4"), MRG_ERR_DAMAGED},
    {"an empty path", 1, TEXT("\0\0\4"), MRG_ERR_DAMAGED},
    {"shares with nothing", 1, TEXT("\1\1a\4"), MRG_ERR_DAMAGED},
    {"shares too much", 2, TEXT("\0\1a\4\2\1b\4"), MRG_ERR_DAMAGED},
    {"the same path", 2, TEXT("\0\1a\4\0\1a\4"), MRG_ERR_DAMAGED},
    {"descending", 2, TEXT("\0\1b\4\0\1a\4"), MRG_ERR_DAMAGED},
    {"shares too little", 2, TEXT("\0\1a\4\0\2ab\4"), MRG_ERR_DAMAGED},
    {"forgotten and complete", 1, TEXT("\0\1a\5"), MRG_ERR_DAMAGED},
    {"a flag of no meaning", 1, TEXT("\0\1a\100\0\0\0"), MRG_ERR_DAMAGED},
    {"facts missing", 1, TEXT("\0\1a\1\0\0"), MRG_ERR_DAMAGED},
    {"hash cut short", 1, TEXT("\0\1a\2\0\0\0\1\1\1\1\1\1\1"), MRG_ERR_DAMAGED},
    {"withdrawn", 1, TEXT("\0\2\1a\40\3\4"), MRG_OK},
    {"withdrawn no more", 1, TEXT("\0\2\1a\4"), MRG_OK},
    {"withdrawn, a file", 1, TEXT("\0\1a\40\3\4"), MRG_ERR_DAMAGED},
    {"withdrawn, no id", 1, TEXT("\0\1\1\40\3\4"), MRG_ERR_DAMAGED},
    {"a file, with a mark", 1, TEXT("\0\2\1a\0\3\4\0"), MRG_ERR_DAMAGED},
    {"withdrawn and complete", 1, TEXT("\0\2\1a\41\3\4"), MRG_ERR_DAMAGED},
    {"withdrawn, version missing", 1, TEXT("\0\2\1a\40"), MRG_ERR_DAMAGED},
    {"withdrawn, time missing", 1, TEXT("\0\2\1a\40\3"), MRG_ERR_DAMAGED},
    {"withdrawn, and more", 1, TEXT("\0\2\1a\40\3\4\0"), MRG_ERR_DAMAGED},
    {"flags missing", 1, TEXT("\0\1a"), MRG_ERR_DAMAGED},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer list = BUFFER_INIT;
        struct reading reading = {.most = ENTRIES};
        buffer_append_string(&list, "MorgueSr");
        append_u64(&list, SOURCE_LIST_VERSION);
        append_u64(&list, cases[i].count);
        buffer_append(&list, cases[i].bytes.data, cases[i].bytes.size);
        append_u32(&list, checksum(0, list.data, list.size));
        mrg_status status = read_list(list.data, list.size, &reading, NULL);
        if (status != cases[i].status)
            fail_msg("%s gave status %d", cases[i].name, (int)status);
        buffer_free(&list);
    }
}

static void test_short_memory_of_the_caller(void **state)
{
    (void)state;
    struct buffer list = BUFFER_INIT;
    struct reading reading = {.most = 3};
    make_list(ENTRIES, &list);
    assert_int_equal(read_list(list.data, list.size, &reading, NULL), MRG_ERR_MEMORY);
    buffer_free(&list);
}

/* A list that is not there, or is another one, is damage. */
static void test_files(void **state)
{
    (void)state;
    struct scratch_folder folder;
    struct buffer list = BUFFER_INIT;
    struct reading reading = {.most = ENTRIES, .compare = true};
    struct manifest_sources about = {.file = "sources-000001.mrg"};
    mrg_error error = MRG_ERROR_INIT;
    scratch_folder_make(&folder);
    make_list(ENTRIES, &list);
    about.size = list.size;
    about.crc = load_u32(list.data + list.size - 4);
    assert_int_equal(source_list_open(&about, folder.path, take_entry, &reading, &error),
                     MRG_ERR_DAMAGED);
    scratch_write(scratch_file(&folder, about.file), list.data, list.size);
    assert_int_equal(source_list_open(&about, folder.path, take_entry, &reading, &error), MRG_OK);
    assert_int_equal(reading.count, ENTRIES);
    about.crc++;
    assert_int_equal(source_list_open(&about, folder.path, take_entry, &reading, &error),
                     MRG_ERR_DAMAGED);
    about.crc--;
    about.size++;
    assert_int_equal(source_list_open(&about, folder.path, take_entry, &reading, &error),
                     MRG_ERR_DAMAGED);
    buffer_free(&list);
    scratch_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_every_cut_and_byte),
        cmocka_unit_test(test_every_byte_sealed),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_short_memory_of_the_caller),
        cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
