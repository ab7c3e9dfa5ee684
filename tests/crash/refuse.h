/* Allocations that are refused on request: the program is linked so that every malloc, calloc, realloc,
 * posix_memalign, aligned_alloc, strdup and new thread of the library, and every operator new of the process, come
 * through here. */
#ifndef MORGUE_TESTS_CRASH_REFUSE_H
#define MORGUE_TESTS_CRASH_REFUSE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Refuse allocation number `number`, counted from 1 from now on, and no other; 0: none. */
void refuse_allocation(unsigned long number);

/* Allocations asked for since then. */
unsigned long refuse_count(void);

/* For the replacements: whether this one is to be refused. */
bool refuse_now(void);

#ifdef __cplusplus
}
#endif

#endif
