#include "tests/bench/bench.h"

static const struct engine *const engines[] = {
    &engine_native, &engine_morgue_xapian,
#ifdef MORGUE_BENCH_FTS5
    &engine_fts5,
#endif
    &engine_xapian, &engine_xapian_all,
};

const struct engine *const *engines_all(size_t *count)
{
    *count = sizeof engines / sizeof engines[0];
    return engines;
}
