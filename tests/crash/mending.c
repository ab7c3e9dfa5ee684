#include "tests/crash/mending.h"
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>

static void take_line(void *context, const char *line)
{
    static const char named[] = "lost: article ", numbered[] = "lost: article number ";
    struct told *told = context;
    assert_null(strchr(line, '\n'));
    if (strncmp(line, numbered, sizeof numbered - 1) == 0) {
        told->lost_numbers++;
    } else if (strncmp(line, named, sizeof named - 1) == 0) {
        assert_in_range(told->lost_ids, 0, LOST_MAX - 1);
        snprintf(told->lost[told->lost_ids++], CONTENTS_ID_MAX, "%s", line + sizeof named - 1);
    }
}

mrg_status mending_repair(const char *path, struct told *told, mrg_error *error)
{
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    memset(told, 0, sizeof *told);
    options.memory = 64 << 20;
    options.workers = 1;
    return mrg_index_repair(path, &options, take_line, told, &told->result, error);
}

static bool is_told(const struct told *told, const char *id)
{
    for (unsigned i = 0; i < told->lost_ids; i++)
        if (strcmp(told->lost[i], id) == 0)
            return true;
    return false;
}

void mending_compare(const struct contents *before, const struct contents *after,
                     const struct told *told, const char *scene)
{
    size_t at = 0, back = 0, missing = 0;
    for (size_t i = 0; i < after->count; i++) {
        const struct content *known = contents_find(before, after->items[i].id);
        if (known == NULL) {
            back++;
            continue;
        }
        if (known->record.size != after->items[i].record.size ||
            memcmp(known->record.data, after->items[i].record.data, known->record.size) != 0)
            fail_msg("%s: article %s has changed", scene, known->id);
    }
    for (size_t i = 0; i < before->count; i++) {
        const bool is_there = contents_find(after, before->items[i].id) != NULL;
        missing += !is_there;
        if (is_there == is_told(told, before->items[i].id) && told->lost_numbers == 0)
            fail_msg("%s: article %s is %s", scene, before->items[i].id,
                     is_there ? "there although told lost" : "lost without a word");
    }
    for (size_t i = 0; i < before->count && at < after->count; i++) /* the order */
        if (strcmp(before->items[i].id, after->items[at].id) == 0)
            at++;
        else if (contents_find(before, after->items[at].id) == NULL)
            at++, i--;
    if (at < after->count)
        fail_msg("%s: article %s is out of order", scene, after->items[at].id);
    if (back > 0 && told->result.unknown == 0)
        fail_msg("%s: %zu removed articles are back", scene, back);
    if (missing > told->lost_ids + told->lost_numbers ||
        told->result.lost != told->lost_ids + told->lost_numbers ||
        told->result.articles != after->count)
        fail_msg("%s: the figures disagree", scene);
}
