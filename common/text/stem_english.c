/* Names of steps and regions are those of the algorithm's description. Where a step looks for endings, the
 * longest that the word has counts, whether or not the step then does anything with it; so endings are
 * listed with longer ones before those they end with. */
#include "common/text/stem_english.h"

#include <string.h>

struct word {
    char *bytes; /* borrowed; a y that is a consonant is 'Y' while the steps run */
    size_t size;
    size_t r1; /* where the region R1 begins: `size` at first when there is none */
    size_t r2; /* where R2 begins, within R1 */
};

/* What becomes of a word that ends with `ending`. */
struct rule {
    const char *ending;
    size_t size;         /* of the ending */
    const char *instead; /* never longer */
    const char *before;  /* bytes one of which must stand before the ending; NULL: any */
};

#define ENDING(ending) ending, sizeof ending - 1

static bool is_one_of(char byte, const char *bytes)
{
    return memchr(bytes, byte, strlen(bytes)) != NULL;
}

static bool is_vowel(char byte)
{
    return byte == 'a' || byte == 'e' || byte == 'i' || byte == 'o' || byte == 'u' || byte == 'y';
}

static bool has_vowel_before(const struct word *word, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (is_vowel(word->bytes[i]))
            return true;
    return false;
}

static bool ends_with(const struct word *word, const char *ending, size_t size)
{
    return word->size >= size && memcmp(word->bytes + word->size - size, ending, size) == 0;
}

/* The first rule whose ending the word has; NULL when there is none. */
static const struct rule *find_rule(const struct word *word, const struct rule *rules, size_t count)
{
    char last = word->size > 0 ? word->bytes[word->size - 1] : '\0';
    for (size_t i = 0; i < count; i++)
        if (rules[i].ending[rules[i].size - 1] == last &&
            ends_with(word, rules[i].ending, rules[i].size))
            return &rules[i];
    return NULL;
}

/* Replace the last `size` bytes by `instead`. */
static void replace(struct word *word, size_t size, const char *instead)
{
    size_t with = strlen(instead);
    word->size = word->size - size + with;
    memcpy(word->bytes + word->size - with, instead, with);
}

/* Apply the rule that fits, if its ending lies behind `region` and the byte before it is right. */
static void apply(struct word *word, const struct rule *rules, size_t count, size_t region)
{
    const struct rule *rule = find_rule(word, rules, count);
    size_t size = rule != NULL ? rule->size : 0;
    if (rule == NULL || word->size - size < region)
        return;
    bool fits = rule->before == NULL ||
                (word->size > size && is_one_of(word->bytes[word->size - size - 1], rule->before));
    if (fits)
        replace(word, size, rule->instead);
}

/* ---- regions ---- */

/* Behind the first consonant that follows a vowel, from `at` on. */
static size_t region_behind(const struct word *word, size_t at)
{
    while (at < word->size && !is_vowel(word->bytes[at]))
        at++;
    while (at < word->size && is_vowel(word->bytes[at]))
        at++;
    return at < word->size ? at + 1 : word->size;
}

static bool begins_with(const struct word *word, const char *beginning)
{
    size_t size = strlen(beginning);
    return word->size >= size && memcmp(word->bytes, beginning, size) == 0;
}

static void mark_regions(struct word *word)
{
    static const char *const beginnings[] = {"gener", "commun", "arsen"};
    word->r1 = 0;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (begins_with(word, beginnings[i]))
            word->r1 = strlen(beginnings[i]);
    if (word->r1 == 0)
        word->r1 = region_behind(word, 0);
    word->r2 = region_behind(word, word->r1);
}

/* A y at the beginning or behind a vowel is a consonant. */
static void mark_consonants(struct word *word)
{
    for (size_t i = 0; i < word->size; i++)
        if (word->bytes[i] == 'y' && (i == 0 || is_vowel(word->bytes[i - 1])))
            word->bytes[i] = 'Y';
}

/* Whether what is left of `end` ends in a short syllable: a vowel between consonants, the last not w, x or Y;
 * or a vowel at the beginning and a consonant. */
static bool is_short_before(const struct word *word, size_t end)
{
    const char *bytes = word->bytes;
    if (end < 2 || is_vowel(bytes[end - 1]) || !is_vowel(bytes[end - 2]))
        return false;
    if (end == 2)
        return true;
    return !is_one_of(bytes[end - 1], "wxY") && !is_vowel(bytes[end - 3]);
}

/* ---- steps ---- */

static void step_1a(struct word *word)
{
    static const struct rule possessives[] = {
        {ENDING("'s'"), "", NULL}, {ENDING("'s"), "", NULL}, {ENDING("'"), "", NULL}};
    apply(word, possessives, sizeof possessives / sizeof *possessives, 0);
    if (ends_with(word, "sses", 4))
        word->size -= 2;
    else if (ends_with(word, "ied", 3) || ends_with(word, "ies", 3))
        word->size -= word->size > 4 ? 2 : 1;
    else if (ends_with(word, "s", 1) && !ends_with(word, "us", 2) && !ends_with(word, "ss", 2) &&
             word->size > 1 && has_vowel_before(word, word->size - 2))
        word->size--;
}

/* What is left when "ed" or "ing" went. */
static void mend(struct word *word)
{
    if (ends_with(word, "at", 2) || ends_with(word, "bl", 2) || ends_with(word, "iz", 2)) {
        word->bytes[word->size++] = 'e';
        return;
    }
    size_t size = word->size;
    if (size > 1 && word->bytes[size - 1] == word->bytes[size - 2] &&
        is_one_of(word->bytes[size - 1], "bdfgmnprt"))
        word->size--;
    else if (size == word->r1 && is_short_before(word, size))
        word->bytes[word->size++] = 'e';
}

static void step_1b(struct word *word)
{
    static const struct rule endings[] = {
        {ENDING("eedly"), "ee", NULL}, {ENDING("eed"), "ee", NULL}, {ENDING("ingly"), "", NULL},
        {ENDING("edly"), "", NULL},    {ENDING("ing"), "", NULL},   {ENDING("ed"), "", NULL}};
    const struct rule *rule = find_rule(word, endings, sizeof endings / sizeof *endings);
    if (rule == NULL)
        return;
    size_t stem = word->size - rule->size;
    if (rule->instead[0] != '\0') {
        if (stem >= word->r1)
            word->size = stem + 2;
    } else if (has_vowel_before(word, stem)) {
        word->size = stem;
        mend(word);
    }
}

static void step_1c(struct word *word)
{
    size_t size = word->size;
    if (size > 2 && (word->bytes[size - 1] | 0x20) == 'y' && !is_vowel(word->bytes[size - 2]))
        word->bytes[size - 1] = 'i';
}

static void step_2(struct word *word)
{
    static const struct rule rules[] = {
        {ENDING("ational"), "ate", NULL}, {ENDING("tional"), "tion", NULL},
        {ENDING("enci"), "ence", NULL},   {ENDING("anci"), "ance", NULL},
        {ENDING("abli"), "able", NULL},   {ENDING("entli"), "ent", NULL},
        {ENDING("izer"), "ize", NULL},    {ENDING("ization"), "ize", NULL},
        {ENDING("ation"), "ate", NULL},   {ENDING("ator"), "ate", NULL},
        {ENDING("alism"), "al", NULL},    {ENDING("aliti"), "al", NULL},
        {ENDING("alli"), "al", NULL},     {ENDING("fulness"), "ful", NULL},
        {ENDING("ousli"), "ous", NULL},   {ENDING("ousness"), "ous", NULL},
        {ENDING("iveness"), "ive", NULL}, {ENDING("iviti"), "ive", NULL},
        {ENDING("biliti"), "ble", NULL},  {ENDING("bli"), "ble", NULL},
        {ENDING("ogi"), "og", "l"},       {ENDING("fulli"), "ful", NULL},
        {ENDING("lessli"), "less", NULL}, {ENDING("li"), "", "cdeghkmnrt"}};
    apply(word, rules, sizeof rules / sizeof *rules, word->r1);
}

static void step_3(struct word *word)
{
    static const struct rule rules[] = {
        {ENDING("ational"), "ate", NULL}, {ENDING("tional"), "tion", NULL},
        {ENDING("alize"), "al", NULL},    {ENDING("icate"), "ic", NULL},
        {ENDING("iciti"), "ic", NULL},    {ENDING("ical"), "ic", NULL},
        {ENDING("ful"), "", NULL},        {ENDING("ness"), "", NULL}};
    if (!ends_with(word, "ative", 5))
        apply(word, rules, sizeof rules / sizeof *rules, word->r1);
    else if (word->size - 5 >= word->r1 && word->size - 5 >= word->r2)
        word->size -= 5;
}

static void step_4(struct word *word)
{
    static const struct rule rules[] = {
        {ENDING("al"), "", NULL},   {ENDING("ance"), "", NULL}, {ENDING("ence"), "", NULL},
        {ENDING("er"), "", NULL},   {ENDING("ic"), "", NULL},   {ENDING("able"), "", NULL},
        {ENDING("ible"), "", NULL}, {ENDING("ant"), "", NULL},  {ENDING("ement"), "", NULL},
        {ENDING("ment"), "", NULL}, {ENDING("ent"), "", NULL},  {ENDING("ism"), "", NULL},
        {ENDING("ate"), "", NULL},  {ENDING("iti"), "", NULL},  {ENDING("ous"), "", NULL},
        {ENDING("ive"), "", NULL},  {ENDING("ize"), "", NULL},  {ENDING("ion"), "", "st"}};
    apply(word, rules, sizeof rules / sizeof *rules, word->r2);
}

static void step_5(struct word *word)
{
    if (word->size == 0)
        return;
    size_t last = word->size - 1;
    bool drops_e = word->bytes[last] == 'e' &&
                   (last >= word->r2 || (last >= word->r1 && !is_short_before(word, last)));
    bool drops_l =
        word->bytes[last] == 'l' && last >= word->r2 && last > 0 && word->bytes[last - 1] == 'l';
    if (drops_e || drops_l)
        word->size = last;
}

/* ---- exceptions ---- */

static bool is_word(const struct word *word, const char *other)
{
    return strlen(other) == word->size && memcmp(word->bytes, other, word->size) == 0;
}

/* Words whose stems are listed. */
static bool is_exception(struct word *word)
{
    static const struct {
        const char *word;
        const char *stem;
    } exceptions[] = {{"skis", "ski"},      {"skies", "sky"},    {"dying", "die"},
                      {"lying", "lie"},     {"tying", "tie"},    {"idly", "idl"},
                      {"gently", "gentl"},  {"ugly", "ugli"},    {"early", "earli"},
                      {"only", "onli"},     {"singly", "singl"}, {"sky", "sky"},
                      {"news", "news"},     {"howe", "howe"},    {"atlas", "atlas"},
                      {"cosmos", "cosmos"}, {"bias", "bias"},    {"andes", "andes"}};
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if (word->bytes[0] != exceptions[i].word[0] || !is_word(word, exceptions[i].word))
            continue;
        replace(word, word->size, exceptions[i].stem);
        return true;
    }
    return false;
}

/* Words that stay as step 1a leaves them. */
static bool is_settled(const struct word *word)
{
    static const char *const settled[] = {"inning",  "outing",  "canning", "herring",
                                          "earring", "proceed", "exceed",  "succeed"};
    for (size_t i = 0; i < sizeof settled / sizeof *settled; i++)
        if (is_word(word, settled[i]))
            return true;
    return false;
}

/* ---- all together ---- */

static void run_steps(struct word *word)
{
    step_1a(word);
    if (is_settled(word))
        return;
    step_1b(word);
    step_1c(word);
    step_2(word);
    step_3(word);
    step_4(word);
    step_5(word);
}

size_t stem_english(mrg_text text, char stem[ENGLISH_SIZE_MAX])
{
    struct word word = {.bytes = stem, .size = text.size};
    if (text.size == 0 || text.size > ENGLISH_SIZE_MAX)
        return 0;
    for (size_t i = 0; i < text.size; i++)
        if ((uint8_t)text.data[i] >= 0x80 || (text.data[i] >= '0' && text.data[i] <= 'Z'))
            return 0;
    memcpy(stem, text.data, text.size);
    if (text.size < 3 || is_exception(&word))
        return word.size;
    if (stem[0] == '\'')
        memmove(stem, stem + 1, --word.size);
    mark_consonants(&word);
    mark_regions(&word);
    run_steps(&word);
    for (size_t i = 0; i < word.size; i++)
        if (stem[i] == 'Y')
            stem[i] = 'y';
    return word.size;
}
