#include "common/segment/position_line.h"

#include <stdlib.h>

enum {
    SHIFT_LEAST = 3,
    SHIFT_MOST = 12,
    LINE_BITS = 32 /* of a place at most */
};

struct measure {
    uint32_t (*highest)(const void *context, uint32_t article);
    const void *context;
    uint32_t articles;
};

/* Stretches of 2^shift positions that all articles need. */
static uint64_t count_stretches(const struct measure *measure, unsigned shift)
{
    uint64_t count = 0;
    for (uint32_t a = 0; a < measure->articles; a++)
        count += (measure->highest(measure->context, a) >> shift) + 1;
    return count;
}

/* Stretches of half an article to a whole one: a third of the line is empty then, and there are few to look up. */
static unsigned choose_shift(const struct measure *measure)
{
    uint64_t positions = count_stretches(measure, 0);
    unsigned shift = SHIFT_LEAST;
    while (shift < SHIFT_MOST && positions >> (shift + 1) >= measure->articles)
        shift++;
    return shift;
}

static void hand_out(struct position_line *line, const struct measure *measure)
{
    uint32_t at = 1;
    line->stretches[0] = (struct line_stretch){0, 0}; /* never asked for */
    for (uint32_t a = 0; a < measure->articles; a++) {
        uint32_t end = at + (measure->highest(measure->context, a) >> line->shift) + 1;
        line->first[a] = at;
        for (; at < end; at++)
            line->stretches[at] = (struct line_stretch){position_line_start(line, a), a};
    }
    line->first[measure->articles] = at;
}

bool position_line_make(struct position_line *line, uint32_t articles,
                        uint32_t (*highest)(const void *context, uint32_t article),
                        const void *context)
{
    const struct measure measure = {highest, context, articles};
    *line = (struct position_line){.shift = choose_shift(&measure)};
    uint64_t stretches = count_stretches(&measure, line->shift) + 1;
    while (line->bits <= LINE_BITS && stretches << line->shift >> line->bits > 0)
        line->bits++;
    if (line->bits > LINE_BITS)
        return true;
    line->first = malloc(((size_t)articles + 1) * sizeof *line->first);
    line->stretches = malloc((size_t)stretches * sizeof *line->stretches);
    if (line->first == NULL || line->stretches == NULL)
        return false;
    hand_out(line, &measure);
    return true;
}

void position_line_free(struct position_line *line)
{
    free(line->first);
    free(line->stretches);
    *line = (struct position_line){.first = NULL};
}
