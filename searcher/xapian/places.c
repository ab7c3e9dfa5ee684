/* Where words and phrases stand in an article, and whether they stand near each other. */
#include "searcher/xapian/candidate.h"

#include <stdlib.h>

enum { NEAR_TRIES = 1 << 20 }; /* places looked at per article before giving it up, as natively */

/* ---- places ---- */

static const struct place *places_in(const struct buffer *buffer, size_t *count)
{
    *count = buffer->size / sizeof(struct place);
    return (const struct place *)(const void *)buffer->data;
}

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->length < y->length ? -1 : x->length > y->length;
}

/* Sort the places from byte `from` on, and keep each once. */
static void arrange(struct buffer *buffer, size_t from)
{
    if (buffer->failed || buffer->size == from)
        return;
    struct place *places = (struct place *)(void *)(buffer->data + from);
    size_t count = (buffer->size - from) / sizeof *places, kept = 1;
    qsort(places, count, sizeof *places, compare_places);
    for (size_t i = 1; i < count; i++)
        if (compare_places(&places[i], &places[kept - 1]) != 0)
            places[kept++] = places[i];
    buffer->size = from + kept * sizeof *places;
}

static void append_word(const struct candidate *candidate, const struct plan_node *node,
                        struct buffer *places)
{
    const struct occurrence *all =
        (const struct occurrence *)(const void *)candidate->occurrences.data;
    size_t count = candidate->occurrences.size / sizeof *all;
    const struct term_key *key = &node->term->key;
    uint32_t form = STRING_NONE;
    uint32_t stem = string_table_find(&candidate->stems, 0, key->bytes + 1, key->size - 1);
    bool is_exact = node->kind == PLAN_EXACT;
    if (is_exact)
        form = string_table_find(&candidate->forms, 0, node->form.data, node->form.size);
    for (size_t i = 0; i < count; i++) {
        struct place place = {all[i].position, 1};
        if (all[i].stem == stem && all[i].field == key->bytes[0] &&
            (!is_exact || (form != STRING_NONE && all[i].form == form)))
            buffer_append(places, &place, sizeof place);
    }
}

static bool has_start(const struct buffer *places, uint32_t start)
{
    size_t count, low = 0;
    const struct place *all = places_in(places, &count);
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (all[middle].start == start)
            return true;
        if (all[middle].start < start)
            low = middle + 1;
        else
            count = middle;
    }
    return false;
}

/* Keep of `starts` those that `child` of a phrase stands behind. */
static void keep_followed(const struct candidate *candidate, const struct plan_node *child,
                          struct buffer *starts)
{
    struct buffer places = BUFFER_INIT;
    size_t count, kept = 0;
    append_places(candidate, child, &places);
    struct place *all = (struct place *)(void *)starts->data;
    places_in(starts, &count);
    for (size_t i = 0; i < count; i++)
        if (has_start(&places, all[i].start + child->offset))
            all[kept++] = all[i];
    starts->size = kept * sizeof *all;
    starts->failed |= places.failed;
    buffer_free(&places);
}

static void append_phrase(const struct candidate *candidate, const struct plan_node *node,
                          struct buffer *places)
{
    struct buffer starts = BUFFER_INIT;
    const struct plan_node *last = node->child;
    size_t count;
    if (last == NULL)
        return;
    append_places(candidate, node->child, &starts);
    for (; last->next != NULL && starts.size > 0; last = last->next)
        keep_followed(candidate, last->next, &starts);
    const struct place *all = places_in(&starts, &count);
    for (size_t i = 0; i < count; i++) {
        struct place place = {all[i].start, last->offset + 1};
        buffer_append(places, &place, sizeof place);
    }
    places->failed |= starts.failed;
    buffer_free(&starts);
}

void append_places(const struct candidate *candidate, const struct plan_node *node,
                   struct buffer *places)
{
    size_t from = places->size;
    if (node->kind == PLAN_TERM || node->kind == PLAN_EXACT)
        append_word(candidate, node, places);
    else if (node->kind == PLAN_PHRASE)
        append_phrase(candidate, node, places);
    else if (node->kind == PLAN_MAX || node->kind == PLAN_OR)
        for (const struct plan_node *child = node->child; child != NULL; child = child->next)
            append_places(candidate, child, places);
    arrange(places, from);
}

/* ---- nearness ---- */

/* What may be chosen of one child, and what is. */
struct near_child {
    struct buffer places; /* struct place, ascending */
    struct place chosen;
};

struct near_search {
    struct near_child *children;
    size_t count;
    uint32_t distance;
    bool is_ordered;
    uint32_t window; /* positions that any choice takes at most */
    uint32_t tries;  /* left; a query of one word many times over would else try all their orders */
};

/* What has been chosen so far. */
struct near_choice {
    uint32_t first;  /* lowest position of the chosen places */
    uint32_t behind; /* behind their highest */
    uint32_t words;  /* that they cover */
};

static uint32_t end_of(struct place place)
{
    return place.start + place.length;
}

/* Whether `place` shares a position with what was chosen of the first `count` children: the same word
 * cannot be near itself. */
static bool is_taken(const struct near_search *search, size_t count, struct place place)
{
    for (size_t i = 0; i < count; i++) {
        struct place other = search->children[i].chosen;
        if (place.start < end_of(other) && other.start < end_of(place))
            return true;
    }
    return false;
}

/* The lowest start that child `i` may have. */
static uint32_t lowest_start(const struct near_search *search, size_t i,
                             const struct near_choice *chosen)
{
    if (i == 0)
        return 0;
    if (search->is_ordered)
        return end_of(search->children[i - 1].chosen);
    return chosen->behind > search->window ? chosen->behind - search->window : 0;
}

/* Choose a place for child `i` and those behind it so that at most distance - 1 other words stand
 * between the outermost. */
static bool choose(struct near_search *search, size_t i, const struct near_choice *chosen)
{
    size_t count;
    if (i == search->count)
        return chosen->behind - chosen->first <= chosen->words + search->distance - 1;
    const struct place *places = places_in(&search->children[i].places, &count);
    uint32_t lowest = lowest_start(search, i, chosen);
    for (size_t p = 0; p < count && search->tries > 0; p++) {
        struct place place = places[p];
        if (place.start < lowest)
            continue;
        if (i > 0 && place.start > chosen->first && place.start - chosen->first > search->window)
            return false;
        search->tries--;
        search->children[i].chosen = place;
        struct near_choice next = *chosen;
        next.first = i == 0 || place.start < chosen->first ? place.start : chosen->first;
        next.behind = i == 0 || end_of(place) > chosen->behind ? end_of(place) : chosen->behind;
        next.words += place.length;
        if (next.behind - next.first <= search->window && !is_taken(search, i, place) &&
            choose(search, i + 1, &next))
            return true;
    }
    return false;
}

/* Fetch a child's places; false when it has none. */
static bool fetch_child(const struct candidate *candidate, const struct plan_node *child,
                        struct near_search *search)
{
    struct near_child *into = &search->children[search->count++];
    size_t count;
    uint32_t longest = 0;
    append_places(candidate, child, &into->places);
    const struct place *places = places_in(&into->places, &count);
    for (size_t i = 0; i < count; i++)
        longest = places[i].length > longest ? places[i].length : longest;
    search->window += longest;
    return count > 0;
}

bool stands_near(const struct candidate *candidate, const struct plan_node *near, bool *failed)
{
    size_t count = 0;
    for (const struct plan_node *child = near->child; child != NULL; child = child->next)
        count++;
    struct near_search search = {.children = calloc(count + 1, sizeof *search.children),
                                 .distance = near->distance,
                                 .is_ordered = near->is_ordered,
                                 .window = near->distance - 1,
                                 .tries = NEAR_TRIES};
    struct near_choice none = {0, 0, 0};
    bool stands = search.children != NULL;
    *failed |= search.children == NULL;
    for (const struct plan_node *child = near->child; child != NULL && stands; child = child->next)
        stands = fetch_child(candidate, child, &search);
    stands = stands && choose(&search, 0, &none);
    for (size_t i = 0; i < search.count; i++) {
        *failed |= search.children[i].places.failed;
        buffer_free(&search.children[i].places);
    }
    free(search.children);
    return stands;
}
