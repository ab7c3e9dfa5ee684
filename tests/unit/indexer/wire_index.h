/* An index of wires, merged again and again, and held against what it must hold. */
#ifndef MORGUE_TESTS_UNIT_INDEXER_WIRE_INDEX_H
#define MORGUE_TESTS_UNIT_INDEXER_WIRE_INDEX_H

#include "common/segment/snapshot.h"
#include "tests/unit/indexer/wires.h"
#include "tests/unit/support/scratch_folder.h"

enum { WIRE_FAMILIES = 128 /* by letter */ };

struct wire_index {
    char path[SCRATCH_PATH_MAX + 64];
    mrg_writer *writer;
    bool is_there[WIRE_FAMILIES][WIRES_MANY]; /* by family and number */
};

/* Begin an empty one called `name` in `folder`. Fails the test when that cannot be done; so do all of these. */
void wire_index_open(struct wire_index *index, struct scratch_folder *folder, const char *name,
                     unsigned workers);
void wire_index_close(struct wire_index *index);

/* Its segments, as they were committed last; to be closed. */
void wire_index_snapshot(const struct wire_index *index, struct snapshot *snapshot);

/* A commit, and so a segment, per letter of `families`. */
void wire_index_add(struct wire_index *index, const char *families);

/* Remove every `step`-th article of a family from `first` on, below `end`. */
void wire_index_drop(struct wire_index *index, char family, uint32_t first, uint32_t end,
                     uint32_t step);

/* Commit, and make one segment of all. */
void wire_index_merge(struct wire_index *index);

/* All articles are as they were added, and the deep check finds nothing. */
void wire_index_check(const struct wire_index *index);

/* Merge, and compare the ranges then with those before: `kept` has for each range that is wanted the place of its
 * lexicon among the lexicons before, as a letter from 'a' on; '*' is the one that was made, wherever it stands, which is
 * none of these; '+' the same when it was made for one source, and may be as that was. Then check. */
void wire_index_merge_to(struct wire_index *index, const char *kept);

enum { LEXICON_SUMS_MAX = 100 };

/* Crcs of the lexicons of the ranges of segments. */
struct lexicon_sums {
    uint32_t count, of[LEXICON_SUMS_MAX];
};

/* Append those of a segment. */
void lexicon_sums_append(struct lexicon_sums *sums, const struct segment *segment);

#endif
