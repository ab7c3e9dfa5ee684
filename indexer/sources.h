/* The files that articles were read from, as a writer knows them: read from the lists that the manifest
 * names when first asked for, changed in memory, and written by a commit: what has changed as a list of
 * its own, or all as one where there are many lists. */
#ifndef MORGUE_INDEXER_SOURCES_H
#define MORGUE_INDEXER_SOURCES_H

#include "common/base/string_table.h"
#include "common/segment/manifest.h"

enum {
    SOURCE_LISTS_MAX = 8
}; /* lists of an index; a commit that finds so many makes one of them */

struct sources {
    struct manifest named;     /* what to read: lists of sources only */
    bool is_loaded;            /* and has been read */
    struct string_table paths; /* set up when loaded */
    struct buffer states;      /* struct source_state per path */
    struct buffer changed;     /* u32 each: numbers of paths that the next commit writes */
};

/* Nothing is read yet. `manifest` is NULL for a new index. False when memory is short. */
bool sources_init(struct sources *sources, const struct manifest *manifest);
void sources_free(struct sources *sources);

/* Read the lists from `folder` unless that was done. Errors as source_list_open; nothing is loaded
 * then. */
mrg_status sources_load(struct sources *sources, const char *folder, mrg_error *error);

/* The rest needs sources loaded, but for a commit, which does nothing else. */

/* Whether `path` is known; *source is then filled, its path borrowed from `sources`. */
bool sources_find(const struct sources *sources, mrg_text path, mrg_source *source);

/* Put `source` in the place of what is known of its path; nothing changes where that is the same.
 * MRG_ERR_ARGUMENT, MRG_ERR_MEMORY. */
mrg_status sources_note(struct sources *sources, const mrg_source *source, mrg_error *error);

/* Forget a path that is known. MRG_ERR_MEMORY. */
mrg_status sources_forget(struct sources *sources, mrg_text path, mrg_error *error);

/* Every known file, until `each` returns false. `each` may note and forget the one it is given. */
void sources_each(struct sources *sources, bool (*each)(void *context, const mrg_source *source),
                  void *context);

/* Whether there is anything to commit. */
static inline bool sources_have_changed(const struct sources *sources)
{
    return sources->changed.size > 0;
}

/* Write what has changed to `folder`, complete and synced, and name it in `manifest`, which the caller
 * then writes. Nothing to do when nothing has changed. */
mrg_status sources_commit(struct sources *sources, const char *folder, struct manifest *manifest,
                          mrg_error *error);

/* Remove lists in `folder` that `manifest` does not name. */
void sources_remove_unnamed(const char *folder, const struct manifest *manifest);

#endif
