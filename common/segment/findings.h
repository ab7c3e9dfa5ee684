/* What checking finds: each finding goes to a report as one line, and is counted. */
#ifndef MORGUE_SEGMENT_FINDINGS_H
#define MORGUE_SEGMENT_FINDINGS_H

#include "common/segment/segment_file.h"

struct findings {
    void (*report)(void *context, const char *line); /* may be NULL */
    void *context;                                   /* handed to `report` */
    uint64_t count;                                  /* findings so far */
    mrg_error first;                                 /* what the check returns */
    bool is_short_of_memory;                         /* something could not be looked at */
};

/* Take note of `finding`; MRG_ERR_MEMORY is none, but remembered. */
void findings_add(struct findings *findings, const mrg_error *finding);

/* A finding about the bytes at `at` of `file`: `what` is wrong. */
void findings_at(struct findings *findings, const struct segment_file *file, const void *at,
                 const char *what);

/* What it comes to: MRG_OK when nothing was found, the first finding's status with `error` filled,
 * MRG_ERR_MEMORY when memory was short. */
mrg_status findings_result(const struct findings *findings, mrg_error *error);

#endif
