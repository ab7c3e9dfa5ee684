#include "searcher/snippet/window.h"

#include "searcher/snippet/boundary.h"

enum {
    CLOSE = 64,      /* bytes between two matches at which closeness ends */
    MATCH_MAX = 128, /* bytes of a match that have to be in a window, or half of a small window:
                        some "words" are endless */
};
static const double close_cap = 0.5;
static const double repeat_factor = 0.1;
static const double middle_factor = 0.25;
static const double least_weight = 0.01;
/* Below this, differences of scores come from the order in which sums were formed. */
static const double score_noise = 1e-9;

/* A window sliding over one passage. */
struct slide {
    const struct window_search *search;
    size_t passage; /* its number */
    mrg_text text;  /* its text */
    const struct match *items;
    size_t count;
    size_t from, to;    /* matches inside: items[from..to) */
    double distinct;    /* D */
    double close;       /* C */
    double repeats;     /* R */
    struct window best; /* so far */
};

double window_word_weight(const struct match_word *word)
{
    return word->weight > least_weight ? word->weight : least_weight;
}

static double weight_of(const struct slide *slide, size_t match)
{
    size_t word = slide->items[match].word;
    if (slide->search->covered != NULL && slide->search->covered[word])
        return 0;
    return window_word_weight(&slide->search->words[word]);
}

/* Where a match ends as far as fitting into a window goes. */
static size_t end_of(const struct slide *slide, size_t match)
{
    const struct match *item = &slide->items[match];
    size_t most = slide->search->size / 2 < MATCH_MAX ? slide->search->size / 2 : MATCH_MAX;
    return item->end - item->start > most ? item->start + most : item->end;
}

/* What matches `i` and `i + 1` add to C. */
static double closeness(const struct slide *slide, size_t i)
{
    const struct match *left = &slide->items[i];
    const struct match *right = left + 1;
    size_t gap = right->start > left->end ? right->start - left->end : 0;
    if (left->word == right->word || gap >= CLOSE)
        return 0;
    double a = weight_of(slide, i);
    double b = weight_of(slide, i + 1);
    return (a < b ? a : b) * (1 - (double)gap / CLOSE);
}

static void enter(struct slide *slide)
{
    size_t i = slide->to++;
    double weight = weight_of(slide, i);
    if (slide->search->counts[slide->items[i].word]++ == 0)
        slide->distinct += weight;
    else
        slide->repeats += weight;
    if (i > slide->from)
        slide->close += closeness(slide, i - 1);
}

static void leave(struct slide *slide)
{
    size_t i = slide->from++;
    double weight = weight_of(slide, i);
    if (--slide->search->counts[slide->items[i].word] == 0)
        slide->distinct -= weight;
    else
        slide->repeats -= weight;
    if (slide->from < slide->to)
        slide->close -= closeness(slide, i);
    else /* empty: sums start afresh, rid of rounding */
        slide->distinct = slide->repeats = slide->close = 0;
}

/* Move the window to [start, limit); both never go back. */
static void move_to(struct slide *slide, size_t start, size_t limit)
{
    while (slide->from < slide->count && slide->items[slide->from].start < start) {
        if (slide->from == slide->to)
            slide->from = ++slide->to;
        else
            leave(slide);
    }
    while (slide->to < slide->count && end_of(slide, slide->to) <= limit)
        enter(slide);
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double score_of(const struct slide *slide, bool at_sentence)
{
    return slide->distinct * (at_sentence ? 1 : 1 - middle_factor) +
           smaller(slide->close, close_cap * slide->distinct) +
           repeat_factor * smaller(slide->repeats, slide->distinct);
}

/* Try the window that begins at `start`, kept out of the one that is taken. */
static void consider(struct slide *slide, size_t start, bool at_sentence)
{
    const struct window_search *search = slide->search;
    size_t limit =
        slide->text.size - start > search->size ? start + search->size : slide->text.size;
    const struct window *taken = search->taken;
    if (taken != NULL && taken->passage == slide->passage && limit > taken->start) {
        if (start < taken->start) {
            limit = taken->start;
        } else if (start < search->taken_end) {
            limit += search->taken_end - start;
            start = trim_start(slide->text, search->taken_end, slide->text.size);
            at_sentence = is_sentence_start(slide->text, start);
            limit = limit > slide->text.size ? slide->text.size : limit;
        }
    }
    move_to(slide, start, limit);
    if (slide->from == slide->to || slide->distinct <= score_noise)
        return;
    double score = score_of(slide, at_sentence);
    if (score <= slide->best.score + score_noise)
        return;
    slide->best = (struct window){.passage = slide->passage,
                                  .start = start,
                                  .limit = limit,
                                  .match_end = end_of(slide, slide->to - 1),
                                  .at_sentence = at_sentence,
                                  .coverage = slide->distinct,
                                  .score = score};
}

/* The first word start at or behind `low`, `high` (the start of a match) at the latest. */
static size_t word_start_within(mrg_text text, size_t low, size_t high)
{
    while (low < high && (is_inside_ascii(text, low) || !is_word_start(text, low)))
        low++;
    return low;
}

/* Where a window in the middle of a sentence begins that ends about match `i`: it takes in what
 * earlier matches fit (`*first` is the first of them, kept between calls), with some words before. */
static size_t start_in_middle(const struct slide *slide, size_t i, size_t *first)
{
    size_t size = slide->search->size;
    size_t end = end_of(slide, i);
    while (*first < i && end - slide->items[*first].start > size)
        ++*first;
    size_t start = slide->items[*first].start;
    size_t spare = end - start < size ? (size - (end - start)) / 2 : 0;
    size_t lead = spare < size / 4 ? spare : size / 4;
    return word_start_within(slide->text, start > lead ? start - lead : 0, start);
}

/* The last sentence start in [low, high]; SIZE_MAX when there is none. */
static size_t last_sentence_start(mrg_text text, size_t low, size_t high)
{
    for (size_t at = high + 1; at > low; at--)
        if (!is_inside_sentence(text, at - 1) && is_sentence_start(text, at - 1))
            return at - 1;
    return SIZE_MAX;
}

static void slide_over(struct slide *slide)
{
    size_t size = slide->search->size;
    size_t looked_at = 0;       /* what lies before has been looked at for sentence starts */
    size_t sentence = SIZE_MAX; /* the last one found; SIZE_MAX: none yet */
    size_t first = 0;
    for (size_t i = 0; i < slide->count; i++) {
        size_t match = slide->items[i].start;
        size_t reach = match > size ? match - size : 0;
        size_t found =
            last_sentence_start(slide->text, looked_at > reach ? looked_at : reach, match);
        if (found != SIZE_MAX) {
            sentence = found;
            consider(slide, sentence, true);
        }
        looked_at = match + 1;
        if (sentence == SIZE_MAX || end_of(slide, i) > sentence + size)
            consider(slide, start_in_middle(slide, i, &first), false);
    }
}

struct window window_find_best(const struct window_search *search)
{
    struct window best = {.coverage = 0};
    for (size_t i = 0; i < search->passage_count; i++) {
        struct slide slide = {
            .search = search, .passage = i, .text = search->passages[i].text, .best = best};
        slide.count = match_list_items(&search->passages[i].matches, &slide.items);
        slide_over(&slide);
        while (slide.from < slide.to)
            leave(&slide);
        best = slide.best;
    }
    return best;
}
