/* The calendar, dates in file names, and writing dates. Reading them: date_parse.c. */
#include "common/base/date.h"

#include "common/base/date_internal.h"

enum { SECONDS_PER_DAY = 86400 };

/* Days from 1970-01-01 to a civil date: years are counted from March, so that the leap day is the
 * last of its year and the days before a month are (153 m + 2) / 5. */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

mrg_time date_to_time(const struct date *date)
{
    return days_from_civil(date->year, date->month, date->day) * SECONDS_PER_DAY +
           date->hour * 3600 + date->minute * 60 + date->second;
}

struct date date_of_time(mrg_time time)
{
    int64_t days = time / SECONDS_PER_DAY;
    int64_t seconds = time % SECONDS_PER_DAY;
    if (seconds < 0) {
        seconds += SECONDS_PER_DAY;
        days--;
    }
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    struct date date;
    date.day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    date.month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    date.year = (int)(year_of_era + era * 400 + (date.month <= 2));
    date.hour = (int)(seconds / 3600);
    date.minute = (int)(seconds / 60 % 60);
    date.second = (int)(seconds % 60);
    return date;
}

bool date_is_real_day(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && is_leap);
}

/* -------------------------------------------------------------------------------------------------
 * Paths
 * ---------------------------------------------------------------------------------------------- */

static bool is_path_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_path_separator(char c)
{
    return c == '-' || c == '_' || c == '.' || c == '/' || c == ' ';
}

/* Up to `most` digits at *at, which moves behind them; -1 when there is none or one more follows.
 */
static int read_digits(const char **at, size_t least, size_t most)
{
    int value = 0;
    size_t count = 0;
    while (count < most && is_path_digit((*at)[count])) {
        value = value * 10 + ((*at)[count] - '0');
        count++;
    }
    *at += count;
    return count >= least ? value : -1;
}

/* A date beginning at `at`: YYYY sep MM sep DD, or YYYYMMDD with no digit behind or a time of day.
 */
static bool date_at(const char *at, mrg_time *time)
{
    int year = read_digits(&at, 4, 4);
    if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX)
        return false;
    bool is_separated = is_path_separator(*at);
    size_t least = is_separated ? 1 : 2;
    at += is_separated;
    int month = read_digits(&at, least, 2);
    if (month < 0 || (is_separated && !is_path_separator(*at)))
        return false;
    at += is_separated;
    int day = read_digits(&at, least, 2);
    if (day < 0 || !date_is_real_day(year, month, day))
        return false;
    const char *behind = at;
    while (is_path_digit(*behind))
        behind++;
    size_t more = (size_t)(behind - at);
    if (more != 0 && (is_separated || (more != 4 && more != 6)))
        return false;
    struct date date = {year, month, day, 0, 0, 0};
    *time = date_to_time(&date);
    return true;
}

bool date_from_path(const char *path, mrg_time *time)
{
    bool found = false;
    for (const char *at = path; *at != '\0'; at++)
        if (is_path_digit(*at) && (at == path || !is_path_digit(at[-1])) && date_at(at, time))
            found = true;
    return found;
}

/* -------------------------------------------------------------------------------------------------
 * Writing
 * ---------------------------------------------------------------------------------------------- */

/* `width` digits of `value`, zeros in front; returns behind them. */
static char *write_digits(char *out, int value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + width;
}

void date_format(mrg_time time, bool with_time, char out[32])
{
    static const mrg_time first = -62135596800; /* 0001-01-01 */
    static const mrg_time last = 253402300799;  /* 9999-12-31T23:59:59 */
    if (time == MRG_NO_TIME) {
        out[0] = '\0';
        return;
    }
    struct date date = date_of_time(time < first ? first : time > last ? last : time);
    out = write_digits(out, date.year, 4);
    *out++ = '-';
    out = write_digits(out, date.month, 2);
    *out++ = '-';
    out = write_digits(out, date.day, 2);
    if (with_time) {
        *out++ = 'T';
        out = write_digits(out, date.hour, 2);
        *out++ = ':';
        out = write_digits(out, date.minute, 2);
        *out++ = ':';
        out = write_digits(out, date.second, 2);
        *out++ = 'Z';
    }
    *out = '\0';
}
