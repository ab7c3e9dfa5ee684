#include "common/segment/lexicons.h"
#include "common/base/error.h"
#include "common/codec/endian.h"

#include <stdlib.h>

struct lexicons {
    struct lexicon_range *ranges; /* owned */
    uint32_t count;               /* of ranges, at least 1 */
    struct lexicon *
        opened[]; /* owned: per range, that of the first with its place; NULL until first asked for,
                                     then set once, atomically */
};

static const enum section_id copies[] = {SECTION_LEXICONS, SECTION_LEXICONS_COPY};
enum { COPIES = sizeof copies / sizeof copies[0] };

/* ---- ranges ---- */

static bool range_is_sound(const struct lexicon_range *ranges, uint32_t i, uint64_t size)
{
    bool ascends = i == 0 ? ranges[0].first == 0 : ranges[i].first > ranges[i - 1].first;
    return ascends && ranges[i].at < size;
}

void lexicon_ranges_read(const uint8_t *section, uint64_t size, struct lexicon_range **ranges,
                         uint32_t *count, bool *is_short)
{
    uint32_t n = size >= LEXICONS_HEAD_SIZE ? load_u32(section) : 0;
    *ranges = NULL;
    *count = 0;
    *is_short = false;
    if (n == 0 || n > LEXICONS_MAX || (size - LEXICONS_HEAD_SIZE) / LEXICONS_RANGE_SIZE < n)
        return;
    struct lexicon_range *read = malloc(n * sizeof *read);
    bool is_sound = read != NULL;
    *is_short = read == NULL;
    for (uint32_t i = 0; is_sound && i < n; i++) {
        const uint8_t *range = section + LEXICONS_HEAD_SIZE + (size_t)i * LEXICONS_RANGE_SIZE;
        read[i] = (struct lexicon_range){load_u32(range), load_u32(range + 4)};
        is_sound = range_is_sound(read, i, size);
    }
    if (is_sound) {
        *ranges = read;
        *count = n;
    } else {
        free(read);
    }
}

bool lexicon_ranges_name(const struct lexicon_range *ranges, uint32_t count, uint64_t at)
{
    uint32_t i = 0;
    while (i < count && ranges[i].at != at)
        i++;
    return i < count;
}

/* ---- reading ---- */

void lexicons_free(struct lexicons *lexicons)
{
    for (uint32_t i = 0; lexicons != NULL && i < lexicons->count; i++)
        free(lexicons->opened[i]);
    if (lexicons != NULL)
        free(lexicons->ranges);
    free(lexicons);
}

static mrg_status damaged(const struct segment_file *file, mrg_error *error)
{
    const uint8_t *at = file->sections[SECTION_LEXICONS].data;
    return segment_file_damaged(file, at != NULL ? at : file->map.data, "lexicon", error);
}

/* The ranges of one of the copies, whose pages are good that far. */
static bool read_ranges(const struct segment_file *file, const struct section *section,
                        struct lexicon_range **ranges, uint32_t *count, bool *is_short)
{
    lexicon_ranges_read(section->data, section->size, ranges, count, is_short);
    uint64_t size = LEXICONS_HEAD_SIZE + (uint64_t)*count * LEXICONS_RANGE_SIZE;
    if (*ranges != NULL && !segment_file_verify(file, section->data, size)) {
        free(*ranges);
        *ranges = NULL;
    }
    return *ranges != NULL;
}

static mrg_status load_ranges(const struct segment_file *file, struct lexicons **loaded,
                              mrg_error *error)
{
    struct lexicon_range *ranges = NULL;
    uint32_t count = 0;
    bool is_short = false, is_read = false;
    for (unsigned i = 0; i < COPIES && !is_read && !is_short; i++)
        is_read = read_ranges(file, &file->sections[copies[i]], &ranges, &count, &is_short);
    if (!is_read)
        return is_short ? fail_memory(error) : damaged(file, error);
    struct lexicons *lexicons = calloc(1, sizeof *lexicons + count * sizeof lexicons->opened[0]);
    if (lexicons == NULL) {
        free(ranges);
        return fail_memory(error);
    }
    lexicons->ranges = ranges;
    lexicons->count = count;
    *loaded = lexicons;
    return MRG_OK;
}

/* Threads share the file: the first to come lends what it has read to all, others drop theirs. */
static bool lend(void **place, void **there, void *loaded)
{
    *there = NULL;
    bool is_first = __atomic_compare_exchange_n(place, there, loaded, false, __ATOMIC_ACQ_REL,
                                                __ATOMIC_ACQUIRE);
    if (is_first)
        *there = loaded;
    return is_first;
}

static mrg_status all_of(const struct segment_file *file, struct lexicons **lexicons,
                         mrg_error *error)
{
    void **place = (void **)(uintptr_t)&file->lexicons;
    void *there = __atomic_load_n(place, __ATOMIC_ACQUIRE);
    struct lexicons *loaded = NULL;
    mrg_status status = there != NULL ? MRG_OK : load_ranges(file, &loaded, error);
    if (loaded != NULL && !lend(place, &there, loaded))
        lexicons_free(loaded);
    *lexicons = there;
    return status;
}

static mrg_status load(const struct segment_file *file, uint32_t at, struct lexicon **loaded,
                       mrg_error *error)
{
    struct lexicon *lexicon = malloc(sizeof *lexicon);
    if (lexicon == NULL)
        return fail_memory(error);
    for (unsigned i = 0; i < COPIES; i++) {
        const struct section *section = &file->sections[copies[i]];
        if (at < section->size &&
            lexicon_open(lexicon, section->data + at, (size_t)(section->size - at), NULL)) {
            *loaded = lexicon;
            return MRG_OK;
        }
    }
    free(lexicon);
    return damaged(file, error);
}

/* The last range that begins at `article` or before; of those that have its lexicon the first. */
static uint32_t find_range(const struct lexicons *lexicons, uint32_t article)
{
    const struct lexicon_range *ranges = lexicons->ranges;
    uint32_t low = 0, high = lexicons->count, first = 0;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (ranges[middle].first <= article)
            low = middle;
        else
            high = middle;
    }
    while (ranges[first].at != ranges[low].at)
        first++;
    return first;
}

mrg_status lexicon_of(const struct segment_file *file, uint32_t article,
                      const struct lexicon **lexicon, mrg_error *error)
{
    struct lexicons *lexicons = NULL;
    mrg_status status = all_of(file, &lexicons, error);
    if (status != MRG_OK)
        return status;
    uint32_t range = find_range(lexicons, article);
    void **place = (void **)&lexicons->opened[range];
    void *there = __atomic_load_n(place, __ATOMIC_ACQUIRE);
    struct lexicon *loaded = NULL;
    if (there == NULL)
        status = load(file, lexicons->ranges[range].at, &loaded, error);
    if (loaded != NULL && !lend(place, &there, loaded))
        free(loaded);
    *lexicon = there;
    return status;
}

mrg_status lexicon_ranges_of(const struct segment_file *file, const struct lexicon_range **ranges,
                             uint32_t *count, mrg_error *error)
{
    struct lexicons *lexicons = NULL;
    mrg_status status = all_of(file, &lexicons, error);
    if (status != MRG_OK)
        return status;
    *ranges = lexicons->ranges;
    *count = lexicons->count;
    return MRG_OK;
}

/* ---- writing ---- */

static uint32_t part_size(const struct lexicon_part *part)
{
    return load_u32(part->bytes); /* as every lexicon begins */
}

/* The first part with the lexicon of part `i`. */
static uint32_t first_with(const struct lexicon_part *parts, uint32_t i)
{
    uint32_t first = 0;
    while (parts[first].bytes != parts[i].bytes)
        first++;
    return first;
}

/* The ranges as bytes; false when the section would be too large. */
static bool append_ranges(struct buffer *head, const struct lexicon_part *parts, uint32_t count)
{
    uint64_t at = LEXICONS_HEAD_SIZE + (uint64_t)count * LEXICONS_RANGE_SIZE;
    append_u32(head, count);
    append_u32(head, 0);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t first = first_with(parts, i);
        append_u32(head, parts[i].first);
        append_u32(head, (uint32_t)at);
        if (first < i && !head->failed)
            memcpy(head->data + head->size - 4,
                   head->data + LEXICONS_HEAD_SIZE + (size_t)first * LEXICONS_RANGE_SIZE + 4, 4);
        else
            at += part_size(&parts[i]);
    }
    return !head->failed && at <= UINT32_MAX && count <= LEXICONS_MAX;
}

bool lexicons_write(struct segment_file_writer *writer, enum section_id id,
                    const struct lexicon_part *parts, uint32_t count)
{
    struct buffer head = BUFFER_INIT;
    bool good = append_ranges(&head, parts, count);
    section_begin(writer, id);
    section_append(writer, head.data, head.size);
    for (uint32_t i = 0; good && i < count; i++) {
        if (first_with(parts, i) == i)
            section_append(writer, parts[i].bytes, part_size(&parts[i]));
        if (parts[i].map != NULL)
            mapped_file_release(parts[i].map);
    }
    section_end(writer);
    buffer_free(&head);
    return good;
}
