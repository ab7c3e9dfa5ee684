/* What morgue-search does, from its arguments to its exit status; apart from main so that tests can
 * call it. */
#ifndef MORGUE_SEARCHER_RUN_H
#define MORGUE_SEARCHER_RUN_H

/* Exit statuses, the same for every command. */
enum exit_status {
    EXIT_FOUND = 0,
    EXIT_NOTHING = 1, /* nothing found: no hit, no such article */
    EXIT_USAGE = 2,
    EXIT_TROUBLE = 3, /* index missing or damaged; reading, writing or memory failed */
    EXIT_LOCKED = 4
};

int run_morgue_search(int argc, char *const *argv);

#endif
