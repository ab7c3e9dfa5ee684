/* What of Morgue needs xapian-core, as a module that morgue-search loads when a search first needs it: to
 * load xapian-core and the C++ library takes as long as most searches do, and indexes of our own need neither
 * where words are English and ASCII or have no stemmer. Programs that link libmorgue know nothing of this.
 *
 * The module (module.c) is a shared library that holds everything below the seams named here and its own
 * copy of what that needs. In place of the functions themselves the program links those of the same names
 * in module_later.c. */
#ifndef MORGUE_SEARCHER_XAPIAN_MODULE_H
#define MORGUE_SEARCHER_XAPIAN_MODULE_H

#include "common/xapian-c/stem.h"
#include "searcher/engine.h"

#define XAPIAN_MODULE_FILE "libmorgue-xapian.so"
#define XAPIAN_MODULE_NAME "morgue_xapian_module" /* of the symbol below */

struct xapian_module {
    const char *version; /* MORGUE_VERSION of its build; of another one nothing may be used */

    /* The functions whose names these are, behind "xapian_" or "xc_". */
    mrg_status (*engine_open)(const struct shard *shards, size_t count,
                              const mrg_open_options *options, struct engine **engine,
                              mrg_error *error);
    mrg_status (*stemmer_new)(const char *language, xc_stemmer **stemmer, mrg_error *error);
    mrg_status (*stemmer_stem)(xc_stemmer *stemmer, mrg_text word, char *stem, size_t capacity,
                               size_t *size, mrg_error *error);
    void (*stemmer_free)(xc_stemmer *stemmer);
};

/* The only symbol of the module. */
extern const struct xapian_module morgue_xapian_module;

#endif
