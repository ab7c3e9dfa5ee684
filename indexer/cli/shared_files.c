#include "indexer/cli/shared_files.h"

/* Marking all shared files. */
struct seeking {
    mrg_writer *writer; /* borrowed */
    mrg_error *error;   /* borrowed */
    mrg_status status;  /* of the writer */
};

bool shared_file_is_sought(const mrg_source *source)
{
    return source->is_shared && !source->is_complete && source->records == 0;
}

static bool seek(void *context, const mrg_source *source)
{
    struct seeking *seeking = context;
    if (!source->is_shared)
        return true;
    mrg_source sought = *source;
    sought.records = 0;
    sought.is_complete = false;
    sought.is_again = true;
    seeking->status = mrg_writer_note_source(seeking->writer, &sought, seeking->error);
    return seeking->status == MRG_OK;
}

mrg_status shared_files_seek(mrg_writer *writer, mrg_error *error)
{
    struct seeking seeking = {.writer = writer, .error = error};
    mrg_status status = mrg_writer_each_source(writer, seek, &seeking, error);
    return status == MRG_OK ? seeking.status : status;
}

static bool note_sought(void *context, const mrg_source *source)
{
    bool *is_any = context;
    *is_any = shared_file_is_sought(source);
    return !*is_any;
}

bool shared_files_are_sought(mrg_writer *writer)
{
    bool is_any = false;
    return mrg_writer_each_source(writer, note_sought, &is_any, NULL) == MRG_OK && is_any;
}
