#include "common/text/fold.h"

#include "common/base/error.h"
#include "common/text/char_class.h"
#include "common/text/letters.h"
#include "common/text/utf8.h"

#include <utf8proc.h>

enum {
    CAPITAL_I = 'I',
    CAPITAL_I_WITH_DOT = 0x0130,
    DOTLESS_I = 0x0131,
    CYRILLIC_I = 0x0438,
    COMBINING_BREVE = 0x0306
};

void fold_scratch_free(struct fold_scratch *scratch)
{
    buffer_free(&scratch->text);
    buffer_free(&scratch->codes);
}

static void append_code(struct buffer *out, uint32_t code)
{
    char bytes[UTF8_SIZE_MAX];
    buffer_append(out, bytes, utf8_encode(code, bytes));
}

static bool is_space_or_control(uint32_t code)
{
    if (code < 0x21 || code == 0x7F)
        return true;
    if (code < 0x80)
        return false;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CC;
}

static bool vanishes(uint32_t code, enum char_class class, unsigned what)
{
    return code == 0 || class == CHAR_IGNORED ||
           (class == CHAR_MIDDLE_DOT && what & FOLD_DROP_HYPHENS) ||
           (class == CHAR_HYPHEN && what & FOLD_DROP_HYPHENS);
}

/* Append the character `code` in the spelling that normal forms and case folding are then given. */
static void append_prepared(struct buffer *out, uint32_t code, unsigned what)
{
    enum char_class class = char_class_of(code);
    if (what & FOLD_SPACE && is_space_or_control(code))
        append_code(out, ' ');
    else if (vanishes(code, class, what))
        return;
    else if (class == CHAR_APOSTROPHE)
        append_code(out, '\'');
    else if (class == CHAR_HYPHEN)
        append_code(out, '-');
    else if (code == CAPITAL_I_WITH_DOT && what & FOLD_CASE)
        append_code(out, 'i'); /* full case folding would leave a dot above behind the i */
    else if (code == CAPITAL_I && what & FOLD_TURKIC_CASE)
        append_code(out, DOTLESS_I);
    else
        append_code(out, code);
}

static void prepare(struct buffer *out, mrg_text text, unsigned what)
{
    size_t length;
    for (size_t at = 0; at < text.size; at += length)
        append_prepared(out, utf8_decode(text.data, text.size, at, &length), what);
}

/* Decompose well-formed `text` into the code points of `codes`; their count, or -1 for memory. */
static utf8proc_ssize_t decompose(struct buffer *codes, const struct buffer *text, unsigned options)
{
    buffer_clear(codes);
    if (!buffer_reserve(codes, (text->size + 1) * 2 * sizeof(utf8proc_int32_t)))
        return -1;
    utf8proc_ssize_t room = (utf8proc_ssize_t)(codes->capacity / sizeof(utf8proc_int32_t));
    utf8proc_ssize_t count = utf8proc_decompose(
        (const utf8proc_uint8_t *)text->data, (utf8proc_ssize_t)text->size,
        (utf8proc_int32_t *)(void *)codes->data, room, (utf8proc_option_t)options);
    if (count <= room)
        return count;
    if (!buffer_reserve(codes, (size_t)count * sizeof(utf8proc_int32_t)))
        return -1;
    return utf8proc_decompose((const utf8proc_uint8_t *)text->data, (utf8proc_ssize_t)text->size,
                              (utf8proc_int32_t *)(void *)codes->data, count,
                              (utf8proc_option_t)options);
}

/* Compose `count` code points of `codes` and append them to `out`. */
static void append_composed(struct buffer *out, const struct buffer *codes, utf8proc_ssize_t count)
{
    utf8proc_int32_t *items = (utf8proc_int32_t *)(void *)codes->data;
    count = utf8proc_normalize_utf32(items, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    for (utf8proc_ssize_t i = 0; i < count; i++)
        append_code(out, (uint32_t)items[i]);
}

/* Squeeze runs of spaces in the code points to one and drop those at both ends; the new count. */
static utf8proc_ssize_t squeeze_spaces(struct buffer *codes, utf8proc_ssize_t count)
{
    utf8proc_int32_t *items = (utf8proc_int32_t *)(void *)codes->data;
    utf8proc_ssize_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++)
        if (items[i] != ' ' || (kept > 0 && items[kept - 1] != ' '))
            items[kept++] = items[i];
    return kept > 0 && items[kept - 1] == ' ' ? kept - 1 : kept;
}

static mrg_status fold_through_utf8proc(struct fold_scratch *scratch, mrg_text text, unsigned what,
                                        struct buffer *out, mrg_error *error)
{
    buffer_clear(&scratch->text);
    prepare(&scratch->text, text, what);
    if (scratch->text.failed)
        return fail_memory(error);
    if (scratch->text.size == 0)
        return MRG_OK;
    unsigned options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    if (what & FOLD_CASE)
        options |= UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    utf8proc_ssize_t count = decompose(&scratch->codes, &scratch->text, options);
    if (count < 0)
        return fail_memory(error);
    if (what & FOLD_SPACE)
        count = squeeze_spaces(&scratch->codes, count);
    append_composed(out, &scratch->codes, count);
    return out->failed ? fail_memory(error) : MRG_OK;
}

/* The same for ASCII alone and no white space to squeeze, where only case and hyphens matter. */
static mrg_status fold_ascii(mrg_text text, unsigned what, struct buffer *out, mrg_error *error)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '\0' || (byte == '-' && what & FOLD_DROP_HYPHENS))
            continue;
        if (byte == '`')
            byte = '\'';
        else if (byte >= 'A' && byte <= 'Z' && what & FOLD_CASE)
            byte = (char)(byte + ('a' - 'A'));
        buffer_append_byte(out, (uint8_t)byte);
    }
    return out->failed ? fail_memory(error) : MRG_OK;
}

mrg_status fold_text(struct fold_scratch *scratch, mrg_text text, unsigned what, struct buffer *out,
                     mrg_error *error)
{
    if (!(what & (FOLD_SPACE | FOLD_TURKIC_CASE)) && utf8_is_ascii(text.data, text.size))
        return fold_ascii(text, what, out, error);
    return fold_through_utf8proc(scratch, text, what, out, error);
}

static bool is_mark(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

/* Append the letter `code`, already without marks, in its plain spelling. */
static void append_plain_letter(struct buffer *out, uint32_t code)
{
    const char *plain = plain_letter(code);
    if (plain != NULL)
        buffer_append_string(out, plain);
    else
        append_code(out, code);
}

/* Append decomposed code points less their diacritics. */
static void append_bare(struct buffer *out, const utf8proc_int32_t *items, utf8proc_ssize_t count)
{
    uint32_t base = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        uint32_t code = (uint32_t)items[i];
        bool mark = is_mark(code);
        if (mark &&
            (char_is_vowel_sign(code) ||
             (char_takes_diacritics(base) && !(base == CYRILLIC_I && code == COMBINING_BREVE))))
            continue;
        if (!mark)
            base = code;
        append_plain_letter(out, code);
    }
}

mrg_status fold_drop_diacritics(struct fold_scratch *scratch, mrg_text text, struct buffer *out,
                                mrg_error *error)
{
    if (utf8_is_ascii(text.data, text.size)) {
        buffer_append(out, text.data, text.size);
        return out->failed ? fail_memory(error) : MRG_OK;
    }
    struct buffer *bare = &scratch->text;
    buffer_clear(bare);
    prepare(bare, text, 0);
    unsigned options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    utf8proc_ssize_t count = bare->failed ? -1 : decompose(&scratch->codes, bare, options);
    if (count < 0)
        return fail_memory(error);
    buffer_clear(bare);
    append_bare(bare, (const utf8proc_int32_t *)(const void *)scratch->codes.data, count);
    count = bare->failed ? -1 : decompose(&scratch->codes, bare, options);
    if (count < 0)
        return fail_memory(error);
    append_composed(out, &scratch->codes, count);
    return out->failed ? fail_memory(error) : MRG_OK;
}
