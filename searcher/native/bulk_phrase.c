/* Whether a phrase stands in an article: the rarest words of it there first, each giving the places where
 * the phrase could begin, until none is left. */
#include "common/base/error.h"
#include "searcher/native/bulk_lists.h"
#include "searcher/native/starts.h"

enum {
    STARTS_MAX = 256, /* places looked at together; more are looked at in turns */
    FEW = 16          /* places that are compared with all others */
};

/* Words in ascending order of how often they stand in the article of `slot`. */
static void order_words(struct bulk_list *const *words, size_t count, uint32_t slot,
                        struct bulk_list **order)
{
    for (size_t i = 0; i < count; i++) {
        struct bulk_list *list = words[i];
        size_t at = i;
        for (; at > 0 && order[at - 1]->places[slot].frequency > list->places[slot].frequency; at--)
            order[at] = order[at - 1];
        order[at] = list;
    }
}

/* Keep of `starts` (ascending) those behind which, at `offset`, one of `positions` (ascending) is; returns
 * how many. */
static uint32_t keep_starts(uint32_t *starts, uint32_t start_count, const uint32_t *positions,
                            uint32_t position_count, uint32_t offset)
{
    uint32_t kept = 0, at = 0;
    for (uint32_t i = 0; i < start_count; i++) {
        uint32_t wanted = starts[i] + offset;
        while (at < position_count && positions[at] < wanted)
            at++;
        if (at == position_count)
            break;
        if (positions[at] == wanted)
            starts[kept++] = starts[i];
    }
    return kept;
}

/* Where the phrase could begin by the first STARTS_MAX of `positions`. */
static uint32_t first_starts(const uint32_t *positions, uint32_t count, uint32_t offset,
                             uint32_t starts[STARTS_MAX])
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count && i < STARTS_MAX; i++)
        if (positions[i] >= offset)
            starts[kept++] = positions[i] - offset;
    return kept;
}

/* Which of the four `starts`, as told by `are_wanted`, the word allows. */
static inline lanes keep_four(lanes starts, lanes are_wanted, struct bulk_list *word, uint32_t slot)
{
    const struct posting_place *place = &word->places[slot];
    const uint32_t *gaps = posting_cursor_gaps_at(&word->list.cursor, place);
    const lanes none = {0, 0, 0, 0};
    return gaps == NULL
               ? none
               : are_wanted & wanted_positions(starts + word->offset, gaps, place->frequency);
}

/* The usual case: some word stands there few times. */
static bool few_words_stand(struct bulk_list *const *order, size_t count, uint32_t slot)
{
    const struct posting_place *place = &order[0]->places[slot];
    const uint32_t *gaps = posting_cursor_gaps_at(&order[0]->list.cursor, place);
    lanes at = {0, 0, 0, 0}, number = {0, 1, 2, 3};
    for (uint32_t i = 0; gaps != NULL && i < place->frequency; i += LANES) {
        lanes positions = next_positions(gaps + i, &at);
        lanes left =
            (lanes)(number + i < place->frequency) & (lanes)(positions >= order[0]->offset);
        for (size_t word = 1; word < count && !lanes_are_zero(left); word++)
            left = keep_four(positions - order[0]->offset, left, order[word], slot);
        if (!lanes_are_zero(left))
            return true;
    }
    return false;
}

static bool many_words_stand(struct bulk_list *const *order, size_t count, uint32_t slot)
{
    const uint32_t *first, *positions;
    uint32_t starts[STARTS_MAX];
    uint32_t places = posting_cursor_occurrences_at(&order[0]->list.cursor, &order[0]->places[slot],
                                                    &first, NULL);
    for (uint32_t from = 0; from < places; from += STARTS_MAX) {
        uint32_t left = first_starts(first + from, places - from, order[0]->offset, starts);
        for (size_t i = 1; i < count && left > 0; i++) {
            struct bulk_list *list = order[i];
            uint32_t here = posting_cursor_occurrences_at(&list->list.cursor, &list->places[slot],
                                                          &positions, NULL);
            left = keep_starts(starts, left, positions, here, list->offset);
        }
        if (left > 0)
            return true;
    }
    return false;
}

bool bulk_words_stand(struct bulk_list *const *words, size_t count, uint32_t slot)
{
    struct bulk_list *order[PHRASE_WORDS_MAX];
    order_words(words, count, slot, order);
    bool are_few = order[0]->places[slot].frequency <= FEW;
    return (are_few ? few_words_stand : many_words_stand)(order, count, slot);
}

bool bulk_rest_stands(struct bulk_list *const *words, size_t count, uint32_t slot,
                      const struct pair_starts *starts)
{
    lanes places = lanes_load(starts->places), left = lanes_load(starts->is_left);
    for (size_t i = 0; i < count && !lanes_are_zero(left); i++)
        left = keep_four(places, left, words[i], slot);
    return !lanes_are_zero(left);
}
