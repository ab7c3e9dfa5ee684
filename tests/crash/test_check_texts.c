/* What the check says of stored articles and their lexicons that are wrong below right checksums. */
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/segment/articles.h"
#include "common/segment/segment.h"
#include "tests/crash/probes.h"
#include "tests/crash/seal.h"
#include "tests/crash/small_index.h"

#include "tests/cmocka_all.h"

#include <string.h>

enum { META_TEXT_BYTES_AT = 32 };

static struct index_files files;
static size_t number; /* of the segment file that is changed */
static struct buffer bytes;

static int make_index(void **state)
{
    (void)state;
    index_files_make(&files, small_index_build);
    while (strncmp(files.files[number].name, "seg-", 4) != 0)
        number++;
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    index_files_remove(&files);
    return 0;
}

static int copy_file(void **state)
{
    (void)state;
    bytes = (struct buffer)BUFFER_INIT;
    buffer_append(&bytes, files.files[number].bytes.data, files.files[number].bytes.size);
    return 0;
}

static int restore_file(void **state)
{
    (void)state;
    buffer_free(&bytes);
    index_files_restore(&files);
    return 0;
}

/* Where a section lies in the copied file. */
static uint8_t *section_called(const char *name, size_t *size)
{
    struct stretch stretches[STRETCHES_MAX];
    const size_t count = seal_stretches(&files.files[number], stretches);
    for (size_t i = 0; i < count; i++)
        if (strcmp(stretches[i].name, name) == 0) {
            *size = stretches[i].size;
            return bytes.data + stretches[i].start;
        }
    fail_msg("no section %s", name);
    return NULL;
}

static void note_finding(void *context, const char *line)
{
    struct buffer *findings = context;
    buffer_append_format(findings, "%s\n", line);
}

/* Check the index with the changed file; each of `wanted` is found, and nothing but `count` things. */
static void must_say(const char *const *wanted, uint64_t count)
{
    struct buffer findings = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    uint64_t lines = 0;
    seal_write(&files, number, &bytes);
    const mrg_status status = mrg_index_check(files.folder, note_finding, &findings, &error);
    const char *text = buffer_c_string(&findings);
    assert_non_null(text);
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    if (status != (count > 0 ? MRG_ERR_DAMAGED : MRG_OK) || lines != count)
        fail_msg("status %d: %s", (int)status, text);
    for (; *wanted != NULL; wanted++)
        if (strstr(text, *wanted) == NULL)
            fail_msg("not said: %s: %s", *wanted, text);
    buffer_free(&findings);
}

/* The only lexicon of a section, and its size in *size. */
static uint8_t *only_lexicon(uint8_t *section, size_t *size)
{
    const size_t head = LEXICONS_HEAD_SIZE + LEXICONS_RANGE_SIZE;
    *size -= head;
    return section + head;
}

static void seal_lexicon(uint8_t *lexicon, size_t size)
{
    store_u32(lexicon + 4, checksum(0, lexicon + 8, size - 8));
}

static void test_undamaged(void **state)
{
    (void)state;
    must_say((const char *const[]){NULL}, 0);
}

/* Its copy serves: all articles can be read. */
static void test_damaged_lexicon(void **state)
{
    (void)state;
    size_t size;
    uint8_t *lexicon = section_called("lexicons", &size);
    lexicon[size / 2] ^= 1;
    must_say((const char *const[]){"(lexicons): damaged: lexicons\n",
                                   "(lexicons copy): damaged: the lexicons and their copy differ\n",
                                   NULL},
             2);
}

static void test_damaged_copy(void **state)
{
    (void)state;
    size_t size;
    uint8_t *copy = section_called("lexicons copy", &size);
    copy[size / 2] ^= 1;
    must_say((const char *const[]){"(lexicons copy): damaged: lexicons copy\n",
                                   "damaged: the lexicons and their copy differ\n", NULL},
             2);
}

/* Another byte of a string under a right crc: a sound lexicon, but not that one. */
static void test_copies_differ(void **state)
{
    (void)state;
    size_t size;
    uint8_t *copy = section_called("lexicons copy", &size);
    uint8_t *lexicon = only_lexicon(copy, &size);
    lexicon[size - 8] ^= 1;
    seal_lexicon(lexicon, size);
    must_say((const char *const[]){"the lexicons and their copy differ\n", NULL}, 1);
}

/* Make a symbol that no article has, the tag of no field, one that is none. The crc of blocks goes on from that of
 * the lexicon, which is then another. */
static void spoil(uint8_t *lexicon, size_t size)
{
    uint8_t *symbol = lexicon + LEXICON_HEAD_SIZE;
    while (load_u32(symbol) != SYMBOL_TAG)
        symbol += 4;
    store_u32(symbol, SYMBOLS_SPECIAL);
    seal_lexicon(lexicon, size);
}

static void test_unsound_lexicons(void **state)
{
    (void)state;
    static const char *const names[] = {"lexicons", "lexicons copy"};
    size_t size;
    for (unsigned i = 0; i < 2; i++) {
        uint8_t *section = section_called(names[i], &size);
        uint8_t *lexicon = only_lexicon(section, &size);
        spoil(lexicon, size);
    }
    section_called("article index", &size);
    must_say((const char *const[]){"damaged: lexicons\n", "damaged: lexicons copy\n",
                                   "damaged: block of stored articles\n", NULL},
             2 + size / ARTICLES_INDEX_SIZE);
}

/* A block that claims larger records than it has, and meta with it. */
static void test_size_of_records(void **state)
{
    (void)state;
    size_t size;
    uint8_t *entry = section_called("article index", &size);
    uint8_t *meta = section_called("meta", &size);
    store_u32(entry + 12, load_u32(entry + 12) + 1);
    store_u64(meta + META_TEXT_BYTES_AT, load_u64(meta + META_TEXT_BYTES_AT) + 1);
    must_say((const char *const[]){"size of the stored articles\n", NULL}, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_undamaged, copy_file, restore_file),
        cmocka_unit_test_setup_teardown(test_damaged_lexicon, copy_file, restore_file),
        cmocka_unit_test_setup_teardown(test_damaged_copy, copy_file, restore_file),
        cmocka_unit_test_setup_teardown(test_copies_differ, copy_file, restore_file),
        cmocka_unit_test_setup_teardown(test_unsound_lexicons, copy_file, restore_file),
        cmocka_unit_test_setup_teardown(test_size_of_records, copy_file, restore_file),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
