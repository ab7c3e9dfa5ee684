/* Sentences that read roughly as news, from a small grammar over the word lists. */
#ifndef MORGUE_CORPUS_GENERATE_GRAMMAR_H
#define MORGUE_CORPUS_GENERATE_GRAMMAR_H

#include "common/base/buffer.h"
#include "corpus/generate/names.h"
#include "corpus/generate/words.h"

enum { SCENE_PEOPLE = 3, SCENE_COMPANIES = 2, SCENE_TOWNS = 2 };

/* A name spelled out once, since it is used many times. */
struct name {
    char text[47]; /* not NUL-terminated; room for a first name and four syllables */
    uint8_t size;  /* bytes */
};

struct person {
    struct name full;    /* "Elena Malov" */
    struct name surname; /* "Malov" */
};

/* Whom and what one article is about: the same names come back throughout it. */
struct scene {
    const struct topic *topic;
    struct person people[SCENE_PEOPLE];
    struct name companies[SCENE_COMPANIES];
    struct name towns[SCENE_TOWNS];
    const char *city;    /* of the dateline; static */
    const char *acronym; /* static */
};

/* Where sentences take their words from. */
struct grammar {
    struct random random;
    struct name_pool pools[NAME_KIND_COUNT];
    struct buffer scratch; /* owned; a name being spelled */
};

/* What can be asked for: symbols of forms.c. */
enum grammar_form {
    FORM_SENTENCE = 'S',
    FORM_HEADLINE = 'I',
    FORM_CAPTION = 'K',
    FORM_CORRECTION = 'R'
};

void grammar_init(struct grammar *grammar, uint64_t seed);
void grammar_free(struct grammar *grammar);

/* Draw a new scene. */
void grammar_draw_scene(struct grammar *grammar, struct scene *scene);

/* Append one sentence of this form to `out`, capitalised. Only bytes that JSON need not escape, but
 * for the double quote. */
void grammar_append(struct grammar *grammar, const struct scene *scene, enum grammar_form form,
                    struct buffer *out);

/* Make a person of a first name and number `surname` of the pool of surnames. */
void grammar_make_person(struct grammar *grammar, const char *first_name, uint32_t surname,
                         struct person *person);

#endif
