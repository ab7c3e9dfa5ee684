/* Real collections, where MORGUE_CORPORA names a folder that has them: reuters21578/reut2-000.xml.gz to
 * 021 and cacm/corpus.jsonl.gz. Skipped otherwise. */
#include "corpus/reader.h"
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct counts {
    size_t articles; /* read */
    size_t bodies;   /* that have a body */
    size_t dated;    /* that have a date */
    size_t bad;      /* not read */
};

static void count_file(const char *path, struct counts *counts)
{
    static const struct reader_options options = {"en", MRG_NO_TIME, NULL, 0};
    struct input input;
    struct reader *reader;
    const mrg_article *article;
    mrg_error error = MRG_ERROR_INIT;
    if (input_open(&input, path, NULL, &error) != MRG_OK)
        fail_msg("%s", error.message);
    assert_int_equal(reader_open(&input, &options, &reader, NULL, &error), MRG_OK);
    enum read_outcome outcome;
    while ((outcome = reader_next(reader, &article, &error)) != READ_END) {
        assert_int_not_equal(outcome, READ_FAILED);
        counts->bad += outcome == READ_BAD;
        if (outcome != READ_ARTICLE)
            continue;
        counts->articles++;
        counts->bodies += article->body.size > 0;
        counts->dated += article->published != MRG_NO_TIME;
    }
    reader_free(reader);
    input_close(&input);
}

/* The path of a file of the collections; the test is skipped where it is not there. */
static void find(const char *name, char path[1024])
{
    const char *folder = getenv("MORGUE_CORPORA");
    snprintf(path, 1024, "%s/%s", folder != NULL ? folder : "", name);
    if (folder == NULL || access(path, R_OK) != 0) {
        print_message("MORGUE_CORPORA does not lead to %s: skipped\n", name);
        skip();
    }
}

/* 19,043 stories have a BODY. 737 more are of type UNPROC, text in no elements: the first line serves as
 * headline and the rest as body, which all but 9 of them have. */
static void test_reuters(void **state)
{
    struct counts counts = {0, 0, 0, 0};
    (void)state;
    for (unsigned part = 0; part < 22; part++) {
        char name[64];
        char path[1024];
        snprintf(name, sizeof name, "reuters21578/reut2-%03u.xml.gz", part);
        find(name, path);
        count_file(path, &counts);
    }
    assert_int_equal(counts.articles, 21578);
    assert_int_equal(counts.bodies, 19043 + 737 - 9);
    assert_int_equal(counts.dated, 21578);
    assert_int_equal(counts.bad, 0);
}

static void test_cacm(void **state)
{
    struct counts counts = {0, 0, 0, 0};
    char path[1024];
    (void)state;
    find("cacm/corpus.jsonl.gz", path);
    count_file(path, &counts);
    assert_int_equal(counts.articles, 3204);
    assert_int_equal(counts.bad, 0);
}

static void test_samples(void **state)
{
    static const struct {
        const char *name;
        size_t articles;
        size_t dated;
    } samples[] = {
        {"../formats/jsonl/c4.json.gz", 2, 2},
        {"../formats/jsonl/beir.jsonl", 2, 0},
        {"../formats/ninjs/v1.4-medium-text.json", 1, 1},
        {"../formats/ninjs/v2.1-dpa-text-de.json", 1, 1},
        {"../formats/ninjs/v3.0-simple-text-en.json", 1, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct counts counts = {0, 0, 0, 0};
        char path[1024];
        find(samples[i].name, path);
        count_file(path, &counts);
        assert_int_equal(counts.articles, samples[i].articles);
        assert_int_equal(counts.bodies, samples[i].articles);
        assert_int_equal(counts.dated, samples[i].dated);
        assert_int_equal(counts.bad, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reuters),
        cmocka_unit_test(test_cacm),
        cmocka_unit_test(test_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
