/* Whole indexes: the small index of the crash tests with bytes of one file changed below its checksums.
 * Opening, searching, checking and merging it comes to an end and says why it cannot go on.
 *
 *   input  = file:byte flags:byte change...
 *   flags  = 1: add articles and merge as well | 2: check as well | 4 times the first probe asked
 *   change = stretch:byte at:u16 size:byte bytes{size % 16}
 */
#include "tests/crash/probes.h"
#include "tests/crash/seal.h"
#include "tests/crash/small_index.h"
#include "tests/fuzz/fuzz.h"

enum { MERGE = 1, CHECK = 2, PROBES = 5 /* asked of one input; all of them take long */ };

static struct index_files files;

static void remove_files(void)
{
    index_files_remove(&files);
}

static void check_error(mrg_status status, const mrg_error *error)
{
    FUZZ_REQUIRE(status == MRG_OK || error->status == status);
    FUZZ_REQUIRE(status == MRG_OK || error->message[0] != '\0');
    FUZZ_REQUIRE(status != MRG_ERR_MEMORY); /* a damaged size was believed */
}

/* Open the index and ask some of the probes. */
static void search(size_t first)
{
    static struct answer answer;
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    check_error(mrg_index_open(files.folder, &index, &error), &error);
    if (index == NULL)
        return;
    for (size_t i = 0; i < PROBES; i++) {
        probe_ask(index, (first + i) % probe_count(), &answer);
        check_error(answer.status, &answer.error);
    }
    mrg_index_close(index);
}

static void write_and_merge(size_t first)
{
    mrg_writer *writer;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 64 << 20;
    mrg_status status = mrg_writer_open(files.folder, &options, &writer, &error);
    if (status == MRG_OK)
        status = small_index_add(writer, 150, 4, &error);
    if (status == MRG_OK)
        status = mrg_writer_merge(writer, &error);
    check_error(status, &error);
    mrg_writer_close(writer);
    if (status == MRG_OK)
        search(first);
    index_files_restore(&files);
}

static void change(struct buffer *bytes, const struct stretch *stretch, struct fuzz_input *input)
{
    const size_t at = fuzz_u16(input) % stretch->size;
    const mrg_text piece = fuzz_piece(input, fuzz_u8(input) % 16);
    const size_t left = stretch->size - at;
    memcpy(bytes->data + stretch->start + at, piece.data, piece.size < left ? piece.size : left);
}

static void run(size_t number, uint8_t flags)
{
    const struct index_file *file = &files.files[number], *manifest = &files.files[0];
    mrg_error error = MRG_ERROR_INIT;
    search(flags / 4);
    if ((flags & CHECK) != 0)
        check_error(mrg_index_check(files.folder, NULL, NULL, &error), &error);
    if ((flags & MERGE) != 0)
        write_and_merge(flags / 4);
    index_file_write(file, file->bytes.data, file->bytes.size);
    index_file_write(manifest, manifest->bytes.data, manifest->bytes.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    struct stretch stretches[STRETCHES_MAX];
    struct buffer bytes = BUFFER_INIT;
    if (files.count == 0) {
        index_files_make(&files, small_index_build);
        atexit(remove_files);
    }
    const size_t number = fuzz_u8(&input) % files.count;
    const uint8_t flags = fuzz_u8(&input);
    const struct index_file *file = &files.files[number];
    const size_t count = seal_stretches(file, stretches);
    buffer_append(&bytes, file->bytes.data, file->bytes.size);
    while (fuzz_left(&input) > 0)
        change(&bytes, &stretches[fuzz_u8(&input) % count], &input);
    seal_write(&files, number, &bytes);
    run(number, flags);
    buffer_free(&bytes);
    return 0;
}
