#include "indexer/cli/load.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "common/base/hash.h"
#include "corpus/input.h"
#include "indexer/cli/interrupt.h"
#include "indexer/cli/shared_files.h"
#include "indexer/cli/source_plan.h"

/* The source being read. */
struct reading {
    struct input *input; /* borrowed */
    mrg_source source;   /* to be noted; its path is empty for what is not remembered */
    uint64_t records;    /* read in this run, passed over or not */
    uint64_t pass_over;  /* records at the beginning that the index has */
    bool is_again;       /* the index may hold articles that are no longer in it */
    bool is_sought;      /* only ids that the index does not hold are taken */
    bool has_bad;        /* a record could not be read: nobody knows which article it was */
    bool has_ended;      /* its end was reached */
    struct buffer seen;  /* hash64 of each article's id, when is_again */
};

bool load_must_stop(const struct load *load)
{
    return load->trouble.status != MRG_OK || interrupt_signal() != 0;
}

/* --------------------------------------------------------------------------------- commits */

static void note(struct load *load, const mrg_source *source)
{
    if (load->trouble.status == MRG_OK)
        mrg_writer_note_source(load->writer, source, &load->trouble);
}

/* Note how far a source was read. */
static void note_progress(struct load *load, const struct reading *reading)
{
    mrg_source source = reading->source;
    if (source.path.size == 0)
        return;
    source.is_complete = false;
    source.is_again = reading->is_again;
    source.records = reading->records > reading->pass_over ? reading->records : reading->pass_over;
    if (reading->is_sought && !reading->has_ended) { /* all of it is still to be sought through */
        source.records = 0;
        source.is_shared = true;
    }
    note(load, &source);
}

static uint64_t bytes_read(const struct load *load)
{
    uint64_t bytes = load->progress.bytes_finished;
    return load->current != NULL ? bytes + load->current->input->offset : bytes;
}

/* Settling may find that shared files are to be sought through, which the one being read would forget. */
static bool may_settle(const struct load *load)
{
    return load->current == NULL || !load->current->source.is_shared;
}

void load_commit(struct load *load)
{
    if (load->current != NULL)
        note_progress(load, load->current);
    if (load->trouble.status == MRG_OK)
        mrg_writer_commit(load->writer, &load->trouble);
    if (!load_must_stop(load) && may_settle(load))
        settlement_run(&load->settlement, load->index, load->writer, &load->tally, &load->trouble);
    load->committed = clock_now();
    load->committed_bytes = bytes_read(load);
    load->pending = 0;
}

static bool is_commit_due(const struct load *load)
{
    const struct settings *settings = load->settings;
    if (settings->commit_articles > 0 && load->pending >= settings->commit_articles)
        return true;
    if (settings->commit_bytes > 0 &&
        bytes_read(load) - load->committed_bytes >= settings->commit_bytes)
        return true;
    return settings->commit_every > 0 && clock_now() - load->committed >= settings->commit_every;
}

/* Wait until `file` can be read; a commit that falls due meanwhile is made. Other files than pipes can be read
 * at once. */
static bool wait_for_input(void *context, int file)
{
    struct load *load = context;
    const struct settings *settings = load->settings;
    struct pollfd what = {.fd = file, .events = POLLIN};
    while (settings->commit_every > 0 && load->pending > 0) {
        double left = settings->commit_every - (clock_now() - load->committed);
        if (left <= 0)
            load_commit(load);
        else if (poll(&what, 1, (int)ceil(fmin(left, 3600) * 1000)) != 0)
            break; /* readable, ended, or a signal: the read tells */
        if (load_must_stop(load))
            break;
    }
    return load->trouble.status == MRG_OK;
}

/* --------------------------------------------------------------------------------- articles */

static void fail_article(struct load *load, const char *path, const mrg_article *article,
                         const mrg_error *error)
{
    char line[1024];
    int id_size = article->id.size < 200 ? (int)article->id.size : 200;
    snprintf(line, sizeof line, "%s: article %.*s: %s", path, id_size,
             article->id.size == 0 ? "" : article->id.data, error->message);
    tally_failure(&load->tally, line);
}

/* Whether the article belongs into this index. Its id alone decides, so that a later version comes to
 * the same shard. */
static bool is_of_shard(const struct settings *settings, const mrg_article *article)
{
    return settings->shards == 0 ||
           hash64(article->id.data, article->id.size, 0) % settings->shards == settings->shard - 1;
}

static void write_article(struct load *load, struct reading *reading, const mrg_article *article)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_outcome outcome;
    mrg_article filed = *article;
    if (!is_of_shard(load->settings, article)) {
        load->tally.other_shards++;
        return;
    }
    filed.file = reading->source.path;
    load->pending++;
    mrg_status status = mrg_writer_add(load->writer, &filed, &outcome, &error);
    if (status == MRG_OK)
        tally_outcome(&load->tally, outcome);
    if (status == MRG_OK)
        reading->source.is_shared |= outcome == MRG_OLDER; /* mostly of another file */
    else if (status == MRG_ERR_ARGUMENT || status == MRG_ERR_LIMIT)
        fail_article(load, reading->input->path, article, &error);
    else
        load->trouble = error;
}

/* Whether a file that is sought through has an article the index holds, under whatever file. */
static bool is_held(struct load *load, struct reading *reading, const mrg_article *article)
{
    mrg_stored *stored = NULL;
    mrg_error error = MRG_ERROR_INIT;
    if (!reading->is_sought)
        return false;
    mrg_status status = mrg_index_find(load->held, article->id, &stored, &error);
    if (status != MRG_OK) {
        if (status != MRG_ERR_MISSING)
            load->trouble = error;
        return status != MRG_ERR_MISSING;
    }
    mrg_text file = mrg_stored_article(stored)->file, own = reading->source.path;
    reading->source.is_shared |=
        file.size != own.size || memcmp(file.data, own.data, own.size) != 0;
    mrg_stored_free(stored);
    return true;
}

static struct progress_file file_progress(const struct input *input)
{
    return (struct progress_file){.raw = input->raw_read, .bytes = input->offset};
}

static void take_article(struct load *load, struct reading *reading, const mrg_article *article)
{
    if (reading->is_again) {
        uint64_t id = hash64(article->id.data, article->id.size, 0);
        buffer_append(&reading->seen, &id, sizeof id);
    }
    if (++reading->records > reading->pass_over && !is_held(load, reading, article))
        write_article(load, reading, article);
    else
        load->tally.passed_over++;
    struct progress_file file = file_progress(reading->input);
    progress_article(&load->progress, &file);
    if (!load_must_stop(load) && is_commit_due(load))
        load_commit(load);
}

/* A record that cannot be read; what an earlier run met was listed then. */
static void take_bad(struct load *load, struct reading *reading, const mrg_error *error)
{
    reading->has_bad = true;
    if (++reading->records > reading->pass_over)
        tally_failure(&load->tally, error->message);
}

/* Trouble with a whole source; a read that was cut short by a signal or a failed commit is none. */
static void fail_source(struct load *load, const mrg_error *error)
{
    if (!load_must_stop(load))
        tally_failure(&load->tally, error->message);
}

/* Take the next record of a source; false when there is none any more. */
static bool take_record(struct load *load, struct reading *reading, struct reader *reader)
{
    const mrg_article *article;
    mrg_error error = MRG_ERROR_INIT;
    switch (reader_next(reader, &article, &error)) {
    case READ_ARTICLE:
        take_article(load, reading, article);
        return true;
    case READ_BAD:
        take_bad(load, reading, &error);
        return true;
    case READ_FAILED:
        fail_source(load, &error);
        return false;
    case READ_END:
        reading->has_ended = interrupt_signal() == 0;
        return false;
    }
    return false;
}

/* ---------------------------------------------------------------------------------- sources */

static void finish_plan(const struct load *load, const struct source_file *file,
                        struct reading *reading)
{
    if (reading->source.hash == 0)
        reading->source.hash = content_hasher_end(&load->hasher);
    source_plan_finish(file, &reading->source);
}

/* A file that nothing here reads is named once, and not again until it changes; but one that was read before is
 * tried again. */
static void pass_over_unread(struct load *load, const struct source_file *file,
                             struct reading *reading)
{
    mrg_source known;
    bool is_known = false;
    if (reading->source.path.size == 0 || interrupt_signal() != 0)
        return;
    mrg_writer_find_source(load->writer, reading->source.path, &known, &is_known, &load->trouble);
    if (is_known && (known.records > 0 || !known.is_complete || known.is_shared))
        return;
    reading->source.records = 0;
    reading->source.is_again = false;
    finish_plan(load, file, reading);
    note(load, &reading->source);
}

/* False when nothing here reads it. */
static bool read_records(struct load *load, const struct source_file *file, struct reading *reading)
{
    struct reader *reader = NULL;
    mrg_error error = MRG_ERROR_INIT;
    if (reader_open(reading->input, &load->reader, &reader, NULL, &error) != MRG_OK) {
        fail_source(load, &error);
        if (error.status == MRG_ERR_UNSUPPORTED)
            pass_over_unread(load, file, reading);
        return false;
    }
    load->current = reading;
    while (!load_must_stop(load) && take_record(load, reading, reader))
        continue;
    load->current = NULL;
    reader_free(reader);
    return true;
}

/* Note what became of a source. One that was read again counts as complete only when what is no longer in it
 * is out of the index; where a record could not be read, that could be anything, and all stays. */
static void finish_source(struct load *load, const struct source_file *file,
                          struct reading *reading)
{
    if (reading->source.path.size == 0)
        return;
    bool has_more = reading->is_again && !reading->has_bad;
    if (!reading->has_ended || has_more)
        note_progress(load, reading);
    if (!reading->has_ended || load->trouble.status != MRG_OK)
        return;
    reading->source.records = reading->records;
    reading->source.is_again = false;
    finish_plan(load, file, reading);
    if (!has_more || !reading->source.is_complete)
        note(load, &reading->source);
    else if (!settlement_add(&load->settlement, &reading->source, &reading->seen))
        tally_failure(&load->tally, "out of memory: a file is to be read once more");
    if (settlement_is_full(&load->settlement))
        load_commit(load);
}

static void read_input(struct load *load, struct input *input, const struct source_file *file,
                       const struct source_plan *plan)
{
    struct reading reading = {.input = input,
                              .source = plan->source,
                              .pass_over = plan->source.records,
                              .is_again = plan->source.is_again,
                              .is_sought = plan->is_sought};
    reading.source.is_shared &= reading.pass_over > 0; /* found out anew when all of it is read */
    load->tally.files++;
    bool is_read = read_records(load, file, &reading);
    struct progress_file done = file_progress(input);
    if (input->at_end) /* formats that are one article a file leave it in the window */
        done.bytes += input->size;
    progress_finish_file(&load->progress, &done);
    load->tally.bytes += done.bytes;
    if (is_read)
        finish_source(load, file, &reading);
    buffer_free(&reading.seen);
}

/* More likely a copy that went wrong than the wish to have all its articles removed. */
static void fail_emptied(struct load *load, const char *path)
{
    char line[1024];
    snprintf(line, sizeof line, "%.800s: is empty, but was not before; its articles stay", path);
    tally_failure(&load->tally, line);
}

/* What is to be done about a source; false when there is nothing to do, or no going on. */
static bool plan_source(struct load *load, const struct source_file *file, struct source_plan *plan)
{
    *plan = (struct source_plan){.is_unchanged = false};
    if (file->what == NULL || !S_ISREG(file->what->st_mode))
        return load->held == NULL;
    if (source_plan_make(load->writer, file, load->settings->read_all && load->held == NULL, plan,
                         &load->trouble) != MRG_OK)
        return false;
    if (load->held != NULL || plan->is_sought) {
        load->has_sought |= plan->is_sought;
        return load->held != NULL && plan->is_sought;
    }
    if (plan->is_emptied) {
        fail_emptied(load, file->path);
        return false;
    }
    if (!plan->is_unchanged)
        return true;
    load->tally.files_unchanged++;
    progress_skip_file(&load->progress, plan->source.size);
    return false;
}

bool load_has_sought(const struct load *load)
{
    bool has_removed = load->tally.vanished + load->tally.pruned > 0;
    return (load->has_sought || has_removed) && shared_files_are_sought(load->writer);
}

static void hash_seen(void *context, const void *bytes, size_t size)
{
    content_hasher_add(context, bytes, size);
}

/* A file that is to be hashed is, while it is read: to read it once more only for that, if by another thread, took
 * a fiftieth of the processor time that indexing it took. */
static mrg_status open_input(struct load *load, struct input *input, const char *path,
                             const struct source_plan *plan, mrg_error *error)
{
    const struct input_watch hashing = {hash_seen, &load->hasher};
    content_hasher_init(&load->hasher, plan->source.size);
    return input_open(input, path, source_plan_hash_is_due(&plan->source) ? &hashing : NULL, error);
}

void load_read(struct load *load, const struct load_source *source)
{
    const struct source_file file = {source->path, source->known_as, source->what};
    struct source_plan planned;
    struct input input;
    mrg_error error = MRG_ERROR_INIT;
    if (!plan_source(load, &file, &planned) || load_must_stop(load))
        return;
    bool is_file = file.what != NULL && S_ISREG(file.what->st_mode);
    if (!is_file && load->pending > 0) /* opening it waits for its first bytes */
        load_commit(load);
    if (load_must_stop(load))
        return;
    if (open_input(load, &input, source->path, &planned, &error) != MRG_OK) {
        fail_source(load, &error);
        return;
    }
    input.wait = wait_for_input;
    input.wait_context = load;
    read_input(load, &input, &file, &planned);
    input_close(&input);
}
