/* The body of an article in JSON: a string, a list of paragraphs or of typed parts, plain or HTML.
 */
#ifndef MORGUE_CORPUS_READERS_JSON_BODY_H
#define MORGUE_CORPUS_READERS_JSON_BODY_H

#include "common/base/buffer.h"
#include "corpus/article.h"
#include "corpus/json/json.h"

/* Add what `value`, the member `name`, holds to the article: paragraphs to the body and, from typed
 * parts, headline, byline, section, date and captions. `scratch` is overwritten. */
void json_body_add(const struct json_value *value, const char *name,
                   struct article_builder *builder, struct buffer *scratch);

#endif
