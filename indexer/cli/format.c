#include "indexer/cli/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void format_count(uint64_t count, char out[FORMAT_ROOM])
{
    char digits[FORMAT_ROOM];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count);
    size_t used = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = digits[i];
    }
    out[used] = '\0';
}

void format_size(uint64_t bytes, char out[FORMAT_ROOM])
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000) {
        snprintf(out, FORMAT_ROOM, "%" PRIu64 " bytes", bytes);
        return;
    }
    double value = (double)bytes / 1000;
    size_t unit = 0;
    /* 999.95 would be printed as 1000.0. */
    while (value >= 999.95 && unit + 1 < sizeof units / sizeof *units) {
        value /= 1000;
        unit++;
    }
    snprintf(out, FORMAT_ROOM, "%.1f %s", value, units[unit]);
}

void format_duration(double seconds, char out[FORMAT_ROOM])
{
    if (seconds < 9.995) {
        snprintf(out, FORMAT_ROOM, "%.2f s", seconds < 0 ? 0 : seconds);
        return;
    }
    if (seconds < 59.95) {
        snprintf(out, FORMAT_ROOM, "%.1f s", seconds);
        return;
    }
    uint64_t whole = seconds > 1e15 ? UINT64_C(1000000000000000) : (uint64_t)(seconds + 0.5);
    if (whole < 3600)
        snprintf(out, FORMAT_ROOM, "%" PRIu64 " min %02" PRIu64 " s", whole / 60, whole % 60);
    else
        snprintf(out, FORMAT_ROOM, "%" PRIu64 " h %02" PRIu64 " min", whole / 3600,
                 whole % 3600 / 60);
}

/* A non-negative decimal number at the start of `text`; *rest receives what follows it. */
static bool parse_number(const char *text, double *number, const char **rest)
{
    if ((*text < '0' || *text > '9') && *text != '.')
        return false; /* strtod would take signs, blanks, "inf" and "nan" */
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        return false;
    char *end = NULL;
    *number = strtod(text, &end);
    *rest = end;
    return end != text && isfinite(*number);
}

bool parse_size(const char *text, size_t *bytes)
{
    static const char units[] = "KMGT";
    const char *rest;
    double number;
    if (!parse_number(text, &number, &rest))
        return false;
    if (*rest != '\0' && *rest != 'B' && *rest != 'b') {
        char letter = *rest >= 'a' && *rest <= 'z' ? (char)(*rest - 'a' + 'A') : *rest;
        const char *unit = strchr(units, letter);
        if (unit == NULL)
            return false;
        number = ldexp(number, 10 * ((int)(unit - units) + 1));
        rest++;
        if (*rest == 'i')
            rest++;
    }
    if (*rest == 'B' || *rest == 'b')
        rest++;
    if (*rest != '\0' || number < 1 || number >= (double)(SIZE_MAX / 2))
        return false;
    *bytes = (size_t)number;
    return true;
}

bool parse_duration(const char *text, double *seconds)
{
    const char *rest;
    double number;
    if (!parse_number(text, &number, &rest))
        return false;
    if (*rest == 'm')
        number *= 60;
    else if (*rest == 'h')
        number *= 3600;
    else if (*rest != 's' && *rest != '\0')
        return false;
    if (*rest != '\0' && rest[1] != '\0')
        return false;
    *seconds = number;
    return true;
}

void print_plain(FILE *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == 0xC2 && i + 1 < size && ((unsigned char)text[i + 1] & 0xE0) == 0x80) {
            fputc('?', out); /* U+0080 to U+009F */
            i++;
        } else {
            fputc(byte < 0x20 || byte == 0x7F ? '?' : byte, out);
        }
    }
}
