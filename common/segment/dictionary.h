/* The dictionary of a segment: every term of every field, in order, with what is needed to read its
 * posting list.
 *
 * A term's key is one byte for its field (enum key_field) and the term's text. Keys ascend as unsigned
 * bytes, so each field is one stretch, and a prefix another within it.
 *
 * Section TERMS: blocks of 32 entries, front-coded.
 *
 *   block = varint lists_at, varint forms_at, entry{32 or fewer in the last}
 *           where the data of the block's first terms begin in sections POSTINGS and FORMS; in the former each
 *           term has its positions and behind them its posting list
 *   entry = varint shared, varint size, bytes{size}, varint df, counts
 *           the key is the first `shared` bytes of the key before (none in a block's first entry)
 *           and these bytes
 *   counts, field without positions:
 *       df = 1: varint article            else: varint postings_size
 *   counts, field with positions:
 *       varint (cf - df), then
 *       df = 1: varint article            else: varint postings_size
 *       cf = 1: varint position           else: varint positions_size
 *       varint forms_size * 2 + (the term has several written forms)
 *       (forms_size 0: the only written form equals the term's text)
 *
 * Section TERM_INDEX: u32 per block, where it begins in TERMS. (A dictionary is at most 4 GiB.)
 *
 * A term's *ordinal* is its rank in this order.
 */
#ifndef MORGUE_SEGMENT_DICTIONARY_H
#define MORGUE_SEGMENT_DICTIONARY_H

#include "common/segment/segment_file.h"

enum { DICTIONARY_BLOCK = 32, KEY_SIZE_MAX = 256 };

/* Fields, as the first byte of a key. On disk: never renumber. */
enum key_field {
    KEY_TEXT = 1, /* headline, deck, body, captions; positions */
    KEY_HEADLINE, /* headline again; positions */
    KEY_BYLINE,   /* positions */
    KEY_ID,       /* keyword fields from here on: no positions */
    KEY_SOURCE,
    KEY_SECTION,
    KEY_PLACE,
    KEY_TOPIC,
    KEY_PERSON,
    KEY_ORG,
    KEY_LANGUAGE,
    KEY_FILE,
    KEY_END
};

static inline bool field_has_positions(enum key_field field)
{
    return field <= KEY_BYLINE;
}

/* What the dictionary says of a term. Pointers borrow from the segment file. */
struct term_entry {
    uint64_t ordinal;         /* rank in the dictionary */
    uint32_t df;              /* articles that hold it, removed ones included */
    uint64_t cf;              /* occurrences; df in fields without positions */
    enum key_field field;     /* of the key */
    bool has_forms;           /* the term has several written forms */
    uint32_t article;         /* df = 1: the article */
    uint32_t position;        /* cf = 1: the position */
    const uint8_t *postings;  /* df > 1 */
    const uint8_t *positions; /* cf > 1 */
    const uint8_t *forms;     /* forms_size > 0 */
    uint64_t postings_size;   /* bytes; 0 when df = 1 */
    uint64_t positions_size;  /* bytes; 0 when cf = 1 or the field has no positions */
    uint64_t forms_size;      /* bytes; 0: the only written form equals the term */
};

/* ---- writing ---- */

struct dictionary_writer {
    struct buffer terms; /* section TERMS so far; moved out by the caller piece by piece */
    struct buffer index; /* section TERM_INDEX so far */
    uint64_t flushed;    /* bytes of `terms` already moved out */
    uint64_t count;      /* terms so far */
    uint64_t lists_at;   /* where the next term's data begin in section POSTINGS */
    uint64_t forms_at;   /* the same in section FORMS */
    uint8_t last_key[KEY_SIZE_MAX]; /* of the term before */
    size_t last_size;
};

/* Add a term; `entry` gives df, cf, article, position and the three sizes. Keys ascend strictly. */
void dictionary_add(struct dictionary_writer *writer, const uint8_t *key, size_t size,
                    const struct term_entry *entry);
void dictionary_writer_free(struct dictionary_writer *writer);

/* ---- reading ---- */

struct dictionary {
    const struct segment_file *file; /* borrowed */
    uint64_t count;                  /* terms, from the segment's meta */
    uint64_t blocks;                 /* of 32 terms */
};

void dictionary_open(struct dictionary *dictionary, const struct segment_file *file,
                     uint64_t count);

/* Look a key up: *found tells whether it is there, *entry is filled when it is. MRG_ERR_DAMAGED. */
mrg_status dictionary_find(const struct dictionary *dictionary, const uint8_t *key, size_t size,
                           struct term_entry *entry, bool *found, mrg_error *error);

/* The first key of block `number`, one of dictionary->blocks, into key[KEY_SIZE_MAX]; *before receives how many bytes of
 * lists, positions and forms the terms before have. False on damage. */
bool dictionary_head(const struct dictionary *dictionary, uint64_t number, uint8_t *key,
                     size_t *size, uint64_t *before);

/* Walks terms in order. */
struct dictionary_cursor {
    const struct dictionary *dictionary; /* borrowed */
    const uint8_t *at;                   /* next entry */
    const uint8_t *end;                  /* of its block */
    uint64_t next;                       /* ordinal of the next entry */
    uint64_t lists_at, forms_at;         /* of the next entry's data */
    uint8_t key[KEY_SIZE_MAX];           /* of the current term */
    size_t key_size;
    struct term_entry entry; /* of the current term */
    mrg_error *error;        /* borrowed; may be NULL */
    bool damaged;            /* the walk ended because of damage */
};

/* A cursor before the first key that is `key` or later (size 0: before the first of all). */
mrg_status dictionary_seek(const struct dictionary *dictionary, struct dictionary_cursor *cursor,
                           const uint8_t *key, size_t size, mrg_error *error);

/* Move to the next term; false at the end or, with `damaged` and the error set, on damage. */
bool dictionary_next(struct dictionary_cursor *cursor);

#endif
