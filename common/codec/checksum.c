#include "common/codec/checksum.h"

#ifdef MORGUE_HAVE_LIBDEFLATE
#include <libdeflate.h>

uint32_t checksum(uint32_t before, const void *bytes, size_t size)
{
    /* libdeflate takes NULL as "give me the start value". */
    return size > 0 ? libdeflate_crc32(before, bytes, size) : before;
}
#else
#include <zlib.h>

uint32_t checksum(uint32_t before, const void *bytes, size_t size)
{
    return size > 0 ? (uint32_t)crc32_z(before, bytes, size) : before;
}
#endif
