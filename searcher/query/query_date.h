/* Dates as queries write them. */
#ifndef MORGUE_SEARCHER_QUERY_DATE_H
#define MORGUE_SEARCHER_QUERY_DATE_H

#include "common/morgue.h"

/* How the wanted time lies to the date written. */
enum date_relation {
    DATE_RELATION_NONE,   /* no date */
    DATE_RELATION_ON,     /* date: within it, or within a range of two */
    DATE_RELATION_SINCE,  /* since: from its first second on */
    DATE_RELATION_AFTER,  /* after: from behind its last second on */
    DATE_RELATION_BEFORE, /* before: up to its first second, not included */
    DATE_RELATION_UNTIL   /* until: up to its last second, included */
};

/* A stretch of time, in whole days of UTC. */
struct date_span {
    mrg_time from; /* first second included; MRG_NO_TIME: no lower end */
    mrg_time to;   /* first second not included; MRG_NO_TIME: no upper end */
};

/* What became of reading a date. */
enum date_reading {
    DATE_READ,   /* it is one */
    DATE_TURNED, /* a range that ended before it began, and was turned round */
    DATE_UNREAD  /* it is none; *span is not set */
};

/* Read `value`: a year, month or day (2021, 2021-03, 2021-03-15, 20210315, 2021/03/15, 15.03.2021),
 * today, yesterday, or the day some days, weeks, months or years before `now` (7d 2w 3m 1y); for
 * DATE_RELATION_ON also two of them with ".." between, one of which may be missing, while a lone 7d
 * there means the days since. A month or year before `now` is the same day of that month, or its
 * last day. With MRG_NO_TIME for `now`, what counts from it is DATE_UNREAD. */
enum date_reading query_date_read(mrg_text value, enum date_relation relation, mrg_time now,
                                  struct date_span *span);

#endif
