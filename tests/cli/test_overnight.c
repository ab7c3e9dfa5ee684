/* Nights of an archive: files come, change, grow, move and go, and after every run of morgue-index the index
 * holds what a plain model of it says; runs that are killed anywhere lose nothing. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/base/buffer.h"
#include "common/morgue.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 6, OWN_IDS = 8, SHARED_IDS = 4, ROWS_MAX = 10, NIGHTS = 30, ARGUMENTS_MAX = 16 };

/* Ids: OWN_IDS of each file, then those that any file may hold. */
enum { IDS = FILES * OWN_IDS + SHARED_IDS };

struct row {
    unsigned id;
    unsigned version;
};

struct archive_file {
    bool exists;
    bool is_known; /* to the index */
    struct row rows[ROWS_MAX];
    size_t count;
};

/* What the index is to hold under an id. */
struct held {
    int file; /* -1: nothing */
    unsigned version;
};

static struct scratch_folder folder;
static char index_path[SCRATCH_PATH_MAX + 8], archive_path[SCRATCH_PATH_MAX + 8];
static struct archive_file files[FILES], last[FILES]; /* as they are, and as they were read last */
static struct held held[IDS];
static struct random_source source;
static bool has_shared;     /* ids may be in several files */
static uint64_t first_seed; /* added to the seeds: the program's argument, 0 without one */

/* ---- the archive ---- */

static void path_of(unsigned file, char path[SCRATCH_PATH_MAX + 32])
{
    snprintf(path, SCRATCH_PATH_MAX + 32, "%s/f%u \"x\".jsonl", archive_path, file);
}

static void write_file(unsigned number)
{
    const struct archive_file *file = &files[number];
    char path[SCRATCH_PATH_MAX + 32];
    struct buffer text = BUFFER_INIT;
    path_of(number, path);
    if (!file->exists) {
        unlink(path);
        return;
    }
    for (size_t i = 0; i < file->count; i++)
        buffer_append_format(&text, "{\"id\":\"i%u\",\"headline\":\"v%u\",\"body\":\"Harbour.\"}\n",
                             file->rows[i].id, file->rows[i].version);
    if (file->count == 0) /* a file that is empty counts as damaged */
        buffer_append_string(&text, "[]\n");
    scratch_write(path, text.data, text.size);
    buffer_free(&text);
}

static bool has_id(const struct archive_file *file, unsigned id)
{
    for (size_t i = 0; i < file->count; i++)
        if (file->rows[i].id == id)
            return true;
    return false;
}

static void add_row(unsigned number)
{
    struct archive_file *file = &files[number];
    unsigned id = has_shared && random_below(&source, 4) == 0
                      ? FILES * OWN_IDS + random_below(&source, SHARED_IDS)
                      : number * OWN_IDS + random_below(&source, OWN_IDS);
    if (file->count < ROWS_MAX && !has_id(file, id))
        file->rows[file->count++] = (struct row){id, random_below(&source, 5)};
}

static void change_file(unsigned number)
{
    struct archive_file *file = &files[number];
    size_t which = file->count > 0 ? random_below(&source, (uint32_t)file->count) : 0;
    switch (random_below(&source, 5)) {
    case 0:
        file->exists = !file->exists;
        break;
    case 1: /* one fewer */
        if (file->count > 0)
            file->rows[which] = file->rows[--file->count];
        break;
    case 2: /* the same size */
        if (file->count > 0)
            file->rows[which].version = (file->rows[which].version + 1) % 5;
        break;
    case 3: /* the same again, at another time */
        break;
    default:
        add_row(number);
        add_row(number);
    }
    write_file(number);
}

/* ---- the model ---- */

static void take_file(unsigned number)
{
    struct archive_file *file = &files[number];
    for (size_t i = 0; i < file->count; i++)
        held[file->rows[i].id] = (struct held){(int)number, file->rows[i].version};
}

/* After all were read: what the files no longer hold. */
static void drop_unseen(unsigned number)
{
    for (unsigned id = 0; id < IDS; id++)
        if (held[id].file == (int)number && !has_id(&files[number], id))
            held[id].file = -1;
}

/* Then: what other files still hold, under the last of them. */
static void seek_lost(const bool *was_lost)
{
    for (unsigned f = 0; f < FILES; f++)
        for (size_t i = 0; files[f].exists && i < files[f].count; i++)
            if (was_lost[files[f].rows[i].id])
                held[files[f].rows[i].id] = (struct held){(int)f, files[f].rows[i].version};
}

static void model_night(bool prune, bool read_all)
{
    struct held before[IDS];
    bool was_lost[IDS];
    for (unsigned f = 0; f < FILES; f++) {
        bool is_same =
            files[f].is_known && files[f].count == last[f].count &&
            memcmp(files[f].rows, last[f].rows, files[f].count * sizeof files[f].rows[0]) == 0;
        if (files[f].exists && (read_all || !is_same))
            take_file(f);
    }
    memcpy(before, held, sizeof before);
    for (unsigned f = 0; f < FILES; f++) {
        if (files[f].exists)
            drop_unseen(f);
        for (unsigned id = 0; !files[f].exists && prune && id < IDS; id++)
            if (held[id].file == (int)f)
                held[id].file = -1;
        files[f].is_known = files[f].exists || (files[f].is_known && !prune);
        if (files[f].exists)
            last[f] = files[f];
    }
    for (unsigned id = 0; id < IDS; id++)
        was_lost[id] = before[id].file >= 0 && held[id].file < 0;
    seek_lost(was_lost);
}

/* ---- the program ---- */

static pid_t start(const char *const *options, const char *verb)
{
    const char *arguments[ARGUMENTS_MAX] = {MORGUE_INDEX_PROGRAM, verb};
    size_t count = 2;
    while (*options != NULL && count < ARGUMENTS_MAX - 3)
        arguments[count++] = *options++;
    arguments[count++] = index_path;
    if (strcmp(verb, "add") == 0)
        arguments[count++] = archive_path;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        execv(MORGUE_INDEX_PROGRAM, (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    return child;
}

static void expect_done(const char *const *options, const char *verb)
{
    int status;
    pid_t child = start(options, verb);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("morgue-index %s ended with status %d", verb, status);
}

/* ---- the index ---- */

static void check_article(const mrg_article *article, struct held *found)
{
    char text[64];
    unsigned id, version;
    char path[SCRATCH_PATH_MAX + 32];
    snprintf(text, sizeof text, "%.*s %.*s", (int)article->id.size, article->id.data,
             (int)article->headline.size, article->headline.data);
    assert_int_equal(sscanf(text, "i%u v%u", &id, &version), 2);
    assert_true(id < IDS && found[id].file == -1);
    found[id].version = version;
    for (unsigned f = 0; f < FILES; f++) {
        path_of(f, path);
        if (article->file.size == strlen(path) &&
            memcmp(article->file.data, path, article->file.size) == 0)
            found[id].file = (int)f;
    }
    assert_true(found[id].file >= 0);
}

static void read_index(struct held *found)
{
    mrg_index *index = NULL;
    mrg_query *query = NULL;
    mrg_results *results = NULL;
    const mrg_hit *hits;
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    mrg_error error = MRG_ERROR_INIT;
    options.limit = IDS + 1;
    for (unsigned id = 0; id < IDS; id++)
        found[id] = (struct held){-1, 0};
    if (mrg_index_open(index_path, &index, &error) != MRG_OK)
        fail_msg("%s", error.message);
    assert_int_equal(mrg_query_parse(index, (mrg_text){"*", 1}, NULL, &query, NULL), MRG_OK);
    assert_int_equal(mrg_search(query, &options, &results, NULL), MRG_OK);
    size_t count = mrg_results_hits(results, &hits);
    for (size_t i = 0; i < count; i++) {
        mrg_stored *stored;
        assert_int_equal(mrg_index_fetch(index, hits[i].number, &stored, NULL), MRG_OK);
        check_article(mrg_stored_article(stored), found);
        mrg_stored_free(stored);
    }
    mrg_results_free(results);
    mrg_query_free(query);
    mrg_index_close(index);
}

static void check_index(unsigned night)
{
    struct held found[IDS];
    read_index(found);
    for (unsigned id = 0; id < IDS; id++)
        if (found[id].file != held[id].file ||
            (held[id].file >= 0 && found[id].version != held[id].version))
            fail_msg("night %u, i%u: wanted v%u of file %d, found v%u of file %d", night, id,
                     held[id].version, held[id].file, found[id].version, found[id].file);
}

/* The run before was whole: another one has nothing to read. */
static void check_rest(void)
{
    char path[SCRATCH_PATH_MAX + 32];
    struct buffer text = BUFFER_INIT;
    snprintf(path, sizeof path, "%s/report.json", folder.path);
    expect_done((const char *const[]){"--report", path, NULL}, "add");
    FILE *report = fopen(path, "rb");
    assert_non_null(report);
    char piece[4096];
    size_t size = fread(piece, 1, sizeof piece, report);
    fclose(report);
    unlink(path);
    buffer_append(&text, piece, size);
    const char *written = buffer_c_string(&text);
    assert_non_null(written);
    assert_non_null(strstr(written, "\"files\": 0,"));
    assert_non_null(strstr(written, "\"bytes\": 0,"));
    buffer_free(&text);
}

/* ---- nights ---- */

static void begin(uint64_t seed, bool shared)
{
    char path[SCRATCH_PATH_MAX + 32];
    source = (struct random_source){seed};
    has_shared = shared;
    memset(files, 0, sizeof files);
    for (unsigned id = 0; id < IDS; id++)
        held[id] = (struct held){-1, 0};
    scratch_folder_make(&folder);
    snprintf(index_path, sizeof index_path, "%s/idx", folder.path);
    snprintf(archive_path, sizeof archive_path, "%s/in", folder.path);
    assert_int_equal(mkdir(archive_path, 0777), 0);
    snprintf(path, sizeof path, "%s/zzz", archive_path); /* the folder is never empty */
    scratch_write(path, "", 0);
}

static void change_files(void)
{
    for (unsigned i = random_below(&source, 5); i > 0; i--)
        change_file(random_below(&source, FILES));
}

static void test_nights(void **state)
{
    (void)state;
    for (uint64_t seed = first_seed + 11; seed <= first_seed + 12; seed++) {
        begin(seed, true);
        for (unsigned night = 0; night < NIGHTS; night++) {
            bool prune = random_below(&source, 3) == 0, read_all = random_below(&source, 8) == 0;
            const char *often = random_below(&source, 2) == 0 ? "1" : "7";
            const char *options[] = {"--commit-articles", often, NULL, NULL, NULL};
            size_t count = 2;
            if (prune)
                options[count++] = "--prune";
            if (read_all)
                options[count++] = "--all";
            change_files();
            expect_done(options, "add");
            model_night(prune, read_all);
            check_index(night);
            if (night % 4 == 0)
                check_rest();
        }
        expect_done((const char *const[]){NULL}, "check");
        scratch_folder_remove(&folder);
    }
}

/* A run that is killed after `microseconds`, unless it is done by then. */
static void run_killed(uint32_t microseconds)
{
    int status;
    struct timespec wait = {0, (long)microseconds * 1000};
    pid_t child = start((const char *const[]){"--commit-articles", "1", "--prune", NULL}, "add");
    nanosleep(&wait, NULL);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
}

static bool holds(unsigned number, unsigned id, unsigned version)
{
    const struct archive_file *file = &files[number];
    for (size_t i = 0; i < file->count; i++)
        if (file->rows[i].id == id && file->rows[i].version == version)
            return true;
    return false;
}

/* Every id that stands in a file is held, under a file in which it stands so. */
static void check_none_lost(unsigned night)
{
    struct held found[IDS];
    read_index(found);
    for (unsigned id = 0; id < IDS; id++) {
        bool is_somewhere = false;
        for (unsigned f = 0; f < FILES; f++)
            is_somewhere |= files[f].exists && has_id(&files[f], id);
        bool is_right = found[id].file < 0
                            ? !is_somewhere
                            : files[found[id].file].exists &&
                                  holds((unsigned)found[id].file, id, found[id].version);
        if (!is_right)
            fail_msg("night %u, i%u: found v%u of file %d", night, id, found[id].version,
                     found[id].file);
    }
}

/* After a whole run the index holds just what the files do, whatever was killed before; which file an id in
 * several of them belongs to depends on where that was. */
static void test_killed_nights(void **state)
{
    (void)state;
    for (uint64_t seed = first_seed + 21; seed <= first_seed + 23; seed++) {
        begin(seed, seed % 2 == 0);
        for (unsigned night = 0; night < NIGHTS; night++) {
            for (unsigned tries = random_below(&source, 4); tries > 0; tries--) {
                change_files();
                run_killed(random_below(&source, 1U << random_below(&source, 19)));
            }
            expect_done((const char *const[]){"--prune", NULL}, "add");
            for (unsigned id = 0; id < IDS; id++)
                held[id].file = -1;
            for (unsigned f = 0; f < FILES; f++)
                if (files[f].exists)
                    take_file(f);
            if (!has_shared)
                check_index(night);
            check_none_lost(night);
            check_rest();
        }
        expect_done((const char *const[]){NULL}, "check");
        scratch_folder_remove(&folder);
    }
}

int main(int argc, char **argv)
{
    first_seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nights),
        cmocka_unit_test(test_killed_nights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
