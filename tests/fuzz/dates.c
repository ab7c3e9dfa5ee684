/* Dates: what was read is a time in the years 1 to 9999 and reads the same when written out. */
#include "common/base/date.h"
#include "tests/fuzz/fuzz.h"

static void check_time(mrg_time time, bool with_time)
{
    mrg_time again;
    enum date_precision precision;
    char written[32];
    const struct date date = date_of_time(time);
    FUZZ_REQUIRE(date.year >= 1 && date.year <= 9999);
    FUZZ_REQUIRE(date_to_time(&date) == time);
    date_format(time, with_time, written);
    FUZZ_REQUIRE(date_parse((mrg_text){written, strlen(written)}, &again, &precision));
    FUZZ_REQUIRE(again == time && precision == (with_time ? DATE_SECOND : DATE_DAY));
}

static void check_path(mrg_text text)
{
    mrg_time time;
    char *path = malloc(text.size + 1);
    FUZZ_REQUIRE(path != NULL);
    memcpy(path, text.data, text.size);
    path[text.size] = '\0';
    if (date_from_path(path, &time))
        check_time(time, false);
    free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mrg_time time;
    enum date_precision precision;
    char *copy = fuzz_tight_copy((mrg_text){(const char *)data, size});
    if (date_parse((mrg_text){copy, size}, &time, &precision))
        check_time(time, precision == DATE_SECOND);
    check_path((mrg_text){copy, size});
    free(copy);
    return 0;
}
