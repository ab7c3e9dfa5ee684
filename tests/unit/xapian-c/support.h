/* What the tests of the Xapian binding share: shorthand for its calls, and a small archive. */
#ifndef MORGUE_TESTS_UNIT_XAPIAN_C_SUPPORT_H
#define MORGUE_TESTS_UNIT_XAPIAN_C_SUPPORT_H

#include "common/xapian-c/xapian_c.h"

#include "tests/unit/support/scratch_folder.h"

#include <stdbool.h>
#include <stddef.h>

/* A call that must succeed; its last argument, the mrg_error, is &problem. */
#define WORKS(call)                                                                                \
    do {                                                                                           \
        mrg_error problem = MRG_ERROR_INIT;                                                        \
        must_work((call), &problem, #call, __FILE__, __LINE__);                                    \
    } while (0)

/* A call that must fail with `status` and a message; its last argument is &problem. */
#define FAILS(status, call)                                                                        \
    do {                                                                                           \
        mrg_error problem = MRG_ERROR_INIT;                                                        \
        must_fail((status), (call), &problem, #call, __FILE__, __LINE__);                          \
    } while (0)

void must_work(mrg_status status, const mrg_error *problem, const char *call, const char *file,
               int line);
void must_fail(mrg_status wanted, mrg_status status, const mrg_error *problem, const char *call,
               const char *file, int line);

/* The bytes of a NUL-terminated string. */
mrg_text text(const char *string);

/* Whether `got` holds the characters of `wanted`. */
void assert_text(mrg_text got, const char *wanted);

/* An article for the archive: its words get positions 1, 2, 3 in their order. */
struct item {
    const char *id;    /* a boolean term, with Q before it */
    const char *words; /* lower case, a space between two */
    const char *place; /* value 0; may be empty */
    double date;       /* value 1, as a number */
};

enum { SLOT_PLACE, SLOT_DATE };

/* The document of an item; the words are its data. Owned. */
xc_document *make_document(const struct item *item);

/* Add `count` items to the database at `path`, creating it if need be, and commit. */
void store_items(const char *path, const struct item *items, size_t count);

/* Six articles, of docids 1 to 6. */
extern const struct item archive[];
enum { ARCHIVE_SIZE = 6 };

/* Store the archive in the folder as `name` and open it. Owned. */
xc_database *open_archive(struct scratch_folder *folder, const char *name);

/* The terms or values a cursor has left, as "cat dog "; the cursor is freed. Borrowed until the next
 * call. */
const char *all_terms(xc_terms *terms);

/* The docids of matches in their order, as "3 1 2"; the matches are freed. Borrowed until the next
 * call. */
const char *docids_of(xc_matches *matches);

#endif
