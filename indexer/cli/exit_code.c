#include "indexer/cli/exit_code.h"

int exit_code_of(mrg_status status)
{
    switch (status) {
    case MRG_OK:
        return EXIT_DONE;
    case MRG_ERR_ARGUMENT:
    case MRG_ERR_UNSUPPORTED:
        return EXIT_USAGE;
    case MRG_ERR_LOCKED:
        return EXIT_LOCKED;
    case MRG_ERR_INPUT:
    case MRG_ERR_LIMIT:
        return EXIT_FAILURES;
    case MRG_ERR_MEMORY:
    case MRG_ERR_IO:
    case MRG_ERR_MISSING:
    case MRG_ERR_NOT_INDEX:
    case MRG_ERR_DAMAGED:
    case MRG_ERR_VERSION:
    case MRG_ERR_NO_SPACE:
    case MRG_ERR_INTERRUPTED:
        return EXIT_INDEX;
    }
    return EXIT_INDEX;
}
