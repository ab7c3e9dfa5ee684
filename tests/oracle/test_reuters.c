/* The engine against the reference over real news: all of Reuters-21578, where it is there. */
#include "tests/cmocka_all.h"
#include "tests/oracle/archive.h"
#include "tests/oracle/corpora.h"
#include "tests/oracle/query_maker.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILES = 22, QUERIES = 300, COMMIT_EVERY = 5 /* files */ };

static void add_to_archive(void *context, const mrg_article *article)
{
    archive_add(context, article);
}

/* False when a file is not there. */
static bool read_all(struct archive *archive)
{
    for (unsigned i = 0; i < FILES; i++) {
        char name[64];
        snprintf(name, sizeof name, "reuters21578/reut2-%03u.xml.gz", i);
        char *path = corpora_path(name);
        if (path == NULL)
            return false;
        corpora_read(path, add_to_archive, archive);
        free(path);
        if (i % COMMIT_EVERY == COMMIT_EVERY - 1)
            archive_commit(archive, false);
    }
    archive_commit(archive, false);
    return true;
}

static void compare(struct archive *archive, struct query_maker *maker, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct comparison how = {MRG_QUERY_OPTIONS_INIT, MRG_SEARCH_OPTIONS_INIT, 15};
        how.query.keep_stopwords = true;
        how.query.any_word = i % 3 == 0;
        how.search.now = 1000000000;
        how.search.count_to = i % 2 == 0 ? 0 : 1000;
        archive_compare(archive, query_maker_next(maker), &how);
    }
    assert_int_equal(archive->wrong, 0);
}

static void real_news(void **state)
{
    (void)state;
    struct archive archive;
    const char *text = getenv("MORGUE_SEED");
    uint64_t seed = text != NULL ? strtoull(text, NULL, 10) : 1;
    archive_init(&archive, "en");
    archive.label = "Reuters-21578";
    if (!read_all(&archive)) {
        archive_free(&archive);
        skip();
    }
    struct query_maker maker = {.random = {seed}, .reference = &archive.reference};
    print_message("%zu articles, MORGUE_SEED=%ju\n", archive.reference.live, (uintmax_t)seed);
    compare(&archive, &maker, QUERIES / 2);
    archive_commit(&archive, true);
    compare(&archive, &maker, QUERIES / 2);
    buffer_free(&maker.text);
    archive_free(&archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(real_news)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
