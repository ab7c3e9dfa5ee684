/* Building an mrg_article from pieces as a reader meets them; the builder owns the memory. */
#ifndef MORGUE_CORPUS_ARTICLE_H
#define MORGUE_CORPUS_ARTICLE_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/morgue.h"

/* The list fields of an article. */
enum article_list { LIST_TOPICS, LIST_PEOPLE, LIST_ORGANISATIONS, LIST_CAPTIONS, LIST_COUNT };

/* The single-text fields of an article. */
enum article_field {
    FIELD_ID,
    FIELD_VERSION,
    FIELD_SOURCE,
    FIELD_HEADLINE,
    FIELD_DECK,
    FIELD_BYLINE,
    FIELD_PLACE,
    FIELD_SECTION,
    FIELD_LANGUAGE,
    FIELD_URL,
    FIELD_RIGHTS,
    FIELD_COUNT
};

struct article_builder {
    mrg_article article;             /* what has been set so far; complete after article_finish */
    struct arena arena;              /* owns every text of `article` but the body */
    struct buffer body;              /* paragraphs so far, a blank line between two */
    struct buffer lists[LIST_COUNT]; /* arrays of mrg_text */
    bool failed;                     /* an allocation failed; every call since did nothing */
};

void article_builder_init(struct article_builder *builder);
void article_builder_free(struct article_builder *builder);

/* Start a new article; all texts of the last one are gone. */
void article_begin(struct article_builder *builder);

/* Set a field, with white space trimmed at both ends; the first non-empty value stays. Copies. */
void article_set(struct article_builder *builder, enum article_field field, mrg_text value);

/* Add to a list unless it is empty or already there (bytes compared after trimming). Copies. */
void article_add(struct article_builder *builder, enum article_list list, mrg_text value);

/* Add a paragraph to the body, white space trimmed; an empty one is passed over. Copies. */
void article_add_paragraph(struct article_builder *builder, mrg_text paragraph);

/* Add text that has its own line and paragraph breaks, white space trimmed at both ends, CR LF and
 * CR made LF, all else as it is. Copies. */
void article_add_text(struct article_builder *builder, mrg_text text);

/* Complete `builder->article`; borrowed until the next article_begin. False when memory ran short.
 */
bool article_finish(struct article_builder *builder);

/* `text` without the white space (blank, tab to carriage return) at both ends; points into it. */
mrg_text text_trim(mrg_text text);

#endif
