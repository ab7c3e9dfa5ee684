#include "common/base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *mrg_version(void)
{
    return MORGUE_VERSION;
}

const char *mrg_status_text(mrg_status status)
{
    switch (status) {
    case MRG_OK:
        return "no error";
    case MRG_ERR_MEMORY:
        return "out of memory";
    case MRG_ERR_IO:
        return "input or output failed";
    case MRG_ERR_MISSING:
        return "not found";
    case MRG_ERR_NOT_INDEX:
        return "not an index";
    case MRG_ERR_DAMAGED:
        return "index is damaged";
    case MRG_ERR_VERSION:
        return "index has another format version";
    case MRG_ERR_LOCKED:
        return "index is locked by another writer";
    case MRG_ERR_INPUT:
        return "input could not be read";
    case MRG_ERR_LIMIT:
        return "a limit was exceeded";
    case MRG_ERR_ARGUMENT:
        return "invalid argument";
    case MRG_ERR_UNSUPPORTED:
        return "not supported";
    case MRG_ERR_NO_SPACE:
        return "no space left on the disk";
    case MRG_ERR_INTERRUPTED:
        return "interrupted";
    }
    return "unknown status";
}

/* Replace control characters and cut a UTF-8 character that the buffer's end broke. */
static void make_one_clean_line(char *message, bool was_cut)
{
    size_t size = strlen(message);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)message[i] < 0x20 || message[i] == 0x7f)
            message[i] = '?';
    if (!was_cut)
        return;
    while (size > 0 && ((unsigned char)message[size - 1] & 0xC0) == 0x80)
        size--;
    if (size > 0 && (unsigned char)message[size - 1] >= 0xC0)
        size--;
    message[size] = '\0';
}

mrg_status fail(mrg_error *error, mrg_status status, const char *format, ...)
{
    if (error == NULL)
        return status;
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    make_one_clean_line(error->message, size < 0 || (size_t)size >= sizeof error->message);
    error->status = status;
    return status;
}

mrg_status fail_errno(mrg_error *error, int code, const char *doing, const char *path)
{
    mrg_status status = MRG_ERR_IO;
    if (code == ENOENT)
        status = MRG_ERR_MISSING;
    else if (code == ENOSPC || code == EDQUOT)
        status = MRG_ERR_NO_SPACE;
    else if (code == ENOMEM)
        status = MRG_ERR_MEMORY;
    char room[128];
    return fail(error, status, "%s %s: %s", doing, path, strerror_r(code, room, sizeof room));
}

mrg_status fail_memory(mrg_error *error)
{
    return fail(error, MRG_ERR_MEMORY, "out of memory");
}
