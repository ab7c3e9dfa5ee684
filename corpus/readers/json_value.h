/* What a JSON value comes to as the text, the list or the time of an article. */
#ifndef MORGUE_CORPUS_READERS_JSON_VALUE_H
#define MORGUE_CORPUS_READERS_JSON_VALUE_H

#include "common/base/buffer.h"
#include "corpus/article.h"
#include "corpus/json/json.h"

/* The text of a value: a string itself; a number in decimal, written to `number`; of an object its
 * name, value or the like; of an array its first element that has text. Empty for anything else.
 * Borrowed from the parser or from `number`. */
mrg_text json_value_text(const struct json_value *value, char number[JSON_NUMBER_SIZE]);

/* All texts of an array joined by ", ", in `joined` (replaced); otherwise as json_value_text. */
mrg_text json_value_joined(const struct json_value *value, struct buffer *joined,
                           char number[JSON_NUMBER_SIZE]);

/* The time a string or number stands for; false when none. */
bool json_value_time(const struct json_value *value, mrg_time *time);

/* Add a value's texts to a list: an array's one by one, a string cut at `separator` ('\0': whole).
 */
void json_value_to_list(const struct json_value *value, char separator,
                        struct article_builder *builder, enum article_list list);

#endif
