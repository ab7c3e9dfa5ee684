#include "indexer/inverter.h"
#include "common/base/error.h"
#include "common/segment/fingerprint.h"
#include "common/segment/term_key.h"
#include "common/segment/written_forms.h"
#include "common/text/tokenizer.h"

#include <stdlib.h>

enum {
    BATCH = 32 /* runs whose slots are prefetched together: about the misses in flight */
};

bool inverter_init(struct inverter *inverter)
{
    *inverter = (struct inverter){.analyzer = analyzer_new()};
    bool good = inverter->analyzer != NULL && run_cache_init(&inverter->cache);
    good = string_table_init(&inverter->terms) && good;
    good = string_table_init(&inverter->forms) && good;
    if (!good)
        inverter_free(inverter);
    return good;
}

void inverter_free(struct inverter *inverter)
{
    analyzer_free(inverter->analyzer);
    run_cache_free(&inverter->cache);
    string_table_free(&inverter->terms);
    string_table_free(&inverter->forms);
    buffer_free(&inverter->expansions);
    buffer_free(&inverter->clean);
    free(inverter->stream);
    free(inverter->articles);
    *inverter = (struct inverter){.analyzer = NULL};
}

void inverter_clear(struct inverter *inverter, size_t cache_limit)
{
    size_t cached = run_cache_memory(&inverter->cache) + string_table_memory(&inverter->terms) +
                    string_table_memory(&inverter->forms) + inverter->expansions.capacity;
    inverter->stream_size = 0;
    inverter->article_count = 0;
    if (cached <= cache_limit)
        return;
    run_cache_free(&inverter->cache);
    string_table_clear(&inverter->terms);
    string_table_clear(&inverter->forms);
    buffer_clear(&inverter->expansions);
    inverter->scope_count = 0;
    inverter->failed |= !run_cache_init(&inverter->cache);
}

size_t inverter_memory(const struct inverter *inverter)
{
    /* Flushing sorts into 8 bytes an occurrence, and keeps some 40 bytes a form and a term. */
    return run_cache_memory(&inverter->cache) + string_table_memory(&inverter->terms) +
           string_table_memory(&inverter->forms) + inverter->expansions.capacity +
           inverter->stream_capacity * 4 + inverter->stream_size * 8 +
           inverter->article_capacity * sizeof *inverter->articles +
           ((size_t)inverter->forms.count + inverter->terms.count) * 40;
}

/* ---- the stream ---- */

static bool reserve_stream(struct inverter *inverter, uint64_t more)
{
    if (inverter->stream_capacity - inverter->stream_size >= more)
        return true;
    uint64_t capacity = inverter->stream_capacity + inverter->stream_capacity / 4 + (1 << 16);
    if (capacity < inverter->stream_size + more)
        capacity = inverter->stream_size + more;
    uint32_t *grown = realloc(inverter->stream, capacity * sizeof *grown);
    if (grown == NULL) {
        inverter->failed = true;
        return false;
    }
    inverter->stream = grown;
    inverter->stream_capacity = capacity;
    return true;
}

static void put(struct inverter *inverter, uint32_t number)
{
    if (reserve_stream(inverter, 1))
        inverter->stream[inverter->stream_size++] = number;
}

/* ---- forms ---- */

static uint32_t scope_number(struct inverter *inverter, enum key_field field, language_id language)
{
    uint16_t wanted = (uint16_t)(field << 8 | language);
    for (unsigned i = 0; i < inverter->scope_count; i++)
        if (inverter->scopes[i] == wanted)
            return i;
    if (inverter->scope_count == SCOPES_MAX)
        return SCOPES_MAX - 1; /* more pairs than there are languages and fields: cannot happen */
    inverter->scopes[inverter->scope_count] = wanted;
    return inverter->scope_count++;
}

static uint32_t add_form(struct inverter *inverter, enum key_field field, mrg_text term,
                         mrg_text form)
{
    uint32_t number = string_table_add(&inverter->terms, field, term.data, term.size, NULL);
    uint32_t added = number == STRING_NONE
                         ? STRING_NONE
                         : string_table_add(&inverter->forms, number, form.data, form.size, NULL);
    if (added >= STREAM_SET) {
        inverter->failed = true;
        return 0;
    }
    return added;
}

static uint32_t form_of_token(struct inverter *inverter, enum key_field field, language_id language,
                              mrg_text form)
{
    char term[TERM_SIZE_MAX];
    size_t size = 0;
    buffer_clear(&inverter->clean);
    if (analyzer_term(inverter->analyzer, language, form, term, &size, NULL) != MRG_OK ||
        analyzer_clean_form(inverter->analyzer, form, &inverter->clean, NULL) != MRG_OK ||
        inverter->clean.failed) {
        inverter->failed = true;
        return 0;
    }
    if (inverter->clean.size > FORM_SIZE_MAX)
        inverter->clean.size = FORM_SIZE_MAX;
    return add_form(inverter, field, (mrg_text){term, size},
                    (mrg_text){(const char *)inverter->clean.data, inverter->clean.size});
}

/* ---- text with positions ---- */

struct field_pass {
    struct inverter *inverter;
    enum key_field field;
    language_id language;
    unsigned scope;                  /* of field and language */
    uint32_t position;               /* of the occurrence put last */
    uint64_t occurrences;            /* put so far */
    uint64_t joined;                 /* of them at the position of the one before */
    struct fingerprint *fingerprint; /* takes words in when not NULL */
};

/* One occurrence; `is_joined`: at the position of the one before. */
static void put_form(struct field_pass *pass, uint32_t form, bool is_joined)
{
    if (is_joined)
        put(pass->inverter, STREAM_SET | (pass->position - 1));
    else
        pass->position++;
    put(pass->inverter, form);
    pass->occurrences++;
    pass->joined += is_joined;
}

/* A run taken apart token by token. With `remember` its expansion is put into the cache, else its
 * occurrences into the stream. */
static void expand_run(struct field_pass *pass, const char *bytes, size_t size, bool remember)
{
    struct inverter *inverter = pass->inverter;
    struct expander expander;
    struct token token;
    expander_init(&expander, bytes, size);
    while (expander_next(&expander, &token)) {
        uint32_t form = form_of_token(inverter, pass->field, pass->language, token.form);
        uint32_t entry = form | (token.is_joined ? STREAM_SET : 0);
        if (remember)
            buffer_append(&inverter->expansions, &entry, sizeof entry);
        else
            put_form(pass, form, token.is_joined);
    }
}

/* Remember the tokens of a run; returns its value in the cache: its form when it has but one. */
static uint32_t remember_expansion(struct field_pass *pass, const struct run_key *key)
{
    struct inverter *inverter = pass->inverter;
    size_t start = inverter->expansions.size;
    uint32_t count = 0;
    buffer_append(&inverter->expansions, &count, sizeof count);
    expand_run(pass, key->bytes, key->size, true);
    if (inverter->expansions.failed) {
        inverter->failed = true;
        return 0;
    }
    uint32_t *entries = (uint32_t *)(void *)(inverter->expansions.data + start);
    count = (uint32_t)((inverter->expansions.size - start) / sizeof count) - 1;
    entries[0] = count;
    if (count != 1)
        return STREAM_SET | (uint32_t)(start / sizeof count);
    inverter->expansions.size = start;
    return entries[1];
}

/* Put a run into the cache; returns its value there. A plain one is one token as it stands. */
static uint32_t learn_run(struct field_pass *pass, const struct run_key *key)
{
    struct inverter *inverter = pass->inverter;
    bool is_plain = count_word_bytes((const unsigned char *)key->bytes, key->size) == key->size;
    uint32_t value = is_plain ? form_of_token(inverter, pass->field, pass->language,
                                              (mrg_text){key->bytes, key->size})
                              : remember_expansion(pass, key);
    if (!run_cache_add(&inverter->cache, key, pass->scope, value))
        inverter->failed = true;
    return value;
}

static void put_expansion(struct field_pass *pass, uint32_t value)
{
    const uint32_t *entries =
        (const uint32_t *)(const void *)pass->inverter->expansions.data + (value & ~STREAM_SET);
    for (uint32_t i = 1; i <= entries[0]; i++)
        put_form(pass, entries[i] & ~STREAM_SET, (entries[i] & STREAM_SET) != 0);
}

struct batch {
    struct run_key keys[BATCH]; /* hash 0: too long to cache; its size is in `size` */
    size_t size;                /* of the last key, when that is too long to cache: bytes */
    unsigned count;
};

/* The next runs, up to one that is too long to cache, with their slots on the way into the cache. */
static void gather(const struct field_pass *pass, struct scanner *scanner, struct batch *batch)
{
    const struct run_cache *cache = &pass->inverter->cache;
    struct run run;
    batch->count = 0;
    while (batch->count < BATCH && scanner_next(scanner, &run)) {
        const char *bytes = scanner->text + run.start;
        struct run_key *key = &batch->keys[batch->count++];
        batch->size = run.end - run.start;
        if (batch->size > RUN_CACHE_MAX) {
            *key = (struct run_key){.bytes = bytes};
            return;
        }
        *key = run_key_make(bytes, batch->size, scanner->size - run.start);
        run_cache_prefetch(cache, run_hash_in(key->hash, pass->scope));
    }
}

/* Occurrences of one run. */
static void put_run(struct field_pass *pass, const struct run_key *key)
{
    struct inverter *inverter = pass->inverter;
    uint64_t hash = run_hash_in(key->hash, pass->scope);
    const struct run_slot *slot = run_cache_find(&inverter->cache, hash, key, pass->scope);
    uint32_t value = slot->hash != 0 ? slot->value : learn_run(pass, key);
    if (value >= STREAM_SET)
        put_expansion(pass, value);
    else
        put_form(pass, value, false);
}

static void resolve(struct field_pass *pass, const struct batch *batch)
{
    struct inverter *inverter = pass->inverter;
    for (unsigned i = 0; i < batch->count && !inverter->failed; i++) {
        const struct run_key *key = &batch->keys[i];
        if (pass->fingerprint != NULL) /* without the scope, whose number differs from run to run */
            fingerprint_add(pass->fingerprint, key->hash);
        if (key->hash != 0)
            put_run(pass, key);
        else
            expand_run(pass, key->bytes, batch->size, false);
    }
}

/* The tokens of `text`, the first at position `base` + 1. */
static void add_text(struct field_pass *pass, mrg_text text, uint32_t base)
{
    if (text.size == 0)
        return;
    struct inverter *inverter = pass->inverter;
    pass->position = base;
    put(inverter, STREAM_SET | base);
    struct scanner scanner;
    struct batch batch;
    scanner_init(&scanner, text);
    do {
        gather(pass, &scanner, &batch);
        resolve(pass, &batch);
    } while (batch.count > 0 && !inverter->failed && pass->position < 1U << POSITION_BITS);
    inverter->broken += scanner.broken;
}

/* ---- keyword fields ---- */

static void add_keyword(struct inverter *inverter, enum key_field field, mrg_text folded)
{
    put(inverter, STREAM_SET); /* positions mean nothing here, but must not run over */
    put(inverter, add_form(inverter, field, folded, (mrg_text){NULL, 0}));
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
    struct term_key id;
    term_key_of_id(&id, article->id);
    add_keyword(inverter, KEY_ID, (mrg_text){(const char *)id.bytes + 1, id.size - 1});
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

/* Headline, deck, body and captions, a gap between two. */
static void add_all_text(struct field_pass *pass, const mrg_article *article,
                         struct fingerprint *fingerprint)
{
    add_text(pass, article->headline, 0);
    add_text(pass, article->deck, pass->position + POSITION_GAP);
    pass->fingerprint = fingerprint;
    add_text(pass, article->body, pass->position + POSITION_GAP);
    pass->fingerprint = NULL;
    for (size_t i = 0; i < article->captions.count; i++)
        add_text(pass, article->captions.items[i], pass->position + POSITION_GAP);
}

static struct field_pass new_pass(struct inverter *inverter, enum key_field field,
                                  language_id language)
{
    return (struct field_pass){.inverter = inverter,
                               .field = field,
                               .language = language,
                               .scope = scope_number(inverter, field, language)};
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
    fingerprint_init(&fingerprint);
    struct field_pass text = new_pass(inverter, KEY_TEXT, language);
    struct field_pass headline = new_pass(inverter, KEY_HEADLINE, language);
    struct field_pass byline = new_pass(inverter, KEY_BYLINE, language);
    add_all_text(&text, article, &fingerprint);
    add_text(&headline, article->headline, 0);
    add_text(&byline, article->byline, 0);
    add_keywords(inverter, article, language);
    about->length = (uint32_t)(text.occurrences + headline.occurrences + byline.occurrences);
    about->words = text.occurrences - text.joined;
    about->fingerprint = fingerprint_value(&fingerprint);
    uint32_t highest = text.position > headline.position ? text.position : headline.position;
    highest = highest > byline.position ? highest : byline.position;
    return check_article(inverter, highest, article, error);
}

static bool reserve_article(struct inverter *inverter)
{
    if (inverter->article_count < inverter->article_capacity)
        return true;
    uint32_t capacity = inverter->article_capacity + inverter->article_capacity / 2 + 1024;
    struct run_article *grown = realloc(inverter->articles, capacity * sizeof *grown);
    if (grown == NULL)
        return false;
    inverter->articles = grown;
    inverter->article_capacity = capacity;
    return true;
}

mrg_status inverter_add(struct inverter *inverter, const mrg_article *article, language_id language,
                        struct inverted_article *about, mrg_error *error)
{
    if (!reserve_article(inverter))
        return fail_memory(error);
    uint64_t start = inverter->stream_size;
    mrg_status status = put_article(inverter, article, language, about, error);
    if (status != MRG_OK) {
        inverter->stream_size = start;
        return status;
    }
    inverter->articles[inverter->article_count++] = (struct run_article){start};
    return MRG_OK;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

mrg_status inverter_terms(struct inverter *scratch, const mrg_article *article,
                          language_id language,
                          void (*each)(void *context, enum key_field field, mrg_text term),
                          void *context, mrg_error *error)
{
    struct inverted_article about;
    scratch->stream_size = 0;
    mrg_status status = put_article(scratch, article, language, &about, error);
    if (status != MRG_OK)
        return status;
    uint64_t count = 0;
    for (uint64_t i = 0; i < scratch->stream_size; i++)
        if (scratch->stream[i] < STREAM_SET) /* forms become their terms */
            scratch->stream[count++] = scratch->forms.entries[scratch->stream[i]].scope;
    qsort(scratch->stream, count, sizeof *scratch->stream, compare_numbers);
    for (uint64_t i = 0; i < count; i++) {
        if (i > 0 && scratch->stream[i] == scratch->stream[i - 1])
            continue;
        const struct string_entry *term = &scratch->terms.entries[scratch->stream[i]];
        each(context, (enum key_field)term->scope, (mrg_text){term->data, term->size});
    }
    return MRG_OK;
}
