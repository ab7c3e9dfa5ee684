#include "common/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool buffer_grow(struct buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    /* Half as much again: growth stays linear in total, and the waste under a third. */
    size_t capacity = buffer->capacity + buffer->capacity / 2 + 64;
    if (capacity < buffer->size + more)
        capacity = buffer->size + more;
    uint8_t *data = more <= SIZE_MAX / 2 - buffer->size ? realloc(buffer->data, capacity) : NULL;
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer)BUFFER_INIT;
}

void buffer_append_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size >= 0 && buffer_reserve(buffer, (size_t)size + 1)) {
        vsnprintf((char *)buffer->data + buffer->size, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    va_end(again);
}

const char *buffer_c_string(struct buffer *buffer)
{
    if (!buffer_reserve(buffer, 1))
        return NULL;
    buffer->data[buffer->size] = '\0';
    return (const char *)buffer->data;
}
