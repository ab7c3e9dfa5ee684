/* A segment's file in memory, without checksums: what readers of sections are given. */
#ifndef MORGUE_TESTS_FUZZ_MEMORY_SEGMENT_H
#define MORGUE_TESTS_FUZZ_MEMORY_SEGMENT_H

#include "common/segment/segment_file.h"

struct memory_segment {
    struct segment_file file; /* every page counts as verified */
    uint8_t *bytes;           /* owned: the file */
    size_t used;              /* bytes of it */
    size_t capacity;          /* bytes it has room for */
};

/* An empty file for up to `capacity` bytes in sections. */
void memory_segment_make(struct memory_segment *segment, size_t capacity);
void memory_segment_free(struct memory_segment *segment);

/* Put a section behind those that are there. Reading beyond its bytes is noticed by
 * AddressSanitizer. */
void memory_segment_add(struct memory_segment *segment, enum section_id id, const void *bytes,
                        size_t size);

#endif
