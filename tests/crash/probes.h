/* A fixed set of questions to an index, and what it answers to each, as text: two indexes that hold the
 * same give the same text. */
#ifndef MORGUE_TESTS_CRASH_PROBES_H
#define MORGUE_TESTS_CRASH_PROBES_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* What came of a probe. */
struct answer {
    mrg_status status;  /* of the first call that failed */
    mrg_error error;    /* its message */
    struct buffer text; /* everything the calls before it gave; owned */
};

/* How many probes there are. */
size_t probe_count(void);

/* Ask probe `number`. `answer` starts zeroed or used; the text is overwritten. */
void probe_ask(const mrg_index *index, size_t number, struct answer *answer);

void answer_free(struct answer *answer);

#endif
