/* Several databases compacted into one. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/support.h"

#include <string.h>

static struct scratch_folder folder;

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

static void set_metadata(const char *name, const char *value)
{
    xc_writable *writable;
    WORKS(xc_writable_open(scratch_file(&folder, name), NULL, &writable, &problem));
    WORKS(xc_writable_set_metadata(writable, text("key"), text(value), &problem));
    WORKS(xc_writable_commit(writable, &problem));
    xc_writable_free(writable);
}

/* Two shards, the second with docids from 3 on when `apart`. */
static xc_database *open_shards(bool apart)
{
    xc_database *both;
    store_items(scratch_file(&folder, "one"), archive, 2);
    store_items(scratch_file(&folder, "two"), archive + (apart ? 0 : 2), apart ? 6 : 4);
    if (apart) {
        xc_writable *writable;
        WORKS(xc_writable_open(scratch_file(&folder, "two"), NULL, &writable, &problem));
        WORKS(xc_writable_delete(writable, 1, &problem));
        WORKS(xc_writable_delete(writable, 2, &problem));
        WORKS(xc_writable_commit(writable, &problem));
        xc_writable_free(writable);
    }
    set_metadata("one", "first");
    set_metadata("two", "second");
    WORKS(xc_database_new(&both, &problem));
    WORKS(xc_database_add_local(both, scratch_file(&folder, "one"), &problem));
    WORKS(xc_database_add_local(both, scratch_file(&folder, "two"), &problem));
    return both;
}

static mrg_text join(void *context, mrg_text key, mrg_texts values)
{
    static char joined[64];
    size_t size = 0;
    *(size_t *)context = values.count;
    assert_text(key, "key");
    for (size_t i = 0; i < values.count; i++) {
        assert_true(size + values.items[i].size + 1 < sizeof joined);
        memcpy(joined + size, values.items[i].data, values.items[i].size);
        size += values.items[i].size;
        joined[size++] = '+';
    }
    return (mrg_text){joined, size};
}

/* The database at `path` holds the archive, in order, with this metadata. */
static void assert_whole(const char *path, const char *metadata)
{
    xc_database *database;
    mrg_text got;
    WORKS(xc_database_open(path, &database, &problem));
    for (xc_docid docid = 1; docid <= ARCHIVE_SIZE; docid++) {
        xc_document *document;
        WORKS(xc_database_document(database, docid, &document, &problem));
        WORKS(xc_document_data(document, &got, &problem));
        assert_text(got, archive[docid - 1].words);
        xc_document_free(document);
    }
    WORKS(xc_database_metadata(database, text("key"), &got, &problem));
    assert_text(got, metadata);
    xc_database_free(database);
}

static void test_two_into_one(void **state)
{
    (void)state;
    size_t joined = 0;
    const struct {
        bool apart;
        xc_compact_options options;
        const char *metadata;
    } cases[] = {
        {false, XC_COMPACT_OPTIONS_INIT, "first"},
        {false, {.level = XC_COMPACT_FULLER, .single_file = true}, "first"},
        {false, {.level = XC_COMPACT_STANDARD, .block_bytes = 4096}, "first"},
        {true, {.level = XC_COMPACT_FULL, .keep_docids = true}, "first"},
        {false, {.level = XC_COMPACT_FULL, .resolver = join, .context = &joined}, "first+second+"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xc_database *shards = open_shards(cases[i].apart);
        WORKS(
            xc_database_compact(shards, scratch_file(&folder, "all"), &cases[i].options, &problem));
        assert_whole(scratch_file(&folder, "all"), cases[i].metadata);
        xc_database_free(shards);
        scratch_folder_remove(&folder);
        scratch_folder_make(&folder);
    }
    assert_int_equal(joined, 2);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    xc_compact_options options = XC_COMPACT_OPTIONS_INIT;
    xc_database *empty;
    xc_database *shards = open_shards(false);
    xc_writable *memory;
    const char *path = scratch_file(&folder, "all");
    options.keep_docids = true; /* both begin at 1 */
    FAILS(MRG_ERR_ARGUMENT, xc_database_compact(shards, path, &options, &problem));
    options = (xc_compact_options){.level = (xc_compaction)9};
    FAILS(MRG_ERR_ARGUMENT, xc_database_compact(shards, path, &options, &problem));
    FAILS(MRG_ERR_ARGUMENT,
          xc_database_compact(shards, scratch_file(&folder, "one"), NULL, &problem));
    FAILS(MRG_ERR_IO,
          xc_database_compact(shards, scratch_file(&folder, "no/such/folder"), NULL, &problem));
    xc_database_free(shards);
    WORKS(xc_database_new(&empty, &problem));
    FAILS(MRG_ERR_ARGUMENT,
          xc_database_compact(empty, scratch_file(&folder, "all"), NULL, &problem));
    xc_database_free(empty);
    WORKS(xc_writable_new_in_memory(&memory, &problem));
    FAILS(MRG_ERR_IO, xc_database_compact(xc_writable_database(memory),
                                          scratch_file(&folder, "all"), NULL, &problem));
    xc_writable_free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_into_one, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_what_is_refused, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
