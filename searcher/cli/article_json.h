/* The parts of a JSON document that hits and whole articles share. */
#ifndef MORGUE_SEARCHER_ARTICLE_JSON_H
#define MORGUE_SEARCHER_ARTICLE_JSON_H

#include "searcher/cli/json_writer.h"

/* Version of the documents, raised when something that was there changes its meaning or goes. */
enum { JSON_VERSION = 1 };

/* The members of an article inside an open object: every field but body. What is missing is null, an
 * empty list []. */
void json_article_members(struct json_writer *json, const mrg_article *article);

/* The member "query" of an open object. `number` may be empty. */
void json_query_member(struct json_writer *json, const mrg_query *query, mrg_text number,
                       mrg_text text);

/* A marked text as {"text", "matches": [[start, end], ...]}, offsets in Unicode code points. */
void json_marked(struct json_writer *json, const mrg_marked *marked);

#endif
