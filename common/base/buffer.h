/* A growable run of bytes whose builder functions need no check one by one: after the first failed
 * allocation every append does nothing, and `failed` says so at the end. */
#ifndef MORGUE_BASE_BUFFER_H
#define MORGUE_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
    uint8_t *data;   /* owned; NULL while capacity is 0 */
    size_t size;     /* bytes in use */
    size_t capacity; /* bytes allocated */
    bool failed;     /* an allocation failed: contents are not complete */
};

#define BUFFER_INIT                                                                                \
    {                                                                                              \
        NULL, 0, 0, false                                                                          \
    }

/* Allocate room for `more` bytes beyond size. False, and `failed` set, when memory is short. */
bool buffer_grow(struct buffer *buffer, size_t more);

/* Make room for `more` bytes beyond size. False when memory is or was short. */
static inline bool buffer_reserve(struct buffer *buffer, size_t more)
{
    return (more <= buffer->capacity - buffer->size && !buffer->failed) ||
           buffer_grow(buffer, more);
}

/* Release the memory; the buffer is empty and usable again. */
void buffer_free(struct buffer *buffer);

/* Forget the contents, and a failure, but keep the memory. */
static inline void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
}

static inline void buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
    if (size == 0 || !buffer_reserve(buffer, size))
        return;
    memcpy(buffer->data + buffer->size, bytes, size);
    buffer->size += size;
}

static inline void buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
    if ((buffer->size == buffer->capacity || buffer->failed) && !buffer_reserve(buffer, 1))
        return;
    buffer->data[buffer->size++] = byte;
}

/* Append the characters of a NUL-terminated string, without the NUL. */
static inline void buffer_append_string(struct buffer *buffer, const char *string)
{
    buffer_append(buffer, string, strlen(string));
}

/* Append formatted text, without a NUL. */
void buffer_append_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Put a NUL behind the contents (not counted in size) and return them; NULL after a failure. */
const char *buffer_c_string(struct buffer *buffer);

#endif
