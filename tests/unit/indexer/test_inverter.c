/* The inverter's fast path, with its cache of runs, against the tokenizer and the analyzer word by
 * word, over texts made to be awkward; and what a run writes of written forms. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/model.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/segment/written_forms.h"
#include "indexer/inverter.h"
#include "indexer/string_order.h"

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
    assert_true(inverter_init(&inverter));
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
    assert_true(inverter_init(&inverter));
    inverter.keeps_text = true;
    for (size_t language = 0; language < language_count(); language++)
        assert_int_equal(inverter_add(&inverter, &article, (language_id)language, &about, NULL),
                         MRG_OK);
    assert_in_range(inverter.scope_count, 2 * language_count(), SCOPES_MAX - 1);
    inverter_free(&inverter);
}

static void check_same_item(const struct inverter *a, const struct inverter *b, uint32_t x,
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

/* Words learned after many articles are the same as those learned with each. */
static void test_learning_late(void **state)
{
    (void)state;
    enum { MANY = 200, TEXT = 200 };
    static char texts[MANY][TEXT], ids[MANY][TEXT + 100];
    struct inverter early, late;
    struct inverted_article about;
    language_id english = language_find((mrg_text){"en", 2});
    assert_true(inverter_init(&early) && inverter_init(&late));
    early.keeps_text = late.keeps_text = late.learns_late = true;
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
    assert_int_equal(early.terms.count, late.terms.count);
    assert_int_equal(early.forms.count, late.forms.count);
    for (uint32_t t = 0; t < late.terms.count; t++)
        assert_in_range(late.terms.entries[t].size, 1, 200); /* long ids are cut */
    struct stream_reader ours = stream_reader_whole(&early.stream);
    struct stream_reader theirs = stream_reader_whole(&late.stream);
    uint32_t x, y = 0;
    while (stream_next(&ours, &x)) {
        assert_true(stream_next(&theirs, &y));
        if (x < STREAM_SET)
            check_same_item(&early, &late, x, y);
        else
            assert_int_equal(x, y);
    }
    assert_false(stream_next(&theirs, &y));
    inverter_free(&early);
    inverter_free(&late);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_awkward_texts),        IN_FOLDER(test_endless_runs),
        IN_FOLDER(test_many_words),           IN_FOLDER(test_wide_numbers),
        IN_FOLDER(test_order_of_forms),       cmocka_unit_test(test_terms_of_an_article),
        cmocka_unit_test(test_all_languages), cmocka_unit_test(test_learning_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
