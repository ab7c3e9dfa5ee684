#include "searcher/snippet/fragment.h"

#include "searcher/snippet/boundary.h"

enum { WORD_MAX = 64 }; /* bytes by which a fragment may grow to keep a word whole */

/* The end of the last sentence that ends in (low, high]; 0 when there is none. */
static size_t last_sentence_end(mrg_text text, size_t low, size_t high)
{
    for (size_t at = high; at > low; at--)
        if (!is_inside_sentence(text, at) && is_sentence_start(text, at))
            return trim_end(text, low, at);
    return 0;
}

/* Whether a word ends or begins at `at`. */
static bool may_cut(mrg_text text, size_t at)
{
    return !is_inside_ascii(text, at) &&
           (is_word_start(text, at) ||
            is_blank(code_point_at(text, code_point_start(text, at), NULL)));
}

/* Where to cut between words: at the last word end in [low, high], else a little behind, else, in a
 * word without end, between two characters. */
static size_t word_cut(mrg_text text, size_t low, size_t high, size_t barrier)
{
    for (size_t at = high; at > low; at--)
        if (may_cut(text, at))
            return trim_end(text, low, at);
    for (size_t at = high + 1; at < barrier && at - high <= WORD_MAX; at++)
        if (may_cut(text, at))
            return trim_end(text, low, at);
    return code_point_start(text, high);
}

struct fragment fragment_make(mrg_text text, const struct window *window, size_t barrier)
{
    struct fragment fragment = {
        .passage = window->passage, .start = window->start, .cut_at_start = !window->at_sentence};
    size_t size = window->limit - window->start;
    size_t high = window->limit > window->match_end ? window->limit : window->match_end;
    size_t generous = barrier - high > size / 8 ? high + size / 8 : barrier;
    if (generous >= text.size) {
        fragment.end = trim_end(text, fragment.start, text.size);
        return fragment;
    }
    if (high >= text.size) /* code_point_at needs one to look at */
        high = text.size - 1;
    size_t worthwhile = window->start + size * 5 / 8;
    size_t low = window->match_end > worthwhile ? window->match_end : worthwhile;
    fragment.end = last_sentence_end(text, low, generous);
    if (fragment.end == 0) {
        fragment.end = word_cut(text, window->match_end, high, barrier);
        fragment.cut_at_end = true;
    }
    return fragment;
}
