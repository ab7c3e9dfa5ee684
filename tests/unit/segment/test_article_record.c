/* Records of stored articles: every field there and back, and damage never read past. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/segment/article_record.h"

#include <stdlib.h>

#define TEXT(string) ((mrg_text){string, sizeof(string) - 1})

static const mrg_text topics[] = {{"trade", 5}, {"grain", 5}, {"a\0b", 3}};
static const mrg_text people[] = {{"A. Person", 9}};
static const mrg_text captions[] = {{"left", 4}, {"right \xff", 7}};

static mrg_article full_article(void)
{
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = TEXT("id-1");
    article.version = TEXT("3");
    article.embargo = -1;
    article.published = 1642145400;
    article.updated = INT64_MAX;
    article.source = TEXT("The Morning Paper");
    article.headline = TEXT("Headline");
    article.deck = TEXT("Deck");
    article.byline = TEXT("By Line");
    article.place = TEXT("ALMATY");
    article.section = TEXT("World");
    article.language = TEXT("en");
    article.topics = (mrg_texts){topics, 3};
    article.people = (mrg_texts){people, 1};
    article.organisations = (mrg_texts){people, 1};
    article.url = TEXT("https://example.org/1");
    article.body = TEXT("One.\n\nTwo \0 three.");
    article.captions = (mrg_texts){captions, 2};
    article.rights = TEXT("(c)");
    article.file = TEXT("/archive/2021.jsonl");
    return article;
}

static void assert_same_text(mrg_text a, mrg_text b)
{
    assert_int_equal(a.size, b.size);
    if (a.size > 0)
        assert_memory_equal(a.data, b.data, a.size);
}

static void assert_same_texts(mrg_texts a, mrg_texts b)
{
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++)
        assert_same_text(a.items[i], b.items[i]);
}

static void assert_same(const mrg_article *a, const mrg_article *b)
{
    assert_same_text(a->id, b->id);
    assert_same_text(a->version, b->version);
    assert_true(a->embargo == b->embargo);
    assert_true(a->published == b->published);
    assert_true(a->updated == b->updated);
    assert_same_text(a->source, b->source);
    assert_same_text(a->headline, b->headline);
    assert_same_text(a->deck, b->deck);
    assert_same_text(a->byline, b->byline);
    assert_same_text(a->place, b->place);
    assert_same_text(a->section, b->section);
    assert_same_text(a->language, b->language);
    assert_same_texts(a->topics, b->topics);
    assert_same_texts(a->people, b->people);
    assert_same_texts(a->organisations, b->organisations);
    assert_same_text(a->url, b->url);
    assert_same_text(a->body, b->body);
    assert_same_texts(a->captions, b->captions);
    assert_same_text(a->rights, b->rights);
    assert_same_text(a->file, b->file);
}

static void check_round_trip(const mrg_article *article)
{
    struct buffer record = BUFFER_INIT;
    struct arena arena = ARENA_INIT;
    mrg_article read;
    article_record_append(&record, article);
    assert_true(article_record_read(record.data, record.size, &arena, &read));
    assert_same(article, &read);
    arena_free(&arena);
    buffer_free(&record);
}

static void test_round_trips(void **state)
{
    (void)state;
    mrg_article article = full_article();
    check_round_trip(&article);
    static const mrg_time times[] = {0, -1, 1, INT64_MAX, INT64_MIN + 1, MRG_NO_TIME};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        article = (mrg_article)MRG_ARTICLE_INIT;
        article.published = times[i];
        article.id = TEXT("x");
        check_round_trip(&article);
    }
}

static void test_known_bytes(void **state)
{
    (void)state;
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = TEXT("a1");
    article.published = -2;
    article.topics = (mrg_texts){topics, 2};
    static const char expected[] = "\x01\x02"
                                   "a1"
                                   "\x04\x03"
                                   "\x0d\x05"
                                   "trade"
                                   "\x0d\x05"
                                   "grain";
    struct buffer record = BUFFER_INIT;
    article_record_append(&record, &article);
    assert_int_equal(record.size, sizeof expected - 1);
    assert_memory_equal(record.data, expected, record.size);
    buffer_free(&record);
}

/* Only usable articles are stored, and words are counted elsewhere. */
static void test_not_kept(void **state)
{
    (void)state;
    mrg_article article = MRG_ARTICLE_INIT;
    article.status = MRG_CANCELED;
    article.word_count = 12;
    struct buffer record = BUFFER_INIT;
    article_record_append(&record, &article);
    assert_int_equal(record.size, 0);
    buffer_free(&record);
}

static bool read_exact(const uint8_t *bytes, size_t size)
{
    struct arena arena = ARENA_INIT;
    mrg_article article;
    uint8_t *exact = malloc(size + (size == 0));
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    bool good = article_record_read(exact, size, &arena, &article);
    arena_free(&arena);
    free(exact);
    return good;
}

static void test_damage(void **state)
{
    (void)state;
    struct random_source random = {23};
    struct buffer record = BUFFER_INIT;
    mrg_article article = full_article();
    article_record_append(&record, &article);
    size_t good = 0;
    for (size_t cut = 0; cut < record.size; cut++)
        good += read_exact(record.data, cut);
    assert_in_range(good, 15, 25); /* between fields, a cut record is a shorter record */
    for (size_t at = 0; at < record.size; at++) {
        uint8_t before = record.data[at];
        for (unsigned round = 0; round < 20; round++) {
            record.data[at] = (uint8_t)random_next(&random);
            read_exact(record.data, record.size);
        }
        record.data[at] = before;
    }
    assert_true(read_exact(record.data, record.size));
    buffer_free(&record);
}

static void test_malformed(void **state)
{
    (void)state;
    static const struct {
        size_t size;
        uint8_t bytes[6];
    } cases[] = {
        {2, {0, 0}},                         /* no such tag */
        {2, {RECORD_END, 0}},                /* no such tag */
        {4, {RECORD_DECK, 0, RECORD_ID, 0}}, /* out of order */
        {4, {RECORD_ID, 0, RECORD_ID, 0}},   /* twice */
        {3, {RECORD_ID, 2, 'a'}},            /* longer than the record */
        {1, {RECORD_ID}},                    /* no value */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_false(read_exact(cases[i].bytes, cases[i].size));
    assert_true(read_exact(cases[0].bytes, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips), cmocka_unit_test(test_known_bytes),
        cmocka_unit_test(test_not_kept),    cmocka_unit_test(test_damage),
        cmocka_unit_test(test_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
