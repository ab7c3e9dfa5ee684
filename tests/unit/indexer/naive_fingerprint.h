/* The fingerprint of a body, from its words one by one. */
#ifndef MORGUE_TESTS_UNIT_INDEXER_NAIVE_FINGERPRINT_H
#define MORGUE_TESTS_UNIT_INDEXER_NAIVE_FINGERPRINT_H

#include "common/segment/fingerprint.h"
#include "common/text/tokenizer.h"

static inline uint64_t naive_fingerprint(mrg_text body)
{
    struct fingerprint fingerprint;
    struct scanner scanner;
    struct run run;
    fingerprint_init(&fingerprint);
    scanner_init(&scanner, body);
    while (body.size > 0 && scanner_next(&scanner, &run)) {
        size_t size = run.end - run.start;
        bool is_short = size <= RUN_CACHE_MAX;
        fingerprint_add(&fingerprint, is_short ? hash64(body.data + run.start, size, 0) | 1 : 0);
    }
    return fingerprint_value(&fingerprint);
}

#endif
