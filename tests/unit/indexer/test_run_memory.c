/* When a run is full: what a writer holds stays near the memory it may take even where nearly every word is new, and a run
 * has no more positions than 32 bits tell. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/scratch_folder.h"

#include "indexer/native/native.h"

#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>

enum {
    MEMORY = 192 << 20, /* of a writer */
    BEYOND = 64 << 20,  /* that it may take on top */
    ARTICLES = 8000,
    WORDS = 150, /* in an article */
    LETTERS = 10 /* in a word */
};

static struct scratch_folder folder;
static mrg_error error;

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

static mrg_writer *open_writer(size_t memory, unsigned workers)
{
    mrg_writer *writer;
    const mrg_writer_options options = {.workers = workers, .memory = memory};
    if (mrg_writer_open(folder.path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return writer;
}

/* Words that no other article has. */
static void add(mrg_writer *writer, struct random_source *random, uint32_t number)
{
    static char body[WORDS * (LETTERS + 1)];
    char id[32];
    size_t size = 0;
    for (unsigned i = 0; i < WORDS; i++) {
        for (unsigned k = 0; k < LETTERS; k++)
            body[size++] = (char)('a' + random_below(random, 20));
        body[size++] = ' ';
    }
    snprintf(id, sizeof id, "article-%u", number);
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = (mrg_text){id, strlen(id)};
    article.body = (mrg_text){body, size};
    article.language = (mrg_text){"en", 2};
    if (mrg_writer_add(writer, &article, NULL, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

/* What sanitizers hold beside it would be told as well. */
static bool is_sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return true;
#endif
#endif
    return false;
}

static void check_bound(unsigned workers)
{
    struct random_source random = {61};
    struct rusage usage;
    if (is_sanitized())
        skip();
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 1 << 20); /* as morgue-index does */
#endif
    mrg_writer *writer = open_writer(MEMORY, workers);
    for (uint32_t i = 0; i < ARTICLES; i++)
        add(writer, &random, i);
    assert_true(((struct native_writer *)writer)->snapshot.segment_count > 0); /* it was full */
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    mrg_writer_close(writer);
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    assert_in_range((size_t)usage.ru_maxrss * 1024, MEMORY / 2, (size_t)MEMORY + BEYOND);
}

static void test_bound(void **state)
{
    (void)state;
    check_bound(2);
}

/* What many have learnt together is held once, and what is under way is little. */
static void test_bound_of_many(void **state)
{
    (void)state;
    check_bound(8);
}

static void test_positions(void **state)
{
    (void)state;
    struct random_source random = {62};
    mrg_writer *writer = open_writer((size_t)1 << 30, 2);
    struct native_writer *native = (struct native_writer *)writer;
    native->run.positions = RUN_POSITIONS_MAX - 500 * WORDS; /* as though of other articles */
    for (uint32_t i = 0; i < 100; i++)
        add(writer, &random, i);
    assert_int_equal(native->snapshot.segment_count, 0);
    for (uint32_t i = 100; i < 2500; i++) /* far more than can be under way */
        add(writer, &random, i);
    assert_int_equal(native->snapshot.segment_count, 1);
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    mrg_writer_close(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bound, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_bound_of_many, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_positions, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
