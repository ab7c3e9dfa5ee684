#include "corpus/generate/generator.h"

#include <stdlib.h>

#include "corpus/generate/recent.h"

enum {
    DAY = 86400,            /* seconds */
    MEAN_GAP = 216,         /* seconds between two articles: 400 a day */
    FIRST_DAY = 11323,      /* 2001-01-01, in days since 1970 */
    WORD_BYTES = 6,         /* of one word of generated text with its space, on average */
    PARAGRAPH_SENTENCES = 3 /* at most */
};

struct generator {
    struct generator_options options; /* as given, `start` resolved */
    struct grammar grammar;           /* words, names and the random numbers */
    struct recent recent;             /* articles to print again or to correct */
    struct item item;                 /* the current article */
    uint64_t number;                  /* of the last new article, from 1 */
    mrg_time now;                     /* of the current article */
    struct buffer fields;             /* id, version and url of the current article */
    mrg_article article;              /* the current article as handed out */
    mrg_text topics[2];               /* borrowed by `article` */
    mrg_text people[SCENE_PEOPLE];    /* as above */
    mrg_text organisation;            /* as above */
    mrg_text caption;                 /* as above */
};

struct generator *generator_new(const struct generator_options *options)
{
    static const struct generator_options defaults = GENERATOR_OPTIONS_INIT;
    if (options == NULL)
        options = &defaults;
    if (options->duplicates > 100 || options->corrections > 100 - options->duplicates)
        return NULL;
    struct generator *generator = calloc(1, sizeof *generator);
    if (generator == NULL)
        return NULL;
    generator->options = *options;
    generator->now = options->start != MRG_NO_TIME ? options->start : (mrg_time)FIRST_DAY * DAY;
    grammar_init(&generator->grammar, options->seed);
    return generator;
}

void generator_free(struct generator *generator)
{
    if (generator == NULL)
        return;
    recent_free(&generator->recent);
    item_free(&generator->item);
    grammar_free(&generator->grammar);
    buffer_free(&generator->fields);
    free(generator);
}

/* Words of a body: lognormal with median 390 and sigma 0.55, by its quantiles in steps of 1/32 and
 * straight lines between them; floating point would round differently from machine to machine. */
static uint32_t draw_length(struct random *random)
{
    static const uint16_t quantiles[] = {
        90,  140, 168, 189, 207, 224, 239, 254, 269, 284, 298, 313, 327, 342, 358,  374,  390,
        407, 425, 444, 465, 487, 510, 536, 565, 598, 635, 680, 734, 805, 907, 1086, 1700,
    };
    uint32_t step = random_below(random, 32);
    uint32_t width = quantiles[step + 1] - quantiles[step];
    return quantiles[step] + random_below(random, width);
}

static void append_paragraph(struct generator *generator, struct item *item)
{
    struct grammar *grammar = &generator->grammar;
    if (item->body.size > 0)
        buffer_append_string(&item->body, "\n\n");
    uint32_t sentences = 1 + random_below(&grammar->random, PARAGRAPH_SENTENCES);
    for (uint32_t i = 0; i < sentences; i++) {
        if (i > 0)
            buffer_append_byte(&item->body, ' ');
        grammar_append(grammar, &item->scene, FORM_SENTENCE, &item->body);
    }
}

static const char *draw_source(struct random *random)
{
    return word_sources.words[random_zipf(random, (uint32_t)word_sources.count)];
}

static void write_new(struct generator *generator)
{
    struct item *item = &generator->item;
    struct grammar *grammar = &generator->grammar;
    grammar_draw_scene(grammar, &item->scene);
    item->number = ++generator->number;
    item->version = 1;
    item->published = generator->now;
    item->source = draw_source(&grammar->random);
    const char *first_name =
        word_first_names.words[random_below(&grammar->random, word_first_names.count)];
    grammar_make_person(grammar, first_name, random_below(&grammar->random, 200), &item->author);
    buffer_clear(&item->headline);
    buffer_clear(&item->body);
    buffer_clear(&item->caption);
    grammar_append(grammar, &item->scene, FORM_HEADLINE, &item->headline);
    size_t bytes = (size_t)draw_length(&grammar->random) * WORD_BYTES;
    while (item->body.size < bytes && !item->body.failed)
        append_paragraph(generator, item);
    if (random_chance(&grammar->random, 30))
        grammar_append(grammar, &item->scene, FORM_CAPTION, &item->caption);
}

/* Cut the last paragraph off, unless it is the only one. */
static void drop_last_paragraph(struct buffer *body)
{
    for (size_t at = body->size; at >= 2; at--) {
        if (body->data[at - 1] == '\n' && body->data[at - 2] == '\n') {
            body->size = at - 2;
            return;
        }
    }
}

/* Another paper prints an earlier article: its own end, and perhaps its own headline. */
static bool write_duplicate(struct generator *generator, const struct item *earlier)
{
    struct item *item = &generator->item;
    struct grammar *grammar = &generator->grammar;
    if (!item_copy(item, earlier))
        return false;
    item->number = ++generator->number;
    item->version = 1;
    item->published = generator->now;
    while (item->source == earlier->source)
        item->source = draw_source(&grammar->random);
    drop_last_paragraph(&item->body);
    if (random_chance(&grammar->random, 50))
        append_paragraph(generator, item);
    if (random_chance(&grammar->random, 50)) {
        buffer_clear(&item->headline);
        grammar_append(grammar, &item->scene, FORM_HEADLINE, &item->headline);
    }
    return true;
}

/* The same article again under its id, with a note. `earlier` remembers, for a second correction.
 */
static bool write_correction(struct generator *generator, struct item *earlier)
{
    struct item *item = &generator->item;
    earlier->version++;
    buffer_append_string(&earlier->body, "\n\n");
    grammar_append(&generator->grammar, &earlier->scene, FORM_CORRECTION, &earlier->body);
    return item_copy(item, earlier);
}

/* Text appended to `fields` since `start`. */
static mrg_text field_since(const struct generator *generator, size_t start)
{
    return (mrg_text){(const char *)generator->fields.data + start, generator->fields.size - start};
}

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

static mrg_text text_of_buffer(const struct buffer *buffer)
{
    return (mrg_text){(const char *)buffer->data, buffer->size};
}

static mrg_text text_of_name(const struct name *name)
{
    return (mrg_text){name->text, name->size};
}

static void fill_names(struct generator *generator)
{
    const struct item *item = &generator->item;
    mrg_article *article = &generator->article;
    article->byline = text_of_name(&item->author.full);
    for (int i = 0; i < SCENE_PEOPLE; i++)
        generator->people[i] = text_of_name(&item->scene.people[i].full);
    generator->organisation = text_of_name(&item->scene.companies[0]);
    article->people = (mrg_texts){generator->people, SCENE_PEOPLE};
    article->organisations = (mrg_texts){&generator->organisation, 1};
}

static void fill_marks(struct generator *generator)
{
    const struct item *item = &generator->item;
    struct buffer *fields = &generator->fields;
    size_t start = fields->size;
    buffer_append_format(fields, "synthetic-%08llu", (unsigned long long)item->number);
    generator->article.id = field_since(generator, start);
    start = fields->size;
    buffer_append_format(fields, "%u", item->version);
    generator->article.version = field_since(generator, start);
    start = fields->size;
    buffer_append_format(fields, "https://archive.example/%llu", (unsigned long long)item->number);
    generator->article.url = field_since(generator, start);
}

/* Make the mrg_article of the current item. False when memory is short. */
static bool fill_article(struct generator *generator)
{
    struct item *item = &generator->item;
    buffer_clear(&generator->fields);
    /* Texts point into this buffer, so it must not move while they are made. */
    if (!buffer_reserve(&generator->fields, 256) || generator->grammar.scratch.failed ||
        item->headline.failed || item->body.failed || item->caption.failed)
        return false;
    generator->article = (mrg_article)MRG_ARTICLE_INIT;
    mrg_article *article = &generator->article;
    fill_marks(generator);
    fill_names(generator);
    article->published = item->published;
    article->updated = item->version > 1 ? generator->now : item->published;
    article->source = text_of(item->source);
    article->headline = text_of_buffer(&item->headline);
    article->place = text_of(item->scene.city);
    article->section = text_of(item->scene.topic->section);
    article->language = text_of("en");
    generator->topics[0] = text_of(item->scene.topic->name);
    generator->topics[1] = text_of(item->scene.topic->nouns.words[item->number % 8]);
    article->topics = (mrg_texts){generator->topics, 2};
    article->body = text_of_buffer(&item->body);
    generator->caption = text_of_buffer(&item->caption);
    article->captions = (mrg_texts){&generator->caption, item->caption.size > 0 ? 1 : 0};
    return true;
}

const mrg_article *generator_next(struct generator *generator)
{
    struct random *random = &generator->grammar.random;
    generator->now += 1 + random_below(random, 2 * MEAN_GAP);
    unsigned kind = random_below(random, 100);
    const struct generator_options *options = &generator->options;
    struct item *earlier = NULL;
    if (kind < options->duplicates + options->corrections)
        earlier = recent_draw(&generator->recent, random);
    bool corrects = earlier != NULL && kind >= options->duplicates;
    bool done = true;
    if (corrects)
        done = write_correction(generator, earlier);
    else if (earlier != NULL)
        done = write_duplicate(generator, earlier);
    else
        write_new(generator);
    if (!done || !fill_article(generator))
        return NULL;
    if (!corrects && !recent_put(&generator->recent, &generator->item))
        return NULL;
    return &generator->article;
}
