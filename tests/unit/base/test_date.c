#include "common/base/date.h"
#include "tests/cmocka_all.h"

#include <string.h>

/* A text and the time it stands for; NULL where it is no date. */
static const struct {
    const char *text;
    const char *time;
    enum date_precision precision;
} written[] = {
    /* ISO 8601, extended and basic */
    {"2022", "2022-01-01T00:00:00Z", DATE_YEAR},
    {"2022-01", "2022-01-01T00:00:00Z", DATE_MONTH},
    {"2022-01-14", "2022-01-14T00:00:00Z", DATE_DAY},
    {" 2022-01-14 ", "2022-01-14T00:00:00Z", DATE_DAY},
    {"2022-01-14T09:30", "2022-01-14T09:30:00Z", DATE_SECOND},
    {"2022-01-14T09:30:05Z", "2022-01-14T09:30:05Z", DATE_SECOND},
    {"2022-01-14 09:30:05", "2022-01-14T09:30:05Z", DATE_SECOND},
    {"2022-01-14T09:30:05.123456Z", "2022-01-14T09:30:05Z", DATE_SECOND},
    {"2022-01-14T09:30:05,5Z", "2022-01-14T09:30:05Z", DATE_SECOND},
    {"2022-01-14T09:30:05+05:30", "2022-01-14T04:00:05Z", DATE_SECOND},
    {"2022-01-14T09:30:05-0500", "2022-01-14T14:30:05Z", DATE_SECOND},
    {"2022-01-14T09:30:05+02", "2022-01-14T07:30:05Z", DATE_SECOND},
    {"2020-01-10T00:59:47ZZ", "2020-01-10T00:59:47Z", DATE_SECOND},
    {"2021-12-31T24:00:00Z", "2022-01-01T00:00:00Z", DATE_SECOND},
    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", DATE_SECOND},
    {"20220112", "2022-01-12T00:00:00Z", DATE_DAY},
    {"202201", "2022-01-01T00:00:00Z", DATE_MONTH},
    {"20170102T222800+0000", "2017-01-02T22:28:00Z", DATE_SECOND},
    {"20210516T090004", "2021-05-16T09:00:04Z", DATE_SECOND},
    {"20210516T0900Z", "2021-05-16T09:00:00Z", DATE_SECOND},
    {"20210516090004", "2021-05-16T09:00:04Z", DATE_SECOND},
    {"2022/01/14", "2022-01-14T00:00:00Z", DATE_DAY},
    {"2022.01.14", "2022-01-14T00:00:00Z", DATE_DAY},
    /* RFC 822 and its misspellings */
    {"Tue, 05 Jul 2022 10:00:00 GMT", "2022-07-05T10:00:00Z", DATE_SECOND},
    {"5 Jul 22 10:00 +0200", "2022-07-05T08:00:00Z", DATE_SECOND},
    {"Tue, 5 Jul 94 10:00:00 EST", "1994-07-05T15:00:00Z", DATE_SECOND},
    {"03 Apr 02 1500 GMT", "2002-04-03T15:00:00Z", DATE_SECOND},
    {"Mon, 1 Jan 2024 00:00:00 +0000 (UTC)", "2024-01-01T00:00:00Z", DATE_SECOND},
    /* agencies and programs */
    {"26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01Z", DATE_SECOND},
    {" 3-MAR-1987 09:17:32.30", "1987-03-03T09:17:32Z", DATE_SECOND},
    {"Tue Jan 28 15:28:56 CET 2020", "2020-01-28T14:28:56Z", DATE_SECOND},
    {"Tue Jan 28 15:28:56 2020", "2020-01-28T15:28:56Z", DATE_SECOND},
    /* people */
    {"January 12, 2022", "2022-01-12T00:00:00Z", DATE_DAY},
    {"Jan. 12, 2022", "2022-01-12T00:00:00Z", DATE_DAY},
    {"Sept. 5, 2021", "2021-09-05T00:00:00Z", DATE_DAY},
    {"12 Jan 2022", "2022-01-12T00:00:00Z", DATE_DAY},
    {"12th of January 2022", "2022-01-12T00:00:00Z", DATE_DAY},
    {"Wednesday, January 12, 2022 at 5:30 pm", "2022-01-12T17:30:00Z", DATE_SECOND},
    {"January 12, 2022 12:05 AM", "2022-01-12T00:05:00Z", DATE_SECOND},
    {"January 2022", "2022-01-01T00:00:00Z", DATE_MONTH},
    {"14. Januar 2022", "2022-01-14T00:00:00Z", DATE_DAY},
    {"14 ao\xc3\xbbt 2022", "2022-08-14T00:00:00Z", DATE_DAY},
    {"28.01.2020", "2020-01-28T00:00:00Z", DATE_DAY},
    {"28/01/2020", "2020-01-28T00:00:00Z", DATE_DAY},
    {"01/28/2020", "2020-01-28T00:00:00Z", DATE_DAY},
    {"5/5/2020", "2020-05-05T00:00:00Z", DATE_DAY},
    /* counts */
    {"1642152600", "2022-01-14T09:30:00Z", DATE_SECOND},
    {"1642152600123", "2022-01-14T09:30:00Z", DATE_SECOND},
    {"1642152600123456", "2022-01-14T09:30:00Z", DATE_SECOND},
    {"1642152600.75", "2022-01-14T09:30:00Z", DATE_SECOND},
    {"1010010100", "2002-01-02T22:21:40Z", DATE_SECOND},
    {"-123456789", "1966-02-02T02:26:51Z", DATE_SECOND},
    /* edges of the calendar */
    {"2020-02-29", "2020-02-29T00:00:00Z", DATE_DAY},
    {"2000-02-29", "2000-02-29T00:00:00Z", DATE_DAY},
    {"0001-01-01", "0001-01-01T00:00:00Z", DATE_DAY},
    {"9999-12-31", "9999-12-31T00:00:00Z", DATE_DAY},
    /* no dates */
    {"", NULL, DATE_DAY},
    {"  ", NULL, DATE_DAY},
    {"soon", NULL, DATE_DAY},
    {"0", NULL, DATE_DAY},
    {"99", NULL, DATE_DAY},
    {"12345", NULL, DATE_DAY},
    {"2021-02-29", NULL, DATE_DAY},
    {"1900-02-29", NULL, DATE_DAY},
    {"2022-13-01", NULL, DATE_DAY},
    {"2022-00-01", NULL, DATE_DAY},
    {"2022-01-32", NULL, DATE_DAY},
    {"31 April 2022", NULL, DATE_DAY},
    {"2022-01-14T25:00", NULL, DATE_DAY},
    {"2022-01-14T09:60", NULL, DATE_DAY},
    {"2022-01-14T09:30:61", NULL, DATE_DAY},
    {"01/02/2022", NULL, DATE_DAY}, /* the second of January or the first of February */
    {"12:30", NULL, DATE_DAY},
    {"12 Jan", NULL, DATE_DAY},
    {"May the force be with you", NULL, DATE_DAY},
    {"12 Jan 2022 and some", NULL, DATE_DAY},
    {"123456789012345678901234567890", NULL, DATE_DAY},
};

static void test_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        mrg_time time = MRG_NO_TIME;
        enum date_precision precision = DATE_YEAR;
        char formatted[32] = "";
        bool found =
            date_parse((mrg_text){written[i].text, strlen(written[i].text)}, &time, &precision);
        if (found)
            date_format(time, true, formatted);
        const char *expected = written[i].time != NULL ? written[i].time : "";
        if (strcmp(formatted, expected) != 0 || (found && precision != written[i].precision))
            fail_msg("\"%s\": expected \"%s\", found \"%s\" (precision %d)", written[i].text,
                     expected, formatted, (int)precision);
    }
}

/* A path and the day it names; NULL where it names none. */
static const struct {
    const char *path;
    const char *day;
} paths[] = {
    {"news/2022/01/14/x.txt", "2022-01-14"},
    {"report-2022-01-14.txt", "2022-01-14"},
    {"20220114.txt", "2022-01-14"},
    {"/a/20220114_093000.txt", "2022-01-14"},
    {"img202201140930.txt", "2022-01-14"},
    {"2021/12/31/retold-2022-01-14.txt", "2022-01-14"},
    {"2022.1.4-notes", "2022-01-04"},
    {"x/2022_01_14", "2022-01-14"},
    {"2022-01-14/2022-13-40.txt", "2022-01-14"},
    {"2022/01/x.txt", NULL},
    {"120220114.txt", NULL},
    {"2022011.txt", NULL},
    {"9999-99-99", NULL},
    {"0012-01-01", NULL},
    {"plain.txt", NULL},
    {"", NULL},
};

static void test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        mrg_time time = MRG_NO_TIME;
        char formatted[32] = "";
        if (date_from_path(paths[i].path, &time))
            date_format(time, false, formatted);
        const char *expected = paths[i].day != NULL ? paths[i].day : "";
        if (strcmp(formatted, expected) != 0)
            fail_msg("%s: expected \"%s\", found \"%s\"", paths[i].path, expected, formatted);
    }
}

/* Every day of 9999 years there and back. */
static void test_calendar(void **state)
{
    (void)state;
    struct date first = {1, 1, 1, 0, 0, 0};
    mrg_time time = date_to_time(&first);
    struct date before = first;
    for (long day = 0; day < 3652059; day++, time += 86400) {
        struct date date = date_of_time(time + 86399);
        assert_int_equal(date_to_time(&date), time + 86399);
        assert_int_equal(date.hour * 10000 + date.minute * 100 + date.second, 235959);
        bool next_day = date.day == before.day + 1 && date.month == before.month;
        bool next_month = date.day == 1 && date.month == before.month % 12 + 1;
        assert_true(day == 0 || next_day || next_month);
        before = date;
    }
    assert_int_equal(before.year, 9999);
}

static void test_format(void **state)
{
    char out[32];
    (void)state;
    date_format(MRG_NO_TIME, true, out);
    assert_string_equal(out, "");
    date_format(0, true, out);
    assert_string_equal(out, "1970-01-01T00:00:00Z");
    date_format(-1, false, out);
    assert_string_equal(out, "1969-12-31");
    date_format(INT64_MAX, false, out);
    assert_string_equal(out, "9999-12-31");
    date_format(INT64_MIN + 1, false, out);
    assert_string_equal(out, "0001-01-01");
}

/* Whatever is made of a valid date by changing one byte: no crash, and a time only if it is one. */
static void test_changed_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        char text[64];
        size_t size = strlen(written[i].text);
        assert_true(size < sizeof text);
        for (size_t at = 0; at < size; at++)
            for (int byte = 0; byte < 256; byte++) {
                mrg_time time;
                enum date_precision precision;
                memcpy(text, written[i].text, size);
                text[at] = (char)byte;
                if (date_parse((mrg_text){text, size}, &time, &precision))
                    assert_true(precision <= DATE_SECOND);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written),       cmocka_unit_test(test_paths),
        cmocka_unit_test(test_calendar),      cmocka_unit_test(test_format),
        cmocka_unit_test(test_changed_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
