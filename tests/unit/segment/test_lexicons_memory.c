/* Each allocation of reading and writing the lexicons of a segment is refused in turn: the call says so, nothing leaks,
 * and asking again helps. */
#include "tests/cmocka_all.h"
#include "tests/crash/refuse.h"
#include "tests/unit/segment/lexicons_file.h"

#include <stdlib.h>

static struct lexicons_file file;

/* Calls `work` with its first allocation refused, then its second and so on, until none is; returns how many were. */
static unsigned long refuse_each(void (*work)(bool is_refused))
{
    unsigned long number = 0;
    bool was_refused = true;
    while (was_refused) {
        refuse_allocation(0);
        refuse_allocation(++number);
        work(true);
        was_refused = refuse_count() >= number;
        refuse_allocation(0);
    }
    return number - 1;
}

/* ---- reading ---- */

static void read_ranges(bool is_refused)
{
    struct lexicon_range *ranges;
    uint32_t count = 1;
    bool is_short = false;
    const struct section *section = &file.made.file.sections[SECTION_LEXICONS];
    lexicon_ranges_read(section->data, section->size, &ranges, &count, &is_short);
    assert_int_equal(is_short, is_refused && refuse_count() == 1 && ranges == NULL);
    assert_int_equal(count, ranges == NULL ? 0 : LEXICONS_FILE_PARTS);
    free(ranges);
}

/* Want of memory is no damage: the ranges may well be sound. */
static void test_ranges(void **state)
{
    (void)state;
    lexicons_file_make(&file);
    assert_int_equal(refuse_each(read_ranges), 1);
    read_ranges(false);
    lexicons_file_free(&file);
}

/* Ask for the lexicon of the first article of each part, as of a file just opened. */
static void ask(bool is_refused)
{
    unsigned long before = refuse_count();
    mrg_status status = MRG_OK;
    mrg_error error = MRG_ERROR_INIT;
    const struct lexicon *lexicon;
    lexicons_free(file.made.file.lexicons);
    file.made.file.lexicons = NULL;
    for (unsigned i = 0; i < LEXICONS_FILE_PARTS && status == MRG_OK; i++)
        status = lexicon_of(&file.made.file, lexicons_file_parts[i].first, &lexicon, &error);
    assert_true(is_refused ? status == MRG_OK || status == MRG_ERR_MEMORY : status == MRG_OK);
    assert_int_equal(error.status, status);
    assert_true(refuse_count() > before);
}

/* What was refused once can be had when memory is there again. */
static void test_lexicon_of(void **state)
{
    (void)state;
    enum { RANGES_AND_ALL = 2 };
    lexicons_file_make(&file);
    assert_int_equal(refuse_each(ask), RANGES_AND_ALL + LEXICONS_FILE_SAMPLES);
    for (unsigned long number = 1; number <= RANGES_AND_ALL + LEXICONS_FILE_SAMPLES; number++) {
        const struct lexicon *lexicon;
        refuse_allocation(number);
        ask(true);
        refuse_allocation(0);
        for (unsigned i = 0; i < LEXICONS_FILE_PARTS; i++)
            assert_int_equal(
                lexicon_of(&file.made.file, lexicons_file_parts[i].first, &lexicon, NULL), MRG_OK);
    }
    lexicons_file_free(&file);
}

/* ---- writing ---- */

static bool is_written;

static void write_again(bool is_refused)
{
    struct section_file made;
    refuse_allocation(0);
    section_file_begin(&made);
    if (is_refused)
        refuse_allocation(1);
    is_written = lexicons_write(&made.writer, SECTION_LEXICONS, file.parts, LEXICONS_FILE_PARTS);
    refuse_allocation(0);
    segment_file_writer_abandon(&made.writer);
    scratch_folder_remove(&made.folder);
}

/* A head that there is no memory for is not written as if it were whole. */
static void test_write(void **state)
{
    (void)state;
    lexicons_file_make(&file);
    write_again(true);
    assert_false(is_written);
    write_again(false);
    assert_true(is_written);
    lexicons_file_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_lexicon_of),
        cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
