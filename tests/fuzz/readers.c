/* Readers: any bytes as a source. What is read does not depend on the pieces the bytes arrive in. */
#include "common/base/hash.h"
#include "corpus/reader.h"
#include "tests/fuzz/fuzz.h"

enum { ARTICLES_LIMIT = 100000 };

/* What a source came to. */
struct reading {
    uint64_t hash;     /* of everything read, in order */
    unsigned articles; /* good and bad */
};

static void add_bytes(struct reading *reading, const void *bytes, size_t size)
{
    reading->hash = hash64(bytes, size, reading->hash);
}

static void add_text(struct reading *reading, mrg_text text)
{
    add_bytes(reading, text.size > 0 ? text.data : "", text.size);
}

static void add_texts(struct reading *reading, mrg_texts texts)
{
    for (size_t i = 0; i < texts.count; i++)
        add_text(reading, texts.items[i]);
    add_bytes(reading, &texts.count, sizeof texts.count);
}

static void add_article(struct reading *reading, const mrg_article *article)
{
    const mrg_text texts[] = {article->id,       article->version, article->source,
                              article->headline, article->deck,    article->byline,
                              article->place,    article->section, article->language,
                              article->url,      article->body,    article->rights};
    const mrg_time numbers[] = {(mrg_time)article->status, article->embargo, article->published,
                                article->updated};
    FUZZ_REQUIRE(article->id.size > 0);
    add_texts(reading, (mrg_texts){texts, sizeof texts / sizeof *texts});
    add_texts(reading, article->topics);
    add_texts(reading, article->people);
    add_texts(reading, article->organisations);
    add_texts(reading, article->captions);
    add_bytes(reading, numbers, sizeof numbers);
}

static void read_all(struct reader *reader, struct reading *reading)
{
    const mrg_article *article;
    enum read_outcome outcome;
    mrg_error error = MRG_ERROR_INIT;
    do {
        outcome = reader_next(reader, &article, &error);
        add_bytes(reading, &outcome, sizeof outcome);
        if (outcome == READ_ARTICLE)
            add_article(reading, article);
        FUZZ_REQUIRE(outcome == READ_ARTICLE || outcome == READ_END || error.message[0] != '\0');
        FUZZ_REQUIRE(++reading->articles < ARTICLES_LIMIT);
    } while (outcome == READ_ARTICLE || outcome == READ_BAD);
}

static struct reading read_in_pieces(const uint8_t *data, size_t size, size_t piece_size)
{
    static const struct reader_options options = {.date = MRG_NO_TIME};
    struct reading reading = {0, 0};
    struct reader *reader = NULL;
    struct input input;
    mrg_error error = MRG_ERROR_INIT;
    if (input_open_pieces(&input, "2022/01/14/fuzz", data, size, piece_size, &error) != MRG_OK)
        return reading;
    if (reader_open(&input, &options, &reader, NULL, &error) == MRG_OK)
        read_all(reader, &reading);
    reader_free(reader);
    input_close(&input);
    return reading;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct reading whole = read_in_pieces(data, size, 1 << 20);
    const struct reading pieces = read_in_pieces(data, size, 1 + size % 13);
    FUZZ_REQUIRE(whole.articles == pieces.articles && whole.hash == pieces.hash);
    return 0;
}
