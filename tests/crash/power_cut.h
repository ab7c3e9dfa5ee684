/* The disk after a power cut: what disk_log.h has recorded up to some moment, without what was not synced by
 * then, or with a part of it. */
#ifndef MORGUE_TESTS_CRASH_POWER_CUT_H
#define MORGUE_TESTS_CRASH_POWER_CUT_H

#include "tests/crash/disk_log.h"

/* What becomes of what was not synced: POSIX promises nothing. */
enum cut_fate {
    CUT_KEEPS, /* it has reached the disk */
    CUT_LOSES, /* it has not */
    CUT_ZEROS, /* of bytes written: the file has its size, but zeros in it */
    CUT_MIXES  /* of each change, one or the other */
};

struct power_cut {
    size_t events;       /* of the record have happened */
    enum cut_fate bytes; /* written to files */
    enum cut_fate names; /* made, changed and removed in folders; CUT_ZEROS is not for these */
    uint64_t seed;       /* of CUT_MIXES */
};

/* Make the folder `folder`, which is empty, what the disk holds afterwards. Fails the test when that cannot
 * be done. Returns a number that is the same for the same contents. */
uint64_t power_cut_make(const struct power_cut *cut, const char *folder);

#endif
