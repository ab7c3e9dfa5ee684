/* Faults that archives are full of and that the parser refuses, put right. */
#ifndef MORGUE_CORPUS_JSON_REPAIR_H
#define MORGUE_CORPUS_JSON_REPAIR_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* Replace the contents of `repaired` with `text`, in which
 * - each byte of broken UTF-8 inside a string is U+FFFD,
 * - each escape of half a surrogate pair inside a string is U+FFFD,
 * - each bare control character inside a string is its escape,
 * - NaN and Infinity are null,
 * - a whole number too long for 64 bits is a string of its digits.
 * False when nothing of this was found. Memory running short shows in repaired->failed. */
bool json_repair(mrg_text text, struct buffer *repaired);

#endif
