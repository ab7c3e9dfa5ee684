/* The files that articles were read from, as a writer knows them: read from the lists that the manifest
 * names when first asked for, changed in memory, and written by a commit: what has changed as a list of
 * its own, or all as one where there are many lists. The same lists remember which articles their source
 * has withdrawn. */
#ifndef MORGUE_INDEXER_SOURCES_H
#define MORGUE_INDEXER_SOURCES_H

#include "common/base/string_table.h"
#include "common/segment/manifest.h"
#include "indexer/article_age.h"

enum {
    SOURCE_LISTS_MAX = 8
}; /* lists of an index; a commit that finds so many makes one of them */

struct sources {
    struct manifest named;     /* what to read: lists of sources only */
    bool is_loaded;            /* and has been read */
    struct string_table paths; /* set up when loaded */
    struct buffer states;      /* struct source_state per path */
    struct buffer changed;     /* u32 each: numbers of paths that the next commit writes */
    struct buffer key;         /* what the id last asked about is known by; scratch */
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
 * MRG_ERR_ARGUMENT: a path that is empty or begins with SOURCE_WITHDRAWN; MRG_ERR_MEMORY. */
mrg_status sources_note(struct sources *sources, const mrg_source *source, mrg_error *error);

/* Forget a path that is known. MRG_ERR_MEMORY. */
mrg_status sources_forget(struct sources *sources, mrg_text path, mrg_error *error);

/* Whether the article `id` is withdrawn; *notice is then the age of the notice that did it.
 * MRG_ERR_MEMORY. */
mrg_status sources_find_withdrawn(struct sources *sources, mrg_text id, bool *is_withdrawn,
                                  struct article_age *notice, mrg_error *error);

/* Remember that a notice of this age has withdrawn `id`, in the place of an earlier one. MRG_ERR_MEMORY. */
mrg_status sources_withdraw(struct sources *sources, mrg_text id, struct article_age notice,
                            mrg_error *error);

/* Remember no longer that `id`, which is withdrawn, is. MRG_ERR_MEMORY. */
mrg_status sources_reinstate(struct sources *sources, mrg_text id, mrg_error *error);

/* Every article that is withdrawn, its id borrowed from `sources`, until `each` returns false; and whether any
 * is. */
void sources_each_withdrawn(const struct sources *sources,
                            bool (*each)(void *context, mrg_text id, struct article_age notice),
                            void *context);
bool sources_have_withdrawn(const struct sources *sources);

/* A number that stands for `path` as long as `sources` lives, whether or not anything is known of it;
 * STRING_NONE for the empty path, when nothing is loaded, and when memory is short. */
uint32_t sources_number(struct sources *sources, mrg_text path);

/* Note that other files may hold ids of the file with this number; nothing to do where nothing is known of it,
 * or for STRING_NONE. MRG_ERR_MEMORY. */
mrg_status sources_share(struct sources *sources, uint32_t number, mrg_error *error);

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

/* Write which articles are withdrawn, and nothing else that is loaded, to `folder` in the same way; nothing
 * when none is. */
mrg_status sources_write_withdrawn(const struct sources *sources, const char *folder,
                                   struct manifest *manifest, mrg_error *error);

/* Remove lists in `folder` that `manifest` does not name. */
void sources_remove_unnamed(const char *folder, const struct manifest *manifest);

#endif
