/* Which articles are lost, by name where the dictionary still has their ids. */
#include "common/base/error.h"
#include "common/codec/endian.h"
#include "common/segment/posting_cursor.h"
#include "indexer/repair/repair.h"

static bool is_set(const uint8_t *bits, uint32_t number)
{
    return (bits[number / 8] >> (number % 8) & 1) != 0;
}

static struct lost_article *lost_items(struct repair *repair, size_t *count)
{
    *count = repair->lost.size / sizeof(struct lost_article);
    return (struct lost_article *)(void *)repair->lost.data;
}

/* ---- ids ---- */

/* A walk over the ids of a dictionary. */
struct id_walk {
    struct repair *repair;
    const struct segment_file *file;
    const uint8_t *bits;
    uint32_t articles;
    size_t first; /* where the segment's articles begin in repair->lost */
};

static void name_article(const struct id_walk *walk, const struct dictionary_cursor *cursor,
                         uint32_t article)
{
    size_t count, low = walk->first, high;
    struct lost_article *items = lost_items(walk->repair, &count);
    high = count;
    if (article >= walk->articles || !is_set(walk->bits, article))
        return;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (items[middle].number <= article)
            low = middle;
        else
            high = middle;
    }
    items[low].id_at = walk->repair->ids.size;
    items[low].id_size = cursor->key_size - 1;
    buffer_append(&walk->repair->ids, cursor->key + 1, cursor->key_size - 1);
}

static void name_list(const struct id_walk *walk, const struct dictionary_cursor *cursor)
{
    struct posting_cursor list;
    mrg_error ignored = MRG_ERROR_INIT;
    if (posting_cursor_open(&list, walk->file, &cursor->entry, walk->articles, &ignored) != MRG_OK)
        return;
    while (posting_cursor_next(&list) != ARTICLE_NONE)
        name_article(walk, cursor, list.article);
    posting_cursor_close(&list);
}

/* Block by block, so that a damaged one hides no other. */
static void walk_ids(const struct id_walk *walk)
{
    struct dictionary dictionary;
    uint64_t blocks = walk->file->sections[SECTION_TERM_INDEX].size / 4, block = 0;
    dictionary_open(&dictionary, walk->file, blocks * DICTIONARY_BLOCK);
    while (block < blocks) {
        /* As after the last term of the block before. */
        struct dictionary_cursor cursor = {.dictionary = &dictionary,
                                           .at = walk->file->sections[SECTION_TERMS].data,
                                           .next = block * DICTIONARY_BLOCK,
                                           .key_size = 1};
        while (dictionary_next(&cursor))
            if (cursor.key[0] == KEY_ID)
                name_list(walk, &cursor);
        block = cursor.next / DICTIONARY_BLOCK + 1;
    }
}

mrg_status lost_add(struct repair *repair, const char *name, const struct segment_file *file,
                    const uint8_t *bits, uint32_t articles, mrg_error *error)
{
    size_t first, after;
    lost_items(repair, &first);
    for (uint32_t a = 0; a < articles; a++) {
        struct lost_article one = {.number = a};
        if (!is_set(bits, a))
            continue;
        memcpy(one.file, name, strlen(name) + 1);
        buffer_append(&repair->lost, &one, sizeof one);
    }
    if (repair->lost.failed)
        return fail_memory(error);
    lost_items(repair, &after);
    if (after > first && file->page_good != NULL)
        walk_ids(&(struct id_walk){repair, file, bits, articles, first});
    return repair->ids.failed ? fail_memory(error) : MRG_OK;
}

/* ---- telling ---- */

/* Whether the index holds an article with the id of a lost one: then that was an older version. */
static mrg_status is_held(const struct repair *repair, const struct snapshot *snapshot,
                          const struct lost_article *lost, bool *held, mrg_error *error)
{
    uint8_t key[KEY_SIZE_MAX] = {KEY_ID};
    size_t segment;
    uint32_t article;
    *held = false;
    if (lost->id_size == 0)
        return MRG_OK;
    memcpy(key + 1, repair->ids.data + lost->id_at, lost->id_size);
    return snapshot_find_id(snapshot, key, lost->id_size + 1, &segment, &article, held, error);
}

mrg_status lost_tell(struct repair *repair, mrg_error *error)
{
    size_t count;
    struct snapshot snapshot;
    const struct lost_article *items = lost_items(repair, &count);
    if (count == 0)
        return MRG_OK;
    mrg_status status = repair_snapshot(repair, &snapshot, error);
    for (size_t i = 0; i < count && status == MRG_OK; i++) {
        const struct lost_article *one = &items[i];
        bool held = false;
        status = is_held(repair, &snapshot, one, &held, error);
        if (status != MRG_OK || held)
            continue;
        repair->result.lost++;
        if (one->id_size > 0)
            repair_say(repair, "lost: article %.*s", (int)one->id_size,
                       (const char *)repair->ids.data + one->id_at);
        else
            repair_say(repair, "lost: article number %u of %s", one->number, one->file);
    }
    snapshot_close(&snapshot);
    return status;
}
