#include "common/base/standard_files.h"

#include <fcntl.h>
#include <unistd.h>

void standard_files_open(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++) {
        if (fcntl(file, F_GETFD) >= 0)
            continue;
        /* The wrong way round, so that using it fails. The lowest free number is this one. */
        int opened = open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        if (opened > STDERR_FILENO)
            close(opened);
    }
}
