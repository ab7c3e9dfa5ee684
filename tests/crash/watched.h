/* The folder in which a test lets its script write: setup and teardown of the tests that count calls. */
#ifndef MORGUE_TESTS_CRASH_WATCHED_H
#define MORGUE_TESTS_CRASH_WATCHED_H

extern char watched_folder[64]; /* what happens in it is counted; new for each test */
extern char watched_index[80];  /* path of the index, in it; not there at first */

int watched_set_up(void **state);
int watched_tear_down(void **state);

#endif
