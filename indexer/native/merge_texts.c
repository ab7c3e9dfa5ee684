#include "indexer/native/merge_texts.h"
#include "common/base/error.h"
#include "common/codec/varint.h"
#include "common/segment/symbol_reader.h"
#include "indexer/native/merge_recode.h"

#include <stdlib.h>

enum {
    LEXICON_SHARE =
        16, /* a lexicon is kept when its articles take so many times as much; it is written twice */
    LEXICONS_KEPT = 64 /* in a segment: a search opens those of the hits it shows */
};

struct text_merge {
    struct merge_watch *watch;         /* borrowed: the sources */
    const uint32_t *const *renumbered; /* borrowed: per source and article */
    struct segment_builder *builder;   /* borrowed */
    bool *is_kept;    /* owned: per source, whether its articles stay as they are */
    bool has_recoder; /* some do not */
    struct text_recoder recoder;
    struct buffer parts;      /* struct lexicon_part: the new segment's lexicons */
    struct coded_block block; /* scratch: of what is left of one */
    struct buffer record;     /* scratch */
};

/* What is done with a block. False when it is damaged, or memory is short. */
typedef bool block_work(struct text_merge *merge, const struct live_block *block);

static const struct segment *source(const struct text_merge *merge, size_t i)
{
    return merge->watch->segments[i];
}

/* ---- going over blocks ---- */

static bool is_short(const struct text_merge *merge)
{
    return text_recoder_is_short(&merge->recoder) || merge->block.symbols.failed ||
           merge->block.sizes.failed || merge->record.failed || merge->builder->articles.failed;
}

static mrg_status do_block(struct text_merge *merge, size_t i, const struct article_block *block,
                           block_work *work, mrg_error *error)
{
    const struct segment_file *file = &source(merge, i)->file;
    struct live_block live = {.block = *block, .renumbered = merge->renumbered[i] + block->first};
    mrg_status status = lexicon_of(file, block->first, &live.lexicon, error);
    if (status != MRG_OK)
        return status;
    bool good = work(merge, &live);
    merge_watch_read(merge->watch, block->packed_size);
    if (is_short(merge))
        return fail_memory(error); /* what was read then means nothing */
    return good ? MRG_OK : segment_file_damaged(file, block->packed, "stored articles", error);
}

static mrg_status do_source(struct text_merge *merge, size_t i, block_work *work, mrg_error *error)
{
    const struct segment *segment = source(merge, i);
    struct articles_reader reader;
    mrg_status status = MRG_OK;
    articles_reader_init(&reader, &segment->file, segment->meta.articles);
    if (reader.blocks == 0 && segment->meta.articles > 0)
        return segment_file_damaged(&segment->file, segment->file.map.data, "no article index",
                                    error);
    for (uint32_t b = 0; b < reader.blocks && status == MRG_OK; b++) {
        struct article_block block;
        status = merge_watch_check(merge->watch, error);
        if (status == MRG_OK)
            status = articles_block(&reader, b, &block, error);
        if (status == MRG_OK)
            status = do_block(merge, i, &block, work, error);
    }
    return status;
}

/* ---- articles that stay as they are ---- */

/* Append an article that stays to the scratch block. */
static void keep_article(struct text_merge *merge, const uint8_t *symbols, size_t size)
{
    varint_append(&merge->block.sizes, size);
    buffer_append(&merge->block.symbols, symbols, size);
    merge->block.articles++;
}

/* Bytes of an article's record, and of their number; 0 when it is damaged. */
static uint64_t record_bytes(struct text_merge *merge, const struct lexicon *lexicon,
                             const uint8_t *symbols, size_t size)
{
    uint8_t varint[VARINT_SIZE_MAX];
    buffer_clear(&merge->record);
    if (!symbols_to_record(lexicon, symbols, size, &merge->record))
        return 0;
    return (uint64_t)(varint_write(varint, merge->record.size) - varint) + merge->record.size;
}

/* Write what is left of a block without the articles that are left out. */
static bool thin_block(struct text_merge *merge, const struct live_block *block)
{
    const struct lexicon *lexicon = block->lexicon;
    struct coded_articles articles;
    const uint8_t *symbols;
    size_t used, size;
    uint64_t raw = block->block.raw_size;
    if (!coded_articles_open(&articles, block->block.packed, block->block.packed_size, lexicon->sum,
                             &used) ||
        articles.left != block->block.articles)
        return false;
    coded_block_clear(&merge->block);
    for (uint32_t i = 0; coded_articles_next(&articles, &symbols, &size); i++) {
        uint64_t bytes = 0;
        if (block->renumbered[i] != ARTICLE_NONE)
            keep_article(merge, symbols, size);
        else if ((bytes = record_bytes(merge, lexicon, symbols, size)) == 0 || bytes > raw)
            return false;
        raw -= bytes;
    }
    merge->block.raw = raw;
    articles_writer_put(&merge->builder->articles, &merge->block, lexicon->sum);
    return true;
}

static bool copy_block(struct text_merge *merge, const struct live_block *block)
{
    uint32_t left_out = 0;
    for (uint32_t i = 0; i < block->block.articles; i++)
        left_out += block->renumbered[i] == ARTICLE_NONE;
    if (left_out > 0)
        return thin_block(merge, block);
    articles_writer_copy(&merge->builder->articles, &block->block);
    return true;
}

/* ---- articles that are written anew ---- */

static bool count_block(struct text_merge *merge, const struct live_block *block)
{
    return text_recoder_count(&merge->recoder, block);
}

static bool recode_block(struct text_merge *merge, const struct live_block *block)
{
    return text_recoder_write(&merge->recoder, block);
}

/* Whether a range before range `r` has its lexicon. */
static bool is_shared(const struct lexicon_range *ranges, uint32_t r)
{
    return lexicon_ranges_name(ranges, r, ranges[r].at);
}

static mrg_status begin_recoding(struct text_merge *merge, size_t memory, mrg_error *error)
{
    uint64_t tokens = 0;
    bool good = text_recoder_init(&merge->recoder, &merge->builder->articles, memory);
    for (size_t i = 0; i < merge->watch->count && good; i++) {
        const struct segment_file *file = &source(merge, i)->file;
        const struct lexicon_range *ranges;
        const struct lexicon *lexicon;
        uint32_t count = 0;
        if (merge->is_kept[i])
            continue;
        mrg_status status = lexicon_ranges_of(file, &ranges, &count, error);
        for (uint32_t r = 0; r < count && status == MRG_OK && good; r++) {
            if (is_shared(ranges, r))
                continue;
            status = lexicon_of(file, ranges[r].first, &lexicon, error);
            good = status == MRG_OK && text_recoder_add(&merge->recoder, lexicon);
        }
        if (status != MRG_OK)
            return status;
        tokens += source(merge, i)->meta.tokens;
    }
    text_recoder_begin(&merge->recoder, tokens);
    return good ? MRG_OK : fail_memory(error);
}

static mrg_status make_lexicon(struct text_merge *merge, size_t memory, struct buffer *made,
                               mrg_error *error)
{
    mrg_status status = begin_recoding(merge, memory, error);
    for (size_t i = 0; i < merge->watch->count && status == MRG_OK; i++)
        if (!merge->is_kept[i])
            status = do_source(merge, i, count_block, error);
    if (status == MRG_OK && !text_recoder_make_lexicon(&merge->recoder, made))
        return fail_memory(error);
    return status;
}

/* ---- which ---- */

/* Bytes of a source's lexicons, and how many ranges have them. */
static mrg_status measure_lexicons(const struct segment_file *file, uint64_t *size, uint32_t *count,
                                   mrg_error *error)
{
    const struct lexicon_range *ranges;
    mrg_status status = lexicon_ranges_of(file, &ranges, count, error);
    *size = 0;
    for (uint32_t r = 0; status == MRG_OK && r < *count; r++) {
        const struct lexicon *lexicon;
        status = lexicon_of(file, ranges[r].first, &lexicon, error);
        if (status == MRG_OK && !is_shared(ranges, r))
            *size += lexicon_size(lexicon);
    }
    return status;
}

static mrg_status decide(struct text_merge *merge, mrg_error *error)
{
    uint32_t kept = 0;
    for (size_t i = 0; i < merge->watch->count; i++) {
        const struct segment *segment = source(merge, i);
        uint32_t count = 0;
        uint64_t size = 0;
        if (segment->meta.articles > 0) {
            mrg_status status = measure_lexicons(&segment->file, &size, &count, error);
            if (status != MRG_OK)
                return status;
        }
        uint64_t articles = segment->file.sections[SECTION_ARTICLES].size;
        uint64_t live = articles / (segment->meta.articles + 1) * segment_live(segment);
        merge->is_kept[i] = size * LEXICON_SHARE <= live && kept + count <= LEXICONS_KEPT;
        if (merge->is_kept[i])
            kept += count;
        merge->has_recoder |= !merge->is_kept[i];
        merge_watch_read(merge->watch, (size_t)size);
    }
    return MRG_OK;
}

/* ---- the new segment's lexicons ---- */

/* Articles [first, end) of source `i` are written with the lexicon at `bytes`; NULL: the one that is made. */
static void add_part(struct text_merge *merge, size_t i, uint32_t first, uint32_t end,
                     const uint8_t *bytes)
{
    const struct mapped_file *map = bytes != NULL ? &source(merge, i)->file.map : NULL;
    const struct lexicon_part *last = NULL;
    if (merge->parts.size > 0)
        last =
            (const struct lexicon_part *)(const void *)(merge->parts.data + merge->parts.size) - 1;
    while (first < end && merge->renumbered[i][first] == ARTICLE_NONE)
        first++;
    if (first == end || (last != NULL && last->bytes == bytes))
        return;
    struct lexicon_part part = {merge->renumbered[i][first], bytes, map};
    buffer_append(&merge->parts, &part, sizeof part);
}

static mrg_status add_kept(struct text_merge *merge, size_t i, mrg_error *error)
{
    const struct segment *segment = source(merge, i);
    const struct lexicon_range *ranges;
    uint32_t count = 0;
    if (segment->meta.articles == 0)
        return MRG_OK;
    mrg_status status = lexicon_ranges_of(&segment->file, &ranges, &count, error);
    for (uint32_t r = 0; status == MRG_OK && r < count; r++) {
        const struct lexicon *lexicon;
        uint32_t end = r + 1 < count ? ranges[r + 1].first : segment->meta.articles;
        if (end > segment->meta.articles || ranges[r].first >= end)
            return segment_file_damaged(
                &segment->file, segment->file.sections[SECTION_LEXICONS].data, "lexicon", error);
        status = lexicon_of(&segment->file, ranges[r].first, &lexicon, error);
        if (status == MRG_OK)
            add_part(merge, i, ranges[r].first, end, lexicon->bytes);
    }
    return status;
}

static mrg_status begin_articles(struct text_merge *merge, struct buffer *made, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < merge->watch->count && status == MRG_OK; i++) {
        if (merge->is_kept[i])
            status = add_kept(merge, i, error);
        else
            add_part(merge, i, 0, source(merge, i)->meta.articles, NULL);
    }
    if (status == MRG_OK && merge->parts.failed)
        status = fail_memory(error);
    if (status == MRG_OK)
        segment_builder_begin_articles(merge->builder, made,
                                       (const struct lexicon_part *)(const void *)merge->parts.data,
                                       (uint32_t)(merge->parts.size / sizeof(struct lexicon_part)));
    return status;
}

/* ---- all of it ---- */

static mrg_status write_all(struct text_merge *merge, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < merge->watch->count && status == MRG_OK; i++) {
        if (!merge->is_kept[i]) {
            status = do_source(merge, i, recode_block, error);
            continue;
        }
        if (merge->has_recoder)
            text_recoder_flush(&merge->recoder); /* blocks stay in order */
        status = do_source(merge, i, copy_block, error);
    }
    if (merge->has_recoder)
        text_recoder_flush(&merge->recoder);
    return status == MRG_OK && is_short(merge) ? fail_memory(error) : status;
}

mrg_status merge_texts(struct merge_watch *watch, const uint32_t *const *renumbered,
                       struct segment_builder *builder, size_t memory, mrg_error *error)
{
    struct text_merge merge = {.watch = watch, .renumbered = renumbered, .builder = builder};
    struct buffer made = BUFFER_INIT;
    merge.is_kept = calloc(watch->count + 1, sizeof *merge.is_kept);
    mrg_status status = merge.is_kept == NULL ? fail_memory(error) : decide(&merge, error);
    if (status == MRG_OK && merge.has_recoder)
        status = make_lexicon(&merge, memory, &made, error);
    if (status == MRG_OK)
        status = begin_articles(&merge, &made, error);
    if (status == MRG_OK)
        status = write_all(&merge, error);
    text_recoder_free(&merge.recoder);
    free(merge.is_kept);
    buffer_free(&made);
    buffer_free(&merge.parts);
    coded_block_free(&merge.block);
    buffer_free(&merge.record);
    return status;
}
