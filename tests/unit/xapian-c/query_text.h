/* Queries written as text, so that tests can list them as data. */
#ifndef MORGUE_TESTS_UNIT_XAPIAN_C_QUERY_TEXT_H
#define MORGUE_TESTS_UNIT_XAPIAN_C_QUERY_TEXT_H

#include "common/xapian-c/xapian_c.h"

/* Build the query that `written` says:
 *   word, word^3 (wqf)      all, none
 *   (and A B...) and or not xor maybe filter near phrase synonym max; (near/5 A B) has a window
 *   (scale/0.5 A)
 *   (range/0 from to) (ge/0 from) (le/0 to)      values of slot 0, as text
 *   (first/2 pre) (frequent/2 pre) (fail/2 pre)  wildcards with their limit; 0: none
 * *query is owned. A text that is not like that fails the test; what the binding refuses is
 * returned. */
mrg_status query_of_text(const char *written, xc_query **query, mrg_error *error);

#endif
