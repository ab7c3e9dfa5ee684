#include "indexer/number_stream.h"
#include "common/base/huge_pages.h"

void number_stream_release_wide(struct number_stream *stream)
{
    huge_release(stream->wide, stream->wide_bytes);
    stream->wide = NULL;
    stream->wide_bytes = 0;
}

void number_stream_free(struct number_stream *stream)
{
    huge_release(stream->units, stream->unit_bytes);
    number_stream_release_wide(stream);
    *stream = (struct number_stream){.units = NULL};
}

/* Room for `count` items of `size` bytes at *memory, of which *bytes are mapped; by a quarter at least. */
static bool grow(void **memory, size_t *bytes, uint64_t count, size_t size)
{
    uint64_t wanted = count * size, least = *bytes + *bytes / 4;
    if (*bytes >= wanted)
        return true;
    void *grown = huge_grow(*memory, bytes, wanted > least ? wanted : least);
    if (grown == NULL)
        return false;
    *memory = grown;
    return true;
}

bool number_stream_grow(struct number_stream *stream, uint64_t more)
{
    void *units = stream->units, *wide = stream->wide;
    bool good = grow(&units, &stream->unit_bytes, stream->end.numbers + more + STREAM_BATCH,
                     sizeof *stream->units) &&
                grow(&wide, &stream->wide_bytes, stream->end.wide + more, sizeof *stream->wide);
    stream->units = units;
    stream->wide = wide;
    return good;
}
