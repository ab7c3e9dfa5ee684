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

/* Whether lexicons, of which all that ranges name are there, go up to the end of the section: a damaged head may look
 * sound, and leave some out. */
static bool go_to_end(const struct section *section, const struct lexicon_range *ranges,
                      uint32_t count)
{
    uint64_t at = LEXICONS_HEAD_SIZE + (uint64_t)count * LEXICONS_RANGE_SIZE;
    while (at < section->size && lexicon_ranges_name(ranges, count, at))
        at += load_u32(section->data + at);
    return at == section->size;
}

/* Take those of a section in. *are_whole: its head is sound, and all there are in it have been taken. */
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
    *are_whole = *are_whole && good && go_to_end(section, ranges, count);
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

/* Where the damaged lexicon at `at` ends: by the copy that was found of it, or else by what it says itself; at the latest
 * where the next begins that was found. */
static const uint8_t *end_of_damaged(const struct salvage_lexicons *lexicons, const uint8_t *at,
                                     const uint8_t *end)
{
    const struct lexicon *next = first_from(lexicons, at);
    size_t left = (size_t)((next != NULL ? next->bytes : end) - at);
    if (left < LEXICON_HEAD_SIZE)
        return at + left;
    uint32_t size = load_u32(at), sum = load_u32(at + 4);
    for (uint32_t i = 0; i < lexicons->count; i++)
        if (lexicons->all[i]->sum == sum)
            size = lexicon_size(lexicons->all[i]);
    return at + (size >= LEXICON_HEAD_SIZE && size < left ? size : left);
}

/* Where the first lexicon begins: what was found, or what ranges name and is damaged. */
static const uint8_t *begin(const struct salvage_lexicons *lexicons, const uint8_t *start,
                            const uint8_t *end, const struct lexicon_range *ranges, uint32_t count)
{
    const struct lexicon *found = first_from(lexicons, start);
    const uint8_t *first = found != NULL ? found->bytes : end;
    for (uint32_t i = 0; i < count; i++)
        if (start + ranges[i].at < first)
            first = start + ranges[i].at;
    return first;
}

const uint8_t *salvage_lexicons_end(const struct salvage_lexicons *lexicons, const uint8_t *start,
                                    const uint8_t *end)
{
    struct lexicon_range *ranges;
    uint32_t count;
    bool is_short, is_there = true;
    lexicon_ranges_read(start, (uint64_t)(end - start), &ranges, &count, &is_short);
    const uint8_t *at = begin(lexicons, start, end, ranges, count);
    while (is_there) {
        const struct lexicon *next = first_from(lexicons, at);
        is_there = next != NULL && next->bytes == at;
        if (is_there)
            at += lexicon_size(next);
        else if ((is_there = lexicon_ranges_name(ranges, count, (uint64_t)(at - start))))
            at = end_of_damaged(lexicons, at, end);
    }
    free(ranges);
    return is_short ? NULL : at;
}
