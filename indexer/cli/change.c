#include "indexer/cli/change.h"

#include "indexer/cli/exit_code.h"

int change_result(mrg_status status, const mrg_error *error)
{
    if (status != MRG_OK)
        complain("%s", error->message);
    return exit_code_of(status);
}

int change_begin(const struct invocation *invocation, mrg_writer **writer)
{
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    const char *path = invocation->operands[0];
    options.memory = invocation->settings.memory;
    options.wait = invocation->settings.wait;
    mrg_status status = mrg_index_open(path, &index, &error);
    if (status == MRG_OK) {
        mrg_index_close(index);
        status = mrg_writer_open(path, &options, writer, &error);
    }
    return change_result(status, &error);
}
