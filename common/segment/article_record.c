#include "common/segment/article_record.h"
#include "common/codec/varint.h"

#include <stddef.h>

enum kind { TEXT, TEXTS, TIME };

/* What each tag holds and where it goes in mrg_article. */
static const struct {
    enum kind kind;
    size_t offset; /* of the member in mrg_article */
} members[RECORD_END] = {
    [RECORD_ID] = {TEXT, offsetof(mrg_article, id)},
    [RECORD_VERSION] = {TEXT, offsetof(mrg_article, version)},
    [RECORD_EMBARGO] = {TIME, offsetof(mrg_article, embargo)},
    [RECORD_PUBLISHED] = {TIME, offsetof(mrg_article, published)},
    [RECORD_UPDATED] = {TIME, offsetof(mrg_article, updated)},
    [RECORD_SOURCE] = {TEXT, offsetof(mrg_article, source)},
    [RECORD_HEADLINE] = {TEXT, offsetof(mrg_article, headline)},
    [RECORD_DECK] = {TEXT, offsetof(mrg_article, deck)},
    [RECORD_BYLINE] = {TEXT, offsetof(mrg_article, byline)},
    [RECORD_PLACE] = {TEXT, offsetof(mrg_article, place)},
    [RECORD_SECTION] = {TEXT, offsetof(mrg_article, section)},
    [RECORD_LANGUAGE] = {TEXT, offsetof(mrg_article, language)},
    [RECORD_TOPIC] = {TEXTS, offsetof(mrg_article, topics)},
    [RECORD_PERSON] = {TEXTS, offsetof(mrg_article, people)},
    [RECORD_ORGANISATION] = {TEXTS, offsetof(mrg_article, organisations)},
    [RECORD_URL] = {TEXT, offsetof(mrg_article, url)},
    [RECORD_BODY] = {TEXT, offsetof(mrg_article, body)},
    [RECORD_CAPTION] = {TEXTS, offsetof(mrg_article, captions)},
    [RECORD_RIGHTS] = {TEXT, offsetof(mrg_article, rights)},
    [RECORD_FILE] = {TEXT, offsetof(mrg_article, file)},
};

bool record_tag_is_time(unsigned tag)
{
    return tag < RECORD_END && members[tag].kind == TIME;
}

static void append_text(struct buffer *out, unsigned tag, mrg_text text)
{
    if (text.size == 0)
        return;
    buffer_append_byte(out, (uint8_t)tag);
    varint_append(out, text.size);
    buffer_append(out, text.data, text.size);
}

static void append_number(struct buffer *out, unsigned tag, uint64_t number)
{
    buffer_append_byte(out, (uint8_t)tag);
    varint_append(out, number);
}

static void append_member(struct buffer *out, unsigned tag, const void *member)
{
    const mrg_texts *texts = member;
    mrg_time time;
    switch (members[tag].kind) {
    case TEXT:
        append_text(out, tag, *(const mrg_text *)member);
        break;
    case TEXTS:
        for (size_t i = 0; i < texts->count; i++)
            append_text(out, tag, texts->items[i]);
        break;
    case TIME:
        time = *(const mrg_time *)member;
        if (time != MRG_NO_TIME)
            append_number(out, tag, article_record_number(time));
        break;
    }
}

void article_record_append(struct buffer *out, const mrg_article *article)
{
    for (unsigned tag = RECORD_ID; tag < RECORD_END; tag++)
        append_member(out, tag, (const char *)article + members[tag].offset);
}

static const uint8_t *read_text(const uint8_t *at, const uint8_t *end, mrg_text *text)
{
    uint64_t size;
    at = varint_read(at, end, &size);
    if (at == NULL || size > (uint64_t)(end - at))
        return NULL;
    *text = (mrg_text){(const char *)at, (size_t)size};
    return at + size;
}

/* How many values with `tag` stand in a row from `at`, which is behind the first such tag. */
static size_t count_texts(const uint8_t *at, const uint8_t *end, uint8_t tag)
{
    size_t count = 1;
    mrg_text text;
    while ((at = read_text(at, end, &text)) != NULL && at < end && *at == tag) {
        count++;
        at++;
    }
    return count;
}

static const uint8_t *read_texts(const uint8_t *at, const uint8_t *end, uint8_t tag,
                                 struct arena *arena, mrg_texts *texts)
{
    size_t count = count_texts(at, end, tag);
    mrg_text *items = arena_alloc(arena, count * sizeof *items);
    if (items == NULL)
        return NULL;
    for (size_t i = 0; i < count && at != NULL; i++)
        at = read_text(i == 0 ? at : at + 1, end, &items[i]);
    *texts = (mrg_texts){items, count};
    return at;
}

static const uint8_t *read_member(const uint8_t *at, const uint8_t *end, uint8_t tag,
                                  struct arena *arena, void *member)
{
    uint64_t number;
    switch (members[tag].kind) {
    case TEXT:
        return read_text(at, end, member);
    case TEXTS:
        return read_texts(at, end, tag, arena, member);
    case TIME:
        at = varint_read(at, end, &number);
        *(mrg_time *)member = (mrg_time)((number >> 1) ^ (0 - (number & 1)));
        return at;
    }
    return NULL;
}

bool article_record_read(const uint8_t *bytes, size_t size, struct arena *arena,
                         mrg_article *article)
{
    *article = (mrg_article)MRG_ARTICLE_INIT;
    const uint8_t *at = bytes, *end = bytes + size;
    uint8_t before = 0;
    while (at != NULL && at < end) {
        uint8_t tag = *at++;
        if (tag <= before || tag >= RECORD_END)
            return false;
        before = tag;
        at = read_member(at, end, tag, arena, (char *)article + members[tag].offset);
    }
    return at != NULL;
}
