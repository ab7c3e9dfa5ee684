/* Snippets and highlighting, whatever the engine: what mrg_snippet and mrg_highlight are made of. */
#ifndef MORGUE_SEARCHER_SNIPPET_H
#define MORGUE_SEARCHER_SNIPPET_H

#include "searcher/snippet/matcher.h"

/* The best passage of `article`: see mrg_snippet. Deck, body and captions are looked at, the headline
 * only in an article that has nothing else. Where a sentence is cut, " ..." or "... " says so. Time is
 * linear in the article, memory in its matches. *snippet is owned (mrg_marked_free), NULL after a
 * failure. MRG_ERR_ARGUMENT for a size of 0 or fragments other than 1 and 2; MRG_ERR_MEMORY. */
mrg_status snippet_make(const struct matcher *matcher, const mrg_article *article,
                        const mrg_snippet_options *options, mrg_marked **snippet, mrg_error *error);

/* `text` whole with its matches: see mrg_highlight. *marked is owned, NULL after a failure.
 * MRG_ERR_MEMORY. */
mrg_status highlight_make(const struct matcher *matcher, mrg_text text, mrg_text language,
                          mrg_marked **marked, mrg_error *error);

#endif
