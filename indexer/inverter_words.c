#include "indexer/inverter_words.h"
#include "common/segment/written_forms.h"

/* ---- tokens ---- */

void inverter_clear_tokens(struct inverter *inverter)
{
    buffer_clear(&inverter->tokens);
    buffer_clear(&inverter->token_texts);
}

/* Put a token whose texts are the last of the buffer, from `at` on. */
static void put_token(struct inverter *inverter, size_t at, size_t term_size, bool is_joined)
{
    size_t form_size = inverter->token_texts.size - at - term_size;
    struct new_token token = {.at = (uint32_t)at,
                              .term_size = (uint32_t)term_size,
                              .form_size = (uint32_t)form_size,
                              .is_joined = is_joined};
    if (token.form_size > FORM_SIZE_MAX)
        token.form_size = FORM_SIZE_MAX;
    buffer_append(&inverter->tokens, &token, sizeof token);
}

void inverter_add_token(struct inverter *inverter, language_id language, const struct token *token)
{
    struct buffer *texts = &inverter->token_texts;
    char term[TERM_SIZE_MAX];
    size_t at = texts->size, size = 0;
    if (analyzer_term(inverter->analyzer, language, token->form, term, &size, NULL) != MRG_OK) {
        inverter->failed = true;
        return;
    }
    buffer_append(texts, term, size);
    inverter->failed |= analyzer_clean_form(inverter->analyzer, token->form, texts, NULL) != MRG_OK;
    put_token(inverter, at, size, token->is_joined);
}

void inverter_add_term(struct inverter *inverter, mrg_text term)
{
    size_t at = inverter->token_texts.size;
    buffer_append(&inverter->token_texts, term.data, term.size);
    put_token(inverter, at, term.size, false);
}

/* Find the form of a token. Strings are locked. */
static bool learn_token(struct vocabulary *words, enum key_field field, const char *texts,
                        struct new_token *token)
{
    const char *term = texts + token->at;
    uint32_t number = string_table_add(&words->terms, field, term, token->term_size, NULL);
    if (number == STRING_NONE)
        return false;
    token->form =
        string_table_add(&words->forms, number, term + token->term_size, token->form_size, NULL);
    if (token->form >= STREAM_SET)
        return false;
    token->text = words->forms.entries[token->form].data;
    return true;
}

const struct new_token *inverter_learn_tokens(struct inverter *inverter, enum key_field field,
                                              uint32_t *count)
{
    struct new_token *tokens = (struct new_token *)(void *)inverter->tokens.data;
    const char *texts = (const char *)inverter->token_texts.data;
    bool good = !inverter->failed && !inverter->tokens.failed && !inverter->token_texts.failed;
    *count = (uint32_t)(inverter->tokens.size / sizeof *tokens);
    pthread_mutex_lock(&inverter->words->string_lock);
    for (uint32_t i = 0; i < *count && good; i++)
        good = learn_token(inverter->words, field, texts, &tokens[i]);
    pthread_mutex_unlock(&inverter->words->string_lock);
    if (!good) {
        inverter->failed = true;
        *count = 0;
    }
    return tokens;
}

/* ---- new words ---- */

void inverter_new_word(struct inverter *inverter, const struct new_word *word)
{
    if (inverter->new_count == NEW_WORDS_MAX)
        inverter_learn(inverter);
    inverter->new_words[inverter->new_count++] = *word;
}

/* Have the terms of the new words as strings for the table; `texts` is room for those that the analyzer makes. */
static void make_terms(struct inverter *inverter, struct string_entry *strings,
                       char (*texts)[TERM_SIZE_MAX])
{
    for (unsigned i = 0; i < inverter->new_count; i++) {
        const struct new_word *word = &inverter->new_words[i];
        size_t size = word->keyword.size;
        strings[i].data = word->keyword.data;
        if (word->keyword.data == NULL) {
            strings[i].data = texts[i];
            inverter->failed |= analyzer_term(inverter->analyzer, word->language, word->form,
                                              texts[i], &size, NULL) != MRG_OK;
        }
        strings[i].size = (uint32_t)size;
        strings[i].scope = word->field;
    }
}

/* Have the forms of the new words, whose terms are `strings`, which become the forms as they stay. */
static bool add_strings(struct inverter *inverter, struct string_entry *strings, uint32_t *forms)
{
    struct vocabulary *words = inverter->words;
    unsigned count = inverter->new_count;
    uint32_t terms[NEW_WORDS_MAX];
    pthread_mutex_lock(&words->string_lock);
    bool good = string_table_add_all(&words->terms, strings, count, terms);
    for (unsigned i = 0; i < count && good; i++) {
        mrg_text form = inverter->new_words[i].form;
        strings[i] = (struct string_entry){form.data, (uint32_t)form.size, terms[i]};
    }
    good = good && string_table_add_all(&words->forms, strings, count, forms) &&
           words->forms.count < STREAM_SET;
    for (unsigned i = 0; i < count && good; i++)
        strings[i] = words->forms.entries[forms[i]];
    pthread_mutex_unlock(&words->string_lock);
    return good;
}

/* Give the items of the new words their forms. Others may have put their numbers already, but nobody looks at items
 * while anybody learns. */
static void complete_items(struct inverter *inverter, const struct string_entry *strings,
                           const uint32_t *forms)
{
    for (unsigned i = 0; i < inverter->new_count; i++) {
        const struct new_word *word = &inverter->new_words[i];
        struct stream_item *item = &inverter->words->items.all[word->item];
        item->form = forms[i];
        if (!word->is_stored)
            continue;
        item->text = strings[i].data; /* which stays as long as the items do */
        item->size = strings[i].size & ITEM_SIZE_MAX;
    }
}

void inverter_learn(struct inverter *inverter)
{
    struct string_entry strings[NEW_WORDS_MAX] = {{NULL, 0, 0}};
    char texts[NEW_WORDS_MAX][TERM_SIZE_MAX];
    uint32_t forms[NEW_WORDS_MAX];
    if (inverter->new_count == 0)
        return;
    make_terms(inverter, strings, texts);
    if (!inverter->failed && add_strings(inverter, strings, forms))
        complete_items(inverter, strings, forms);
    else
        inverter->failed = true;
    inverter->new_count = 0;
}
