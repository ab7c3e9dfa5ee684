/* A larger index with bits flipped at random: each question gets the right answer or a message that names
 * the damaged file, no article comes that was not there, and mrg_index_check finds every flip. Every
 * section of every file is hit.
 *
 * MORGUE_TRIALS (100) sets how many times, MORGUE_ARTICLES (1500) how large the index is, MORGUE_SEED
 * which bits. test_damage.c flips every byte of a small index. */
#include "corpus/generate/generator.h"
#include "tests/crash/index_files.h"
#include "tests/crash/points.h"
#include "tests/crash/seal.h"

#include "tests/cmocka_all.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TRIALS = 100,
    ARTICLES = 1500,
    COMMITS = 3,
    REMOVE_EACH = 37,
    QUESTIONS_A_TRIAL = 4,
    FLIPS_MAX = 4
};

static const struct {
    const char *text;
    mrg_sort sort;
} questions[] = {
    {"airport", MRG_SORT_RELEVANCE},
    {"minister strike", MRG_SORT_RELEVANCE},
    {"market OR court OR election", MRG_SORT_RELEVANCE},
    {"government -court", MRG_SORT_RELEVANCE},
    {"\"said the\"", MRG_SORT_RELEVANCE},
    {"\"according to\" market", MRG_SORT_RELEVANCE},
    {"headline:court", MRG_SORT_RELEVANCE},
    {"=Court", MRG_SORT_RELEVANCE},
    {"gover* bank", MRG_SORT_RELEVANCE},
    {"date:2001-01", MRG_SORT_NEWEST},
    {"police NEAR/6 city", MRG_SORT_RELEVANCE},
    {"section:world report", MRG_SORT_OLDEST},
    {"the", MRG_SORT_RELEVANCE},
};

enum { QUESTIONS = sizeof questions / sizeof *questions };

static struct index_files files;
static struct buffer right[QUESTIONS]; /* what the undamaged index answers */
static char scene[300];                /* which damage, for messages */

/* ---- the index ---- */

static void must(mrg_status status, const mrg_error *error)
{
    if (status != MRG_OK)
        fail_msg("%s", error->message);
}

static void add_some(mrg_writer *writer, struct generator *generator, uint64_t count)
{
    mrg_error error = MRG_ERROR_INIT;
    for (uint64_t i = 0; i < count; i++) {
        const mrg_article *article = generator_next(generator);
        assert_non_null(article);
        must(mrg_writer_add(writer, article, NULL, &error), &error);
        if (i % REMOVE_EACH == 5)
            must(mrg_writer_remove(writer, article->id, NULL, &error), &error);
    }
    must(mrg_writer_commit(writer, &error), &error);
}

static void build(const char *path)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    struct generator_options archive = GENERATOR_OPTIONS_INIT;
    mrg_writer *writer;
    archive.corrections = 4;
    struct generator *generator = generator_new(&archive);
    assert_non_null(generator);
    options.memory = 64 << 20;
    must(mrg_writer_open(path, &options, &writer, &error), &error);
    for (int i = 0; i < COMMITS; i++)
        add_some(writer, generator, number_from_environment("MORGUE_ARTICLES", ARTICLES) / COMMITS);
    mrg_writer_close(writer);
    generator_free(generator);
}

/* ---- asking ---- */

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

static mrg_status print_hit(const mrg_index *index, const mrg_query *query, const mrg_hit *hit,
                            struct buffer *out, mrg_error *error)
{
    mrg_stored *stored;
    mrg_marked *snippet = NULL;
    mrg_status status = mrg_index_fetch(index, hit->number, &stored, error);
    if (status != MRG_OK)
        return status;
    const mrg_article *article = mrg_stored_article(stored);
    buffer_append_format(out, "\n%" PRIu64 " %a ", hit->number, hit->score);
    buffer_append(out, article->id.data, article->id.size);
    buffer_append(out, article->headline.data, article->headline.size);
    buffer_append(out, article->body.data, article->body.size);
    status = mrg_snippet(query, article, NULL, &snippet, error);
    if (status == MRG_OK)
        buffer_append(out, mrg_marked_text(snippet).data, mrg_marked_text(snippet).size);
    mrg_marked_free(snippet);
    mrg_stored_free(stored);
    return status;
}

/* The answer to one question; what came before a failure is in `out`. */
static mrg_status ask(const mrg_index *index, size_t number, struct buffer *out, mrg_error *error)
{
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    mrg_query *query;
    mrg_results *results = NULL;
    const mrg_hit *hits;
    size_t count = 0;
    buffer_clear(out);
    options.sort = questions[number].sort;
    options.exact_total = number % 2 == 0;
    mrg_status status =
        mrg_query_parse(index, text_of(questions[number].text), NULL, &query, error);
    if (status == MRG_OK)
        status = mrg_search(query, &options, &results, error);
    if (status == MRG_OK) {
        count = mrg_results_hits(results, &hits);
        buffer_append_format(out, "%" PRIu64, mrg_results_total(results, NULL));
    }
    for (size_t i = 0; i < count && status == MRG_OK; i++)
        status = print_hit(index, query, &hits[i], out, error);
    mrg_results_free(results);
    mrg_query_free(query);
    return status;
}

static int make_index(void **state)
{
    (void)state;
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    unsigned found = 0;
    index_files_make(&files, build);
    must(mrg_index_check(files.folder, NULL, NULL, &error), &error);
    must(mrg_index_open(files.folder, &index, &error), &error);
    for (size_t i = 0; i < QUESTIONS; i++) {
        must(ask(index, i, &right[i], &error), &error);
        found += right[i].size > 1000;
    }
    mrg_index_close(index);
    assert_in_range(found, QUESTIONS * 2 / 3, QUESTIONS);
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    for (size_t i = 0; i < QUESTIONS; i++)
        buffer_free(&right[i]);
    index_files_remove(&files);
    return 0;
}

/* ---- judging ---- */

static void judge_failure(mrg_status status, const mrg_error *error)
{
    const bool is_damage =
        status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION || status == MRG_ERR_NOT_INDEX;
    if (!is_damage || error->status != status || strstr(error->message, files.folder) == NULL)
        fail_msg("%s: status %d: %s", scene, (int)status, error->message);
}

/* True when the damage was met. */
static bool judge_question(const mrg_index *index, size_t number)
{
    static struct buffer is;
    mrg_error error = MRG_ERROR_INIT;
    const mrg_status status = ask(index, number, &is, &error);
    const struct buffer *should = &right[number];
    if (status != MRG_OK)
        judge_failure(status, &error);
    if (is.size > should->size || (status == MRG_OK && is.size != should->size) ||
        (is.size > 0 && memcmp(is.data, should->data, is.size) != 0))
        fail_msg("%s: %s: a wrong answer", scene, questions[number].text);
    buffer_free(&is);
    return status != MRG_OK;
}

static bool judge_index(struct random_source *random)
{
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    bool was_met = false;
    const mrg_status status = mrg_index_open(files.folder, &index, &error);
    if (status != MRG_OK) {
        judge_failure(status, &error);
        return true;
    }
    for (unsigned i = 0; i < QUESTIONS_A_TRIAL; i++)
        was_met |= judge_question(index, random_below(random, QUESTIONS));
    mrg_index_close(index);
    return was_met;
}

static void judge_check(void)
{
    mrg_error error = MRG_ERROR_INIT;
    const mrg_status status = mrg_index_check(files.folder, NULL, NULL, &error);
    if (status == MRG_OK)
        fail_msg("%s: the check finds nothing", scene);
    judge_failure(status, &error);
}

/* ---- flipping ---- */

/* Where to flip: each stretch of a file in turn, and now and then anywhere in it. */
static struct stretch choose_stretch(const struct index_file *file, size_t turn)
{
    struct stretch stretches[STRETCHES_MAX];
    const size_t count = seal_stretches(file, stretches);
    return turn % (count + 1) < count ? stretches[turn % (count + 1)]
                                      : (struct stretch){0, file->bytes.size, "anywhere"};
}

static bool flip_once(struct random_source *random, size_t trial)
{
    const struct index_file *file = &files.files[trial % files.count];
    const struct stretch stretch = choose_stretch(file, trial / files.count);
    const unsigned flips = 1 + random_below(random, FLIPS_MAX);
    size_t at[FLIPS_MAX];
    for (unsigned i = 0; i < flips; i++) {
        at[i] = stretch.start + random_below(random, (uint32_t)stretch.size);
        const uint8_t mask = (uint8_t)(1U << random_below(random, 8));
        index_file_patch(file, at[i], file->bytes.data[at[i]] ^ mask);
    }
    snprintf(scene, sizeof scene,
             "MORGUE_SEED=%" PRIu64 ", trial %zu: %s, %s, %u bits from byte %zu on", points_seed(),
             trial, file->name, stretch.name, flips, at[0]);
    const bool was_met = judge_index(random);
    judge_check();
    for (unsigned i = 0; i < flips; i++)
        index_file_patch(file, at[i], file->bytes.data[at[i]]);
    return was_met;
}

static void test_flips(void **state)
{
    (void)state;
    struct random_source random = {points_seed() * 2654435761U + 1};
    const size_t trials = number_from_environment("MORGUE_TRIALS", TRIALS);
    size_t met = 0, bytes = 0;
    for (size_t i = 0; i < files.count; i++)
        bytes += files.files[i].bytes.size;
    for (size_t trial = 0; trial < trials; trial++)
        met += flip_once(&random, trial);
    print_message(
        "%zu trials over %zu files of %zu bytes: all found by the check, %zu met by a search\n",
        trials, files.count, bytes, met);
    assert_true(met > 0 && met < trials);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_flips)};
    print_message("MORGUE_SEED=%" PRIu64 "\n", points_seed());
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
