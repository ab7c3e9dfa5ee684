/* morgue-index add: every file below the paths given, as far as the index does not hold it yet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/cli/absolute_path.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/history.h"
#include "indexer/cli/interrupt.h"
#include "indexer/cli/load.h"
#include "indexer/cli/network.h"
#include "indexer/cli/prune.h"
#include "indexer/cli/walk.h"

/* A path given. */
struct root {
    const char *path;       /* as given; borrowed */
    struct buffer absolute; /* owned: by which it is known */
    bool is_folder;
    uint64_t files; /* met below it */
};

/* What a walk is for. */
struct visit {
    struct load *load;
    struct root *root;
    struct buffer known_as; /* of the file met */
};

/* ------------------------------------------------------------------------------------ walks */

/* The absolute path of a file that the walk calls `path`. */
static bool name_file(struct visit *visit, const char *path)
{
    const struct root *root = visit->root;
    const char *rest = path + strlen(root->path);
    buffer_clear(&visit->known_as);
    buffer_append(&visit->known_as, root->absolute.data, root->absolute.size);
    bool ends_in_slash = root->absolute.size == 1;
    if (*rest != '\0' && *rest != '/' && !ends_in_slash)
        buffer_append_byte(&visit->known_as, '/');
    buffer_append_string(&visit->known_as, *rest == '/' && ends_in_slash ? rest + 1 : rest);
    return !visit->known_as.failed;
}

static bool read_file(void *context, const char *path, const struct stat *what)
{
    struct visit *visit = context;
    if (load_must_stop(visit->load))
        return false;
    visit->root->files++;
    if (!name_file(visit, path)) {
        tally_failure(&visit->load->tally, "out of memory: a file was left out");
        return true;
    }
    struct load_source source = {
        path, {(const char *)visit->known_as.data, visit->known_as.size}, what};
    load_read(visit->load, &source);
    return !load_must_stop(visit->load);
}

static void note_skipped(void *context, const char *path, const char *why)
{
    struct visit *visit = context;
    if (visit->load->settings->quiet)
        return;
    progress_clear(&visit->load->progress);
    complain("%s: left out: %s", path, why);
}

static void note_failed(void *context, const char *line)
{
    struct visit *visit = context;
    tally_failure(&visit->load->tally, line);
}

static bool sum_size(void *context, const char *path, const struct stat *what)
{
    struct visit *visit = context;
    (void)path;
    if (what != NULL && S_ISREG(what->st_mode) && what->st_size > 0)
        visit->load->progress.raw_total += (uint64_t)what->st_size;
    return interrupt_signal() == 0;
}

static bool walk_roots(struct walker *walker, struct load *load, struct root *roots, size_t count)
{
    bool go_on = true;
    for (size_t i = 0; i < count && go_on; i++) {
        struct visit visit = {.load = load, .root = &roots[i]};
        walker->context = &visit;
        go_on = walk(walker, roots[i].path);
        buffer_free(&visit.known_as);
    }
    return go_on;
}

static void leave_index_out(struct walker *walker, const struct load *load)
{
    struct stat folder;
    if (stat(load->index, &folder) != 0)
        return;
    walker->has_left_out = true;
    walker->left_out_dev = folder.st_dev;
    walker->left_out_file = folder.st_ino;
}

/* Read all; false when that was cut short. */
static bool read_all(struct load *load, struct root *roots, size_t count)
{
    struct walker walker = {.file = sum_size};
    leave_index_out(&walker, load);
    if (load->progress.out != NULL) /* the sum only serves the time to go */
        walk_roots(&walker, load, roots, count);
    walker.file = read_file;
    walker.skipped = note_skipped;
    walker.failed = note_failed;
    return walk_roots(&walker, load, roots, count);
}

/* ------------------------------------------------------------------------------------ roots */

static void free_roots(struct root *roots, size_t count)
{
    for (size_t i = 0; roots != NULL && i < count; i++)
        buffer_free(&roots[i].absolute);
    free(roots);
}

/* Owned, to be released with free_roots; NULL when memory is short. */
static struct root *make_roots(const char *const *paths, size_t count)
{
    struct root *roots = calloc(count, sizeof *roots);
    for (size_t i = 0; roots != NULL && i < count; i++) {
        struct stat what;
        roots[i].path = paths[i];
        roots[i].is_folder = stat(paths[i], &what) == 0 && S_ISDIR(what.st_mode);
        absolute_path(paths[i], &roots[i].absolute);
        if (roots[i].absolute.failed) {
            free_roots(roots, count);
            return NULL;
        }
    }
    return roots;
}

/* Whether anything is there to be read, else all of it fails: a mistyped path must not leave an empty index
 * behind. */
static bool any_source_exists(struct load *load, const char *const *paths, size_t count)
{
    char line[1024];
    struct stat what;
    for (size_t i = 0; i < count; i++)
        if (strcmp(paths[i], "-") == 0 || stat(paths[i], &what) == 0)
            return true;
    for (size_t i = 0; i < count; i++) {
        snprintf(line, sizeof line, "cannot open %.800s: no such file or folder", paths[i]);
        tally_failure(&load->tally, line);
    }
    return false;
}

/* --------------------------------------------------------------------------------- the verb */

/* Figures of what is committed. False when it cannot be opened. */
static bool read_figures(const char *path, mrg_index_stats *stats)
{
    mrg_index *index;
    if (mrg_index_open(path, &index, NULL) != MRG_OK)
        return false;
    mrg_index_get_stats(index, stats);
    mrg_index_close(index);
    return true;
}

static int exit_code_of_run(const struct load *load)
{
    if (load->trouble.status != MRG_OK)
        return exit_code_of(load->trouble.status);
    if (interrupt_signal() != 0)
        return EXIT_SIGNAL_BASE + interrupt_signal();
    return load->tally.failed > 0 ? EXIT_FAILURES : EXIT_DONE;
}

static void complain_of_end(const struct load *load)
{
    if (load->trouble.status != MRG_OK) {
        complain("%s", load->trouble.message);
        complain("stopped; the index stands as of its last commit");
    } else if (interrupt_signal() != 0) {
        complain("stopped on request; everything read so far is in the index");
    }
}

/* Print and write the reports; returns the exit code. */
static int report(struct load *load, const char *started)
{
    mrg_index_stats stats;
    struct buffer facts = BUFFER_INIT;
    const mrg_index_stats *index = read_figures(load->index, &stats) ? &stats : NULL;
    struct tally_report about = {load->index, started, exit_code_of_run(load), index};
    progress_clear(&load->progress);
    tally_print_failures(&load->tally);
    if (!load->settings->quiet && load->trouble.status == MRG_OK)
        tally_print(&load->tally, index);
    complain_of_end(load);
    if (load->settings->report != NULL &&
        !tally_write_json(&load->tally, &about, load->settings->report) &&
        about.exit_code == EXIT_DONE)
        about.exit_code = EXIT_FAILURES;
    tally_log(&load->tally, index, &facts);
    history_append(load->index, "add", about.exit_code, &facts);
    buffer_free(&facts);
    return about.exit_code;
}

static void warn_of_network(const struct load *load)
{
    const char *name = network_of(load->index);
    if (name != NULL && !load->settings->quiet)
        complain("%s lies on a network file system (%s): do not write to it, or search it while it "
                 "is written, from two machines at once",
                 load->index, name);
}

/* The run ends before it began: print why, which the tally has, and leave it in log and report. */
static int fail_to_start(struct load *load, const char *started, int exit_code)
{
    const struct tally_report about = {load->index, started, exit_code, NULL};
    tally_print_failures(&load->tally);
    history_append(load->index, "add", exit_code, NULL);
    if (load->settings->report != NULL)
        tally_write_json(&load->tally, &about, load->settings->report);
    return exit_code;
}

static int open_writer(struct load *load)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    if (load->settings->language != NULL)
        options.language = load->settings->language;
    options.memory = load->settings->memory;
    options.engine = load->settings->engine;
    options.wait = load->settings->wait;
    options.workers = load->settings->workers;
    mrg_status status = mrg_writer_open(load->index, &options, &load->writer, &error);
    if (status == MRG_OK) {
        warn_of_network(load);
        return EXIT_DONE;
    }
    tally_failure(&load->tally, error.message);
    return exit_code_of(status);
}

static void prune_folders(struct load *load, const struct root *roots, size_t count)
{
    for (size_t i = 0; i < count && !load_must_stop(load); i++) {
        struct pruned_folder folder = {
            {(const char *)roots[i].absolute.data, roots[i].absolute.size}, roots[i].files};
        if (!roots[i].is_folder)
            continue;
        prune(load, &folder);
        if (!load_must_stop(load))
            load_commit(load);
    }
}

/* Read the files that are to be sought through; then commit, and settle them. */
static void read_sought(struct load *load, struct root *roots, size_t count)
{
    struct walker walker = {.file = read_file};
    leave_index_out(&walker, load);
    if (mrg_index_open(load->index, &load->held, &load->trouble) != MRG_OK)
        return;
    walk_roots(&walker, load, roots, count);
    mrg_index_close(load->held);
    load->held = NULL;
    for (int i = 0; i < 2 && load->trouble.status == MRG_OK; i++)
        load_commit(load);
}

/* The last commits: what was read; then what settling and pruning removed. */
static void read_and_commit(struct load *load, struct root *roots, size_t count)
{
    interrupt_prepare();
    progress_start(&load->progress, load->settings->quiet ? NULL : stderr);
    load->committed = load->progress.started;
    bool is_whole = read_all(load, roots, count);
    if (load->trouble.status == MRG_OK)
        load_commit(load);
    if (is_whole && load->settings->prune)
        prune_folders(load, roots, count);
    if (load->trouble.status == MRG_OK)
        load_commit(load);
    if (is_whole && !load_must_stop(load) && load_has_sought(load))
        read_sought(load, roots, count);
    if (!load_must_stop(load))
        mrg_writer_settle(load->writer, &load->trouble);
    load->tally.seconds = clock_now() - load->progress.started;
    mrg_writer_close(load->writer);
}

static int add(struct load *load, const char *const *paths, size_t count)
{
    char started[HISTORY_TIME_ROOM];
    history_time(started);
    if (!any_source_exists(load, paths, count))
        return fail_to_start(load, started, EXIT_FAILURES);
    struct root *roots = make_roots(paths, count);
    if (roots == NULL)
        tally_failure(&load->tally, "out of memory");
    int code = roots != NULL ? open_writer(load) : EXIT_INDEX;
    if (code == EXIT_DONE) {
        read_and_commit(load, roots, count);
        code = report(load, started);
    } else {
        fail_to_start(load, started, code);
    }
    free_roots(roots, count);
    return code;
}

int run_add(const struct invocation *invocation)
{
    const struct settings *settings = &invocation->settings;
    const char *const *paths = (const char *const *)invocation->operands + 1;
    size_t count = invocation->operand_count - 1;
    struct load load = {.settings = settings,
                        .index = invocation->operands[0],
                        .tally = TALLY_INIT,
                        .settlement = SETTLEMENT_INIT,
                        .trouble = MRG_ERROR_INIT};
    load.tally.is_shard = settings->shards > 0;
    load.reader = (struct reader_options){
        .language = settings->language,
        .date = settings->date,
        .map = (const char *const *)settings->map,
        .map_count = settings->map_count,
    };
    int code = add(&load, paths, count);
    tally_free(&load.tally);
    settlement_free(&load.settlement);
    return code;
}
