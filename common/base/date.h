/* Dates as news archives write them. */
#ifndef MORGUE_BASE_DATE_H
#define MORGUE_BASE_DATE_H

#include "common/morgue.h"

/* How exact a date is. */
enum date_precision { DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_SECOND };

/* Read a date in any form the news formats use: ISO 8601 basic and extended with or without time, zone
 * and fraction; RFC 822 ("Tue, 05 Jul 2022 10:00:00 GMT", two-digit years); "26-FEB-1987 15:01:01.79";
 * "Tue Jan 28 15:28:56 CET 2020"; "January 12, 2022"; "12 Jan 2022"; "20220112"; a number of seconds
 * or milliseconds. Without a zone: UTC. False when it is none of them, or names no real day. */
bool date_parse(mrg_text text, mrg_time *time, enum date_precision *precision);

/* The date in a file's path, as in ".../2022/01/14/x.txt", "report-2022-01-14.txt", "20220114.txt":
 * the last one that names a real day. False when there is none. */
bool date_from_path(const char *path, mrg_time *time);

/* Civil date in UTC. Years 1 to 9999. */
struct date {
    int year, month, day;     /* month 1 to 12, day 1 to 31 */
    int hour, minute, second; /* of that day */
};

mrg_time date_to_time(const struct date *date);
struct date date_of_time(mrg_time time);

/* "2022-01-14" or, with `with_time`, "2022-01-14T09:30:00Z". `out` has room for 32 bytes. An absent
 * time gives "". */
void date_format(mrg_time time, bool with_time, char out[32]);

#endif
