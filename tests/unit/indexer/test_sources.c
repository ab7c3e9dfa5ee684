/* The files and the withdrawn articles that a writer remembers, against a plain model: random notes, commits,
 * merges, writers that are closed without a commit, and lists that come and go on disk, with both engines. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/scratch_folder.h"

#include "indexer/sources.h"
#include "indexer/writer.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATHS = 60, STEPS = 400, STORIES = 6, VERSIONS = 9 };

/* A version of a story that its source may withdraw; 0: none. */
struct story {
    unsigned stored;
    unsigned withdrawn;
};

/* What is known of path number i; a size of 0 stands for nothing. And of the stories. */
struct facts {
    mrg_source source[PATHS];
    struct story story[STORIES];
};

static struct scratch_folder folder;
static mrg_writer *writer;
static struct facts pending, committed;
static struct random_source source;
static uint32_t articles; /* added so far */

static void open_writer(const char *engine)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 1;
    options.engine = engine;
    if (mrg_writer_open(folder.path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    pending = committed;
}

static mrg_text path_of(uint32_t number, char text[64])
{
    int size =
        snprintf(text, 64, "/archive/%u/%c%u", number % 7, number % 2 == 0 ? 'a' : 'B', number);
    return (mrg_text){text, (size_t)size};
}

static void note(uint32_t number)
{
    char text[64];
    mrg_source one = {.path = path_of(number, text),
                      .size = 1 + random_bits(&source, 30),
                      .modified = (int64_t)random_next(&source),
                      .hash = random_below(&source, 2) * random_next(&source),
                      .records = random_bits(&source, 20),
                      .is_complete = random_below(&source, 2) == 0,
                      .is_again = random_below(&source, 2) == 0,
                      .is_shared = random_below(&source, 2) == 0};
    assert_int_equal(mrg_writer_note_source(writer, &one, NULL), MRG_OK);
    pending.source[number] = one;
}

static void forget(uint32_t number)
{
    char text[64];
    assert_int_equal(mrg_writer_forget_source(writer, path_of(number, text), NULL), MRG_OK);
    pending.source[number].size = 0;
}

static void assert_same(const mrg_source *a, const mrg_source *b)
{
    assert_true(a->size == b->size && a->modified == b->modified && a->hash == b->hash);
    assert_true(a->records == b->records && a->is_complete == b->is_complete);
    assert_true(a->is_again == b->is_again && a->is_shared == b->is_shared);
}

static bool count_source(void *context, const mrg_source *one)
{
    uint32_t number;
    char letter;
    char text[64];
    memcpy(text, one->path.data, one->path.size);
    text[one->path.size] = '\0';
    assert_int_equal(sscanf(text, "/archive/%*u/%c%u", &letter, &number), 2);
    assert_same(one, &pending.source[number]);
    ++*(size_t *)context;
    return true;
}

static void check_writer(void)
{
    size_t known = 0, met = 0;
    for (uint32_t i = 0; i < PATHS; i++) {
        char text[64];
        mrg_source found;
        bool was_there;
        mrg_text path = path_of(i, text);
        assert_int_equal(mrg_writer_find_source(writer, path, &found, &was_there, NULL), MRG_OK);
        assert_int_equal(was_there, pending.source[i].size > 0);
        if (was_there)
            assert_same(&found, &pending.source[i]);
        known += was_there;
    }
    assert_int_equal(mrg_writer_each_source(writer, count_source, &met, NULL), MRG_OK);
    assert_int_equal(known, met);
}

/* Lists in the folder; no other than the manifest's. */
static size_t count_lists(void)
{
    struct manifest manifest;
    size_t count = 0;
    if (manifest_read(&manifest, folder.path, NULL) != MRG_OK)
        return 0;
    DIR *entries = opendir(folder.path);
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        if (strncmp(entry->d_name, "sources-", 8) == 0) {
            assert_true(manifest_names(&manifest, entry->d_name));
            count++;
        }
    closedir(entries);
    assert_int_equal(count, manifest.source_count);
    manifest_free(&manifest);
    return count;
}

static void add_article(void)
{
    char id[32];
    mrg_article article = MRG_ARTICLE_INIT;
    article.id = (mrg_text){id, (size_t)snprintf(id, sizeof id, "a%u", articles++)};
    article.headline = (mrg_text){"Harbour dues", 12};
    article.file = (mrg_text){"/archive/a", 10};
    assert_int_equal(mrg_writer_add(writer, &article, NULL, NULL), MRG_OK);
}

/* What is to become of a version of `story`, or of a notice that withdraws it. */
static mrg_outcome model_version(struct story *story, unsigned version, bool is_notice)
{
    const struct story before = *story;
    if (version < before.stored || (!is_notice && version <= before.withdrawn))
        return MRG_OLDER;
    if (is_notice) {
        story->stored = 0;
        story->withdrawn = version > before.withdrawn ? version : before.withdrawn;
        return before.stored > 0 ? MRG_REMOVED : MRG_IGNORED;
    }
    *story = (struct story){.stored = version};
    return before.stored == 0 ? MRG_ADDED : before.stored == version ? MRG_UNCHANGED : MRG_REPLACED;
}

static void publish(unsigned number, unsigned version, bool is_notice)
{
    char id[32], digits[32];
    mrg_article article = MRG_ARTICLE_INIT;
    mrg_outcome outcome;
    article.id = (mrg_text){id, (size_t)snprintf(id, sizeof id, "story%u", number)};
    article.version = (mrg_text){digits, (size_t)snprintf(digits, sizeof digits, "%u", version)};
    article.headline = (mrg_text){"Harbour dues", 12};
    article.status = is_notice ? MRG_CANCELED : MRG_USABLE;
    assert_int_equal(mrg_writer_add(writer, &article, &outcome, NULL), MRG_OK);
    assert_int_equal(outcome, model_version(&pending.story[number], version, is_notice));
}

static void commit(bool merge)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status =
        merge ? mrg_writer_merge(writer, &error) : mrg_writer_commit(writer, &error);
    if (status != MRG_OK)
        fail_msg("%s", error.message);
    committed = pending;
    assert_in_range(count_lists(), 0, SOURCE_LISTS_MAX);
}

static void reopen(const char *engine)
{
    mrg_writer_close(writer);
    open_writer(engine);
    check_writer();
    assert_in_range(count_lists(), 0, SOURCE_LISTS_MAX);
}

static void step(const char *engine)
{
    switch (random_below(&source, 10)) {
    case 0:
        forget(random_below(&source, PATHS));
        break;
    case 1:
        add_article();
        break;
    case 2:
    case 3:
        commit(random_below(&source, 8) == 0);
        break;
    case 4:
        reopen(engine);
        break;
    case 5:
    case 6:
        publish(random_below(&source, STORIES), 1 + random_below(&source, VERSIONS),
                random_below(&source, 2) == 0);
        break;
    default:
        note(random_below(&source, PATHS));
    }
}

static void run(const char *engine, uint64_t seed)
{
    source = (struct random_source){seed};
    articles = 0;
    memset(&committed, 0, sizeof committed);
    scratch_folder_make(&folder);
    open_writer(engine);
    for (unsigned i = 0; i < STEPS; i++)
        step(engine);
    check_writer();
    mrg_writer_close(writer);
    writer = NULL;
    scratch_folder_remove(&folder);
}

static void test_native(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++)
        run("native", seed);
}

static void test_xapian(void **state)
{
    (void)state;
    run("xapian", 6);
}

/* What is withdrawn is no file. */
static void test_withdrawn_is_no_file(void **state)
{
    (void)state;
    mrg_source found;
    bool was_there;
    size_t met = 0;
    const mrg_text path = {"\1story1", 7};
    memset(&committed, 0, sizeof committed);
    scratch_folder_make(&folder);
    open_writer("native");
    publish(1, 2, true);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(mrg_writer_find_source(writer, path, &found, &was_there, NULL), MRG_OK);
        assert_false(was_there);
        assert_int_equal(mrg_writer_forget_source(writer, path, NULL), MRG_OK);
        assert_int_equal(mrg_writer_each_source(writer, count_source, &met, NULL), MRG_OK);
        assert_int_equal(met, 0);
        commit(false);
        assert_int_equal(count_lists(), 1);
        reopen("native");
    }
    publish(1, 2, false);
    assert_int_equal(pending.story[1].stored, 0);
    mrg_writer_close(writer);
    writer = NULL;
    scratch_folder_remove(&folder);
}

/* A commit of nothing new writes nothing: neither a list nor a generation. */
static void test_no_change_is_no_commit(void **state)
{
    (void)state;
    struct manifest before, after;
    memset(&committed, 0, sizeof committed);
    scratch_folder_make(&folder);
    open_writer("native");
    note(1);
    commit(false);
    assert_int_equal(manifest_read(&before, folder.path, NULL), MRG_OK);
    char text[64];
    mrg_source nameless = {.size = 1};
    assert_int_equal(mrg_writer_note_source(writer, &nameless, NULL), MRG_ERR_ARGUMENT);
    mrg_source marked = {.path = {"\1story", 6}, .size = 1};
    assert_int_equal(mrg_writer_note_source(writer, &marked, NULL), MRG_ERR_ARGUMENT);
    mrg_source same = pending.source[1];
    same.path = path_of(1, text);
    assert_int_equal(mrg_writer_note_source(writer, &same, NULL), MRG_OK);
    assert_int_equal(mrg_writer_forget_source(writer, path_of(2, text), NULL), MRG_OK);
    commit(false);
    assert_int_equal(manifest_read(&after, folder.path, NULL), MRG_OK);
    assert_int_equal(before.generation, after.generation);
    manifest_free(&before);
    manifest_free(&after);
    mrg_writer_close(writer);
    writer = NULL;
    scratch_folder_remove(&folder);
}

/* A list that is damaged is told of when it is asked for. No article is added then: it might be one that is
 * withdrawn. */
static void test_damaged_list(void **state)
{
    (void)state;
    struct manifest manifest;
    mrg_source found;
    mrg_article article = MRG_ARTICLE_INIT;
    bool was_there;
    char text[64];
    mrg_error error = MRG_ERROR_INIT;
    memset(&committed, 0, sizeof committed);
    scratch_folder_make(&folder);
    open_writer("native");
    note(1);
    commit(false);
    mrg_writer_close(writer);
    assert_int_equal(manifest_read(&manifest, folder.path, NULL), MRG_OK);
    scratch_write(scratch_file(&folder, manifest.sources[0].file), "x", 1);
    open_writer("native");
    article.id = (mrg_text){"a", 1};
    assert_int_equal(mrg_writer_add(writer, &article, NULL, &error), MRG_ERR_DAMAGED);
    assert_non_null(strstr(error.message, manifest.sources[0].file));
    assert_int_equal(mrg_writer_find_source(writer, path_of(1, text), &found, &was_there, &error),
                     MRG_ERR_DAMAGED);
    assert_non_null(strstr(error.message, manifest.sources[0].file));
    assert_false(was_there);
    manifest_free(&manifest);
    mrg_writer_close(writer);
    writer = NULL;
    scratch_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_native),
        cmocka_unit_test(test_xapian),
        cmocka_unit_test(test_withdrawn_is_no_file),
        cmocka_unit_test(test_no_change_is_no_commit),
        cmocka_unit_test(test_damaged_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
