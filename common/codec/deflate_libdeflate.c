#include "common/codec/deflate.h"

#include <libdeflate.h>

/* The library's own opaque types serve as ours. */
struct deflater *deflater_new(int level)
{
    return (struct deflater *)libdeflate_alloc_compressor(level);
}

void deflater_free(struct deflater *deflater)
{
    libdeflate_free_compressor((struct libdeflate_compressor *)deflater);
}

bool deflater_append(struct deflater *deflater, const void *bytes, size_t size, struct buffer *out)
{
    struct libdeflate_compressor *compressor = (struct libdeflate_compressor *)deflater;
    size_t bound = libdeflate_deflate_compress_bound(compressor, size);
    if (!buffer_reserve(out, bound))
        return false;
    size_t got = libdeflate_deflate_compress(compressor, bytes, size, out->data + out->size, bound);
    out->size += got;
    return got > 0;
}

struct inflater *inflater_new(void)
{
    return (struct inflater *)libdeflate_alloc_decompressor();
}

void inflater_free(struct inflater *inflater)
{
    libdeflate_free_decompressor((struct libdeflate_decompressor *)inflater);
}

bool inflater_run(struct inflater *inflater, const void *bytes, size_t size, void *out,
                  size_t out_size)
{
    return libdeflate_deflate_decompress((struct libdeflate_decompressor *)inflater, bytes, size,
                                         out, out_size, NULL) == LIBDEFLATE_SUCCESS;
}

enum inflate_result inflater_run_open(struct inflater *inflater, const void *bytes, size_t size,
                                      void *out, size_t room, size_t *used, size_t *out_size)
{
    enum libdeflate_result result = libdeflate_deflate_decompress_ex(
        (struct libdeflate_decompressor *)inflater, bytes, size, out, room, used, out_size);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
        return INFLATE_MORE_ROOM;
    return result == LIBDEFLATE_SUCCESS ? INFLATE_DONE : INFLATE_BAD;
}
