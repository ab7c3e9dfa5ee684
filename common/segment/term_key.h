/* Keys of the dictionary: a field's byte and a term's text (dictionary.h). */
#ifndef MORGUE_SEGMENT_TERM_KEY_H
#define MORGUE_SEGMENT_TERM_KEY_H

#include "common/morgue.h"
#include "common/segment/dictionary.h"

struct term_key {
    uint8_t bytes[KEY_SIZE_MAX];
    size_t size;
};

/* The key of `text` (at most 255 bytes, cut there) in `field`. */
void term_key_make(struct term_key *key, enum key_field field, mrg_text text);

/* The key of an article's id: its bytes as they are, so that ids which differ in case stay different;
 * an id over 200 bytes is cut at 180, and '#' and the 16 hex digits of its hash64 put behind. */
void term_key_of_id(struct term_key *key, mrg_text id);

/* The key of the file an article came from, made in the same way. */
void term_key_of_file(struct term_key *key, mrg_text file);

#endif
