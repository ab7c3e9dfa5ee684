/* morgue-index add: sources to readers to the writer, one article after another. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus/input.h"
#include "corpus/reader.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/interrupt.h"
#include "indexer/cli/progress.h"
#include "indexer/cli/tally.h"
#include "indexer/cli/walk.h"

/* One run of the verb. */
struct run {
    const struct settings *settings; /* borrowed */
    struct reader_options reader;    /* how sources are read */
    mrg_writer *writer;              /* owned */
    struct tally tally;
    struct progress progress;
    double committed;  /* when the last commit ended, clock_now() */
    mrg_error trouble; /* what stopped the writer; MRG_OK while it works */
};

/* --------------------------------------------------------------------------------- articles */

static bool must_stop(const struct run *run)
{
    return run->trouble.status != MRG_OK || interrupt_signal() != 0;
}

static void commit(struct run *run)
{
    mrg_writer_commit(run->writer, &run->trouble);
    run->committed = clock_now();
}

/* The clock is asked every 64 articles only: it costs as much as a short article's first words. */
static void commit_when_due(struct run *run)
{
    double every = run->settings->commit_every;
    if (every > 0 && run->progress.articles % 64 == 0 && clock_now() - run->committed >= every)
        commit(run);
}

static void fail_article(struct run *run, const struct input *input, const mrg_article *article,
                         const mrg_error *error)
{
    char line[1024];
    int id_size = article->id.size < 200 ? (int)article->id.size : 200;
    snprintf(line, sizeof line, "%s: article %.*s: %s", input->path, id_size,
             article->id.size == 0 ? "" : article->id.data, error->message);
    tally_failure(&run->tally, line);
}

static void write_article(struct run *run, const struct input *input, const mrg_article *article)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_outcome outcome;
    mrg_status status = mrg_writer_add(run->writer, article, &outcome, &error);
    if (status == MRG_OK)
        tally_outcome(&run->tally, outcome);
    else if (status == MRG_ERR_ARGUMENT || status == MRG_ERR_LIMIT)
        fail_article(run, input, article, &error);
    else
        run->trouble = error;
}

static struct progress_file file_progress(const struct input *input)
{
    return (struct progress_file){.raw = input->raw_read, .bytes = input->offset};
}

/* Trouble with a whole source; a read that a signal cut short is none. */
static void fail_source(struct run *run, const mrg_error *error)
{
    if (interrupt_signal() == 0)
        tally_failure(&run->tally, error->message);
}

/* Take the next article of a source; false when there is none any more. */
static bool take_article(struct run *run, struct reader *reader, const struct input *input)
{
    const mrg_article *article;
    mrg_error error = MRG_ERROR_INIT;
    struct progress_file file;
    switch (reader_next(reader, &article, &error)) {
    case READ_ARTICLE:
        write_article(run, input, article);
        file = file_progress(input);
        progress_article(&run->progress, &file);
        if (!must_stop(run))
            commit_when_due(run);
        return true;
    case READ_BAD:
        tally_failure(&run->tally, error.message);
        return true;
    case READ_FAILED:
        fail_source(run, &error);
        return false;
    case READ_END:
        return false;
    }
    return false;
}

/* ---------------------------------------------------------------------------------- sources */

static void read_source(struct run *run, struct input *input)
{
    struct reader *reader = NULL;
    mrg_error error = MRG_ERROR_INIT;
    if (reader_open(input, &run->reader, &reader, NULL, &error) != MRG_OK) {
        fail_source(run, &error);
        return;
    }
    while (!must_stop(run) && take_article(run, reader, input))
        continue;
    reader_free(reader);
}

static bool add_file(void *context, const char *path, uint64_t size)
{
    struct run *run = context;
    struct input input;
    mrg_error error = MRG_ERROR_INIT;
    (void)size;
    if (must_stop(run))
        return false;
    if (input_open(&input, path, &error) != MRG_OK) {
        fail_source(run, &error);
        return true;
    }
    run->tally.files++;
    read_source(run, &input);
    struct progress_file file = file_progress(&input);
    if (input.at_end) /* formats that are one article a file leave it in the window */
        file.bytes += input.size;
    progress_finish_file(&run->progress, &file);
    run->tally.bytes += file.bytes;
    input_close(&input);
    return !must_stop(run);
}

static void note_skipped(void *context, const char *path, const char *why)
{
    struct run *run = context;
    if (run->settings->quiet)
        return;
    progress_clear(&run->progress);
    complain("%s: left out: %s", path, why);
}

static void note_failed(void *context, const char *line)
{
    struct run *run = context;
    tally_failure(&run->tally, line);
}

static bool sum_size(void *context, const char *path, uint64_t size)
{
    struct run *run = context;
    (void)path;
    run->progress.raw_total += size;
    return interrupt_signal() == 0;
}

/* --------------------------------------------------------------------------------- the verb */

/* Whether anything is there to be read: a mistyped path must not leave an empty index behind. */
static bool any_source_exists(const char *const *paths, size_t count)
{
    struct stat what;
    for (size_t i = 0; i < count; i++)
        if (strcmp(paths[i], "-") == 0 || stat(paths[i], &what) == 0)
            return true;
    return false;
}

static void walk_all(const struct walker *walker, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!walk(walker, paths[i]))
            return;
}

static void add_all(struct run *run, const struct invocation *invocation)
{
    struct stat folder;
    const char *const *paths = (const char *const *)invocation->operands + 1;
    size_t count = invocation->operand_count - 1;
    struct walker walker = {.file = sum_size, .context = run};
    if (stat(invocation->operands[0], &folder) == 0) {
        walker.has_left_out = true;
        walker.left_out_dev = folder.st_dev;
        walker.left_out_file = folder.st_ino;
    }
    if (run->progress.out != NULL) /* the sum only serves the time to go */
        walk_all(&walker, paths, count);
    walker.file = add_file;
    walker.skipped = note_skipped;
    walker.failed = note_failed;
    walk_all(&walker, paths, count);
}

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

/* Print and write the reports; returns the exit code. */
static int report(struct run *run, const struct invocation *invocation)
{
    mrg_index_stats stats;
    bool has_stats = read_figures(invocation->operands[0], &stats);
    int code = run->tally.failed > 0 ? EXIT_FAILURES : EXIT_DONE;
    progress_clear(&run->progress);
    tally_print_failures(&run->tally);
    if (!run->settings->quiet && run->trouble.status == MRG_OK)
        tally_print(&run->tally, has_stats ? &stats : NULL);
    if (run->settings->report != NULL &&
        !tally_write_json(&run->tally, has_stats ? &stats : NULL, run->settings->report))
        code = EXIT_FAILURES;
    if (run->trouble.status != MRG_OK) {
        complain("%s", run->trouble.message);
        complain("stopped; the index stands as of its last commit");
        return exit_code_of(run->trouble.status);
    }
    if (interrupt_signal() != 0) {
        complain("stopped on request; everything read so far is in the index");
        return EXIT_SIGNAL_BASE + interrupt_signal();
    }
    return code;
}

static int open_writer(struct run *run, const char *path)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    if (run->settings->language != NULL)
        options.language = run->settings->language;
    options.memory = run->settings->memory;
    mrg_status status = mrg_writer_open(path, &options, &run->writer, &error);
    if (status != MRG_OK)
        complain("%s", error.message);
    return exit_code_of(status);
}

static void read_and_commit(struct run *run, const struct invocation *invocation)
{
    interrupt_prepare();
    progress_start(&run->progress, run->settings->quiet ? NULL : stderr);
    run->committed = run->progress.started;
    add_all(run, invocation);
    if (run->trouble.status == MRG_OK)
        commit(run);
    run->tally.seconds = clock_now() - run->progress.started;
    mrg_writer_close(run->writer);
}

int run_add(const struct invocation *invocation)
{
    const struct settings *settings = &invocation->settings;
    struct run run = {.settings = settings, .tally = TALLY_INIT, .trouble = MRG_ERROR_INIT};
    run.reader = (struct reader_options){
        .language = settings->language,
        .date = settings->date,
        .map = (const char *const *)settings->map,
        .map_count = settings->map_count,
    };
    const char *const *paths = (const char *const *)invocation->operands + 1;
    if (!any_source_exists(paths, invocation->operand_count - 1)) {
        for (size_t i = 1; i < invocation->operand_count; i++)
            complain("cannot open %s: no such file or folder", invocation->operands[i]);
        return EXIT_FAILURES;
    }
    int code = open_writer(&run, invocation->operands[0]);
    if (code == EXIT_DONE) {
        read_and_commit(&run, invocation);
        code = report(&run, invocation);
    }
    tally_free(&run.tally);
    return code;
}
