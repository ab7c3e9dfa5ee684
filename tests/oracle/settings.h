/* What the random tests are told by the environment, and how a query is asked at random. */
#ifndef MORGUE_TESTS_SETTINGS_H
#define MORGUE_TESTS_SETTINGS_H

#include "corpus/generate/random.h"
#include "tests/oracle/archive.h"

/* The number (decimal) in the environment variable `name`, or `otherwise`. */
uint64_t setting_number(const char *name, uint64_t otherwise);

/* MORGUE_SEED, or the time of the first call. */
uint64_t setting_seed(void);

/* Whether MORGUE_SLOW asks for the tests that take long. */
bool setting_is_slow(void);

/* How the next query is asked: languages, ranking, totals and offset. Function words are searched. */
struct comparison random_comparison(struct random *random, bool has_languages, mrg_time now);

#endif
