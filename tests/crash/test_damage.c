/* An index with any one byte changed, or any file cut short, never answers wrongly: each question gets
 * the right answer or a message that names the damaged file. And mrg_index_check finds it all. MORGUE_POINTS
 * (tests/crash/points.h) sets how many bytes of a file are tried. */
#include "tests/crash/index_files.h"
#include "tests/crash/points.h"
#include "tests/crash/probes.h"
#include "tests/crash/small_index.h"
#include "tests/unit/support/random.h"

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PROBES_MAX = 32,
    ASK_ALL_EACH = 13, /* all probes for every so manieth byte, two of them for the others */
    NEAR_THE_END = 4096,
    CUT_STEP = 97,
    SAMPLE = 3000 /* bytes of each file */
};

static struct index_files files;
static struct answer right[PROBES_MAX]; /* what the undamaged index answers */
static char scene[512];                 /* which damage, for messages */

static int make_index(void **state)
{
    (void)state;
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    index_files_make(&files, small_index_build);
    assert_in_range(probe_count(), 1, PROBES_MAX);
    if (mrg_index_open(files.folder, &index, &error) != MRG_OK)
        fail_msg("%s", error.message);
    for (size_t i = 0; i < probe_count(); i++) {
        probe_ask(index, i, &right[i]);
        assert_int_equal(right[i].status, MRG_OK);
        assert_true(right[i].text.size > 0);
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

/* ---- judging ---- */

static void judge_failure(mrg_status status, const mrg_error *error)
{
    const bool is_damage =
        status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION || status == MRG_ERR_NOT_INDEX;
    if (!is_damage || error->status != status)
        fail_msg("%s: status %d: %s", scene, (int)status, error->message);
    if (strstr(error->message, files.folder) == NULL || strchr(error->message, '\n') != NULL)
        fail_msg("%s: no single line that names the file: %s", scene, error->message);
}

/* What came before a failure must be right too. */
static void judge(size_t probe, const struct answer *answer)
{
    const struct buffer *should = &right[probe].text, *is = &answer->text;
    if (answer->status != MRG_OK)
        judge_failure(answer->status, &answer->error);
    else if (is->size != should->size)
        fail_msg("%s: probe %zu: an answer of another length", scene, probe);
    if (is->size > should->size || memcmp(is->data, should->data, is->size) != 0)
        fail_msg("%s: probe %zu: a wrong answer", scene, probe);
}

static void judge_index(size_t turn)
{
    static struct answer answer;
    const bool asks_all = turn % ASK_ALL_EACH == 0;
    const size_t count = probe_count();
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    const mrg_status status = mrg_index_open(files.folder, &index, &error);
    if (status != MRG_OK) {
        judge_failure(status, &error);
        return;
    }
    for (size_t i = 0; i < (asks_all ? count : 2); i++) {
        const size_t probe = (2 * turn + i) % count;
        probe_ask(index, probe, &answer);
        judge(probe, &answer);
    }
    mrg_index_close(index);
    answer_free(&answer);
}

static void judge_check(void)
{
    mrg_error error = MRG_ERROR_INIT;
    const mrg_status status = mrg_index_check(files.folder, NULL, NULL, &error);
    if (status == MRG_OK)
        fail_msg("%s: the check finds nothing", scene);
    judge_failure(status, &error);
}

/* ---- damaging ---- */

static void test_undamaged(void **state)
{
    (void)state;
    mrg_error error = MRG_ERROR_INIT;
    if (mrg_index_check(files.folder, NULL, NULL, &error) != MRG_OK)
        fail_msg("%s", error.message);
    judge_index(0);
}

/* Change bytes of a file one at a time: `most` of them, 0 for all. */
static void flip_each(const struct index_file *file, uint8_t (*mask)(size_t at), size_t most)
{
    struct points points = points_of(file->bytes.size, IS_SANITIZED ? SAMPLE : most);
    for (size_t point; (point = points_next(&points)) != 0;) {
        const size_t at = point - 1;
        const uint8_t byte = file->bytes.data[at];
        snprintf(scene, sizeof scene, "%s: byte %zu xor %02x", file->name, at, mask(at));
        index_file_patch(file, at, byte ^ mask(at));
        judge_index(at);
        judge_check();
        index_file_patch(file, at, byte);
    }
}

static uint8_t all_bits(size_t at)
{
    (void)at;
    return 0xFF;
}

static uint8_t one_bit(size_t at)
{
    struct random_source random = {at + 1};
    random_next(&random);
    return (uint8_t)(1U << random_below(&random, 8));
}

static void test_every_byte_flipped(void **state)
{
    (void)state;
    for (size_t i = 0; i < files.count; i++)
        flip_each(&files.files[i], all_bits, 0);
}

static void test_one_bit_flipped(void **state)
{
    (void)state;
    for (size_t i = 0; i < files.count; i++)
        flip_each(&files.files[i], one_bit, SAMPLE);
}

/* The manifest is text, where one bit may make no difference to a careless reader. */
static void test_every_bit_of_manifest_flipped(void **state)
{
    (void)state;
    const struct index_file *file = &files.files[0];
    assert_string_equal(file->name, "MANIFEST");
    for (size_t bit = 0; bit < 8 * file->bytes.size; bit++) {
        const size_t at = bit / 8;
        snprintf(scene, sizeof scene, "%s: byte %zu bit %zu", file->name, at, bit % 8);
        index_file_patch(file, at, (uint8_t)(file->bytes.data[at] ^ 1U << bit % 8));
        judge_index(bit);
        judge_check();
        index_file_patch(file, at, file->bytes.data[at]);
    }
}

static void test_every_truncation(void **state)
{
    (void)state;
    const size_t near_the_end = IS_SANITIZED ? NEAR_THE_END / 8 : NEAR_THE_END;
    for (size_t i = 0; i < files.count; i++) {
        const struct index_file *file = &files.files[i];
        for (size_t size = file->bytes.size; size-- > 0;) {
            const bool is_near = size < near_the_end || file->bytes.size - size < near_the_end;
            if (!is_near && size % CUT_STEP != 0)
                continue;
            snprintf(scene, sizeof scene, "%s: cut to %zu bytes", file->name, size);
            assert_int_equal(truncate(file->path, (off_t)size), 0);
            judge_index(size);
            judge_check();
        }
        index_file_write(file, file->bytes.data, file->bytes.size);
    }
}

static void test_bytes_added(void **state)
{
    (void)state;
    for (size_t i = 0; i < files.count; i++) {
        const struct index_file *file = &files.files[i];
        snprintf(scene, sizeof scene, "%s: a byte more", file->name);
        assert_int_equal(truncate(file->path, (off_t)file->bytes.size + 1), 0);
        judge_index(0);
        judge_check();
        index_file_write(file, file->bytes.data, file->bytes.size);
    }
}

static void test_file_gone(void **state)
{
    (void)state;
    for (size_t i = 0; i < files.count; i++) {
        const struct index_file *file = &files.files[i];
        snprintf(scene, sizeof scene, "%s: gone", file->name);
        assert_int_equal(unlink(file->path), 0);
        judge_index(0);
        judge_check();
        index_file_write(file, file->bytes.data, file->bytes.size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undamaged),
        cmocka_unit_test(test_every_byte_flipped),
        cmocka_unit_test(test_one_bit_flipped),
        cmocka_unit_test(test_every_bit_of_manifest_flipped),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_bytes_added),
        cmocka_unit_test(test_file_gone),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
