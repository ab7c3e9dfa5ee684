/* What the programs find out about files: the path they are known by, hashes of their content, file systems. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/base/hash.h"
#include "indexer/cli/absolute_path.h"
#include "indexer/cli/content_hash.h"
#include "indexer/cli/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch_folder folder;

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    if (chdir(folder.path) != 0 || mkdir("d", 0777) != 0 || mkdir("d/e", 0777) != 0 ||
        symlink("d/e", "link") != 0 || symlink("x", "d/e/y") != 0)
        return 1;
    scratch_write("d/e/x", "x", 1);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink("d/e/x");
    unlink("d/e/y");
    rmdir("d/e");
    rmdir("d");
    unlink("link");
    scratch_folder_remove(&folder);
    return chdir("/");
}

/* Paths in the folder; what is wanted, behind the folder's path where it begins with a '~'. */
static const struct {
    const char *path, *wanted;
} paths[] = {
    {"d", "~/d"},
    {"./d/", "~/d"},
    {"d/../d/e/.", "~/d/e"},
    {"link", "~/d/e"},
    {"d/e/x", "~/d/e/x"},
    {"link/x", "~/d/e/x"},
    {"d/e/y", "~/d/e/y"}, /* a link to a file is a file of its own */
    {"nosuch", "~/nosuch"},
    {"d/nosuch", "~/d/nosuch"},
    {"nosuch/x", "~/nosuch/x"},
    {"/", "/"},
    {"/nosuch", "/nosuch"},
    {"/nosuch/x", "/nosuch/x"},
};

static void test_paths(void **state)
{
    (void)state;
    char *real = realpath(folder.path, NULL);
    assert_non_null(real);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char wanted[SCRATCH_PATH_MAX * 2];
        struct buffer got = BUFFER_INIT;
        bool is_below = paths[i].wanted[0] == '~';
        snprintf(wanted, sizeof wanted, "%s%s", is_below ? real : "", paths[i].wanted + is_below);
        absolute_path(paths[i].path, &got);
        assert_string_equal(buffer_c_string(&got), wanted);
        buffer_free(&got);
    }
    free(real);
}

/* A hasher finds the same, in whatever pieces bytes come and however many follow. */
static void check_hasher(const uint8_t *bytes, size_t most, size_t size, uint64_t hash)
{
    static const size_t pieces[] = {1, 5, 16, 33, 4096, 1 << 20, (1 << 20) + 8};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct content_hasher hasher;
        content_hasher_init(&hasher, size);
        for (size_t at = 0; at < most; at += pieces[i]) {
            assert_true((content_hasher_end(&hasher) != 0) == (at >= size));
            content_hasher_add(&hasher, bytes + at, most - at < pieces[i] ? most - at : pieces[i]);
        }
        assert_true(content_hasher_end(&hasher) == hash);
    }
}

/* The hash of a beginning does not depend on what follows, and changes with every byte of it. */
static void test_hashes(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 17, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20};
    size_t most = 3 << 20;
    uint8_t *bytes = malloc(most);
    assert_non_null(bytes);
    for (size_t i = 0; i < most; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 251);
    scratch_write("long", bytes, most);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t size = sizes[i];
        scratch_write("short", bytes, size);
        uint64_t hash = content_hash("short", size);
        assert_true(hash != 0);
        assert_true(content_hash("long", size) == hash);
        check_hasher(bytes, most, size, hash);
        assert_true(content_hash("short", size + 1) == 0); /* it is not so long */
        if (size > 0 && size <= 1 << 20)
            assert_true(hash == hash64(bytes, size, 0));
        if (size == 0)
            continue;
        bytes[size - 1] ^= 1;
        scratch_write("short", bytes, size);
        bytes[size - 1] ^= 1;
        assert_true(content_hash("short", size) != hash);
    }
    assert_true(content_hash("nosuch", 0) == 0);
    unlink("short");
    unlink("long");
    free(bytes);
}

static const struct {
    uint32_t type;
    const char *name; /* NULL: local */
} types[] = {
    {0x6969, "NFS"},      {0xFF534D42, "SMB"}, {0xFE534D42, "SMB"},
    {0x65735546, "FUSE"}, {0xEF53, NULL},      {0x58465342, NULL},
    {0x9123683E, NULL},   {0x01021994, NULL},  {0x794c7630, NULL},
};

static void test_networks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const char *name = network_name(types[i].type);
        assert_int_equal(name == NULL, types[i].name == NULL);
        if (name != NULL)
            assert_string_equal(name, types[i].name);
    }
    assert_null(network_of("/proc"));
    assert_null(network_of("nosuch"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_hashes),
        cmocka_unit_test(test_networks),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
