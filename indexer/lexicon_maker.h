/* Makes the lexicon of a segment (common/segment/lexicon.h) from what its articles hold.
 *
 * Whoever has the articles gives it their strings, tells how often each of them is stored, shows it a sample of
 * what follows what, and has it finish. Strings that are too rare to pay for their place are left out, to be
 * spelled. The lexicon depends only on these facts, not on the order they come in. Several threads may share a sample, a
 * part each, when everything has been counted.
 */
#ifndef MORGUE_INDEXER_LEXICON_MAKER_H
#define MORGUE_INDEXER_LEXICON_MAKER_H

#include "common/base/string_table.h"
#include "common/segment/lexicon_writer.h"
#include "indexer/symbol_pairs.h"

enum lexicon_kind { LEXICON_WORD, LEXICON_GAP, LEXICON_SPECIAL };

/* Pairs of a part of the sample. */
struct pair_list {
    struct symbol_pair *all; /* owned */
    uint32_t count;
};

struct lexicon_maker {
    struct string_table
        strings; /* scope: enum lexicon_kind; special symbols come first, by their numbers */
    struct buffer counts;               /* uint64_t per string: how often it is stored */
    uint64_t stored;                    /* of all, once chosen */
    uint64_t letters[SPELLING_SYMBOLS]; /* spelled, about, once chosen */
    uint32_t *
        written_as; /* owned: per string: itself, or the special symbol that spells it; NULL before that is
                                  chosen */
    struct symbol_pairs pairs; /* of the sample, where it was shown to the maker itself */
    struct pair_list *parts;   /* owned: else */
    unsigned part_count;
    uint64_t shown; /* pairs in the sample, where parts were shown it */
    bool failed;    /* memory ran short */
};

/* False, and nothing to free, when memory is short. */
bool lexicon_maker_init(struct lexicon_maker *maker);

/* Legal for a maker of zeros. */
void lexicon_maker_free(struct lexicon_maker *maker);

/* The number of a string, added when it is new; a special symbol's is its own. */
uint32_t lexicon_maker_string(struct lexicon_maker *maker, enum lexicon_kind kind, const char *data,
                              size_t size);

/* The same of `count` (at most STRINGS_TOGETHER) strings at once, whose scopes are their enum lexicon_kind. */
void lexicon_maker_strings(struct lexicon_maker *maker, const struct string_entry *strings,
                           unsigned count, uint32_t *numbers);

/* Symbol `number` is stored `count` times more. */
void lexicon_maker_count(struct lexicon_maker *maker, uint32_t number, uint64_t count);

/* An article of the sample, symbol by symbol, the end included. */
void lexicon_maker_show(struct lexicon_maker *maker, const uint32_t *numbers, size_t count);

/* All is counted: choose which strings are in the lexicon. False when memory is short. */
bool lexicon_maker_choose(struct lexicon_maker *maker);

/* What a string is written as, once that is chosen: itself, or the special symbol that spells it. */
static inline uint32_t lexicon_maker_written_as(const struct lexicon_maker *maker, uint32_t number)
{
    return maker->written_as[number];
}

static inline bool lexicon_maker_is_spelled(uint32_t written_as)
{
    return written_as == SYMBOL_WORD || written_as == SYMBOL_GAP;
}

/* A sample will be shown to `count` parts, as what its strings are written as. False when memory is short. */
bool lexicon_maker_begin_parts(struct lexicon_maker *maker, unsigned count);

/* `pairs` is what part `part` was shown, of which the maker keeps what is of use. Parts may end at the same time. False
 * when memory is short. */
bool lexicon_maker_end_part(struct lexicon_maker *maker, unsigned part,
                            const struct symbol_pairs *pairs);

/* Make the lexicon: append its bytes to `out`, set up `coder`, and have *ranks, per number, the rank of each
 * symbol, PREFIX_RANK_NONE for those to be spelled; `coder` and *ranks are the caller's to free, also after failure. False
 * when memory is short. */
bool lexicon_maker_finish(struct lexicon_maker *maker, struct buffer *out,
                          struct lexicon_coder *coder, uint32_t **ranks);

#endif
