/* What the numbers of an inverter's stream stand for: an *item* is a stretch of text as it is stored, or a written
 * form as it is indexed, or, for nearly all words, both at once.
 *
 * Items 0 to RECORD_END - 1 are marks: the end of an article and, by their tags, the beginnings of its fields.
 */
#ifndef MORGUE_INDEXER_STREAM_ITEMS_H
#define MORGUE_INDEXER_STREAM_ITEMS_H

#include "common/base/arena.h"
#include "common/segment/article_record.h"

#define STREAM_SET    UINT32_C(0x80000000) /* an item's number is below it */
#define ITEM_NONE     UINT32_MAX
#define FORM_NONE     UINT32_MAX
#define ITEM_SIZE_MAX INT32_MAX /* bytes of an item's text */

enum { ITEM_END = 0 /* of an article; the tag of a field is the item of its beginning */ };

struct stream_item {
    const char *text;    /* borrowed or of the arena: as stored; NULL: it is not */
    uint32_t size : 31;  /* bytes of the text */
    uint32_t is_gap : 1; /* it stands between words: no space belongs before it (lexicon.h) */
    uint32_t form;       /* of the vocabulary, as indexed; FORM_NONE: it is not */
};

struct stream_items {
    struct stream_item *all; /* owned */
    uint32_t count;
    uint32_t capacity; /* items allocated */
    uint32_t
        *of_form; /* owned: per form, the item that is that form and no text; ITEM_NONE: none yet */
    uint32_t forms;     /* entries of `of_form` in use */
    uint32_t form_room; /* entries of `of_form` allocated */
    struct arena arena; /* texts, and whatever lasts as long as they do */
};

/* An item that nothing is known of yet. */
static inline struct stream_item stream_item_unknown(void)
{
    return (struct stream_item){.form = FORM_NONE};
}

/* With the marks alone. False when memory is short. */
bool stream_items_init(struct stream_items *items);
void stream_items_free(struct stream_items *items);

/* Whether stream_items_grow has to be called before `more` are added. */
static inline bool stream_items_lack(const struct stream_items *items, uint32_t more)
{
    return more > items->capacity - items->count;
}

/* Room for `more` items, at least; all of them move. False when memory is short. */
bool stream_items_grow(struct stream_items *items, uint32_t more);

/* Where the number of the item is that is `form` and no text: it may be ITEM_NONE, to be set then. NULL when memory is
 * short. */
uint32_t *stream_items_of_form(struct stream_items *items, uint32_t form);

/* Bytes held. */
size_t stream_items_memory(const struct stream_items *items);

#endif
