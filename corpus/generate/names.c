#include "corpus/generate/names.h"

#include <ctype.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const onsets[] = {
    "b", "br", "c", "ch", "d",  "dr", "f", "g",  "gr", "h", "j", "k", "kr", "l",  "m",  "n",
    "p", "pr", "r", "s",  "sh", "st", "t", "tr", "v",  "w", "y", "z", "kh", "sk", "fl", "th",
};

/* The first sixteen are plain ASCII, so that most names are, as in an English-language archive. */
static const char *const vowels[] = {
    "a", "e", "i", "o", "u", "a", "e", "o", "ai", "ei", "ou", "ia",
    "i", "a", "e", "o", "é", "ö", "ü", "á", "ø",  "ã",  "í",  "ó",
};

static const char *const codas[] = {
    "", "n", "r", "l", "s", "m", "k", "t", "nd", "rt", "", "", "", "n", "r", "",
};

static const char *const endings[NAME_KIND_COUNT][8] = {
    [NAME_SURNAME] = {"ov", "sen", "ez", "ski", "ani", "er", "yan", "o"},
    [NAME_TOWN] = {"ville", "burg", "abad", "ton", "stan", "mouth", "grad", "field"},
    [NAME_COMPANY] = {"tek", "co", "air", "bank", "gas", "soft", "media", "steel"},
    [NAME_TERM] = {"ine", "ation", "ite", "ing", "osis", "ed", "ers", "ium"},
};

void name_pool_init(struct name_pool *pool, enum name_kind kind, uint64_t seed)
{
    /* As after a first thousand draws: the archive does not begin at the beginning of the world.
     * The ratio sets the constant of Heaps' law, here 30. */
    *pool = (struct name_pool){
        .kind = kind, .seed = random_mix(seed + (uint64_t)kind + 1), .draws = 1000, .names = 2000};
}

uint32_t name_pool_draw(struct name_pool *pool, struct random *random)
{
    pool->draws++;
    uint64_t growth = (uint64_t)random_below(random, UINT64_C(1) << 32) * (pool->draws >> 4);
    bool is_new = (growth >> 32) * 10 < (uint64_t)(pool->names >> 4) * 6;
    if (is_new && pool->names < UINT32_MAX)
        return pool->names++;
    return random_zipf(random, pool->names);
}

/* One in twelve syllables takes its vowel from the end of the table, where the accents are. */
static const char *vowel(uint64_t bits)
{
    size_t plain = 16;
    if (bits % 12 != 0)
        return vowels[(bits >> 8) % plain];
    return vowels[plain + (bits >> 8) % (COUNT(vowels) - plain)];
}

void name_pool_append(const struct name_pool *pool, uint32_t number, struct buffer *out)
{
    uint64_t bits = random_mix(pool->seed + number * UINT64_C(0x9e3779b97f4a7c15));
    size_t start = out->size;
    /* Two syllables spell some half a million words with the endings: more are needed later on. */
    unsigned syllables = number < 4096 ? 1 + (unsigned)(bits >> 63) : 2 + (unsigned)(bits >> 63);
    for (unsigned i = 0; i < syllables; i++) {
        buffer_append_string(out, onsets[bits % COUNT(onsets)]);
        buffer_append_string(out, vowel(bits >> 5));
        buffer_append_string(out, codas[(bits >> 18) % COUNT(codas)]);
        bits = random_mix(bits);
    }
    buffer_append_string(out, endings[pool->kind][bits % 8]);
    if (pool->kind != NAME_TERM && !out->failed)
        out->data[start] = (uint8_t)toupper(out->data[start]);
}
