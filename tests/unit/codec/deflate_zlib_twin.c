#include "tests/unit/codec/deflate_zlib_twin.h"

#include "common/codec/deflate_zlib.c"
