#include "common/base/error.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/dictionary.h"

void dictionary_open(struct dictionary *dictionary, const struct segment_file *file, uint64_t count)
{
    dictionary->file = file;
    dictionary->count = count;
    dictionary->blocks = (count + DICTIONARY_BLOCK - 1) / DICTIONARY_BLOCK;
    /* Fewer index entries than blocks means damage; what is not indexed cannot be reached. */
    uint64_t indexed = file->sections[SECTION_TERM_INDEX].size / 4;
    if (dictionary->blocks > indexed)
        dictionary->blocks = indexed;
}

static mrg_status damaged(const struct dictionary *dictionary, const uint8_t *at, mrg_error *error)
{
    return segment_file_damaged(dictionary->file, at, "dictionary", error);
}

/* The bytes of block `number`, verified. */
static mrg_status block_bytes(const struct dictionary *dictionary, uint64_t number,
                              const uint8_t **from, const uint8_t **end, mrg_error *error)
{
    const struct section *terms = &dictionary->file->sections[SECTION_TERMS];
    const struct section *index = &dictionary->file->sections[SECTION_TERM_INDEX];
    const uint8_t *entry = index->data + 4 * number;
    bool is_last = number + 1 >= index->size / 4;
    if (!segment_file_verify(dictionary->file, entry, is_last ? 4 : 8))
        return damaged(dictionary, entry, error);
    uint64_t start = load_u32(entry);
    uint64_t behind = is_last ? terms->size : load_u32(entry + 4);
    if (start >= behind || behind > terms->size)
        return damaged(dictionary, entry, error);
    *from = terms->data + start;
    *end = terms->data + behind;
    if (!segment_file_verify(dictionary->file, *from, behind - start))
        return damaged(dictionary, *from, error);
    return MRG_OK;
}

static int compare_keys(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    if (order != 0)
        return order;
    return a_size < b_size ? -1 : a_size > b_size;
}

/* Put the cursor before the first entry of block `number`. */
static mrg_status enter_block(struct dictionary_cursor *cursor, uint64_t number)
{
    const uint8_t *from = NULL;
    if (number >= cursor->dictionary->blocks)
        return damaged(cursor->dictionary, cursor->at, cursor->error);
    mrg_status status = block_bytes(cursor->dictionary, number, &from, &cursor->end, cursor->error);
    if (status != MRG_OK)
        return status;
    const uint8_t *at = varint_read(from, cursor->end, &cursor->lists_at);
    at = varint_read(at, cursor->end, &cursor->forms_at);
    if (at == NULL)
        return damaged(cursor->dictionary, from, cursor->error);
    cursor->at = at;
    cursor->next = number * DICTIONARY_BLOCK;
    cursor->key_size = 0;
    return MRG_OK;
}

static const uint8_t *read_key(struct dictionary_cursor *cursor, const uint8_t *at)
{
    uint64_t shared, size;
    at = varint_read(at, cursor->end, &shared);
    at = varint_read(at, cursor->end, &size);
    if (at == NULL || shared > cursor->key_size || size > KEY_SIZE_MAX - shared ||
        size > (uint64_t)(cursor->end - at) || shared + size == 0)
        return NULL;
    memcpy(cursor->key + shared, at, size);
    cursor->key_size = (size_t)(shared + size);
    return at + size;
}

static const uint8_t *read_counts(struct dictionary_cursor *cursor, const uint8_t *at)
{
    struct term_entry *entry = &cursor->entry;
    const uint8_t *end = cursor->end;
    *entry = (struct term_entry){.ordinal = cursor->next, .field = (enum key_field)cursor->key[0]};
    bool has_positions = field_has_positions(entry->field);
    uint64_t more = 0;
    at = varint_read_u32(at, end, &entry->df);
    if (has_positions)
        at = varint_read(at, end, &more);
    entry->cf = entry->df + more;
    at = entry->df == 1 ? varint_read_u32(at, end, &entry->article)
                        : varint_read(at, end, &entry->postings_size);
    if (has_positions) {
        at = entry->cf == 1 ? varint_read_u32(at, end, &entry->position)
                            : varint_read(at, end, &entry->positions_size);
        at = varint_read(at, end, &entry->forms_size);
        entry->has_forms = (entry->forms_size & 1) != 0;
        entry->forms_size >>= 1;
    }
    return entry->df == 0 || more > UINT32_MAX - entry->df ? NULL : at;
}

/* Point `*data` at `size` bytes from `*offset` in a section and move the offset behind them. */
static bool take(const struct segment_file *file, enum section_id id, uint64_t *offset,
                 uint64_t size, const uint8_t **data)
{
    const struct section *section = &file->sections[id];
    if (*offset > section->size || size > section->size - *offset)
        return false;
    *data = size > 0 ? section->data + *offset : NULL;
    *offset += size;
    return true;
}

static bool read_entry(struct dictionary_cursor *cursor)
{
    const struct segment_file *file = cursor->dictionary->file;
    struct term_entry *entry = &cursor->entry;
    const uint8_t *at = read_key(cursor, cursor->at);
    if (at != NULL)
        at = read_counts(cursor, at);
    if (at == NULL ||
        !take(file, SECTION_POSTINGS, &cursor->lists_at, entry->positions_size,
              &entry->positions) ||
        !take(file, SECTION_POSTINGS, &cursor->lists_at, entry->postings_size, &entry->postings) ||
        !take(file, SECTION_FORMS, &cursor->forms_at, entry->forms_size, &entry->forms))
        return false;
    cursor->at = at;
    cursor->next++;
    return true;
}

bool dictionary_next(struct dictionary_cursor *cursor)
{
    const struct dictionary *dictionary = cursor->dictionary;
    if (cursor->next >= dictionary->count || cursor->damaged)
        return false;
    if (cursor->next % DICTIONARY_BLOCK == 0 && cursor->key_size > 0 &&
        enter_block(cursor, cursor->next / DICTIONARY_BLOCK) != MRG_OK) {
        cursor->damaged = true;
        return false;
    }
    if (read_entry(cursor))
        return true;
    damaged(dictionary, cursor->at, cursor->error);
    cursor->damaged = true;
    return false;
}

/* Order of the first key of block `number` against `key`. */
static mrg_status compare_head(const struct dictionary *dictionary, uint64_t number,
                               const uint8_t *key, size_t size, int *order, mrg_error *error)
{
    const uint8_t *from, *end;
    mrg_status status = block_bytes(dictionary, number, &from, &end, error);
    if (status != MRG_OK)
        return status;
    uint64_t skipped, head_size;
    const uint8_t *at = varint_read(from, end, &skipped);
    at = varint_read(at, end, &skipped);
    at = varint_read(at, end, &skipped);
    at = varint_read(at, end, &head_size);
    if (at == NULL || head_size > (uint64_t)(end - at))
        return damaged(dictionary, from, error);
    *order = compare_keys(at, (size_t)head_size, key, size);
    return MRG_OK;
}

bool dictionary_head(const struct dictionary *dictionary, uint64_t number, uint8_t *key,
                     size_t *size, uint64_t *before)
{
    struct dictionary_cursor cursor = {.dictionary = dictionary};
    if (enter_block(&cursor, number) != MRG_OK)
        return false;
    *before = cursor.lists_at + cursor.forms_at;
    if (read_key(&cursor, cursor.at) == NULL)
        return false;
    *size = cursor.key_size;
    memcpy(key, cursor.key, cursor.key_size);
    return true;
}

/* The last block whose first key is not behind `key`; 0 when there is none. */
static mrg_status find_block(const struct dictionary *dictionary, const uint8_t *key, size_t size,
                             uint64_t *number, mrg_error *error)
{
    uint64_t low = 0, high = dictionary->blocks; /* head(low) <= key < head(high) */
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        int order = 0;
        mrg_status status = compare_head(dictionary, middle, key, size, &order, error);
        if (status != MRG_OK)
            return status;
        if (order <= 0)
            low = middle;
        else
            high = middle;
    }
    *number = low;
    return MRG_OK;
}

mrg_status dictionary_seek(const struct dictionary *dictionary, struct dictionary_cursor *cursor,
                           const uint8_t *key, size_t size, mrg_error *error)
{
    *cursor = (struct dictionary_cursor){.dictionary = dictionary, .error = error};
    if (dictionary->count > 0 && dictionary->blocks == 0)
        return segment_file_damaged(dictionary->file, dictionary->file->map.data, "no term index",
                                    error);
    if (dictionary->count == 0)
        return MRG_OK;
    uint64_t number;
    mrg_status status = find_block(dictionary, key, size, &number, error);
    if (status == MRG_OK)
        status = enter_block(cursor, number);
    if (status != MRG_OK)
        return status;
    /* Read on until the entry behind the cursor is the wanted one or later. */
    while (true) {
        struct dictionary_cursor before = *cursor;
        if (!dictionary_next(cursor))
            return cursor->damaged ? MRG_ERR_DAMAGED : MRG_OK;
        if (compare_keys(cursor->key, cursor->key_size, key, size) >= 0) {
            *cursor = before;
            return MRG_OK;
        }
    }
}

mrg_status dictionary_find(const struct dictionary *dictionary, const uint8_t *key, size_t size,
                           struct term_entry *entry, bool *found, mrg_error *error)
{
    *found = false;
    struct dictionary_cursor cursor = {.dictionary = dictionary, .error = error};
    if (dictionary->count == 0)
        return MRG_OK;
    if (dictionary->blocks == 0)
        return segment_file_damaged(dictionary->file, dictionary->file->map.data, "no term index",
                                    error);
    uint64_t number;
    mrg_status status = find_block(dictionary, key, size, &number, error);
    if (status == MRG_OK)
        status = enter_block(&cursor, number);
    if (status != MRG_OK)
        return status;
    uint64_t behind = (number + 1) * DICTIONARY_BLOCK;
    while (cursor.next < behind && dictionary_next(&cursor)) {
        int order = compare_keys(cursor.key, cursor.key_size, key, size);
        if (order < 0)
            continue;
        if (order == 0) {
            *entry = cursor.entry;
            *found = true;
        }
        return MRG_OK;
    }
    return cursor.damaged ? MRG_ERR_DAMAGED : MRG_OK;
}
