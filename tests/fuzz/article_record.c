/* Records of stored articles: what was read is written, and what was written reads the same. */
#include "common/segment/article_record.h"
#include "tests/fuzz/fuzz.h"

/* Whether the record can be read; if so, `again` receives what it is when written anew. */
static bool rewrite(mrg_text record, struct buffer *again)
{
    struct arena arena = ARENA_INIT;
    mrg_article article;
    char *copy = fuzz_tight_copy(record);
    const bool is_good = article_record_read((const uint8_t *)copy, record.size, &arena, &article);
    if (is_good)
        article_record_append(again, &article);
    arena_free(&arena);
    free(copy);
    return is_good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    if (rewrite((mrg_text){(const char *)data, size}, &first)) {
        FUZZ_REQUIRE(rewrite((mrg_text){(const char *)first.data, first.size}, &second));
        FUZZ_REQUIRE(first.size == second.size &&
                     (first.size == 0 || memcmp(first.data, second.data, first.size) == 0));
    }
    buffer_free(&first);
    buffer_free(&second);
    return 0;
}
