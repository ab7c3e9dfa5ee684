/* Whole synthetic archives: reproducible, ordered, shaped like news. */
#include "tests/cmocka_all.h"

#include <stdlib.h>

#include "corpus/generate/generator.h"
#include "corpus/generate/json_line.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const mrg_time start_2022 = 1640995200; /* 2022-01-01 */

static uint64_t fnv(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* A hash over the JSON of the first `count` articles. */
static uint64_t archive_hash(const struct generator_options *options, int count)
{
    struct generator *generator = generator_new(options);
    assert_non_null(generator);
    struct buffer line = BUFFER_INIT;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < count; i++) {
        buffer_clear(&line);
        json_line_append(generator_next(generator), &line);
        hash = fnv(hash, line.data, line.size);
    }
    buffer_free(&line);
    generator_free(generator);
    return hash;
}

/* Changing a word list or a form changes these; a compiler or a platform never may. */
static const struct {
    struct generator_options options;
    uint64_t hash; /* of 400 articles */
} archives[] = {
    {{1, MRG_NO_TIME, 5, 0}, UINT64_C(0xba88c2089e7af1b4)},
    {{2, MRG_NO_TIME, 5, 0}, UINT64_C(0x323c0fa945fb5fb0)},
    {{1, 1640995200, 20, 30}, UINT64_C(0xfb274f5eb5b0c7de)},
};

static void archives_are_reproducible(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(archives); i++)
        assert_int_equal(archive_hash(&archives[i].options, 400), archives[i].hash);
    assert_int_equal(archive_hash(NULL, 400), archives[0].hash);
}

static void impossible_shares_are_refused(void **state)
{
    (void)state;
    static const unsigned shares[][2] = {{101, 0}, {0, 101}, {60, 41}, {UINT32_MAX, 2}};
    for (size_t i = 0; i < COUNT(shares); i++) {
        struct generator_options options = {1, MRG_NO_TIME, shares[i][0], shares[i][1]};
        assert_null(generator_new(&options));
    }
    generator_free(NULL);
}

static unsigned long version_of(const mrg_article *article)
{
    char digits[16] = {0};
    assert_true(article->version.size < sizeof digits);
    memcpy(digits, article->version.data, article->version.size);
    return strtoul(digits, NULL, 10);
}

static void dates_ascend_and_corrections_follow(void **state)
{
    (void)state;
    struct generator_options options = {9, start_2022, 10, 15};
    struct generator *generator = generator_new(&options);
    mrg_time last = start_2022;
    int corrections = 0;
    for (int i = 0; i < 4000; i++) {
        const mrg_article *article = generator_next(generator);
        assert_true(article->updated > last && article->published <= article->updated);
        last = article->updated;
        bool corrects = version_of(article) > 1;
        corrections += corrects;
        assert_int_equal(corrects, article->published < article->updated);
        bool says_so = memmem(article->body.data, article->body.size, "Correction: ", 12) != NULL;
        assert_true(!corrects || says_so);
    }
    assert_in_range(corrections, 480, 720);
    /* 400 articles a day. */
    assert_in_range(last - start_2022, 9 * 86400, 11 * 86400);
    generator_free(generator);
}

/* How many of 2,000 articles open as one of the last 64 did, and which therefore are duplicates. */
static int count_duplicates(unsigned percent)
{
    enum { OPENING = 60, KEPT = 80 };
    static char openings[KEPT][OPENING];
    memset(openings, 0, sizeof openings);
    struct generator_options options = {4, MRG_NO_TIME, percent, 0};
    struct generator *generator = generator_new(&options);
    int found = 0;
    for (int i = 0; i < 2000; i++) {
        const mrg_article *article = generator_next(generator);
        bool seen = false;
        for (int k = 0; k < KEPT && !seen; k++)
            seen = memcmp(openings[k], article->body.data, OPENING) == 0;
        found += seen;
        memcpy(openings[i % KEPT], article->body.data, OPENING);
    }
    generator_free(generator);
    return found;
}

static void duplicates_have_their_share(void **state)
{
    (void)state;
    assert_in_range(count_duplicates(0), 0, 2);
    assert_in_range(count_duplicates(20), 300, 480);
}

enum { TABLE = 1 << 18 };

/* Distinct words by their hashes; the table is far larger than the vocabulary. */
struct vocabulary {
    uint64_t hashes[TABLE]; /* 0: free */
    size_t words;           /* distinct */
    size_t tokens;          /* all */
};

static void vocabulary_add(struct vocabulary *vocabulary, uint64_t hash)
{
    size_t slot = hash % TABLE;
    vocabulary->tokens++;
    while (vocabulary->hashes[slot] != 0 && vocabulary->hashes[slot] != hash)
        slot = (slot + 1) % TABLE;
    vocabulary->words += vocabulary->hashes[slot] == 0;
    vocabulary->hashes[slot] = hash;
}

static size_t count_words(struct vocabulary *vocabulary, mrg_text text)
{
    size_t words = 0;
    size_t at = 0;
    while (at < text.size) {
        size_t end = at;
        while (end < text.size && text.data[end] != ' ' && text.data[end] != '\n')
            end++;
        if (end > at) {
            vocabulary_add(vocabulary, fnv(UINT64_C(0xcbf29ce484222325), text.data + at, end - at));
            words++;
        }
        at = end + 1;
    }
    return words;
}

static int compare_sizes(const void *left, const void *right)
{
    size_t a = *(const size_t *)left;
    size_t b = *(const size_t *)right;
    return (a > b) - (a < b);
}

static void text_is_shaped_like_news(void **state)
{
    (void)state;
    enum { ARTICLES = 4000 };
    static size_t lengths[ARTICLES];
    struct vocabulary *vocabulary = calloc(1, sizeof *vocabulary);
    assert_non_null(vocabulary);
    struct generator *generator = generator_new(NULL);
    size_t words_at_half = 0;
    for (int i = 0; i < ARTICLES; i++) {
        lengths[i] = count_words(vocabulary, generator_next(generator)->body);
        if (i + 1 == ARTICLES / 2)
            words_at_half = vocabulary->words;
    }
    qsort(lengths, ARTICLES, sizeof lengths[0], compare_sizes);
    assert_in_range(lengths[ARTICLES / 2], 330, 430);
    assert_in_range(lengths[ARTICLES / 20], 100, 200);
    assert_in_range(lengths[ARTICLES - ARTICLES / 20], 800, 1200);
    assert_in_range(vocabulary->tokens / ARTICLES, 380, 480);
    /* Twice the text has 1.2 to 1.7 times the words (Heaps' law with exponents of 0.26 to 0.77). */
    assert_in_range(vocabulary->words * 10, words_at_half * 12, words_at_half * 17);
    generator_free(generator);
    free(vocabulary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(archives_are_reproducible),
        cmocka_unit_test(impossible_shares_are_refused),
        cmocka_unit_test(dates_ascend_and_corrections_follow),
        cmocka_unit_test(duplicates_have_their_share),
        cmocka_unit_test(text_is_shaped_like_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
