/* CRC-32 (the polynomial of zlib and gzip), by the fastest library at hand. */
#ifndef MORGUE_CODEC_CHECKSUM_H
#define MORGUE_CODEC_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The CRC-32 of `size` bytes that follow bytes whose CRC-32 is `before` (0 at the start). */
uint32_t checksum(uint32_t before, const void *bytes, size_t size);

#endif
