/* Damage below the checksums: bytes of an index's file are changed and every checksum over them is made
 * right again, so that only the decoders themselves stand between the damage and a crash. */
#ifndef MORGUE_TESTS_CRASH_SEAL_H
#define MORGUE_TESTS_CRASH_SEAL_H

#include "tests/crash/index_files.h"
#include "tests/unit/support/random.h"

/* A name for one stretch of a file. */
struct stretch {
    size_t start, size; /* bytes */
    const char *name;   /* static */
};

enum { STRETCHES_MAX = 16 };

/* The stretches of `file` that are worth damaging: the sections and the table of a segment, the whole
 * of another file. Returns how many. */
size_t seal_stretches(const struct index_file *file, struct stretch stretches[STRETCHES_MAX]);

/* Change up to four places of `stretch` in `bytes` in one of several ways. */
void seal_mutate(struct buffer *bytes, const struct stretch *stretch, struct random_source *random);

/* Write `bytes` as the contents of files[number], with all checksums right, those in the manifest
 * included. */
void seal_write(const struct index_files *files, size_t number, struct buffer *bytes);

#endif
