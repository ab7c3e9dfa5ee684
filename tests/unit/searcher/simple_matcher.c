#include "tests/unit/searcher/simple_matcher.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The form without its hyphens, which only the joined form of a compound has. */
static size_t without_hyphens(const struct token *token, char form[SIMPLE_FORM_MAX])
{
    size_t size = 0;
    for (size_t i = 0; i < token->form.size; i++)
        if (token->form.data[i] != '-')
            form[size++] = token->form.data[i];
    return size;
}

static bool is_match(const struct simple_matcher *simple, size_t word, const struct token *token)
{
    size_t wanted = simple->sizes[word];
    if (simple->is_exact[word])
        return token->form.size == wanted &&
               memcmp(token->form.data, simple->forms[word], wanted) == 0;
    char form[SIMPLE_FORM_MAX];
    size_t size = without_hyphens(token, form);
    bool has_size = simple->is_prefix[word] ? size >= wanted : size == wanted;
    return has_size && strncasecmp(form, simple->forms[word], wanted) == 0;
}

static mrg_status match(void *context, language_id language, const struct token *token,
                        size_t words[MATCHER_WORDS_MAX], size_t *count, mrg_error *error)
{
    (void)language;
    (void)error;
    const struct simple_matcher *simple = context;
    *count = 0;
    for (size_t i = 0; i < simple->matcher.word_count && *count < MATCHER_WORDS_MAX; i++)
        if (is_match(simple, i, token))
            words[(*count)++] = i;
    return MRG_OK;
}

/* Add the tokens of `text` (one leaf of the query). */
static void add_leaf(struct simple_matcher *simple, mrg_text text, double weight, bool is_exact,
                     bool is_prefix)
{
    size_t first = simple->matcher.word_count;
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, text, 0);
    while (tokenizer_next(&tokenizer, &token) && simple->matcher.word_count < SIMPLE_WORDS_MAX) {
        if (token.is_joined)
            continue;
        size_t i = simple->matcher.word_count++;
        memcpy(simple->forms[i], token.form.data, token.form.size);
        simple->sizes[i] = token.form.size;
        simple->words[i] = (struct match_word){weight, true};
        simple->is_exact[i] = is_exact;
        simple->is_prefix[i] = is_prefix;
        simple->phrase_words[i] = i;
    }
    size_t count = simple->matcher.word_count - first;
    if (count < 2)
        return;
    for (size_t i = first; i < first + count; i++)
        simple->words[i].is_alone = false;
    simple->phrases[simple->matcher.phrase_count++] =
        (struct match_phrase){simple->phrase_words + first, count};
}

void simple_matcher_init(struct simple_matcher *simple, mrg_text query)
{
    memset(simple, 0, sizeof *simple);
    simple->matcher = (struct matcher){
        .words = simple->words, .phrases = simple->phrases, .context = simple, .match = match};
    size_t at = 0;
    while (at < query.size) {
        if (query.data[at] == ' ') {
            at++;
            continue;
        }
        bool is_exact = query.data[at] == '=';
        at += is_exact;
        bool is_quoted = at < query.size && query.data[at] == '"';
        at += is_quoted;
        size_t start = at;
        while (at < query.size && query.data[at] != (is_quoted ? '"' : ' '))
            at++;
        mrg_text leaf = {query.data + start, at - start};
        at += is_quoted;
        double weight = 1;
        const char *hat = leaf.size > 0 ? memchr(leaf.data, '^', leaf.size) : NULL;
        if (hat != NULL) {
            weight = strtod(hat + 1, NULL);
            leaf.size = (size_t)(hat - leaf.data);
        }
        bool is_prefix = leaf.size > 0 && leaf.data[leaf.size - 1] == '*';
        add_leaf(simple, leaf, weight, is_exact, is_prefix);
    }
}
