/* Every fixture against what is expected of it, in whatever pieces its bytes arrive, and cut off at
 * every byte. Set MORGUE_WRITE_EXPECTED to write the expected texts anew, then read the difference.
 */
#include "article_text.h"
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const fixtures[] = {
    /* JSON Lines */
    "names.jsonl",
    "bad.jsonl",
    "first_line_bad.jsonl",
    "crlf_bom.jsonl",
    "no_ids.jsonl",
    "parts.jsonl",
    /* other JSON */
    "array.json",
    "array_one_line.json",
    "single.json",
    "concatenated.json",
    "wrapped.json",
    "enveloped.json",
    "hits.json",
    "related.json",
    "cut.json",
    "empty.json",
    /* Reuters-21578 */
    "reuters.sgm",
    "reuters.xml",
    /* press database */
    "press_lines.txt",
    "press_inline.txt",
    "press_twice.txt",
    "press_unmarked_repeat.txt",
    "press_several_lines.txt",
    "press_two_captions.txt",
    "press_closed.txt",
    "press_author.txt",
    "press_no_hyphen.txt",
    /* plain text */
    "report-2022-01-14.txt",
    "one_line.txt",
    "long_first_line.txt",
    "front_matter.txt",
    "fenced.md",
    "prose_colon.txt",
    "windows_1252.txt",
    "few_broken.txt",
    "nuls.txt",
    "utf16.txt",
    "old_mac.txt",
    "empty.txt",
    "blank.txt",
    /* not read */
    "junk.bin",
    "page.html",
    "paper.pdf",
    "record.warc",
};

enum { FIXTURE_COUNT = sizeof fixtures / sizeof *fixtures };

static const struct reader_options options = {"en", MRG_NO_TIME, NULL, 0};

static void load(const char *name, const char *extension, struct buffer *bytes)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/unit/corpus/fixtures/%s%s", MORGUE_SOURCE_DIR, name,
             extension);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("no fixture %s", path);
    int byte;
    while ((byte = getc(file)) != EOF)
        buffer_append_byte(bytes, (uint8_t)byte);
    fclose(file);
}

static void write_expected(const char *name, const struct buffer *text)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/unit/corpus/fixtures/%s.expected", MORGUE_SOURCE_DIR,
             name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text->data, 1, text->size, file);
    fclose(file);
}

/* Read under a name that no file has, since ids are made from absolute paths. */
static void read_fixture(struct reading *reading, const char *name, const struct buffer *bytes,
                         size_t size, size_t piece)
{
    char path[256];
    snprintf(path, sizeof path, "no such folder/%s", name);
    read_all(reading, path, bytes->data, size, piece, &options, 0);
}

static void check_fixture(const char *name, size_t piece)
{
    struct buffer bytes = BUFFER_INIT;
    struct buffer expected = BUFFER_INIT;
    struct reading reading;
    load(name, "", &bytes);
    read_fixture(&reading, name, &bytes, bytes.size, piece);
    if (getenv("MORGUE_WRITE_EXPECTED") != NULL)
        write_expected(name, &reading.text);
    load(name, ".expected", &expected);
    const char *found_text = buffer_c_string(&reading.text);
    const char *expected_text = buffer_c_string(&expected);
    if (strcmp(found_text, expected_text) != 0)
        fail_msg("%s, %zu bytes at a time: expected\n%s\nbut found\n%s", name, piece, expected_text,
                 found_text);
    buffer_free(&reading.text);
    buffer_free(&expected);
    buffer_free(&bytes);
}

static void test_fixtures(void **state)
{
    static const size_t pieces[] = {1024 * 1024, 1, 2, 3, 7, 64, 1000};
    (void)state;
    for (size_t i = 0; i < FIXTURE_COUNT; i++)
        for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++)
            check_fixture(fixtures[i], pieces[p]);
}

/* However a source is cut, reading ends, and never with more articles than the whole has records.
 */
static void test_truncation(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIXTURE_COUNT; i++) {
        struct buffer bytes = BUFFER_INIT;
        struct reading whole;
        load(fixtures[i], "", &bytes);
        read_fixture(&whole, fixtures[i], &bytes, bytes.size, 4096);
        for (size_t size = 0; size < bytes.size; size++) {
            struct reading cut;
            read_fixture(&cut, fixtures[i], &bytes, size, 4096);
            assert_true(cut.articles <= whole.articles + whole.bad + whole.failed);
            buffer_free(&cut.text);
        }
        buffer_free(&whole.text);
        buffer_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixtures),
        cmocka_unit_test(test_truncation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
