#include "tests/unit/indexer/nasty.h"
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/base/buffer.h"

#include <stdio.h>

/* ---- pieces ---- */

static const char *const words[] = {"the",
                                    "The",
                                    "of",
                                    "and",
                                    "said",
                                    "minister's",
                                    "U.S.",
                                    "AT&T",
                                    "2,700",
                                    "co-op",
                                    "a-b-c-d",
                                    "don't",
                                    "na\u00efve",
                                    "Stra\u00dfe",
                                    "\u6771\u4eac",
                                    "\u65e5",
                                    "\u041c\u043e\u0441\u043a\u0432\u0430",
                                    "po\u00ADlicy",
                                    "\ud55c\uad6d\uc5b4",
                                    "\u0e44\u0e17\u0e22",
                                    "e\u0301",
                                    "Ankara'da",
                                    "x",
                                    "1",
                                    "\u30a2\u30f3"};
static const char *const gaps[] = {" ",  "  ",   "\n",     "\t",     ", ",    ". ", "\n\n",
                                   "; ", "\r\n", "-",      "--",     "'",     "\"", ".",
                                   ",",  " \t ", "\u00a0", "\u3000", "\u2014"};
static const char *const broken[] = {
    "\xff\xfe",         "\xc3",     "\xe6\x9d", "\xed\xa0\x80", "\xc0\x80",
    "\xf4\x90\x80\x80", "\xf0\x9f", "a\200b",   "\x80",         "\xe6\x9d\xb1\xe4"};
/* Around what words, cached runs and strings of a lexicon may have at most. */
static const uint32_t lengths[] = {15, 16, 17, 63, 64, 65, 66, 126, 127, 128, 129, 300, 5000};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void add_long(struct buffer *text, struct random_source *random, const char *bytes,
                     uint32_t count)
{
    for (uint32_t left = lengths[random_below(random, COUNT(lengths))]; left > 0; left--)
        buffer_append_byte(text, (uint8_t)bytes[random_below(random, count)]);
}

static void add_bytes(struct buffer *text, struct random_source *random)
{
    for (uint32_t left = random_below(random, 20); left > 0; left--)
        buffer_append_byte(text, (uint8_t)random_next(random));
}

/* Characters of a script without spaces, some of them cut. */
static void add_han(struct buffer *text, struct random_source *random)
{
    for (uint32_t left = random_below(random, 50); left > 0; left--) {
        uint32_t code = 0x4E00 + random_bits(random, 6);
        uint8_t utf8[] = {(uint8_t)(0xE0 | code >> 12), (uint8_t)(0x80 | (code >> 6 & 0x3F)),
                          (uint8_t)(0x80 | (code & 0x3F))};
        buffer_append(text, utf8, random_below(random, 40) == 0 ? 2 : 3);
    }
}

static void add_compound(struct buffer *text, struct random_source *random)
{
    for (uint32_t left = 1 + random_below(random, 12); left > 0; left--)
        buffer_append_format(text, "%s-", words[random_below(random, COUNT(words))]);
    if (random_below(random, 2) == 0)
        buffer_append_string(text, "end");
}

static void add_rare(struct buffer *text, struct random_source *random)
{
    switch (random_below(random, 9)) {
    case 0:
        add_bytes(text, random);
        break;
    case 1:
        buffer_append_string(text, broken[random_below(random, COUNT(broken))]);
        break;
    case 2:
        buffer_append(text, "\0\0\0", 1 + random_below(random, 3));
        break;
    case 3:
        add_han(text, random);
        break;
    case 4:
        add_compound(text, random);
        break;
    case 5:
        add_long(text, random, "abcdefghijklmnopqrstuvwxyz0123456789", 36);
        break;
    case 6:
        add_long(text, random, " \t\n,.;-'", 8);
        break;
    case 7:
        add_long(text, random, "ab-'&.\xc3\xa9\xff", 9);
        break;
    default:
        buffer_append_format(text, "word%x", random_bits(random, 20));
    }
}

static void add_piece(struct buffer *text, struct random_source *random)
{
    if (random_below(random, 10) == 0)
        add_rare(text, random);
    else if (random_below(random, 3) == 0)
        buffer_append_format(text, "word%x", random_bits(random, 9));
    else
        buffer_append_string(text, words[random_below(random, COUNT(words))]);
    if (random_below(random, 4) > 0)
        buffer_append_byte(text, ' ');
    else if (random_below(random, 4) > 0)
        buffer_append_string(text, gaps[random_below(random, COUNT(gaps))]);
}

/* A text of up to `pieces` pieces and, if not 0, `most` bytes. */
static mrg_text some_text(struct arena *arena, struct random_source *random, uint32_t pieces,
                          size_t most)
{
    struct buffer text = BUFFER_INIT;
    if (random_below(random, 8) == 0)
        buffer_append_string(&text, gaps[random_below(random, COUNT(gaps))]);
    for (uint32_t left = random_below(random, pieces + 1); left > 0; left--)
        add_piece(&text, random);
    if (random_below(random, 2) == 0) /* most texts do not end with a space */
        buffer_append_string(&text, "end");
    assert_false(text.failed);
    if (most > 0 && text.size > most)
        text.size = most;
    mrg_text copy = {arena_copy(arena, text.data != NULL ? (const char *)text.data : "", text.size),
                     text.size};
    assert_non_null(copy.data);
    buffer_free(&text);
    return copy;
}

/* ---- articles ---- */

enum { NAME_MOST = 300 /* bytes of what is shown as a facet */ };

static mrg_texts some_texts(struct arena *arena, struct random_source *random, uint32_t count,
                            uint32_t pieces, size_t most)
{
    size_t wanted = random_below(random, 3) == 0 ? count : random_below(random, 3);
    mrg_text *items = arena_alloc(arena, (wanted + 1) * sizeof *items);
    assert_non_null(items);
    for (size_t i = 0; i < wanted; i++)
        items[i] = some_text(arena, random, pieces, most);
    return (mrg_texts){items, wanted};
}

static mrg_time some_time(struct random_source *random)
{
    static const mrg_time times[] = {
        MRG_NO_TIME, 0, -1, 1, INT64_MAX, INT64_MAX, INT64_MIN + 1, 1700000000, -62135596800, 127};
    uint32_t which = random_below(random, 2 * COUNT(times));
    return which < COUNT(times)
               ? times[which]
               : (mrg_time)(random_next(random) >> 1 >> random_below(random, 62)) - 1000;
}

static void make_fields(struct nasty_article *nasty, struct random_source *random)
{
    static const char *const languages[] = {"en", "en", "de", "tr", "zh", "ja", "xx"};
    struct arena *arena = &nasty->arena;
    mrg_article *article = &nasty->article;
    const char *language = languages[random_below(random, COUNT(languages))];
    article->language = (mrg_text){language, 2};
    article->embargo = some_time(random);
    article->published = some_time(random);
    article->updated = some_time(random);
    article->source = some_text(arena, random, 3, NAME_MOST);
    article->section = some_text(arena, random, 3, NAME_MOST);
    article->place = some_text(arena, random, 2, NAME_MOST);
    article->topics = some_texts(arena, random, 40, 3, NAME_MOST);
    article->people = some_texts(arena, random, 5, 3, NAME_MOST);
    article->organisations = some_texts(arena, random, 5, 3, NAME_MOST);
    article->headline = some_text(arena, random, 12, 0);
    article->deck = some_text(arena, random, 12, 0);
    article->byline = some_text(arena, random, 5, 0);
    article->url = some_text(arena, random, 6, 0);
    article->body = some_text(arena, random, 1U << random_below(random, 10), 0);
    article->captions = some_texts(arena, random, 4, 12, 0);
    article->rights = some_text(arena, random, 8, 0);
    article->file = some_text(arena, random, 4, 0);
}

void nasty_article_init(struct nasty_article *nasty, uint32_t number, uint32_t version)
{
    struct random_source random = {(uint64_t)number * 1000003 + version + 1};
    struct buffer id = BUFFER_INIT, age = BUFFER_INIT;
    *nasty = (struct nasty_article){ARENA_INIT, MRG_ARTICLE_INIT};
    for (unsigned i = 0; i < 8; i++) /* neighbouring seeds begin alike */
        random_next(&random);
    buffer_append_format(&id, "%u:", number);
    struct random_source of_id = {number + 1};
    mrg_text rest = some_text(&nasty->arena, &of_id, 3, 100);
    buffer_append(&id, rest.data, rest.size);
    buffer_append_format(&age, "%u", version);
    nasty->article.id = (mrg_text){arena_copy(&nasty->arena, id.data, id.size), id.size};
    nasty->article.version = (mrg_text){arena_copy(&nasty->arena, age.data, age.size), age.size};
    assert_true(nasty->article.id.data != NULL && nasty->article.version.data != NULL);
    buffer_free(&id);
    buffer_free(&age);
    make_fields(nasty, &random);
}

void nasty_article_free(struct nasty_article *nasty)
{
    arena_free(&nasty->arena);
}
