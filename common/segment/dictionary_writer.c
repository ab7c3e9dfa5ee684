#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/dictionary.h"

static size_t shared_prefix(const struct dictionary_writer *writer, const uint8_t *key, size_t size)
{
    size_t most = size < writer->last_size ? size : writer->last_size;
    size_t shared = 0;
    while (shared < most && key[shared] == writer->last_key[shared])
        shared++;
    return shared;
}

static void begin_block(struct dictionary_writer *writer)
{
    uint8_t at[4];
    store_u32(at, (uint32_t)(writer->flushed + writer->terms.size));
    buffer_append(&writer->index, at, sizeof at);
    varint_append(&writer->terms, writer->lists_at);
    varint_append(&writer->terms, writer->forms_at);
    writer->last_size = 0;
}

static void append_counts(struct buffer *terms, const struct term_entry *entry, bool has_positions)
{
    varint_append(terms, entry->df);
    if (has_positions)
        varint_append(terms, entry->cf - entry->df);
    varint_append(terms, entry->df == 1 ? entry->article : entry->postings_size);
    if (!has_positions)
        return;
    varint_append(terms, entry->cf == 1 ? entry->position : entry->positions_size);
    varint_append(terms, entry->forms_size * 2 + entry->has_forms);
}

void dictionary_add(struct dictionary_writer *writer, const uint8_t *key, size_t size,
                    const struct term_entry *entry)
{
    if (writer->count % DICTIONARY_BLOCK == 0)
        begin_block(writer);
    size_t shared = shared_prefix(writer, key, size);
    varint_append(&writer->terms, shared);
    varint_append(&writer->terms, size - shared);
    buffer_append(&writer->terms, key + shared, size - shared);
    append_counts(&writer->terms, entry, field_has_positions((enum key_field)key[0]));
    memcpy(writer->last_key, key, size);
    writer->last_size = size;
    writer->count++;
    writer->lists_at += entry->positions_size + entry->postings_size;
    writer->forms_at += entry->forms_size;
}

void dictionary_writer_free(struct dictionary_writer *writer)
{
    buffer_free(&writer->terms);
    buffer_free(&writer->index);
}
