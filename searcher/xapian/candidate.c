#include "searcher/xapian/candidate.h"
#include "common/base/error.h"
#include "common/segment/article_record.h"
#include "common/segment/written_forms.h"
#include "common/text/tokenizer.h"

enum { SEEN_MAX = 1 << 18 }; /* tokens judged and remembered: some 30 MB */

/* What a token of the text is to the plan. */
struct verdict {
    uint32_t stem; /* STRING_NONE: none of the plan's words */
    uint32_t form; /* STRING_NONE: no form the plan asks for */
};

/* ---- making ---- */

static bool add_stem(struct candidate *candidate, const struct plan_term *term)
{
    if (term == NULL || !field_has_positions((enum key_field)term->key.bytes[0]))
        return true;
    return string_table_add(&candidate->stems, 0, term->key.bytes + 1, term->key.size - 1, NULL) !=
           STRING_NONE;
}

static bool add_words(struct candidate *candidate, const struct plan_node *node)
{
    bool good = add_stem(candidate, node->term) && add_stem(candidate, node->headline);
    if (node->kind == PLAN_EXACT)
        good = good && string_table_add(&candidate->forms, 0, node->form.data, node->form.size,
                                        NULL) != STRING_NONE;
    for (const struct plan_node *child = node->child; child != NULL && good; child = child->next)
        good = add_words(candidate, child);
    return good;
}

mrg_status candidate_init(struct candidate *candidate, const struct plan_node *plan,
                          language_id language, mrg_error *error)
{
    *candidate = (struct candidate){.analyzer = analyzer_new(), .language = language};
    bool good = string_table_init(&candidate->stems);
    good = string_table_init(&candidate->forms) && good;
    good = string_table_init(&candidate->seen) && good;
    good = good && candidate->analyzer != NULL && add_words(candidate, plan);
    return good ? MRG_OK : fail_memory(error);
}

void candidate_free(struct candidate *candidate)
{
    analyzer_free(candidate->analyzer);
    string_table_free(&candidate->stems);
    string_table_free(&candidate->forms);
    string_table_free(&candidate->seen);
    buffer_free(&candidate->verdicts);
    buffer_free(&candidate->clean);
    buffer_free(&candidate->occurrences);
    arena_free(&candidate->arena);
    *candidate = (struct candidate){.analyzer = NULL};
}

/* ---- tokens ---- */

/* The written form as the index has it. */
static mrg_status find_form(struct candidate *candidate, mrg_text token, uint32_t *form,
                            mrg_error *error)
{
    buffer_clear(&candidate->clean);
    mrg_status status = analyzer_clean_form(candidate->analyzer, token, &candidate->clean, error);
    size_t size = candidate->clean.size < FORM_SIZE_MAX ? candidate->clean.size : FORM_SIZE_MAX;
    *form = string_table_find(&candidate->forms, 0, candidate->clean.data, size);
    return status;
}

static mrg_status judge(struct candidate *candidate, language_id language, mrg_text token,
                        struct verdict *verdict, mrg_error *error)
{
    char stem[TERM_SIZE_MAX];
    size_t size = 0;
    *verdict = (struct verdict){STRING_NONE, STRING_NONE};
    mrg_status status = analyzer_term(candidate->analyzer, language, token, stem, &size, error);
    if (status != MRG_OK)
        return status;
    verdict->stem = string_table_find(&candidate->stems, 0, stem, size);
    if (verdict->stem == STRING_NONE || candidate->forms.count == 0)
        return MRG_OK;
    return find_form(candidate, token, &verdict->form, error);
}

/* judge(), once for each token of a language. */
static mrg_status look_up(struct candidate *candidate, language_id language, mrg_text token,
                          struct verdict *verdict, mrg_error *error)
{
    bool is_new = false;
    uint32_t number = string_table_add(&candidate->seen, language, token.data, token.size, &is_new);
    if (number == STRING_NONE)
        return fail_memory(error);
    if (!is_new) {
        memcpy(verdict, candidate->verdicts.data + number * sizeof *verdict, sizeof *verdict);
        return MRG_OK;
    }
    mrg_status status = judge(candidate, language, token, verdict, error);
    buffer_append(&candidate->verdicts, verdict, sizeof *verdict);
    if (status == MRG_OK && candidate->verdicts.failed)
        status = fail_memory(error);
    return status;
}

/* ---- the article ---- */

struct field_reading {
    struct candidate *candidate;
    enum key_field field;
    language_id language;
    uint32_t position; /* of the last token */
};

/* The tokens of `text`, the first at position `base` + 1. */
static mrg_status read_text(struct field_reading *reading, mrg_text text, uint32_t base,
                            mrg_error *error)
{
    struct candidate *candidate = reading->candidate;
    struct tokenizer tokenizer;
    struct token token;
    mrg_status status = MRG_OK;
    if (text.size == 0)
        return MRG_OK;
    reading->position = base;
    tokenizer_init(&tokenizer, text, base);
    while (status == MRG_OK && tokenizer_next(&tokenizer, &token)) {
        struct verdict verdict;
        status = look_up(candidate, reading->language, token.form, &verdict, error);
        reading->position = token.position;
        candidate->length++;
        if (status != MRG_OK || verdict.stem == STRING_NONE)
            continue;
        struct occurrence found = {verdict.stem, verdict.form, token.position, reading->field};
        buffer_append(&candidate->occurrences, &found, sizeof found);
    }
    return status;
}

static mrg_status read_main_text(struct field_reading *reading, const mrg_article *article,
                                 mrg_error *error)
{
    mrg_status status = read_text(reading, article->headline, 0, error);
    if (status == MRG_OK)
        status = read_text(reading, article->deck, reading->position + POSITION_GAP, error);
    if (status == MRG_OK)
        status = read_text(reading, article->body, reading->position + POSITION_GAP, error);
    for (size_t i = 0; i < article->captions.count && status == MRG_OK; i++)
        status =
            read_text(reading, article->captions.items[i], reading->position + POSITION_GAP, error);
    return status;
}

static mrg_status read_fields(struct candidate *candidate, mrg_error *error)
{
    const mrg_article *article = &candidate->article;
    language_id language =
        article->language.size > 0 ? language_find(article->language) : candidate->language;
    struct field_reading text = {candidate, KEY_TEXT, language, 0};
    struct field_reading headline = {candidate, KEY_HEADLINE, language, 0};
    struct field_reading byline = {candidate, KEY_BYLINE, language, 0};
    mrg_status status = read_main_text(&text, article, error);
    if (status == MRG_OK)
        status = read_text(&headline, article->headline, 0, error);
    if (status == MRG_OK)
        status = read_text(&byline, article->byline, 0, error);
    if (status == MRG_OK && candidate->occurrences.failed)
        status = fail_memory(error);
    return status;
}

mrg_status candidate_read(struct candidate *candidate, mrg_text record, mrg_error *error)
{
    if (candidate->seen.count > SEEN_MAX) {
        string_table_clear(&candidate->seen);
        buffer_clear(&candidate->verdicts);
    }
    arena_clear(&candidate->arena);
    buffer_clear(&candidate->occurrences);
    candidate->length = 0;
    if (article_record_read((const uint8_t *)record.data, record.size, &candidate->arena,
                            &candidate->article))
        return read_fields(candidate, error);
    return candidate->arena.failed ? fail_memory(error)
                                   : fail(error, MRG_ERR_DAMAGED,
                                          "xapian: the data of a document is no stored article");
}

uint32_t candidate_frequency(const struct candidate *candidate, const struct plan_term *term)
{
    const struct occurrence *all =
        (const struct occurrence *)(const void *)candidate->occurrences.data;
    size_t count = candidate->occurrences.size / sizeof *all;
    uint32_t frequency = 0;
    uint32_t stem =
        string_table_find(&candidate->stems, 0, term->key.bytes + 1, term->key.size - 1);
    for (size_t i = 0; i < count; i++)
        frequency += all[i].stem == stem && all[i].field == term->key.bytes[0];
    return frequency;
}
