/* All positions of all articles of a run on one line, so that 32 bits tell article and position of an occurrence.
 *
 * Each article has as many whole stretches of the line as its positions need. What a place on the line means takes
 * one access to memory, as a stretch has one number that makes it known.
 */
#ifndef MORGUE_SEGMENT_POSITION_LINE_H
#define MORGUE_SEGMENT_POSITION_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* An occurrence as 64 bits: its article << OCCURRENCE_ARTICLE | position << OCCURRENCE_POSITION | form. */
enum { OCCURRENCE_ARTICLE = 42, OCCURRENCE_POSITION = 16 };

struct position_line {
    uint32_t *first; /* owned: per article, its first stretch; one more at the end */
    uint64_t *bases; /* owned: per stretch, what a place there is added to */
    unsigned shift;  /* positions of a stretch: 2^shift */
    unsigned bits;   /* of any place on the line; more than 32: it has no stretches, as there were too many */
};

/* Give each of `articles` its stretches: `highest` tells the highest position in one. False when memory is short.
 * To be freed either way. */
bool position_line_make(struct position_line *line, uint32_t articles,
                        uint32_t (*highest)(const void *context, uint32_t article),
                        const void *context);
void position_line_free(struct position_line *line);

/* Where position 0 of an article lies. */
static inline uint32_t position_line_start(const struct position_line *line, uint32_t article)
{
    return line->first[article] << line->shift;
}

/* The occurrence with a form at a place of the line, as 64 bits. */
static inline uint64_t position_line_occurrence(const struct position_line *line, uint32_t place,
                                                uint32_t form)
{
    return line->bases[place >> line->shift] + ((uint64_t)place << OCCURRENCE_POSITION | form);
}

#endif
