/* Facets: values by article, single and several, and the width of ordinals. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/section_file.h"
#include "tests/unit/support/random.h"

#include "common/segment/facets.h"

#include <stdio.h>
#include <stdlib.h>

enum { TOPICS_MAX = 4 };

struct made_article {
    unsigned topics[TOPICS_MAX];
    unsigned topic_count;
    unsigned source; /* 0: none */
    bool is_blank;   /* added as NULL */
};

static struct made_article *articles;
static uint32_t article_count;
static struct section_file made;

static mrg_text value_text(unsigned number, char room[32])
{
    return (mrg_text){room, (size_t)snprintf(room, 32, "value %u", number)};
}

static void choose_articles(uint32_t n, uint32_t values, unsigned topics_max, uint64_t seed)
{
    struct random_source random = {seed};
    article_count = n;
    articles = calloc(n + 1, sizeof *articles);
    assert_non_null(articles);
    for (uint32_t a = 0; a < n; a++) {
        struct made_article *article = &articles[a];
        article->is_blank = random_below(&random, 20) == 0;
        article->source = random_below(&random, 4);
        article->topic_count = random_below(&random, topics_max + 1);
        for (unsigned t = 0; t < article->topic_count; t++)
            article->topics[t] = a < values ? a : random_below(&random, values);
    }
}

static void add_article(struct facets_writer *writer, const struct made_article *article)
{
    char rooms[TOPICS_MAX + 1][32];
    mrg_text topics[TOPICS_MAX + 1] = {{"", 0}}; /* an empty one among them is none */
    for (unsigned t = 0; t < article->topic_count; t++)
        topics[t + 1] = value_text(article->topics[t], rooms[t]);
    mrg_article full = MRG_ARTICLE_INIT;
    full.topics = (mrg_texts){topics, article->topic_count + 1};
    if (article->source > 0)
        full.source = value_text(article->source, rooms[TOPICS_MAX]);
    facets_writer_add(writer, article->is_blank ? NULL : &full);
}

static void write_facets(struct buffer *bytes)
{
    struct facets_writer writer;
    assert_true(facets_writer_init(&writer));
    for (uint32_t a = 0; a < article_count; a++)
        add_article(&writer, &articles[a]);
    assert_true(facets_writer_memory(&writer) > 0);
    assert_true(facets_append(&writer, bytes));
    facets_writer_free(&writer);
}

static void make(uint32_t n, uint32_t values, unsigned topics_max)
{
    struct buffer bytes = BUFFER_INIT;
    choose_articles(n, values, topics_max, n + values + topics_max);
    write_facets(&bytes);
    section_file_begin(&made);
    section_file_add(&made, SECTION_FACETS, &bytes);
    section_file_open(&made);
    buffer_free(&bytes);
}

static void unmake(void)
{
    section_file_end(&made);
    free(articles);
}

static void check_values(const struct facet_reader *reader, uint32_t article,
                         const unsigned *values, size_t count)
{
    uint64_t from, to;
    size_t got = 0;
    facet_range(reader, article, &from, &to);
    for (uint64_t entry = from; entry < to; entry++) {
        uint32_t ordinal = facet_ordinal(reader, entry);
        if (ordinal == reader->value_count)
            continue;
        assert_true(ordinal < reader->value_count && got < count);
        char room[32];
        mrg_text wanted = value_text(values[got++], room);
        assert_int_equal(reader->values[ordinal].size, wanted.size);
        assert_memory_equal(reader->values[ordinal].data, wanted.data, wanted.size);
    }
    assert_int_equal(got, count);
}

static void check_all(uint32_t width)
{
    struct facet_reader topics, sources, places;
    struct segment_file *file = &made.file;
    assert_int_equal(facet_reader_open(&topics, file, FACET_TOPIC, article_count, NULL), MRG_OK);
    assert_int_equal(facet_reader_open(&sources, file, FACET_SOURCE, article_count, NULL), MRG_OK);
    assert_int_equal(facet_reader_open(&places, file, FACET_PLACE, article_count, NULL), MRG_OK);
    assert_int_equal(topics.width, width);
    assert_int_equal(places.value_count, 0);
    for (uint32_t a = 0; a < article_count; a++) {
        const struct made_article *article = &articles[a];
        bool is_blank = article->is_blank;
        check_values(&topics, a, article->topics, is_blank ? 0 : article->topic_count);
        check_values(&sources, a, &article->source, is_blank || article->source == 0 ? 0 : 1);
        check_values(&places, a, NULL, 0);
    }
    facet_reader_close(&topics);
    facet_reader_close(&sources);
    facet_reader_close(&places);
}

static void test_round_trips(void **state)
{
    (void)state;
    static const struct {
        uint32_t articles, values;
        unsigned topics_max;
        uint32_t width;
    } cases[] = {
        {0, 1, 1, 0},      {50, 5, 0, 0},        {1, 1, 1, 0},
        {50, 5, 1, 1},     {50, 5, 4, 1},        {2000, 100, 1, 1},
        {2000, 400, 3, 2}, {90000, 90000, 4, 4}, {3000, 3000, 1, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make(cases[i].articles, cases[i].values, cases[i].topics_max);
        check_all(cases[i].width);
        unmake();
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_int_equal(facet_find("source"), FACET_SOURCE);
    assert_int_equal(facet_find("language"), FACET_LANGUAGE);
    assert_int_equal(facet_find("org"), FACET_ORG);
    assert_int_equal(facet_find("headline"), FACET_COUNT);
    assert_int_equal(facet_find(""), FACET_COUNT);
}

/* Read whatever a facet says; a sanitizer watches. */
static void read_everything(enum facet facet)
{
    struct facet_reader reader;
    if (facet_reader_open(&reader, &made.file, facet, article_count, NULL) != MRG_OK)
        return;
    for (uint32_t a = 0; a < article_count; a++) {
        uint64_t from, to;
        facet_range(&reader, a, &from, &to);
        assert_true(to <= reader.ordinal_count);
        for (uint64_t entry = from; entry < to; entry++)
            assert_true(facet_ordinal(&reader, entry) <= reader.value_count);
    }
    facet_reader_close(&reader);
}

static void test_damage(void **state)
{
    (void)state;
    struct random_source random = {5};
    struct buffer bytes = BUFFER_INIT, damaged = BUFFER_INIT;
    choose_articles(20, 10, 3, 9);
    write_facets(&bytes);
    for (unsigned round = 0; round < 500; round++) {
        buffer_clear(&damaged);
        buffer_append(&damaged, bytes.data, bytes.size - (round % 3 == 0 ? round % 300 : 0));
        damaged.data[random_below(&random, (uint32_t)damaged.size)] ^=
            (uint8_t)(1 + random_below(&random, 255));
        section_file_begin(&made);
        section_file_add(&made, SECTION_FACETS, &damaged);
        section_file_open(&made);
        read_everything(FACET_TOPIC);
        read_everything(FACET_SOURCE);
        section_file_end(&made);
    }
    free(articles);
    buffer_free(&bytes);
    buffer_free(&damaged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
