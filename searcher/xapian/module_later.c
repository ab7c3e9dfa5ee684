/* The functions of the module by their own names: the first call loads it. */
#include "searcher/xapian/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "common/base/error.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const struct xapian_module *module; /* NULL: it could not be loaded */
static char reason[512];                   /* why */

/* Open the module in `folder`, which is seen from that of the program. */
static void *open_in(const char *folder)
{
    char path[PATH_MAX], *slash;
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    path[size > 0 ? size : 0] = '\0';
    slash = strrchr(path, '/');
    size_t at = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    int more = snprintf(path + at, sizeof path - at, "%s%s", folder, XAPIAN_MODULE_FILE);
    bool fits = slash != NULL && more > 0 && (size_t)more < sizeof path - at;
    return fits ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
}

/* It lies where it is installed or, in a folder that programs are built in, beside the program. */
static void load(void)
{
    void *library = open_in(MORGUE_MODULE_FOLDER);
    if (library == NULL)
        library = open_in("");
    const struct xapian_module *found = library != NULL ? dlsym(library, XAPIAN_MODULE_NAME) : NULL;
    const char *trouble = found == NULL ? dlerror() : NULL;
    if (found == NULL)
        snprintf(reason, sizeof reason, "%s", trouble != NULL ? trouble : "not found");
    else if (strcmp(found->version, MORGUE_VERSION) != 0)
        snprintf(reason, sizeof reason, "it is of version %s", found->version);
    else
        module = found;
}

/* The module, loaded once; NULL when that failed. */
static const struct xapian_module *loaded(mrg_error *error)
{
    pthread_once(&once, load);
    if (module == NULL)
        fail(error, MRG_ERR_UNSUPPORTED, "%s, which is needed here, cannot be loaded: %s",
             XAPIAN_MODULE_FILE, reason);
    return module;
}

mrg_status xapian_engine_open(const struct shard *shards, size_t count,
                              const mrg_open_options *options, struct engine **engine,
                              mrg_error *error)
{
    const struct xapian_module *xapian = loaded(error);
    return xapian != NULL ? xapian->engine_open(shards, count, options, engine, error)
                          : MRG_ERR_UNSUPPORTED;
}

mrg_status xc_stemmer_new(const char *language, xc_stemmer **stemmer, mrg_error *error)
{
    const struct xapian_module *xapian = loaded(error);
    *stemmer = NULL;
    return xapian != NULL ? xapian->stemmer_new(language, stemmer, error) : MRG_ERR_UNSUPPORTED;
}

mrg_status xc_stemmer_stem(xc_stemmer *stemmer, mrg_text word, char *stem, size_t capacity,
                           size_t *size, mrg_error *error)
{
    const struct xapian_module *xapian = loaded(error);
    return xapian != NULL ? xapian->stemmer_stem(stemmer, word, stem, capacity, size, error)
                          : MRG_ERR_UNSUPPORTED;
}

void xc_stemmer_free(xc_stemmer *stemmer)
{
    if (stemmer != NULL && module != NULL)
        module->stemmer_free(stemmer);
}
