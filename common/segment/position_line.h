/* All positions of all articles of a run on one line, so that 32 bits tell article and position of an occurrence.
 *
 * Each article has as many whole stretches of the line as its positions need. The first stretch belongs to none, so that
 * place 0 lies before all of them.
 */
#ifndef MORGUE_SEGMENT_POSITION_LINE_H
#define MORGUE_SEGMENT_POSITION_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* An occurrence as 64 bits: its article << OCCURRENCE_ARTICLE | position << OCCURRENCE_POSITION | form. */
enum { OCCURRENCE_ARTICLE = 42, OCCURRENCE_POSITION = 16 };

/* What is known of a stretch; both are wanted where one is. */
struct line_stretch {
    uint32_t start;   /* the place of position 0 of its article */
    uint32_t article; /* whose it is */
};

struct position_line {
    uint32_t *first;                /* owned: per article, its first stretch; one more at the end */
    struct line_stretch *stretches; /* owned */
    unsigned shift;                 /* positions of a stretch: 2^shift */
    unsigned
        bits; /* of any place on the line; more than 32: it has no stretches, as there were too many */
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

#endif
