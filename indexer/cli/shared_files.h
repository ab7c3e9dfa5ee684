/* Ids that stand in several files: the index holds the article of one of them. When that one goes, because its
 * file no longer holds it or is gone, the files that may hold the id as well are sought through: read
 * again, for articles of which the index holds none. That a file is to be sought through is part of the
 * commit that removes articles, so that no run that ends in between loses any. */
#ifndef MORGUE_INDEXER_CLI_SHARED_FILES_H
#define MORGUE_INDEXER_CLI_SHARED_FILES_H

#include "common/morgue.h"

/* Whether a file so remembered is to be sought through. */
bool shared_file_is_sought(const mrg_source *source);

/* Have every file that other files may hold ids of sought through. Fails as mrg_writer_note_source. */
mrg_status shared_files_seek(mrg_writer *writer, mrg_error *error);

/* Whether any file is to be sought through; false when the list cannot be read. */
bool shared_files_are_sought(mrg_writer *writer);

#endif
