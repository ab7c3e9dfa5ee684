/* Runs a fuzz target over the files named and over all files of the folders named, each cut at a few
 * places too. Leaves with 1 when there is nothing to run. */
#include "common/base/file.h"
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

enum { INPUT_LIMIT = 1 << 20, CUTS = 8 };

static unsigned inputs_run;

static void run_input(const uint8_t *data, size_t size)
{
    char *copy = fuzz_tight_copy((mrg_text){(const char *)data, size});
    LLVMFuzzerTestOneInput((const uint8_t *)copy, size);
    free(copy);
}

static void run_file(const char *path)
{
    struct buffer bytes = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    if (file_read(path, INPUT_LIMIT, &bytes, &error) != MRG_OK) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    printf("%s\n", path);
    fflush(stdout); /* so that the name is there when the input ends the process */
    for (size_t cut = 1; cut <= CUTS; cut++)
        run_input(bytes.data, bytes.size * cut / CUTS);
    inputs_run++;
    buffer_free(&bytes);
}

static void run_path(const char *path)
{
    struct stat about;
    DIR *folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode) ? opendir(path) : NULL;
    if (folder == NULL) {
        run_file(path);
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        char *inner = path_join(path, entry->d_name);
        FUZZ_REQUIRE(inner != NULL);
        run_path(inner);
        free(inner);
    }
    closedir(folder);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        run_path(argv[i]);
    printf("%u inputs\n", inputs_run);
    return inputs_run > 0 ? 0 : 1;
}
