/* Reading and writing dates.
 *
 * One grammar for all written forms: the text is cut into pieces (numbers, words, signs), and each
 * piece takes the role that its shape and the pieces before it leave open: "15:01:01.79" is a time,
 * a word in the table of months is a month, "+0530" behind a time is a zone, a number over 31 is a
 * year. A piece without a role, or a role left empty, means that the text is not a date. That reads
 * every order in use without a list of formats, and still refuses prose.
 */
#include "common/base/date.h"

#include "common/base/date_internal.h"
#include "common/base/date_names.h"

#include <string.h>

enum { TWO_DIGIT_PIVOT = 69, NAME_MAX_SIZE = 16 };

/* -------------------------------------------------------------------------------------------------
 * Pieces
 * ---------------------------------------------------------------------------------------------- */

enum piece_kind { PIECE_NUMBER, PIECE_WORD, PIECE_SIGN, PIECE_END };

struct piece {
    enum piece_kind kind;
    const char *start; /* in the text */
    size_t size;       /* bytes */
    int64_t value;     /* of a number; of a sign its character */
};

struct cursor {
    const char *at;  /* next byte */
    const char *end; /* behind the text */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters and bytes of characters outside ASCII. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct piece next_piece(struct cursor *cursor)
{
    while (cursor->at < cursor->end && is_space(*cursor->at))
        cursor->at++;
    struct piece piece = {PIECE_END, cursor->at, 0, 0};
    if (cursor->at == cursor->end)
        return piece;
    if (is_digit(*cursor->at)) {
        piece.kind = PIECE_NUMBER;
        while (cursor->at < cursor->end && is_digit(*cursor->at)) {
            if (piece.value < INT64_MAX / 10 - 9)
                piece.value = piece.value * 10 + (*cursor->at - '0');
            cursor->at++;
        }
    } else if (is_letter(*cursor->at)) {
        piece.kind = PIECE_WORD;
        while (cursor->at < cursor->end && is_letter(*cursor->at))
            cursor->at++;
    } else {
        piece.kind = PIECE_SIGN;
        piece.value = *cursor->at++;
    }
    piece.size = (size_t)(cursor->at - piece.start);
    return piece;
}

/* Whether the very next byte is `c`; it is taken then. */
static bool take_char(struct cursor *cursor, char c)
{
    if (cursor->at == cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

/* -------------------------------------------------------------------------------------------------
 * Names
 * ---------------------------------------------------------------------------------------------- */

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* The word in lower-case ASCII; false when it is longer than any name. */
static bool lower_name(const struct piece *word, char name[NAME_MAX_SIZE])
{
    if (word->size >= NAME_MAX_SIZE)
        return false;
    for (size_t i = 0; i < word->size; i++) {
        char c = word->start[i];
        name[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    name[word->size] = '\0';
    return true;
}

/* The month's number; 0 when the word is none. */
static int month_of_name(const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i < COUNT_OF(month_names); i++) {
        bool is_english = i < 12;
        if (strcmp(name, month_names[i].name) == 0 ||
            (is_english && size >= 3 && strncmp(name, month_names[i].name, size) == 0))
            return month_names[i].value;
    }
    return 0;
}

static bool zone_of_name(const char *name, int *minutes)
{
    for (size_t i = 0; i < COUNT_OF(zone_names); i++)
        if (strcmp(name, zone_names[i].name) == 0) {
            *minutes = zone_names[i].value;
            return true;
        }
    return false;
}

static bool is_filler(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(filler_names); i++)
        if (strcmp(name, filler_names[i]) == 0)
            return true;
    return false;
}

/* -------------------------------------------------------------------------------------------------
 * Roles
 * ---------------------------------------------------------------------------------------------- */

/* What has been understood so far; -1: not yet. */
struct reading {
    int year, month, day;
    int hour, minute, second;
    int zone;        /* minutes east of UTC */
    bool has_zone;   /* a zone was named */
    bool month_name; /* the month came as a word */
};

#define READING_INIT                                                                               \
    {                                                                                              \
        -1, -1, -1, -1, 0, 0, 0, false, false                                                      \
    }

/* A year of `digits` digits, two-digit ones being 1969 to 2068. */
static bool set_year(struct reading *reading, int64_t value, size_t digits)
{
    if (reading->year >= 0 || value > 9999 || (digits != 2 && digits != 4))
        return false;
    if (digits == 2)
        value += value >= TWO_DIGIT_PIVOT ? 1900 : 2000;
    reading->year = (int)value;
    return true;
}

/* Up to four digits at `text` as hhmm or hh. */
static bool set_clock(struct reading *reading, const char *text, size_t digits)
{
    int value = 0;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (text[i] - '0');
    if (reading->hour >= 0)
        return false;
    reading->hour = digits > 2 ? value / 100 : value;
    reading->minute = digits > 2 ? value % 100 : 0;
    return true;
}

static void skip_fraction(struct cursor *cursor)
{
    const char *start = cursor->at;
    if (!take_char(cursor, '.') && !take_char(cursor, ','))
        return;
    if (cursor->at == cursor->end || !is_digit(*cursor->at)) {
        cursor->at = start;
        return;
    }
    while (cursor->at < cursor->end && is_digit(*cursor->at))
        cursor->at++;
}

/* hh has been read and a colon follows. */
static bool read_colon_time(struct reading *reading, const struct piece *hours,
                            struct cursor *cursor)
{
    if (reading->hour >= 0 || hours->size > 2)
        return false;
    reading->hour = (int)hours->value;
    take_char(cursor, ':');
    struct piece minutes = next_piece(cursor);
    if (minutes.kind != PIECE_NUMBER || minutes.size != 2)
        return false;
    reading->minute = (int)minutes.value;
    if (take_char(cursor, ':')) {
        struct piece seconds = next_piece(cursor);
        if (seconds.kind != PIECE_NUMBER || seconds.size != 2)
            return false;
        reading->second = (int)seconds.value;
    }
    skip_fraction(cursor);
    return true;
}

/* The digits behind the T of a basic form: hh, hhmm or hhmmss. */
static bool read_basic_time(struct reading *reading, const struct piece *number,
                            struct cursor *cursor)
{
    if (reading->hour >= 0 || (number->size != 2 && number->size != 4 && number->size != 6))
        return false;
    set_clock(reading, number->start, number->size > 4 ? 4 : number->size);
    if (number->size == 6)
        reading->second = (number->start[4] - '0') * 10 + (number->start[5] - '0');
    skip_fraction(cursor);
    return true;
}

/* A sign and the offset behind it: +hh, +hhmm, +hh:mm. */
static bool read_offset(struct reading *reading, char sign, struct cursor *cursor)
{
    struct piece number = next_piece(cursor);
    if (number.kind != PIECE_NUMBER || number.size > 4 || number.size == 3)
        return false;
    int64_t minutes =
        number.size == 4 ? number.value / 100 * 60 + number.value % 100 : number.value * 60;
    if (number.size <= 2 && take_char(cursor, ':')) {
        struct piece rest = next_piece(cursor);
        if (rest.kind != PIECE_NUMBER || rest.size != 2)
            return false;
        minutes += rest.value;
    }
    if (minutes > 24 * 60)
        return false;
    reading->zone = (int)(sign == '-' ? -minutes : minutes);
    reading->has_zone = true;
    return true;
}

/* Whether so many digits can be YYYYMM, YYYYMMDD, or this with hhmm or hhmmss behind. */
static bool is_digit_run_size(size_t size)
{
    return size == 6 || size == 8 || size == 12 || size == 14;
}

static bool read_digit_run(struct reading *reading, const struct piece *number)
{
    const char *d = number->start;
    if (reading->year >= 0 || reading->month >= 0)
        return false;
    int parts[6] = {0, 1, 1, 0, 0, 0};
    for (size_t i = 0; i < number->size; i++) {
        size_t part = i < 4 ? 0 : (i - 2) / 2;
        if (i < 4 ? i == 0 : i % 2 == 0)
            parts[part] = 0;
        parts[part] = parts[part] * 10 + (d[i] - '0');
    }
    /* A count of seconds or milliseconds must not pass for a date of the Middle Ages. */
    if (parts[0] < DATE_YEAR_MIN || parts[0] > DATE_YEAR_MAX ||
        !date_is_real_day(parts[0], parts[1], parts[2]) || parts[3] > 24 || parts[4] > 59 ||
        parts[5] > 60)
        return false;
    reading->year = parts[0];
    reading->month = parts[1];
    reading->day = number->size > 6 ? parts[2] : -1;
    if (number->size > 8) {
        reading->hour = parts[3];
        reading->minute = parts[4];
        reading->second = parts[5];
    }
    return true;
}

/* Whether two numbers stand for day and month in one order only; 31/12 and 12/31, 5/5. An ambiguous
 * pair is refused, since a wrong date is worse than none. */
static bool set_day_and_month(struct reading *reading, int64_t first, int64_t second,
                              bool day_first)
{
    bool swap = !day_first && second > 12;
    if (!day_first && first <= 12 && second <= 12 && first != second)
        return false;
    reading->day = (int)(swap ? second : first);
    reading->month = (int)(swap ? first : second);
    return true;
}

/* number sign number sign number, such as 2022-01-14, 14.01.2022, 14/01/2022. The second and third
 * numbers are read here; `sign` stands before the second. */
static bool read_numeric_date(struct reading *reading, const struct piece *first, char sign,
                              struct cursor *cursor)
{
    if (reading->year >= 0 || reading->month >= 0 || reading->day >= 0)
        return false;
    struct piece second = next_piece(cursor);
    if (second.kind != PIECE_NUMBER || second.size > 2)
        return false;
    struct piece third = {PIECE_END, NULL, 0, 0};
    if (take_char(cursor, sign))
        third = next_piece(cursor);
    if (third.kind != PIECE_NUMBER && third.kind != PIECE_END)
        return false;
    if (first->size == 4) {
        set_year(reading, first->value, 4);
        reading->month = (int)second.value;
        reading->day = third.kind == PIECE_NUMBER && third.size <= 2 ? (int)third.value : -1;
        return third.kind == PIECE_END || reading->day > 0;
    }
    return third.kind == PIECE_NUMBER && first->size <= 2 &&
           set_day_and_month(reading, first->value, second.value, sign == '.') &&
           set_year(reading, third.value, third.size);
}

/* A number that stands alone takes the role that is open: the year when it has four digits, a time
 * such as 1500 when the year is known, else the day, else a two-digit year. */
static bool read_lone_number(struct reading *reading, const struct piece *number)
{
    if (number->size == 4 && reading->year < 0)
        return set_year(reading, number->value, 4);
    if (number->size == 4 && reading->month_name)
        return set_clock(reading, number->start, 4);
    if (number->size <= 2 && reading->day < 0) {
        reading->day = (int)number->value;
        return number->value > 0;
    }
    return number->size == 2 && reading->month_name && set_year(reading, number->value, 2);
}

static bool read_number(struct reading *reading, const struct piece *number, struct cursor *cursor)
{
    char next = cursor->at < cursor->end ? *cursor->at : '\0';
    if (next == ':')
        return read_colon_time(reading, number, cursor);
    if (is_digit_run_size(number->size))
        return read_digit_run(reading, number);
    bool is_date_sign = next == '-' || next == '/' || next == '.';
    if (is_date_sign && cursor->end - cursor->at > 1 && is_digit(cursor->at[1]) &&
        reading->month < 0) {
        cursor->at++;
        return read_numeric_date(reading, number, next, cursor);
    }
    return read_lone_number(reading, number);
}

/* am and pm. */
static bool read_half_day(struct reading *reading, const char *name)
{
    bool is_pm = name[0] == 'p';
    if (reading->hour < 1 || reading->hour > 12)
        return false;
    reading->hour = reading->hour % 12 + (is_pm ? 12 : 0);
    return true;
}

static bool read_word(struct reading *reading, const struct piece *word, struct cursor *cursor)
{
    char name[NAME_MAX_SIZE];
    if (!lower_name(word, name))
        return false;
    if (strcmp(name, "t") == 0 && reading->year >= 0 && reading->hour < 0) {
        struct piece time = next_piece(cursor);
        if (time.kind != PIECE_NUMBER)
            return false;
        if (cursor->at < cursor->end && *cursor->at == ':')
            return read_colon_time(reading, &time, cursor);
        return read_basic_time(reading, &time, cursor);
    }
    int month = month_of_name(name);
    if (month > 0 && reading->month < 0) {
        reading->month = month;
        reading->month_name = true;
        return true;
    }
    int zone;
    if (zone_of_name(name, &zone) && reading->hour >= 0) {
        if (!reading->has_zone)
            reading->zone = zone;
        reading->has_zone = true;
        return true;
    }
    if (strcmp(name, "am") == 0 || strcmp(name, "pm") == 0)
        return read_half_day(reading, name);
    return is_filler(name);
}

static bool read_sign(struct reading *reading, char sign, struct cursor *cursor)
{
    bool number_follows = cursor->at < cursor->end && is_digit(*cursor->at);
    if ((sign == '+' || sign == '-') && reading->hour >= 0 && number_follows)
        return read_offset(reading, sign, cursor);
    return sign == '-' || sign == ',' || sign == '.' || sign == '(' || sign == ')' || sign == '|';
}

/* Whether the roles add up to a real time, and how exact it is. */
static bool reading_to_time(const struct reading *reading, mrg_time *time,
                            enum date_precision *precision)
{
    if (reading->year < 0 || (reading->month < 0 && (reading->day >= 0 || reading->hour >= 0)) ||
        (reading->day < 0 && reading->hour >= 0))
        return false;
    struct date date = {reading->year,
                        reading->month < 0 ? 1 : reading->month,
                        reading->day < 0 ? 1 : reading->day,
                        reading->hour < 0 ? 0 : reading->hour,
                        reading->minute,
                        reading->second};
    bool is_midnight = date.hour == 24 && date.minute == 0 && date.second == 0;
    if (!date_is_real_day(date.year, date.month, date.day) || (date.hour > 23 && !is_midnight) ||
        date.minute > 59 || date.second > 60)
        return false;
    *time = date_to_time(&date) - (int64_t)reading->zone * 60;
    *precision = reading->month < 0  ? DATE_YEAR
                 : reading->day < 0  ? DATE_MONTH
                 : reading->hour < 0 ? DATE_DAY
                                     : DATE_SECOND;
    return true;
}

static bool parse_written(mrg_text text, mrg_time *time, enum date_precision *precision)
{
    struct reading reading = READING_INIT;
    struct cursor cursor = {text.data, text.data + text.size};
    for (;;) {
        struct piece piece = next_piece(&cursor);
        bool fits = true;
        switch (piece.kind) {
        case PIECE_END:
            return reading_to_time(&reading, time, precision);
        case PIECE_NUMBER:
            fits = read_number(&reading, &piece, &cursor);
            break;
        case PIECE_WORD:
            fits = read_word(&reading, &piece, &cursor);
            break;
        case PIECE_SIGN:
            fits = read_sign(&reading, (char)piece.value, &cursor);
            break;
        }
        if (!fits)
            return false;
    }
}

/* -------------------------------------------------------------------------------------------------
 * Numbers of seconds and finer
 * ---------------------------------------------------------------------------------------------- */

/* A bare number: seconds since 1970 when it has 9 to 11 digits, milliseconds up to 13, microseconds
 * up to 16, nanoseconds up to 19. Shorter ones are years, months and days, longer ones nothing. */
static bool parse_count(mrg_text text, mrg_time *time)
{
    struct cursor cursor = {text.data, text.data + text.size};
    bool is_negative = take_char(&cursor, '-');
    if (cursor.at == cursor.end || !is_digit(*cursor.at))
        return false;
    struct piece number = next_piece(&cursor);
    skip_fraction(&cursor);
    if (cursor.at != cursor.end || number.size < 9 || number.size > 18)
        return false;
    int64_t divisor = number.size <= 11 ? 1 : number.size <= 13 ? 1000 : 1000000;
    if (number.size > 16)
        divisor = 1000000000;
    int64_t seconds = number.value / divisor;
    *time = is_negative ? -seconds : seconds;
    return true;
}

enum { DATE_TEXT_MAX = 100 }; /* bytes; no date is longer, and prose is refused before it is read */

/* Hour 24, a zone or a negative number may lead out of the years 1 to 9999. */
static bool is_in_calendar(mrg_time time)
{
    const int year = date_of_time(time).year;
    return year >= 1 && year <= 9999;
}

bool date_parse(mrg_text text, mrg_time *time, enum date_precision *precision)
{
    while (text.size > 0 && is_space(text.data[text.size - 1]))
        text.size--;
    while (text.size > 0 && is_space(*text.data)) {
        text.data++;
        text.size--;
    }
    if (text.size == 0 || text.size > DATE_TEXT_MAX)
        return false;
    if (parse_written(text, time, precision))
        return is_in_calendar(*time);
    *precision = DATE_SECOND;
    return parse_count(text, time) && is_in_calendar(*time);
}
