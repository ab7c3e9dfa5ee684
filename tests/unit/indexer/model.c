#include "tests/unit/indexer/model.h"

#include "tests/cmocka_all.h"

#include "common/base/hash.h"
#include "common/base/string_table.h"
#include "common/segment/article_record.h"
#include "common/segment/columns.h"
#include "common/segment/dictionary.h"
#include "common/segment/facets.h"
#include "common/segment/term_key.h"
#include "common/segment/written_forms.h"
#include "common/text/analyzer.h"
#include "common/text/tokenizer.h"
#include "tests/unit/indexer/naive_fingerprint.h"

#include <stdio.h>

/* ---- making articles ---- */

/* Words in several written forms, compounds, scripts without spaces, things that are no words. */
static const char *const words[] = {
    "the",
    "of",
    "and",
    "Turkey",
    "turkey",
    "TURKEY",
    "turkeys",
    "co-operation",
    "cooperation",
    "Nur-Sultan",
    "C.S.T.O.",
    "AT&T",
    "2,700",
    "3.5",
    "To\u011fayev",
    "Togayev",
    "naïve",
    "don't",
    "minister's",
    "東京都",
    "Москва",
    "--",
    "...",
    "sanctioned",
    "sanctions",
    "a-b-c-d",
    "ordinary",
    "Ordinary",
    "x",
    "\xff\xfe",
    "Straße",
    "İstanbul'da",
    "grain",
    "Grain-grain",
    "supercalifragilisticexpialidocious-supercalifragilisticexpialidocious-twice",
    "po\u00ADlicy",
};
enum { WORDS = sizeof words / sizeof words[0] };

static const char *const languages[] = {"", "en", "tr", "de", "ru", "xx", "english"};
static const char *const names[] = {"Trade", "grain", "Ada  Lovelace", "OPEC", "São Paulo", ""};

static mrg_text made_text(struct arena *arena, const char *string, size_t size)
{
    const char *copy = arena_copy(arena, string, size);
    assert_non_null(copy);
    return (mrg_text){copy, size};
}

/* Up to `most` words, half of them from an endless vocabulary in which small numbers are common. */
static mrg_text some_words(struct arena *arena, struct random_source *random, uint32_t most)
{
    struct buffer text = BUFFER_INIT;
    uint32_t count = random_below(random, most + 1);
    for (uint32_t i = 0; i < count; i++) {
        if (random_below(random, 2) == 0)
            buffer_append_string(&text, words[random_below(random, WORDS)]);
        else
            buffer_append_format(&text, "word%x", random_bits(random, 14));
        buffer_append_byte(&text, random_below(random, 9) == 0 ? ',' : ' ');
        buffer_append_byte(&text, ' ');
    }
    mrg_text made = made_text(arena, (const char *)text.data, text.size);
    buffer_free(&text);
    return made;
}

static mrg_text some_name(struct random_source *random)
{
    const char *name = names[random_below(random, sizeof names / sizeof names[0])];
    return (mrg_text){name, strlen(name)};
}

static mrg_texts some_names(struct arena *arena, struct random_source *random)
{
    size_t count = random_below(random, 4);
    mrg_text *items = arena_alloc(arena, count * sizeof *items);
    assert_non_null(items);
    for (size_t i = 0; i < count; i++)
        items[i] = some_name(random);
    return (mrg_texts){items, count};
}

static mrg_time some_time(struct random_source *random)
{
    return random_below(random, 5) == 0 ? MRG_NO_TIME
                                        : 1000000000 + (mrg_time)random_bits(random, 30);
}

static void make_fields(struct made_article *made, struct random_source *random)
{
    struct arena *arena = &made->arena;
    mrg_article *article = &made->article;
    const char *language = languages[random_below(random, sizeof languages / sizeof languages[0])];
    article->embargo = random_below(random, 9) == 0 ? some_time(random) : MRG_NO_TIME;
    article->published = some_time(random);
    article->source = some_name(random);
    article->section = some_name(random);
    article->place = some_name(random);
    article->language = (mrg_text){language, strlen(language)};
    article->topics = some_names(arena, random);
    article->people = some_names(arena, random);
    article->organisations = some_names(arena, random);
    article->headline = some_words(arena, random, 8);
    article->deck = some_words(arena, random, random_below(random, 2) * 6);
    article->byline = some_words(arena, random, 3);
    article->body = some_words(arena, random, 1U << random_below(random, 9));
    mrg_text *captions = arena_alloc(arena, 2 * sizeof *captions);
    assert_non_null(captions);
    captions[0] = some_words(arena, random, 4);
    captions[1] = some_words(arena, random, 4);
    article->captions = (mrg_texts){captions, random_below(random, 3)};
}

void made_article_init(struct made_article *made, uint32_t number, uint32_t version)
{
    struct random_source random = {(uint64_t)number * 1000003 + version + 1};
    char text[300];
    *made = (struct made_article){ARENA_INIT, MRG_ARTICLE_INIT};
    for (unsigned i = 0; i < 8; i++) /* neighbouring seeds begin alike */
        random_next(&random);
    int size = snprintf(text, sizeof text, "Id/%u%s", number, number % 3 == 0 ? "-x" : "");
    if (number % 17 == 5) { /* an id too long for the dictionary */
        memset(text + size, 'l', 240);
        size += 240;
    }
    made->article.id = made_text(&made->arena, text, (size_t)size);
    size = snprintf(text, sizeof text, "%u", version);
    made->article.version = made_text(&made->arena, text, (size_t)size);
    size = number % 4 == 0 ? 0 : snprintf(text, sizeof text, "/Archive/%u.jsonl", number % 7);
    if (number % 14 == 1) { /* and a file */
        memset(text + size, 'f', 240);
        size += 240;
    }
    made->article.file = made_text(&made->arena, text, (size_t)size);
    make_fields(made, &random);
}

void made_article_free(struct made_article *made)
{
    arena_free(&made->arena);
}

/* ---- counting by hand ---- */

struct counter {
    struct content *content;
    struct analyzer *analyzer;
    struct string_table terms; /* scope: field */
    struct buffer dfs;         /* uint64_t per term */
    struct buffer last;        /* uint32_t per term: article it was counted in last, from 1 */
    uint32_t article;          /* current article, from 1 */
    const char *id;            /* of it */
    language_id language;      /* of it */
    uint64_t tokens;           /* in all */
};

/* Whether the term is new to the current article; counts it once there. */
static bool count_term(struct counter *counter, enum key_field field, mrg_text term)
{
    bool is_new;
    uint32_t number = string_table_add(&counter->terms, field, term.data, term.size, &is_new);
    if (is_new) {
        buffer_append(&counter->dfs, &(uint64_t){0}, sizeof(uint64_t));
        buffer_append(&counter->last, &(uint32_t){0}, sizeof(uint32_t));
    }
    assert_false(counter->dfs.failed || counter->last.failed);
    uint32_t *last = (uint32_t *)(void *)counter->last.data + number;
    if (*last == counter->article)
        return false;
    *last = counter->article;
    ((uint64_t *)(void *)counter->dfs.data)[number]++;
    return true;
}

static void count_token(struct counter *counter, enum key_field field, const struct token *token)
{
    char term[TERM_SIZE_MAX];
    size_t size;
    struct buffer form = BUFFER_INIT;
    assert_int_equal(
        analyzer_term(counter->analyzer, counter->language, token->form, term, &size, NULL),
        MRG_OK);
    assert_int_equal(analyzer_clean_form(counter->analyzer, token->form, &form, NULL), MRG_OK);
    if (form.size > FORM_SIZE_MAX)
        form.size = FORM_SIZE_MAX;
    content_add(counter->content, LINE_OCCURRENCE, counter->id, field, (int)size, term,
                token->position, (int)form.size, (const char *)form.data);
    count_term(counter, field, (mrg_text){term, size});
    buffer_free(&form);
}

/* What the words of a text count for. */
struct tally {
    uint32_t position; /* of the last token */
    uint64_t occurrences;
    uint64_t words; /* without joined forms */
};

static void count_text(struct counter *counter, enum key_field field, mrg_text text, uint32_t gap,
                       struct tally *tally)
{
    struct tokenizer tokenizer;
    struct token token;
    if (text.size == 0)
        return;
    tally->position += gap;
    tokenizer_init(&tokenizer, text, tally->position);
    while (tokenizer_next(&tokenizer, &token)) {
        count_token(counter, field, &token);
        tally->position = token.position;
        tally->occurrences++;
        tally->words += !token.is_joined;
    }
}

static void count_keyword(struct counter *counter, enum key_field field, mrg_text term)
{
    if (term.size > 0 && count_term(counter, field, term))
        content_add(counter->content, LINE_KEYWORD, counter->id, field, (int)term.size, term.data);
}

static void count_keywords(struct counter *counter, enum key_field field, mrg_texts values)
{
    for (size_t i = 0; i < values.count; i++) {
        struct buffer folded = BUFFER_INIT;
        assert_int_equal(analyzer_fold_keyword(counter->analyzer, values.items[i], &folded, NULL),
                         MRG_OK);
        const char *at = buffer_c_string(&folded);
        assert_non_null(at);
        const char *end = at + folded.size;
        count_keyword(counter, field, (mrg_text){at, folded.size});
        while (at < end) {
            const char *space = memchr(at, ' ', (size_t)(end - at));
            const char *behind = space != NULL ? space : end;
            count_keyword(counter, field, (mrg_text){at, (size_t)(behind - at)});
            at = behind + 1;
        }
        buffer_free(&folded);
    }
}

static void count_all_keywords(struct counter *counter, const mrg_article *stored)
{
    static const struct {
        enum key_field field;
        enum facet facet;
    } fields[] = {{KEY_SOURCE, FACET_SOURCE}, {KEY_SECTION, FACET_SECTION},
                  {KEY_PLACE, FACET_PLACE},   {KEY_TOPIC, FACET_TOPIC},
                  {KEY_PERSON, FACET_PERSON}, {KEY_ORG, FACET_ORG}};
    mrg_text single;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        count_keywords(counter, fields[i].field, facet_values(fields[i].facet, stored, &single));
    struct term_key id;
    term_key_of_id(&id, stored->id);
    count_keyword(counter, KEY_ID, (mrg_text){(const char *)id.bytes + 1, id.size - 1});
    struct term_key file;
    term_key_of_file(&file, stored->file);
    count_keyword(counter, KEY_FILE, (mrg_text){(const char *)file.bytes + 1, file.size - 1});
    const char *code = language_code(counter->language);
    count_keyword(counter, KEY_LANGUAGE, (mrg_text){code, strlen(code)});
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        mrg_texts values = facet_values((enum facet)f, stored, &single);
        for (size_t v = 0; v < values.count; v++)
            if (values.items[v].size > 0)
                content_add(counter->content, LINE_FACET, counter->id, f, (int)values.items[v].size,
                            values.items[v].data);
    }
}

static uint64_t count_words(struct counter *counter, const mrg_article *article, uint32_t *length)
{
    struct tally text = {0}, headline = {0}, byline = {0};
    count_text(counter, KEY_TEXT, article->headline, 0, &text);
    count_text(counter, KEY_TEXT, article->deck, POSITION_GAP, &text);
    count_text(counter, KEY_TEXT, article->body, POSITION_GAP, &text);
    for (size_t i = 0; i < article->captions.count; i++)
        count_text(counter, KEY_TEXT, article->captions.items[i], POSITION_GAP, &text);
    count_text(counter, KEY_HEADLINE, article->headline, 0, &headline);
    count_text(counter, KEY_BYLINE, article->byline, 0, &byline);
    *length = (uint32_t)(text.occurrences + headline.occurrences + byline.occurrences);
    return text.words;
}

static void count_article(struct counter *counter, const mrg_article *article)
{
    struct buffer record = BUFFER_INIT;
    mrg_article stored = *article;
    mrg_text language = article->language;
    counter->language = language_find(language.size > 0 ? language : (mrg_text){"en", 2});
    if (counter->language != LANGUAGE_NONE) {
        const char *code = language_code(counter->language);
        stored.language = (mrg_text){code, strlen(code)};
    }
    counter->article++;
    counter->id = arena_copy(&counter->content->arena, article->id.data, article->id.size);
    article_record_append(&record, &stored);
    content_add(counter->content, LINE_STORED, counter->id,
                (unsigned long long)hash64(record.data, record.size, 0));
    buffer_free(&record);
    uint32_t length;
    int64_t columns[COLUMN_COUNT] = {
        [COLUMN_PUBLISHED] = article->published,
        [COLUMN_UPDATED] = article->updated,
        [COLUMN_EMBARGO] = article->embargo,
        [COLUMN_WORDS] = (int64_t)count_words(counter, article, &length),
        [COLUMN_FINGERPRINT] = (int64_t)naive_fingerprint(article->body),
    };
    for (unsigned c = 0; c < COLUMN_COUNT; c++)
        content_add(counter->content, LINE_COLUMN, counter->id, c, (long long)columns[c]);
    content_add(counter->content, LINE_LENGTH, counter->id, length);
    counter->tokens += length;
    count_all_keywords(counter, &stored);
}

static void counter_init(struct counter *counter, struct content *content)
{
    *counter = (struct counter){.content = content, .analyzer = analyzer_new()};
    assert_non_null(counter->analyzer);
    assert_true(string_table_init(&counter->terms));
}

static void counter_finish(struct counter *counter)
{
    const uint64_t *dfs = (const uint64_t *)(const void *)counter->dfs.data;
    for (uint32_t t = 0; t < counter->terms.count; t++) {
        const struct string_entry *term = &counter->terms.entries[t];
        content_add(counter->content, LINE_DF, (int)term->size, term->data, term->scope,
                    (unsigned long long)dfs[t]);
    }
    content_add(counter->content, LINE_TOTALS, (unsigned long long)counter->article,
                (unsigned long long)counter->tokens);
    analyzer_free(counter->analyzer);
    string_table_free(&counter->terms);
    buffer_free(&counter->dfs);
    buffer_free(&counter->last);
}

void content_of_articles(struct content *content, const mrg_article *const *articles,
                         uint32_t count)
{
    struct counter counter;
    counter_init(&counter, content);
    for (uint32_t i = 0; i < count; i++)
        count_article(&counter, articles[i]);
    counter_finish(&counter);
}

void content_of_versions(struct content *content, const uint32_t *versions, uint32_t count)
{
    struct counter counter;
    counter_init(&counter, content);
    for (uint32_t i = 0; i < count; i++) {
        struct made_article made;
        if (versions[i] == 0)
            continue;
        made_article_init(&made, i, versions[i]);
        count_article(&counter, &made.article);
        made_article_free(&made);
    }
    counter_finish(&counter);
}

void content_assert_versions(const char *path, const uint32_t *versions, uint32_t count)
{
    struct snapshot snapshot;
    struct content wanted, got;
    assert_int_equal(snapshot_open(&snapshot, path, NULL), MRG_OK);
    content_init(&wanted);
    content_init(&got);
    content_of_versions(&wanted, versions, count);
    content_of_snapshot(&got, &snapshot);
    content_assert_same(&wanted, &got);
    content_free(&wanted);
    content_free(&got);
    snapshot_close(&snapshot);
}
