#include "indexer/inverter_text.h"
#include "common/text/tokenizer.h"
#include "indexer/inverter_words.h"
#include "indexer/run_batch.h"

#include <stdlib.h>

/* ---- the stream ---- */

static bool reserve_stream(struct inverter *inverter, uint64_t more)
{
    if (number_stream_reserve(&inverter->stream, more))
        return true;
    inverter->failed = true;
    return false;
}

void inverter_put(struct inverter *inverter, uint32_t number)
{
    if (reserve_stream(inverter, 1 + RUN_BATCH)) /* leaves room for the rest of a batch */
        number_stream_put(&inverter->stream, number);
}

/* ---- text ---- */

static uint32_t scope_number(struct inverter *inverter, unsigned kind, language_id language)
{
    uint16_t wanted = (uint16_t)(kind << 8 | language);
    for (unsigned i = 0; i < inverter->scope_count; i++)
        if (inverter->scopes[i] == wanted)
            return i;
    if (inverter->scope_count == SCOPES_MAX)
        return SCOPES_MAX - 1; /* more pairs than there are languages and fields: cannot happen */
    inverter->scopes[inverter->scope_count] = wanted;
    return inverter->scope_count++;
}

/* Kinds of passes, beyond the fields, that runs are cached under. */
enum { KIND_HIDDEN = 0x40 /* + field: indexed, not stored */, KIND_STORED = 0x80, KIND_GAP = 0x81 };

struct field_pass field_pass_new(struct inverter *inverter, enum key_field field,
                                 language_id language, bool is_stored)
{
    struct field_pass pass = {.inverter = inverter,
                              .field = field,
                              .language = field != 0 ? language : 0,
                              .is_stored = is_stored && inverter->keeps_text};
    pass.hidden_scope = scope_number(inverter, KIND_HIDDEN + field, pass.language);
    pass.gap_scope = scope_number(inverter, KIND_GAP, 0);
    pass.scope = !pass.is_stored
                     ? pass.hidden_scope
                     : scope_number(inverter, field != 0 ? field : KIND_STORED, pass.language);
    return pass;
}

static void put_item(struct inverter *inverter, uint32_t item)
{
    if (item == ITEM_NONE)
        inverter->failed = true;
    else
        inverter_put(inverter, item);
}

/* One occurrence; `is_joined`: at the position of the one before. */
static void put_occurrence(struct field_pass *pass, uint32_t item, bool is_joined)
{
    if (is_joined)
        inverter_put(pass->inverter, STREAM_SET | (pass->position - 1));
    else
        pass->position++;
    put_item(pass->inverter, item);
    pass->occurrences++;
    pass->joined += is_joined;
}

/* The item of a text that is stored and has no form of its own. */
static uint32_t new_text(struct inverter *inverter, const char *bytes, size_t size, bool is_gap)
{
    struct stream_item item = {bytes, size & ITEM_SIZE_MAX, is_gap, FORM_NONE};
    if (size > ITEM_SIZE_MAX)
        return ITEM_NONE;
    return stream_items_add(&inverter->items, &item, false);
}

/* The item that is `form` and no text. */
static uint32_t item_of_form(struct inverter *inverter, uint32_t form)
{
    uint32_t item = inverter->failed ? ITEM_NONE : stream_items_of_form(&inverter->items, form);
    inverter->failed |= item == ITEM_NONE;
    return item;
}

/* A run taken apart token by token. With `remember` their forms go behind `expansions`, else its occurrences into
 * the stream. */
static void expand_run(struct field_pass *pass, const char *bytes, size_t size, bool remember)
{
    struct inverter *inverter = pass->inverter;
    struct expander expander;
    struct token token;
    expander_init(&expander, bytes, size);
    while (pass->field != 0 && expander_next(&expander, &token)) {
        uint32_t form = inverter_form_of_token(inverter, pass->field, pass->language, token.form);
        uint32_t entry = form | (token.is_joined ? STREAM_SET : 0);
        if (remember)
            buffer_append(&inverter->expansions, &entry, sizeof entry);
        else
            put_occurrence(pass, item_of_form(inverter, form), token.is_joined);
    }
}

/* A new item: `form`, stored as the run. */
static uint32_t new_word(struct inverter *inverter, uint32_t form, const struct run_key *key)
{
    uint32_t size = run_size(key->shape);
    struct stream_item whole = {key->bytes, size & ITEM_SIZE_MAX, false, form};
    if (inverter->failed)
        return ITEM_NONE;
    const struct string_entry *as_form = &inverter->forms.entries[form];
    bool is_form = as_form->size == size && memcmp(as_form->data, key->bytes, size) == 0;
    if (is_form)
        whole.text = as_form->data; /* which stays as long as the items do */
    return stream_items_add(&inverter->items, &whole, is_form);
}

/* The item of a run that is one token. */
static uint32_t item_of_word(struct inverter *inverter, uint32_t form, const struct run_key *key,
                             bool is_stored)
{
    return is_stored ? new_word(inverter, form, key) : item_of_form(inverter, form);
}

/* Remember the tokens of a run; returns its value in the cache: its item when it has but one. */
static uint32_t remember_expansion(struct field_pass *pass, const struct run_key *key,
                                   bool is_stored)
{
    struct inverter *inverter = pass->inverter;
    size_t start = inverter->expansions.size;
    uint32_t head[2] = {0, 0};
    buffer_append(&inverter->expansions, head, sizeof head);
    expand_run(pass, key->bytes, run_size(key->shape), true);
    if (inverter->expansions.failed || inverter->failed) {
        inverter->failed = true;
        return 0;
    }
    uint32_t *entries = (uint32_t *)(void *)(inverter->expansions.data + start);
    uint32_t count = (uint32_t)((inverter->expansions.size - start) / sizeof *entries) - 2;
    if (count == 1) {
        inverter->expansions.size = start;
        return item_of_word(inverter, entries[2], key, is_stored);
    }
    entries[0] = count;
    entries[1] =
        is_stored ? new_text(inverter, key->bytes, run_size(key->shape), false) : ITEM_NONE;
    inverter->failed |= is_stored && entries[1] == ITEM_NONE;
    for (uint32_t i = 2; i < count + 2; i++)
        entries[i] = item_of_form(inverter, entries[i] & ~STREAM_SET) | (entries[i] & STREAM_SET);
    return STREAM_SET | (uint32_t)(start / sizeof *entries);
}

/* A run that is one token as it stands. */
static uint32_t learn_plain(struct field_pass *pass, const struct run_key *key, bool is_stored)
{
    struct new_word word = {.form = {key->bytes, run_size(key->shape)},
                            .field = pass->field,
                            .language = pass->language,
                            .is_stored = is_stored};
    return inverter_new_word(pass->inverter, &word);
}

/* Put a run into the cache; returns its value there. */
static uint32_t learn_run(struct field_pass *pass, const struct run_key *key, enum entry_kind kind)
{
    struct inverter *inverter = pass->inverter;
    uint32_t size = run_size(key->shape);
    bool is_stored = pass->is_stored && kind != ENTRY_HIDDEN;
    bool is_plain = count_word_bytes((const unsigned char *)key->bytes, size) == size;
    uint32_t value;
    if (kind == ENTRY_GAP || pass->field == 0)
        value = new_text(inverter, key->bytes, size, kind == ENTRY_GAP);
    else if (is_plain)
        value = learn_plain(pass, key, is_stored);
    else
        value = remember_expansion(pass, key, is_stored);
    if (value == ITEM_NONE || !run_cache_add(&inverter->cache, key, value))
        inverter->failed = true;
    return inverter->failed ? 0 : value;
}

static void put_expansion(struct field_pass *pass, uint32_t value)
{
    size_t at = value & ~STREAM_SET;
    const uint32_t *entries = (const uint32_t *)(const void *)pass->inverter->expansions.data + at;
    if (entries[1] != ITEM_NONE)
        inverter_put(pass->inverter, entries[1]);
    for (uint32_t i = 2; i < entries[0] + 2; i++)
        put_occurrence(pass, entries[i] & ~STREAM_SET, (entries[i] & STREAM_SET) != 0);
}

/* ---- batches ---- */

/* An entry that is too long to be cached. */
static void put_long(struct field_pass *pass, const char *bytes, size_t size, enum entry_kind kind)
{
    if (pass->is_stored && kind != ENTRY_HIDDEN)
        put_item(pass->inverter, new_text(pass->inverter, bytes, size, kind == ENTRY_GAP));
    if (kind != ENTRY_GAP)
        expand_run(pass, bytes, size, false);
}

/* Put what an entry stands for that its first slot did not tell; its hash. */
static uint64_t put_slowly(struct field_pass *pass, const struct run_batch *batch, unsigned i)
{
    struct inverter *inverter = pass->inverter;
    const struct run_key *entry = &batch->entries[i];
    enum entry_kind kind = entry_kind_of(entry);
    if (run_size(entry->shape) > RUN_CACHE_MAX) {
        put_long(pass, entry->bytes, batch->size, kind);
        return 0;
    }
    const struct run_slot *slot = run_cache_find(&inverter->cache, entry);
    uint64_t hash = slot->shape != 0 ? slot->hash : run_hash(entry->bytes, run_size(entry->shape));
    uint32_t value = slot->shape != 0 ? slot->value : learn_run(pass, entry, kind);
    if (inverter->failed)
        return 0;
    if (value >= STREAM_SET) {
        put_expansion(pass, value);
    } else {
        inverter_put(inverter, value);
        pass->position += kind != ENTRY_GAP;
        pass->occurrences += kind != ENTRY_GAP;
    }
    return hash;
}

/* Put the items of entries from `i` on as far as their first slots tell them; where that ends. The hashes of words go
 * behind `words`. In a large archive hardly anything else happens, so this loop has no other branch. */
static unsigned put_quickly(struct field_pass *pass, const struct run_batch *batch, unsigned i,
                            uint64_t **words)
{
    struct inverter *inverter = pass->inverter;
    /* Copies: what is written might be part of these for all the compiler knows. */
    const struct run_cache cache = inverter->cache;
    struct number_stream stream = inverter->stream;
    const unsigned count = batch->count;
    uint64_t *word = *words;
    for (; i < count; i++) {
        const struct run_key *entry = &batch->entries[i];
        const struct run_slot *slot = run_cache_first(&cache, entry->place);
        if (!run_slot_is_short(slot, entry) || slot->value >= STREAM_SET)
            break;
        number_stream_put(&stream, slot->value);
        *word = slot->hash;
        word += entry_is_word(entry);
    }
    inverter->stream.end = stream.end;
    pass->position += (uint32_t)(word - *words);
    pass->occurrences += (uint64_t)(word - *words);
    *words = word;
    return i;
}

/* Put the items of a batch. */
static void resolve(struct field_pass *pass, const struct run_batch *batch)
{
    uint64_t hashes[RUN_BATCH + 1], *words = hashes;
    for (unsigned i = 0; i < batch->count && reserve_stream(pass->inverter, RUN_BATCH); i++) {
        i = put_quickly(pass, batch, i, &words);
        if (i == batch->count)
            break;
        *words = put_slowly(pass, batch, i);
        words += entry_is_word(&batch->entries[i]);
        if (pass->inverter->failed)
            return;
    }
    if (pass->fingerprint != NULL)
        fingerprint_add_all(pass->fingerprint, hashes, (unsigned)(words - hashes));
}

void field_pass_add(struct field_pass *pass, mrg_text text, uint32_t base)
{
    if (text.size == 0)
        return;
    struct inverter *inverter = pass->inverter;
    struct text_walk walk;
    struct run_batch batch;
    pass->position = base;
    pass->stored_end = 0;
    pass->after_word = false;
    if (pass->field != 0) /* what is only stored has no positions */
        inverter_put(inverter, STREAM_SET | base);
    text_walk_init(&walk, text);
    do {
        run_batch_fill(&batch, pass, &walk);
        resolve(pass, &batch);
    } while (!batch.is_last && !inverter->failed && pass->position < 1U << POSITION_BITS);
    if (pass->field != 0)
        inverter->broken += walk.scanner.broken;
}
