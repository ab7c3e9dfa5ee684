/* Mending an index of engine "xapian". */
#include "common/base/error.h"
#include "indexer/repair/repair.h"

mrg_status repair_xapian(struct repair *repair, mrg_error *error)
{
    return fail(error, MRG_ERR_UNSUPPORTED, "%s: not yet", repair->folder);
}
