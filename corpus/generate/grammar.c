#include "corpus/generate/grammar.h"

#include <ctype.h>

#include "corpus/generate/forms.h"
#include "corpus/generate/inflect.h"

static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

void grammar_init(struct grammar *grammar, uint64_t seed)
{
    grammar->random.state = random_mix(seed);
    grammar->scratch = (struct buffer)BUFFER_INIT;
    for (int kind = 0; kind < NAME_KIND_COUNT; kind++)
        name_pool_init(&grammar->pools[kind], (enum name_kind)kind, seed);
}

void grammar_free(struct grammar *grammar)
{
    buffer_free(&grammar->scratch);
}

static const char *draw_word(struct grammar *grammar, const struct word_list *list)
{
    return list->words[random_zipf(&grammar->random, (uint32_t)list->count)];
}

/* For the long lists of words that mean something. */
static const char *draw_content_word(struct grammar *grammar, const struct word_list *list)
{
    return list->words[random_zipf_flat(&grammar->random, (uint32_t)list->count)];
}

static uint32_t draw_name(struct grammar *grammar, enum name_kind kind)
{
    return name_pool_draw(&grammar->pools[kind], &grammar->random);
}

/* Take what has been spelled in the scratch buffer. */
static void take_name(const struct buffer *scratch, struct name *name)
{
    name->size = (uint8_t)(scratch->size < sizeof name->text ? scratch->size : sizeof name->text);
    if (name->size > 0)
        memcpy(name->text, scratch->data, name->size);
}

static void make_name(struct grammar *grammar, enum name_kind kind, uint32_t number,
                      struct name *name)
{
    buffer_clear(&grammar->scratch);
    name_pool_append(&grammar->pools[kind], number, &grammar->scratch);
    take_name(&grammar->scratch, name);
}

void grammar_make_person(struct grammar *grammar, const char *first_name, uint32_t surname,
                         struct person *person)
{
    make_name(grammar, NAME_SURNAME, surname, &person->surname);
    buffer_clear(&grammar->scratch);
    buffer_append_string(&grammar->scratch, first_name);
    buffer_append_byte(&grammar->scratch, ' ');
    buffer_append(&grammar->scratch, person->surname.text, person->surname.size);
    take_name(&grammar->scratch, &person->full);
}

void grammar_draw_scene(struct grammar *grammar, struct scene *scene)
{
    scene->topic = &topics[random_zipf(&grammar->random, (uint32_t)topic_count)];
    scene->city = draw_word(grammar, &word_cities);
    scene->acronym = draw_word(grammar, &word_acronyms);
    for (int i = 0; i < SCENE_PEOPLE; i++) {
        const char *first_name = draw_word(grammar, &word_first_names);
        grammar_make_person(grammar, first_name, draw_name(grammar, NAME_SURNAME),
                            &scene->people[i]);
    }
    for (int i = 0; i < SCENE_COMPANIES; i++)
        make_name(grammar, NAME_COMPANY, draw_name(grammar, NAME_COMPANY), &scene->companies[i]);
    for (int i = 0; i < SCENE_TOWNS; i++)
        make_name(grammar, NAME_TOWN, draw_name(grammar, NAME_TOWN), &scene->towns[i]);
}

static void append_name(const struct name *name, struct buffer *out)
{
    buffer_append(out, name->text, name->size);
}

static void append_digits(struct buffer *out, uint32_t number)
{
    uint8_t digits[10];
    size_t at = sizeof digits;
    do {
        digits[--at] = (uint8_t)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    buffer_append(out, digits + at, sizeof digits - at);
}

/* From 1 to 999,999, each number of digits as likely as the other; now and then a year. */
static void append_number(struct grammar *grammar, struct buffer *out)
{
    static const uint32_t powers[] = {9, 90, 900, 9000, 90000, 900000};
    uint32_t size = random_below(&grammar->random, 6);
    uint32_t number =
        (size == 0 ? 1 : powers[size] / 9) + random_below(&grammar->random, powers[size]);
    if (number < 1000) {
        append_digits(out, number);
        return;
    }
    append_digits(out, number / 1000);
    uint8_t rest[] = {',', (uint8_t)('0' + number / 100 % 10), (uint8_t)('0' + number / 10 % 10),
                      (uint8_t)('0' + number % 10)};
    buffer_append(out, rest, sizeof rest);
}

static void append_decimal(struct grammar *grammar, struct buffer *out)
{
    append_digits(out, random_below(&grammar->random, 40));
    buffer_append_byte(out, '.');
    append_digits(out, random_below(&grammar->random, 10));
}

static void append_money(struct grammar *grammar, struct buffer *out)
{
    static const char *const units[] = {" million", " billion", ""};
    buffer_append_byte(out, '$');
    append_decimal(grammar, out);
    buffer_append_string(out, units[random_below(&grammar->random, 3)]);
}

/* A general noun; one in twenty-five with a prefix, which makes rarer words of common ones. */
static const char *draw_noun(struct grammar *grammar, struct buffer *out)
{
    if (random_below(&grammar->random, 25) == 0)
        buffer_append_string(out, draw_word(grammar, &word_prefixes));
    return draw_content_word(grammar, &word_nouns);
}

/* The names of the scene. False when `code` is none of them. */
static bool append_scene(struct grammar *grammar, const struct scene *scene, char code,
                         struct buffer *out)
{
    struct random *random = &grammar->random;
    switch (code) {
    case 'P':
        append_name(&scene->people[random_zipf(random, SCENE_PEOPLE)].full, out);
        return true;
    case 'L':
        append_name(&scene->people[random_zipf(random, SCENE_PEOPLE)].surname, out);
        return true;
    case 'E':
        append_name(&scene->companies[random_zipf(random, SCENE_COMPANIES)], out);
        return true;
    case 'V':
        append_name(&scene->towns[random_zipf(random, SCENE_TOWNS)], out);
        return true;
    case 'Y':
        buffer_append_string(out, random_chance(random, 60) ? scene->city
                                                            : draw_word(grammar, &word_cities));
        return true;
    case 'A':
        buffer_append_string(out, scene->acronym);
        return true;
    default:
        return false;
    }
}

/* Figures and dates. False when `code` is none of them. */
static bool append_figure(struct grammar *grammar, char code, struct buffer *out)
{
    switch (code) {
    case '#':
        append_number(grammar, out);
        return true;
    case '.':
        append_decimal(grammar, out);
        return true;
    case '$':
        append_money(grammar, out);
        return true;
    case 'D':
        buffer_append_string(out, weekdays[random_below(&grammar->random, 7)]);
        return true;
    case 'H':
        buffer_append_string(out, months[random_below(&grammar->random, 12)]);
        return true;
    default:
        return false;
    }
}

/* Verbs in their forms. False when `code` is none of them. */
static bool append_verb(struct grammar *grammar, char code, struct buffer *out)
{
    void (*append)(struct buffer *, const char *) = code == 'b'   ? append_base
                                                    : code == 'p' ? append_past
                                                    : code == 'g' ? append_gerund
                                                    : code == 'z' ? append_third_person
                                                                  : NULL;
    if (append != NULL)
        append(out, draw_content_word(grammar, &word_verbs));
    return append != NULL;
}

static void append_word(struct grammar *grammar, const struct scene *scene, char code,
                        struct buffer *out)
{
    switch (code) {
    case 'n':
        buffer_append_string(out, draw_noun(grammar, out));
        break;
    case 's':
        append_plural(out, draw_noun(grammar, out));
        break;
    case 't':
        buffer_append_string(out, draw_word(grammar, &scene->topic->nouns));
        break;
    case 'u':
        append_plural(out, draw_word(grammar, &scene->topic->nouns));
        break;
    case 'a':
        buffer_append_string(out, draw_content_word(grammar, &word_adjectives));
        break;
    case 'h':
        buffer_append_string(out, draw_word(grammar, &word_compounds));
        break;
    case 'd':
        buffer_append_string(out, draw_content_word(grammar, &word_adverbs));
        break;
    case 'r':
        buffer_append_string(out, draw_word(grammar, &word_roles));
        break;
    case 'x':
        name_pool_append(&grammar->pools[NAME_TERM], draw_name(grammar, NAME_TERM), out);
        break;
    default:
        break;
    }
}

static void expand(struct grammar *grammar, const struct scene *scene, const struct forms *forms,
                   struct buffer *out)
{
    const char *text = forms->texts[random_zipf(&grammar->random, forms->count)];
    for (;;) {
        const char *plain = text;
        while (*text != '%' && *text != '\0')
            text++;
        buffer_append(out, plain, (size_t)(text - plain));
        if (*text == '\0')
            return;
        char code = text[1];
        text += 2;
        const struct forms *inner = forms_of(code);
        if (inner != NULL)
            expand(grammar, scene, inner, out);
        else if (!append_verb(grammar, code, out) && !append_figure(grammar, code, out) &&
                 !append_scene(grammar, scene, code, out))
            append_word(grammar, scene, code, out);
    }
}

/* The first ASCII letter behind an opening quote, if any, becomes a capital. */
static void capitalise(struct buffer *out, size_t start)
{
    if (out->failed)
        return;
    if (start < out->size && out->data[start] == '"')
        start++;
    if (start < out->size)
        out->data[start] = (uint8_t)toupper(out->data[start]);
}

void grammar_append(struct grammar *grammar, const struct scene *scene, enum grammar_form form,
                    struct buffer *out)
{
    size_t start = out->size;
    expand(grammar, scene, forms_of((char)form), out);
    capitalise(out, start);
}
