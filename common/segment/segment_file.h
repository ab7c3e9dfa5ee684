/* The container of a segment: one immutable file of sections, every byte under a checksum.
 *
 *   file      = header section{count} checksums table footer
 *   header    = "MorgueSg" version:u32 page_shift:u32                             16 bytes
 *   section   = bytes, starting at a multiple of 8 (zeros between two)
 *   checksums = u32{ceil(checksums_at / 2^page_shift)}, the CRC-32 of each page of the file from its
 *               first byte up to `checksums_at` (the last page may be short); starts at a multiple of 8
 *   table     = (id:u32 0:u32 offset:u64 size:u64){count}
 *   footer    = checksums_at:u64 table_at:u64 file_size:u64 count:u32 crc:u32 "MorgueEn"   40 bytes
 *               crc is the CRC-32 of everything from checksums_at up to the crc itself
 *
 * All numbers little-endian. A page is 16 KiB. Checksums go by page and not by section so that a
 * search can verify just what it touches, when it first touches it: opening an index of any size reads
 * a few kilobytes, and still nothing is ever served from a damaged page.
 */
#ifndef MORGUE_SEGMENT_SEGMENT_FILE_H
#define MORGUE_SEGMENT_SEGMENT_FILE_H

#include "common/base/file.h"
#include "common/morgue.h"

enum {
    SEGMENT_VERSION = 5,
    SEGMENT_PAGE_SHIFT = 14, /* 16 KiB: 1.5 us to verify, 0.02 % of space for checksums */
    SEGMENT_HEADER_SIZE = 16,
    SEGMENT_FOOTER_SIZE = 40,
    SEGMENT_TABLE_ENTRY_SIZE = 24
};

enum section_id {
    SECTION_META = 1,      /* segment_meta.h */
    SECTION_TERMS,         /* dictionary.h */
    SECTION_TERM_INDEX,    /* dictionary.h */
    SECTION_POSTINGS,      /* postings.h */
    SECTION_FORMS,         /* written_forms.h */
    SECTION_LENGTHS,       /* u32 per article: scored occurrences */
    SECTION_COLUMNS,       /* columns.h */
    SECTION_FACETS,        /* facets.h */
    SECTION_ARTICLES,      /* articles.h */
    SECTION_ARTICLE_INDEX, /* articles.h */
    SECTION_LEXICONS,      /* lexicons.h; the first in the file */
    SECTION_LEXICONS_COPY, /* the same again */
    SECTION_END            /* one past the last */
};

/* The name of a section for messages and statistics, such as "postings". Static. */
const char *section_name(enum section_id id);

/* ---- writing ---- */

struct segment_file_writer {
    struct file_writer
        file;           /* sticky failure inside; the relay's thread has it, while there is one, and
                                all up to `checksums` */
    uint32_t page_crc;  /* CRC-32 of the unfinished page so far */
    uint32_t page_used; /* bytes in it */
    struct buffer checksums; /* u32 per finished page */
    struct relay *relay;     /* owned: to the thread that writes; NULL: bytes are written at once */
    uint64_t size;           /* bytes appended */
    struct buffer table;     /* entries of finished sections */
    uint32_t sections;       /* finished sections */
    enum section_id open_id; /* section being written */
    uint64_t open_at;        /* where it began */
};

/* Create the file; nothing of it counts before segment_file_writer_close. */
mrg_status segment_file_writer_open(struct segment_file_writer *writer, const char *path,
                                    mrg_error *error);

/* From here on write in a thread of its own, beside who makes the bytes, where the system gives one: no difference else.
 * The writer must stay where it is. */
void segment_file_writer_use_thread(struct segment_file_writer *writer);

/* Sections are written one after the other, each once: begin, append any number of times, end. */
void section_begin(struct segment_file_writer *writer, enum section_id id);
void section_append(struct segment_file_writer *writer, const void *bytes, size_t size);
void section_end(struct segment_file_writer *writer);

/* begin, append, end. */
void section_write(struct segment_file_writer *writer, enum section_id id, const void *bytes,
                   size_t size);

/* Bytes of the open section so far. */
uint64_t section_size(const struct segment_file_writer *writer);

/* Write checksums, table and footer and sync. *crc (may be NULL) receives the footer's checksum, which
 * identifies the contents; *size (may be NULL) the size in bytes. On failure the file is removed. */
mrg_status segment_file_writer_close(struct segment_file_writer *writer, uint32_t *crc,
                                     uint64_t *size, mrg_error *error);
void segment_file_writer_abandon(struct segment_file_writer *writer);

/* ---- reading ---- */

/* A stretch of bytes inside the file. */
struct section {
    const uint8_t *data; /* never NULL for a section of size > 0 */
    uint64_t size;       /* bytes */
};

struct lexicons;

struct segment_file {
    char *path;                           /* owned; for messages */
    struct mapped_file map;               /* the whole file */
    struct section sections[SECTION_END]; /* by id; size 0 when absent */
    const uint8_t *checksums;             /* u32 per page */
    uint64_t checked_size;                /* bytes from the start that pages cover */
    uint32_t crc;                         /* of the footer */
    uint8_t *page_good;                   /* owned: 1 once the page has been verified; written with
                                              relaxed atomics, by any thread, always to the same value */
    struct lexicons *lexicons;            /* owned; NULL until first asked for, then set once,
                                              atomically: lexicon_of() in lexicons.h */
};

/* Map the file and verify header, table and footer. MRG_ERR_DAMAGED, MRG_ERR_VERSION, MRG_ERR_MISSING,
 * MRG_ERR_IO, MRG_ERR_MEMORY; *file is then all zero. */
mrg_status segment_file_open(struct segment_file *file, const char *path, mrg_error *error);
void segment_file_close(struct segment_file *file);

/* segment_file_verify of any number of pages. */
bool segment_file_verify_pages(const struct segment_file *file, const void *bytes, uint64_t size);

/* Verify the pages that hold `size` bytes at `bytes`, which lie in a section of `file`. False when
 * one does not match its checksum. Cheap after the first time. */
static inline bool segment_file_verify(const struct segment_file *file, const void *bytes,
                                       uint64_t size)
{
    uint64_t start = (uint64_t)((const uint8_t *)bytes - file->map.data);
    uint64_t page = start >> SEGMENT_PAGE_SHIFT;
    if (size > 0 && (start + size - 1) >> SEGMENT_PAGE_SHIFT == page &&
        __atomic_load_n(&file->page_good[page], __ATOMIC_RELAXED) != 0)
        return true;
    return segment_file_verify_pages(file, bytes, size);
}

/* The fail() for bytes at `bytes` that cannot be right: names file, section and offset. */
mrg_status segment_file_damaged(const struct segment_file *file, const void *bytes,
                                const char *what, mrg_error *error);

#endif
