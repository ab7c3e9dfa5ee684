#include "indexer/repair/salvage.h"
#include "common/base/error.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/articles.h"
#include "common/segment/postings.h"
#include "common/segment/segment.h"
#include "common/segment/symbol_reader.h"

#include <stdlib.h>

enum { PAGE = 1 << SEGMENT_PAGE_SHIFT, ALIGNMENT = 8 /* of sections */ };

/* ---- opening ---- */

/* Take what the footer says, although its checksum is wrong, where it can be true. */
static bool believe_footer(struct segment_file *file)
{
    const struct mapped_file *map = &file->map;
    uint64_t end = map->size - SEGMENT_FOOTER_SIZE;
    const uint8_t *footer = map->data + end;
    uint64_t checksums_at = load_u64(footer), table_at = load_u64(footer + 8);
    uint64_t pages = checksums_at / PAGE + (checksums_at % PAGE != 0);
    if (checksums_at < SEGMENT_HEADER_SIZE || checksums_at > end || table_at < checksums_at ||
        table_at > end || table_at - checksums_at != 4 * pages)
        return false;
    for (uint64_t at = table_at; at + SEGMENT_TABLE_ENTRY_SIZE <= end;
         at += SEGMENT_TABLE_ENTRY_SIZE) {
        uint32_t id = load_u32(map->data + at);
        uint64_t offset = load_u64(map->data + at + 8), size = load_u64(map->data + at + 16);
        if (id > 0 && id < SECTION_END && (offset & 7) == 0 && offset <= checksums_at &&
            size <= checksums_at - offset)
            file->sections[id] = (struct section){map->data + offset, size};
    }
    file->checksums = map->data + checksums_at;
    file->checked_size = checksums_at;
    file->page_good = calloc((size_t)pages + 1, 1);
    return file->page_good != NULL && file->sections[SECTION_ARTICLES].size > 0;
}

/* Without a footer the articles are what begins behind the lexicons, which begin behind the header; where they
 * end will show. */
static bool forget_footer(struct salvage *salvage)
{
    struct segment_file *file = &salvage->file;
    const uint8_t *start = file->map.data + SEGMENT_HEADER_SIZE;
    const uint8_t *end = file->map.data + file->map.size;
    free(file->page_good);
    file->page_good = NULL;
    memset(file->sections, 0, sizeof file->sections);
    if (!salvage_lexicons_find(&salvage->lexicons, file))
        return false;
    const uint8_t *behind = salvage_lexicons_end(&salvage->lexicons, start, end);
    if (behind == NULL)
        return false;
    size_t used = (size_t)(behind - start);
    used = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (used < (size_t)(end - start))
        file->sections[SECTION_ARTICLES] =
            (struct section){start + used, (uint64_t)(end - start) - used};
    return true;
}

/* The header says nothing that is not known: where it alone is damaged, the rest of its page is good. */
static void excuse_header(struct segment_file *file)
{
    uint8_t header[SEGMENT_HEADER_SIZE] = "MorgueSg";
    uint64_t size = file->checked_size < PAGE ? file->checked_size : PAGE;
    store_u32(header + 8, SEGMENT_VERSION);
    store_u32(header + 12, SEGMENT_PAGE_SHIFT);
    uint32_t sum = checksum(0, header, sizeof header);
    sum = checksum(sum, file->map.data + sizeof header, (size_t)size - sizeof header);
    file->page_good[0] |= sum == load_u32(file->checksums);
}

static mrg_status open_unsound(struct salvage *salvage, const char *path, mrg_error *error)
{
    struct segment_file *file = &salvage->file;
    *file = (struct segment_file){.path = strdup(path)};
    mrg_status status =
        file->path != NULL ? mapped_file_open(&file->map, path, error) : fail_memory(error);
    if (status == MRG_OK && file->map.size < SEGMENT_HEADER_SIZE + SEGMENT_FOOTER_SIZE)
        status = fail(error, MRG_ERR_DAMAGED, "%s: cut short: %zu bytes", path, file->map.size);
    if (status != MRG_OK)
        return status;
    salvage->has_checksums = believe_footer(file);
    if (salvage->has_checksums)
        excuse_header(file);
    bool good = salvage->has_checksums ? salvage_lexicons_find(&salvage->lexicons, file)
                                       : forget_footer(salvage);
    return good ? MRG_OK : fail_memory(error);
}

static bool verify(const struct salvage *salvage, const uint8_t *bytes, uint64_t size)
{
    return !salvage->has_checksums || segment_file_verify(&salvage->file, bytes, size);
}

mrg_status salvage_open(struct salvage *salvage, const char *path, mrg_error *error)
{
    *salvage = (struct salvage){.raw = BUFFER_INIT};
    mrg_status status = segment_file_open(&salvage->file, path, error);
    salvage->is_sound = status == MRG_OK;
    salvage->has_checksums = salvage->is_sound;
    if (status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION)
        status = open_unsound(salvage, path, error);
    else if (status == MRG_OK && !salvage_lexicons_find(&salvage->lexicons, &salvage->file))
        status = fail_memory(error);
    if (status != MRG_OK) {
        salvage_close(salvage);
        return status;
    }
    const struct section *meta = &salvage->file.sections[SECTION_META];
    const struct section *lengths = &salvage->file.sections[SECTION_LENGTHS];
    if (meta->size == SEGMENT_META_SIZE && verify(salvage, meta->data, meta->size))
        salvage_set_count(salvage, load_u32(meta->data));
    else if (lengths->size > 0)
        salvage_set_count(salvage, (uint32_t)(lengths->size / 4));
    return MRG_OK;
}

void salvage_set_count(struct salvage *salvage, uint32_t articles)
{
    salvage->has_count = articles <= ARTICLES_MAX;
    salvage->articles = articles;
}

void salvage_close(struct salvage *salvage)
{
    segment_file_close(&salvage->file);
    salvage_lexicons_free(&salvage->lexicons);
    buffer_free(&salvage->raw);
    arena_free(&salvage->arena);
    *salvage = (struct salvage){.raw = BUFFER_INIT};
}

/* ---- the article index ---- */

struct index_entry {
    uint64_t at;    /* where the block begins */
    uint32_t first; /* its first article */
};

/* Entry `number` of the index; false when its page is damaged or it cannot be true. */
static bool read_entry(const struct salvage *salvage, uint32_t number, struct index_entry *entry)
{
    const uint8_t *bytes =
        salvage->file.sections[SECTION_ARTICLE_INDEX].data + (size_t)number * ARTICLES_INDEX_SIZE;
    if (!verify(salvage, bytes, ARTICLES_INDEX_SIZE))
        return false;
    *entry = (struct index_entry){load_u64(bytes), load_u32(bytes + 8)};
    return entry->at < salvage->file.sections[SECTION_ARTICLES].size &&
           (!salvage->has_count || entry->first < salvage->articles);
}

/* The first good entry of a block behind the current one, from entry *number on. */
static bool next_entry(const struct salvage *salvage, uint32_t *number, struct index_entry *entry)
{
    uint64_t count = salvage->file.sections[SECTION_ARTICLE_INDEX].size / ARTICLES_INDEX_SIZE;
    for (; *number < count; ++*number)
        if (read_entry(salvage, *number, entry) && entry->at > salvage->at &&
            entry->first > salvage->first)
            return true;
    return false;
}

/* ---- blocks ---- */

/* Append an article's record behind its size, which is known only when it is there. */
static bool read_article(struct salvage *salvage, const struct lexicon *lexicon,
                         const uint8_t *symbols, size_t size)
{
    struct buffer *raw = &salvage->raw;
    uint8_t varint[VARINT_SIZE_MAX];
    mrg_article article;
    size_t start = raw->size;
    if (!symbols_to_record(lexicon, symbols, size, raw))
        return false;
    arena_clear(&salvage->arena);
    if (!article_record_read(raw->data + start, raw->size - start, &salvage->arena, &article) ||
        article.id.size == 0)
        return false;
    size_t bytes = (size_t)(varint_write(varint, raw->size - start) - varint);
    if (!buffer_reserve(raw, bytes))
        return false;
    memmove(raw->data + start + bytes, raw->data + start, raw->size - start);
    memcpy(raw->data + start, varint, bytes);
    raw->size += bytes;
    return true;
}

/* Take the block at `bytes` apart. Its crc tells that it is good, whatever else is wrong with its page, and which lexicon
 * it is written with; NULL: none that was found. */
static const struct lexicon *open_block(struct salvage *salvage, const uint8_t *bytes, size_t size,
                                        struct coded_articles *articles, size_t *used)
{
    const struct salvage_lexicons *lexicons = &salvage->lexicons;
    for (uint32_t i = 0; i < lexicons->count; i++) {
        uint32_t turn =
            (salvage->lexicon + i) % lexicons->count; /* most likely that of the block before */
        if (coded_articles_open(articles, bytes, size, lexicons->all[turn]->sum, used)) {
            salvage->lexicon = turn;
            return lexicons->all[turn];
        }
    }
    return NULL;
}

/* Read the block at salvage->at, of at most `size` bytes, into *found; *used receives its size. */
static bool read_block(struct salvage *salvage, uint64_t size, struct salvaged *found,
                       uint64_t *used)
{
    const uint8_t *bytes = salvage->file.sections[SECTION_ARTICLES].data + salvage->at;
    struct coded_articles articles;
    const uint8_t *symbols;
    size_t taken = 0, symbols_size;
    const struct lexicon *lexicon = open_block(salvage, bytes, (size_t)size, &articles, &taken);
    if (lexicon == NULL)
        return false;
    uint32_t count = articles.left;
    if (salvage->has_count && count > salvage->articles - salvage->first)
        return false;
    buffer_clear(&salvage->raw);
    while (coded_articles_next(&articles, &symbols, &symbols_size))
        if (!read_article(salvage, lexicon, symbols, symbols_size))
            return false;
    *found = (struct salvaged){.first = salvage->first,
                               .articles = count,
                               .raw = salvage->raw.data,
                               .size = salvage->raw.size};
    *used = taken;
    return true;
}

/* Give up on what lies between here and the next block that can be found, or on the rest. */
static bool lose(struct salvage *salvage, bool has_next, const struct index_entry *next,
                 struct salvaged *found)
{
    uint32_t end = has_next ? next->first : salvage->articles;
    bool is_counted = has_next || salvage->has_count;
    *found = (struct salvaged){.is_lost = true, .first = salvage->first};
    found->articles = is_counted ? end - salvage->first : 0;
    salvage->at = has_next ? next->at : salvage->file.sections[SECTION_ARTICLES].size;
    salvage->first = is_counted ? end : salvage->first;
    return !is_counted || found->articles > 0;
}

bool salvage_next(struct salvage *salvage, struct salvaged *found, mrg_status *status,
                  mrg_error *error)
{
    const struct section *articles = &salvage->file.sections[SECTION_ARTICLES];
    struct index_entry next = {0, 0};
    uint64_t used = 0;
    *status = MRG_OK;
    if (salvage->has_count && salvage->first >= salvage->articles)
        return false;
    if (salvage->at >= articles->size) /* what the count has beyond the blocks */
        return salvage->has_count && lose(salvage, false, &next, found);
    bool has_next = next_entry(salvage, &salvage->entry, &next);
    uint64_t size = (has_next ? next.at : articles->size) - salvage->at;
    bool is_read = read_block(salvage, size, found, &used);
    if (salvage->raw.failed || salvage->arena.failed) {
        *status = fail_memory(error);
        return false;
    }
    bool fits = !has_next || salvage->at + used < next.at ||
                (salvage->at + used == next.at && salvage->first + found->articles == next.first);
    if (!is_read || !fits)
        return lose(salvage, has_next, &next, found);
    salvage->at += used;
    salvage->first += found->articles;
    return true;
}
