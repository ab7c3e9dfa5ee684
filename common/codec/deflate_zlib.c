#include "common/codec/deflate.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct deflater {
    z_stream stream; /* set up for raw deflate */
};

struct inflater {
    z_stream stream; /* set up for raw inflate */
};

enum { RAW_WINDOW = -15 }; /* zlib's way to ask for deflate without header, 32 KiB window */

struct deflater *deflater_new(int level)
{
    struct deflater *deflater = calloc(1, sizeof *deflater);
    if (deflater == NULL)
        return NULL;
    if (deflateInit2(&deflater->stream, level, Z_DEFLATED, RAW_WINDOW, 8, Z_DEFAULT_STRATEGY) ==
        Z_OK)
        return deflater;
    free(deflater);
    return NULL;
}

void deflater_free(struct deflater *deflater)
{
    if (deflater != NULL)
        deflateEnd(&deflater->stream);
    free(deflater);
}

bool deflater_append(struct deflater *deflater, const void *bytes, size_t size, struct buffer *out)
{
    z_stream *stream = &deflater->stream;
    if (size > UINT_MAX / 2 || deflateReset(stream) != Z_OK)
        return false;
    size_t bound = deflateBound(stream, size);
    if (!buffer_reserve(out, bound))
        return false;
    stream->next_in = (Bytef *)(uintptr_t)bytes;
    stream->avail_in = (uInt)size;
    stream->next_out = out->data + out->size;
    stream->avail_out = (uInt)bound;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END)
        return false;
    out->size += bound - stream->avail_out;
    return true;
}

struct inflater *inflater_new(void)
{
    struct inflater *inflater = calloc(1, sizeof *inflater);
    if (inflater == NULL)
        return NULL;
    if (inflateInit2(&inflater->stream, RAW_WINDOW) == Z_OK)
        return inflater;
    free(inflater);
    return NULL;
}

void inflater_free(struct inflater *inflater)
{
    if (inflater != NULL)
        inflateEnd(&inflater->stream);
    free(inflater);
}

bool inflater_run(struct inflater *inflater, const void *bytes, size_t size, void *out,
                  size_t out_size)
{
    z_stream *stream = &inflater->stream;
    if (size > UINT_MAX || out_size > UINT_MAX || inflateReset(stream) != Z_OK)
        return false;
    stream->next_in = (Bytef *)(uintptr_t)bytes;
    stream->avail_in = (uInt)size;
    stream->next_out = out;
    stream->avail_out = (uInt)out_size;
    return inflate(stream, Z_FINISH) == Z_STREAM_END && stream->avail_out == 0;
}

enum inflate_result inflater_run_open(struct inflater *inflater, const void *bytes, size_t size,
                                      void *out, size_t room, size_t *used, size_t *out_size)
{
    z_stream *stream = &inflater->stream;
    if (room > UINT_MAX || inflateReset(stream) != Z_OK)
        return INFLATE_BAD;
    uInt given = size < UINT_MAX ? (uInt)size : UINT_MAX;
    stream->next_in = (Bytef *)(uintptr_t)bytes;
    stream->avail_in = given;
    stream->next_out = out;
    stream->avail_out = (uInt)room;
    int result = inflate(stream, Z_FINISH);
    *used = given - stream->avail_in;
    *out_size = room - stream->avail_out;
    if (result == Z_STREAM_END)
        return INFLATE_DONE;
    return result == Z_BUF_ERROR && stream->avail_out == 0 ? INFLATE_MORE_ROOM : INFLATE_BAD;
}
