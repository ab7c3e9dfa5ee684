/* AND, OR and phrases of plain terms, best k first, many articles at a time.
 *
 * Most queries are words, and for them the iterators of iterator.h cost more in calls than in work. Here
 * the lists of a segment are searched by *windows* of articles. Each list has a bound for the window; a
 * window whose bounds together cannot beat the threshold is passed over unread. Else *candidates* are
 * gathered: from the shortest of the lists that must match, a block at a time, or from the lists without
 * which no article can beat the threshold (Turtle and Flood, 1995). One list after the other then adds its
 * scores to all candidates at once, and drops those that do not have it, when they must, or can no longer
 * beat the threshold. Phrases read positions only of what is left at the end.
 *
 * The iterators find the same hits with the same scores; tests/oracle holds both against a plain reading of
 * every article.
 */
#ifndef MORGUE_SEARCHER_BULK_H
#define MORGUE_SEARCHER_BULK_H

#include "searcher/native/search.h"

/* Whether bulk_search can run `plan`. */
bool bulk_can_search(const struct plan_node *plan);

/* Search the context's segment: shows `collector` every match that it could keep and as many others as it
 * wants to count. Failures go to context->error. */
void bulk_search(struct exec_context *context, const struct admission *admission,
                 const struct plan_node *plan, struct collector *collector);

/* Count the articles of the context's segment that match `plan`, which is not a phrase, in order of article
 * until there are `enough`; *is_all receives whether all were counted. */
uint64_t bulk_count(struct exec_context *context, const struct admission *admission,
                    const struct plan_node *plan, uint64_t enough, bool *is_all);

#endif
