/* Where a fragment of a text may begin or end: characters, words, sentences. All of it looks only at
 * the neighbourhood of one offset, so that no text has to be taken apart as a whole. */
#ifndef MORGUE_SEARCHER_BOUNDARY_H
#define MORGUE_SEARCHER_BOUNDARY_H

#include "common/morgue.h"
#include "common/text/word_bytes.h"

/* The character at byte `offset` (< text.size); *size (may be NULL) receives its bytes. A byte that is
 * not part of valid UTF-8 is a character of its own, U+FFFD. */
int32_t code_point_at(mrg_text text, size_t offset, size_t *size);

/* The character that ends at byte `offset` (> 0); *size (may be NULL) receives its bytes. */
int32_t code_point_before(mrg_text text, size_t offset, size_t *size);

/* White space and control characters: what a snippet shows as one space. */
bool is_blank(int32_t character);

/* The largest character boundary at or before `offset` (<= text.size). */
size_t code_point_start(mrg_text text, size_t offset);

/* `end` moved back over white space, not beyond `start`; and `start` moved forward over it. */
size_t trim_end(mrg_text text, size_t start, size_t end);
size_t trim_start(mrg_text text, size_t start, size_t end);

/* Whether a word begins at `offset`: behind white space, or between two characters of a script that
 * writes without spaces (where closing punctuation never begins a word). */
bool is_word_start(mrg_text text, size_t offset);

/* Whether a byte is ASCII that prints something. */
static inline bool is_visible_ascii(char byte)
{
    return byte > ' ' && byte <= '~';
}

/* Whether visible ASCII stands at `offset` and before it, so that no word and no sentence begins there:
 * what loops over offsets ask first, since it holds nearly everywhere. */
static inline bool is_inside_ascii(mrg_text text, size_t offset)
{
    return offset > 0 && offset < text.size && is_visible_ascii(text.data[offset]) &&
           is_visible_ascii(text.data[offset - 1]);
}

/* The same for sentences alone, which begin no more at a space, nor behind a word and a space. */
static inline bool is_inside_sentence(mrg_text text, size_t offset)
{
    return is_inside_ascii(text, offset) ||
           (offset > 1 && offset < text.size &&
            (text.data[offset] == ' ' ||
             (text.data[offset - 1] == ' ' && is_word_byte((unsigned char)text.data[offset - 2]))));
}

/* Whether a sentence begins at `offset`: at the start of the text, behind a blank line, behind the mark
 * that ends a sentence. Not behind abbreviations, initials and ordinals. In doubt it does not. */
bool is_sentence_start(mrg_text text, size_t offset);

#endif
