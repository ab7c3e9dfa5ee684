#include "indexer/cli/absolute_path.h"

#include <stdlib.h>
#include <sys/stat.h>

/* The absolute path of a folder; false when it is none. */
static bool append_folder(const char *path, struct buffer *out)
{
    char *real = realpath(path, NULL);
    if (real != NULL)
        buffer_append_string(out, real);
    free(real);
    return real != NULL;
}

static void append_name(const char *name, struct buffer *out)
{
    if (out->size == 0 || out->data[out->size - 1] != '/')
        buffer_append_byte(out, '/');
    buffer_append_string(out, name);
}

/* `path` as it is, behind the working folder where it does not begin at the root. */
static void append_written(const char *path, struct buffer *out)
{
    if (path[0] != '/' && append_folder(".", out))
        append_name(path, out);
    else
        buffer_append_string(out, path);
}

void absolute_path(const char *path, struct buffer *out)
{
    struct stat what;
    if (stat(path, &what) == 0 && S_ISDIR(what.st_mode) && append_folder(path, out))
        return;
    const char *slash = strrchr(path, '/');
    struct buffer folder = BUFFER_INIT;
    if (slash == NULL)
        buffer_append_string(&folder, ".");
    else
        buffer_append(&folder, path, slash == path ? 1 : (size_t)(slash - path));
    const char *folder_path = buffer_c_string(&folder);
    if (folder_path == NULL)
        out->failed = true;
    else if (append_folder(folder_path, out))
        append_name(slash == NULL ? path : slash + 1, out);
    else
        append_written(path, out);
    buffer_free(&folder);
}
