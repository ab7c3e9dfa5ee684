/* The checks find what is wrong below right checksums: the plain one what disagrees with other structures,
 * the deep one whatever changes an answer. */
#include "common/codec/endian.h"
#include "common/segment/posting_cursor.h"
#include "common/segment/snapshot.h"
#include "common/segment/term_key.h"
#include "common/xapian-c/xapian_c.h"
#include "tests/crash/contents.h"
#include "tests/crash/probes.h"
#include "tests/crash/seal.h"
#include "tests/crash/small_index.h"
#include "tests/crash/state.h"

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TRIALS = 400, PROBES_MAX = 32 };

static struct index_files files;
static struct answer right[PROBES_MAX]; /* what the undamaged index answers */
static char scene[256];

static int make_index(void **state)
{
    (void)state;
    mrg_index *index;
    index_files_make(&files, small_index_build);
    assert_int_equal(mrg_index_open(files.folder, &index, NULL), MRG_OK);
    for (size_t i = 0; i < probe_count(); i++) {
        probe_ask(index, i, &right[i]);
        assert_int_equal(right[i].status, MRG_OK);
    }
    mrg_index_close(index);
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROBES_MAX; i++)
        answer_free(&right[i]);
    index_files_remove(&files);
    return 0;
}

/* ---- nothing is wrong ---- */

static void test_undamaged(void **state)
{
    (void)state;
    static const size_t memories[] = {0, 1, 1 << 21}; /* one batch, one an article, several */
    for (size_t i = 0; i < sizeof memories / sizeof *memories; i++) {
        mrg_error error = MRG_ERROR_INIT;
        if (mrg_index_check_deep(files.folder, memories[i], NULL, NULL, &error) != MRG_OK)
            fail_msg("memory %zu: %s", memories[i], error.message);
    }
}

/* ---- places that the plain check must look at ---- */

/* Write file `number` with the u32 at `at` changed, sealed, and expect the plain check to find it. */
static void must_find(size_t number, size_t at, uint32_t change, const char *what)
{
    mrg_error error = MRG_ERROR_INIT;
    struct buffer bytes = BUFFER_INIT;
    const struct buffer *whole = &files.files[number].bytes;
    buffer_append(&bytes, whole->data, whole->size);
    store_u32(bytes.data + at, load_u32(bytes.data + at) ^ change);
    seal_write(&files, number, &bytes);
    const mrg_status status = mrg_index_check(files.folder, NULL, NULL, &error);
    if (status != MRG_ERR_DAMAGED)
        fail_msg("%s: status %d", what, (int)status);
    buffer_free(&bytes);
    index_files_restore(&files);
}

static size_t file_called(const char *name)
{
    size_t number = 0;
    while (number < files.count && strcmp(files.files[number].name, name) != 0)
        number++;
    assert_in_range(number, 0, files.count - 1);
    return number;
}

static void test_skip_entries(void **state)
{
    (void)state;
    static const struct {
        size_t at; /* in the second skip entry */
        uint32_t change;
        const char *what;
    } cases[] = {
        {0, 1, "the last article"},
        {SKIP_BLOCK_AT, 1, "where the block begins"},
        {SKIP_BEFORE, 1, "occurrences before it"},
        {SKIP_IMPACTS, 0x00008000, "a length too long"},
        {SKIP_IMPACTS, 0x00000002, "a frequency too low"},
        {SKIP_IMPACTS + 4, 0x00010000, "a pair that is none"},
    };
    struct snapshot snapshot;
    struct term_key key;
    struct term_entry entry;
    bool found;
    assert_int_equal(snapshot_open(&snapshot, files.folder, NULL), MRG_OK);
    const struct segment *segment = snapshot.segments[0];
    term_key_make(&key, KEY_TEXT, (mrg_text){"ship", 4});
    assert_int_equal(
        dictionary_find(&segment->dictionary, key.bytes, key.size, &entry, &found, NULL), MRG_OK);
    assert_true(found);
    assert_true(entry.df > BLOCK_LENGTH);
    const size_t skips = (size_t)(entry.postings - segment->file.map.data);
    const size_t number = file_called(snapshot.manifest.segments[0].file);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        must_find(number, skips + SKIP_SIZE + cases[i].at, cases[i].change, cases[i].what);
    const size_t positions = (size_t)(entry.positions - segment->file.map.data);
    must_find(number, positions + entry.positions_size - sizeof(uint32_t), 1,
              "where the last occurrences begin");
    snapshot_close(&snapshot);
}

static void test_losses(void **state)
{
    (void)state;
    struct snapshot snapshot;
    unsigned tried = 0;
    assert_int_equal(snapshot_open(&snapshot, files.folder, NULL), MRG_OK);
    for (size_t i = 0; i < snapshot.segment_count; i++) {
        const struct deletions *deletions = &snapshot.segments[i]->deletions;
        if (deletions->loss_count < 3)
            continue;
        const size_t at = (size_t)(deletions->losses - deletions->bytes.data);
        const size_t number = file_called(snapshot.manifest.segments[i].deletions);
        must_find(number, at, 1, "the term of a loss");
        must_find(number, at + 8 + 4, 2, "a loss");
        must_find(number, at + 8 * (deletions->loss_count - 1), 0x70000000, "a loss of no term");
        tried++;
    }
    snapshot_close(&snapshot);
    assert_true(tried > 0);
}

/* ---- what only the deep check can find ---- */

/* A position in the dictionary, of a term that stands once, is moved by one: nothing else knows. */
static void test_a_position(void **state)
{
    (void)state;
    struct snapshot snapshot;
    struct dictionary_cursor cursor;
    mrg_error error = MRG_ERROR_INIT;
    size_t at = 0;
    assert_int_equal(snapshot_open(&snapshot, files.folder, NULL), MRG_OK);
    const struct segment *segment = snapshot.segments[0];
    assert_int_equal(dictionary_seek(&segment->dictionary, &cursor, (const uint8_t *)"", 0, &error),
                     MRG_OK);
    while (at == 0 && dictionary_next(&cursor))
        if (cursor.entry.cf == 1 && cursor.entry.position > 1 && cursor.entry.position < 100 &&
            cursor.at[-2] == cursor.entry.position)
            at = (size_t)(cursor.at - segment->file.map.data) - 2;
    assert_true(at > 0);
    const size_t number = file_called(snapshot.manifest.segments[0].file);
    snapshot_close(&snapshot);
    struct buffer bytes = BUFFER_INIT;
    buffer_append(&bytes, files.files[number].bytes.data, files.files[number].bytes.size);
    bytes.data[at]--;
    seal_write(&files, number, &bytes);
    buffer_free(&bytes);
    assert_int_equal(mrg_index_check(files.folder, NULL, NULL, &error), MRG_OK);
    assert_int_equal(mrg_index_check_deep(files.folder, 0, NULL, NULL, &error), MRG_ERR_DAMAGED);
    assert_non_null(strstr(error.message, "its position"));
    index_files_restore(&files);
}

/* Change every byte of a section in steps, one at a time, under right checksums; returns how many of a
 * hundred changes are found. */
static unsigned find_changes(const char *section)
{
    unsigned tried = 0, found = 0;
    struct stretch stretches[STRETCHES_MAX];
    size_t number = 0;
    while (strncmp(files.files[number].name, "seg-", 4) != 0)
        number++;
    const struct index_file *file = &files.files[++number]; /* the second segment has every field */
    const size_t count = seal_stretches(file, stretches);
    assert_int_equal(strncmp(file->name, "seg-", 4), 0);
    for (size_t s = 0; s < count; s++) {
        const size_t step = stretches[s].size / 60 + 1;
        if (strcmp(stretches[s].name, section) != 0)
            continue;
        for (size_t at = 0; at < stretches[s].size; at += step, tried++) {
            struct buffer bytes = BUFFER_INIT;
            buffer_append(&bytes, file->bytes.data, file->bytes.size);
            bytes.data[stretches[s].start + at] ^= 1;
            seal_write(&files, number, &bytes);
            found += mrg_index_check_deep(files.folder, 0, NULL, NULL, NULL) != MRG_OK;
            buffer_free(&bytes);
        }
    }
    index_files_restore(&files);
    return tried > 0 ? found * 100 / tried : 0;
}

static void test_every_section(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned
            least; /* of a hundred changes; the others are to padding, or to counts of what was */
    } cases[] = {
        {"terms", 100},         {"term index", 100}, {"postings", 99},       {"lengths", 100},
        {"written forms", 75},  {"columns", 85},     {"facets", 100},        {"meta", 85},
        {"article index", 100}, {"lexicons", 100},   {"lexicons copy", 100},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const unsigned found = find_changes(cases[i].name);
        print_message("%s: %u of 100 changes found\n", cases[i].name, found);
        if (found < cases[i].least)
            fail_msg("%s: %u of 100 changes found", cases[i].name, found);
    }
}

static bool answers_rightly(void)
{
    struct answer answer = {.status = MRG_OK};
    mrg_index *index;
    bool is_right = mrg_index_open(files.folder, &index, NULL) == MRG_OK;
    for (size_t i = 1; is_right && i < probe_count(); i++) {
        probe_ask(index, i, &answer);
        is_right = answer.status == MRG_OK && answer.text.size == right[i].text.size &&
                   memcmp(answer.text.data, right[i].text.data, answer.text.size) == 0;
    }
    mrg_index_close(index);
    answer_free(&answer);
    return is_right;
}

/* Random damage with right checksums, anywhere but in the texts themselves and the manifest. */
static void test_random_damage(void **state)
{
    (void)state;
    unsigned plain = 0, deep = 0;
    for (unsigned trial = 0; trial < TRIALS; trial++) {
        struct random_source random = {trial * 1000003 + 17};
        struct stretch stretches[STRETCHES_MAX];
        struct buffer bytes = BUFFER_INIT;
        for (unsigned i = 0; i < 8; i++)
            random_next(&random);
        const size_t number = 1 + random_below(&random, (uint32_t)files.count - 1);
        const struct index_file *file = &files.files[number];
        const size_t count = seal_stretches(file, stretches);
        const struct stretch *stretch = &stretches[random_below(&random, (uint32_t)count)];
        if (strcmp(stretch->name, "articles") == 0)
            continue;
        snprintf(scene, sizeof scene, "trial %u (%s of %s)", trial, stretch->name, file->name);
        buffer_append(&bytes, file->bytes.data, file->bytes.size);
        seal_mutate(&bytes, stretch, &random);
        seal_write(&files, number, &bytes);
        const bool found = mrg_index_check(files.folder, NULL, NULL, NULL) != MRG_OK;
        const bool found_deep = mrg_index_check_deep(files.folder, 0, NULL, NULL, NULL) != MRG_OK;
        if (found && !found_deep)
            fail_msg("%s: the deep check finds less than the plain one", scene);
        if (!found_deep && !answers_rightly())
            fail_msg("%s: a wrong answer that the deep check knows nothing of", scene);
        plain += found;
        deep += found_deep && !found;
        buffer_free(&bytes);
        index_file_write(file, file->bytes.data, file->bytes.size);
        index_file_write(&files.files[0], files.files[0].bytes.data, files.files[0].bytes.size);
    }
    print_message("found by the plain check: %u, by the deep check only: %u\n", plain, deep);
    assert_true(plain > 0 && deep > 0);
}

/* ---- engine "xapian" ---- */

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

/* Change the document as case `number` says. */
static void change_document(xc_document *document, unsigned number)
{
    static const uint32_t position = 3000;
    switch (number) {
    case 0:
        xc_document_add_boolean_term(document, text_of("XTOPIC:nothing"), NULL);
        break;
    case 1:
        xc_document_add_term(document, text_of("Zship"), 1, NULL);
        break;
    case 2: /* a position more, as often as before */
        xc_document_add_positions(document, text_of("Zship"), &position, 1, 0, NULL);
        break;
    case 3:
        xc_document_set_number(document, 4, 12345, NULL);
        break;
    case 4:
        xc_document_remove_term(document, text_of("Zship"), NULL);
        break;
    default: /* no article */
        xc_document_set_data(document, text_of("nothing"), NULL);
        break;
    }
}

static void change_stored(const char *database, unsigned number)
{
    xc_writable *writable;
    xc_document *document;
    assert_int_equal(xc_writable_open(database, NULL, &writable, NULL), MRG_OK);
    assert_int_equal(xc_database_document(xc_writable_database(writable), 5, &document, NULL),
                     MRG_OK);
    change_document(document, number);
    assert_int_equal(xc_writable_replace(writable, 5, document, NULL), MRG_OK);
    assert_int_equal(xc_writable_commit(writable, NULL), MRG_OK);
    xc_document_free(document);
    xc_writable_free(writable);
}

static void build_xapian(const char *path)
{
    mrg_writer *writer;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.engine = "xapian";
    assert_int_equal(mrg_writer_open(path, &options, &writer, NULL), MRG_OK);
    assert_int_equal(small_index_add(writer, 0, 12, NULL), MRG_OK);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
}

static void test_xapian_documents(void **state)
{
    (void)state;
    static const char *const cases[] = {"a term more",   "an occurrence more", "a position more",
                                        "another value", "a term less",        "data"};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char folder[64], path[80], database[100];
        make_scratch(folder);
        snprintf(path, sizeof path, "%s/index", folder);
        snprintf(database, sizeof database, "%s/glass-000001", path);
        build_xapian(path);
        must_be_sound(path, cases[i]);
        const bool is_data = strcmp(cases[i], "data") == 0;
        change_stored(database, i);
        const mrg_status plain = mrg_index_check(path, NULL, NULL, NULL);
        const mrg_status deep = mrg_index_check_deep(path, 0, NULL, NULL, NULL);
        if ((plain == MRG_ERR_DAMAGED) != is_data || deep != MRG_ERR_DAMAGED)
            fail_msg("%s: plain %d, deep %d", cases[i], (int)plain, (int)deep);
        remove_tree(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undamaged),        cmocka_unit_test(test_skip_entries),
        cmocka_unit_test(test_losses),           cmocka_unit_test(test_a_position),
        cmocka_unit_test(test_every_section),    cmocka_unit_test(test_random_damage),
        cmocka_unit_test(test_xapian_documents),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
