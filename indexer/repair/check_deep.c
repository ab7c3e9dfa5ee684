/* mrg_index_check_deep: what the plain check verifies, and postings against stored articles. */
#include "common/segment/check.h"
#include "indexer/repair/deep.h"
#include "indexer/repair/deep_xapian.h"

enum { MEMORY_DEFAULT = 256 << 20 };

static mrg_status visit_segment(void *context, const struct segment *segment,
                                struct findings *findings, mrg_error *error)
{
    const size_t *memory = context;
    return deep_check_segment(segment, *memory, findings, error);
}

mrg_status mrg_index_check_deep(const char *path, size_t memory,
                                void (*report)(void *context, const char *line), void *context,
                                mrg_error *error)
{
    struct findings findings = {.report = report, .context = context};
    size_t room = memory > 0 ? memory : MEMORY_DEFAULT;
    mrg_status status = check_index(path, &findings, visit_segment, &room, error);
    bool is_glass = false;
    if (status == MRG_OK && findings.count == 0)
        status = glass_is_engine_of(path, &is_glass, error);
    if (status == MRG_OK && is_glass)
        status = deep_check_xapian(path, room, &findings, error);
    return status == MRG_OK ? findings_result(&findings, error) : status;
}
