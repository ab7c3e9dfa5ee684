#include "tests/oracle/article_maker.h"

#include "tests/cmocka_all.h"

#include <string.h>

#define COUNT_OF(array) ((unsigned)(sizeof(array) / sizeof *(array)))

/* Their stems differ from one another; a handful of forms meet in one. */
static const char *const few_words[] = {
    "ba",   "ce",   "di",   "fo",   "gu",    "the",  "hak",  "jel",  "kim",  "lop",  "mun",  "of",
    "nar",  "pet",  "quil", "ros",  "tus",   "vax",  "wim",  "yog",  "zut",  "and",  "barn", "celt",
    "dime", "fold", "gulf", "hawk", "jelly", "kite", "lope", "mund", "port", "quiz", "rosy", "tusk",
};

/* Words of several languages: a code, then its words. Where one is written the same in two languages,
 * its stems often are not. */
static const struct {
    const char *code;
    const char *words[12];
} languages[] = {
    {"en",
     {"sanctions", "minister", "nations", "elections", "Nur-Sultan", "station", "résumés",
      "generation", "mission", "port", "table", "information"}},
    {"fr",
     {"sanctions", "ministre", "nations", "l'État", "élections", "stations", "Président",
      "générations", "missions", "porte", "tables", "informations"}},
    {"de",
     {"Sanktionen", "Ministern", "Nationen", "Wahlen", "Häuser", "Straßen", "Stationen",
      "Generation", "Mission", "Porto", "Tabellen", "Informationen"}},
    {"es",
     {"sanciones", "ministro", "naciones", "elecciones", "estaciones", "generación", "misiones",
      "puerto", "tablas", "información", "mission", "table"}},
    {"ja",
     {"東京都庁", "大統領", "選挙", "東京", "制裁", "NATO", "情報", "東京大学", "港", "Toyota",
      "政府", "大学"}},
};

static const char *const suffixes[] = {"", "", "", "", "s", "ed", "ing", "'s"};
static const char *const breaks[] = {
    " ", " ", " ", " ", " ", " ", " ", ", ", ". ", "-", " \xE2\x80\x94 "};
static const char *const bylines[] = {"", "By Ana Hak", "Kim Jelly", "ROS PORT and Ana Port",
                                      "Staff"};
static const char *const sources[] = {"Morning Post", "Wire", "Café Daily", ""};
static const char *const sections[] = {"world", "Sport", "Arts & Books", ""};
static const char *const places[] = {"GENEVA", "New Port", "Łódź", "", ""};
static const char *const topics[] = {"trade", "Foreign Trade", "grain", "port"};
static const char *const people[] = {"Ana Hak", "Kim Jelly"};
static const char *const organisations[] = {"NATO", "Port Authority"};

void article_maker_init(struct article_maker *maker, enum article_kind kind, uint64_t seed)
{
    *maker = (struct article_maker){.kind = kind, .random = {seed}};
    maker->vocabulary = 4 + random_below(&maker->random, COUNT_OF(few_words) - 4);
    maker->words_max = 1 + random_below(&maker->random, 40);
    struct generator_options options = GENERATOR_OPTIONS_INIT;
    options.seed = random_next(&maker->random);
    options.start = MAKER_FIRST_DAY;
    if (kind != ARTICLES_OF_NEWS)
        return;
    maker->generator = generator_new(&options);
    assert_non_null(maker->generator);
}

void article_maker_free(struct article_maker *maker)
{
    generator_free(maker->generator);
    for (unsigned i = 0; i < MAKER_TEXTS; i++)
        buffer_free(&maker->texts[i]);
}

/* ---- texts ---- */

static struct buffer *new_text(struct article_maker *maker)
{
    assert_true(maker->text_count < MAKER_TEXTS);
    struct buffer *text = &maker->texts[maker->text_count++];
    buffer_clear(text);
    return text;
}

static mrg_text text_of(const struct buffer *buffer)
{
    assert_false(buffer->failed);
    return (mrg_text){(const char *)buffer->data, buffer->size};
}

static mrg_text constant(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

static char in_upper_case(char letter)
{
    return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

/* A few words begin with a capital, fewer are all capitals. */
static void append_word(struct article_maker *maker, struct buffer *text, const char *word)
{
    unsigned style = random_below(&maker->random, 20);
    for (size_t i = 0; word[i] != '\0'; i++) {
        bool is_upper = style == 0 || (style < 4 && i == 0);
        buffer_append_byte(text, (uint8_t)(is_upper ? in_upper_case(word[i]) : word[i]));
    }
}

static void append_random_word(struct article_maker *maker, struct buffer *text, unsigned language)
{
    struct random *random = &maker->random;
    if (maker->kind == ARTICLES_OF_LANGUAGES) {
        append_word(maker, text, languages[language].words[random_zipf(random, 12)]);
        return;
    }
    append_word(maker, text, few_words[random_zipf(random, maker->vocabulary)]);
    buffer_append_string(text, suffixes[random_below(random, COUNT_OF(suffixes))]);
}

static mrg_text make_words(struct article_maker *maker, unsigned count, unsigned language)
{
    struct buffer *text = new_text(maker);
    for (unsigned i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_string(text, breaks[random_below(&maker->random, COUNT_OF(breaks))]);
        append_random_word(maker, text, language);
    }
    return text_of(text);
}

/* ---- articles ---- */

static void set_times(struct article_maker *maker, mrg_article *article)
{
    struct random *random = &maker->random;
    if (!random_chance(random, 5))
        article->published = MAKER_FIRST_DAY +
                             (mrg_time)random_below(random, MAKER_DAYS) * SECONDS_A_DAY +
                             (mrg_time)random_below(random, 3) * 3600;
    if (random_chance(random, 3))
        article->embargo = MAKER_NOW + (random_chance(random, 50) ? 1000 : -1000);
}

static mrg_text one_of(struct article_maker *maker, const char *const *choices, unsigned count)
{
    return constant(choices[random_below(&maker->random, count)]);
}

static void set_fields(struct article_maker *maker, mrg_article *article)
{
    article->byline = one_of(maker, bylines, COUNT_OF(bylines));
    article->source = one_of(maker, sources, COUNT_OF(sources));
    article->section = one_of(maker, sections, COUNT_OF(sections));
    article->place = one_of(maker, places, COUNT_OF(places));
    maker->lists[0] = one_of(maker, topics, COUNT_OF(topics));
    maker->lists[1] = one_of(maker, topics, COUNT_OF(topics));
    maker->lists[2] = one_of(maker, people, COUNT_OF(people));
    maker->lists[3] = one_of(maker, organisations, COUNT_OF(organisations));
    article->topics = (mrg_texts){maker->lists, random_below(&maker->random, 3)};
    article->people = (mrg_texts){maker->lists + 2, random_below(&maker->random, 2)};
    article->organisations = (mrg_texts){maker->lists + 3, random_below(&maker->random, 2)};
}

static void make_article(struct article_maker *maker, mrg_article *article)
{
    struct random *random = &maker->random;
    unsigned language = 0;
    if (maker->kind == ARTICLES_OF_LANGUAGES) {
        language = random_below(random, COUNT_OF(languages));
        article->language = constant(languages[language].code);
    }
    article->headline = make_words(maker, random_below(random, 6), language);
    if (random_chance(random, 20))
        article->deck = make_words(maker, random_below(random, 6), language);
    article->body = make_words(maker, random_below(random, maker->words_max + 1), language);
    article->captions = (mrg_texts){maker->captions, random_below(random, 10) / 8 * 2};
    for (size_t i = 0; i < article->captions.count; i++)
        maker->captions[i] = make_words(maker, random_below(random, 6), language);
}

/* `text` up to a space near `size` bytes. */
static mrg_text opening(mrg_text text, size_t size)
{
    if (text.size <= size)
        return text;
    const char *space = memchr(text.data + size, ' ', text.size - size);
    return (mrg_text){text.data, space != NULL ? (size_t)(space - text.data) : text.size};
}

const mrg_article *article_maker_next(struct article_maker *maker, unsigned number)
{
    mrg_article *article = &maker->article;
    *article = (mrg_article)MRG_ARTICLE_INIT;
    maker->text_count = 0;
    if (maker->kind == ARTICLES_OF_NEWS) {
        const mrg_article *news = generator_next(maker->generator);
        assert_non_null(news);
        *article = *news;
        article->version = (mrg_text){NULL, 0};
        article->updated = MRG_NO_TIME;
        article->body = opening(news->body, 50 + random_below(&maker->random, 400));
    } else {
        set_fields(maker, article);
        set_times(maker, article);
        make_article(maker, article);
    }
    struct buffer *id = new_text(maker);
    buffer_append_format(id, "a%u", number);
    article->id = text_of(id);
    struct buffer *file = new_text(maker);
    if (number % 5 != 0)
        buffer_append_format(file, "/In/%u%s.jsonl", number % 17, number % 3 == 0 ? " (Old)" : "");
    article->file = text_of(file);
    return article;
}
