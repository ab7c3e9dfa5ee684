/* What the writer writes in each of its rounds, and whether a snapshot shows exactly one of them.
 *
 * A round gives every article that it keeps its number and its own marker word; it removes others. So a
 * snapshot that mixes rounds gives itself away. Nothing here uses cmocka, which knows one thread only.
 */
#ifndef MORGUE_TESTS_THREADS_ROUNDS_H
#define MORGUE_TESTS_THREADS_ROUNDS_H

#include "common/morgue.h"

/* The first thing found wrong. */
struct finding {
    char message[768]; /* one line; empty while nothing was found */
};

/* A word that all changing articles hold, as a query. */
#define ROUND_QUERY "harbour ferry"

/* Write round `round` (from 1) with `writer`; false when a call fails. */
bool round_write(mrg_writer *writer, unsigned round, struct finding *finding);

/* Look at all of `index`; `query` is ROUND_QUERY parsed for it. *round receives its number. False when
 * it does not show one whole round. */
bool round_check(const mrg_index *index, const mrg_query *query, unsigned *round,
                 struct finding *finding);

/* Note what is wrong; returns false. */
bool wrong(struct finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
