#include "tests/crash/state.h"
#include "common/base/file.h"

#include "tests/cmocka_all.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HITS_MAX = SCRIPT_ARTICLES + 1,
    NUMBERS_MAX = 256,
    DEEP_EACH = 5, /* every so manieth check is a deep one */
    CHECK_MEMORY = 64 << 20
};

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

/* ---- queries ---- */

/* A query and what an article must hold to match. */
struct question {
    char text[64];
    unsigned words; /* all of these */
};

enum { QUESTIONS = 2 * SCRIPT_WORDS + 8 };

static void make_question(unsigned number, struct question *question)
{
    const unsigned first = number % SCRIPT_WORDS, second = (number * 5 + 3) % SCRIPT_WORDS;
    const unsigned third = (number * 3 + 7) % SCRIPT_WORDS;
    const char *words[] = {script_word(first), script_word(second), script_word(third)};
    question->words = 1U << first;
    if (number < SCRIPT_WORDS) {
        snprintf(question->text, sizeof question->text, "%s", words[0]);
        return;
    }
    question->words |= 1U << second;
    if (number < 2 * SCRIPT_WORDS) {
        snprintf(question->text, sizeof question->text, "%s AND %s", words[0], words[1]);
        return;
    }
    question->words |= 1U << third;
    snprintf(question->text, sizeof question->text, "%s AND %s AND %s", words[0], words[1],
             words[2]);
}

/* A hit as it goes into the text: ordered by id, so that numbers do not matter. */
struct found {
    char id[16];
    double score;
};

static int compare_found(const void *a, const void *b)
{
    return strcmp(((const struct found *)a)->id, ((const struct found *)b)->id);
}

/* An open index, and the ids by number of what was fetched from it: fetching is most of the work. */
struct view {
    mrg_index *index;
    char ids[NUMBERS_MAX][16];
};

static mrg_status view_open(struct view *view, const char *path, mrg_error *error)
{
    memset(view->ids, 0, sizeof view->ids);
    return mrg_index_open(path, &view->index, error);
}

static mrg_status find_id(struct view *view, uint64_t number, char id[16], mrg_error *error)
{
    mrg_stored *stored;
    if (number < NUMBERS_MAX && view->ids[number][0] != '\0') {
        memcpy(id, view->ids[number], 16);
        return MRG_OK;
    }
    mrg_status status = mrg_index_fetch(view->index, number, &stored, error);
    if (status != MRG_OK)
        return status;
    const mrg_text text = mrg_stored_article(stored)->id;
    snprintf(id, 16, "%.*s", (int)text.size, text.data);
    mrg_stored_free(stored);
    if (number < NUMBERS_MAX)
        memcpy(view->ids[number], id, 16);
    return MRG_OK;
}

/* Run the query; *count hits into `found`, none for a partial match. */
static mrg_status ask(struct view *view, const char *text, struct found found[HITS_MAX],
                      size_t *count, mrg_error *error)
{
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    mrg_query_options reading = MRG_QUERY_OPTIONS_INIT;
    mrg_query *query;
    mrg_results *results = NULL;
    const mrg_hit *hits;
    reading.language = "en"; /* trying others takes most of the time */
    options.limit = HITS_MAX;
    options.exact_total = true;
    *count = 0;
    mrg_status status = mrg_query_parse(view->index, text_of(text), &reading, &query, error);
    if (status == MRG_OK)
        status = mrg_search(query, &options, &results, error);
    if (status == MRG_OK && !mrg_results_are_partial(results)) {
        *count = mrg_results_hits(results, &hits);
        if (mrg_results_total(results, NULL) != *count)
            fail_msg("%s: %zu hits, but another total", text, *count);
    }
    for (size_t i = 0; i < *count && status == MRG_OK; i++) {
        found[i].score = hits[i].score;
        status = find_id(view, hits[i].number, found[i].id, error);
    }
    mrg_results_free(results);
    mrg_query_free(query);
    qsort(found, *count, sizeof *found, compare_found);
    return status;
}

/* ---- an index as text ---- */

static mrg_status print_article(const mrg_index *index, const struct script *script,
                                unsigned number, struct buffer *out, mrg_error *error)
{
    struct buffer text = BUFFER_INIT;
    mrg_stored *stored;
    const mrg_article made = script_article(script, number, 1, &text, NULL);
    mrg_status status = mrg_index_find(index, made.id, &stored, error);
    if (status == MRG_OK) {
        const mrg_article *article = mrg_stored_article(stored);
        buffer_append_format(out, "\n%u version %.*s %lld ", number, (int)article->version.size,
                             article->version.data, (long long)article->updated);
        buffer_append(out, article->headline.data, article->headline.size);
        buffer_append(out, article->source.data, article->source.size);
        buffer_append(out, article->body.data, article->body.size);
    }
    mrg_stored_free(stored);
    buffer_free(&text);
    return status == MRG_ERR_MISSING ? MRG_OK : status;
}

static mrg_status print_answers(struct view *view, struct buffer *out, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (unsigned i = 0; i < QUESTIONS && status == MRG_OK; i++) {
        struct question question;
        struct found found[HITS_MAX];
        size_t count;
        make_question(i, &question);
        status = ask(view, question.text, found, &count, error);
        buffer_append_format(out, "\n%s:", question.text);
        for (size_t k = 0; k < count && status == MRG_OK; k++)
            buffer_append_format(out, " %s %a", found[k].id, found[k].score);
    }
    return status;
}

static mrg_status print_index(const char *path, const struct script *script, struct buffer *out,
                              mrg_error *error)
{
    struct view view;
    mrg_index_stats stats;
    mrg_status status = view_open(&view, path, error);
    if (status != MRG_OK)
        return status;
    mrg_index_get_stats(view.index, &stats);
    buffer_append_format(out, "%llu articles", (unsigned long long)stats.articles);
    for (unsigned i = 0; i < SCRIPT_ARTICLES && status == MRG_OK; i++)
        status = print_article(view.index, script, i, out, error);
    if (status == MRG_OK)
        status = print_answers(&view, out, error);
    mrg_index_close(view.index);
    return status;
}

/* ---- the model ---- */

static void hold_against_words(struct view *view, const struct states *states,
                               const struct script_model *model, unsigned number)
{
    struct question question;
    struct found found[HITS_MAX];
    struct buffer text = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    size_t count, at = 0;
    make_question(number, &question);
    if (ask(view, question.text, found, &count, &error) != MRG_OK)
        fail_msg("%s: %s", question.text, error.message);
    for (unsigned i = 0; i < SCRIPT_ARTICLES; i++) {
        unsigned words;
        if (model->versions[i] == 0)
            continue;
        const mrg_article article =
            script_article(states->script, i, model->versions[i], &text, &words);
        if ((words & question.words) != question.words)
            continue;
        if (at == count || strlen(found[at].id) != article.id.size ||
            memcmp(found[at].id, article.id.data, article.id.size) != 0)
            fail_msg("%s: story %u is not found", question.text, i);
        at++;
    }
    assert_int_equal(at, count);
    buffer_free(&text);
}

static void hold_article(const mrg_index *index, const struct script *script, unsigned number,
                         unsigned version)
{
    struct buffer text = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    mrg_stored *stored;
    const mrg_article should =
        script_article(script, number, version == 0 ? 1 : version, &text, NULL);
    const mrg_status status = mrg_index_find(index, should.id, &stored, &error);
    assert_int_equal(status, version == 0 ? MRG_ERR_MISSING : MRG_OK);
    if (version != 0) {
        const mrg_article *is = mrg_stored_article(stored);
        assert_int_equal(is->body.size, should.body.size);
        assert_memory_equal(is->body.data, should.body.data, should.body.size);
        assert_memory_equal(is->version.data, should.version.data, 1);
    }
    mrg_stored_free(stored);
    buffer_free(&text);
}

static void hold_against_model(const char *path, const struct states *states, unsigned commits)
{
    struct view view;
    mrg_error error = MRG_ERROR_INIT;
    struct script_model model;
    script_model_after(states->script, commits, &model);
    if (view_open(&view, path, &error) != MRG_OK)
        fail_msg("%s", error.message);
    for (unsigned i = 0; i < SCRIPT_ARTICLES; i++)
        hold_article(view.index, states->script, i, model.versions[i]);
    for (unsigned i = 0; i < QUESTIONS; i++)
        hold_against_words(&view, states, &model, i);
    mrg_index_close(view.index);
}

/* What states_make does after each commit. */
struct recording {
    struct states *states;
    const char *path;
};

static void record_state(void *context, unsigned commits)
{
    const struct recording *recording = context;
    struct states *states = recording->states;
    mrg_error error = MRG_ERROR_INIT;
    assert_in_range(commits, 1, SCRIPT_COMMITS_MAX);
    states->texts[commits] = (struct buffer)BUFFER_INIT;
    if (print_index(recording->path, states->script, &states->texts[commits], &error) != MRG_OK)
        fail_msg("%s, undisturbed, commit %u: %s", states->script->name, commits, error.message);
    assert_false(states->texts[commits].failed);
    hold_against_model(recording->path, states, commits);
}

void states_make(struct states *states, const struct script *script, const char *path)
{
    struct recording recording = {states, path};
    mrg_error error = MRG_ERROR_INIT;
    *states = (struct states){.script = script, .commits = script_commits(script)};
    if (script_run(script, path, record_state, &recording, &error) != MRG_OK)
        fail_msg("%s, undisturbed: %s", script->name, error.message);
    remove_tree(path);
}

void states_free(struct states *states)
{
    for (unsigned i = 0; i <= states->commits; i++)
        buffer_free(&states->texts[i]);
}

/* ---- judging ---- */

static void keep_first(void *context, const char *line)
{
    char *first = context;
    if (first[0] == '\0')
        snprintf(first, 200, "%s", line);
}

static void judge_soundness(const char *path, const struct script *script, const char *scene)
{
    static unsigned judged;
    char finding[200] = "";
    mrg_error error = MRG_ERROR_INIT;
    const bool is_deep = strcmp(script->engine, "native") == 0 && judged++ % DEEP_EACH == 0;
    const mrg_status status =
        is_deep ? mrg_index_check_deep(path, CHECK_MEMORY, keep_first, finding, &error)
                : mrg_index_check(path, keep_first, finding, &error);
    if (status != MRG_OK)
        fail_msg("%s: the check says: %s (%s)", scene, error.message, finding);
}

/* What is remembered of the source must be as old as the articles: were it younger, some would never be read
 * again. With the other engine it may be one commit older. */
static void judge_source(const struct states *states, const char *path, const struct buffer *text,
                         const char *scene)
{
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer *writer;
    mrg_source source = {.records = 0};
    bool was_there;
    options.memory = CHECK_MEMORY;
    if (mrg_writer_open(path, &options, &writer, &error) != MRG_OK ||
        mrg_writer_find_source(writer, (mrg_text){SCRIPT_SOURCE, sizeof SCRIPT_SOURCE - 1}, &source,
                               &was_there, &error) != MRG_OK)
        fail_msg("%s: %s", scene, error.message);
    const unsigned known = (unsigned)source.records;
    const unsigned slack = strcmp(states->script->engine, "native") == 0 ? 0 : 1;
    bool is_right = false;
    for (unsigned i = known; i <= known + slack && i <= states->commits; i++)
        is_right |= states->texts[i].size == text->size &&
                    memcmp(states->texts[i].data, text->data, text->size) == 0;
    if (!is_right)
        fail_msg("%s: its source is that of commit %u", scene, known);
    mrg_writer_close(writer);
}

/* Whether nothing was ever committed there. */
static bool is_nothing(const char *path)
{
    char *manifest = path_join(path, "MANIFEST");
    assert_non_null(manifest);
    const bool is_there = access(manifest, F_OK) == 0;
    free(manifest);
    return !is_there;
}

unsigned states_judge(const struct states *states, const char *path, unsigned least, unsigned most,
                      const char *scene)
{
    struct buffer text = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    const mrg_status status = print_index(path, states->script, &text, &error);
    if (status != MRG_OK && (least > 0 || !is_nothing(path)))
        fail_msg("%s: %s", scene, error.message);
    unsigned found = status == MRG_OK ? 1 : 0;
    for (; status == MRG_OK && found <= states->commits; found++) {
        const struct buffer *should = &states->texts[found];
        if (found >= least && should->size == text.size &&
            memcmp(should->data, text.data, text.size) == 0)
            break;
    }
    if (found < least || found > most)
        fail_msg("%s: not as any of the commits %u to %u left it", scene, least, most);
    if (status == MRG_OK) {
        judge_soundness(path, states->script, scene);
        judge_source(states, path, &text, scene);
    }
    buffer_free(&text);
    return found;
}

static void append_file(const char *folder, const char *name, struct buffer *text,
                        const char *scene)
{
    mrg_error error = MRG_ERROR_INIT;
    char *path = path_join(folder, name);
    assert_non_null(path);
    if (file_read(path, 1 << 20, text, &error) != MRG_OK)
        fail_msg("%s: %s", scene, error.message);
    free(path);
}

/* Every file must be named by the manifest, or with the other engine by the stub. */
static void judge_files(const char *path, const char *engine, const char *scene)
{
    static const char *const known[] = {"MANIFEST", "LOCK", ".", "..", "XAPIANDB"};
    struct buffer text = BUFFER_INIT;
    append_file(path, "MANIFEST", &text, scene);
    if (strcmp(engine, "xapian") == 0)
        append_file(path, "XAPIANDB", &text, scene);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        bool is_known = strstr(buffer_c_string(&text), entry->d_name) != NULL;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            is_known |= strcmp(entry->d_name, known[i]) == 0;
        if (!is_known)
            fail_msg("%s: %s is left behind", scene, entry->d_name);
    }
    closedir(folder);
    buffer_free(&text);
}

void states_judge_rerun(const struct states *states, const char *path, const char *scene)
{
    char again[512];
    mrg_error error = MRG_ERROR_INIT;
    snprintf(again, sizeof again, "%s, run again", scene);
    if (script_run(states->script, path, NULL, NULL, &error) != MRG_OK)
        fail_msg("%s: %s", again, error.message);
    states_judge(states, path, states->commits, states->commits, again);
    judge_files(path, states->script->engine, again);
}

/* ---- folders ---- */

static void remove_entries(int folder, int depth)
{
    DIR *entries = fdopendir(folder);
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || unlinkat(folder, name, 0) == 0)
            continue;
        assert_true(depth > 0);
        int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        assert_true(inner >= 0);
        remove_entries(inner, depth - 1);
        assert_int_equal(unlinkat(folder, name, AT_REMOVEDIR), 0);
    }
    closedir(entries);
}

void remove_tree(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        assert_int_equal(errno, ENOENT);
        return;
    }
    remove_entries(folder, 2);
    assert_int_equal(rmdir(path), 0);
}

void make_scratch(char path[64])
{
    snprintf(path, 64, "/dev/shm/morgue-crash-XXXXXX");
    if (mkdtemp(path) != NULL)
        return;
    snprintf(path, 64, "/tmp/morgue-crash-XXXXXX");
    assert_non_null(mkdtemp(path));
}
