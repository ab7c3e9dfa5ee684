#include "indexer/native/merge_lists.h"

void list_source_init(struct list_source *source, const struct segment *segment,
                      const uint32_t *renumbered)
{
    source->segment = segment;
    source->renumbered = renumbered;
    /* By the numbers themselves: what is counted of removed articles may be damaged. */
    uint32_t n = segment->meta.articles;
    source->is_whole = n > 0 && renumbered[0] != ARTICLE_NONE &&
                       renumbered[n - 1] != ARTICLE_NONE &&
                       renumbered[n - 1] - renumbered[0] == n - 1;
}

/* ---- article by article ---- */

static void copy_articles(struct list_source *source, const struct merged_forms *forms,
                          const uint32_t *ordinals, struct postings_writer *postings)
{
    struct posting_cursor *cursor = &source->cursor;
    while (posting_cursor_next(cursor) != ARTICLE_NONE) {
        uint32_t article = source->renumbered[cursor->article];
        if (article == ARTICLE_NONE)
            continue;
        uint32_t frequency = posting_cursor_frequency(cursor);
        postings_add(postings, article, frequency);
        if (!postings->has_positions)
            continue;
        const uint32_t *positions, *written;
        if (posting_cursor_occurrences(cursor, &positions, &written) != frequency)
            return;
        for (uint32_t i = 0; i < frequency; i++)
            postings_add_occurrence(postings, positions[i],
                                    merged_form_ordinal(forms, ordinals, written[i]));
    }
}

void merge_list_plainly(struct list_source *source, const struct term_entry *entry,
                        const struct merged_forms *forms, const uint32_t *ordinals,
                        struct postings_writer *postings, mrg_error *damage)
{
    const struct segment *segment = source->segment;
    if (posting_cursor_open(&source->cursor, &segment->file, entry, segment->meta.articles,
                            damage) == MRG_OK)
        copy_articles(source, forms, ordinals, postings);
    posting_cursor_close(&source->cursor);
}

/* ---- block by block ---- */

static bool copy_postings(struct list_source *source, struct postings_writer *postings)
{
    struct posting_cursor *cursor = &source->cursor;
    uint32_t base = source->renumbered[0];
    for (uint32_t block = 0; block < cursor->blocks; block++) {
        if (!posting_cursor_load(cursor, block) || !posting_cursor_unpack(cursor))
            return false;
        postings_add_many(postings, cursor->articles, cursor->frequencies, cursor->count, base);
    }
    return true;
}

static void copy_occurrences(struct list_source *source, const struct merged_forms *forms,
                             const uint32_t *ordinals, struct postings_writer *postings)
{
    uint32_t merged[BLOCK_LENGTH] = {0};
    const uint64_t cf = source->cursor.entry.cf;
    for (uint64_t first = 0; first < cf; first += BLOCK_LENGTH) {
        const uint32_t *gaps, *written;
        uint32_t count = posting_cursor_occurrence_block(&source->cursor, first, &gaps, &written);
        for (uint32_t i = 0; postings->has_forms && i < count; i++)
            merged[i] = merged_form_ordinal(forms, ordinals, written[i]);
        postings_add_gaps(postings, gaps, merged, count);
        if (count == 0)
            return; /* damaged */
    }
}

/* Frequencies that do not add up to the list's occurrences would shift those of all that follow. */
static bool adds_up(struct list_source *source, uint64_t copied)
{
    struct posting_cursor *cursor = &source->cursor;
    return copied == cursor->entry.cf || posting_cursor_damaged(cursor, cursor->entry.postings);
}

void merge_list(struct list_source *source, const struct term_entry *entry,
                const struct merged_forms *forms, const uint32_t *ordinals,
                struct postings_writer *postings, mrg_error *damage)
{
    const struct segment *segment = source->segment;
    uint64_t before = postings->cf;
    if (!source->is_whole) {
        merge_list_plainly(source, entry, forms, ordinals, postings, damage);
        return;
    }
    if (posting_cursor_open(&source->cursor, &segment->file, entry, segment->meta.articles,
                            damage) == MRG_OK &&
        copy_postings(source, postings) && postings->has_positions &&
        adds_up(source, postings->cf - before))
        copy_occurrences(source, forms, ordinals, postings);
    posting_cursor_close(&source->cursor);
}
