#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/endian.h"
#include "indexer/repair/repair.h"

#include <stdlib.h>

static size_t bitmap_size(uint32_t articles)
{
    return ((size_t)articles + 63) / 64 * 8;
}

/* A bitmap that agrees with both counts of its header: how many bits, and the removed articles' lengths. */
static bool believe(struct deletions *deletions, uint32_t articles, const uint32_t *lengths)
{
    const struct buffer *bytes = &deletions->bytes;
    uint64_t removed = 0, tokens = 0;
    if (lengths == NULL || bytes->size < DELETIONS_HEADER_SIZE + bitmap_size(articles))
        return false;
    deletions->bitmap = bytes->data + DELETIONS_HEADER_SIZE;
    for (uint32_t a = 0; a < articles; a++) {
        if (!deletions_has(deletions, a))
            continue;
        removed++;
        tokens += lengths[a];
    }
    deletions->removed = removed;
    deletions->tokens = tokens;
    return load_u32(bytes->data + 12) == articles && load_u64(bytes->data + 16) == removed &&
           load_u64(bytes->data + 24) == tokens;
}

static mrg_status read_damaged(struct removed *removed, const char *path, uint32_t articles,
                               const uint32_t *lengths, mrg_error *error)
{
    mrg_error reason = MRG_ERROR_INIT;
    struct deletions *deletions = &removed->deletions;
    *deletions = (struct deletions){.bytes = BUFFER_INIT};
    mrg_status status = file_read(path, SIZE_MAX / 2, &deletions->bytes, &reason);
    removed->is_believed = status == MRG_OK && believe(deletions, articles, lengths);
    if (!removed->is_believed)
        deletions_close(deletions);
    if (status == MRG_ERR_MEMORY)
        return fail_memory(error);
    return MRG_OK;
}

mrg_status removed_read(struct removed *removed, const char *folder,
                        const struct manifest_segment *about, uint32_t articles,
                        const uint32_t *lengths, mrg_error *error)
{
    *removed = (struct removed){.is_sound = true};
    if (about->deletions[0] == '\0')
        return MRG_OK;
    char *path = path_join(folder, about->deletions);
    if (path == NULL)
        return fail_memory(error);
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = deletions_open(&removed->deletions, path, articles, &reason);
    if (status != MRG_OK && status != MRG_ERR_MEMORY && status != MRG_ERR_IO) {
        removed->is_sound = false;
        status = read_damaged(removed, path, articles, lengths, &reason);
    }
    free(path);
    if (status != MRG_OK && error != NULL)
        *error = reason;
    return status;
}

void removed_free(struct removed *removed)
{
    deletions_close(&removed->deletions);
}

uint32_t removed_articles(const char *folder, const struct manifest_segment *about)
{
    struct mapped_file map = {NULL, 0};
    uint32_t articles = 0;
    char *path = about->deletions[0] != '\0' ? path_join(folder, about->deletions) : NULL;
    if (path != NULL && mapped_file_open(&map, path, NULL) == MRG_OK &&
        map.size >= DELETIONS_HEADER_SIZE && memcmp(map.data, "MorgueDl", 8) == 0)
        articles = load_u32(map.data + 12);
    mapped_file_close(&map);
    free(path);
    return articles;
}
