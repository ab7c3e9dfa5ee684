#include "indexer/vocabulary.h"

#include <stdlib.h>

enum { STOCK = 64 /* items, or slots, that are taken together */ };

/* Bytes: a value tells where an expansion begins, and is not ITEM_NONE. */
#define EXPANSIONS_MAX ((STREAM_SET - 1) * sizeof(uint32_t))

/* All is set up, so that it can be freed, even where memory is short: false. */
static bool begin(struct vocabulary *words)
{
    bool good = run_cache_init(&words->cache);
    good = string_table_init(&words->terms) && good;
    good = string_table_init(&words->forms) && good;
    return stream_items_init(&words->items) && good;
}

static void release(struct vocabulary *words)
{
    vocabulary_end(words);
    string_table_free(&words->terms);
    string_table_free(&words->forms);
    stream_items_free(&words->items);
}

/* A lock that is held for some microseconds, often: whoever finds it taken looks again for a while before it sleeps. */
static void init_busy_lock(pthread_mutex_t *lock)
{
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
#if defined(__GLIBC__)
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ADAPTIVE_NP);
#endif
    pthread_mutex_init(lock, &kind);
    pthread_mutexattr_destroy(&kind);
}

struct vocabulary *vocabulary_new(void)
{
    struct vocabulary *words = aligned_alloc(alignof(struct vocabulary), sizeof *words);
    if (words == NULL)
        return NULL;
    *words = (struct vocabulary){.expansions = BUFFER_INIT};
    gate_init(&words->gate);
    init_busy_lock(&words->item_lock);
    init_busy_lock(&words->string_lock);
    if (begin(words))
        return words;
    vocabulary_free(words);
    return NULL;
}

void vocabulary_free(struct vocabulary *words)
{
    if (words == NULL)
        return;
    release(words);
    gate_destroy(&words->gate);
    pthread_mutex_destroy(&words->item_lock);
    pthread_mutex_destroy(&words->string_lock);
    free(words);
}

bool vocabulary_clear(struct vocabulary *words)
{
    release(words);
    return begin(words);
}

void vocabulary_end(struct vocabulary *words)
{
    run_cache_free(&words->cache);
    buffer_free(&words->expansions);
    string_table_end(&words->terms);
    string_table_end(&words->forms);
}

/* ---- what grows ---- */

/* What somebody wants to add. */
struct demand {
    uint32_t items;
    uint32_t slots;    /* of the cache */
    size_t expansions; /* bytes */
};

static bool lacks_expansions(const struct vocabulary *words, size_t bytes)
{
    const struct buffer *expansions = &words->expansions;
    return bytes > 0 && (expansions->failed || bytes > expansions->capacity - expansions->size);
}

static bool has_room(const struct vocabulary *words, const struct demand *demand)
{
    return !run_cache_lacks(&words->cache, demand->slots) &&
           !stream_items_lack(&words->items, demand->items) &&
           !lacks_expansions(words, demand->expansions);
}

/* Make room, alone but for those who measure, or let somebody else do so. False when memory is short. */
static bool make_room(struct vocabulary *words, const struct demand *demand)
{
    bool good = true;
    if (!gate_be_alone(&words->gate))
        return true;
    pthread_mutex_lock(&words->item_lock);
    while (good && run_cache_lacks(&words->cache, demand->slots))
        good = run_cache_grow(&words->cache);
    if (good && stream_items_lack(&words->items, demand->items))
        good = stream_items_grow(&words->items, demand->items);
    if (good && lacks_expansions(words, demand->expansions))
        good = words->expansions.size + demand->expansions < EXPANSIONS_MAX &&
               buffer_reserve(&words->expansions, demand->expansions);
    pthread_mutex_unlock(&words->item_lock);
    gate_be_one_of_many(&words->gate);
    return good;
}

/* Lock items, with room for what is wanted. False, and not locked, when memory is short. */
static bool lock_with_room(struct vocabulary *words, const struct demand *demand)
{
    pthread_mutex_lock(&words->item_lock);
    while (
        !has_room(words, demand)) { /* others may take what is made before we have the lock again */
        pthread_mutex_unlock(&words->item_lock);
        if (!make_room(words, demand))
            return false;
        pthread_mutex_lock(&words->item_lock);
    }
    return true;
}

bool vocabulary_restock(struct vocabulary *words, struct item_stock *stock, uint32_t least)
{
    bool has_items = stock->end - stock->next >= least, has_slots = stock->slots > 0;
    if (has_items && has_slots)
        return true;
    const struct demand demand = {.items = has_items       ? 0
                                           : least > STOCK ? least
                                                           : STOCK,
                                  .slots = has_slots ? 0 : STOCK};
    if (!lock_with_room(words, &demand))
        return false;
    if (!has_items)
        *stock = (struct item_stock){words->items.count, words->items.count + demand.items,
                                     stock->slots};
    stock->slots += demand.slots;
    words->items.count += demand.items;
    words->cache.count += demand.slots;
    pthread_mutex_unlock(&words->item_lock);
    for (uint32_t i = 0; i < demand.items; i++)
        words->items.all[stock->next + i] = stream_item_unknown();
    return true;
}

const char *vocabulary_keep(struct vocabulary *words, mrg_text text)
{
    pthread_mutex_lock(&words->item_lock);
    const char *kept = arena_copy(&words->items.arena, text.data, text.size);
    pthread_mutex_unlock(&words->item_lock);
    return kept;
}

uint32_t vocabulary_item_of_form(struct vocabulary *words, struct item_stock *stock, uint32_t form)
{
    pthread_mutex_lock(&words->item_lock);
    uint32_t *item = stream_items_of_form(&words->items, form);
    if (item != NULL && *item == ITEM_NONE) {
        *item = stock->next++;
        words->items.all[*item].form = form;
    }
    uint32_t found = item != NULL ? *item : ITEM_NONE;
    pthread_mutex_unlock(&words->item_lock);
    return found;
}

bool vocabulary_expand(struct vocabulary *words, const uint32_t *entries, size_t count,
                       uint32_t *value)
{
    const struct demand demand = {.expansions = count * sizeof *entries};
    if (!lock_with_room(words, &demand))
        return false;
    *value = STREAM_SET | (uint32_t)(words->expansions.size / sizeof *entries);
    buffer_append(&words->expansions, entries, demand.expansions);
    pthread_mutex_unlock(&words->item_lock);
    return true;
}

/* ---- memory ---- */

size_t vocabulary_memory(const struct vocabulary *words)
{
    return run_cache_memory(&words->cache) + string_table_memory(&words->terms) +
           string_table_memory(&words->forms) + words->expansions.capacity +
           stream_items_memory(&words->items);
}

void vocabulary_measure(struct vocabulary *words, struct vocabulary_load *load)
{
    pthread_mutex_lock(&words->item_lock);
    load->ended = run_cache_memory(&words->cache) + words->expansions.capacity;
    load->held = load->ended + stream_items_memory(&words->items);
    load->items = words->items.count;
    pthread_mutex_unlock(&words->item_lock);
    pthread_mutex_lock(&words->string_lock);
    load->held += string_table_memory(&words->terms) + string_table_memory(&words->forms);
    load->ended += string_table_ended(&words->terms) + string_table_ended(&words->forms);
    load->forms = words->forms.count;
    load->terms = words->terms.count;
    pthread_mutex_unlock(&words->string_lock);
}
