/* Source lists: bytes with and without a checksum that fits. What was read is written and reads the same. */
#include "common/segment/source_list.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "tests/fuzz/fuzz.h"

struct copy {
    struct source_list_writer writer;
    struct buffer paths; /* of the entry written last; the writer borrows it */
};

static bool write_again(void *context, const struct source_entry *entry)
{
    struct copy *copy = context;
    struct source_entry again = *entry;
    struct buffer path = BUFFER_INIT;
    buffer_append(&path, entry->source.path.data, entry->source.path.size);
    FUZZ_REQUIRE(!path.failed);
    again.source.path = (mrg_text){(const char *)path.data, path.size};
    source_list_add(&copy->writer, &again);
    buffer_free(&copy->paths);
    copy->paths = path;
    return true;
}

static mrg_status rewrite(const uint8_t *bytes, size_t size, struct buffer *out, mrg_error *error)
{
    struct copy copy = {.paths = BUFFER_INIT};
    source_list_begin(&copy.writer, out);
    const mrg_status status = source_list_read(bytes, size, "list", write_again, &copy, error);
    source_list_end(&copy.writer);
    FUZZ_REQUIRE(!out->failed);
    buffer_free(&copy.paths);
    return status;
}

static void check_list(const uint8_t *bytes, size_t size)
{
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    char *tight = fuzz_tight_copy((mrg_text){(const char *)bytes, size});
    const mrg_status status = rewrite((const uint8_t *)tight, size, &first, &error);
    FUZZ_REQUIRE(status == error.status);
    if (status == MRG_OK) {
        FUZZ_REQUIRE(rewrite(first.data, first.size, &second, NULL) == MRG_OK);
        FUZZ_REQUIRE(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    } else {
        FUZZ_REQUIRE(status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION);
        FUZZ_REQUIRE(strchr(error.message, '\n') == NULL);
    }
    free(tight);
    buffer_free(&first);
    buffer_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer sealed = BUFFER_INIT;
    uint8_t crc[4];
    check_list(data, size);
    store_u32(crc, checksum(0, data, size));
    buffer_append(&sealed, data, size);
    buffer_append(&sealed, crc, sizeof crc);
    FUZZ_REQUIRE(!sealed.failed);
    check_list(sealed.data, sealed.size);
    buffer_free(&sealed);
    return 0;
}
