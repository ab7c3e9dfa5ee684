#include "common/codec/block_codec.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/postings_blocks.h"

enum {
    POSITIONS_HELD = 1 << 20 /* bytes of a list's positions, before they go to the file */
};

void postings_writer_init(struct postings_writer *writer, const uint8_t *length_codes,
                          struct segment_file_writer *file)
{
    *writer = (struct postings_writer){.length_codes = length_codes, .file = file};
}

void postings_writer_free(struct postings_writer *writer)
{
    buffer_free(&writer->begins);
    buffer_free(&writer->skips);
    buffer_free(&writer->blocks);
    buffer_free(&writer->positions);
    buffer_free(&writer->list);
}

void postings_begin(struct postings_writer *writer, bool has_positions, bool has_forms)
{
    writer->has_positions = has_positions;
    writer->has_forms = has_forms;
    writer->df = 0;
    writer->cf = 0;
    writer->added = 0;
    writer->drained = 0;
    writer->before_block = ARTICLE_NONE;
    writer->block_first = 0;
    buffer_clear(&writer->begins);
    buffer_clear(&writer->skips);
    buffer_clear(&writer->blocks);
    buffer_clear(&writer->positions);
    buffer_clear(&writer->list);
}

/* A skip entry for the `count` postings of the unfinished block. */
static void append_skip(struct postings_writer *writer, uint32_t count)
{
    struct impact_collector collector;
    impact_collector_clear(&collector);
    impact_collector_add_block(&collector, writer->articles, writer->frequencies, count,
                               writer->length_codes);
    struct impact pairs[IMPACT_BLOCK_PAIRS];
    impact_collector_write(&collector, pairs, IMPACT_BLOCK_PAIRS);
    append_u32(&writer->skips, writer->articles[count - 1]);
    append_u32(&writer->skips, (uint32_t)writer->blocks.size);
    append_u32(&writer->skips, writer->block_first);
    buffer_append(&writer->skips, pairs, sizeof pairs);
}

/* Replace the packed articles that begin at `start` by a bitmap where that is smaller. */
static void prefer_bitmap(struct postings_writer *writer, size_t start)
{
    uint32_t base = writer->before_block + 1; /* wraps to 0 for the first block */
    uint32_t span = writer->articles[BLOCK_LENGTH - 1] - base + 1;
    size_t size = ((size_t)span + 7) / 8;
    if (writer->blocks.failed || size > 255 || size + 2 >= writer->blocks.size - start)
        return;
    writer->blocks.size = start;
    uint8_t bitmap[2 + 255];
    bitmap[0] = BITMAP_HEAD;
    bitmap[1] = (uint8_t)size;
    memset(bitmap + 2, 0, size);
    for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
        uint32_t bit = writer->articles[i] - base;
        bitmap[2 + bit / 8] |= (uint8_t)(1U << (bit % 8));
    }
    buffer_append(&writer->blocks, bitmap, 2 + size);
}

void postings_finish_block(struct postings_writer *writer)
{
    append_skip(writer, BLOCK_LENGTH);
    uint32_t values[BLOCK_LENGTH];
    const uint32_t *articles = writer->articles;
    values[0] = articles[0] - writer->before_block - 1;
    for (unsigned i = 1; i < BLOCK_LENGTH; i++)
        values[i] = articles[i] - articles[i - 1] - 1;
    size_t start = writer->blocks.size;
    block_append(&writer->blocks, values);
    prefer_bitmap(writer, start);
    if (writer->has_positions) {
        for (unsigned i = 0; i < BLOCK_LENGTH; i++)
            values[i] = writer->frequencies[i] - 1;
        block_append(&writer->blocks, values);
    }
    writer->before_block = articles[BLOCK_LENGTH - 1];
}

static inline void add_posting(struct postings_writer *writer, uint32_t article, uint32_t frequency)
{
    uint32_t slot = writer->df % BLOCK_LENGTH;
    if (slot == 0 && writer->df > 0) {
        postings_finish_block(writer);
        writer->block_first = (uint32_t)writer->cf;
    }
    writer->articles[slot] = article;
    writer->frequencies[slot] = frequency;
    writer->last_position = 0;
    writer->df++;
    writer->cf += frequency;
}

void postings_add(struct postings_writer *writer, uint32_t article, uint32_t frequency)
{
    add_posting(writer, article, frequency);
}

void postings_add_many(struct postings_writer *writer, const uint32_t *articles,
                       const uint32_t *frequencies, uint32_t count, uint32_t base)
{
    for (uint32_t i = 0; i < count; i++)
        add_posting(writer, base + articles[i], frequencies[i]);
}

/* The positions of a common word in a large archive take more memory than all else of a merge. */
static void drain(struct postings_writer *writer)
{
    section_append(writer->file, writer->positions.data, writer->positions.size);
    writer->drained += writer->positions.size;
    buffer_clear(&writer->positions);
}

void postings_finish_occurrences(struct postings_writer *writer)
{
    block_append(&writer->positions, writer->gaps);
    if (writer->has_forms)
        block_append(&writer->positions, writer->forms);
    append_u32(&writer->begins, (uint32_t)(writer->drained + writer->positions.size));
    if (writer->file != NULL && writer->positions.size > POSITIONS_HELD)
        drain(writer);
}

static inline void add_occurrence(struct postings_writer *writer, uint32_t position, uint32_t form)
{
    unsigned slot = writer->added % BLOCK_LENGTH;
    writer->gaps[slot] = position - writer->last_position;
    writer->forms[slot] = form;
    writer->last_position = position;
    if (writer->added == 0)
        writer->only_position = position;
    writer->added++;
    if (slot == BLOCK_LENGTH - 1)
        postings_finish_occurrences(writer);
}

void postings_add_occurrence(struct postings_writer *writer, uint32_t position, uint32_t form)
{
    add_occurrence(writer, position, form);
}

void postings_add_gaps(struct postings_writer *writer, const uint32_t *gaps, const uint32_t *forms,
                       uint32_t count)
{
    if (writer->added == 0 && count > 0)
        writer->only_position = gaps[0];
    for (uint32_t done = 0; done < count;) {
        uint32_t slot = writer->added % BLOCK_LENGTH, left = count - done;
        uint32_t here = BLOCK_LENGTH - slot < left ? BLOCK_LENGTH - slot : left;
        memcpy(writer->gaps + slot, gaps + done, here * sizeof *gaps);
        memcpy(writer->forms + slot, forms + done, here * sizeof *forms);
        writer->added += here;
        done += here;
        if (slot + here == BLOCK_LENGTH)
            postings_finish_occurrences(writer);
    }
}

/* `count` occurrences of one article, which may be the one added last. */
static inline void add_article(struct postings_writer *writer, uint32_t article,
                               const uint64_t *occurrences, uint32_t count)
{
    uint32_t last = (writer->df - 1) % BLOCK_LENGTH;
    if (writer->df == 0 || writer->articles[last] != article) {
        add_posting(writer, article, writer->has_positions ? count : 1);
    } else if (writer->has_positions) {
        writer->frequencies[last] += count;
        writer->cf += count;
    }
    for (uint32_t i = 0; writer->has_positions && i < count; i++)
        add_occurrence(writer,
                       (uint32_t)(occurrences[i] >> OCCURRENCE_POSITION) &
                           ((1U << (OCCURRENCE_ARTICLE - OCCURRENCE_POSITION)) - 1),
                       (uint32_t)occurrences[i] & ((1U << OCCURRENCE_POSITION) - 1));
}

void postings_add_all(struct postings_writer *writer, const uint64_t *occurrences, uint64_t count)
{
    const uint64_t *end = occurrences + count;
    while (occurrences < end) {
        const uint64_t *next = occurrences + 1;
        uint64_t article = *occurrences >> OCCURRENCE_ARTICLE;
        while (next < end && *next >> OCCURRENCE_ARTICLE == article)
            next++;
        add_article(writer, (uint32_t)article, occurrences, (uint32_t)(next - occurrences));
        occurrences = next;
    }
}

static void append_tail(struct postings_writer *writer, uint32_t count)
{
    uint32_t before = writer->before_block;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t gap = writer->articles[i] - before - 1;
        before = writer->articles[i];
        if (!writer->has_positions) {
            varint_append(&writer->blocks, gap);
            continue;
        }
        bool once = writer->frequencies[i] == 1;
        varint_append(&writer->blocks, gap * 2 + once);
        if (!once)
            varint_append(&writer->blocks, writer->frequencies[i]);
    }
}

static void append_occurrence_tail(struct postings_writer *writer)
{
    unsigned count = writer->added % BLOCK_LENGTH;
    for (unsigned i = 0; i < count; i++) {
        varint_append(&writer->positions, writer->gaps[i]);
        if (writer->has_forms)
            varint_append(&writer->positions, writer->forms[i]);
    }
}

static void append_supers(struct postings_writer *writer, uint32_t entries)
{
    for (uint32_t first = 0; first < entries; first += SUPER_BLOCKS) {
        uint32_t behind = first + SUPER_BLOCKS < entries ? first + SUPER_BLOCKS : entries;
        struct impact_collector collector;
        impact_collector_clear(&collector);
        const uint8_t *skip = writer->skips.data + (size_t)first * SKIP_SIZE;
        for (uint32_t i = first; i < behind; i++, skip += SKIP_SIZE) {
            struct impact pairs[IMPACT_BLOCK_PAIRS];
            memcpy(pairs, skip + SKIP_IMPACTS, sizeof pairs);
            impact_collector_add_pairs(&collector, pairs, IMPACT_BLOCK_PAIRS);
        }
        struct impact pairs[IMPACT_SUPER_PAIRS];
        impact_collector_write(&collector, pairs, IMPACT_SUPER_PAIRS);
        append_u32(&writer->list, load_u32(skip - SKIP_SIZE));
        buffer_append(&writer->list, pairs, sizeof pairs);
    }
}

static bool writer_failed(const struct postings_writer *writer)
{
    return writer->blocks.failed || writer->skips.failed || writer->positions.failed ||
           writer->begins.failed || writer->list.failed || writer->blocks.size > UINT32_MAX ||
           writer->drained + writer->positions.size > UINT32_MAX || writer->cf > UINT32_MAX ||
           (writer->has_positions && writer->added != writer->cf);
}

bool postings_finish(struct postings_writer *writer)
{
    uint32_t count = writer->df % BLOCK_LENGTH;
    if (writer->df > 0 && count == 0) {
        postings_finish_block(writer);
    } else {
        if (writer->df >= BLOCK_LENGTH)
            append_skip(writer, count);
        append_tail(writer, count);
    }
    if (writer->has_positions)
        append_occurrence_tail(writer);
    if (writer->has_positions && !writer->begins.failed)
        buffer_append(&writer->positions, writer->begins.data,
                      (size_t)postings_begins(writer->added) * sizeof(uint32_t));
    if (writer_failed(writer))
        return false;
    if (writer->df == 1)
        buffer_clear(&writer->blocks);
    if (writer->cf == 1)
        buffer_clear(&writer->positions);
    uint32_t entries = postings_entries(writer->df);
    buffer_append(&writer->list, writer->skips.data, writer->skips.size);
    if (postings_supers(entries) > 0)
        append_supers(writer, entries);
    buffer_append(&writer->list, writer->blocks.data, writer->blocks.size);
    return !writer->list.failed;
}
