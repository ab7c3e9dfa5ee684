/* Numbers as people read and write them, and text that is safe on a terminal. */
#ifndef MORGUE_INDEXER_CLI_FORMAT_H
#define MORGUE_INDEXER_CLI_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { FORMAT_ROOM = 32 }; /* bytes that every format_* function may fill, NUL included */

/* 1234567 as "1,234,567". */
void format_count(uint64_t count, char out[FORMAT_ROOM]);

/* Bytes in decimal units: "512 bytes", "3.1 kB", "45.2 MB". */
void format_size(uint64_t bytes, char out[FORMAT_ROOM]);

/* Seconds as "0.42 s", "12.3 s", "2 min 05 s" or "1 h 02 min". */
void format_duration(double seconds, char out[FORMAT_ROOM]);

/* Read a size in bytes such as "512M", "2G", "1.5G", "800k" (binary units; a following "B" or "iB"
 * is allowed). False when it is none, or does not fit; *bytes is then left alone. */
bool parse_size(const char *text, size_t *bytes);

/* Read a time such as "90", "30s", "10m" or "2h". False when it is none. */
bool parse_duration(const char *text, double *seconds);

/* Print `size` bytes of text on one line: control characters, C1 ones too, come out as "?", so that
 * no article's text can command the terminal. */
void print_plain(FILE *out, const char *text, size_t size);

#endif
