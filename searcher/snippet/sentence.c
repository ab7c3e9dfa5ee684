/* Sentence starts. Whatever ends with a full stop is first looked at for reasons why it might not be
 * the end of a sentence: a snippet that begins inside a sentence is shown with an ellipsis and does no
 * harm, one that begins at a wrong place ("Smith said" behind "Mr.") reads as an error. */
#include "searcher/snippet/boundary.h"

#include <string.h>

#include <utf8proc.h>

/* Written with a full stop inside a sentence, in lower case. Those of two letters and more: single
 * letters are taken for initials anyway. */
static const char *const abbreviations[] = {
    /* titles and ranks */
    "mr", "mrs", "ms", "dr", "prof", "st", "ste", "sr", "sra", "jr", "gen", "gov", "sen", "rep",
    "lt", "col", "sgt", "capt", "cpl", "adm", "maj", "brig", "cmdr", "rev", "hon", "pres", "supt",
    "mme", "mlle", "mm", "hr", "fr", "herr", "ing", "dott", "sig", "don", "dna",
    /* months and days */
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "janv",
    "juil", "okt", "dez", "mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun",
    /* companies, places, references */
    "inc", "corp", "co", "ltd", "bros", "no", "nr", "vs", "mt", "ft", "ave", "blvd", "str", "art",
    "fig", "vol", "pp", "ed", "al", "ca", "approx", "dept", "univ", "assn", "bzw", "usw", "vgl",
    "mio", "mrd", "etc", "cf", "viz"};

static bool is_abbreviation(const char *word, size_t size)
{
    char initial = (char)(word[0] | 0x20); /* as they all begin with a letter */
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++)
        if (abbreviations[i][0] == initial && strlen(abbreviations[i]) == size &&
            strncasecmp(abbreviations[i], word, size) == 0)
            return true;
    return false;
}

static bool is_letter(int32_t character)
{
    switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
        return true;
    default:
        return false;
    }
}

static bool is_digit(int32_t character)
{
    return utf8proc_category(character) == UTF8PROC_CATEGORY_ND;
}

/* Whether the full stop at byte `stop` may stand inside a sentence: behind an abbreviation, an initial,
 * an acronym with dots, or a number short enough to be an ordinal ("am 5. Januar"). */
static bool is_inner_stop(mrg_text text, size_t stop)
{
    enum { LOOK_BACK = 8 }; /* characters; no abbreviation of the list is longer */
    size_t start = stop;
    size_t characters = 0;
    size_t letters = 0;
    while (start > 0 && characters <= LOOK_BACK) {
        size_t size;
        int32_t before = code_point_before(text, start, &size);
        if (!is_letter(before) && !is_digit(before))
            break;
        letters += is_letter(before);
        characters++;
        start -= size;
    }
    if (characters == 0)
        return false;
    if (letters == 0)
        return characters <= 2;
    return characters == 1 || is_abbreviation(text.data + start, stop - start);
}

enum mark { MARK_NONE, MARK_STOP, MARK_END, MARK_WIDE_END, MARK_CLOSER };

/* What a character can mean at the end of a sentence. */
static enum mark mark_of(int32_t character)
{
    switch (character) {
    case '.':
        return MARK_STOP;
    case '!':
    case '?':
    case 0x2026: /* ellipsis */
    case 0x061F: /* Arabic question mark */
    case 0x06D4: /* Urdu full stop */
    case 0x0964: /* danda */
    case 0x0965: /* double danda */
    case 0x0589: /* Armenian full stop */
        return MARK_END;
    case 0x3002: /* ideographic full stop */
    case 0xFF01: /* wide ! */
    case 0xFF0E: /* wide . */
    case 0xFF1F: /* wide ? */
    case 0xFF61: /* half-width ideographic full stop */
        return MARK_WIDE_END;
    case '"':
    case '\'':
    case ')':
    case ']':
    case '}':
        return MARK_CLOSER;
    default:
        break;
    }
    if (character < 0x80) /* the rest of ASCII closes nothing */
        return MARK_NONE;
    utf8proc_category_t category = utf8proc_category(character);
    bool closes = category == UTF8PROC_CATEGORY_PE || category == UTF8PROC_CATEGORY_PF;
    return closes ? MARK_CLOSER : MARK_NONE;
}

/* The mark before `offset`, behind which only closing quotes and brackets stand; *at receives where. */
static enum mark end_mark_before(mrg_text text, size_t offset, size_t *at)
{
    enum { CLOSERS_MAX = 4 };
    for (int i = 0; i <= CLOSERS_MAX && offset > 0; i++) {
        size_t size;
        enum mark mark = mark_of(code_point_before(text, offset, &size));
        offset -= size;
        if (mark != MARK_CLOSER) {
            *at = offset;
            return mark;
        }
    }
    return MARK_NONE;
}

/* A sentence does not go on in lower case; quotes, brackets and dashes before its first letter are
 * passed over. */
static bool looks_like_opening(mrg_text text, size_t offset)
{
    enum { OPENERS_MAX = 4 };
    for (int i = 0; i < OPENERS_MAX && offset < text.size; i++) {
        size_t size;
        int32_t here = code_point_at(text, offset, &size);
        utf8proc_category_t category = utf8proc_category(here);
        if (category == UTF8PROC_CATEGORY_LL)
            return false;
        if (is_letter(here) || is_digit(here))
            return true;
        offset += size;
    }
    return true;
}

/* Whether the white space text[start..end) holds an empty line. */
static bool has_blank_line(mrg_text text, size_t start, size_t end)
{
    size_t newlines = 0;
    for (size_t i = start; i < end; i++)
        newlines += text.data[i] == '\n';
    return newlines >= 2;
}

bool is_sentence_start(mrg_text text, size_t offset)
{
    if (offset >= text.size || !is_word_start(text, offset))
        return false;
    size_t gap = trim_end(text, 0, offset);
    if (gap == 0 || has_blank_line(text, gap, offset))
        return true;
    size_t at = 0;
    enum mark mark = end_mark_before(text, gap, &at);
    if (mark == MARK_WIDE_END)
        return true;
    if (gap == offset || (mark != MARK_STOP && mark != MARK_END))
        return false;
    return looks_like_opening(text, offset) && !(mark == MARK_STOP && is_inner_stop(text, at));
}
