/* deflate_zlib.c under names of its own, so that it can be held against the library in use. */
#ifndef MORGUE_TESTS_UNIT_CODEC_DEFLATE_ZLIB_TWIN_H
#define MORGUE_TESTS_UNIT_CODEC_DEFLATE_ZLIB_TWIN_H

#define deflater zlib_deflater
#define inflater zlib_inflater
#define deflater_new zlib_deflater_new
#define deflater_free zlib_deflater_free
#define deflater_append zlib_deflater_append
#define inflater_new zlib_inflater_new
#define inflater_free zlib_inflater_free
#define inflater_run zlib_inflater_run
#define inflater_run_open zlib_inflater_run_open
#define inflate_result zlib_inflate_result
#define INFLATE_DONE ZLIB_INFLATE_DONE
#define INFLATE_MORE_ROOM ZLIB_INFLATE_MORE_ROOM
#define INFLATE_BAD ZLIB_INFLATE_BAD

#include "common/codec/deflate.h"

#endif
