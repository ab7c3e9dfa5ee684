/* The parts of mrg_writer that all engines share, and the seam below it: what an engine does for the
 * writer. The reading side has a seam of its own, searcher/engine.h. */
#ifndef MORGUE_INDEXER_WRITER_H
#define MORGUE_INDEXER_WRITER_H

#include "common/base/buffer.h"
#include "common/base/file.h"
#include "common/segment/manifest.h"
#include "common/text/language.h"
#include "indexer/article_age.h"
#include "indexer/sources.h"

/* What an index holds under an id. */
struct known_article {
    bool is_there;
    bool is_same; /* its record equals writer->record */
    struct article_age age;
    uint32_t file;    /* of the article, by sources_number */
    bool is_in_run;   /* native: in the run being gathered */
    size_t segment;   /* native: of the snapshot, unless in the run */
    uint32_t article; /* native: number in the segment or in the run; xapian: docid */
    size_t size;      /* xapian: bytes of its record */
};

struct mrg_writer;

/* An engine's part. After any failure but MRG_ERR_LIMIT and MRG_ERR_ARGUMENT only `close` is called. */
struct writer_ops {
    const char *name; /* of the engine, as in the manifest */
    size_t size;      /* bytes of the engine's writer, which begins with a struct mrg_writer */

    /* Open the index in writer->folder, whose lock is held, as its manifest has it; `manifest` is NULL for
     * a new index. Sets writer->language, which is filled in for a new one. */
    mrg_status (*open)(struct mrg_writer *writer, const struct manifest *manifest,
                       mrg_error *error);

    /* What is known under `id`; compared with writer->record. */
    mrg_status (*find)(struct mrg_writer *writer, mrg_text id, struct known_article *known,
                       mrg_error *error);

    /* Add `article`, in its stored form, with writer->record, in the place of `known` where that is there. */
    mrg_status (*add)(struct mrg_writer *writer, const mrg_article *article, language_id language,
                      const struct known_article *known, mrg_error *error);

    /* Remove `known`, which is there. */
    mrg_status (*remove)(struct mrg_writer *writer, const struct known_article *known,
                         mrg_error *error);

    /* Make everything durable and visible. Called only when something has changed. */
    mrg_status (*commit)(struct mrg_writer *writer, mrg_error *error);

    /* Make one piece of what was committed, and commit that. */
    mrg_status (*merge)(struct mrg_writer *writer, mrg_error *error);

    /* Wait for what goes on in the background, and commit it. NULL: nothing does. */
    mrg_status (*settle)(struct mrg_writer *writer, mrg_error *error);

    /* Release everything but what struct mrg_writer owns; what was not committed leaves no trace. Legal
     * after a failed `open`. */
    void (*close)(struct mrg_writer *writer);
};

extern const struct writer_ops native_writer_ops, xapian_writer_ops;

/* What every engine's writer begins with. */
struct mrg_writer {
    const struct writer_ops *ops;
    char *folder; /* owned */
    struct file_lock lock;
    struct buffer record;   /* the record of the article being added; empty while removing */
    uint32_t file;          /* of the article being added, by sources_number */
    language_id language;   /* default language of the index */
    size_t memory;          /* bytes the writer may hold */
    unsigned workers;       /* threads that index, the caller\'s included */
    struct sources sources; /* files that articles were read from */
    bool has_changed;       /* there is something to commit */
    bool is_broken;         /* a failure left it unusable: only close is left */
};

/* Take the lock of the index in `folder`, trying again for `wait` seconds while another writer holds it.
 * Errors as file_lock_take. */
mrg_status writer_lock(const char *folder, double wait, struct file_lock *lock, mrg_error *error);

/* Compare a stored record with writer->record: fill is_same, age and file of *known. False when the record is
 * damaged, or, with *is_short, when memory is short. */
bool known_article_compare(struct mrg_writer *writer, const uint8_t *record, size_t size,
                           struct known_article *known, bool *is_short);

/* What a new index begins with: language and engine of `writer`. */
void writer_new_manifest(const struct mrg_writer *writer, struct manifest *manifest);

/* Whether `name` is that of a file or folder that writers make and may remove; nothing else in an index
 * folder is ever touched. */
bool is_index_file(const char *name);

#endif
