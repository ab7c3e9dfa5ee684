/* mrg_snippet and mrg_highlight: a query's plan seen as words and phrases (snippet/matcher.h). */
#include "common/base/error.h"
#include "common/base/string_table.h"
#include "common/text/analyzer.h"
#include "searcher/index.h"
#include "searcher/snippet/snippet.h"

#include <math.h>
#include <stdlib.h>

enum { FORMS_KEPT_MAX = 1 << 16 }; /* forms judged, beyond which a matcher is not kept */

/* A term, or one written form of it, that belongs to a word. */
struct match_leaf {
    uint32_t term; /* number in `terms` */
    uint32_t word;
    mrg_text form; /* size 0: any form */
};

struct query_matcher {
    const mrg_query *query;
    struct analyzer *analyzer;
    language_id default_language; /* of articles that name none */
    struct string_table terms;    /* texts of terms, whatever their field */
    struct buffer leaves;         /* struct match_leaf */
    struct buffer words;          /* struct match_word */
    struct buffer phrases;        /* struct match_phrase; words still unset, `starts` has them */
    struct buffer phrase_words;   /* size_t */
    struct string_table seen;     /* scope: language; forms already judged */
    struct buffer verdicts;       /* per form in `seen`: struct verdict */
    struct buffer clean;          /* scratch */
    uint8_t least[256]; /* bytes of the shortest term that begins with this byte, of letters either
                                     case; TOKEN_SIZE_MAX + 1: none does */
    bool failed;        /* memory ran short */
};

/* The words one written form belongs to. */
struct verdict {
    uint32_t count;
    uint32_t words[MATCHER_WORDS_MAX];
};

/* ---- making ---- */

static uint32_t add_word(struct query_matcher *matcher, uint64_t df, bool is_alone)
{
    double articles = (double)matcher->query->index->engine->articles;
    struct match_word word = {log((articles + 1) / ((double)df + 0.5)), is_alone};
    buffer_append(&matcher->words, &word, sizeof word);
    matcher->failed |= matcher->words.failed;
    return (uint32_t)(matcher->words.size / sizeof word) - 1;
}

static void note_least(struct query_matcher *matcher, uint8_t initial, size_t size)
{
    if (size < matcher->least[initial])
        matcher->least[initial] = (uint8_t)size;
}

/* Terms are folded: what begins with one of their letters may have been a capital. */
static void note_term(struct query_matcher *matcher, const uint8_t *term, size_t size)
{
    if (size == 0)
        return;
    note_least(matcher, term[0], size);
    if (term[0] >= 'a' && term[0] <= 'z')
        note_least(matcher, (uint8_t)(term[0] - ('a' - 'A')), size);
}

static void add_leaf(struct query_matcher *matcher, const struct plan_node *node, uint32_t word)
{
    const struct term_key *key = &node->term->key;
    if (!field_has_positions((enum key_field)key->bytes[0]))
        return;
    struct match_leaf leaf = {.word = word};
    leaf.term = string_table_add(&matcher->terms, 0, key->bytes + 1, key->size - 1, NULL);
    note_term(matcher, key->bytes + 1, key->size - 1);
    if (node->kind == PLAN_EXACT)
        leaf.form = node->form;
    buffer_append(&matcher->leaves, &leaf, sizeof leaf);
    matcher->failed |= matcher->leaves.failed || leaf.term == STRING_NONE;
}

static bool is_leaf(const struct plan_node *node)
{
    return node->kind == PLAN_TERM || node->kind == PLAN_EXACT;
}

static bool has_only_leaves(const struct plan_node *node)
{
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        if (!is_leaf(child))
            return false;
    return true;
}

/* One word: a leaf, or alternatives that are all leaves. */
static uint32_t add_word_of(struct query_matcher *matcher, const struct plan_node *node,
                            bool is_alone)
{
    const struct plan_node *first = is_leaf(node) ? node : node->child;
    uint64_t df = 0;
    for (const struct plan_node *leaf = first; leaf != NULL && is_leaf(leaf);
         leaf = is_leaf(node) ? NULL : leaf->next)
        df = leaf->term->df > df ? leaf->term->df : df;
    uint32_t word = add_word(matcher, df, is_alone);
    for (const struct plan_node *leaf = first; leaf != NULL && is_leaf(leaf);
         leaf = is_leaf(node) ? NULL : leaf->next)
        add_leaf(matcher, leaf, word);
    return word;
}

static void add_phrase(struct query_matcher *matcher, const struct plan_node *node)
{
    struct match_phrase phrase = {NULL, 0};
    for (const struct plan_node *child = node->child; child != NULL; child = child->next) {
        size_t word = add_word_of(matcher, child, false);
        buffer_append(&matcher->phrase_words, &word, sizeof word);
        phrase.count++;
    }
    buffer_append(&matcher->phrases, &phrase, sizeof phrase);
    matcher->failed |= matcher->phrases.failed || matcher->phrase_words.failed;
}

static void add_node(struct query_matcher *matcher, const struct plan_node *node)
{
    switch (node->kind) {
    case PLAN_TERM:
    case PLAN_EXACT:
        add_word_of(matcher, node, true);
        return;
    case PLAN_PHRASE:
        add_phrase(matcher, node);
        return;
    case PLAN_NOT:
        add_node(matcher, node->child);
        return;
    case PLAN_MAX:
        if (has_only_leaves(node)) {
            add_word_of(matcher, node, true);
            return;
        }
        break;
    case PLAN_AND:
    case PLAN_OR:
    case PLAN_NEAR:
        break;
    case PLAN_NOTHING:
    case PLAN_ALL:
    case PLAN_FILTER:
    case PLAN_DATE:
        return;
    }
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        add_node(matcher, child);
}

/* Now that nothing moves any more, point each phrase at its words. */
static void link_phrases(struct query_matcher *matcher)
{
    const size_t *words = (const size_t *)(const void *)matcher->phrase_words.data;
    struct match_phrase *phrases = (struct match_phrase *)(void *)matcher->phrases.data;
    for (size_t i = 0; i < matcher->phrases.size / sizeof *phrases; i++) {
        phrases[i].words = words;
        words += phrases[i].count;
    }
}

static void free_matcher(struct query_matcher *matcher)
{
    index_give_analyzer(matcher->query->index, matcher->analyzer);
    string_table_free(&matcher->terms);
    string_table_free(&matcher->seen);
    buffer_free(&matcher->leaves);
    buffer_free(&matcher->words);
    buffer_free(&matcher->phrases);
    buffer_free(&matcher->phrase_words);
    buffer_free(&matcher->verdicts);
    buffer_free(&matcher->clean);
    free(matcher);
}

static bool init_matcher(struct query_matcher *matcher, const mrg_query *query)
{
    const char *code = query->index->engine->language;
    *matcher =
        (struct query_matcher){.query = query, .analyzer = index_take_analyzer(query->index)};
    matcher->default_language = language_find((mrg_text){code, strlen(code)});
    memset(matcher->least, TOKEN_SIZE_MAX + 1, sizeof matcher->least);
    bool ready = string_table_init(&matcher->terms);
    ready = string_table_init(&matcher->seen) && ready && matcher->analyzer != NULL;
    if (!ready)
        return false;
    add_node(matcher, query->plan);
    if (!matcher->failed)
        link_phrases(matcher);
    return !matcher->failed;
}

/* A matcher remembers which forms it has judged, so one that has made a snippet of this query makes the
 * next one in half the time. One caller uses it at a time; idle ones wait in the query. */
static struct query_matcher *take_matcher(const mrg_query *query)
{
    mrg_query *owner = (mrg_query *)(uintptr_t)query; /* only what its lock guards changes */
    struct query_matcher *matcher = NULL;
    pthread_mutex_lock(&owner->lock);
    if (owner->matcher_count > 0)
        matcher = owner->matchers[--owner->matcher_count];
    pthread_mutex_unlock(&owner->lock);
    if (matcher != NULL || (matcher = malloc(sizeof *matcher)) == NULL ||
        init_matcher(matcher, query))
        return matcher;
    free_matcher(matcher);
    return NULL;
}

static void give_matcher(const mrg_query *query, struct query_matcher *matcher, mrg_status status)
{
    mrg_query *owner = (mrg_query *)(uintptr_t)query;
    if (matcher == NULL)
        return;
    bool is_kept = status == MRG_OK && matcher->seen.count < FORMS_KEPT_MAX;
    pthread_mutex_lock(&owner->lock);
    is_kept = is_kept && owner->matcher_count < IDLE_MAX;
    if (is_kept)
        owner->matchers[owner->matcher_count++] = matcher;
    pthread_mutex_unlock(&owner->lock);
    if (!is_kept)
        free_matcher(matcher);
}

void query_free_matchers(mrg_query *query)
{
    while (query->matcher_count > 0)
        free_matcher(query->matchers[--query->matcher_count]);
}

/* ---- matching ---- */

static mrg_status judge(struct query_matcher *matcher, language_id language, mrg_text form,
                        struct verdict *verdict, mrg_error *error)
{
    char term[TERM_SIZE_MAX];
    size_t size = 0;
    *verdict = (struct verdict){.count = 0};
    mrg_status status = analyzer_term(matcher->analyzer, language, form, term, &size, error);
    if (status != MRG_OK)
        return status;
    uint32_t number = string_table_find(&matcher->terms, 0, term, size);
    if (number == STRING_NONE)
        return MRG_OK;
    buffer_clear(&matcher->clean);
    status = analyzer_clean_form(matcher->analyzer, form, &matcher->clean, error);
    const struct match_leaf *leaves = (const struct match_leaf *)(const void *)matcher->leaves.data;
    size_t count = matcher->leaves.size / sizeof *leaves;
    for (size_t i = 0; i < count && status == MRG_OK; i++) {
        bool fits = leaves[i].form.size == 0 ||
                    (leaves[i].form.size == matcher->clean.size &&
                     memcmp(leaves[i].form.data, matcher->clean.data, matcher->clean.size) == 0);
        bool is_known = verdict->count > 0 && verdict->words[verdict->count - 1] == leaves[i].word;
        if (leaves[i].term == number && fits && !is_known && verdict->count < MATCHER_WORDS_MAX)
            verdict->words[verdict->count++] = leaves[i].word;
    }
    return status;
}

/* Whether `form` could belong to a word of the query, by its first letter and its size: nine out of ten
 * do not, and need no looking up. Holds where stemming leaves the first letter and adds none, and the form
 * is plain ASCII. */
static bool may_match(const struct query_matcher *matcher, language_id language, mrg_text form)
{
    return !language_keeps_initials(language) ||
           count_word_bytes((const unsigned char *)form.data, form.size) != form.size ||
           form.size >= matcher->least[(uint8_t)form.data[0]];
}

/* The language that an article is in which names `language`. */
static language_id language_of(const struct query_matcher *matcher, language_id language)
{
    return language == LANGUAGE_NONE ? matcher->default_language : language;
}

static const uint8_t *least_sizes(void *context, language_id language)
{
    const struct query_matcher *matcher = context;
    return language_keeps_initials(language_of(matcher, language)) ? matcher->least : NULL;
}

static mrg_status match_token(void *context, language_id language, const struct token *token,
                              size_t words[MATCHER_WORDS_MAX], size_t *count, mrg_error *error)
{
    struct query_matcher *matcher = context;
    struct verdict verdict;
    bool is_new;
    language = language_of(matcher, language);
    if (token->form.size > 0 && !may_match(matcher, language, token->form))
        return MRG_OK;
    uint32_t number =
        string_table_add(&matcher->seen, language, token->form.data, token->form.size, &is_new);
    if (number == STRING_NONE)
        return fail_memory(error);
    if (is_new) {
        mrg_status status = judge(matcher, language, token->form, &verdict, error);
        buffer_append(&matcher->verdicts, &verdict, sizeof verdict);
        if (status != MRG_OK || matcher->verdicts.failed)
            return status != MRG_OK ? status : fail_memory(error);
    }
    memcpy(&verdict, matcher->verdicts.data + number * sizeof verdict, sizeof verdict);
    for (uint32_t i = 0; i < verdict.count; i++)
        words[i] = verdict.words[i];
    *count = verdict.count;
    return MRG_OK;
}

static struct matcher as_matcher(struct query_matcher *matcher)
{
    return (struct matcher){
        .words = (const struct match_word *)(const void *)matcher->words.data,
        .word_count = matcher->words.size / sizeof(struct match_word),
        .phrases = (const struct match_phrase *)(const void *)matcher->phrases.data,
        .phrase_count = matcher->phrases.size / sizeof(struct match_phrase),
        .context = matcher,
        .least_sizes = least_sizes,
        .match = match_token,
    };
}

mrg_status mrg_snippet(const mrg_query *query, const mrg_article *article,
                       const mrg_snippet_options *options, mrg_marked **snippet, mrg_error *error)
{
    const mrg_snippet_options defaults = MRG_SNIPPET_OPTIONS_INIT;
    struct query_matcher *own = take_matcher(query);
    *snippet = NULL;
    if (own == NULL)
        return fail_memory(error);
    struct matcher matcher = as_matcher(own);
    mrg_status status =
        snippet_make(&matcher, article, options != NULL ? options : &defaults, snippet, error);
    give_matcher(query, own, status);
    return status;
}

mrg_status mrg_highlight(const mrg_query *query, mrg_text text, mrg_text language,
                         mrg_marked **marked, mrg_error *error)
{
    struct query_matcher *own = take_matcher(query);
    *marked = NULL;
    if (own == NULL)
        return fail_memory(error);
    struct matcher matcher = as_matcher(own);
    mrg_status status = highlight_make(&matcher, text, language, marked, error);
    give_matcher(query, own, status);
    return status;
}
