/* What an index holds, as text that two indexes have in common exactly when they hold the same articles
 * and find the same, with the same scores; and which commit of a script that is. */
#ifndef MORGUE_TESTS_CRASH_STATE_H
#define MORGUE_TESTS_CRASH_STATE_H

#include "tests/crash/script.h"

/* The states that a script's commits leave behind. */
struct states {
    const struct script *script;
    struct buffer texts[SCRIPT_COMMITS_MAX + 1]; /* by commits; empty before the first; owned */
    unsigned commits;
};

/* Run the script undisturbed up to each of its commits, in `path`, which is not there before or after, and
 * hold every state against the script's model: ids, texts, versions, totals and hits. Fails the test when
 * something is amiss. */
void states_make(struct states *states, const struct script *script, const char *path);
void states_free(struct states *states);

/* Judge the index in `path`: sound, and as one of the commits `least` to `most` left it; nothing may be
 * there where `least` is 0. Fails the test otherwise, beginning with `scene`. Returns which it is, the
 * first where several look the same. */
unsigned states_judge(const struct states *states, const char *path, unsigned least, unsigned most,
                      const char *scene);

/* Run the script again in `path`, undisturbed, and judge what comes of it: as after the last commit, and no
 * file in the folder that the index does not need. */
void states_judge_rerun(const struct states *states, const char *path, const char *scene);

/* Remove a folder with all that is in it, two folders deep; nothing happens when it is not there. */
void remove_tree(const char *path);

/* A new empty folder on a file system in memory where there is one. */
void make_scratch(char path[64]);

#endif
