/* Files: mapping, reading, writing, replacing, locking, and what failures say. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/scratch_folder.h"

#undef fail /* cmocka's macro hides the function under test */
#include "common/base/error.h"
#include "common/base/file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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

static void assert_holds(const char *path, const char *text)
{
    struct buffer buffer = BUFFER_INIT;
    assert_int_equal(file_read(path, 1000, &buffer, NULL), MRG_OK);
    assert_string_equal(buffer_c_string(&buffer), text);
    buffer_free(&buffer);
}

static void test_map_and_read(void **state)
{
    (void)state;
    const char *path = scratch_file(&folder, "file");
    scratch_write(path, "0123456789", 10);
    struct mapped_file map;
    assert_int_equal(mapped_file_open(&map, path, NULL), MRG_OK);
    assert_int_equal(map.size, 10);
    struct buffer buffer = BUFFER_INIT;
    buffer_append_string(&buffer, "before ");
    assert_int_equal(file_read(path, 10, &buffer, NULL), MRG_OK);
    assert_string_equal(buffer_c_string(&buffer), "before 0123456789");
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(file_read(path, 9, &buffer, &error), MRG_ERR_LIMIT);
    assert_non_null(strstr(error.message, path));
    assert_int_equal(unlink(path), 0);
    assert_memory_equal(map.data, "0123456789", 10);
    mapped_file_close(&map);
    buffer_free(&buffer);
}

static void test_empty_file(void **state)
{
    (void)state;
    const char *path = scratch_file(&folder, "file");
    scratch_write(path, "", 0);
    struct mapped_file map;
    assert_int_equal(mapped_file_open(&map, path, NULL), MRG_OK);
    assert_int_equal(map.size, 0);
    mapped_file_close(&map);
    assert_holds(path, "");
}

static void test_no_such_file(void **state)
{
    (void)state;
    const char *path = scratch_file(&folder, "nothing");
    mrg_error error = MRG_ERROR_INIT;
    struct mapped_file map = {(const uint8_t *)"", 1};
    assert_int_equal(mapped_file_open(&map, path, &error), MRG_ERR_MISSING);
    assert_int_equal(error.status, MRG_ERR_MISSING);
    assert_non_null(strstr(error.message, path));
    assert_null(map.data);
    assert_int_equal(mapped_file_open(&map, folder.path, &error), MRG_ERR_IO);
    assert_non_null(strstr(error.message, "not a regular file"));
}

static void test_writer_writes_all(void **state)
{
    (void)state;
    enum { SIZE = 5 << 20 };
    const char *path = scratch_file(&folder, "file");
    char *bytes = malloc(SIZE);
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)(i * 131 >> 7);
    struct file_writer writer;
    assert_int_equal(file_writer_open(&writer, path, NULL), MRG_OK);
    size_t at = 0;
    for (size_t piece = 1; at < SIZE; piece = piece * 3 + 1) {
        size_t size = piece < SIZE - at ? piece : SIZE - at;
        file_writer_append(&writer, bytes + at, size);
        at += size;
        assert_int_equal(writer.size, at);
    }
    assert_int_equal(file_writer_close(&writer, NULL), MRG_OK);
    struct mapped_file map;
    assert_int_equal(mapped_file_open(&map, path, NULL), MRG_OK);
    assert_int_equal(map.size, SIZE);
    assert_memory_equal(map.data, bytes, SIZE);
    mapped_file_close(&map);
    free(bytes);
}

static void test_writer_refuses_existing(void **state)
{
    (void)state;
    const char *path = scratch_file(&folder, "file");
    scratch_write(path, "here first", 10);
    struct file_writer writer;
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(file_writer_open(&writer, path, &error), MRG_ERR_IO);
    assert_int_equal(writer.descriptor, -1);
    file_writer_abandon(&writer);
    assert_holds(path, "here first");
}

static void test_writer_abandon_removes(void **state)
{
    (void)state;
    struct file_writer writer;
    assert_int_equal(file_writer_open(&writer, scratch_file(&folder, "file"), NULL), MRG_OK);
    file_writer_append(&writer, "lost", 4);
    file_writer_abandon(&writer);
    file_writer_abandon(&writer);
    assert_int_equal(scratch_folder_count(&folder), 0);
}

/* In a process of its own, whose files may not grow past 2 MiB. */
static int write_too_much(void)
{
    struct rlimit limit = {2 << 20, 2 << 20};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    struct file_writer writer;
    mrg_error error = MRG_ERROR_INIT;
    if (file_writer_open(&writer, scratch_file(&folder, "file"), &error) != MRG_OK)
        return 2;
    static const char bytes[1000];
    for (unsigned i = 0; i < 5000; i++)
        file_writer_append(&writer, bytes, sizeof bytes);
    if (file_writer_close(&writer, &error) != MRG_ERR_IO || error.status != MRG_ERR_IO)
        return 3;
    return strstr(error.message, "cannot write") != NULL ? 0 : 4;
}

static void assert_child(int (*work)(void))
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(work());
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_failed_write_leaves_nothing(void **state)
{
    (void)state;
    assert_child(write_too_much);
    assert_int_equal(scratch_folder_count(&folder), 0);
}

static void test_replace(void **state)
{
    (void)state;
    const char *path = scratch_file(&folder, "file");
    assert_int_equal(file_replace(folder.path, path, "one", 3, NULL), MRG_OK);
    assert_holds(path, "one");
    struct mapped_file map;
    assert_int_equal(mapped_file_open(&map, path, NULL), MRG_OK);
    assert_int_equal(file_replace(folder.path, path, "two", 3, NULL), MRG_OK);
    assert_holds(path, "two");
    assert_memory_equal(map.data, "one", 3);
    mapped_file_close(&map);
    assert_int_equal(scratch_folder_count(&folder), 1);
}

static void test_replace_over_leftover(void **state)
{
    (void)state;
    scratch_write(scratch_file(&folder, "file.new"), "from a killed run", 17);
    const char *path = scratch_file(&folder, "file");
    assert_int_equal(file_replace(folder.path, path, "new", 3, NULL), MRG_OK);
    assert_holds(path, "new");
    assert_int_equal(scratch_folder_count(&folder), 1);
}

static void test_replace_fails_whole(void **state)
{
    (void)state;
    mrg_error error = MRG_ERROR_INIT;
    /* A folder stands where the file is to go: rename is refused. */
    const char *path = scratch_file(&folder, "file");
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(file_replace(folder.path, path, "new", 3, &error), MRG_ERR_IO);
    assert_non_null(strstr(error.message, "cannot replace"));
    assert_int_equal(scratch_folder_count(&folder), 1);
    path = scratch_file(&folder, "no/such");
    assert_int_equal(file_replace(folder.path, path, "new", 3, &error), MRG_ERR_MISSING);
}

static int expect_locked(void)
{
    struct file_lock lock;
    mrg_error error = MRG_ERROR_INIT;
    char holder[32];
    snprintf(holder, sizeof holder, "process %ld,", (long)getppid());
    if (file_lock_take(&lock, scratch_file(&folder, "LOCK"), &error) != MRG_ERR_LOCKED)
        return 1;
    if (lock.descriptor != -1 || error.status != MRG_ERR_LOCKED)
        return 2;
    return strstr(error.message, holder) != NULL ? 0 : 3;
}

static int take_and_die(void)
{
    struct file_lock lock;
    return file_lock_take(&lock, scratch_file(&folder, "LOCK"), NULL) == MRG_OK ? 0 : 1;
}

static void test_lock_between_processes(void **state)
{
    (void)state;
    struct file_lock lock;
    const char *path = scratch_file(&folder, "LOCK");
    assert_int_equal(file_lock_take(&lock, path, NULL), MRG_OK);
    assert_child(expect_locked);
    struct file_lock second;
    assert_int_equal(file_lock_take(&second, path, NULL), MRG_ERR_LOCKED);
    file_lock_release(&second);
    file_lock_release(&lock);
    file_lock_release(&lock);
    assert_child(take_and_die);
    assert_int_equal(file_lock_take(&lock, path, NULL), MRG_OK);
    file_lock_release(&lock);
}

static void test_error_is_one_line(void **state)
{
    (void)state;
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(fail(&error, MRG_ERR_INPUT, "%s: bad", "a\nb\tc\x7f"), MRG_ERR_INPUT);
    assert_string_equal(error.message, "a?b?c?: bad");
    assert_int_equal(fail(NULL, MRG_ERR_LIMIT, "%s", "unheard"), MRG_ERR_LIMIT);
}

static void test_error_is_cut_at_a_character(void **state)
{
    (void)state;
    char text[2 * sizeof(((mrg_error *)0)->message)];
    for (size_t lead = 0; lead < 4; lead++) {
        mrg_error error = MRG_ERROR_INIT;
        memset(text, 'a', lead);
        for (size_t i = lead; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xe2\x82\xac", 4);
        fail(&error, MRG_ERR_IO, "%s", text);
        size_t size = strlen(error.message);
        assert_int_equal((size - lead) % 3, 0);
        assert_in_range(size, sizeof error.message - 6, sizeof error.message - 1);
        assert_memory_equal(error.message, text, size);
    }
}

static void test_error_of_system_calls(void **state)
{
    (void)state;
    static const struct {
        int code;
        mrg_status status;
    } cases[] = {
        {ENOENT, MRG_ERR_MISSING}, {ENOSPC, MRG_ERR_NO_SPACE}, {EDQUOT, MRG_ERR_NO_SPACE},
        {ENOMEM, MRG_ERR_MEMORY},  {EIO, MRG_ERR_IO},          {EACCES, MRG_ERR_IO},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mrg_error error = MRG_ERROR_INIT;
        assert_int_equal(fail_errno(&error, cases[i].code, "cannot read", "p"), cases[i].status);
        assert_int_equal(strncmp(error.message, "cannot read p: ", 15), 0);
    }
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_map_and_read),
        IN_FOLDER(test_empty_file),
        IN_FOLDER(test_no_such_file),
        IN_FOLDER(test_writer_writes_all),
        IN_FOLDER(test_writer_refuses_existing),
        IN_FOLDER(test_writer_abandon_removes),
        IN_FOLDER(test_failed_write_leaves_nothing),
        IN_FOLDER(test_replace),
        IN_FOLDER(test_replace_over_leftover),
        IN_FOLDER(test_replace_fails_whole),
        IN_FOLDER(test_lock_between_processes),
        cmocka_unit_test(test_error_is_one_line),
        cmocka_unit_test(test_error_is_cut_at_a_character),
        cmocka_unit_test(test_error_of_system_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
