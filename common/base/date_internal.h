/* What date.c and date_parse.c share. */
#ifndef MORGUE_BASE_DATE_INTERNAL_H
#define MORGUE_BASE_DATE_INTERNAL_H

#include <stdbool.h>

/* Years believed where digits stand without separators, and in file names: other four digits are some
 * other number. */
enum { DATE_YEAR_MIN = 1500, DATE_YEAR_MAX = 2199 };

/* Whether the calendar has that day, years 1 to 9999. */
bool date_is_real_day(int year, int month, int day);

#endif
