/* Bytes handed from thread to thread: all of them, in order. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/base/buffer.h"
#include "common/base/relay.h"

static void take(void *context, const uint8_t *bytes, size_t size)
{
    assert_true(size > 0);
    buffer_append(context, bytes, size);
}

/* Hand on `size` bytes, in pieces of up to `most`. */
static void check(size_t size, uint32_t most)
{
    struct random_source random = {size + most};
    struct buffer sent = BUFFER_INIT, taken = BUFFER_INIT;
    for (size_t i = 0; i < size; i++)
        buffer_append_byte(&sent, (uint8_t)random_next(&random));
    struct relay *relay = relay_new(take, &taken);
    assert_non_null(relay);
    for (size_t at = 0; at < size;) {
        size_t piece = random_below(&random, most + 1), left = size - at;
        piece = piece < left ? piece : left;
        relay_put(relay, sent.data + at, piece);
        at += piece;
    }
    relay_end(relay);
    assert_false(sent.failed || taken.failed);
    assert_int_equal(taken.size, size);
    if (size > 0)
        assert_memory_equal(taken.data, sent.data, size);
    buffer_free(&sent);
    buffer_free(&taken);
}

static void test_all_in_order(void **state)
{
    (void)state;
    static const size_t sizes[] = {0,       1,       1000,   (1 << 20) - 1, 1 << 20, (1 << 20) + 1,
                                   4 << 20, 9 << 20, 9999999};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        check(sizes[i], 100);
        check(sizes[i], 100000);
        check(sizes[i], 3 << 20);
    }
}

static void test_none(void **state)
{
    (void)state;
    relay_end(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_in_order),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
