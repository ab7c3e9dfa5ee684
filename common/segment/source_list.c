#include "common/segment/source_list.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"

#include <stdlib.h>

enum {
    IS_COMPLETE = 1,
    HAS_HASH = 2,
    IS_FORGOTTEN = 4,
    IS_AGAIN = 8,
    IS_SHARED = 16,
    IS_WITHDRAWN = 32
}; /* flags */
enum { CRC_SIZE = 4, COUNT_AT = 16 };

static const char MAGIC[8] = "MorgueSr";

/* ---- writing ---- */

void source_list_begin(struct source_list_writer *writer, struct buffer *out)
{
    *writer = (struct source_list_writer){.out = out, .start = out->size};
    buffer_append(out, MAGIC, sizeof MAGIC);
    append_u32(out, SOURCE_LIST_VERSION);
    append_u32(out, 0);
    append_u64(out, 0); /* the count, filled in at the end */
}

static size_t shared_size(mrg_text a, mrg_text b)
{
    size_t most = a.size < b.size ? a.size : b.size, size = 0;
    while (size < most && a.data[size] == b.data[size])
        size++;
    return size;
}

static uint8_t flags_of(const struct source_entry *entry)
{
    if (entry->is_forgotten)
        return IS_FORGOTTEN;
    if (entry->is_withdrawn)
        return IS_WITHDRAWN;
    return (uint8_t)((entry->source.is_complete ? IS_COMPLETE : 0) |
                     (entry->source.hash != 0 ? HAS_HASH : 0) |
                     (entry->source.is_again ? IS_AGAIN : 0) |
                     (entry->source.is_shared ? IS_SHARED : 0));
}

void source_list_add(struct source_list_writer *writer, const struct source_entry *entry)
{
    const mrg_source *source = &entry->source;
    struct buffer *out = writer->out;
    size_t shared = shared_size(writer->last, source->path);
    uint8_t flags = flags_of(entry);
    varint_append(out, shared);
    varint_append(out, source->path.size - shared);
    buffer_append(out, source->path.data + shared, source->path.size - shared);
    buffer_append_byte(out, flags);
    writer->last = source->path;
    writer->count++;
    if (entry->is_forgotten)
        return;
    varint_append(out, source->size);
    varint_append(out, ((uint64_t)source->modified << 1) ^ (uint64_t)(source->modified >> 63));
    if (entry->is_withdrawn)
        return;
    varint_append(out, source->records);
    if ((flags & HAS_HASH) != 0)
        append_u64(out, source->hash);
}

uint32_t source_list_end(struct source_list_writer *writer)
{
    struct buffer *out = writer->out;
    if (out->failed)
        return 0;
    uint8_t *list = out->data + writer->start;
    store_u64(list + COUNT_AT, writer->count);
    uint32_t crc = checksum(0, list, out->size - writer->start);
    append_u32(out, crc);
    return crc;
}

/* ---- reading ---- */

/* The path of an entry, made of the one before, into `path`. */
static const uint8_t *read_path(const uint8_t *at, const uint8_t *end, struct buffer *path,
                                bool is_first)
{
    uint64_t shared, size;
    at = varint_read(at, end, &shared);
    at = varint_read(at, end, &size);
    if (at == NULL || shared > path->size || size == 0 || size > (uint64_t)(end - at))
        return NULL;
    /* What follows the shared bytes is greater than what followed them before, or all is new there. */
    bool ascends = shared == path->size || path->data[shared] < *at;
    if (!is_first && !ascends)
        return NULL;
    path->size = (size_t)shared;
    buffer_append(path, at, (size_t)size);
    return at + size;
}

/* What withdrew an id. */
static const uint8_t *read_notice(const uint8_t *at, const uint8_t *end, mrg_source *notice)
{
    uint64_t updated = 0;
    at = varint_read(at, end, &notice->size);
    at = varint_read(at, end, &updated);
    notice->modified = (int64_t)((updated >> 1) ^ (0 - (updated & 1)));
    return at;
}

static const uint8_t *read_facts(const uint8_t *at, const uint8_t *end, uint8_t flags,
                                 mrg_source *source)
{
    uint64_t modified;
    at = varint_read(at, end, &source->size);
    at = varint_read(at, end, &modified);
    at = varint_read(at, end, &source->records);
    source->modified = (int64_t)((modified >> 1) ^ (0 - (modified & 1)));
    source->is_complete = (flags & IS_COMPLETE) != 0;
    source->is_again = (flags & IS_AGAIN) != 0;
    source->is_shared = (flags & IS_SHARED) != 0;
    if (at == NULL || (flags & HAS_HASH) == 0)
        return at;
    if (end - at < 8)
        return NULL;
    source->hash = load_u64(at);
    return at + 8;
}

/* Read one entry; its path lies in `path`. */
static const uint8_t *read_entry(const uint8_t *at, const uint8_t *end, struct buffer *path,
                                 bool is_first, struct source_entry *entry)
{
    *entry = (struct source_entry){.is_forgotten = false};
    at = read_path(at, end, path, is_first);
    if (at == NULL || at == end || path->failed)
        return NULL;
    uint8_t flags = *at++;
    bool is_forgotten = flags == IS_FORGOTTEN, is_withdrawn = flags == IS_WITHDRAWN;
    bool has_mark = path->data[0] == SOURCE_WITHDRAWN;
    if (!is_forgotten && (is_withdrawn != has_mark || (is_withdrawn && path->size == 1)))
        return NULL;
    if (!is_forgotten && !is_withdrawn &&
        (flags & ~(IS_COMPLETE | HAS_HASH | IS_AGAIN | IS_SHARED)) != 0)
        return NULL;
    entry->source.path = (mrg_text){(const char *)path->data, path->size};
    entry->is_forgotten = is_forgotten;
    entry->is_withdrawn = is_withdrawn;
    if (is_withdrawn)
        return read_notice(at, end, &entry->source);
    return is_forgotten ? at : read_facts(at, end, flags, &entry->source);
}

static mrg_status check_list(const uint8_t *bytes, size_t size, const char *path, mrg_error *error)
{
    if (size < SOURCE_LIST_HEADER_SIZE + CRC_SIZE || memcmp(bytes, MAGIC, sizeof MAGIC) != 0)
        return fail(error, MRG_ERR_DAMAGED, "%s: cut short or not a list of sources", path);
    uint32_t version = load_u32(bytes + sizeof MAGIC);
    if (version != SOURCE_LIST_VERSION)
        return fail(error, MRG_ERR_VERSION, "%s: format version %u; this build reads %d", path,
                    version, SOURCE_LIST_VERSION);
    if (load_u32(bytes + size - CRC_SIZE) != checksum(0, bytes, size - CRC_SIZE))
        return fail(error, MRG_ERR_DAMAGED, "%s: checksum does not match", path);
    return MRG_OK;
}

mrg_status source_list_read(const uint8_t *bytes, size_t size, const char *path,
                            bool (*each)(void *context, const struct source_entry *entry),
                            void *context, mrg_error *error)
{
    mrg_status status = check_list(bytes, size, path, error);
    if (status != MRG_OK)
        return status;
    const uint8_t *at = bytes + SOURCE_LIST_HEADER_SIZE, *end = bytes + size - CRC_SIZE;
    uint64_t count = load_u64(bytes + COUNT_AT), read = 0;
    struct buffer name = BUFFER_INIT;
    struct source_entry entry;
    bool is_taken = true;
    while (read < count && is_taken &&
           (at = read_entry(at, end, &name, read == 0, &entry)) != NULL) {
        is_taken = each(context, &entry);
        read++;
    }
    if (name.failed || !is_taken)
        status = fail_memory(error);
    else if (at != end)
        status = fail(error, MRG_ERR_DAMAGED, "%s: entry %llu cannot be read", path,
                      (unsigned long long)read);
    buffer_free(&name);
    return status;
}

mrg_status source_list_open(const struct manifest_sources *about, const char *folder,
                            bool (*each)(void *context, const struct source_entry *entry),
                            void *context, mrg_error *error)
{
    struct buffer bytes = BUFFER_INIT;
    char *path = path_join(folder, about->file);
    mrg_status status =
        path != NULL ? file_read(path, SIZE_MAX / 2, &bytes, error) : fail_memory(error);
    if (status == MRG_ERR_MISSING)
        status = fail(error, MRG_ERR_DAMAGED, "%s: is missing", path);
    bool is_meant = bytes.size == about->size && bytes.size >= CRC_SIZE &&
                    load_u32(bytes.data + bytes.size - CRC_SIZE) == about->crc;
    if (status == MRG_OK && !is_meant)
        status = fail(error, MRG_ERR_DAMAGED, "%s: not the list that the manifest names", path);
    if (status == MRG_OK)
        status = source_list_read(bytes.data, bytes.size, path, each, context, error);
    buffer_free(&bytes);
    free(path);
    return status;
}
