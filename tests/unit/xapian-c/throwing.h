/* A decider that throws, which C cannot. */
#ifndef MORGUE_TESTS_UNIT_XAPIAN_C_THROWING_H
#define MORGUE_TESTS_UNIT_XAPIAN_C_THROWING_H

#include "common/xapian-c/xapian_c.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What comes out when it is thrown inside. */
struct thrown_case {
    const char *name;    /* of what is thrown */
    mrg_status status;   /* as it must come out */
    xc_kind kind;        /* as it must come out */
    const char *message; /* part of the message that must come out */
};

/* Every kind of thing that can be thrown. */
extern const struct thrown_case thrown_cases[];
extern const size_t thrown_case_count;

/* A decider; `context` is a const size_t *, the number of the case to throw. */
mrg_status throwing_decider(void *context, xc_document *candidate, bool *accept,
                            mrg_error *error);

#ifdef __cplusplus
}
#endif

#endif
