#include "indexer/repair/salvage_lexicons.h"
#include "common/codec/endian.h"

#include <stdlib.h>

enum { ALIGNMENT = 4 /* of lexicons */ };

void salvage_lexicons_free(struct salvage_lexicons *lexicons)
{
    for (uint32_t i = 0; i < lexicons->count; i++)
        free(lexicons->all[i]);
    free(lexicons->all);
    *lexicons = (struct salvage_lexicons){.all = NULL};
}

/* ---- finding ---- */

static bool is_known(const struct salvage_lexicons *lexicons, const struct lexicon *one)
{
    for (uint32_t i = 0; i < lexicons->count; i++)
        if (lexicons->all[i]->sum == one->sum)
            return true;
    return false;
}

/* Take the lexicon at `bytes` in, if there is one that is new. False when memory is short. */
static bool take(struct salvage_lexicons *lexicons, const uint8_t *bytes, uint64_t size,
                 bool *is_there)
{
    static const struct lexicon none;
    struct lexicon opened = none;
    *is_there = lexicon_open(&opened, bytes, (size_t)size, NULL);
    if (!*is_there || is_known(lexicons, &opened))
        return true;
    struct lexicon **grown = realloc(lexicons->all, (lexicons->count + 1) * sizeof *grown);
    if (grown == NULL)
        return false;
    lexicons->all = grown;
    grown[lexicons->count] = malloc(sizeof **grown);
    if (grown[lexicons->count] == NULL)
        return false;
    *grown[lexicons->count++] = opened;
    return true;
}

/* Take those of a section in. *are_whole: its head is sound, and all it names are there. */
static bool take_section(struct salvage_lexicons *lexicons, const struct section *section,
                         bool *are_whole)
{
    struct lexicon_range *ranges;
    uint32_t count;
    bool is_short, good = true, is_there = true;
    lexicon_ranges_read(section->data, section->size, &ranges, &count, &is_short);
    *are_whole = count > 0;
    for (uint32_t i = 0; i < count && good; i++) {
        good =
            take(lexicons, section->data + ranges[i].at, section->size - ranges[i].at, &is_there);
        *are_whole &= is_there;
    }
    free(ranges);
    return good && !is_short;
}

static bool take_anything(struct salvage_lexicons *lexicons, const struct mapped_file *map)
{
    bool is_there, good = true;
    for (size_t at = 0; at < map->size && good; at += ALIGNMENT)
        good = take(lexicons, map->data + at, map->size - at, &is_there);
    return good;
}

bool salvage_lexicons_find(struct salvage_lexicons *lexicons, const struct segment_file *file)
{
    bool are_whole;
    *lexicons = (struct salvage_lexicons){.all = NULL};
    if (!take_section(lexicons, &file->sections[SECTION_LEXICONS], &are_whole))
        return false;
    if (!are_whole && !take_section(lexicons, &file->sections[SECTION_LEXICONS_COPY], &are_whole))
        return false;
    return are_whole || take_anything(lexicons, &file->map);
}

/* ---- where they end ---- */

/* By the head; NULL when it is not sound. */
static const uint8_t *end_by_head(const uint8_t *start, const uint8_t *end)
{
    struct lexicon_range *ranges;
    uint32_t count;
    bool is_short;
    uint64_t behind = 0, size = (uint64_t)(end - start);
    lexicon_ranges_read(start, size, &ranges, &count, &is_short);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = ranges[i].at;
        uint64_t one = size - at >= LEXICON_HEAD_SIZE ? at + load_u32(start + at) : size;
        behind = one > behind ? one : behind;
    }
    free(ranges);
    return behind > 0 && behind < size ? start + behind : NULL;
}

/* The first that was found in the file, if it begins at `from` or behind. */
static const struct lexicon *first_from(const struct salvage_lexicons *lexicons,
                                        const uint8_t *from)
{
    const struct lexicon *first = NULL;
    for (uint32_t i = 0; i < lexicons->count; i++) {
        const struct lexicon *one = lexicons->all[i];
        if (one->bytes >= from && (first == NULL || one->bytes < first->bytes))
            first = one;
    }
    return first;
}

const uint8_t *salvage_lexicons_end(const struct salvage_lexicons *lexicons, const uint8_t *start,
                                    const uint8_t *end)
{
    const uint8_t *by_head = end_by_head(start, end);
    if (by_head != NULL)
        return by_head;
    const struct lexicon *next = first_from(lexicons, start);
    const uint8_t *behind = next != NULL ? next->bytes : end;
    while (next != NULL && next->bytes == behind) {
        behind += lexicon_size(next);
        next = first_from(lexicons, behind);
    }
    return behind;
}
