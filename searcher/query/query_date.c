#include "searcher/query/query_date.h"

#include "common/base/date.h"
#include "searcher/query/characters.h"

enum {
    SECONDS_A_DAY = 86400,
    YEAR_MAX = 9999,   /* four digits */
    AMOUNT_DIGITS = 5, /* of 7d: enough for the days of two centuries */
};

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : days[month - 1];
}

static mrg_time day_start(int year, int month, int day)
{
    return date_to_time(&(struct date){.year = year, .month = month, .day = day});
}

/* The span of a year (month 0), a month (day 0) or a day. False when there is no such date. */
static bool span_of_date(int year, int month, int day, struct date_span *span)
{
    if (year < 1 || year > YEAR_MAX || month < 0 || month > 12 || (month == 0 && day != 0))
        return false;
    int last_month = month == 0 ? 12 : month;
    int days = days_in_month(year, last_month);
    if (day < 0 || day > days)
        return false;
    span->from = day_start(year, month == 0 ? 1 : month, day == 0 ? 1 : day);
    span->to = day_start(year, last_month, day == 0 ? days : day) + SECONDS_A_DAY;
    return true;
}

/* A run of digits at *at, at most `most` of them, into *value; returns how many there are, 0 also
 * when there are more. */
static size_t read_digits(mrg_text text, size_t *at, size_t most, int *value)
{
    size_t start = *at;
    *value = 0;
    while (*at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9') {
        if (*at - start == most)
            return 0;
        *value = *value * 10 + (text.data[(*at)++] - '0');
    }
    return *at - start;
}

/* Years and months first, such as 2021-03-15; or 15.03.2021, the day first. Other orders mean
 * different days in different countries and are not read. */
static bool read_parted(mrg_text text, struct date_span *span)
{
    int number[3] = {0, 0, 0};
    size_t digits[3] = {0, 0, 0};
    size_t at = 0;
    size_t count = 0;
    char separator = '\0';
    for (;;) {
        digits[count] = read_digits(text, &at, 4, &number[count]);
        if (digits[count++] == 0)
            return false;
        if (at == text.size)
            break;
        char c = text.data[at++];
        if (count == 3 || (c != '-' && c != '/' && c != '.') || (count > 1 && c != separator))
            return false;
        separator = c;
    }
    if (count == 3 && separator == '.' && digits[0] <= 2 && digits[1] <= 2 && digits[2] == 4)
        return number[0] > 0 && number[1] > 0 &&
               span_of_date(number[2], number[1], number[0], span);
    if (digits[0] != 4 || digits[1] > 2 || digits[2] > 2)
        return false;
    if ((count > 1 && number[1] == 0) || (count > 2 && number[2] == 0))
        return false;
    return span_of_date(number[0], number[1], number[2], span);
}

static bool read_compact(mrg_text text, struct date_span *span)
{
    int number;
    size_t at = 0;
    if (read_digits(text, &at, 8, &number) != 8 || at != text.size)
        return false;
    int month = number / 100 % 100;
    int day = number % 100;
    return month > 0 && day > 0 && span_of_date(number / 10000, month, day, span);
}

/* The first second of the day `now` lies in; false when it is unknown or beyond the calendar. */
static bool today_start(mrg_time now, mrg_time *start)
{
    if (now == MRG_NO_TIME || now < day_start(1, 1, 1) || now >= day_start(YEAR_MAX, 12, 31))
        return false;
    mrg_time second = now % SECONDS_A_DAY;
    *start = now - (second < 0 ? second + SECONDS_A_DAY : second);
    return true;
}

static bool span_of_day(mrg_time start, struct date_span *span)
{
    if (start < day_start(1, 1, 1))
        return false;
    *span = (struct date_span){start, start + SECONDS_A_DAY};
    return true;
}

static bool span_months_ago(mrg_time today, int months, struct date_span *span)
{
    struct date date = date_of_time(today);
    int month = date.year * 12 + date.month - 1 - months;
    if (month < 12)
        return false;
    int days = days_in_month(month / 12, month % 12 + 1);
    return span_of_date(month / 12, month % 12 + 1, date.day < days ? date.day : days, span);
}

/* 7d, 2w, 3m, 1y. */
static bool read_ago(mrg_text text, mrg_time today, struct date_span *span)
{
    int amount;
    size_t at = 0;
    if (read_digits(text, &at, AMOUNT_DIGITS, &amount) == 0 || at + 1 != text.size)
        return false;
    switch (text.data[at]) {
    case 'd':
    case 'D':
        return span_of_day(today - (mrg_time)amount * SECONDS_A_DAY, span);
    case 'w':
    case 'W':
        return span_of_day(today - (mrg_time)amount * 7 * SECONDS_A_DAY, span);
    case 'm':
    case 'M':
        return span_months_ago(today, amount, span);
    case 'y':
    case 'Y':
        return span_months_ago(today, amount * 12, span);
    default:
        return false;
    }
}

static bool read_relative(mrg_text text, mrg_time now, struct date_span *span)
{
    mrg_time today;
    if (!today_start(now, &today))
        return false;
    if (text_is_folded(text, "today"))
        return span_of_day(today, span);
    if (text_is_folded(text, "yesterday"))
        return span_of_day(today - SECONDS_A_DAY, span);
    return read_ago(text, today, span);
}

static bool read_point(mrg_text text, mrg_time now, struct date_span *span)
{
    return read_compact(text, span) || read_parted(text, span) || read_relative(text, now, span);
}

/* Where ".." stands in it; its size when it does not. */
static size_t find_dots(mrg_text text)
{
    for (size_t at = 0; at + 1 < text.size; at++)
        if (text.data[at] == '.' && text.data[at + 1] == '.')
            return at;
    return text.size;
}

static enum date_reading read_range(mrg_text value, size_t dots, mrg_time now,
                                    struct date_span *span)
{
    mrg_text left = text_slice(value, 0, dots);
    mrg_text right = text_slice(value, dots + 2, value.size);
    struct date_span first = {MRG_NO_TIME, MRG_NO_TIME};
    struct date_span last = {MRG_NO_TIME, MRG_NO_TIME};
    if ((left.size == 0 && right.size == 0) || (left.size > 0 && !read_point(left, now, &first)) ||
        (right.size > 0 && !read_point(right, now, &last)))
        return DATE_UNREAD;
    bool is_turned = left.size > 0 && right.size > 0 && first.from >= last.to;
    *span = is_turned ? (struct date_span){last.from, first.to}
                      : (struct date_span){first.from, last.to};
    return is_turned ? DATE_TURNED : DATE_READ;
}

/* Whether it is a lone 7d: in date: that means the days since. */
static bool is_ago(mrg_text value, mrg_time now)
{
    mrg_time today;
    struct date_span span;
    return today_start(now, &today) && read_ago(value, today, &span);
}

enum date_reading query_date_read(mrg_text value, enum date_relation relation, mrg_time now,
                                  struct date_span *span)
{
    size_t dots = find_dots(value);
    if (relation == DATE_RELATION_ON && dots < value.size)
        return read_range(value, dots, now, span);
    struct date_span point;
    if (!read_point(value, now, &point))
        return DATE_UNREAD;
    *span = (struct date_span){MRG_NO_TIME, MRG_NO_TIME};
    if (relation == DATE_RELATION_ON || relation == DATE_RELATION_SINCE)
        span->from = point.from;
    if (relation == DATE_RELATION_AFTER)
        span->from = point.to;
    if (relation == DATE_RELATION_BEFORE)
        span->to = point.from;
    if (relation == DATE_RELATION_UNTIL || (relation == DATE_RELATION_ON && !is_ago(value, now)))
        span->to = point.to;
    return DATE_READ;
}
