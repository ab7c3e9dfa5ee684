/* MANIFEST: the current commit of an index, a small text file replaced by rename.
 *
 *   morgue 2
 *   generation 12
 *   engine native
 *   analysis 1
 *   language en
 *   next 31
 *   segment seg-000029.mrg 123456789 5f0c11aa
 *   removed seg-000029.mrg del-000030.mrg
 *   sources sources-000028.mrg 4711 0badcafe
 *   checksum 1a2b3c4d
 *
 * One item a line, words separated by one space. `morgue` is the version of this file's format,
 * `analysis` that of the rules that turn text into terms; a build refuses versions it does not know.
 * `language` is the default language. `next` numbers the next file. `segment` lines stand in article
 * order and give the file's size and its footer's checksum, so that a file from elsewhere is noticed;
 * a `removed` line names the deletions of the segment directly above it. `sources` lines, behind all
 * segments, name the lists of files that articles were read from (common/segment/source_list.h), older
 * ones first, with size and checksum. `checksum` is the CRC-32 of
 * all lines before it.
 */
#ifndef MORGUE_SEGMENT_MANIFEST_H
#define MORGUE_SEGMENT_MANIFEST_H

#include "common/base/buffer.h"
#include "common/morgue.h"

enum {
    MANIFEST_VERSION = 2,
    ANALYSIS_VERSION = 1,
    FILE_NAME_MAX = 40,
    ENGINE_NAME_MAX = 16,
    LANGUAGE_CODE_MAX = 8
};

#define MANIFEST_NAME "MANIFEST"
#define LOCK_NAME     "LOCK"
#define LOG_NAME                                                                                   \
    "log" /* what the command line did, a line a run; the library only leaves it alone */

struct manifest_segment {
    char file[FILE_NAME_MAX];      /* name in the index folder */
    char deletions[FILE_NAME_MAX]; /* name of the deletions file; "" when there is none */
    uint64_t size;                 /* bytes of the segment file */
    uint32_t crc;                  /* of its footer */
};

/* A list of files that articles were read from. */
struct manifest_sources {
    char file[FILE_NAME_MAX]; /* name in the index folder */
    uint64_t size;            /* bytes of the file */
    uint32_t crc;             /* its checksum */
};

struct manifest {
    uint64_t generation;               /* of the commit; 0 before the first */
    uint64_t next;                     /* number for the next new file */
    uint64_t size;                     /* bytes of the file it was read from; 0: not read */
    char engine[ENGINE_NAME_MAX];      /* "native" */
    char language[LANGUAGE_CODE_MAX];  /* default language's code */
    struct manifest_segment *segments; /* owned */
    size_t segment_count;
    struct manifest_sources *sources; /* owned; later ones override earlier ones */
    size_t source_count;
};

/* Read the manifest of the index in `folder`. MRG_ERR_MISSING when there is no such folder,
 * MRG_ERR_NOT_INDEX when it holds no manifest or is no folder, MRG_ERR_DAMAGED, MRG_ERR_VERSION. */
mrg_status manifest_read(struct manifest *manifest, const char *folder, mrg_error *error);

/* Parse one from memory; `path` is for messages. For manifest_read, tests and fuzzers. */
mrg_status manifest_parse(struct manifest *manifest, const char *path, const char *text,
                          size_t size, mrg_error *error);

/* Append its text. */
void manifest_print(const struct manifest *manifest, struct buffer *out);

/* Make it the current commit of `folder`, durably. */
mrg_status manifest_write(const struct manifest *manifest, const char *folder, mrg_error *error);

/* Copy, and add a segment or a list of sources. False when memory is short. */
bool manifest_copy(struct manifest *copy, const struct manifest *manifest);
bool manifest_add(struct manifest *manifest, const struct manifest_segment *segment);
bool manifest_add_sources(struct manifest *manifest, const struct manifest_sources *sources);

/* Whether a file of this name is part of the commit. */
bool manifest_names(const struct manifest *manifest, const char *file);

void manifest_free(struct manifest *manifest);

#endif
