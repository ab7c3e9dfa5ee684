#include "indexer/inverter_text.h"
#include "common/base/huge_pages.h"
#include "common/text/tokenizer.h"
#include "indexer/inverter_words.h"

#include <stdlib.h>

enum {
    BATCH = 32 /* runs whose slots are prefetched together: about the misses in flight */
};

/* ---- the stream ---- */

static bool reserve_stream(struct inverter *inverter, uint64_t more)
{
    uint64_t wanted = inverter->stream_size + more, room = inverter->stream_bytes / 4;
    if (room >= wanted)
        return true;
    wanted = room + room / 4 > wanted ? room + room / 4 : wanted;
    uint32_t *grown = huge_grow(inverter->stream, &inverter->stream_bytes, wanted * 4);
    if (grown == NULL) {
        inverter->failed = true;
        return false;
    }
    inverter->stream = grown;
    return true;
}

void inverter_put(struct inverter *inverter, uint32_t number)
{
    if (reserve_stream(inverter, 1))
        inverter->stream[inverter->stream_size++] = number;
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
    struct stream_item whole = {key->bytes, key->size & ITEM_SIZE_MAX, false, form};
    if (inverter->failed)
        return ITEM_NONE;
    const struct string_entry *as_form = &inverter->forms.entries[form];
    bool is_form = as_form->size == key->size && memcmp(as_form->data, key->bytes, key->size) == 0;
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
    expand_run(pass, key->bytes, key->size, true);
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
    entries[1] = is_stored ? new_text(inverter, key->bytes, key->size, false) : ITEM_NONE;
    inverter->failed |= is_stored && entries[1] == ITEM_NONE;
    for (uint32_t i = 2; i < count + 2; i++)
        entries[i] = item_of_form(inverter, entries[i] & ~STREAM_SET) | (entries[i] & STREAM_SET);
    return STREAM_SET | (uint32_t)(start / sizeof *entries);
}

/* A run that is one token as it stands. */
static uint32_t learn_plain(struct field_pass *pass, const struct run_key *key, bool is_stored)
{
    struct new_word word = {.form = {key->bytes, key->size},
                            .field = pass->field,
                            .language = pass->language,
                            .is_stored = is_stored};
    return inverter_new_word(pass->inverter, &word);
}

/* What is passed, and what becomes of it. */
enum entry_kind {
    ENTRY_RUN,    /* indexed, and stored if the pass is */
    ENTRY_HIDDEN, /* indexed, stored by other entries */
    ENTRY_GAP     /* stored only */
};

/* Put a run into the cache; returns its value there. */
static uint32_t learn_run(struct field_pass *pass, const struct run_key *key, enum entry_kind kind,
                          unsigned scope)
{
    struct inverter *inverter = pass->inverter;
    bool is_stored = pass->is_stored && kind != ENTRY_HIDDEN;
    bool is_plain = count_word_bytes((const unsigned char *)key->bytes, key->size) == key->size;
    uint32_t value;
    if (kind == ENTRY_GAP || pass->field == 0)
        value = new_text(inverter, key->bytes, key->size, kind == ENTRY_GAP);
    else if (is_plain)
        value = learn_plain(pass, key, is_stored);
    else
        value = remember_expansion(pass, key, is_stored);
    if (value == ITEM_NONE || !run_cache_add(&inverter->cache, key, scope, value))
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

/* Runs on their way: with their slots being fetched into the cache. */
struct batch {
    struct run_key keys[BATCH]; /* hash 0: too long to cache; its size is in `size` */
    uint8_t kinds[BATCH];       /* enum entry_kind */
    size_t size;                /* of the last key, when that is too long to cache: bytes */
    unsigned count;
};

static unsigned scope_of(const struct field_pass *pass, enum entry_kind kind)
{
    return kind == ENTRY_RUN   ? pass->scope
           : kind == ENTRY_GAP ? pass->gap_scope
                               : pass->hidden_scope;
}

/* Put bytes `from` to `to` of the text into the batch; false when they are too long to cache and so the last of
 * it. */
static bool take(const struct field_pass *pass, struct batch *batch, const struct scanner *scanner,
                 size_t from, size_t to, enum entry_kind kind)
{
    const char *bytes = scanner->text + from;
    struct run_key *key = &batch->keys[batch->count];
    batch->kinds[batch->count++] = (uint8_t)kind;
    batch->size = to - from;
    if (batch->size > RUN_CACHE_MAX) {
        *key = (struct run_key){.bytes = bytes};
        return false;
    }
    *key = run_key_make(bytes, batch->size, scanner->size - from);
    run_cache_prefetch(&pass->inverter->cache, run_hash_in(key->hash, scope_of(pass, kind)));
    return true;
}

/* What has to be stored before a run, other than one space between words; false when it is too long to cache: then
 * the run is not taken yet. Sets *kind for the run. */
static bool take_gap(struct field_pass *pass, struct batch *batch, const struct scanner *scanner,
                     const struct run *run, enum entry_kind *kind)
{
    size_t from = pass->stored_end, to = run->start;
    *kind = ENTRY_RUN;
    if (from == to && !pass->after_word)
        return true;
    if (from >=
        to) { /* bigrams overlap, and words with nothing between would be read with a space */
        *kind = ENTRY_HIDDEN;
        to = run->end;
        if (from >= to)
            return true;
    }
    pass->after_word = false;
    pass->stored_end = to;
    return take(pass, batch, scanner, from, to, ENTRY_GAP);
}

/* What a text is taken apart into that is stored only: letters and digits with all beyond ASCII, and what lies
 * between. Names and addresses repeat in such parts, and numbers do not spoil those beside them. */
static bool next_part(struct scanner *scanner, struct run *run)
{
    size_t at = scanner->at;
    while (at < scanner->size &&
           (scanner_byte[(uint8_t)scanner->text[at]] & (BYTE_WORD | BYTE_HIGH)) == 0)
        at++;
    run->start = at;
    while (at < scanner->size &&
           (scanner_byte[(uint8_t)scanner->text[at]] & (BYTE_WORD | BYTE_HIGH)) != 0)
        at++;
    run->end = scanner->at = at;
    return run->end > run->start;
}

static inline bool next_run(const struct field_pass *pass, struct scanner *scanner, struct run *run)
{
    return pass->field != 0 ? scanner_next(scanner, run) : next_part(scanner, run);
}

/* The next runs, up to one that is too long to cache, with their slots on the way into the cache. */
static void gather(struct field_pass *pass, struct scanner *scanner, struct batch *batch)
{
    struct run run;
    batch->count = 0;
    while (batch->count < BATCH - 1 && next_run(pass, scanner, &run)) {
        enum entry_kind kind = ENTRY_RUN;
        bool is_space = pass->after_word && run.start == pass->stored_end + 1 &&
                        scanner->text[pass->stored_end] == ' ';
        if (pass->is_stored && !is_space && !take_gap(pass, batch, scanner, &run, &kind)) {
            scanner->at = run.start; /* comes again behind the gap */
            return;
        }
        if (kind == ENTRY_RUN) {
            pass->stored_end = run.end;
            pass->after_word = true;
        }
        if (!take(pass, batch, scanner, run.start, run.end, kind))
            return;
    }
}

/* What the cache has for an entry, learnt if it has not; 0 when memory is short. */
static inline uint32_t find_value(struct field_pass *pass, const struct run_key *key,
                                  enum entry_kind kind)
{
    struct inverter *inverter = pass->inverter;
    unsigned scope = scope_of(pass, kind);
    uint64_t hash = run_hash_in(key->hash, scope);
    const struct run_slot *slot = run_cache_find(&inverter->cache, hash, key, scope);
    return slot->hash != 0 ? slot->value : learn_run(pass, key, kind, scope);
}

/* One entry that is too long to be remembered. */
static void put_long(struct field_pass *pass, const char *bytes, size_t size, enum entry_kind kind)
{
    if (pass->is_stored && kind != ENTRY_HIDDEN)
        put_item(pass->inverter, new_text(pass->inverter, bytes, size, kind == ENTRY_GAP));
    if (kind != ENTRY_GAP)
        expand_run(pass, bytes, size, false);
}

/* Put the items of a batch. */
static void resolve(struct field_pass *pass, const struct batch *batch)
{
    struct inverter *inverter = pass->inverter;
    for (unsigned i = 0; i < batch->count && reserve_stream(inverter, 1) && !inverter->failed;
         i++) {
        const struct run_key *key = &batch->keys[i];
        enum entry_kind kind = (enum entry_kind)batch->kinds[i];
        bool is_word = kind != ENTRY_GAP;
        if (pass->fingerprint != NULL && is_word) /* without the scope, whose number differs */
            fingerprint_add(pass->fingerprint, key->hash);
        if (key->hash == 0) {
            put_long(pass, key->bytes, batch->size, kind);
            continue;
        }
        uint32_t value = find_value(pass, key, kind);
        if (value >= STREAM_SET) {
            put_expansion(pass, value);
            continue;
        }
        inverter->stream[inverter->stream_size++] = value;
        pass->position += is_word;
        pass->occurrences += is_word;
    }
}

/* What is left behind the last run. */
static void put_rest(struct field_pass *pass, const struct scanner *scanner)
{
    struct batch batch;
    if (!pass->is_stored || pass->stored_end >= scanner->size)
        return;
    batch.count = 0;
    take(pass, &batch, scanner, pass->stored_end, scanner->size, ENTRY_GAP);
    resolve(pass, &batch);
}

void field_pass_add(struct field_pass *pass, mrg_text text, uint32_t base)
{
    if (text.size == 0)
        return;
    struct inverter *inverter = pass->inverter;
    struct scanner scanner;
    struct batch batch;
    pass->position = base;
    pass->stored_end = 0;
    pass->after_word = false;
    inverter_put(inverter, STREAM_SET | base);
    scanner_init(&scanner, text);
    do {
        gather(pass, &scanner, &batch);
        resolve(pass, &batch);
    } while (batch.count > 0 && !inverter->failed && pass->position < 1U << POSITION_BITS);
    put_rest(pass, &scanner);
    if (pass->field != 0)
        inverter->broken += scanner.broken;
}
