/* A list of the files that articles were read from, so that a later run need not read them again. A
 * commit writes what it changes as a list of its own; of one path the latest list counts.
 *
 *   file  = "MorgueSr" version:u32 0:u32 count:u64 entry{count} crc:u32
 *   entry = varint shared, varint size, bytes{size}, flags:u8, [facts]
 *           the path is the first `shared` bytes of the path before (none in the first entry) and
 *           these bytes; paths ascend strictly as unsigned bytes
 *   flags = 1: read to its end | 2: its hash is known | 8: read again after a change |
 *           16: other files may hold ids of it (mrg_source); or 4: forgotten, and facts are absent; or 32: withdrawn
 *   facts = varint size, varint zigzag(modified), varint records, [hash:u64]
 *           bytes; nanoseconds since 1970; records read so far; of the content
 *           of an id that is withdrawn: varint version + 1, varint zigzag(updated)
 *           0 for no version that is a number; seconds since 1970, INT64_MIN when not known
 *   crc   = CRC-32 of everything before it
 *
 * The ids of articles that their source has withdrawn stand among the files, each behind a byte of 1, with
 * which no path begins.
 */
#ifndef MORGUE_SEGMENT_SOURCE_LIST_H
#define MORGUE_SEGMENT_SOURCE_LIST_H

#include "common/base/buffer.h"
#include "common/segment/manifest.h"

enum { SOURCE_LIST_VERSION = 1, SOURCE_LIST_HEADER_SIZE = 24 };

enum { SOURCE_WITHDRAWN = 1 }; /* byte that an id which is withdrawn stands behind, as a path */

/* What a list says of a file. */
struct source_entry {
    mrg_source source;
    bool is_forgotten; /* nothing is known of it any more; only the path counts */
    bool
        is_withdrawn; /* no file but an id: `size` is the version of the notice that withdrew it, plus
                          one, `modified` its time in seconds or MRG_NO_TIME; the rest is 0 */
};

/* Writes a list from front to back; memory that runs short shows in `out`. */
struct source_list_writer {
    struct buffer *out; /* borrowed */
    size_t start;       /* of the list in `out` */
    uint64_t count;     /* entries so far */
    mrg_text last;      /* path of the entry before; borrowed */
};

void source_list_begin(struct source_list_writer *writer, struct buffer *out);

/* Add an entry, whose path comes behind that of the one before and is borrowed until the next call. */
void source_list_add(struct source_list_writer *writer, const struct source_entry *entry);

/* Finish; returns the checksum. */
uint32_t source_list_end(struct source_list_writer *writer);

/* Read a list of `size` bytes; `path` is for messages. Calls `each` with every entry, borrowed for the
 * call, until it returns false (short memory). MRG_ERR_DAMAGED, MRG_ERR_VERSION, MRG_ERR_MEMORY. */
mrg_status source_list_read(const uint8_t *bytes, size_t size, const char *path,
                            bool (*each)(void *context, const struct source_entry *entry),
                            void *context, mrg_error *error);

/* Read the list that a manifest names, from `folder`. Errors as above, and MRG_ERR_IO; a list that is not
 * there, or not the one meant, is damage. */
mrg_status source_list_open(const struct manifest_sources *about, const char *folder,
                            bool (*each)(void *context, const struct source_entry *entry),
                            void *context, mrg_error *error);

#endif
