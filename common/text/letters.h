/* Letters that decomposition leaves whole although readers leave their stroke, hook or ligature
 * out. */
#ifndef MORGUE_TEXT_LETTERS_H
#define MORGUE_TEXT_LETTERS_H

#include <stdint.h>

/* The plain spelling of lower-case letter `code` (UTF-8, NUL-terminated, static; "" for what is
 * left out altogether); NULL when it has none but itself. */
const char *plain_letter(uint32_t code);

#endif
