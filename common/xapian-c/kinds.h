/* What a failure was about, where a mrg_status is too coarse to act upon, and the types that several
 * topics share. */
#ifndef MORGUE_XAPIAN_C_KINDS_H
#define MORGUE_XAPIAN_C_KINDS_H

#include "common/morgue.h"

#include <stdint.h>

/* C++ allows only some values in an enum unless its type is given; C callers may hand in any. */
#ifdef __cplusplus
#define XC_ENUM_TYPE : unsigned
#else
#define XC_ENUM_TYPE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The kinds of failure. Behind each: the status that comes with it. */
typedef enum xc_kind XC_ENUM_TYPE {
    XC_NONE = 0,    /* nothing has failed yet */
    XC_OTHER,       /* none of the kinds below; MRG_ERR_IO, MRG_ERR_NO_SPACE or a decider's own */
    XC_MEMORY,      /* an allocation failed; MRG_ERR_MEMORY */
    XC_MODIFIED,    /* the writer has moved on twice: reopen and start over; MRG_ERR_IO */
    XC_LOCKED,      /* another writer holds the database; MRG_ERR_LOCKED */
    XC_NETWORK,     /* a server refused or broke the connection; MRG_ERR_IO */
    XC_TIMEOUT,     /* a server did not answer in time; MRG_ERR_IO */
    XC_CORRUPT,     /* the database is damaged; MRG_ERR_DAMAGED */
    XC_VERSION,     /* a format this xapian-core does not read; MRG_ERR_VERSION */
    XC_NOT_FOUND,   /* no such database or document; MRG_ERR_MISSING */
    XC_CLOSED,      /* the database was closed; MRG_ERR_ARGUMENT */
    XC_ARGUMENT,    /* an argument or the order of calls is wrong; MRG_ERR_ARGUMENT */
    XC_LIMIT,       /* a limit was exceeded; MRG_ERR_LIMIT */
    XC_UNSUPPORTED  /* the backend or this build cannot do it; MRG_ERR_UNSUPPORTED */
} xc_kind;

/* The name of a kind in a few words, such as "database was modified". Static; never NULL. */
const char *xc_kind_text(xc_kind kind);

/* A document's number in its database, from 1; 0 is none. */
typedef uint32_t xc_docid;

/* The number of a value slot; XC_NO_SLOT is none. */
typedef uint32_t xc_slot;
#define XC_NO_SLOT UINT32_MAX

#ifdef __cplusplus
}
#endif

#endif
