/* Tokenizer and analyzer: any bytes, in any language.
 *
 *   input = language:byte text
 */
#include "common/text/analyzer.h"
#include "common/text/tokenizer.h"
#include "common/text/utf8.h"
#include "tests/fuzz/fuzz.h"

static struct analyzer *analyzer; /* kept, as stemmers are dear to make */

static void check_token(const struct token *token, const struct token *last, size_t size)
{
    FUZZ_REQUIRE(token->start < token->end && token->end <= size);
    FUZZ_REQUIRE(token->start >= last->start);
    FUZZ_REQUIRE(token->position == last->position + !token->is_joined);
    FUZZ_REQUIRE(token->form.size > 0 && token->form.size <= TOKEN_SIZE_MAX);
    FUZZ_REQUIRE(utf8_is_valid(token->form.data, token->form.size));
}

/* The term depends on nothing but the form and the language, which caches rely on. */
static void check_term(language_id language, mrg_text form)
{
    char term[TERM_SIZE_MAX], other[TERM_SIZE_MAX], again[TERM_SIZE_MAX];
    size_t size, other_size, again_size;
    FUZZ_REQUIRE(analyzer_term(analyzer, language, form, term, &size, NULL) == MRG_OK);
    FUZZ_REQUIRE(analyzer_term(analyzer, LANGUAGE_NONE, form, other, &other_size, NULL) == MRG_OK);
    FUZZ_REQUIRE(analyzer_term(analyzer, language, form, again, &again_size, NULL) == MRG_OK);
    FUZZ_REQUIRE(size <= TERM_SIZE_MAX && memchr(term, 0, size) == NULL);
    FUZZ_REQUIRE(utf8_is_valid(term, size));
    FUZZ_REQUIRE(size == again_size && memcmp(term, again, size) == 0);
}

/* A clean form is clean. */
static void check_clean_form(mrg_text form)
{
    struct buffer clean = BUFFER_INIT, again = BUFFER_INIT;
    FUZZ_REQUIRE(analyzer_clean_form(analyzer, form, &clean, NULL) == MRG_OK);
    mrg_text text = {(const char *)clean.data, clean.size};
    FUZZ_REQUIRE(analyzer_clean_form(analyzer, text, &again, NULL) == MRG_OK);
    FUZZ_REQUIRE(clean.size == again.size &&
                 (clean.size == 0 || memcmp(clean.data, again.data, clean.size) == 0));
    buffer_free(&clean);
    buffer_free(&again);
}

static void check_folding(language_id language, mrg_text text)
{
    struct buffer folded = BUFFER_INIT;
    FUZZ_REQUIRE(analyzer_fold_keyword(analyzer, text, &folded, NULL) == MRG_OK);
    FUZZ_REQUIRE(folded.size <= KEYWORD_SIZE_MAX + 16);
    buffer_clear(&folded);
    FUZZ_REQUIRE(analyzer_fold(analyzer, text, true, &folded, NULL) == MRG_OK);
    language_is_stopword(language, (mrg_text){(const char *)folded.data, folded.size});
    FUZZ_REQUIRE(language_guess(text) < language_count());
    language_find(text);
    buffer_free(&folded);
}

static void check_tokens(language_id language, mrg_text text)
{
    struct tokenizer tokenizer;
    struct token token, last = {.position = 0};
    tokenizer_init(&tokenizer, text, 0);
    for (; tokenizer_next(&tokenizer, &token); last = token) {
        check_token(&token, &last, text.size);
        check_term(language, token.form);
        check_clean_form(token.form);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    const language_id language = (language_id)(fuzz_u8(&input) % language_count());
    if (analyzer == NULL)
        analyzer = analyzer_new();
    FUZZ_REQUIRE(analyzer != NULL);
    const mrg_text rest = fuzz_rest(&input);
    char *copy = fuzz_tight_copy(rest);
    check_tokens(language, (mrg_text){copy, rest.size});
    check_folding(language, (mrg_text){copy, rest.size});
    free(copy);
    return 0;
}
