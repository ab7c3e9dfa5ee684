/* Manifests: lines with and without a checksum that fits. What was read is written and reads the same. */
#include "common/segment/manifest.h"
#include "common/codec/checksum.h"
#include "tests/fuzz/fuzz.h"

static void check_print(const struct manifest *manifest)
{
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    struct manifest again;
    manifest_print(manifest, &first);
    FUZZ_REQUIRE(manifest_parse(&again, "MANIFEST", (const char *)first.data, first.size, NULL) ==
                 MRG_OK);
    manifest_print(&again, &second);
    FUZZ_REQUIRE(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    manifest_free(&again);
    buffer_free(&first);
    buffer_free(&second);
}

static void check_text(mrg_text text)
{
    struct manifest manifest;
    mrg_error error = MRG_ERROR_INIT;
    char *copy = fuzz_tight_copy(text);
    const mrg_status status = manifest_parse(&manifest, "MANIFEST", copy, text.size, &error);
    FUZZ_REQUIRE(status == error.status);
    if (status == MRG_OK) {
        check_print(&manifest);
        manifest_free(&manifest);
    } else {
        FUZZ_REQUIRE(status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION);
        FUZZ_REQUIRE(strchr(error.message, '\n') == NULL);
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer sealed = BUFFER_INIT;
    check_text((mrg_text){(const char *)data, size});
    buffer_append(&sealed, data, size);
    buffer_append_format(&sealed, "checksum %08x\n", checksum(0, data, size));
    FUZZ_REQUIRE(!sealed.failed);
    check_text((mrg_text){(const char *)sealed.data, sealed.size});
    buffer_free(&sealed);
    return 0;
}
