#include "common/segment/findings.h"
#include "common/base/error.h"

void findings_add(struct findings *findings, const mrg_error *finding)
{
    if (finding->status == MRG_ERR_MEMORY) {
        findings->is_short_of_memory = true;
        return;
    }
    if (findings->count++ == 0)
        findings->first = *finding;
    if (findings->report != NULL)
        findings->report(findings->context, finding->message);
}

void findings_at(struct findings *findings, const struct segment_file *file, const void *at,
                 const char *what)
{
    mrg_error finding;
    segment_file_damaged(file, at, what, &finding);
    findings_add(findings, &finding);
}

mrg_status findings_result(const struct findings *findings, mrg_error *error)
{
    if (findings->is_short_of_memory)
        return fail_memory(error);
    if (findings->count > 0 && error != NULL)
        *error = findings->first;
    return findings->count > 0 ? findings->first.status : MRG_OK;
}
