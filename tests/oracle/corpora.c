#include "tests/oracle/corpora.h"

#include "common/base/file.h"
#include "corpus/reader.h"
#include "tests/cmocka_all.h"

#include <stdlib.h>
#include <unistd.h>

char *corpora_path(const char *name)
{
    const char *folder = getenv("MORGUE_CORPORA");
    if (folder == NULL || folder[0] == '\0') {
        print_message("MORGUE_CORPORA names no folder: skipped\n");
        return NULL;
    }
    char *path = path_join(folder, name);
    assert_non_null(path);
    if (access(path, R_OK) == 0)
        return path;
    print_message("%s is not there: skipped\n", path);
    free(path);
    return NULL;
}

size_t corpora_read(const char *path, void (*take)(void *context, const mrg_article *article),
                    void *context)
{
    static const struct reader_options options = {.language = "en", .date = MRG_NO_TIME};
    struct input input;
    struct reader *reader = NULL;
    mrg_error error = MRG_ERROR_INIT;
    size_t count = 0;
    mrg_status status = input_open(&input, path, NULL, &error);
    if (status == MRG_OK)
        status = reader_open(&input, &options, &reader, NULL, &error);
    if (status != MRG_OK)
        fail_msg("%s", error.message);
    const mrg_article *article;
    enum read_outcome outcome;
    while ((outcome = reader_next(reader, &article, &error)) != READ_END) {
        if (outcome == READ_FAILED)
            fail_msg("%s", error.message);
        if (outcome == READ_BAD)
            continue;
        take(context, article);
        count++;
    }
    reader_free(reader);
    input_close(&input);
    return count;
}
