/* A repair, what it has told, and whether that is true. */
#ifndef MORGUE_TESTS_CRASH_MENDING_H
#define MORGUE_TESTS_CRASH_MENDING_H

#include "tests/crash/contents.h"

enum { LOST_MAX = 1024 };

/* What a repair has told. */
struct told {
    char lost[LOST_MAX][CONTENTS_ID_MAX]; /* ids */
    unsigned lost_ids, lost_numbers;
    mrg_repair_result result;
};

/* Repair the index in `path`, with one worker. */
mrg_status mending_repair(const char *path, struct told *told, mrg_error *error);

/* Fails the test, beginning with `scene`, unless all of `before` that are not told lost are in `after`, unchanged and in
 * order; what else is there had been removed, and only where that could not be known. */
void mending_compare(const struct contents *before, const struct contents *after,
                     const struct told *told, const char *scene);

#endif
