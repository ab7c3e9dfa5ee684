#include "common/base/error.h"
#include "common/base/huge_pages.h"
#include "common/segment/term_key.h"
#include "common/segment/written_forms.h"
#include "common/text/tokenizer.h"
#include "indexer/inverter_text.h"
#include "indexer/inverter_words.h"

#include <stdlib.h>

/* Nothing is learnt. All is set up, so that it can be freed, even where memory is short: false. */
static bool begin(struct inverter *inverter)
{
    bool good = run_cache_init(&inverter->cache);
    good = string_table_init(&inverter->terms) && good;
    good = string_table_init(&inverter->forms) && good;
    return stream_items_init(&inverter->items) && good;
}

bool inverter_init(struct inverter *inverter)
{
    *inverter = (struct inverter){.analyzer = analyzer_new()};
    bool good = inverter->analyzer != NULL && begin(inverter);
    if (!good)
        inverter_free(inverter);
    return good;
}

void inverter_end(struct inverter *inverter)
{
    run_cache_free(&inverter->cache);
    buffer_free(&inverter->expansions);
}

static void forget(struct inverter *inverter)
{
    inverter_end(inverter);
    string_table_free(&inverter->terms);
    string_table_free(&inverter->forms);
    stream_items_free(&inverter->items);
    inverter->scope_count = 0;
}

void inverter_free(struct inverter *inverter)
{
    analyzer_free(inverter->analyzer);
    forget(inverter);
    buffer_free(&inverter->clean);
    number_stream_free(&inverter->stream);
    *inverter = (struct inverter){.analyzer = NULL};
}

void inverter_clear(struct inverter *inverter, size_t cache_limit)
{
    bool has_ended = inverter->cache.slots == NULL;
    inverter->stream.end = (struct stream_mark){0, 0};
    inverter->new_count = 0;
    if (!has_ended && inverter_learnt(inverter) <= cache_limit)
        return;
    forget(inverter);
    inverter->failed |= !begin(inverter);
}

size_t inverter_learnt(const struct inverter *inverter)
{
    return run_cache_memory(&inverter->cache) + string_table_memory(&inverter->terms) +
           string_table_memory(&inverter->forms) + inverter->expansions.capacity +
           stream_items_memory(&inverter->items);
}

size_t inverter_memory(const struct inverter *inverter)
{
    return inverter_learnt(inverter) + number_stream_memory(&inverter->stream);
}

/* ---- keyword fields ---- */

static void put_keyword(struct inverter *inverter, uint32_t item)
{
    inverter_put(inverter, STREAM_SET); /* positions mean nothing here, but must not run over */
    if (item == ITEM_NONE)
        inverter->failed = true;
    else
        inverter_put(inverter, item);
}

static void add_keyword(struct inverter *inverter, enum key_field field, mrg_text folded)
{
    uint32_t form = inverter_add_form(inverter, field, folded, (mrg_text){NULL, 0});
    put_keyword(inverter,
                inverter->failed ? ITEM_NONE : stream_items_of_form(&inverter->items, form));
}

/* Ids are new, as a rule, and learned with the new words; only long ones are not their term as they are. */
static void add_id(struct inverter *inverter, mrg_text id)
{
    struct term_key key;
    term_key_of_id(&key, id);
    mrg_text term = {(const char *)key.bytes + 1, key.size - 1};
    if (term.size != id.size || memcmp(term.data, id.data, id.size) != 0) {
        add_keyword(inverter, KEY_ID, term);
        return;
    }
    struct new_word word = {.keyword = id, .field = KEY_ID};
    put_keyword(inverter, inverter_new_word(inverter, &word));
}

/* A keyword value gives itself and, when it has several, each of its words. */
static void add_keyword_value(struct inverter *inverter, enum key_field field, mrg_text value)
{
    struct buffer *folded = &inverter->clean;
    if (analyzer_fold_keyword(inverter->analyzer, value, folded, NULL) != MRG_OK ||
        folded->failed) {
        inverter->failed = true;
        return;
    }
    mrg_text whole = {(const char *)folded->data, folded->size};
    if (whole.size == 0)
        return;
    add_keyword(inverter, field, whole);
    if (memchr(whole.data, ' ', whole.size) == NULL)
        return;
    for (size_t at = 0; at < whole.size;) {
        const char *space = memchr(whole.data + at, ' ', whole.size - at);
        size_t end = space != NULL ? (size_t)(space - whole.data) : whole.size;
        if (end > at)
            add_keyword(inverter, field, (mrg_text){whole.data + at, end - at});
        at = end + 1;
    }
}

static void add_keyword_values(struct inverter *inverter, enum key_field field, mrg_texts values)
{
    for (size_t i = 0; i < values.count; i++)
        add_keyword_value(inverter, field, values.items[i]);
}

static void add_keywords(struct inverter *inverter, const mrg_article *article,
                         language_id language)
{
    add_id(inverter, article->id);
    if (article->file.size > 0) {
        struct term_key file;
        term_key_of_file(&file, article->file);
        add_keyword(inverter, KEY_FILE, (mrg_text){(const char *)file.bytes + 1, file.size - 1});
    }
    add_keyword_value(inverter, KEY_SOURCE, article->source);
    add_keyword_value(inverter, KEY_SECTION, article->section);
    add_keyword_value(inverter, KEY_PLACE, article->place);
    add_keyword_values(inverter, KEY_TOPIC, article->topics);
    add_keyword_values(inverter, KEY_PERSON, article->people);
    add_keyword_values(inverter, KEY_ORG, article->organisations);
    const char *code = language_code(language);
    if (code[0] != '\0')
        add_keyword(inverter, KEY_LANGUAGE, (mrg_text){code, strlen(code)});
}

/* ---- articles ---- */

/* The passes over an article. */
struct passes {
    struct field_pass text; /* headline, deck, body and captions, a gap of positions between two */
    struct field_pass headline; /* the headline again */
    struct field_pass byline;
    struct field_pass others; /* what is only stored */
};

static struct passes new_passes(struct inverter *inverter, language_id language)
{
    return (struct passes){.text = field_pass_new(inverter, KEY_TEXT, language, true),
                           .headline = field_pass_new(inverter, KEY_HEADLINE, language, false),
                           .byline = field_pass_new(inverter, KEY_BYLINE, language, false),
                           .others = field_pass_new(inverter, 0, language, true)};
}

static void begin_field(struct inverter *inverter, enum record_tag tag)
{
    if (inverter->keeps_text)
        inverter_put(inverter, tag);
}

static void store_text(struct passes *passes, enum record_tag tag, mrg_text text)
{
    if (!passes->others.is_stored || text.size == 0)
        return;
    begin_field(passes->others.inverter, tag);
    field_pass_add(&passes->others, text, 0);
}

static void store_texts(struct passes *passes, enum record_tag tag, mrg_texts texts)
{
    for (size_t i = 0; i < texts.count; i++)
        store_text(passes, tag, texts.items[i]);
}

static void store_time(struct inverter *inverter, enum record_tag tag, mrg_time time)
{
    if (!inverter->keeps_text || time == MRG_NO_TIME)
        return;
    uint64_t number = article_record_number(time);
    begin_field(inverter, tag);
    for (unsigned i = 0; i < STREAM_NUMBER_PARTS; i++, number >>= STREAM_NUMBER_BITS)
        inverter_put(inverter, STREAM_SET | STREAM_BITS | (uint32_t)(number & (STREAM_BITS - 1)));
}

static void add_text(struct passes *passes, enum record_tag tag, mrg_text text, uint32_t base)
{
    if (text.size == 0)
        return;
    begin_field(passes->text.inverter, tag);
    field_pass_add(&passes->text, text, base);
}

/* All that the record holds, in its order; headline, deck, body and captions give their words too. */
static void add_record(struct passes *passes, const mrg_article *article,
                       struct fingerprint *fingerprint)
{
    struct inverter *inverter = passes->text.inverter;
    struct field_pass *text = &passes->text;
    store_text(passes, RECORD_ID, article->id);
    store_text(passes, RECORD_VERSION, article->version);
    store_time(inverter, RECORD_EMBARGO, article->embargo);
    store_time(inverter, RECORD_PUBLISHED, article->published);
    store_time(inverter, RECORD_UPDATED, article->updated);
    store_text(passes, RECORD_SOURCE, article->source);
    add_text(passes, RECORD_HEADLINE, article->headline, 0);
    add_text(passes, RECORD_DECK, article->deck, text->position + POSITION_GAP);
    store_text(passes, RECORD_BYLINE, article->byline);
    store_text(passes, RECORD_PLACE, article->place);
    store_text(passes, RECORD_SECTION, article->section);
    store_text(passes, RECORD_LANGUAGE, article->language);
    store_texts(passes, RECORD_TOPIC, article->topics);
    store_texts(passes, RECORD_PERSON, article->people);
    store_texts(passes, RECORD_ORGANISATION, article->organisations);
    store_text(passes, RECORD_URL, article->url);
    text->fingerprint = fingerprint;
    add_text(passes, RECORD_BODY, article->body, text->position + POSITION_GAP);
    text->fingerprint = NULL;
    for (size_t i = 0; i < article->captions.count; i++)
        add_text(passes, RECORD_CAPTION, article->captions.items[i], text->position + POSITION_GAP);
    store_text(passes, RECORD_RIGHTS, article->rights);
    store_text(passes, RECORD_FILE, article->file);
    if (inverter->keeps_text)
        inverter_put(inverter, ITEM_END);
}

static mrg_status check_article(const struct inverter *inverter, uint32_t position,
                                const mrg_article *article, mrg_error *error)
{
    if (inverter->failed)
        return fail_memory(error);
    if (position < 1U << POSITION_BITS)
        return MRG_OK;
    int shown = article->id.size < 100 ? (int)article->id.size : 100;
    return fail(error, MRG_ERR_LIMIT, "article %.*s: more than %u words", shown, article->id.data,
                1U << POSITION_BITS);
}

static mrg_status put_article(struct inverter *inverter, const mrg_article *article,
                              language_id language, struct inverted_article *about,
                              mrg_error *error)
{
    struct fingerprint fingerprint;
    struct passes passes = new_passes(inverter, language);
    const struct field_pass *text = &passes.text, *headline = &passes.headline;
    const struct field_pass *byline = &passes.byline;
    uint64_t start = inverter->stream.end.numbers;
    fingerprint_init(&fingerprint);
    add_record(&passes, article, &fingerprint);
    about->stored = inverter->keeps_text ? inverter->stream.end.numbers - start : 0;
    field_pass_add(&passes.headline, article->headline, 0);
    field_pass_add(&passes.byline, article->byline, 0);
    add_keywords(inverter, article, language);
    if (!inverter->learns_late)
        inverter_learn(inverter);
    about->length = (uint32_t)(text->occurrences + headline->occurrences + byline->occurrences);
    about->words = text->occurrences - text->joined;
    about->fingerprint = fingerprint_value(&fingerprint);
    uint32_t highest = text->position > headline->position ? text->position : headline->position;
    highest = highest > byline->position ? highest : byline->position;
    about->highest = highest > 0 ? highest : 1; /* where keywords are */
    return check_article(inverter, highest, article, error);
}

mrg_status inverter_add(struct inverter *inverter, const mrg_article *article, language_id language,
                        struct inverted_article *about, mrg_error *error)
{
    struct stream_mark start = inverter->stream.end;
    if (inverter->failed) /* it may lack its tables */
        return fail_memory(error);
    mrg_status status = put_article(inverter, article, language, about, error);
    if (status != MRG_OK)
        inverter->stream.end = start;
    return status;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The terms of all occurrences in the stream, in its order, as uint32_t; returns how many. */
static size_t list_terms(const struct inverter *inverter, struct buffer *out)
{
    uint32_t number;
    struct stream_reader reader = stream_reader_whole(&inverter->stream);
    buffer_clear(out);
    while (stream_next(&reader, &number))
        if (number < STREAM_SET) {
            uint32_t form = inverter_form(inverter, number);
            buffer_append(out, &inverter->forms.entries[form].scope, sizeof(uint32_t));
        }
    return out->size / sizeof(uint32_t);
}

mrg_status inverter_terms(struct inverter *scratch, const mrg_article *article,
                          language_id language,
                          void (*each)(void *context, enum key_field field, mrg_text term),
                          void *context, mrg_error *error)
{
    struct inverted_article about;
    scratch->stream.end = (struct stream_mark){0, 0};
    mrg_status status = put_article(scratch, article, language, &about, error);
    if (status != MRG_OK)
        return status;
    size_t count = list_terms(scratch, &scratch->clean);
    if (scratch->clean.failed)
        return fail_memory(error);
    uint32_t *terms = (uint32_t *)(void *)scratch->clean.data;
    if (count > 0)
        qsort(terms, count, sizeof *terms, compare_numbers);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && terms[i] == terms[i - 1])
            continue;
        const struct string_entry *term = &scratch->terms.entries[terms[i]];
        each(context, (enum key_field)term->scope, (mrg_text){term->data, term->size});
    }
    return MRG_OK;
}
