/* A writer put through random work: after every commit the index holds what a plain recount of the
 * same articles gives, and readers that opened before keep what they saw. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/model.h"
#include "tests/unit/support/scratch_folder.h"

#include "indexer/native/native.h"

#include <stdio.h>

enum { NUMBERS = 90, VERSIONS = 5 };

static struct scratch_folder folder;
static mrg_writer *writer;
static uint32_t pending[NUMBERS], committed[NUMBERS];             /* version per article; 0: none */
static uint32_t withdrawn[NUMBERS], committed_withdrawn[NUMBERS]; /* as of which version; 0: not */
static struct random_source source;

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    memset(pending, 0, sizeof pending);
    memset(committed, 0, sizeof committed);
    memset(withdrawn, 0, sizeof withdrawn);
    memset(committed_withdrawn, 0, sizeof committed_withdrawn);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    mrg_writer_close(writer);
    writer = NULL;
    scratch_folder_remove(&folder);
    return 0;
}

static void open_writer(void)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 1; /* the least there is */
    if (mrg_writer_open(folder.path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

static void open_snapshot(struct snapshot *snapshot)
{
    mrg_error error = MRG_ERROR_INIT;
    if (snapshot_open(snapshot, folder.path, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

static void check_holds(const struct snapshot *snapshot, const uint32_t *versions)
{
    struct content wanted, got;
    content_init(&wanted);
    content_init(&got);
    content_of_versions(&wanted, versions, NUMBERS);
    content_of_snapshot(&got, snapshot);
    content_assert_same(&wanted, &got);
    content_free(&wanted);
    content_free(&got);
}

static void check_index(void)
{
    struct snapshot snapshot;
    open_snapshot(&snapshot);
    check_holds(&snapshot, committed);
    snapshot_close(&snapshot);
}

static mrg_outcome expected_outcome(uint32_t number, uint32_t version)
{
    const uint32_t before = pending[number];
    if (before == 0)
        return version > withdrawn[number] ? MRG_ADDED : MRG_OLDER;
    if (before == version)
        return MRG_UNCHANGED;
    return version > before ? MRG_REPLACED : MRG_OLDER;
}

static void add(uint32_t number, uint32_t version)
{
    struct made_article made;
    mrg_outcome outcome;
    mrg_error error = MRG_ERROR_INIT;
    made_article_init(&made, number, version);
    if (mrg_writer_add(writer, &made.article, &outcome, &error) != MRG_OK)
        fail_msg("%s", error.message);
    assert_int_equal(outcome, expected_outcome(number, version));
    if (version > pending[number] && version > withdrawn[number]) {
        pending[number] = version;
        withdrawn[number] = 0;
    }
    made_article_free(&made);
}

/* A notice that the article is withdrawn, as of `version`. */
static void withdraw(uint32_t number, uint32_t version)
{
    struct made_article made;
    mrg_outcome outcome;
    const uint32_t before = pending[number];
    made_article_init(&made, number, version);
    made.article.status = MRG_CANCELED;
    assert_int_equal(mrg_writer_add(writer, &made.article, &outcome, NULL), MRG_OK);
    made_article_free(&made);
    if (before > version) {
        assert_int_equal(outcome, MRG_OLDER);
        return;
    }
    assert_int_equal(outcome, before > 0 ? MRG_REMOVED : MRG_IGNORED);
    pending[number] = 0;
    if (version > withdrawn[number])
        withdrawn[number] = version;
}

static void take_out(uint32_t number)
{
    struct made_article made;
    bool was_there;
    made_article_init(&made, number, 1);
    assert_int_equal(mrg_writer_remove(writer, made.article.id, &was_there, NULL), MRG_OK);
    assert_int_equal(was_there, pending[number] > 0);
    pending[number] = 0;
    made_article_free(&made);
}

static void commit(bool merge)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status =
        merge ? mrg_writer_merge(writer, &error) : mrg_writer_commit(writer, &error);
    if (status != MRG_OK)
        fail_msg("%s", error.message);
    memcpy(committed, pending, sizeof committed);
    memcpy(committed_withdrawn, withdrawn, sizeof withdrawn);
}

static void reopen(void)
{
    mrg_writer_close(writer);
    memcpy(pending, committed, sizeof pending);
    memcpy(withdrawn, committed_withdrawn, sizeof withdrawn);
    open_writer();
}

/* The open writer as what it is. */
static struct native_writer *native_writer(void)
{
    return (struct native_writer *)writer;
}

static void work(void)
{
    uint32_t number = random_below(&source, NUMBERS), choice = random_below(&source, 100);
    if (choice < 60)
        add(number, 1 + random_below(&source, VERSIONS));
    else if (choice < 68)
        take_out(number);
    else if (choice < 75)
        withdraw(number, 1 + random_below(&source, VERSIONS));
    else if (choice < 80)
        assert_int_equal(native_flush(native_writer(), NULL), MRG_OK);
    else if (choice == 80)
        reopen();
}

/* One commit, with readers around it. */
static void work_and_commit(bool merge)
{
    struct snapshot before;
    uint32_t seen[NUMBERS];
    open_snapshot(&before);
    memcpy(seen, committed, sizeof seen);
    for (unsigned i = 0, steps = random_below(&source, 60); i < steps; i++)
        work();
    check_index();
    commit(merge);
    check_index();
    check_holds(&before, seen);
    snapshot_close(&before);
}

static void test_random_work(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        source.state = seed;
        open_writer();
        commit(false);
        for (unsigned round = 0; round < 12; round++)
            work_and_commit(round % 5 == 4);
        remove_folder(NULL);
        make_folder(NULL);
    }
}

static size_t segment_count(void)
{
    struct snapshot snapshot;
    open_snapshot(&snapshot);
    size_t count = snapshot.segment_count;
    snapshot_close(&snapshot);
    return count;
}

/* Many commits: small segments become larger ones by themselves, and files no commit names go. */
static void test_tiers(void **state)
{
    (void)state;
    source.state = 9;
    open_writer();
    size_t most = 0;
    for (uint32_t i = 0; i < NUMBERS; i++) {
        add(i, 1);
        commit(false);
        if (i % 8 == 7) /* merging goes on in the background: give it time now and then */
            assert_int_equal(mrg_writer_settle(writer, NULL), MRG_OK);
        size_t count = segment_count();
        most = count > most ? count : most;
        assert_in_range(scratch_folder_count(&folder), count + 2, 2 * count + 3);
    }
    check_index();
    assert_in_range(most, 2, 24);
    assert_in_range(segment_count(), 1, 16);
}

/* The merge of everything is one segment without deletions, and again holds the same. */
static void test_merge_to_one(void **state)
{
    (void)state;
    source.state = 21;
    open_writer();
    for (uint32_t version = 1; version <= 3; version++) {
        for (uint32_t i = version; i < NUMBERS; i += version) {
            add(i, version);
            if (i % 20 == 0)
                assert_int_equal(native_flush(native_writer(), NULL), MRG_OK);
        }
        commit(false);
    }
    check_index();
    commit(true);
    check_index();
    assert_int_equal(segment_count(), 1);
    assert_int_equal(scratch_folder_count(&folder), 3);
    uint64_t generation = native_writer()->snapshot.manifest.generation;
    commit(true); /* nothing to do */
    assert_int_equal(native_writer()->snapshot.manifest.generation, generation);
}

static void test_remove_all(void **state)
{
    (void)state;
    open_writer();
    for (uint32_t i = 0; i < 20; i++)
        add(i, 1);
    commit(false);
    for (uint32_t i = 0; i < 20; i++)
        take_out(i);
    commit(false);
    check_index();
    commit(true);
    check_index();
    add(3, 2);
    commit(true);
    check_index();
}

/* The size of the texts does not depend on how they came into their segment. */
static void test_stored_bytes_before_and_after_merge(void **state)
{
    (void)state;
    struct snapshot snapshot;
    open_writer();
    for (uint32_t i = 0; i < NUMBERS; i++) {
        add(i, 2);
        if (i % 30 == 29)
            commit(false);
    }
    open_snapshot(&snapshot);
    uint64_t text_bytes = 0;
    for (size_t i = 0; i < snapshot.segment_count; i++)
        text_bytes += snapshot.segments[i]->meta.text_bytes;
    snapshot_close(&snapshot);
    commit(true);
    open_snapshot(&snapshot);
    assert_int_equal(snapshot.segment_count, 1);
    assert_int_equal(snapshot.segments[0]->meta.text_bytes, text_bytes);
    snapshot_close(&snapshot);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_random_work),
        IN_FOLDER(test_tiers),
        IN_FOLDER(test_merge_to_one),
        IN_FOLDER(test_remove_all),
        IN_FOLDER(test_stored_bytes_before_and_after_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
