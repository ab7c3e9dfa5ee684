#include "corpus/generate/inflect.h"

#include <stdbool.h>

static bool is_vowel(char letter)
{
    return memchr("aeiou", letter, 5) != NULL;
}

static bool ends_in_consonant_y(const char *word, size_t size)
{
    return size >= 2 && word[size - 1] == 'y' && !is_vowel(word[size - 2]);
}

/* Whether the plural takes "es": after s, x, z, ch and sh. */
static bool hisses(const char *word, size_t size)
{
    char last = word[size - 1];
    if (last == 'h')
        return size >= 2 && (word[size - 2] == 'c' || word[size - 2] == 's');
    return last == 's' || last == 'x' || last == 'z';
}

/* Length of a verb without its '+'. */
static size_t verb_size(const char *verb, bool *doubles)
{
    size_t size = strlen(verb);
    *doubles = size > 0 && verb[size - 1] == '+';
    return *doubles ? size - 1 : size;
}

static void append_s(struct buffer *out, const char *word, size_t size)
{
    if (ends_in_consonant_y(word, size)) {
        buffer_append(out, word, size - 1);
        buffer_append_string(out, "ies");
        return;
    }
    buffer_append(out, word, size);
    buffer_append_string(out, hisses(word, size) ? "es" : "s");
}

void append_plural(struct buffer *out, const char *word)
{
    append_s(out, word, strlen(word));
}

void append_base(struct buffer *out, const char *verb)
{
    bool doubles;
    buffer_append(out, verb, verb_size(verb, &doubles));
}

void append_third_person(struct buffer *out, const char *verb)
{
    bool doubles;
    append_s(out, verb, verb_size(verb, &doubles));
}

void append_past(struct buffer *out, const char *verb)
{
    bool doubles;
    size_t size = verb_size(verb, &doubles);
    if (ends_in_consonant_y(verb, size)) {
        buffer_append(out, verb, size - 1);
        buffer_append_string(out, "ied");
        return;
    }
    buffer_append(out, verb, size);
    if (doubles)
        buffer_append(out, verb + size - 1, 1);
    buffer_append_string(out, verb[size - 1] == 'e' ? "d" : "ed");
}

void append_gerund(struct buffer *out, const char *verb)
{
    bool doubles;
    size_t size = verb_size(verb, &doubles);
    if (verb[size - 1] == 'e' && size >= 2 && verb[size - 2] != 'e')
        size--;
    buffer_append(out, verb, size);
    if (doubles)
        buffer_append(out, verb + size - 1, 1);
    buffer_append_string(out, "ing");
}
