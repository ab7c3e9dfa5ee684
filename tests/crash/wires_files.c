#include "tests/crash/wires_files.h"
#include "common/codec/endian.h"
#include "common/segment/lexicons.h"
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/wires.h"

#include <string.h>

const char wires_files_families[WIRES_FILES_RANGES + 1] = "AbCd";

void wires_files_build(const char *path)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer *writer;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 64 << 20;
    if (mrg_writer_open(path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    wires_commit_all(writer, wires_files_families);
    if (mrg_writer_merge(writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    mrg_writer_close(writer);
}

size_t wires_files_segment(const struct index_files *files)
{
    size_t number = 0;
    while (strncmp(files->files[number].name, "seg-", 4) != 0)
        number++;
    return number;
}

struct stretch wires_files_section(const struct index_files *files, const char *name)
{
    struct stretch stretches[STRETCHES_MAX];
    const size_t count = seal_stretches(&files->files[wires_files_segment(files)], stretches);
    for (size_t i = 0; i < count; i++)
        if (strcmp(stretches[i].name, name) == 0)
            return stretches[i];
    fail_msg("no section %s", name);
    return (struct stretch){0, 0, name};
}

size_t wires_files_range(unsigned number)
{
    return LEXICONS_HEAD_SIZE + (size_t)number * LEXICONS_RANGE_SIZE;
}

size_t wires_files_lexicon(const struct index_files *files, unsigned number)
{
    const struct stretch section = wires_files_section(files, "lexicons");
    const uint8_t *bytes = files->files[wires_files_segment(files)].bytes.data + section.start;
    assert_int_equal(load_u32(bytes), WIRES_FILES_RANGES);
    return number < WIRES_FILES_LEXICONS ? load_u32(bytes + wires_files_range(number) + 4)
                                         : section.size;
}
