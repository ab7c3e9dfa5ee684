/* Manifests: text there and back, and nothing but the very text is taken. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/codec/checksum.h"
#include "common/segment/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct manifest_segment segments[] = {
    {"seg-000001.mrg", "", 123456789, 0x5f0c11aa},
    {"seg-000007.mrg", "del-000009.mrg", UINT64_MAX, 0},
    {"seg-999999999999999999.mrg", "", 0, UINT32_MAX},
};

static struct manifest make_manifest(size_t count)
{
    struct manifest manifest = {.generation = 12, .next = 31};
    snprintf(manifest.engine, sizeof manifest.engine, "native");
    snprintf(manifest.language, sizeof manifest.language, "en");
    for (size_t i = 0; i < count; i++) {
        struct manifest_sources sources = {.size = segments[i].size, .crc = segments[i].crc};
        snprintf(sources.file, sizeof sources.file, "sources-%06zu.mrg", i);
        assert_true(manifest_add(&manifest, &segments[i]));
        assert_true(manifest_add_sources(&manifest, &sources));
    }
    return manifest;
}

static void assert_same(const struct manifest *a, const struct manifest *b)
{
    assert_int_equal(a->generation, b->generation);
    assert_int_equal(a->next, b->next);
    assert_string_equal(a->engine, b->engine);
    assert_string_equal(a->language, b->language);
    assert_int_equal(a->segment_count, b->segment_count);
    for (size_t i = 0; i < a->segment_count; i++) {
        assert_string_equal(a->segments[i].file, b->segments[i].file);
        assert_string_equal(a->segments[i].deletions, b->segments[i].deletions);
        assert_int_equal(a->segments[i].size, b->segments[i].size);
        assert_int_equal(a->segments[i].crc, b->segments[i].crc);
        assert_true(manifest_names(a, b->segments[i].file));
    }
    assert_false(manifest_names(a, "seg-000002.mrg"));
    assert_int_equal(a->source_count, b->source_count);
    for (size_t i = 0; i < a->source_count; i++) {
        assert_string_equal(a->sources[i].file, b->sources[i].file);
        assert_int_equal(a->sources[i].size, b->sources[i].size);
        assert_int_equal(a->sources[i].crc, b->sources[i].crc);
        assert_true(manifest_names(a, b->sources[i].file));
    }
}

/* Parse from an allocation of the exact size. */
static mrg_status parse(struct manifest *manifest, const void *text, size_t size, mrg_error *error)
{
    char *exact = malloc(size + (size == 0));
    assert_non_null(exact);
    memcpy(exact, text, size);
    mrg_status status = manifest_parse(manifest, "PATH", exact, size, error);
    free(exact);
    return status;
}

static void test_round_trips(void **state)
{
    (void)state;
    for (size_t count = 0; count <= sizeof segments / sizeof segments[0]; count++) {
        struct manifest manifest = make_manifest(count), read, copy;
        struct buffer text = BUFFER_INIT;
        manifest_print(&manifest, &text);
        assert_int_equal(parse(&read, text.data, text.size, NULL), MRG_OK);
        assert_same(&manifest, &read);
        assert_true(manifest_copy(&copy, &read));
        manifest_free(&read);
        assert_same(&manifest, &copy);
        manifest_free(&copy);
        manifest_free(&manifest);
        buffer_free(&text);
    }
}

/* Every cut is an error; every changed byte is one too, or changes nothing (as 'A' for 'a' in the
 * checksum). */
static void test_every_cut_and_byte(void **state)
{
    (void)state;
    struct manifest manifest = make_manifest(3), read;
    struct buffer text = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    manifest_print(&manifest, &text);
    size_t same = 0;
    for (size_t at = 0; at < text.size; at++) {
        assert_int_equal(parse(&read, text.data, at, &error), MRG_ERR_DAMAGED);
        assert_non_null(strstr(error.message, "PATH"));
        uint8_t before = text.data[at];
        for (unsigned change = 1; change < 256; change++) {
            text.data[at] = (uint8_t)(before ^ change);
            mrg_status status = parse(&read, text.data, text.size, &error);
            assert_true(status == MRG_OK || status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION);
            assert_int_equal(read.segment_count, status == MRG_OK ? 3 : 0);
            if (status == MRG_OK)
                assert_same(&manifest, &read);
            same += status == MRG_OK;
            manifest_free(&read);
        }
        text.data[at] = before;
    }
    assert_in_range(same, 0, 24);
    manifest_free(&manifest);
    buffer_free(&text);
}

/* Text with a checksum that fits, and what is to become of it. */
static const struct {
    const char *lines;
    mrg_status status;
} cases[] = {
    {"morgue 2\ngeneration 1\nengine native\nanalysis 1\nlanguage en\nnext 1\n", MRG_OK},
    {"morgue 3\ngeneration 1\n", MRG_ERR_VERSION},
    {"morgue 2\nanalysis 2\n", MRG_ERR_VERSION},
    {"morgue one\n", MRG_ERR_DAMAGED},
    {"pigeon 1\n", MRG_ERR_DAMAGED},
    {"morgue 2\nunheard of\n", MRG_ERR_DAMAGED},
    {"morgue 2\ngeneration 1 2\n", MRG_ERR_DAMAGED},
    {"morgue 2\n\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsegment ../../etc/passwd 1 00000001\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsegment .hidden 1 00000001\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsegment a/b 1 00000001\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsegment a 1\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsegment a 1 00000001 more\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsegment "
     "a123456789012345678901234567890123456789 1 00000001\n",
     MRG_ERR_DAMAGED},
    {"morgue 2\nremoved a b\n", MRG_ERR_DAMAGED},
    {"morgue 2\ngeneration 1\nengine native\nanalysis 1\nlanguage en\nnext 1\nsources a 1 "
     "00000001\n"
     "sources b 2 00000002\n",
     MRG_OK},
    {"morgue 2\nsources ../a 1 00000001\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsources a 1\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsources a 1 00000001 b\n", MRG_ERR_DAMAGED},
    {"morgue 2\ngeneration 1\nengine native\nanalysis 1\nlanguage en\nnext 1\nsources a 1 "
     "00000001\n"
     "segment b 2 00000002\n",
     MRG_ERR_DAMAGED},
    {"morgue 1\ngeneration 1\n", MRG_ERR_VERSION},
    {"morgue 2\nsegment a 1 00000001\nremoved b c\n", MRG_ERR_DAMAGED},
    {"morgue 2\nsegment a 1 00000001\nremoved a ../c\n", MRG_ERR_DAMAGED},
    {"morgue 2\nengine a-name-of-more-than-15\n", MRG_ERR_DAMAGED},
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct manifest read;
        struct buffer text = BUFFER_INIT;
        mrg_error error = MRG_ERROR_INIT;
        buffer_append_string(&text, cases[i].lines);
        buffer_append_format(&text, "checksum %08x\n", (unsigned)checksum(0, text.data, text.size));
        mrg_status status = parse(&read, text.data, text.size, &error);
        if (status != cases[i].status)
            fail_msg("%s gave status %d: %s", cases[i].lines, (int)status, error.message);
        manifest_free(&read);
        buffer_free(&text);
    }
}

static void test_folders(void **state)
{
    (void)state;
    struct scratch_folder folder;
    struct manifest manifest = make_manifest(2), read;
    mrg_error error = MRG_ERROR_INIT;
    scratch_folder_make(&folder);
    assert_int_equal(manifest_read(&read, folder.path, &error), MRG_ERR_NOT_INDEX);
    const char *path = scratch_file(&folder, "none");
    assert_int_equal(manifest_read(&read, path, &error), MRG_ERR_MISSING);
    path = scratch_file(&folder, "file");
    scratch_write(path, "x", 1);
    assert_int_equal(manifest_read(&read, path, &error), MRG_ERR_NOT_INDEX);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(manifest_write(&manifest, folder.path, &error), MRG_OK);
    assert_int_equal(scratch_folder_count(&folder), 1);
    assert_int_equal(manifest_read(&read, folder.path, &error), MRG_OK);
    assert_same(&manifest, &read);
    manifest_free(&read);
    manifest_free(&manifest);
    scratch_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_every_cut_and_byte),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
