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
        free(maker->parts[i].all);
    free(maker->parts);
    free(maker->written_as);
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

/* ---- what is in the lexicon ---- */

/* Whether strings that occur `least` times or more all find a place. */
static bool would_fit(const struct lexicon_maker *maker, uint64_t least)
{
    const struct string_entry *entries = maker->strings.entries;
    uint64_t bytes = 0, kept = 0;
    for (uint32_t i = SYMBOLS_SPECIAL; i < maker->strings.count; i++) {
        if (counts_of(maker)[i] < least || entries[i].size > LEXICON_STRING_MAX)
            continue;
        bytes += entries[i].size;
        kept++;
    }
    return bytes < LEXICON_STRINGS_MAX && kept < LEXICON_SYMBOLS_MAX - SYMBOLS_SPECIAL;
}

static void spell(struct lexicon_maker *maker, uint32_t number)
{
    const struct string_entry *entry = &maker->strings.entries[number];
    uint64_t count = counts_of(maker)[number];
    uint32_t special = entry->scope == LEXICON_GAP ? SYMBOL_GAP : SYMBOL_WORD;
    maker->written_as[number] = special;
    counts_of(maker)[special] += count;
    for (uint32_t i = 0; i < entry->size && count > 0; i++)
        maker->letters[(uint8_t)entry->data[i]] += count;
    maker->letters[SPELLING_END] += count;
}

static void choose_strings(struct lexicon_maker *maker)
{
    uint64_t least = KEEP_LEAST, *counts = counts_of(maker);
    while (!would_fit(maker, least))
        least *= 2;
    for (uint32_t i = 0; i < maker->strings.count; i++) {
        maker->written_as[i] = i;
        maker->stored +=
            counts[i]; /* before anything that is spelled is added to special symbols */
    }
    for (uint32_t i = SYMBOLS_SPECIAL; i < maker->strings.count; i++)
        if (counts[i] < least || maker->strings.entries[i].size > LEXICON_STRING_MAX)
            spell(maker, i);
    for (unsigned tag = 0; tag < RECORD_END; tag++)
        for (unsigned byte = 0; byte < SPELLING_END && record_tag_is_time(tag); byte++)
            maker->letters[byte] += counts[SYMBOL_TAG + tag] * NUMBER_BYTES / SPELLING_END;
}

bool lexicon_maker_choose(struct lexicon_maker *maker)
{
    if (!maker->failed)
        maker->written_as = malloc(((size_t)maker->strings.count + 1) * sizeof *maker->written_as);
    maker->failed |= maker->written_as == NULL;
    if (!maker->failed)
        choose_strings(maker);
    return !maker->failed;
}

/* ---- what often follows ---- */

/* Pairs of the archive for one of a sample. */
static double scale_of(const struct lexicon_maker *maker, uint64_t shown)
{
    return shown > 0 ? (double)maker->stored / (double)shown : 1;
}

/* Add what is worth a place of `pairs` to `list`, which has room for all. */
static void keep_pairs(struct pair_list *list, const struct symbol_pairs *pairs, double scale)
{
    for (uint32_t i = 0; i <= pairs->mask; i++) {
        uint32_t count = pairs->slots[i].count;
        if (count >= NEXT_SEEN_LEAST && count * scale >= NEXT_LEAST)
            list->all[list->count++] = pairs->slots[i];
    }
}

bool lexicon_maker_begin_parts(struct lexicon_maker *maker, unsigned count)
{
    maker->parts = calloc(count, sizeof *maker->parts);
    maker->failed |= maker->parts == NULL;
    maker->part_count = maker->parts != NULL ? count : 0;
    return !maker->failed;
}

bool lexicon_maker_end_part(struct lexicon_maker *maker, unsigned part,
                            const struct symbol_pairs *pairs)
{
    struct pair_list *list = &maker->parts[part];
    if (part == 0)
        maker->shown = pairs->shown; /* each is shown all */
    list->all = malloc(((size_t)pairs->count + 1) * sizeof *list->all);
    if (list->all != NULL)
        keep_pairs(list, pairs, scale_of(maker, pairs->shown));
    return list->all != NULL;
}

/* ---- finishing: what often follows ---- */

struct finish {
    struct lexicon_maker *maker; /* borrowed */
    uint32_t count;              /* of strings */
    double scale;                /* pairs of the archive for one of the sample */
    struct pair_list nexts;      /* by what they follow, most frequent first */
    uint32_t *first;             /* owned: per string, where its nexts begin; one more at the end */
    struct lexicon_entry *entries; /* owned: by rank */
    uint32_t *numbers;             /* owned: per rank, the string */
    uint32_t kept;                 /* entries */
    uint32_t *rows;                /* owned: as in the plan */
    uint32_t *ranked;              /* owned: nexts of all rows */
};

/* Move pairs with spelled strings to `spelled`, as pairs with what spells them. False when memory is short. */
static bool move_spelled(const struct lexicon_maker *maker, struct symbol_pairs *pairs,
                         struct symbol_pairs *spelled)
{
    bool good = true;
    for (uint32_t i = 0; i <= pairs->mask && good; i++) {
        struct symbol_pair *pair = &pairs->slots[i];
        uint32_t before = maker->written_as[pair->before];
        uint32_t symbol = maker->written_as[pair->symbol];
        if (pair->count == 0 ||
            (!lexicon_maker_is_spelled(before) && !lexicon_maker_is_spelled(symbol)))
            continue;
        good = symbol_pairs_add(spelled, before, symbol, pair->count);
        pair->count = 0; /* breaks chains of the table, which nobody follows any more */
    }
    return good;
}

/* The nexts: of pairs that were shown before it was chosen what is spelled, and of parts. False when memory is short. */
static bool gather_nexts(struct finish *finish)
{
    struct lexicon_maker *maker = finish->maker;
    struct pair_list *nexts = &finish->nexts;
    struct symbol_pairs spelled;
    bool good = symbol_pairs_init(&spelled, 0) && move_spelled(maker, &maker->pairs, &spelled);
    size_t count = (size_t)maker->pairs.count + spelled.count;
    for (unsigned p = 0; p < maker->part_count; p++)
        count += maker->parts[p].count;
    nexts->all = malloc((count + 1) * sizeof *nexts->all);
    good = good && nexts->all != NULL;
    if (good) {
        keep_pairs(nexts, &maker->pairs, finish->scale);
        keep_pairs(nexts, &spelled, finish->scale);
    }
    for (unsigned p = 0; p < maker->part_count && good; p++) {
        const struct pair_list *part = &maker->parts[p];
        memcpy(nexts->all + nexts->count, part->all, part->count * sizeof *part->all);
        nexts->count += part->count;
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
    struct symbol_pair *grouped = malloc(((size_t)finish->nexts.count + 1) * sizeof *grouped);
    uint32_t *next = malloc(((size_t)finish->count + 1) * sizeof *next);
    finish->first = calloc((size_t)finish->count + 2, sizeof *finish->first);
    bool good = grouped != NULL && next != NULL && finish->first != NULL;
    for (uint32_t i = 0; i < finish->nexts.count && good; i++)
        finish->first[finish->nexts.all[i].before + 1]++;
    for (uint32_t i = 0; i < finish->count && good; i++) {
        next[i] = finish->first[i];
        finish->first[i + 1] += finish->first[i];
    }
    for (uint32_t i = 0; i < finish->nexts.count && good; i++)
        grouped[next[finish->nexts.all[i].before]++] = finish->nexts.all[i];
    for (uint32_t i = 0; i < finish->count && good; i++)
        sort_first(grouped + finish->first[i], finish->first[i + 1] - finish->first[i],
                   finish->maker->strings.entries);
    free(next);
    if (!good) {
        free(grouped);
        return false;
    }
    free(finish->nexts.all);
    finish->nexts.all = grouped;
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
            const struct symbol_pair *pair = &finish->nexts.all[finish->first[i] + k];
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
        if (maker->written_as[i] == i)
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
    finish->ranked = malloc(((size_t)finish->nexts.count + 1) * sizeof *finish->ranked);
    if (finish->rows == NULL || finish->ranked == NULL)
        return false;
    *row_count = 0;
    for (uint32_t rank = 0; rank < finish->kept; rank++) {
        uint32_t number = finish->numbers[rank], length = row_length(finish, number);
        finish->rows[rank] = at;
        for (uint32_t k = 0; k < length; k++)
            finish->ranked[at++] = ranks[finish->nexts.all[finish->first[number] + k].symbol];
        if (length > 0)
            *row_count = rank + 1;
    }
    finish->rows[finish->kept] = at;
    return true;
}

static void finish_free(struct finish *finish)
{
    free(finish->nexts.all);
    free(finish->first);
    free(finish->entries);
    free(finish->numbers);
    free(finish->rows);
    free(finish->ranked);
}

bool lexicon_maker_finish(struct lexicon_maker *maker, struct buffer *out,
                          struct lexicon_coder *coder, uint32_t **ranks)
{
    struct finish finish = {.maker = maker, .count = maker->strings.count};
    struct lexicon_plan plan = {.count = 0};
    *coder = (struct lexicon_coder){.codes = NULL};
    *ranks = malloc(((size_t)finish.count + 1) * sizeof **ranks);
    bool good = *ranks != NULL && (maker->written_as != NULL || lexicon_maker_choose(maker)) &&
                !maker->failed;
    finish.scale = scale_of(maker, maker->part_count > 0 ? maker->shown : maker->pairs.shown);
    good = good && gather_nexts(&finish) && group_nexts(&finish);
    if (good)
        move_counts(&finish);
    good = good && rank_strings(&finish, *ranks) && rank_rows(&finish, *ranks, &plan.row_count);
    if (good) {
        plan.entries = finish.entries;
        plan.count = finish.kept;
        plan.rows = finish.rows;
        plan.nexts = finish.ranked;
        plan.letters = maker->letters;
        good = lexicon_write(&plan, out, coder);
    }
    finish_free(&finish);
    return good;
}
