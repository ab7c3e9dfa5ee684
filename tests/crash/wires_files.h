/* An index of one segment whose articles are written with several lexicons, and where these lie in its file. */
#ifndef MORGUE_TESTS_CRASH_WIRES_FILES_H
#define MORGUE_TESTS_CRASH_WIRES_FILES_H

#include "common/base/buffer.h"
#include "tests/crash/seal.h"

enum { WIRES_FILES_RANGES = 4, WIRES_FILES_LEXICONS = 3 };

/* The families of the articles, by range. The second and the last have one lexicon, the others have their own. */
extern const char wires_files_families[WIRES_FILES_RANGES + 1];

/* Build it in the new folder `path`. */
void wires_files_build(const char *path);

/* Which of the files is the segment's. */
size_t wires_files_segment(const struct index_files *files);

/* Where a section lies in the segment's file, as it should be. Fails the test when there is none of that name. */
struct stretch wires_files_section(const struct index_files *files, const char *name);

/* The range `number`, in a section of lexicons: from byte 0 on the first article, from byte 4 on where its lexicon begins.
 */
size_t wires_files_range(unsigned number);

/* Where lexicon `number` begins in a section of lexicons; for WIRES_FILES_LEXICONS, where the last one ends. */
size_t wires_files_lexicon(const struct index_files *files, unsigned number);

#endif
