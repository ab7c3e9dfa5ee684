#include "searcher/cli/glyph.h"

#include <utf8proc.h>

enum { SOFT_HYPHEN = 0xAD };

/* Most text is printable ASCII, one byte and one column a character, for which utf8proc need not be
 * asked. */
static bool is_plain(int32_t code)
{
    return code >= ' ' && code <= '~';
}

struct glyph glyph_read(mrg_text text, size_t at)
{
    if (is_plain(text.data[at]))
        return (struct glyph){text.data + at, 1, text.data[at], false};
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.data + at;
    size_t left = text.size - at;
    utf8proc_int32_t code = 0xFFFD;
    utf8proc_ssize_t size = utf8proc_iterate(bytes, (utf8proc_ssize_t)(left < 4 ? left : 4), &code);
    if (size < 1)
        return (struct glyph){text.data + at, 1, 0xFFFD, true};
    return (struct glyph){text.data + at, (size_t)size, code, false};
}

static bool is_space(const struct glyph *glyph)
{
    return glyph->code == ' ' || glyph->code == '\t' || glyph->code == '\n' || glyph->code == '\r';
}

bool glyph_is_unsafe(const struct glyph *glyph)
{
    int32_t code = glyph->code;
    if (is_space(glyph))
        return false;
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool glyph_is_wide(const struct glyph *glyph)
{
    if (is_plain(glyph->code))
        return false;
    /* Hangul is wide as well but written with spaces. */
    bool is_hangul = (glyph->code >= 0x1100 && glyph->code <= 0x11FF) ||
                     (glyph->code >= 0xAC00 && glyph->code <= 0xD7A3);
    return !glyph->is_broken && !is_hangul && utf8proc_charwidth(glyph->code) == 2;
}

unsigned glyph_columns(const struct glyph *glyph)
{
    if (is_plain(glyph->code))
        return 1;
    if (is_space(glyph) || glyph->is_broken || glyph_is_unsafe(glyph))
        return 1;
    if (glyph->code == SOFT_HYPHEN)
        return 0;
    int columns = utf8proc_charwidth(glyph->code);
    return columns < 0 ? 0 : (unsigned)columns;
}

void glyph_append(struct buffer *out, const struct glyph *glyph)
{
    if (is_plain(glyph->code))
        buffer_append_byte(out, (uint8_t)glyph->code);
    else if (is_space(glyph))
        buffer_append_byte(out, ' ');
    else if (glyph->is_broken || glyph_is_unsafe(glyph))
        buffer_append_string(out, REPLACEMENT);
    else if (glyph->code != SOFT_HYPHEN)
        buffer_append(out, glyph->bytes, glyph->size);
}

void glyphs_append(struct buffer *out, mrg_text text)
{
    struct glyph glyph;
    for (size_t at = 0; at < text.size; at += glyph.size) {
        glyph = glyph_read(text, at);
        glyph_append(out, &glyph);
    }
}
