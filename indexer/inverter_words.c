#include "indexer/inverter_words.h"
#include "common/segment/written_forms.h"

uint32_t inverter_add_form(struct inverter *inverter, enum key_field field, mrg_text term,
                           mrg_text form)
{
    uint32_t number = string_table_add(&inverter->terms, field, term.data, term.size, NULL);
    uint32_t added = number == STRING_NONE
                         ? STRING_NONE
                         : string_table_add(&inverter->forms, number, form.data, form.size, NULL);
    if (added >= STREAM_SET) {
        inverter->failed = true;
        return 0;
    }
    return added;
}

uint32_t inverter_form_of_token(struct inverter *inverter, enum key_field field,
                                language_id language, mrg_text token)
{
    char term[TERM_SIZE_MAX];
    size_t size = 0;
    buffer_clear(&inverter->clean);
    if (analyzer_term(inverter->analyzer, language, token, term, &size, NULL) != MRG_OK ||
        analyzer_clean_form(inverter->analyzer, token, &inverter->clean, NULL) != MRG_OK ||
        inverter->clean.failed) {
        inverter->failed = true;
        return 0;
    }
    if (inverter->clean.size > FORM_SIZE_MAX)
        inverter->clean.size = FORM_SIZE_MAX;
    return inverter_add_form(inverter, field, (mrg_text){term, size},
                             (mrg_text){(const char *)inverter->clean.data, inverter->clean.size});
}

/* ---- new words ---- */

uint32_t inverter_new_word(struct inverter *inverter, const struct new_word *word)
{
    static const struct stream_item unknown = {.form = FORM_NONE};
    if (inverter->new_count == NEW_WORDS_MAX)
        inverter_learn(inverter);
    struct new_word *added = &inverter->new_words[inverter->new_count];
    *added = *word;
    added->item = stream_items_add(&inverter->items, &unknown, true);
    inverter->new_count += added->item != ITEM_NONE;
    return added->item;
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

/* Give the items of the new words their `forms`, which are all in the table. */
static void complete_items(struct inverter *inverter, const uint32_t *forms)
{
    for (unsigned i = 0; i < inverter->new_count; i++) {
        const struct new_word *word = &inverter->new_words[i];
        struct stream_item *item = &inverter->items.all[word->item];
        item->form = forms[i];
        if (!word->is_stored)
            continue;
        const struct string_entry *form = &inverter->forms.entries[forms[i]];
        item->text = form->data; /* which stays as long as the items do */
        item->size = form->size & ITEM_SIZE_MAX;
    }
}

void inverter_learn(struct inverter *inverter)
{
    struct string_entry strings[NEW_WORDS_MAX] = {{NULL, 0, 0}};
    char texts[NEW_WORDS_MAX][TERM_SIZE_MAX];
    uint32_t numbers[NEW_WORDS_MAX];
    unsigned count = inverter->new_count;
    make_terms(inverter, strings, texts);
    bool good =
        !inverter->failed && string_table_add_all(&inverter->terms, strings, count, numbers);
    for (unsigned i = 0; i < count && good; i++) {
        mrg_text form = inverter->new_words[i].form;
        strings[i] = (struct string_entry){form.data, (uint32_t)form.size, numbers[i]};
    }
    good = good && string_table_add_all(&inverter->forms, strings, count, numbers) &&
           inverter->forms.count < STREAM_SET;
    if (good)
        complete_items(inverter, numbers);
    inverter->failed |= !good;
    inverter->new_count = 0;
}
