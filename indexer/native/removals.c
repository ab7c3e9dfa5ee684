#include "indexer/native/removals.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/endian.h"
#include "common/segment/article_record.h"
#include "common/segment/term_key.h"

#include <stdlib.h>

void removals_init(struct removals *removals, struct segment *segment)
{
    *removals = (struct removals){.segment = segment};
    articles_reader_init(&removals->articles, &segment->file, segment->meta.articles);
}

void removals_free(struct removals *removals)
{
    articles_reader_free(&removals->articles);
    id_filter_free(&removals->ids);
    free(removals->bitmap);
    free(removals->losses);
    *removals = (struct removals){.segment = NULL};
}

size_t removals_memory(const struct removals *removals)
{
    const struct segment_meta *meta = &removals->segment->meta;
    size_t losses = removals->bitmap != NULL ? meta->articles / 8 + meta->terms * 4 : 0;
    return losses + id_filter_memory(&removals->ids);
}

/* From here on the segment's deletions are those kept here. */
static mrg_status take_over(struct removals *removals, mrg_error *error)
{
    if (removals->bitmap != NULL)
        return MRG_OK;
    struct segment *segment = removals->segment;
    struct deletions *old = &segment->deletions;
    size_t size = ((size_t)segment->meta.articles + 7) / 8;
    removals->bitmap = calloc(size + 1, 1);
    removals->losses = calloc(segment->meta.terms + 1, sizeof *removals->losses);
    if (removals->bitmap == NULL || removals->losses == NULL) {
        free(removals->bitmap);
        free(removals->losses);
        removals->bitmap = NULL;
        removals->losses = NULL;
        return fail_memory(error);
    }
    if (old->bitmap != NULL)
        memcpy(removals->bitmap, old->bitmap, size);
    for (uint64_t i = 0; i < old->loss_count; i++) {
        uint32_t ordinal = load_u32(old->losses + 8 * i);
        if (ordinal < segment->meta.terms)
            removals->losses[ordinal] = load_u32(old->losses + 8 * i + 4);
    }
    removals->removed = old->removed;
    removals->tokens = old->tokens;
    old->bitmap = removals->bitmap;
    return MRG_OK;
}

static mrg_status mark(struct removals *removals, uint32_t article, mrg_error *error)
{
    const uint32_t *lengths = segment_lengths(removals->segment, error);
    if (lengths == NULL)
        return MRG_ERR_DAMAGED;
    removals->bitmap[article / 8] |= (uint8_t)(1U << (article % 8));
    removals->removed++;
    removals->tokens += lengths[article];
    removals->has_changed = true;
    return MRG_OK;
}

struct loss_context {
    struct removals *removals;
    mrg_error *error;
    mrg_status status;
};

static void lose_term(void *context, enum key_field field, mrg_text term)
{
    struct loss_context *loss = context;
    struct term_key key;
    struct term_entry entry;
    bool found = false;
    if (loss->status != MRG_OK)
        return;
    term_key_make(&key, field, term);
    loss->status = dictionary_find(&loss->removals->segment->dictionary, key.bytes, key.size,
                                   &entry, &found, loss->error);
    if (loss->status == MRG_OK && found && entry.ordinal < loss->removals->segment->meta.terms)
        loss->removals->losses[entry.ordinal]++;
}

mrg_status removals_add(struct removals *removals, uint32_t article, struct inverter *scratch,
                        mrg_error *error)
{
    const uint8_t *record;
    size_t size;
    mrg_article stored;
    struct arena arena = ARENA_INIT;
    mrg_status status = take_over(removals, error);
    if (status == MRG_OK)
        status = articles_read(&removals->articles, article, &record, &size, error);
    if (status == MRG_OK && !article_record_read(record, size, &arena, &stored))
        status = arena.failed
                     ? fail_memory(error)
                     : segment_file_damaged(&removals->segment->file,
                                            removals->segment->file.sections[SECTION_ARTICLES].data,
                                            "stored article", error);
    if (status == MRG_OK) {
        struct loss_context loss = {removals, error, MRG_OK};
        status = inverter_terms(scratch, &stored, language_find(stored.language), lose_term, &loss,
                                error);
        if (status == MRG_OK)
            status = loss.status;
    }
    arena_free(&arena);
    return status == MRG_OK ? mark(removals, article, error) : status;
}

mrg_status removals_add_dead(struct removals *removals, uint32_t article, mrg_error *error)
{
    mrg_status status = take_over(removals, error);
    removals->has_dead = true;
    return status == MRG_OK ? mark(removals, article, error) : status;
}

mrg_status removals_write(struct removals *removals, const char *folder, const char *name,
                          mrg_error *error)
{
    struct buffer bytes = BUFFER_INIT;
    struct file_writer writer;
    const struct segment_meta *meta = &removals->segment->meta;
    deletions_append(&bytes, meta->articles, removals->bitmap, removals->losses, meta->terms,
                     removals->tokens);
    char *path = path_join(folder, name);
    mrg_status status =
        path == NULL || bytes.failed ? fail_memory(error) : file_writer_open(&writer, path, error);
    if (status == MRG_OK) {
        file_writer_append(&writer, bytes.data, bytes.size);
        status = file_writer_close(&writer, error);
    }
    if (status == MRG_OK)
        removals->has_changed = removals->has_dead = false;
    free(path);
    buffer_free(&bytes);
    return status;
}
