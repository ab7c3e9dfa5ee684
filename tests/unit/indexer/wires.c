#include "tests/unit/indexer/wires.h"
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const words[] = {"grain", "port",  "strike", "Ferry",
                                    "crew",  "storm", "Bridge", "signal"};

enum { WORDS = sizeof words / sizeof words[0] };

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

void wire_init(struct wire *wire, char family, uint32_t number)
{
    struct random_source random = {(uint64_t)family * 1000003 + number};
    size_t used = 0;
    for (unsigned i = 0; i < 5; i++) /* neighbouring seeds begin alike */
        random_next(&random);
    snprintf(wire->id, sizeof wire->id, "%c-%05u", family, number);
    snprintf(wire->headline, sizeof wire->headline, "%s%c of day %u", words[number % WORDS], family,
             number / 100);
    for (unsigned i = 0; i < WIRE_WORDS; i++)
        used += (size_t)snprintf(wire->body + used, sizeof wire->body - used, "%s%c%s",
                                 words[random_below(&random, WORDS)], family,
                                 i % 20 == 19 ? ".\n" : " ");
    wire->article = (mrg_article)MRG_ARTICLE_INIT;
    wire->article.id = text_of(wire->id);
    wire->article.headline = text_of(wire->headline);
    wire->article.body = text_of(wire->body);
    wire->article.language = text_of("en");
    wire->article.published = 1640995200 + (mrg_time)number * 3600;
}

void wires_commit(mrg_writer *writer, char family, uint32_t count)
{
    mrg_error error = MRG_ERROR_INIT;
    for (uint32_t i = 0; i < count; i++) {
        struct wire wire;
        wire_init(&wire, family, i);
        if (mrg_writer_add(writer, &wire.article, NULL, &error) != MRG_OK)
            fail_msg("%s", error.message);
    }
    if (mrg_writer_commit(writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

uint32_t wires_of(char family)
{
    return isupper((unsigned char)family) ? WIRES_MANY : WIRES_FEW;
}

void wires_commit_all(mrg_writer *writer, const char *families)
{
    for (; *families != '\0'; families++)
        wires_commit(writer, *families, wires_of(*families));
}

void wires_remove(mrg_writer *writer, char family, uint32_t number)
{
    struct wire wire;
    bool was_there = false;
    mrg_error error = MRG_ERROR_INIT;
    wire_init(&wire, family, number);
    if (mrg_writer_remove(writer, wire.article.id, &was_there, &error) != MRG_OK)
        fail_msg("%s", error.message);
    assert_true(was_there);
}
