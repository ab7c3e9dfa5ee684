/* A run of some millions of words, so large that its frequent terms go to lists of all kinds, in memory of its streams,
 * and that it is cut into ranges: the segment is the same to the byte as with occurrences sorted the simplest way. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/scratch_folder.h"

#include "indexer/native/native.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ARTICLES = 3000,
    WORDS = 1300,     /* in an article */
    BODY = WORDS * 8, /* bytes of its text, at most */
    REPLACED = 50,    /* articles that come again */
    WORD_BITS = 15,   /* of the number of a word */
    COMMON = 3000     /* words behind these */
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

/* The letters of `word` that are capitals. */
static void capitalise(char *word, size_t size, uint32_t kind)
{
    if (kind == 1 || kind == 2)
        word[0] = (char)toupper((unsigned char)word[0]);
    for (size_t i = 1; kind >= 2 && i < size; i++)
        word[i] = (char)toupper((unsigned char)word[i]);
}

/* A word and a space. Half the words are of all frequencies, from one in thirty to once, and mostly in small letters; the
 * others come some hundred times each, in four forms, so that each is larger in its list than it was in the stream. */
static size_t put_word(struct random_source *random, char *at)
{
    bool is_common = random_below(random, 2) == 0;
    uint32_t number = is_common ? (1 << WORD_BITS) + random_below(random, COMMON)
                                : random_bits(random, WORD_BITS);
    size_t size = 0;
    do
        at[size++] = (char)('a' + number % 20);
    while ((number /= 20) > 0);
    at[size++] = 'x'; /* no stem, no function word */
    capitalise(at, size, random_below(random, is_common ? 4 : 100));
    at[size++] = ' ';
    return size;
}

static void add(mrg_writer *writer, struct random_source *random, uint32_t number)
{
    static char body[BODY];
    char id[32];
    size_t size = 0;
    for (unsigned i = 0; i < WORDS; i++)
        size += put_word(random, body + size);
    snprintf(id, sizeof id, "article-%u", number);
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = (mrg_text){id, strlen(id)};
    article.headline = (mrg_text){"Large", 5};
    article.body = (mrg_text){body, size};
    article.language = (mrg_text){"en", 2};
    if (mrg_writer_add(writer, &article, NULL, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

/* The segment as bytes. */
static void build(unsigned workers, unsigned sort_bits, struct buffer *bytes)
{
    char path[4096];
    struct random_source random = {91};
    mrg_writer *writer;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.workers = workers;
    options.memory = (size_t)1 << 30;
    snprintf(path, sizeof path, "%s-%u-%u", scratch_file(&folder, "large"), workers, sort_bits);
    assert_int_equal(mrg_writer_open(path, &options, &writer, &error), MRG_OK);
    ((struct native_writer *)writer)->run.sort_bits = sort_bits;
    for (uint32_t i = 0; i < ARTICLES; i++)
        add(writer, &random, i % (ARTICLES - REPLACED));
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    mrg_writer_close(writer);
    char *file = path_join(path, "seg-000001.mrg");
    assert_non_null(file);
    assert_int_equal(file_read(file, SIZE_MAX, bytes, &error), MRG_OK);
    free(file);
}

static void test_same_bytes(void **state)
{
    (void)state;
    static const struct {
        unsigned workers, sort_bits;
    } ways[] = {{1, 32}, {2, 32}, {3, 24}, {2, 23}, {3, 0}};
    struct buffer first = BUFFER_INIT, other = BUFFER_INIT;
    build(ways[0].workers, ways[0].sort_bits, &first);
    assert_true(first.size > 1000000);
    for (size_t i = 1; i < sizeof ways / sizeof *ways; i++) {
        buffer_clear(&other);
        build(ways[i].workers, ways[i].sort_bits, &other);
        assert_int_equal(first.size, other.size);
        assert_memory_equal(first.data, other.data, first.size);
    }
    buffer_free(&first);
    buffer_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_bytes, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
