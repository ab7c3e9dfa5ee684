/* morgue-index remove: articles out of the index, by their ids. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/cli/change.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/format.h"

/* One run of the verb. */
struct removal {
    mrg_writer *writer; /* owned */
    uint64_t removed;   /* articles */
    uint64_t failed;    /* ids that were not there, and an input that broke off */
    mrg_error trouble;  /* what stopped the writer; MRG_OK while it works */
};

static bool remove_id(struct removal *removal, mrg_text id)
{
    bool was_there = false;
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = mrg_writer_remove(removal->writer, id, &was_there, &error);
    if (status != MRG_OK && status != MRG_ERR_ARGUMENT) {
        removal->trouble = error;
        return false;
    }
    if (was_there) {
        removal->removed++;
        return true;
    }
    removal->failed++;
    complain("%.*s: no article has this id", id.size < 1000 ? (int)id.size : 1000, id.data);
    return true;
}

/* Ids from standard input, one a line. */
static bool remove_listed(struct removal *removal)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    bool go_on = true;
    while (go_on && (size = getline(&line, &room, stdin)) > 0) {
        if (line[size - 1] == '\n')
            size--;
        if (size > 0)
            go_on = remove_id(removal, (mrg_text){line, (size_t)size});
    }
    free(line);
    if (go_on && ferror(stdin)) {
        complain("cannot read standard input: %s", strerror(errno));
        removal->failed++;
    }
    return go_on;
}

static void remove_all(struct removal *removal, const struct invocation *invocation)
{
    bool go_on = true;
    for (size_t i = 1; go_on && i < invocation->operand_count; i++) {
        const char *id = invocation->operands[i];
        go_on = strcmp(id, "-") == 0 ? remove_listed(removal)
                                     : remove_id(removal, (mrg_text){id, strlen(id)});
    }
    if (go_on)
        mrg_writer_commit(removal->writer, &removal->trouble);
}

int run_remove(const struct invocation *invocation)
{
    char count[FORMAT_ROOM];
    struct removal removal = {.trouble = MRG_ERROR_INIT};
    int code = change_begin(invocation, &removal.writer);
    if (code != EXIT_DONE)
        return code;
    remove_all(&removal, invocation);
    mrg_writer_close(removal.writer);
    if (removal.trouble.status != MRG_OK)
        return change_result(removal.trouble.status, &removal.trouble);
    format_count(removal.removed, count);
    if (!invocation->settings.quiet)
        printf("removed %s\n", count);
    return removal.failed > 0 ? EXIT_FAILURES : EXIT_DONE;
}
