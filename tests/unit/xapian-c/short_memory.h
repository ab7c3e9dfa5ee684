/* C++ memory that runs short at will: linking short_memory.cc replaces operator new. */
#ifndef MORGUE_TESTS_UNIT_XAPIAN_C_SHORT_MEMORY_H
#define MORGUE_TESTS_UNIT_XAPIAN_C_SHORT_MEMORY_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Let allocation number `which` from now on fail, counted from 1, and no other; 0: none. */
void fail_allocation(unsigned long which);

/* Whether it has been asked for and refused. */
bool allocation_failed(void);

#ifdef __cplusplus
}
#endif

#endif
