/* A segment file made of given sections, in a folder of its own. */
#ifndef MORGUE_TESTS_UNIT_SEGMENT_SECTION_FILE_H
#define MORGUE_TESTS_UNIT_SEGMENT_SECTION_FILE_H

#include "common/segment/segment_file.h"
#include "tests/unit/support/scratch_folder.h"

struct section_file {
    struct scratch_folder folder;
    struct segment_file_writer writer; /* until section_file_open */
    struct segment_file file;          /* from then on */
};

/* Start a file; fails the test when that cannot be done. */
void section_file_begin(struct section_file *made);

/* Append a whole section. */
void section_file_add(struct section_file *made, enum section_id id, const struct buffer *bytes);

/* Complete the file and open it for reading. */
void section_file_open(struct section_file *made);

/* Close the file and remove its folder. */
void section_file_end(struct section_file *made);

#endif
