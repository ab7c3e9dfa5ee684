#include "common/segment/term_key.h"
#include "common/base/hash.h"

#include <inttypes.h>
#include <stdio.h>

enum { EXACT_SIZE_MAX = 200, EXACT_CUT = 180 };

void term_key_make(struct term_key *key, enum key_field field, mrg_text text)
{
    size_t size = text.size < KEY_SIZE_MAX - 1 ? text.size : KEY_SIZE_MAX - 1;
    key->bytes[0] = (uint8_t)field;
    if (size > 0)
        memcpy(key->bytes + 1, text.data, size);
    key->size = size + 1;
}

/* The key of exact bytes, of which no two may share one. */
static void make_exact(struct term_key *key, enum key_field field, mrg_text text)
{
    if (text.size <= EXACT_SIZE_MAX) {
        term_key_make(key, field, text);
        return;
    }
    char mark[18];
    snprintf(mark, sizeof mark, "#%016" PRIx64, hash64(text.data, text.size, 0));
    term_key_make(key, field, (mrg_text){text.data, EXACT_CUT});
    memcpy(key->bytes + key->size, mark, sizeof mark - 1);
    key->size += sizeof mark - 1;
}

void term_key_of_id(struct term_key *key, mrg_text id)
{
    make_exact(key, KEY_ID, id);
}

void term_key_of_file(struct term_key *key, mrg_text file)
{
    make_exact(key, KEY_FILE, file);
}
