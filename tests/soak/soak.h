/* An archive of any size, indexed once undisturbed and once by runs of morgue-index that are killed at random:
 * both indexes must hold and find the same. */
#ifndef MORGUE_TESTS_SOAK_H
#define MORGUE_TESTS_SOAK_H

#include "common/morgue.h"
#include "corpus/generate/generator.h"

struct soak_options {
    uint64_t articles;  /* of the archive */
    uint64_t kills;     /* before the last run */
    uint64_t files;     /* that the archive is spread over */
    uint64_t queries;   /* compared */
    uint64_t seed;      /* of the archive, of the kills and of the queries */
    const char *memory; /* as for morgue-index */
    const char *engine;
    const char *folder; /* for everything; made, and removed unless `keep` */
    bool keep;
};

/* How a process ended. */
struct process_end {
    bool was_killed; /* by us */
    int code;        /* else: its exit code, or 128 + its signal */
    double seconds;
    uint64_t peak; /* resident memory, bytes; with the pages of files it had mapped */
};

/* Start `morgue-index add` on `index` and the archive, kill it after `delay` seconds unless it has ended by
 * then; a negative delay is forever. */
struct process_end run_add(const struct soak_options *options, const char *index,
                           const char *archive, double delay);

/* Seconds since some moment. */
double clock_seconds(void);

/* A random number below `bound`. */
uint64_t soak_random(uint64_t bound);
void soak_random_seed(uint64_t seed);

/* The generator of the archive of these options; NULL when memory is short. */
struct generator *soak_generator(const struct soak_options *options);

/* Hold the index `tested` against the index `reference`: figures, every article of the archive, and the hits of
 * random queries with their scores. Prints what differs; true when nothing does. */
bool compare_indexes(const struct soak_options *options, const char *reference, const char *tested);

#endif
