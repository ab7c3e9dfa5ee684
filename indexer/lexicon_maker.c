#include "indexer/lexicon_maker.h"
#include "indexer/ranked_strings.h"
#include "indexer/string_order.h"

#include <stdlib.h>

enum {
    /* Spelling a word takes some 48 bits each time. In the lexicon it takes some 90 bits, twice, and then 18. */
    KEEP_LEAST = 6,
    /* A next takes 24 bits, twice, and saves some five each time; what a sample shows once means nothing. */
    NEXT_LEAST = 8,
    NEXT_SEEN_LEAST = 2,
    NUMBER_BYTES = 4 /* of a stored time, about */
};

/* ---- gathering ---- */

bool lexicon_maker_init(struct lexicon_maker *maker)
{
    *maker = (struct lexicon_maker){.failed = false};
    bool good = string_table_init(&maker->strings);
    good = symbol_pairs_init(&maker->pairs, 0) && good;
    for (uint8_t i = 0; i < SYMBOLS_SPECIAL && good; i++)
        good = lexicon_maker_string(maker, LEXICON_SPECIAL, (const char *)&i, 1) == i;
    if (!good)
        lexicon_maker_free(maker);
    return good;
}

void lexicon_maker_free(struct lexicon_maker *maker)
{
    string_table_free(&maker->strings);
    buffer_free(&maker->counts);
    symbol_pairs_free(&maker->pairs);
    for (unsigned i = 0; i < maker->part_count; i++)
        symbol_pairs_free(&maker->parts[i]);
    free(maker->parts);
    *maker = (struct lexicon_maker){.failed = false};
}

/* A count for every string. */
static void reach_counts(struct lexicon_maker *maker)
{
    size_t size = maker->strings.count * sizeof(uint64_t), more = size - maker->counts.size;
    maker->failed |= !buffer_reserve(&maker->counts, more);
    if (maker->failed)
        return;
    memset(maker->counts.data + maker->counts.size, 0, more);
    maker->counts.size = size;
}

void lexicon_maker_strings(struct lexicon_maker *maker, const struct string_entry *strings,
                           unsigned count, uint32_t *numbers)
{
    maker->failed |= !string_table_add_all(&maker->strings, strings, count, numbers);
    reach_counts(maker);
}

uint32_t lexicon_maker_string(struct lexicon_maker *maker, enum lexicon_kind kind, const char *data,
                              size_t size)
{
    uint32_t number = string_table_add(&maker->strings, kind, data, size, NULL);
    maker->failed |= number == STRING_NONE;
    reach_counts(maker);
    return maker->failed ? 0 : number;
}

static uint64_t *counts_of(const struct lexicon_maker *maker)
{
    return (uint64_t *)(void *)maker->counts.data;
}

void lexicon_maker_count(struct lexicon_maker *maker, uint32_t number, uint64_t count)
{
    if (!maker->failed)
        counts_of(maker)[number] += count;
}

void lexicon_maker_show(struct lexicon_maker *maker, const uint32_t *numbers, size_t count)
{
    maker->failed |= !symbol_pairs_show(&maker->pairs, numbers, count);
}

void lexicon_maker_take(struct lexicon_maker *maker, struct symbol_pairs *parts, unsigned count)
{
    maker->parts = parts;
    maker->part_count = count;
}

/* ---- finishing: what is in the lexicon ---- */

struct finish {
    struct lexicon_maker *maker; /* borrowed */
    uint32_t count;              /* of strings */
    uint32_t *written_as; /* owned: per string: itself, or the special symbol that spells it */
    uint64_t letters[SPELLING_SYMBOLS]; /* spelled, about */
    double scale;                       /* pairs of the archive for one of the sample */
    struct symbol_pair *nexts;          /* owned: by what they follow, most frequent first */
    uint32_t next_count;
    uint32_t *first; /* owned: per string, where its nexts begin; one more at the end */
    struct lexicon_entry *entries; /* owned: by rank */
    uint32_t *numbers;             /* owned: per rank, the string */
    uint32_t kept;                 /* entries */
    uint32_t *rows;                /* owned: as in the plan */
    uint32_t *ranked;              /* owned: nexts of all rows */
};

/* Whether strings that occur `least` times or more all find a place. */
static bool would_fit(const struct finish *finish, uint64_t least)
{
    const struct string_entry *entries = finish->maker->strings.entries;
    uint64_t bytes = 0, kept = 0;
    for (uint32_t i = SYMBOLS_SPECIAL; i < finish->count; i++) {
        if (counts_of(finish->maker)[i] < least || entries[i].size > LEXICON_STRING_MAX)
            continue;
        bytes += entries[i].size;
        kept++;
    }
    return bytes < LEXICON_STRINGS_MAX && kept < LEXICON_SYMBOLS_MAX - SYMBOLS_SPECIAL;
}

static void spell(struct finish *finish, uint32_t number)
{
    const struct string_entry *entry = &finish->maker->strings.entries[number];
    uint64_t count = counts_of(finish->maker)[number];
    uint32_t special = entry->scope == LEXICON_GAP ? SYMBOL_GAP : SYMBOL_WORD;
    finish->written_as[number] = special;
    counts_of(finish->maker)[special] += count;
    for (uint32_t i = 0; i < entry->size && count > 0; i++)
        finish->letters[(uint8_t)entry->data[i]] += count;
    finish->letters[SPELLING_END] += count;
}

static void choose_strings(struct finish *finish)
{
    uint64_t least = KEEP_LEAST, *counts = counts_of(finish->maker);
    while (!would_fit(finish, least))
        least *= 2;
    for (uint32_t i = 0; i < finish->count; i++) {
        finish->written_as[i] = i;
        if (i >= SYMBOLS_SPECIAL &&
            (counts[i] < least || finish->maker->strings.entries[i].size > LEXICON_STRING_MAX))
            spell(finish, i);
    }
    for (unsigned tag = 0; tag < RECORD_END; tag++)
        for (unsigned byte = 0; byte < SPELLING_END && record_tag_is_time(tag); byte++)
            finish->letters[byte] += counts[SYMBOL_TAG + tag] * NUMBER_BYTES / SPELLING_END;
}

/* ---- finishing: what often follows ---- */

static bool is_spelled(uint32_t written_as)
{
    return written_as == SYMBOL_WORD || written_as == SYMBOL_GAP;
}

/* Move pairs with spelled strings to `spelled`, as pairs with what spells them. False when memory is short. */
static bool move_spelled(struct finish *finish, struct symbol_pairs *pairs,
                         struct symbol_pairs *spelled)
{
    bool good = true;
    for (uint32_t i = 0; i <= pairs->mask && good; i++) {
        struct symbol_pair *pair = &pairs->slots[i];
        uint32_t before = finish->written_as[pair->before];
        uint32_t symbol = finish->written_as[pair->symbol];
        if (pair->count == 0 || (!is_spelled(before) && !is_spelled(symbol)))
            continue;
        good = symbol_pairs_add(spelled, before, symbol, pair->count);
        pair->count = 0; /* breaks chains of the table, which nobody follows any more */
    }
    return good;
}

static void keep_nexts(struct finish *finish, const struct symbol_pairs *pairs)
{
    for (uint32_t i = 0; i <= pairs->mask; i++) {
        uint32_t count = pairs->slots[i].count;
        if (count >= NEXT_SEEN_LEAST && count * finish->scale >= NEXT_LEAST)
            finish->nexts[finish->next_count++] = pairs->slots[i];
    }
}

/* Pairs with spelled strings become pairs with what spells them, together with those that were told as such. What the
 * sample has shown goes then: the lexicon is made where a run has most memory in use. */
static bool rewrite_pairs(struct finish *finish)
{
    struct lexicon_maker *maker = finish->maker;
    struct symbol_pairs spelled;
    size_t count = maker->pairs.count;
    bool good = symbol_pairs_init(&spelled, 0) && move_spelled(finish, &maker->pairs, &spelled);
    for (unsigned p = 0; p < maker->part_count && good; p++) {
        good = move_spelled(finish, &maker->parts[p], &spelled);
        count += maker->parts[p].count;
    }
    finish->nexts = malloc((count + spelled.count + 1) * sizeof *finish->nexts);
    good = good && finish->nexts != NULL;
    if (good) {
        keep_nexts(finish, &maker->pairs);
        keep_nexts(finish, &spelled);
    }
    for (unsigned p = 0; p < maker->part_count; p++) {
        if (good)
            keep_nexts(finish, &maker->parts[p]);
        symbol_pairs_free(&maker->parts[p]);
    }
    symbol_pairs_free(&spelled);
    return good;
}

/* Most frequent first; then by bytes, so that nothing depends on order of arrival. */
static int compare_nexts(const struct symbol_pair *x, const struct symbol_pair *y,
                         const struct string_entry *strings)
{
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return string_order_compare(&strings[x->symbol], &strings[y->symbol]);
}

/* Bring the first NEXT_MAX of `count` pairs to the front, in order; no others are asked for. Nearly all are behind
 * the last of those already. */
static void sort_first(struct symbol_pair *pairs, uint32_t count,
                       const struct string_entry *strings)
{
    for (uint32_t i = 1; i < count; i++) {
        const struct symbol_pair one = pairs[i];
        uint32_t at = i < NEXT_MAX ? i : NEXT_MAX;
        if (at == NEXT_MAX && compare_nexts(&one, &pairs[--at], strings) > 0)
            continue;
        for (; at > 0 && compare_nexts(&one, &pairs[at - 1], strings) < 0; at--)
            pairs[at] = pairs[at - 1];
        pairs[at] = one;
    }
}

/* Bring the nexts of each string together, most frequent first as far as they find a place. */
static bool group_nexts(struct finish *finish)
{
    struct symbol_pair *grouped = malloc(((size_t)finish->next_count + 1) * sizeof *grouped);
    uint32_t *next = malloc(((size_t)finish->count + 1) * sizeof *next);
    finish->first = calloc((size_t)finish->count + 2, sizeof *finish->first);
    bool good = grouped != NULL && next != NULL && finish->first != NULL;
    for (uint32_t i = 0; i < finish->next_count && good; i++)
        finish->first[finish->nexts[i].before + 1]++;
    for (uint32_t i = 0; i < finish->count && good; i++) {
        next[i] = finish->first[i];
        finish->first[i + 1] += finish->first[i];
    }
    for (uint32_t i = 0; i < finish->next_count && good; i++)
        grouped[next[finish->nexts[i].before]++] = finish->nexts[i];
    for (uint32_t i = 0; i < finish->count && good; i++)
        sort_first(grouped + finish->first[i], finish->first[i + 1] - finish->first[i],
                   finish->maker->strings.entries);
    free(next);
    if (!good) {
        free(grouped);
        return false;
    }
    free(finish->nexts);
    finish->nexts = grouped;
    return true;
}

static uint32_t row_length(const struct finish *finish, uint32_t number)
{
    uint32_t length = finish->first[number + 1] - finish->first[number];
    return length < NEXT_MAX ? length : NEXT_MAX;
}

/* What is written as a next is not written as itself. A symbol may have less to give than a sample says; the nexts get
 * all of it nevertheless, so that it does not matter which of them comes first. */
static void move_counts(struct finish *finish)
{
    uint64_t *counts = counts_of(finish->maker);
    for (uint32_t i = 0; i < finish->count; i++)
        for (uint32_t k = 0; k < row_length(finish, i); k++) {
            const struct symbol_pair *pair = &finish->nexts[finish->first[i] + k];
            uint64_t moved = (uint64_t)(pair->count * finish->scale);
            uint64_t left = counts[pair->symbol] > 0 ? counts[pair->symbol] - 1 : 0;
            counts[pair->symbol] -= moved < left ? moved : left;
            counts[SYMBOL_NEXT + k] += moved;
        }
}

/* ---- finishing: ranks ---- */

/* The strings that have a place, by rank. False when memory is short. */
static bool sort_strings(struct finish *finish)
{
    const struct lexicon_maker *maker = finish->maker;
    finish->numbers = malloc(((size_t)finish->count + 1) * sizeof *finish->numbers);
    if (finish->numbers == NULL)
        return false;
    for (uint32_t i = 0; i < finish->count; i++)
        if (finish->written_as[i] == i)
            finish->numbers[finish->kept++] = i;
    return ranked_strings_sort(&maker->strings, counts_of(maker), finish->numbers, finish->kept);
}

static struct lexicon_entry entry_of(const struct finish *finish, uint32_t number)
{
    const struct string_entry *string = &finish->maker->strings.entries[number];
    uint64_t count = counts_of(finish->maker)[number];
    struct lexicon_entry entry = {.count = count > 0 ? count : 1};
    if (number < SYMBOLS_SPECIAL) {
        entry.size = number;
        return entry;
    }
    entry.data = string->data;
    entry.size = string->size;
    entry.is_gap = string->scope == LEXICON_GAP;
    return entry;
}

static bool rank_strings(struct finish *finish, uint32_t *ranks)
{
    if (!sort_strings(finish))
        return false;
    finish->entries = malloc(((size_t)finish->kept + 1) * sizeof *finish->entries);
    for (uint32_t i = 0; i < finish->count; i++)
        ranks[i] = PREFIX_RANK_NONE;
    for (uint32_t rank = 0; rank < finish->kept && finish->entries != NULL; rank++) {
        ranks[finish->numbers[rank]] = rank;
        finish->entries[rank] = entry_of(finish, finish->numbers[rank]);
    }
    return finish->entries != NULL;
}

/* The rows by rank; *row_count receives how many it takes. */
static bool rank_rows(struct finish *finish, const uint32_t *ranks, uint32_t *row_count)
{
    uint32_t at = 0;
    finish->rows = malloc(((size_t)finish->kept + 1) * sizeof *finish->rows);
    finish->ranked = malloc(((size_t)finish->next_count + 1) * sizeof *finish->ranked);
    if (finish->rows == NULL || finish->ranked == NULL)
        return false;
    *row_count = 0;
    for (uint32_t rank = 0; rank < finish->kept; rank++) {
        uint32_t number = finish->numbers[rank], length = row_length(finish, number);
        finish->rows[rank] = at;
        for (uint32_t k = 0; k < length; k++)
            finish->ranked[at++] = ranks[finish->nexts[finish->first[number] + k].symbol];
        if (length > 0)
            *row_count = rank + 1;
    }
    finish->rows[finish->kept] = at;
    return true;
}

static void finish_free(struct finish *finish)
{
    free(finish->written_as);
    free(finish->nexts);
    free(finish->first);
    free(finish->entries);
    free(finish->numbers);
    free(finish->rows);
    free(finish->ranked);
}

static bool prepare(struct finish *finish)
{
    uint64_t stored = 0;
    finish->written_as = malloc(((size_t)finish->count + 1) * sizeof *finish->written_as);
    if (finish->written_as == NULL)
        return false;
    for (uint32_t i = 0; i < finish->count; i++)
        stored += counts_of(finish->maker)[i];
    uint64_t shown = finish->maker->pairs.shown;
    if (finish->maker->part_count > 0) /* each was shown all */
        shown += finish->maker->parts[0].shown;
    finish->scale = shown > 0 ? (double)stored / (double)shown : 1;
    choose_strings(finish);
    return true;
}

bool lexicon_maker_finish(struct lexicon_maker *maker, struct buffer *out,
                          struct lexicon_coder *coder, uint32_t **ranks)
{
    struct finish finish = {.maker = maker, .count = maker->strings.count};
    struct lexicon_plan plan = {.count = 0};
    *coder = (struct lexicon_coder){.codes = NULL};
    *ranks = malloc(((size_t)finish.count + 1) * sizeof **ranks);
    bool good = !maker->failed && *ranks != NULL && prepare(&finish) && rewrite_pairs(&finish) &&
                group_nexts(&finish);
    if (good)
        move_counts(&finish);
    good = good && rank_strings(&finish, *ranks) && rank_rows(&finish, *ranks, &plan.row_count);
    if (good) {
        plan.entries = finish.entries;
        plan.count = finish.kept;
        plan.rows = finish.rows;
        plan.nexts = finish.ranked;
        plan.letters = finish.letters;
        good = lexicon_write(&plan, out, coder);
    }
    finish_free(&finish);
    return good;
}
