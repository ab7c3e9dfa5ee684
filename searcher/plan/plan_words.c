/* Words and phrases of a query: the same tokenizer and analyzer as for articles, in each language. */
#include "common/base/error.h"
#include "common/segment/written_forms.h"
#include "common/text/tokenizer.h"
#include "searcher/plan/plan.h"

/* ---- languages of a word ---- */

/* Scripts that tell languages apart; a word in another one than Latin is stemmed in every language of
 * the index that is written so, however small its share. */
enum script { SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_GREEK, SCRIPT_ARABIC, SCRIPT_OTHER };

static enum script script_of_word(mrg_text form)
{
    for (size_t i = 0; i + 1 < form.size; i++) {
        unsigned char lead = (unsigned char)form.data[i];
        if (lead >= 0xD0 && lead <= 0xD3)
            return SCRIPT_CYRILLIC;
        if (lead >= 0xCD && lead <= 0xCF)
            return SCRIPT_GREEK;
        if (lead >= 0xD8 && lead <= 0xDB)
            return SCRIPT_ARABIC;
        if (lead >= 0xE0)
            return SCRIPT_OTHER;
    }
    return SCRIPT_LATIN;
}

static enum script script_of_language(language_id language)
{
    static const struct {
        char code[4];
        enum script script;
    } scripts[] = {{"ru", SCRIPT_CYRILLIC}, {"uk", SCRIPT_CYRILLIC}, {"be", SCRIPT_CYRILLIC},
                   {"bg", SCRIPT_CYRILLIC}, {"kk", SCRIPT_CYRILLIC}, {"mk", SCRIPT_CYRILLIC},
                   {"sr", SCRIPT_CYRILLIC}, {"el", SCRIPT_GREEK},    {"ar", SCRIPT_ARABIC},
                   {"fa", SCRIPT_ARABIC},   {"ur", SCRIPT_ARABIC}};
    const char *code = language_code(language);
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (strcmp(scripts[i].code, code) == 0)
            return scripts[i].script;
    return SCRIPT_LATIN;
}

/* The languages to stem `form` in; returns their count. */
static size_t languages_for(const struct planner *planner, mrg_text form,
                            language_id languages[QUERY_LANGUAGES_MAX])
{
    enum script script = script_of_word(form);
    size_t count = 0;
    if (script != SCRIPT_LATIN && script != SCRIPT_OTHER && !planner->is_language_given)
        for (size_t i = 0; i < planner->all_language_count; i++)
            if (script_of_language(planner->all_languages[i]) == script)
                languages[count++] = planner->all_languages[i];
    if (count > 0)
        return count;
    memcpy(languages, planner->languages, planner->language_count * sizeof *languages);
    return planner->language_count;
}

/* ---- one token ---- */

struct word_context {
    struct planner *planner;
    enum key_field field;
    bool is_exact; /* as written */
    bool is_plain; /* a word by itself: scores in the headline field too */
    mrg_text label;
};

static struct plan_node *plan_token_in(const struct word_context *context, mrg_text form,
                                       language_id language)
{
    struct planner *planner = context->planner;
    char term[TERM_SIZE_MAX];
    size_t size = 0;
    mrg_status status =
        analyzer_term(planner->analyzer, language, form, term, &size, planner->error);
    struct plan_node *node = plan_node_new(planner, context->is_exact ? PLAN_EXACT : PLAN_TERM);
    if (status != MRG_OK)
        planner->status = status;
    if (planner->status != MRG_OK)
        return node;
    node->term = plan_term_get(planner, context->field, (mrg_text){term, size});
    if (context->is_plain && context->field == KEY_TEXT)
        node->headline = plan_term_get(planner, KEY_HEADLINE, (mrg_text){term, size});
    node->label = context->label;
    return node;
}

static void set_form(struct planner *planner, struct plan_node *nodes, mrg_text form)
{
    struct buffer clean = BUFFER_INIT;
    mrg_status status = analyzer_clean_form(planner->analyzer, form, &clean, planner->error);
    if (clean.size > FORM_SIZE_MAX) /* as when indexing */
        clean.size = FORM_SIZE_MAX;
    char *copy = status == MRG_OK ? arena_copy(planner->arena, clean.data, clean.size) : NULL;
    if (copy == NULL)
        planner->status = status != MRG_OK ? status : fail_memory(planner->error);
    else
        for (struct plan_node *node = nodes; node != NULL; node = node->next)
            node->form = (mrg_text){copy, clean.size};
    buffer_free(&clean);
}

/* The terms of a token in `languages`, each once. NULL on failure. */
static struct plan_node *plan_stems(const struct word_context *context, mrg_text form,
                                    const language_id *languages, size_t count)
{
    struct planner *planner = context->planner;
    struct plan_node *first = NULL, **last = &first;
    for (size_t i = 0; i < count && planner->status == MRG_OK; i++) {
        struct plan_node *node = plan_token_in(context, form, languages[i]);
        if (planner->status != MRG_OK)
            break;
        bool is_known = false;
        for (struct plan_node *other = first; other != NULL; other = other->next)
            is_known |= other->term == node->term;
        if (is_known)
            continue;
        *last = node;
        last = &node->next;
    }
    return planner->status == MRG_OK ? first : NULL;
}

static bool is_anywhere(const struct plan_node *stems)
{
    for (const struct plan_node *stem = stems; stem != NULL; stem = stem->next)
        if (stem->term->df > 0)
            return true;
    return false;
}

/* A token in each language that counts: one term, or PLAN_MAX of several. A word that no article has
 * in these is tried in every language of the index, and as it stands. */
static struct plan_node *plan_token(const struct word_context *context, mrg_text form)
{
    struct planner *planner = context->planner;
    language_id languages[QUERY_LANGUAGES_MAX + 1];
    size_t count = languages_for(planner, form, languages);
    struct plan_node *first = plan_stems(context, form, languages, count);
    if (first != NULL && !is_anywhere(first) && !planner->is_language_given) {
        count = planner->all_language_count;
        memcpy(languages, planner->all_languages, count * sizeof *languages);
        languages[count++] = LANGUAGE_NONE;
        first = plan_stems(context, form, languages, count);
    }
    if (first == NULL)
        return plan_node_new(planner, PLAN_NOTHING);
    if (context->is_exact)
        set_form(planner, first, form);
    if (first->next == NULL)
        return first;
    struct plan_node *best = plan_node_new(planner, PLAN_MAX);
    if (best->kind == PLAN_MAX)
        best->child = first;
    return best;
}

/* ---- several tokens ---- */

static mrg_text keep_text(struct planner *planner, mrg_text text)
{
    char *copy = arena_copy(planner->arena, text.data, text.size);
    if (copy == NULL)
        planner->status = fail_memory(planner->error);
    return copy != NULL ? (mrg_text){copy, text.size} : (mrg_text){NULL, 0};
}

/* The tokens of `text` in a row; a single one is itself. NULL when there is none. */
static struct plan_node *plan_row(struct word_context *context, mrg_text text, bool is_word)
{
    struct planner *planner = context->planner;
    struct tokenizer tokenizer;
    struct token token;
    struct plan_node *first = NULL, **last = &first;
    uint32_t base = 0;
    tokenizer_init(&tokenizer, text, 0);
    while (planner->status == MRG_OK && tokenizer_next(&tokenizer, &token)) {
        if (token.is_joined)
            continue;
        if (!is_word)
            context->label =
                keep_text(planner, (mrg_text){text.data + token.start, token.end - token.start});
        struct plan_node *node = plan_token(context, token.form);
        if (first == NULL)
            base = token.position;
        node->offset = token.position - base;
        *last = node;
        last = &node->next;
    }
    if (first == NULL || first->next == NULL || planner->status != MRG_OK)
        return first;
    struct plan_node *row = plan_node_new(planner, PLAN_PHRASE);
    if (row->kind == PLAN_PHRASE)
        row->child = first;
    return row;
}

/* What `text` consists of. */
struct word_shape {
    size_t tokens;               /* joined forms not counted */
    bool has_joined;             /* it is one compound */
    char joined[TOKEN_SIZE_MAX]; /* written form of the whole */
    size_t joined_size;
};

static struct word_shape shape_of(mrg_text text)
{
    struct word_shape shape = {.tokens = 0};
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, text, 0);
    while (tokenizer_next(&tokenizer, &token)) {
        if (!token.is_joined) {
            shape.tokens++;
            continue;
        }
        shape.has_joined = true;
        shape.joined_size = token.form.size;
        memcpy(shape.joined, token.form.data, token.form.size);
    }
    return shape;
}

/* A compound: its parts in a row, or its joined form. As written it is only the latter, whose written
 * form has the hyphens. */
static struct plan_node *plan_compound(struct word_context *context, mrg_text text,
                                       const struct word_shape *shape)
{
    struct planner *planner = context->planner;
    struct plan_node *joined = plan_token(context, (mrg_text){shape->joined, shape->joined_size});
    if (context->is_exact)
        return joined;
    struct plan_node *best = plan_node_new(planner, PLAN_MAX);
    context->is_plain = false;
    struct plan_node *row = plan_row(context, text, true);
    if (planner->status != MRG_OK || row == NULL)
        return plan_node_new(planner, PLAN_NOTHING);
    best->child = row;
    row->next = joined;
    return best;
}

static bool is_one_run(mrg_text text)
{
    struct scanner scanner;
    struct run run;
    scanner_init(&scanner, text);
    return scanner_next(&scanner, &run) && !scanner_next(&scanner, &run);
}

struct plan_node *plan_text(struct planner *planner, const struct query_node *leaf,
                            enum key_field field)
{
    struct word_context context = {.planner = planner,
                                   .field = field,
                                   .is_exact = leaf->kind == QUERY_EXACT,
                                   .label = leaf->text};
    struct word_shape shape = shape_of(leaf->text);
    if (shape.tokens == 0)
        return plan_node_new(planner, PLAN_NOTHING);
    bool is_compound = shape.has_joined && is_one_run(leaf->text);
    context.is_plain = leaf->kind == QUERY_WORD && (shape.tokens == 1 || is_compound);
    if (is_compound)
        return plan_compound(&context, leaf->text, &shape);
    struct plan_node *row = plan_row(&context, leaf->text, leaf->kind == QUERY_WORD);
    return row != NULL ? row : plan_node_new(planner, PLAN_NOTHING);
}

/* ---- function words ---- */

bool plan_is_stopword(struct planner *planner, const struct query_node *leaf)
{
    if (leaf->kind != QUERY_WORD || leaf->field != IN_TEXT)
        return false;
    struct tokenizer tokenizer;
    struct token token;
    tokenizer_init(&tokenizer, leaf->text, 0);
    if (!tokenizer_next(&tokenizer, &token))
        return false;
    struct buffer folded = BUFFER_INIT;
    language_id languages[QUERY_LANGUAGES_MAX];
    size_t count = languages_for(planner, token.form, languages);
    bool is_stopword = false;
    mrg_status status = analyzer_fold(planner->analyzer, token.form, true, &folded, planner->error);
    if (status != MRG_OK)
        planner->status = status;
    else if (count > 0)
        is_stopword =
            language_is_stopword(languages[0], (mrg_text){(const char *)folded.data, folded.size});
    buffer_free(&folded);
    return is_stopword && !tokenizer_next(&tokenizer, &token);
}
