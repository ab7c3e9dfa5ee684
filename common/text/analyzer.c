#include "common/text/analyzer.h"

#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/text/char_class.h"
#include "common/text/elision.h"
#include "common/text/fold.h"
#include "common/text/stem_english.h"
#include "common/text/tokenizer.h"
#include "common/text/utf8.h"
#include "common/xapian-c/xapian_c.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LANGUAGE_ID_COUNT = 256,           /* every value of language_id */
    STEM_SIZE_MAX = 4 * TERM_SIZE_MAX, /* bytes; far above what any stemmer adds to a word */
    HASH_DIGITS = 16                   /* of a 64-bit hash in hexadecimal */
};

struct analyzer {
    xc_stemmer *stemmers[LANGUAGE_ID_COUNT]; /* owned; NULL until first needed */
    struct fold_scratch scratch;             /* of the functions of fold.h */
    struct buffer folded;                    /* the form folded, with its diacritics */
    struct buffer bare;                      /* the form folded, without */
};

struct analyzer *analyzer_new(void)
{
    return calloc(1, sizeof(struct analyzer));
}

void analyzer_free(struct analyzer *analyzer)
{
    if (analyzer == NULL)
        return;
    for (size_t i = 0; i < LANGUAGE_ID_COUNT; i++)
        xc_stemmer_free(analyzer->stemmers[i]);
    fold_scratch_free(&analyzer->scratch);
    buffer_free(&analyzer->folded);
    buffer_free(&analyzer->bare);
    free(analyzer);
}

static mrg_text text_of(const struct buffer *buffer)
{
    return (mrg_text){(const char *)buffer->data, buffer->size};
}

/* The stemmer of `language` in *stemmer; NULL when it has none. A name that xapian-core does not
 * know (a build of it with fewer stemmers) counts as none. */
static mrg_status find_stemmer(struct analyzer *analyzer, language_id language,
                               xc_stemmer **stemmer, mrg_error *error)
{
    const char *name = language_stemmer(language);
    *stemmer = analyzer->stemmers[language];
    if (*stemmer != NULL || name == NULL)
        return MRG_OK;
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = xc_stemmer_new(name, &analyzer->stemmers[language], &reason);
    *stemmer = analyzer->stemmers[language];
    if (status == MRG_OK || status == MRG_ERR_ARGUMENT)
        return MRG_OK;
    if (error != NULL)
        *error = reason;
    return status;
}

/* Whether `word` has a digit or number character: such a word is a name or a figure, not inflected.
 */
static bool has_digit(mrg_text word)
{
    size_t length;
    for (size_t at = 0; at < word.size; at += length)
        if (char_class_of(utf8_decode(word.data, word.size, at, &length)) == CHAR_DIGIT)
            return true;
    return false;
}

/* Stem `word` into `stem`; *size 0 when there is nothing to stem with. */
static mrg_status stem_word(struct analyzer *analyzer, language_id language, mrg_text word,
                            char stem[STEM_SIZE_MAX], size_t *size, mrg_error *error)
{
    xc_stemmer *stemmer;
    *size = language_stems_english(language) ? stem_english(word, stem) : 0;
    if (*size > 0 || has_digit(word))
        return MRG_OK;
    mrg_status status = find_stemmer(analyzer, language, &stemmer, error);
    if (status != MRG_OK || stemmer == NULL)
        return status;
    status = xc_stemmer_stem(stemmer, word, stem, STEM_SIZE_MAX, size, NULL);
    if (status == MRG_ERR_MEMORY)
        return fail_memory(error);
    if (status != MRG_OK)
        *size = 0;
    return MRG_OK;
}

/* Replace analyzer->bare by `word` without diacritics; with them when nothing would be left. */
static mrg_status make_bare(struct analyzer *analyzer, mrg_text word, mrg_error *error)
{
    buffer_clear(&analyzer->bare);
    mrg_status status = fold_drop_diacritics(&analyzer->scratch, word, &analyzer->bare, error);
    if (status == MRG_OK && analyzer->bare.size == 0)
        buffer_append(&analyzer->bare, word.data, word.size);
    return analyzer->bare.failed ? fail_memory(error) : status;
}

/* `word` without what `language` sets off by an apostrophe: elided words before, endings behind. */
static mrg_text drop_around_apostrophe(language_id language, mrg_text word)
{
    size_t elided = elision_size(language, word);
    word.data += elided;
    word.size -= elided;
    if (!language_has_suffix_apostrophe(language))
        return word;
    const char *apostrophe = memchr(word.data, '\'', word.size);
    if (apostrophe != NULL && apostrophe > word.data)
        word.size = (size_t)(apostrophe - word.data);
    return word;
}

/* Put the unstemmed fold of `form` into analyzer->folded; *word is what of it to stem. */
static mrg_status fold_form(struct analyzer *analyzer, language_id language, mrg_text form,
                            mrg_text *word, mrg_error *error)
{
    unsigned what = FOLD_CASE | FOLD_DROP_HYPHENS;
    if (language_has_dotless_i(language))
        what |= FOLD_TURKIC_CASE;
    form.size = utf8_cut(form.data, form.size, TOKEN_SIZE_MAX);
    buffer_clear(&analyzer->folded);
    mrg_status status = fold_text(&analyzer->scratch, form, what, &analyzer->folded, error);
    if (status == MRG_OK && analyzer->folded.size == 0)
        buffer_append(&analyzer->folded, form.data, form.size);
    if (analyzer->folded.failed)
        return fail_memory(error);
    *word = drop_around_apostrophe(language, text_of(&analyzer->folded));
    return status;
}

/* Make `word`, which lies in analyzer->folded, the word without diacritics. */
static mrg_status bare_before_stemming(struct analyzer *analyzer, mrg_text *word, mrg_error *error)
{
    mrg_status status = make_bare(analyzer, *word, error);
    if (status != MRG_OK)
        return status;
    struct buffer swap = analyzer->folded;
    analyzer->folded = analyzer->bare;
    analyzer->bare = swap;
    *word = text_of(&analyzer->folded);
    return MRG_OK;
}

/* The same as analyzer_term for nearly all words of English: ASCII letters and digits, where nothing is to be done but
 * to take off capitals and to stem. Their size; 0 for others. */
static size_t plain_english_term(language_id language, mrg_text form, char term[TERM_SIZE_MAX])
{
    char word[ENGLISH_SIZE_MAX];
    bool is_inflected = true;
    if (form.size > ENGLISH_SIZE_MAX || !language_stems_english(language))
        return 0;
    for (size_t i = 0; i < form.size; i++) {
        if (!is_word_byte((unsigned char)form.data[i]))
            return 0;
        word[i] = (char)(form.data[i] | 0x20); /* digits stay */
        is_inflected = is_inflected && word[i] >= 'a';
    }
    if (is_inflected)
        return stem_english((mrg_text){word, form.size}, term);
    memcpy(term, word, form.size);
    return form.size;
}

mrg_status analyzer_term(struct analyzer *analyzer, language_id language, mrg_text form,
                         char term[TERM_SIZE_MAX], size_t *size, mrg_error *error)
{
    char stem[STEM_SIZE_MAX];
    size_t stem_size = 0;
    mrg_text word = {NULL, 0};
    *size = plain_english_term(language, form, term);
    if (*size > 0)
        return MRG_OK;
    mrg_status status = fold_form(analyzer, language, form, &word, error);
    if (status == MRG_OK && language_stems_bare(language))
        status = bare_before_stemming(analyzer, &word, error);
    if (status == MRG_OK)
        status = stem_word(analyzer, language, word, stem, &stem_size, error);
    if (stem_size > 0)
        word = (mrg_text){stem, stem_size};
    if (status == MRG_OK)
        status = make_bare(analyzer, word, error);
    if (status != MRG_OK)
        return status;
    mrg_text bare = text_of(&analyzer->bare);
    *size = utf8_cut(bare.data, bare.size, TERM_SIZE_MAX);
    memcpy(term, bare.data, *size);
    return MRG_OK;
}

/* Append `form` folded by `what`, without its diacritics, to `out`. */
static mrg_status fold_bare(struct analyzer *analyzer, mrg_text form, unsigned what,
                            struct buffer *out, mrg_error *error)
{
    buffer_clear(&analyzer->folded);
    mrg_status status = fold_text(&analyzer->scratch, form, what, &analyzer->folded, error);
    if (status == MRG_OK)
        status = make_bare(analyzer, text_of(&analyzer->folded), error);
    if (status != MRG_OK)
        return status;
    buffer_append(out, analyzer->bare.data, analyzer->bare.size);
    return out->failed ? fail_memory(error) : MRG_OK;
}

mrg_status analyzer_fold(struct analyzer *analyzer, mrg_text form, bool keep_diacritics,
                         struct buffer *folded, mrg_error *error)
{
    unsigned what = FOLD_CASE | FOLD_DROP_HYPHENS;
    if (keep_diacritics)
        return fold_text(&analyzer->scratch, form, what, folded, error);
    return fold_bare(analyzer, form, what, folded, error);
}

mrg_status analyzer_fold_keyword(struct analyzer *analyzer, mrg_text value, struct buffer *folded,
                                 mrg_error *error)
{
    buffer_clear(folded);
    mrg_status status = fold_bare(analyzer, value, FOLD_CASE | FOLD_SPACE, folded, error);
    if (status != MRG_OK || folded->size <= KEYWORD_SIZE_MAX)
        return status;
    char digits[HASH_DIGITS + 1];
    snprintf(digits, sizeof digits, "%016" PRIx64, hash64(folded->data, folded->size, 0));
    folded->size =
        utf8_cut((const char *)folded->data, folded->size, KEYWORD_SIZE_MAX - HASH_DIGITS);
    buffer_append(folded, digits, HASH_DIGITS);
    return MRG_OK;
}

mrg_status analyzer_clean_form(struct analyzer *analyzer, mrg_text form, struct buffer *clean,
                               mrg_error *error)
{
    return fold_text(&analyzer->scratch, form, 0, clean, error);
}
