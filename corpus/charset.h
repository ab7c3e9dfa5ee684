/* Text that is not UTF-8. */
#ifndef MORGUE_CORPUS_CHARSET_H
#define MORGUE_CORPUS_CHARSET_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* Whether `text` was most likely written in windows-1252 or Latin-1: it is not UTF-8, and not UTF-8
 * with a few broken bytes in it either (more bytes outside ASCII are broken than not). */
bool charset_is_windows_1252(mrg_text text);

/* Append `text` read as windows-1252, of which Latin-1 is a part. */
void charset_from_windows_1252(mrg_text text, struct buffer *utf8);

/* Append `text` read as UTF-16 in the given byte order; halves of pairs become U+FFFD. */
void charset_from_utf16(mrg_text text, bool big_endian, struct buffer *utf8);

#endif
