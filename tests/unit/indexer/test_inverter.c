/* The inverter's fast path, with its cache of runs, against the tokenizer and the analyzer word by
 * word, over texts made to be awkward; and what a run writes of written forms. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/model.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/segment/written_forms.h"
#include "indexer/inverter.h"
#include "indexer/inverter_runs.h"
#include "indexer/string_order.h"

#include <pthread.h>
#include <stdio.h>

enum { ARTICLES = 60 };

static struct scratch_folder folder;

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

/* Index the articles in one commit and open it. */
static void index_articles(const mrg_article *const *articles, uint32_t count,
                           struct snapshot *snapshot)
{
    mrg_writer *writer;
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(mrg_writer_open(folder.path, NULL, &writer, &error), MRG_OK);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(mrg_writer_add(writer, articles[i], NULL, &error), MRG_OK);
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    mrg_writer_close(writer);
    assert_int_equal(snapshot_open(snapshot, folder.path, &error), MRG_OK);
}

static void check_articles(const mrg_article *const *articles, uint32_t count)
{
    struct snapshot snapshot;
    struct content wanted, got;
    index_articles(articles, count, &snapshot);
    content_init(&wanted);
    content_init(&got);
    content_of_articles(&wanted, articles, count);
    content_of_snapshot(&got, &snapshot);
    content_assert_same(&wanted, &got);
    content_free(&wanted);
    content_free(&got);
    snapshot_close(&snapshot);
}

/* What runs turn on. */
static const char *const pieces[] = {
    "a",       "B",        "s'",
    "'",       "-",        ".",
    ",",       "&",        " ",
    "\n",      "1",        "000",
    "\u2019",  "\u00AD",   "\u6771",
    "\u4EAC",  "\u304B",   "\u0301",
    "\xFF",    "\xE2\x82", "\0",
    "U.S.A.",  "\u0436",   "\u0130",
    "Hyphen-", "\u00B2",   "\u0E01",
    "l'",      "\uD55C",   "averylongwordthatgoesonandonandonwithoutanyendinsightforsixtyfivebytes",
};

static mrg_text awkward_text(struct arena *arena, struct random_source *random, size_t count)
{
    struct buffer text = BUFFER_INIT;
    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[random_below(random, sizeof pieces / sizeof pieces[0])];
        buffer_append(&text, piece, piece[0] == '\0' ? 1 : strlen(piece));
    }
    mrg_text made = {arena_copy(arena, text.data, text.size), text.size};
    assert_non_null(made.data);
    buffer_free(&text);
    return made;
}

static void test_awkward_texts(void **state)
{
    (void)state;
    static mrg_article articles[ARTICLES];
    static char ids[ARTICLES][8];
    const mrg_article *all[ARTICLES];
    struct random_source random = {111};
    struct arena arena = ARENA_INIT;
    for (unsigned i = 0; i < ARTICLES; i++) {
        articles[i] = (mrg_article)MRG_ARTICLE_INIT;
        articles[i].id = (mrg_text){ids[i], (size_t)snprintf(ids[i], sizeof ids[i], "%u", i)};
        articles[i].headline = awkward_text(&arena, &random, random_below(&random, 12));
        articles[i].deck = awkward_text(&arena, &random, random_below(&random, 3));
        articles[i].byline = awkward_text(&arena, &random, random_below(&random, 5));
        articles[i].body = awkward_text(&arena, &random, random_below(&random, 400));
        articles[i].place = awkward_text(&arena, &random, random_below(&random, 2) * 8);
        all[i] = &articles[i];
    }
    for (unsigned i = 0; i < ARTICLES; i++) /* a line of content ends at a NUL */
        for (size_t b = 0; b < articles[i].place.size; b++)
            if (articles[i].place.data[b] == '\0')
                articles[i].place.size = b;
    check_articles(all, ARTICLES);
    arena_free(&arena);
}

/* Runs of a hundred thousand letters or parts need no more than any other. */
static void test_endless_runs(void **state)
{
    (void)state;
    static char letters[100000], parts[100000];
    memset(letters, 'x', sizeof letters);
    for (size_t i = 0; i < sizeof parts; i++)
        parts[i] = i % 3 == 2 ? '-' : (char)('a' + i % 7);
    mrg_article long_word = MRG_ARTICLE_INIT, compound = MRG_ARTICLE_INIT;
    long_word.id = (mrg_text){"1", 1};
    long_word.body = (mrg_text){letters, sizeof letters};
    compound.id = (mrg_text){"2", 1};
    compound.body = (mrg_text){parts, sizeof parts};
    const mrg_article *all[] = {&long_word, &compound};
    check_articles(all, 2);
}

/* Distinct words, every one in so many of several parts. */
static void check_words(unsigned count, unsigned compounds)
{
    struct buffer text = BUFFER_INIT;
    for (unsigned i = 0; i < count; i++)
        buffer_append_format(&text, "%s%x ", i % compounds ? "w" : "a-rather-longer-word-", i);
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = (mrg_text){"1", 1};
    article.body = (mrg_text){(const char *)text.data, text.size};
    const mrg_article *all[] = {&article};
    check_articles(all, 1);
    buffer_free(&text);
}

/* Many distinct words: the cache grows. */
static void test_many_words(void **state)
{
    (void)state;
    check_words(60000, 3);
}

/* Words enough to use up the small numbers of the stream, nearly all an item each. */
static void test_wide_numbers(void **state)
{
    (void)state;
    check_words(NUMBER_WIDE + 5000, 1000);
}

/* The forms of a term, most frequent first, then by bytes, with their counts. */
static void test_order_of_forms(void **state)
{
    (void)state;
    static const struct {
        const char *form;
        uint64_t occurrences;
    } wanted[] = {{"TURKEY", 3}, {"Turkey", 2}, {"turkey", 2}, {"turkeys", 1}};
    struct snapshot snapshot;
    struct term_entry entry;
    struct written_forms forms;
    bool found;
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = (mrg_text){"1", 1};
    const char *body = "turkey Turkey turkeys TURKEY TURKEY turkey Turkey, TURKEY";
    article.body = (mrg_text){body, strlen(body)};
    const mrg_article *all[] = {&article};
    index_articles(all, 1, &snapshot);
    const struct segment *segment = snapshot.segments[0];
    assert_int_equal(
        dictionary_find(&segment->dictionary, (const uint8_t *)"\1turkey", 7, &entry, &found, NULL),
        MRG_OK);
    assert_true(found);
    assert_true(written_forms_open(&forms, (mrg_text){"turkey", 6}, entry.forms, entry.forms_size));
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        assert_true(written_forms_next(&forms));
        assert_int_equal(forms.size, strlen(wanted[i].form));
        assert_memory_equal(forms.form, wanted[i].form, forms.size);
        assert_int_equal(forms.occurrences, wanted[i].occurrences);
    }
    assert_false(written_forms_next(&forms));
    snapshot_close(&snapshot);
}

/* What the callback of inverter_terms was told. */
struct seen_terms {
    size_t count;
    size_t text_count;
};

static void see_term(void *context, enum key_field field, mrg_text term)
{
    struct seen_terms *seen = context;
    assert_true(term.size > 0);
    seen->count++;
    seen->text_count += field == KEY_TEXT;
}

static void test_terms_of_an_article(void **state)
{
    (void)state;
    struct inverter inverter;
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = (mrg_text){"1", 1};
    article.headline = (mrg_text){"Grain prices", 12};
    article.body = (mrg_text){"grain Grain GRAIN, co-operation grain", 37};
    article.source = (mrg_text){"The Paper", 9};
    assert_true(inverter_init(&inverter, NULL));
    for (unsigned round = 0; round < 3; round++) {
        struct seen_terms seen = {0, 0};
        assert_int_equal(inverter_terms(&inverter, &article, language_find((mrg_text){"en", 2}),
                                        see_term, &seen, NULL),
                         MRG_OK);
        assert_int_equal(seen.text_count, 5);            /* grain price co operation cooperation */
        assert_int_equal(seen.count, 5 + 2 + 1 + 3 + 1); /* headline, id, source, language */
    }
    inverter_free(&inverter);
}

/* Texts in all languages in one run: each keeps its own words in the cache. */
static void test_all_languages(void **state)
{
    (void)state;
    struct inverter inverter;
    struct inverted_article about;
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = (mrg_text){"a", 1};
    article.headline = article.body = article.byline = article.source =
        (mrg_text){"Ankara'da running,  runs", 24};
    assert_true(inverter_init(&inverter, NULL));
    inverter.keeps_text = true;
    for (size_t language = 0; language < language_count(); language++)
        assert_int_equal(inverter_add(&inverter, &article, (language_id)language, &about, NULL),
                         MRG_OK);
    for (size_t language = 0; language < language_count(); language++) {
        uint32_t scope = run_scope(KEY_TEXT, (language_id)language);
        struct run_key key = run_key_make("running", 7, scope);
        assert_non_null(run_table_find(&inverter.words->cache.table, &key));
    }
    inverter_free(&inverter);
}

static void check_same_item(const struct vocabulary *a, const struct vocabulary *b, uint32_t x,
                            uint32_t y)
{
    const struct stream_item *one = &a->items.all[x], *other = &b->items.all[y];
    assert_int_equal(one->size, other->size);
    assert_int_equal(one->text == NULL, other->text == NULL);
    if (one->text != NULL)
        assert_memory_equal(one->text, other->text, one->size);
    assert_int_equal(one->form == FORM_NONE, other->form == FORM_NONE);
    if (one->form == FORM_NONE)
        return;
    const struct string_entry *f = &a->forms.entries[one->form];
    const struct string_entry *g = &b->forms.entries[other->form];
    assert_int_equal(string_order_compare(&(struct string_entry){f->data, f->size, 0},
                                          &(struct string_entry){g->data, g->size, 0}),
                     0);
    assert_int_equal(string_order_compare(&a->terms.entries[f->scope], &b->terms.entries[g->scope]),
                     0);
}

static void check_same_stream(const struct inverter *a, const struct inverter *b)
{
    struct stream_reader ours = stream_reader_whole(&a->stream);
    struct stream_reader theirs = stream_reader_whole(&b->stream);
    uint32_t x, y = 0;
    while (stream_next(&ours, &x)) {
        assert_true(stream_next(&theirs, &y));
        if (x < STREAM_SET)
            check_same_item(a->words, b->words, x, y);
        else
            assert_int_equal(x, y);
    }
    assert_false(stream_next(&theirs, &y));
}

/* Words learned after many articles are the same as those learned with each. */
static void test_learning_late(void **state)
{
    (void)state;
    enum { MANY = 200, TEXT = 200 };
    static char texts[MANY][TEXT], ids[MANY][TEXT + 100];
    struct inverter early, late;
    struct inverted_article about;
    language_id english = language_find((mrg_text){"en", 2});
    struct vocabulary *words = vocabulary_new();
    assert_non_null(words);
    assert_true(inverter_init(&early, NULL) && inverter_init(&late, words));
    early.keeps_text = late.keeps_text = true;
    vocabulary_enter(words);
    for (unsigned i = 0; i < MANY; i++) {
        mrg_article article = MRG_ARTICLE_INIT;
        int size = snprintf(texts[i], TEXT, "Word%u's wordings running%c%c, re-run%u %x \xC3\xA9%u",
                            i % 70, 'a' + i % 26, 'a' + i % 25, i, i * 2654435761U, i / 2);
        int id = snprintf(ids[i], sizeof ids[i], "%0*u", i % 9 == 0 ? 250 : 3, i % 150);
        article.id = (mrg_text){ids[i], (size_t)id};
        article.headline = article.body = (mrg_text){texts[i], (size_t)size};
        assert_int_equal(inverter_add(&early, &article, english, &about, NULL), MRG_OK);
        assert_int_equal(inverter_add(&late, &article, english, &about, NULL), MRG_OK);
    }
    inverter_learn(&late);
    vocabulary_leave(words);
    assert_int_equal(early.words->terms.count, words->terms.count);
    assert_int_equal(early.words->forms.count, words->forms.count);
    for (uint32_t t = 0; t < words->terms.count; t++)
        assert_in_range(words->terms.entries[t].size, 1, 200); /* long ids are cut */
    check_same_stream(&early, &late);
    inverter_free(&early);
    inverter_free(&late);
    vocabulary_free(words);
}

/* Where memory was too short for an expansion nothing is said to be one any more, be it as small as may be. */
static void test_expansions_without_memory(void **state)
{
    (void)state;
    const uint32_t entries[] = {1, ITEM_NONE, 0};
    struct vocabulary *words = vocabulary_new();
    struct item_stock stock = {0, 0, 0};
    uint32_t value;
    assert_non_null(words);
    vocabulary_enter(words);
    assert_true(vocabulary_expand(words, entries, 3, &value));
    assert_memory_equal(vocabulary_expansion(words, value), entries, sizeof entries);
    words->expansions.failed = true; /* as a buffer says it */
    assert_false(vocabulary_expand(words, entries, 3, &value));
    assert_true(vocabulary_restock(words, &stock, 3)); /* which needs none */
    vocabulary_leave(words);
    vocabulary_free(words);
}

/* ---- several threads ---- */

enum { SHARERS = 4, SHARED_ARTICLES = 300, SHARED_WORDS = 100, SHARED_SIZE = SHARED_WORDS * 16 };

/* A thread that inverts all articles with words that others learn as well. */
struct sharer {
    pthread_t thread;
    struct inverter inverter;
    mrg_status status;
};

static char shared_texts[SHARED_ARTICLES][SHARED_SIZE], shared_ids[SHARED_ARTICLES][16];

static mrg_status add_article(struct inverter *inverter, uint32_t number)
{
    struct inverted_article about;
    mrg_article article = MRG_ARTICLE_INIT;
    mrg_text topics[] = {{"Trade and ports", 15}, {"Ports", 5}, {"Trade", 5}, {"PORTS", 5}};
    article.id = (mrg_text){shared_ids[number], strlen(shared_ids[number])};
    article.body = (mrg_text){shared_texts[number], strlen(shared_texts[number])};
    article.headline = (mrg_text){shared_texts[number], 40};
    article.topics = (mrg_texts){topics, 4};
    return inverter_add(inverter, &article, 1, &about, NULL);
}

/* As a run's workers do, a block of some articles at a time. */
static void *share(void *context)
{
    struct sharer *self = context;
    for (uint32_t i = 0; i < SHARED_ARTICLES && self->status == MRG_OK; i++) {
        if (i % 10 == 0)
            vocabulary_enter(self->inverter.words);
        self->status = add_article(&self->inverter, i);
        if (i % 10 == 9) {
            inverter_learn(&self->inverter);
            vocabulary_leave(self->inverter.words);
        }
    }
    return NULL;
}

/* Words that nobody else has, words in two parts and ones longer than a slot: the cache grows several times. */
static void make_shared_texts(void)
{
    for (uint32_t i = 0; i < SHARED_ARTICLES; i++) {
        size_t size = 0;
        snprintf(shared_ids[i], sizeof shared_ids[i], "id-%u", i);
        for (uint32_t w = 0; w < SHARED_WORDS; w++) {
            uint32_t word = (i * SHARED_WORDS + w) * 2654435761U % 40000;
            const char *shape = w % 10 == 0   ? "w%x-out, "
                                : w % 10 == 1 ? "longer%08xs "
                                              : "Word%xs ";
            size += (size_t)snprintf(shared_texts[i] + size, SHARED_SIZE - size, shape, word);
        }
    }
}

/* Keywords have one item each, however many articles name them. */
static void check_keywords(const struct vocabulary *words)
{
    uint32_t items = 0, topics = 0;
    for (uint32_t t = 0; t < words->terms.count; t++)
        topics += words->terms.entries[t].scope == KEY_TOPIC;
    for (uint32_t i = 0; i < words->items.count; i++) {
        uint32_t form = words->items.all[i].form;
        if (form != FORM_NONE)
            items += words->terms.entries[words->forms.entries[form].scope].scope == KEY_TOPIC;
    }
    assert_int_equal(topics, 4); /* trade and ports, trade, and, ports */
    assert_int_equal(items, topics);
}

/* What is learnt together is what one learns alone, as far as streams tell. */
static void test_sharing(void **state)
{
    (void)state;
    static struct sharer sharers[SHARERS];
    struct vocabulary *words = vocabulary_new();
    struct inverter alone;
    assert_non_null(words);
    assert_true(inverter_init(&alone, NULL));
    alone.keeps_text = true;
    make_shared_texts();
    for (uint32_t i = 0; i < SHARED_ARTICLES; i++)
        assert_int_equal(add_article(&alone, i), MRG_OK);
    for (unsigned t = 0; t < SHARERS; t++) {
        assert_true(inverter_init(&sharers[t].inverter, words));
        sharers[t].inverter.keeps_text = true;
        assert_int_equal(pthread_create(&sharers[t].thread, NULL, share, &sharers[t]), 0);
    }
    for (unsigned t = 0; t < SHARERS; t++)
        pthread_join(sharers[t].thread, NULL);
    assert_true(run_cache_slots(&words->cache) > 1 << 15);
    assert_int_equal(words->terms.count, alone.words->terms.count);
    assert_int_equal(words->forms.count, alone.words->forms.count);
    check_keywords(words);
    for (unsigned t = 0; t < SHARERS; t++) {
        assert_int_equal(sharers[t].status, MRG_OK);
        check_same_stream(&alone, &sharers[t].inverter);
        inverter_free(&sharers[t].inverter);
    }
    inverter_free(&alone);
    vocabulary_free(words);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_awkward_texts),
        IN_FOLDER(test_endless_runs),
        IN_FOLDER(test_many_words),
        IN_FOLDER(test_wide_numbers),
        IN_FOLDER(test_order_of_forms),
        cmocka_unit_test(test_terms_of_an_article),
        cmocka_unit_test(test_all_languages),
        cmocka_unit_test(test_learning_late),
        cmocka_unit_test(test_expansions_without_memory),
        cmocka_unit_test(test_sharing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
