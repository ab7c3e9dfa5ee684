/* Which of many points of a course a test tries: all of them, or a sample that another seed moves.
 *
 * MORGUE_POINTS sets how many points of each course are tried at most (0: all), MORGUE_SEED which. */
#ifndef MORGUE_TESTS_CRASH_POINTS_H
#define MORGUE_TESTS_CRASH_POINTS_H

#include <stdbool.h>
#include <stdint.h>

/* Under a sanitizer everything takes five times as long: long tests try less there. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { IS_SANITIZED = 1 };
#elif defined __has_feature
enum { IS_SANITIZED = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) };
#else
enum { IS_SANITIZED = 0 };
#endif

struct points {
    unsigned long next, step, last; /* from 1 to `last` */
};

/* Points out of `count`, by default at most `otherwise`. */
struct points points_of(unsigned long count, unsigned long otherwise);

/* The next point; 0 when there is none. */
unsigned long points_next(struct points *points);

/* Whether this is a longer run: MORGUE_POINTS is set. */
bool points_are_set(void);

/* A number from the environment. */
uint64_t number_from_environment(const char *name, uint64_t otherwise);

/* MORGUE_SEED, or 1. */
uint64_t points_seed(void);

#endif
