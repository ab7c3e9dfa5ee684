/* The window: plain and gzip sources, whatever the pieces, damage told only behind the last good byte. */
#include "common/base/buffer.h"
#include "corpus/input.h"
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* Repeatable bytes that do not compress to nothing. */
static void fill(struct buffer *bytes, size_t size)
{
    uint32_t random = 1;
    for (size_t i = 0; i < size; i++) {
        random = random * 1664525 + 1013904223;
        buffer_append_byte(bytes, (uint8_t)('a' + (random >> 28)));
    }
}

static void append_gzip(struct buffer *out, const void *bytes, size_t size)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    buffer_reserve(out, deflateBound(&stream, size) + 64);
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)size;
    stream.next_out = out->data + out->size;
    stream.avail_out = (uInt)(out->capacity - out->size);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->size += stream.total_out;
    deflateEnd(&stream);
}

/* Read to the end, consuming `step` bytes at a time (0: only at the end). Returns the last status. */
static mrg_status read_to_end(const void *bytes, size_t size, size_t piece, size_t step,
                              struct buffer *out, mrg_error *error)
{
    struct input input;
    mrg_status status = input_open_pieces(&input, "a.gz", bytes, size, piece, error);
    if (status != MRG_OK)
        return status;
    for (;;) {
        while (step > 0 && input.size >= step) {
            buffer_append(out, input.data, step);
            input_consume(&input, step);
            assert_int_equal(input.offset, out->size);
        }
        if (input.at_end || status != MRG_OK)
            break;
        volatile char padding = input.data[input.size + INPUT_PADDING - 1];
        (void)padding;
        size_t before = input.size;
        status = input_more(&input, error);
        assert_true(status == MRG_OK || input.size == before);
    }
    buffer_append(out, input.data, input.size);
    if (status != MRG_OK) {
        mrg_error again = MRG_ERROR_INIT;
        assert_int_equal(input_more(&input, &again), status);
    }
    input_close(&input);
    return status;
}

static const size_t pieces[] = {1, 2, 3, 100, 4096, 1024 * 1024};
enum { PIECE_COUNT = sizeof pieces / sizeof *pieces };

static void check_whole(const struct buffer *source, const struct buffer *expected)
{
    static const size_t steps[] = {0, 1, 7, 5000};
    for (size_t i = 0; i < PIECE_COUNT; i++)
        for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
            struct buffer out = BUFFER_INIT;
            mrg_error error = MRG_ERROR_INIT;
            assert_int_equal(
                read_to_end(source->data, source->size, pieces[i], steps[s], &out, &error), MRG_OK);
            assert_int_equal(out.size, expected->size);
            if (out.size > 0)
                assert_memory_equal(out.data, expected->data, out.size);
            buffer_free(&out);
        }
}

static void test_plain(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 3, 4, 4095, 4096, 4097, 30000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct buffer bytes = BUFFER_INIT;
        fill(&bytes, sizes[i]);
        check_whole(&bytes, &bytes);
        buffer_free(&bytes);
    }
}

static void test_members(void **state)
{
    struct buffer bytes = BUFFER_INIT;
    struct buffer source = BUFFER_INIT;
    (void)state;
    fill(&bytes, 30000);
    append_gzip(&source, bytes.data, 20000);
    append_gzip(&source, NULL, 0);
    append_gzip(&source, bytes.data + 20000, 10000);
    check_whole(&source, &bytes);
    for (int i = 0; i < 600; i++)
        buffer_append_byte(&source, 0);
    check_whole(&source, &bytes);
    buffer_free(&source);
    buffer_free(&bytes);
}

/* Whatever byte a compressed source is cut at: MRG_ERR_INPUT naming the file, and what came out before
 * is a beginning of the original. */
static void test_truncated(void **state)
{
    struct buffer bytes = BUFFER_INIT;
    struct buffer source = BUFFER_INIT;
    (void)state;
    fill(&bytes, 3000);
    append_gzip(&source, bytes.data, 3000);
    size_t most = 0;
    for (size_t size = 3; size < source.size; size++) {
        struct buffer out = BUFFER_INIT;
        mrg_error error = MRG_ERROR_INIT;
        assert_int_equal(read_to_end(source.data, size, 64, 11, &out, &error), MRG_ERR_INPUT);
        assert_non_null(strstr(error.message, "a.gz"));
        assert_non_null(strstr(error.message, "too early"));
        assert_true(out.size <= bytes.size);
        if (out.size > 0)
            assert_memory_equal(out.data, bytes.data, out.size);
        most = out.size > most ? out.size : most;
        buffer_free(&out);
    }
    assert_int_equal(most, 3000);
    buffer_free(&source);
    buffer_free(&bytes);
}

static void test_damaged(void **state)
{
    struct buffer bytes = BUFFER_INIT;
    struct buffer source = BUFFER_INIT;
    struct buffer out = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    (void)state;
    fill(&bytes, 200000);
    append_gzip(&source, bytes.data, bytes.size);
    source.data[source.size - 8] ^= 1; /* the checksum */
    assert_int_equal(read_to_end(source.data, source.size, 4096, 1, &out, &error), MRG_ERR_INPUT);
    assert_int_equal(out.size, bytes.size);
    assert_non_null(strstr(error.message, "damaged at byte"));
    source.data[source.size - 8] ^= 1;
    buffer_append_string(&source, "trailing words");
    buffer_clear(&out);
    assert_int_equal(read_to_end(source.data, source.size, 4096, 1, &out, &error), MRG_ERR_INPUT);
    assert_int_equal(out.size, bytes.size);
    assert_non_null(strstr(error.message, "not gzip"));
    buffer_free(&out);
    buffer_free(&source);
    buffer_free(&bytes);
}

static void test_files(void **state)
{
    struct input input;
    mrg_error error = MRG_ERROR_INIT;
    char path[] = "/tmp/morgue-input-XXXXXX";
    (void)state;
    assert_int_equal(input_open(&input, "/no such folder/x", NULL, &error), MRG_ERR_MISSING);
    assert_non_null(strstr(error.message, "/no such folder/x"));
    assert_int_equal(input_open(&input, "/", NULL, &error), MRG_ERR_IO);
    assert_non_null(strstr(error.message, "folder"));
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "0123456789", 10), 10);
    close(file);
    assert_int_equal(input_open(&input, path, NULL, &error), MRG_OK);
    assert_int_equal(input.raw_size, 10);
    assert_int_equal(input.raw_read, 10);
    assert_memory_equal(input.data, "0123456789", 10);
    input_close(&input);
    input_close(&input);
    unlink(path);
}

static void append_seen(void *context, const void *bytes, size_t size)
{
    buffer_append(context, bytes, size);
}

/* Who watches is shown the file as it lies on disk, once and in order. */
static void check_watched(const struct buffer *source)
{
    struct input input;
    mrg_error error = MRG_ERROR_INIT;
    struct buffer seen = BUFFER_INIT;
    const struct input_watch watch = {append_seen, &seen};
    char path[] = "/tmp/morgue-input-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, source->data, source->size), source->size);
    close(file);
    assert_int_equal(input_open(&input, path, &watch, &error), MRG_OK);
    while (!input.at_end) {
        input_consume(&input, input.size);
        assert_int_equal(input_more(&input, &error), MRG_OK);
    }
    assert_int_equal(seen.size, source->size);
    assert_memory_equal(seen.data, source->data, source->size);
    input_close(&input);
    unlink(path);
    buffer_free(&seen);
}

static void test_watched(void **state)
{
    struct buffer bytes = BUFFER_INIT, source = BUFFER_INIT;
    (void)state;
    fill(&bytes, 1000000);
    append_gzip(&source, bytes.data, bytes.size);
    check_watched(&bytes);
    check_watched(&source);
    buffer_free(&bytes);
    buffer_free(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),     cmocka_unit_test(test_members),
        cmocka_unit_test(test_truncated), cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_files),     cmocka_unit_test(test_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
