/* Blocks of bytes in the raw deflate format (RFC 1951), by libdeflate where present, else zlib. */
#ifndef MORGUE_CODEC_DEFLATE_H
#define MORGUE_CODEC_DEFLATE_H

#include "common/base/buffer.h"

/* Holds the working memory of the library in use. One per thread. */
struct deflater;
struct inflater;

/* `level` 1 (fast) to 9 (small). NULL when memory is short. */
struct deflater *deflater_new(int level);
void deflater_free(struct deflater *deflater);

/* Append the compressed form of `size` bytes to `out`. False when memory is short. */
bool deflater_append(struct deflater *deflater, const void *bytes, size_t size, struct buffer *out);

struct inflater *inflater_new(void);
void inflater_free(struct inflater *inflater);

/* Undo deflater_append: `size` bytes must give exactly `out_size` bytes, which go to `out`. False when
 * they do not. */
bool inflater_run(struct inflater *inflater, const void *bytes, size_t size, void *out,
                  size_t out_size);

/* What came of inflating a block whose sizes are not known. */
enum inflate_result { INFLATE_DONE, INFLATE_MORE_ROOM, INFLATE_BAD };

/* Undo deflater_append where more bytes may stand behind what it wrote: a first part of the `size` bytes
 * gives what goes to `out`, which has `room` bytes. *used and *out_size receive the size of each when
 * done. INFLATE_MORE_ROOM: `out` is too small, nothing else is known. */
enum inflate_result inflater_run_open(struct inflater *inflater, const void *bytes, size_t size,
                                      void *out, size_t room, size_t *used, size_t *out_size);

#endif
