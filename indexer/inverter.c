#include "common/base/error.h"
#include "common/text/tokenizer.h"
#include "indexer/inverter_keywords.h"
#include "indexer/inverter_text.h"

#include <stdlib.h>

bool inverter_init(struct inverter *inverter, struct vocabulary *words)
{
    *inverter = (struct inverter){.analyzer = analyzer_new(), .words = words};
    inverter->shares_words = words != NULL;
    if (words == NULL)
        inverter->words = vocabulary_new();
    if (inverter->analyzer != NULL && inverter->words != NULL)
        return true;
    inverter_free(inverter);
    return false;
}

void inverter_free(struct inverter *inverter)
{
    analyzer_free(inverter->analyzer);
    if (!inverter->shares_words)
        vocabulary_free(inverter->words);
    buffer_free(&inverter->folded);
    buffer_free(&inverter->tokens);
    buffer_free(&inverter->token_texts);
    number_stream_free(&inverter->stream);
    *inverter = (struct inverter){.analyzer = NULL};
}

void inverter_clear(struct inverter *inverter, size_t cache_limit)
{
    inverter->stream.end = (struct stream_mark){0, 0};
    inverter->new_count = 0;
    if (inverter->shares_words || vocabulary_memory(inverter->words) <= cache_limit)
        return;
    inverter->failed |= !vocabulary_clear(inverter->words);
    inverter_forget(inverter);
}

void inverter_forget(struct inverter *inverter)
{
    inverter->stock = (struct item_stock){0, 0, 0};
}

size_t inverter_memory(const struct inverter *inverter)
{
    size_t learnt = inverter->shares_words ? 0 : vocabulary_memory(inverter->words);
    return learnt + number_stream_memory(&inverter->stream);
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
    if (!inverter->shares_words)
        vocabulary_enter(inverter->words);
    fingerprint_init(&fingerprint);
    add_record(&passes, article, &fingerprint);
    about->stored = inverter->keeps_text ? inverter->stream.end.numbers - start : 0;
    field_pass_add(&passes.headline, article->headline, 0);
    field_pass_add(&passes.byline, article->byline, 0);
    inverter_add_keywords(inverter, article, language);
    if (!inverter->shares_words) {
        inverter_learn(inverter);
        vocabulary_leave(inverter->words);
    }
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
            buffer_append(out, &inverter->words->forms.entries[form].scope, sizeof(uint32_t));
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
    size_t count = list_terms(scratch, &scratch->folded);
    if (scratch->folded.failed)
        return fail_memory(error);
    uint32_t *terms = (uint32_t *)(void *)scratch->folded.data;
    if (count > 0)
        qsort(terms, count, sizeof *terms, compare_numbers);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && terms[i] == terms[i - 1])
            continue;
        const struct string_entry *term = &scratch->words->terms.entries[terms[i]];
        each(context, (enum key_field)term->scope, (mrg_text){term->data, term->size});
    }
    return MRG_OK;
}
