/* Decoders of blocks and varints.
 *
 *   input = what:byte bytes
 */
#include "common/codec/block_codec.h"
#include "common/codec/varint.h"
#include "tests/fuzz/fuzz.h"

/* What was read can be written and reads the same. */
static void check_values(const uint32_t values[BLOCK_LENGTH])
{
    struct buffer out = BUFFER_INIT;
    uint32_t again[BLOCK_LENGTH];
    block_append(&out, values);
    FUZZ_REQUIRE(!out.failed);
    const uint8_t *end = out.data + out.size;
    FUZZ_REQUIRE(block_read(out.data, end, again) == end);
    FUZZ_REQUIRE(memcmp(values, again, sizeof again) == 0);
    buffer_free(&out);
}

static void check_blocks(const uint8_t *at, const uint8_t *end)
{
    uint32_t values[BLOCK_LENGTH];
    while (at != NULL && at < end) {
        const uint8_t *skipped = block_skip(at, end);
        const uint8_t *behind = block_read(at, end, values);
        FUZZ_REQUIRE(behind == NULL || (behind == skipped && behind > at && behind <= end));
        if (behind != NULL)
            check_values(values);
        at = behind;
    }
}

static void check_varints(const uint8_t *at, const uint8_t *end)
{
    while (at != NULL && at < end) {
        uint64_t wide, again;
        uint32_t narrow;
        uint8_t written[VARINT_SIZE_MAX];
        const uint8_t *behind = varint_read(at, end, &wide);
        const uint8_t *narrow_behind = varint_read_u32(at, end, &narrow);
        FUZZ_REQUIRE(narrow_behind == (wide <= UINT32_MAX ? behind : NULL));
        const uint8_t *written_end = varint_write(written, wide);
        FUZZ_REQUIRE(varint_read(written, written_end, &again) == written_end && again == wide);
        FUZZ_REQUIRE(behind == NULL || written_end - written <= behind - at);
        at = behind;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const checks[])(const uint8_t *, const uint8_t *) = {
        check_blocks,
        check_varints,
    };
    struct fuzz_input input = {data, data + size};
    const uint8_t what = fuzz_u8(&input);
    const mrg_text rest = fuzz_rest(&input);
    char *copy = fuzz_tight_copy(rest);
    checks[what % (sizeof checks / sizeof *checks)]((const uint8_t *)copy,
                                                    (const uint8_t *)copy + rest.size);
    free(copy);
    return 0;
}
