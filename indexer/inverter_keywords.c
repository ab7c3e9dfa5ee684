#include "indexer/inverter_keywords.h"
#include "common/segment/term_key.h"
#include "indexer/inverter_runs.h"
#include "indexer/inverter_text.h"
#include "indexer/inverter_words.h"

enum { KEYWORD_CACHED_MAX = (1 << RUN_SIZE_BITS) - 1 /* bytes */ };

/* Positions mean nothing here, but must not run over. */
static void put_keyword(struct inverter *inverter, uint32_t item)
{
    inverter_put(inverter, STREAM_SET);
    inverter_put_item(inverter, item);
}

/* Put the terms that are the inverter's tokens. */
static void put_tokens(struct inverter *inverter, enum key_field field)
{
    uint32_t count;
    const struct new_token *tokens = inverter_learn_tokens(inverter, field, &count);
    for (uint32_t i = 0; i < count; i++)
        put_keyword(inverter, inverter_form_item(inverter, tokens[i].form));
}

/* Ids are new, as a rule, and learned with the new words; only long ones are not their term as they are. */
static void add_id(struct inverter *inverter, mrg_text id)
{
    struct term_key key;
    term_key_of_id(&key, id);
    mrg_text term = {(const char *)key.bytes + 1, key.size - 1};
    if (term.size == id.size && memcmp(term.data, id.data, id.size) == 0) {
        put_keyword(inverter, inverter_term_item(inverter, KEY_ID, id));
        return;
    }
    inverter_clear_tokens(inverter);
    inverter_add_term(inverter, term);
    put_tokens(inverter, KEY_ID);
}

/* A value gives itself and, when it has several, each of its words. */
static void take_value(struct inverter *inverter, mrg_text value)
{
    struct buffer *folded = &inverter->folded;
    if (analyzer_fold_keyword(inverter->analyzer, value, folded, NULL) != MRG_OK ||
        folded->failed) {
        inverter->failed = true;
        return;
    }
    mrg_text whole = {(const char *)folded->data, folded->size};
    if (whole.size == 0)
        return;
    inverter_add_term(inverter, whole);
    if (memchr(whole.data, ' ', whole.size) == NULL)
        return;
    for (size_t at = 0; at < whole.size;) {
        const char *space = memchr(whole.data + at, ' ', whole.size - at);
        size_t end = space != NULL ? (size_t)(space - whole.data) : whole.size;
        if (end > at)
            inverter_add_term(inverter, (mrg_text){whole.data + at, end - at});
        at = end + 1;
    }
}

/* The terms of a keyword become the inverter's tokens. */
static void take_keyword(struct inverter *inverter, enum key_field field, mrg_text value)
{
    struct term_key file;
    inverter_clear_tokens(inverter);
    if (field == KEY_FILE) {
        term_key_of_file(&file, value);
        inverter_add_term(inverter, (mrg_text){(const char *)file.bytes + 1, file.size - 1});
    } else if (field == KEY_LANGUAGE) {
        inverter_add_term(inverter, value);
    } else {
        take_value(inverter, value);
    }
}

/* Put what a value is cached with. */
static void put_value(struct inverter *inverter, uint32_t value)
{
    if (value < STREAM_SET) {
        put_keyword(inverter, value);
        return;
    }
    const uint32_t *entries = vocabulary_expansion(inverter->words, value);
    for (uint32_t i = 0; i < entries[0]; i++)
        put_keyword(inverter, entries[EXPANSION_HEAD + i]);
}

/* The same few values come again and again: they are cached as runs of text are. */
static void add_keyword(struct inverter *inverter, enum key_field field, mrg_text value)
{
    if (value.size == 0 || inverter->failed)
        return;
    if (value.size > KEYWORD_CACHED_MAX) {
        take_keyword(inverter, field, value);
        put_tokens(inverter, field);
        return;
    }
    struct run_key key =
        run_key_make(value.data, value.size, run_scope(SCOPE_KEYWORD + (unsigned)field, 0));
    const struct run_slot *slot = run_table_find(&inverter->words->cache.table, &key);
    if (slot != NULL) {
        put_value(inverter, slot->value);
        return;
    }
    take_keyword(inverter, field, value);
    uint32_t learnt = inverter_learn_keyword(inverter, &key, field);
    if (!inverter->failed)
        put_value(inverter, learnt);
}

static void add_keywords_of(struct inverter *inverter, enum key_field field, mrg_texts values)
{
    for (size_t i = 0; i < values.count; i++)
        add_keyword(inverter, field, values.items[i]);
}

void inverter_add_keywords(struct inverter *inverter, const mrg_article *article,
                           language_id language)
{
    const char *code = language_code(language);
    add_id(inverter, article->id);
    add_keyword(inverter, KEY_FILE, article->file);
    add_keyword(inverter, KEY_SOURCE, article->source);
    add_keyword(inverter, KEY_SECTION, article->section);
    add_keyword(inverter, KEY_PLACE, article->place);
    add_keywords_of(inverter, KEY_TOPIC, article->topics);
    add_keywords_of(inverter, KEY_PERSON, article->people);
    add_keywords_of(inverter, KEY_ORG, article->organisations);
    add_keyword(inverter, KEY_LANGUAGE, (mrg_text){code, strlen(code)});
}
