#include "tests/crash/points.h"
#include "tests/unit/support/random.h"

#include <stdlib.h>

uint64_t number_from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

uint64_t points_seed(void)
{
    return number_from_environment("MORGUE_SEED", 1);
}

bool points_are_set(void)
{
    return number_from_environment("MORGUE_POINTS", UINT64_MAX) != UINT64_MAX;
}

struct points points_of(unsigned long count, unsigned long otherwise)
{
    static uint64_t calls;
    const unsigned long most = number_from_environment("MORGUE_POINTS", otherwise);
    struct points points = {.next = 1, .step = 1, .last = count};
    struct random_source random = {points_seed() * 1000 + ++calls};
    if (most > 0 && count > most) {
        points.step = (count + most - 1) / most;
        random_next(&random);
        points.next = 1 + random_below(&random, (uint32_t)points.step);
    }
    return points;
}

unsigned long points_next(struct points *points)
{
    const unsigned long point = points->next;
    if (point > points->last)
        return 0;
    points->next += points->step;
    return point;
}
