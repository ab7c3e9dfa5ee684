#include "tests/oracle/settings.h"

#include <stdlib.h>
#include <time.h>

uint64_t setting_number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

uint64_t setting_seed(void)
{
    static uint64_t seed;
    if (seed == 0)
        seed = setting_number("MORGUE_SEED", (uint64_t)time(NULL));
    return seed;
}

bool setting_is_slow(void)
{
    return setting_number("MORGUE_SLOW", 0) != 0;
}

static double one_of(struct random *random, const double choices[4])
{
    return choices[random_below(random, 4)];
}

struct comparison random_comparison(struct random *random, bool has_languages, mrg_time now)
{
    static const double k1[] = {1.2, 0.9, 0, 2.5}, b[] = {0.75, 0.4, 0, 1};
    static const double boost[] = {1, 0, 0.5, 3};
    static const char *const languages[] = {NULL, NULL, NULL, "en", "fr", "de"};
    static const uint64_t count_to[] = {0, 0, 20, 1000};
    struct comparison how = {MRG_QUERY_OPTIONS_INIT, MRG_SEARCH_OPTIONS_INIT, 0};
    how.query.keep_stopwords = true;
    how.query.any_word = random_chance(random, 30);
    if (has_languages)
        how.query.language = languages[random_below(random, 6)];
    how.search.now = now;
    how.search.count_to = count_to[random_below(random, 4)];
    if (random_chance(random, 50)) {
        how.search.k1 = one_of(random, k1);
        how.search.b = one_of(random, b);
        how.search.headline_boost = one_of(random, boost);
    }
    how.offset = random_below(random, random_chance(random, 50) ? 20 : 2000);
    return how;
}
