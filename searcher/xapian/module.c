#include "searcher/xapian/module.h"

__attribute__((visibility("default"))) const struct xapian_module morgue_xapian_module = {
    .version = MORGUE_VERSION,
    .engine_open = xapian_engine_open,
    .stemmer_new = xc_stemmer_new,
    .stemmer_stem = xc_stemmer_stem,
    .stemmer_free = xc_stemmer_free,
};
