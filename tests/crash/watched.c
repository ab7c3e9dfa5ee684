#include "tests/crash/watched.h"
#include "tests/crash/faults.h"
#include "tests/crash/state.h"

#include <stdio.h>

char watched_folder[64];
char watched_index[80];

int watched_set_up(void **state)
{
    (void)state;
    make_scratch(watched_folder);
    snprintf(watched_index, sizeof watched_index, "%s/index", watched_folder);
    return faults_watch(watched_folder) ? 0 : -1;
}

int watched_tear_down(void **state)
{
    (void)state;
    remove_tree(watched_folder);
    return 0;
}
