#include "indexer/inverter_text.h"
#include "common/text/tokenizer.h"
#include "indexer/inverter_runs.h"
#include "indexer/run_batch.h"

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

void inverter_put_item(struct inverter *inverter, uint32_t item)
{
    if (item == ITEM_NONE)
        inverter->failed = true;
    else
        inverter_put(inverter, item);
}

/* ---- text ---- */

struct field_pass field_pass_new(struct inverter *inverter, enum key_field field,
                                 language_id language, bool is_stored)
{
    struct field_pass pass = {.inverter = inverter,
                              .field = field,
                              .language = field != 0 ? language : 0,
                              .is_stored = is_stored && inverter->keeps_text};
    pass.hidden_scope = run_scope(SCOPE_HIDDEN + field, pass.language);
    pass.gap_scope = run_scope(SCOPE_GAP, 0);
    pass.scope = !pass.is_stored
                     ? pass.hidden_scope
                     : run_scope(field != 0 ? (unsigned)field : SCOPE_STORED, pass.language);
    return pass;
}

/* One occurrence; `is_joined`: at the position of the one before. */
static void put_occurrence(struct field_pass *pass, uint32_t item, bool is_joined)
{
    if (is_joined)
        inverter_put(pass->inverter, STREAM_SET | (pass->position - 1));
    else
        pass->position++;
    inverter_put_item(pass->inverter, item);
    pass->occurrences++;
    pass->joined += is_joined;
}

static void put_expansion(struct field_pass *pass, uint32_t value)
{
    const uint32_t *entries = vocabulary_expansion(pass->inverter->words, value);
    if (entries[1] != ITEM_NONE)
        inverter_put(pass->inverter, entries[1]);
    for (uint32_t i = EXPANSION_HEAD; i < entries[0] + EXPANSION_HEAD; i++)
        put_occurrence(pass, entries[i] & ~STREAM_SET, (entries[i] & STREAM_SET) != 0);
}

/* ---- batches ---- */

/* An entry that is too long to be cached. */
static void put_long(struct field_pass *pass, mrg_text run, enum entry_kind kind)
{
    struct inverter *inverter = pass->inverter;
    struct expander expander;
    struct token token;
    if (pass->is_stored && kind != ENTRY_HIDDEN)
        inverter_put_item(inverter, inverter_text_item(inverter, run, kind == ENTRY_GAP));
    if (kind == ENTRY_GAP || pass->field == 0)
        return;
    expander_init(&expander, run.data, run.size);
    while (expander_next(&expander, &token)) {
        uint32_t item = inverter_token_item(inverter, pass->field, pass->language, &token);
        put_occurrence(pass, item, token.is_joined);
    }
}

/* What is to be known of an entry's run. */
static struct run_lesson lesson_of(const struct field_pass *pass, enum entry_kind kind)
{
    return (struct run_lesson){.field = kind == ENTRY_GAP ? 0 : pass->field,
                               .language = pass->language,
                               .is_stored = pass->is_stored && kind != ENTRY_HIDDEN,
                               .is_gap = kind == ENTRY_GAP};
}

/* Put what an entry stands for that its first slot did not tell; its hash. */
static uint64_t put_slowly(struct field_pass *pass, const struct run_batch *batch, unsigned i)
{
    struct inverter *inverter = pass->inverter;
    const struct run_key *entry = &batch->entries[i];
    enum entry_kind kind = entry_kind_of(entry);
    if (run_size(entry->shape) > RUN_CACHE_MAX) {
        put_long(pass, (mrg_text){entry->bytes, batch->size}, kind);
        return 0;
    }
    const struct run_slot *slot = run_table_find(&inverter->words->cache.table, entry);
    const struct run_lesson lesson = lesson_of(pass, kind);
    uint64_t hash = slot != NULL ? slot->hash : run_hash(entry->bytes, run_size(entry->shape));
    uint32_t value = slot != NULL ? slot->value : inverter_learn_run(inverter, entry, &lesson);
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
    const struct run_table table = inverter->words->cache.table;
    struct number_stream stream = inverter->stream;
    const unsigned count = batch->count;
    uint64_t *word = *words;
    for (; i < count; i++) {
        const struct run_key *entry = &batch->entries[i];
        const struct run_slot *slot = run_table_first(&table, entry->place);
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
