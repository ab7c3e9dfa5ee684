#include "tests/unit/segment/section_file.h"

#include "tests/cmocka_all.h"

void section_file_begin(struct section_file *made)
{
    scratch_folder_make(&made->folder);
    const char *path = scratch_file(&made->folder, "segment");
    assert_int_equal(segment_file_writer_open(&made->writer, path, NULL), MRG_OK);
}

void section_file_add(struct section_file *made, enum section_id id, const struct buffer *bytes)
{
    assert_false(bytes->failed);
    section_write(&made->writer, id, bytes->data, bytes->size);
}

void section_file_open(struct section_file *made)
{
    mrg_error error = MRG_ERROR_INIT;
    const char *path = scratch_file(&made->folder, "segment");
    assert_int_equal(segment_file_writer_close(&made->writer, NULL, NULL, &error), MRG_OK);
    assert_int_equal(segment_file_open(&made->file, path, &error), MRG_OK);
}

void section_file_end(struct section_file *made)
{
    segment_file_close(&made->file);
    scratch_folder_remove(&made->folder);
}
