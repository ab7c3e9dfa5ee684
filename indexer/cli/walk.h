/* Visiting the files below a path, in sorted order, whatever stands in the way. */
#ifndef MORGUE_INDEXER_CLI_WALK_H
#define MORGUE_INDEXER_CLI_WALK_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct walker {
    /* A file to be read: its path and what stat says of it (both borrowed for the call), NULL for
     * standard input. Returns false to end the walk. */
    bool (*file)(void *context, const char *path, const struct stat *what);
    /* Something left out on purpose, and why. May be NULL. */
    void (*skipped)(void *context, const char *path, const char *why);
    /* Something that could not be read: one line naming it. May be NULL. */
    void (*failed)(void *context, const char *line);
    void *context;      /* given to each */
    bool has_left_out;  /* the next two are set */
    dev_t left_out_dev; /* device and inode of a folder that is not entered: the index itself */
    ino_t left_out_file;
};

/* Visit `path`: standard input ("-") and anything but a folder as it is; a folder with all below
 * it, in the order of the bytes of the names, without names that begin with a dot. Links to files
 * are followed; links to folders only when `path` itself is one, so that no walk runs in circles.
 * Returns false when a callback ended it. */
bool walk(const struct walker *walker, const char *path);

#endif
