/* cmocka wants these headers before its own; every test includes this one file. */
#ifndef MORGUE_TESTS_CMOCKA_ALL_H
#define MORGUE_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
