#include "tests/crash/script.h"
#include "common/base/error.h"
#include "tests/crash/faults.h"
#include "tests/unit/support/random.h"

#include <stdio.h>
#include <string.h>

enum { WRITER_MEMORY = 64 << 20, BODY_WORDS = 40 };

static const struct script_step life[] = {
    {SCRIPT_OPEN, 0, 0},     {SCRIPT_ADD, 0, 24},     {SCRIPT_COMMIT, 0, 0}, {SCRIPT_ADD, 24, 8},
    {SCRIPT_REPLACE, 0, 6},  {SCRIPT_REMOVE, 10, 3},  {SCRIPT_COMMIT, 0, 0}, {SCRIPT_MERGE, 0, 0},
    {SCRIPT_ADD, 32, 4},     {SCRIPT_REPLACE, 24, 2}, {SCRIPT_REMOVE, 0, 1}, {SCRIPT_COMMIT, 0, 0},
    {SCRIPT_CLOSE, 0, 0},    {SCRIPT_OPEN, 0, 0},     {SCRIPT_ADD, 36, 4},   {SCRIPT_REMOVE, 36, 1},
    {SCRIPT_REPLACE, 37, 1}, {SCRIPT_COMMIT, 0, 0},   {SCRIPT_REMOVE, 6, 1}, {SCRIPT_COMMIT, 0, 0},
    {SCRIPT_CLOSE, 0, 0},    {SCRIPT_END, 0, 0},
};

#define SMALL_COMMIT(N)                                                                            \
    {SCRIPT_ADD, 3 * (N), 3}, {SCRIPT_REPLACE, 2 * (N), 1},                                        \
    {                                                                                              \
        SCRIPT_COMMIT, 0, 0                                                                        \
    }

static const struct script_step tiers[] = {
    {SCRIPT_OPEN, 0, 0},   SMALL_COMMIT(0),      SMALL_COMMIT(1),    SMALL_COMMIT(2),
    SMALL_COMMIT(3),       SMALL_COMMIT(4),      SMALL_COMMIT(5),    SMALL_COMMIT(6),
    SMALL_COMMIT(7),       SMALL_COMMIT(8),      SMALL_COMMIT(9),    SMALL_COMMIT(10),
    {SCRIPT_SETTLE, 0, 0}, {SCRIPT_CLOSE, 0, 0}, {SCRIPT_END, 0, 0},
};

static const struct script_step bulk[] = {
    {SCRIPT_OPEN, 0, 0},  {SCRIPT_ADD, 0, 24},   {SCRIPT_COMMIT, 0, 0},
    {SCRIPT_ADD, 24, 12}, {SCRIPT_REMOVE, 4, 2}, {SCRIPT_REPLACE, 0, 3},
    {SCRIPT_MERGE, 0, 0}, {SCRIPT_CLOSE, 0, 0},  {SCRIPT_END, 0, 0},
};

const struct script script_life = {"life", "native", 3, 0, life};
const struct script script_tiers = {"tiers", "native", 2, 0, tiers};
const struct script script_bulk = {"bulk", "native", 3, 40 << 10, bulk};
const struct script script_xapian = {"xapian", "xapian", 1, 0, life};

static bool is_commit(enum script_verb verb)
{
    return verb == SCRIPT_COMMIT || verb == SCRIPT_SETTLE || verb == SCRIPT_MERGE;
}

unsigned script_commits(const struct script *script)
{
    unsigned count = 0;
    for (const struct script_step *step = script->steps; step->verb != SCRIPT_END; step++)
        count += is_commit(step->verb);
    return count;
}

/* ---- what must be there ---- */

static void model_step(struct script_model *model, const struct script_step *step)
{
    for (unsigned i = step->first; i < step->first + step->count; i++) {
        unsigned *version = &model->versions[i];
        if (step->verb == SCRIPT_ADD && *version == 0)
            *version = 1;
        else if (step->verb == SCRIPT_REPLACE)
            *version = 2;
        else if (step->verb == SCRIPT_REMOVE)
            *version = 0;
    }
}

void script_model_after(const struct script *script, unsigned commits, struct script_model *model)
{
    *model = (struct script_model){{0}};
    for (const struct script_step *step = script->steps; commits > 0; step++) {
        model_step(model, step);
        commits -= is_commit(step->verb);
    }
}

/* ---- articles ---- */

static const char *const vocabulary[SCRIPT_WORDS] = {
    "harbour", "ferry",  "captain", "storm", "airport", "strike", "council", "minister",
    "railway", "bridge", "market",  "grain", "city",    "river",  "anchor",  "museum",
};

const char *script_word(unsigned number)
{
    return vocabulary[number];
}

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

static void append_body(struct buffer *text, struct random_source *random, unsigned *words)
{
    for (unsigned i = 0; i < BODY_WORDS; i++) {
        unsigned word = random_below(random, SCRIPT_WORDS) & random_below(random, SCRIPT_WORDS);
        *words |= 1U << word;
        buffer_append_format(text, "%s%s", vocabulary[word], i % 9 == 8 ? ". " : " ");
    }
}

/* Words that do not come twice: nothing makes them small. */
static void append_bulk(struct buffer *text, struct random_source *random, size_t size)
{
    static const char letters[] = "bcdfghjklmnpqrst";
    for (size_t end = text->size + size; text->size < end && !text->failed;) {
        char word[13];
        uint64_t bits = random_next(random);
        for (size_t i = 0; i < 12; i++, bits >>= 4)
            word[i] = letters[bits & 15];
        word[12] = ' ';
        buffer_append(text, word, sizeof word);
    }
}

mrg_article script_article(const struct script *script, unsigned number, unsigned version,
                           struct buffer *text, unsigned *words)
{
    static const char *const versions[] = {"0", "1", "2"};
    struct random_source random = {number * 8 + version + 1};
    unsigned held = 0;
    mrg_article article = MRG_ARTICLE_INIT;
    for (unsigned i = 0; i < 8; i++)
        random_next(&random);
    buffer_clear(text);
    buffer_append_format(text, "story-%03u", number);
    const size_t id_size = text->size;
    append_body(text, &random, &held);
    append_bulk(text, &random, script->bulk);
    const char *bytes = buffer_c_string(text);
    if (words != NULL)
        *words = held;
    if (bytes == NULL)
        return article;
    article.id = (mrg_text){bytes, id_size};
    article.body = (mrg_text){bytes + id_size, text->size - id_size};
    article.version = text_of(versions[version]);
    article.headline = text_of(version == 1 ? "First words" : "Second thoughts");
    article.source = text_of(number % 2 == 0 ? "Harbour Wire" : "City Post");
    article.language = text_of("en");
    article.published = 1640995200 + (mrg_time)number * 86400;
    article.updated = article.published + (mrg_time)version * 3600;
    return article;
}

/* ---- running ---- */

struct course {
    unsigned commits; /* begun */
    const struct script *script;
    const char *path;
    mrg_writer *writer; /* owned; NULL while closed */
    struct buffer text; /* of the article being added */
};

static mrg_status open_writer(struct course *course, mrg_error *error)
{
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = WRITER_MEMORY;
    options.engine = course->script->engine;
    options.workers = course->script->workers;
    return mrg_writer_open(course->path, &options, &course->writer, error);
}

static mrg_status change(struct course *course, const struct script_step *step, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (unsigned i = step->first; i < step->first + step->count && status == MRG_OK; i++) {
        const unsigned version = step->verb == SCRIPT_REPLACE ? 2 : 1;
        const mrg_article article = script_article(course->script, i, version, &course->text, NULL);
        if (course->text.failed)
            return fail_memory(error);
        if (step->verb == SCRIPT_REMOVE)
            status = mrg_writer_remove(course->writer, article.id, NULL, error);
        else
            status = mrg_writer_add(course->writer, &article, NULL, error);
    }
    return status;
}

static mrg_status commit(struct course *course, enum script_verb verb, mrg_error *error)
{
    struct fault_progress progress = faults_progress();
    progress.begun++;
    course->commits++;
    faults_set_progress(progress);
    const mrg_source source = {.path = text_of(SCRIPT_SOURCE), .records = course->commits};
    mrg_status status = mrg_writer_note_source(course->writer, &source, error);
    if (status == MRG_OK)
        status = verb == SCRIPT_COMMIT   ? mrg_writer_commit(course->writer, error)
                 : verb == SCRIPT_SETTLE ? mrg_writer_settle(course->writer, error)
                                         : mrg_writer_merge(course->writer, error);
    progress.done += status == MRG_OK;
    faults_set_progress(progress);
    return status;
}

static mrg_status do_step(struct course *course, const struct script_step *step, mrg_error *error)
{
    if (step->verb == SCRIPT_OPEN)
        return open_writer(course, error);
    if (is_commit(step->verb))
        return commit(course, step->verb, error);
    if (step->verb != SCRIPT_CLOSE)
        return change(course, step, error);
    mrg_writer_close(course->writer);
    course->writer = NULL;
    return MRG_OK;
}

mrg_status script_run(const struct script *script, const char *path, script_watcher *watcher,
                      void *context, mrg_error *error)
{
    struct course course = {.script = script, .path = path, .text = BUFFER_INIT};
    mrg_status status = MRG_OK;
    unsigned commits = 0;
    for (const struct script_step *step = script->steps; step->verb != SCRIPT_END; step++) {
        status = do_step(&course, step, error);
        if (status != MRG_OK)
            break;
        commits += is_commit(step->verb);
        if (is_commit(step->verb) && watcher != NULL)
            watcher(context, commits);
    }
    mrg_writer_close(course.writer);
    buffer_free(&course.text);
    return status;
}
