/* What the fuzz targets share.
 *
 * A target is one file with LLVMFuzzerTestOneInput. It is linked with libFuzzer (MORGUE_FUZZ) to look
 * for new inputs, and in every test build with fuzz_replay.c, which runs the inputs kept in the tree.
 */
#ifndef MORGUE_TESTS_FUZZ_FUZZ_H
#define MORGUE_TESTS_FUZZ_FUZZ_H

#include "common/morgue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Called by libFuzzer or fuzz_replay.c with one input, borrowed for the call. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* End the process, which is how a finding is made known, unless `condition` holds. */
#define FUZZ_REQUIRE(condition)                                                              \
    ((condition) ? (void)0                                                                   \
                 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), \
                    abort()))

/* An input taken apart from front to back; behind its end come zeros. */
struct fuzz_input {
    const uint8_t *at;  /* next byte */
    const uint8_t *end; /* behind the last */
};

static inline size_t fuzz_left(const struct fuzz_input *input)
{
    return (size_t)(input->end - input->at);
}

static inline uint8_t fuzz_u8(struct fuzz_input *input)
{
    return input->at < input->end ? *input->at++ : 0;
}

static inline uint16_t fuzz_u16(struct fuzz_input *input)
{
    uint16_t low = fuzz_u8(input);
    return (uint16_t)(low | fuzz_u8(input) << 8);
}

static inline uint32_t fuzz_u32(struct fuzz_input *input)
{
    uint32_t low = fuzz_u16(input);
    return low | (uint32_t)fuzz_u16(input) << 16;
}

/* The next `size` bytes, or as many as are left; borrowed from the input. */
static inline mrg_text fuzz_piece(struct fuzz_input *input, size_t size)
{
    size_t taken = size < fuzz_left(input) ? size : fuzz_left(input);
    mrg_text piece = {(const char *)input->at, taken};
    input->at += taken;
    return piece;
}

/* All that is left; borrowed from the input. */
static inline mrg_text fuzz_rest(struct fuzz_input *input)
{
    return fuzz_piece(input, fuzz_left(input));
}

/* A copy whose end is the end of its memory, so that reading on is noticed; to be freed. */
static inline char *fuzz_tight_copy(mrg_text text)
{
    char *copy = malloc(text.size > 0 ? text.size : 1);
    FUZZ_REQUIRE(copy != NULL);
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    return copy;
}

#endif
