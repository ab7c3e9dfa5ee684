/* Posting lists of occurrences whose places are known. */
#include "common/segment/placed_articles.h"
#include "common/segment/postings_blocks.h"

#include <string.h>

/* Hand the first `count` articles to the writer as its unfinished block. */
static void hand_over(struct placed_articles *placed, struct postings_writer *writer,
                      uint32_t count)
{
    const uint32_t *firsts = placed->firsts;
    placed->firsts[placed->count] = placed->occurrences; /* where the last one ends */
    writer->block_first = writer->has_positions ? firsts[0] : writer->df;
    for (uint32_t i = 0; i < count; i++)
        writer->articles[i] = placed->line->stretches[placed->stretches[i]].article;
    for (uint32_t i = 0; i < count; i++)
        writer->frequencies[i] = writer->has_positions ? firsts[i + 1] - firsts[i] : 1;
    writer->df += count;
}

static void finish_block(struct placed_articles *placed, struct postings_writer *writer)
{
    hand_over(placed, writer, BLOCK_LENGTH);
    postings_finish_block(writer);
    placed->count -= BLOCK_LENGTH;
    memcpy(placed->stretches, placed->stretches + BLOCK_LENGTH,
           placed->count * sizeof *placed->stretches);
    memcpy(placed->firsts, placed->firsts + BLOCK_LENGTH, placed->count * sizeof *placed->firsts);
}

/* The last article of all may go on, so that a block is finished when there is one more. */
void postings_add_placed(struct postings_writer *writer, struct placed_articles *placed,
                         const uint32_t *places, const uint32_t *forms, uint32_t count)
{
    placed_articles_take(placed, places, count, writer->gaps);
    memcpy(writer->forms, forms, count * sizeof *forms);
    if (writer->has_positions && count == BLOCK_LENGTH)
        postings_finish_occurrences(writer);
    if (placed->count > BLOCK_LENGTH)
        finish_block(placed, writer);
}

void postings_finish_placed(struct postings_writer *writer, struct placed_articles *placed)
{
    hand_over(placed, writer, placed->count);
    writer->only_position = writer->gaps[0]; /* where it is the only one */
    writer->added = writer->has_positions ? placed->occurrences : 0;
    writer->cf = writer->has_positions ? placed->occurrences : writer->df;
}
