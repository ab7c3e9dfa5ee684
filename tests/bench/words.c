#include "tests/bench/words.h"

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(const char *bytes, size_t size)
{
    if (size < 2 || size > WORD_SIZE_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!is_letter(bytes[i]))
            return false;
    return true;
}

bool chunk_next(mrg_text text, size_t *at, struct chunk *chunk)
{
    size_t before = *at;
    size_t start = before;
    while (start < text.size && is_space(text.data[start]))
        start++;
    if (start == text.size)
        return false;
    size_t end = start;
    while (end < text.size && !is_space(text.data[end]))
        end++;
    *chunk = (struct chunk){start, end, is_word(text.data + start, end - start),
                            start == before + 1 && text.data[before] == ' '};
    *at = end;
    return true;
}

void chunk_lower(mrg_text text, const struct chunk *chunk, char word[WORD_SIZE_MAX + 1])
{
    size_t size = chunk->end - chunk->start;
    for (size_t i = 0; i < size; i++)
        word[i] = (char)(text.data[chunk->start + i] | 0x20);
    word[size] = '\0';
}

bool words_find(mrg_text text, size_t from, size_t count, struct bench_query *query)
{
    struct chunk chunk;
    size_t at = from;
    size_t found = 0;
    if (from > 0 && !chunk_next(text, &at, &chunk)) /* the rest of a word */
        return false;
    while (found < count && chunk_next(text, &at, &chunk)) {
        if (!chunk.is_next_to)
            found = 0;
        if (chunk.is_word)
            chunk_lower(text, &chunk, query->words[found++]);
        else
            found = 0;
    }
    query->count = found;
    return found == count;
}
