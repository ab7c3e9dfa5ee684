#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/bench/bench.h"

enum { OPEN_FOLDERS_MAX = 16 };

/* nftw() has no context of its own. */
static uint64_t sum;

static int add_file(const char *path, const struct stat *status, int kind, struct FTW *level)
{
    (void)path;
    (void)level;
    if (kind == FTW_F)
        sum += (uint64_t)status->st_size;
    return 0;
}

uint64_t folder_bytes(const char *path)
{
    sum = 0;
    nftw(path, add_file, OPEN_FOLDERS_MAX, FTW_PHYS);
    return sum;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *level)
{
    (void)status;
    (void)kind;
    (void)level;
    return remove(path);
}

bool folder_renew(const char *path)
{
    bool removed = nftw(path, remove_one, OPEN_FOLDERS_MAX, FTW_DEPTH | FTW_PHYS) == 0;
    if ((removed || errno == ENOENT) && mkdir(path, 0777) == 0)
        return true;
    fprintf(stderr, "morgue-bench: cannot make %s anew: %s\n", path, strerror(errno));
    return false;
}
