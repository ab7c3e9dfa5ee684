#include "tests/crash/small_index.h"

#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include <stdio.h>
#include <string.h>

enum {
    WIRES = 150,     /* short articles: more than a block of postings */
    FEATURES = 20,   /* long ones */
    LATE = 6,        /* that replace earlier ones */
    MANY_FORMS = 12, /* number of the feature that repeats one word in all its forms */
    BODY_MAX = 8000  /* bytes */
};

static const char *const words[] = {
    "harbour",  "Harbours", "ferry",   "ferries",  "captain", "storm",  "airport",
    "Airports", "strike",   "council", "minister", "railway", "bridge", "market",
    "grain",    "été",      "Straße",  "город",    "city",    "river",  "crew",
    "signal",   "anchor",   "lamp",    "museum",   "clock",   "東京",
};

static const char *const forms[] = {
    "airport", "Airport", "AIRPORT", "airports", "Airports",  "AIRPORTS",  "airport's", "Airport's",
    "airPort", "aIrport", "airporT", "AirPort",  "airports'", "Airports'", "aiRport",   "airpOrt"};

#define COUNT(A) (sizeof(A) / sizeof *(A))

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

/* What an article's members point to. */
struct article_text {
    char id[32], headline[80], place[32], byline[64], body[BODY_MAX];
    mrg_text topics[2], people[2], organisations[1], captions[1];
};

static void write_body(struct article_text *text, unsigned number, bool is_long)
{
    struct random_source random = {number + 77};
    size_t used = 0;
    const unsigned count = number == WIRES + MANY_FORMS ? 450 : is_long ? 70 : 6;
    for (unsigned i = 0; i < count; i++) {
        const char *word = number == WIRES + MANY_FORMS && i % 3 != 0
                               ? forms[random_below(&random, COUNT(forms))]
                               : words[random_below(&random, COUNT(words))];
        used += (size_t)snprintf(text->body + used, sizeof text->body - used, "%s%s", word,
                                 i % 9 == 8 ? ". The " : " ");
    }
    snprintf(text->body + used, sizeof text->body - used, "ship %u.", number);
}

/* Article `number` of the index; it borrows from `text`. */
static mrg_article make_article(struct article_text *text, unsigned number)
{
    const bool is_late = number >= WIRES + FEATURES, is_long = number >= WIRES;
    const unsigned identity = is_late ? (number - WIRES - FEATURES) * 31 : number;
    static const char *const languages[] = {"en", "en", "en", "fr", "de"};
    snprintf(text->id, sizeof text->id, "wire-%03u", identity);
    snprintf(text->headline, sizeof text->headline, "Ship and %s at %s, day %u",
             words[number % COUNT(words)], words[number * 7 % COUNT(words)], number);
    snprintf(text->place, sizeof text->place, "Port %u", number % 11);
    snprintf(text->byline, sizeof text->byline, "By %s Mason", words[number % 5]);
    write_body(text, number, is_long);
    text->topics[0] = text_of(words[number % 6]);
    text->topics[1] = text_of("shipping");
    text->people[0] = text_of("Ada Mason");
    text->people[1] = text_of(words[number % 9]);
    text->organisations[0] = text_of("Harbour Board");
    text->captions[0] = text_of("The lamp above the harbour bridge");
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = text_of(text->id);
    article.headline = text_of(text->headline);
    article.body = text_of(text->body);
    article.source = text_of("Harbour Wire");
    article.place = text_of(text->place);
    article.language = text_of(languages[number % COUNT(languages)]);
    article.published = 1640995200 + (mrg_time)number * 86400;
    if (!is_long)
        return article;
    article.updated = article.published + 3600;
    article.deck = text_of("What the crew of the ferry saw");
    article.byline = text_of(text->byline);
    article.section = text_of(number % 2 == 0 ? "Ports" : "World");
    article.topics = (mrg_texts){text->topics, 2};
    article.people = (mrg_texts){text->people, 2};
    article.organisations = (mrg_texts){text->organisations, 1};
    article.captions = (mrg_texts){text->captions, 1};
    article.url = text_of("https://example.org/ship");
    article.rights = text_of("(c) Harbour Wire");
    if (number == WIRES + 3)
        article.embargo = 4102444800; /* the year 2100 */
    return article;
}

mrg_status small_index_add(mrg_writer *writer, unsigned first, unsigned count, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (unsigned i = first; i < first + count && status == MRG_OK; i++) {
        struct article_text text;
        const mrg_article article = make_article(&text, i);
        status = mrg_writer_add(writer, &article, NULL, error);
    }
    return status;
}

static void add(mrg_writer *writer, unsigned first, unsigned count)
{
    mrg_error error = MRG_ERROR_INIT;
    if (small_index_add(writer, first, count, &error) != MRG_OK ||
        mrg_writer_commit(writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

void small_index_build(const char *path)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    mrg_writer *writer;
    options.memory = 64 << 20;
    if (mrg_writer_open(path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    add(writer, 0, WIRES);
    add(writer, WIRES, FEATURES);
    assert_int_equal(mrg_writer_remove(writer, text_of("wire-007"), NULL, &error), MRG_OK);
    assert_int_equal(mrg_writer_remove(writer, text_of("wire-155"), NULL, &error), MRG_OK);
    add(writer, WIRES + FEATURES, LATE);
    mrg_writer_close(writer);
}
