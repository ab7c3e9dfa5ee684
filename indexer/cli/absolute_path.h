/* The one path by which a file is known, however it was named. */
#ifndef MORGUE_INDEXER_CLI_ABSOLUTE_PATH_H
#define MORGUE_INDEXER_CLI_ABSOLUTE_PATH_H

#include "common/base/buffer.h"

/* Append the absolute path of `path`: of a folder with all links followed, of anything else its name in
 * its folder, whose links are followed (so that a link to a file is a file of its own, as it is in a
 * walk). What is not there gets the path it would have. out->failed when memory is short. */
void absolute_path(const char *path, struct buffer *out);

#endif
