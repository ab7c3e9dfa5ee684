#include "indexer/inverter_runs.h"
#include "indexer/inverter_words.h"

/* ---- items ---- */

static bool expect_items(struct inverter *inverter, uint32_t count)
{
    if (!inverter->failed)
        inverter->failed = !vocabulary_restock(inverter->words, &inverter->stock, count);
    return !inverter->failed;
}

/* Make the next item in stock, which put_run takes or makes unknown again. ITEM_NONE when its text could not be kept. */
static uint32_t make_item(struct inverter *inverter, struct stream_item item, bool is_lasting)
{
    if (!is_lasting)
        item.text = vocabulary_keep(inverter->words, (mrg_text){item.text, item.size});
    inverter->words->items.all[inverter->stock.next] = item;
    return item.text != NULL ? inverter->stock.next : ITEM_NONE;
}

/* Make the item of a text that is stored and has no form of its own. */
static uint32_t make_text(struct inverter *inverter, mrg_text text, bool is_gap)
{
    if (text.size > ITEM_SIZE_MAX)
        return ITEM_NONE;
    struct stream_item item = {text.data, text.size & ITEM_SIZE_MAX, is_gap, FORM_NONE};
    return make_item(inverter, item, false);
}

/* Make the item of a run that is stored and one token. */
static uint32_t make_word(struct inverter *inverter, const struct new_token *token, mrg_text run)
{
    struct stream_item item = {run.data, run.size & ITEM_SIZE_MAX, false, token->form};
    bool is_form = token->form_size == run.size && memcmp(token->text, run.data, run.size) == 0;
    if (is_form)
        item.text = token->text;
    return make_item(inverter, item, is_form);
}

/* ---- runs ---- */

/* Put a run with its value into the cache, unless somebody else has; returns the value there. If it is an item just
 * made, that is taken now. There is one in stock, so that nobody else has the next one's number. */
static uint32_t put_run(struct inverter *inverter, const struct run_key *key, uint32_t value)
{
    struct vocabulary *words = inverter->words;
    struct item_stock *stock = &inverter->stock;
    struct run_key kept = *key;
    bool is_new;
    if (run_size(key->shape) > RUN_SHORT_MAX)
        kept.bytes = vocabulary_keep(words, (mrg_text){key->bytes, run_size(key->shape)});
    if (value == ITEM_NONE || kept.bytes == NULL) {
        inverter->failed = true;
        return 0;
    }
    const struct run_slot *slot = run_table_add(&words->cache.table, &kept, value, &is_new);
    stock->slots -= is_new;
    if (value == stock->next && is_new)
        stock->next++;
    else if (value == stock->next) /* somebody was faster */
        words->items.all[value] = stream_item_unknown();
    return slot->value;
}

/* A run of several tokens, or none. */
static uint32_t make_expansion(struct inverter *inverter, const struct new_token *tokens,
                               uint32_t count, uint32_t text_item)
{
    const uint32_t head[EXPANSION_HEAD] = {count, text_item};
    struct buffer *entries = &inverter->folded;
    uint32_t value = ITEM_NONE;
    buffer_clear(entries);
    buffer_append(entries, head, sizeof head);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t item = vocabulary_item_of_form(inverter->words, &inverter->stock, tokens[i].form);
        if (item == ITEM_NONE)
            return ITEM_NONE;
        item |= tokens[i].is_joined ? STREAM_SET : 0;
        buffer_append(entries, &item, sizeof item);
    }
    const uint32_t *all = (const uint32_t *)(const void *)entries->data;
    bool good = !entries->failed &&
                vocabulary_expand(inverter->words, all, EXPANSION_HEAD + (size_t)count, &value);
    return good ? value : ITEM_NONE;
}

/* The value of a run of these tokens. There are items for them in stock, and one for its text. */
static uint32_t make_tokens(struct inverter *inverter, mrg_text run, bool is_stored,
                            const struct new_token *tokens, uint32_t count)
{
    uint32_t text_item = ITEM_NONE;
    if (count == 1)
        return is_stored
                   ? make_word(inverter, tokens, run)
                   : vocabulary_item_of_form(inverter->words, &inverter->stock, tokens[0].form);
    if (is_stored) {
        text_item = make_text(inverter, run, false);
        if (text_item == ITEM_NONE)
            return ITEM_NONE;
        inverter->stock.next++;
    }
    return make_expansion(inverter, tokens, count, text_item);
}

static mrg_text run_of(const struct run_key *key)
{
    return (mrg_text){key->bytes, run_size(key->shape)};
}

static uint32_t learn_expanded(struct inverter *inverter, const struct run_key *key,
                               enum key_field field, bool is_stored)
{
    uint32_t count;
    const struct new_token *tokens = inverter_learn_tokens(inverter, field, &count);
    if (!expect_items(inverter, count + 1))
        return 0;
    return put_run(inverter, key, make_tokens(inverter, run_of(key), is_stored, tokens, count));
}

/* A run that is one token as it stands. */
static uint32_t learn_plain(struct inverter *inverter, const struct run_key *key,
                            const struct run_lesson *lesson)
{
    struct new_word word = {.form = run_of(key),
                            .field = lesson->field,
                            .language = lesson->language,
                            .is_stored = lesson->is_stored,
                            .item = inverter->stock.next};
    uint32_t value = put_run(inverter, key, word.item);
    if (inverter->stock.next > word.item)
        inverter_new_word(inverter, &word);
    return value;
}

static void take_tokens(struct inverter *inverter, mrg_text run, language_id language)
{
    struct expander expander;
    struct token token;
    inverter_clear_tokens(inverter);
    expander_init(&expander, run.data, run.size);
    while (expander_next(&expander, &token))
        inverter_add_token(inverter, language, &token);
}

uint32_t inverter_learn_run(struct inverter *inverter, const struct run_key *key,
                            const struct run_lesson *lesson)
{
    mrg_text run = run_of(key);
    if (!expect_items(inverter, 1))
        return 0;
    if (lesson->field == 0)
        return put_run(inverter, key, make_text(inverter, run, lesson->is_gap));
    if (count_word_bytes((const unsigned char *)run.data, run.size) == run.size)
        return learn_plain(inverter, key, lesson);
    take_tokens(inverter, run, lesson->language);
    return learn_expanded(inverter, key, lesson->field, lesson->is_stored);
}

uint32_t inverter_learn_keyword(struct inverter *inverter, const struct run_key *key,
                                enum key_field field)
{
    return learn_expanded(inverter, key, field, false);
}

/* ---- what is not cached ---- */

uint32_t inverter_text_item(struct inverter *inverter, mrg_text text, bool is_gap)
{
    uint32_t item =
        expect_items(inverter, 1) ? make_text(inverter, text, is_gap) : (uint32_t)ITEM_NONE;
    inverter->stock.next += item != ITEM_NONE;
    return item;
}

uint32_t inverter_token_item(struct inverter *inverter, enum key_field field, language_id language,
                             const struct token *token)
{
    uint32_t count;
    inverter_clear_tokens(inverter);
    inverter_add_token(inverter, language, token);
    const struct new_token *tokens = inverter_learn_tokens(inverter, field, &count);
    return count > 0 ? inverter_form_item(inverter, tokens[0].form) : ITEM_NONE;
}

uint32_t inverter_form_item(struct inverter *inverter, uint32_t form)
{
    return expect_items(inverter, 1)
               ? vocabulary_item_of_form(inverter->words, &inverter->stock, form)
               : ITEM_NONE;
}

uint32_t inverter_term_item(struct inverter *inverter, enum key_field field, mrg_text term)
{
    if (!expect_items(inverter, 1))
        return ITEM_NONE;
    struct new_word word = {.keyword = term, .field = field, .item = inverter->stock.next++};
    inverter_new_word(inverter, &word);
    return word.item;
}
