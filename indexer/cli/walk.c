#include "indexer/cli/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/base/buffer.h"

/* One walk. */
struct state {
    const struct walker *walker; /* borrowed */
    struct buffer path;          /* of what is being visited */
};

static bool visit_folder(struct state *state);

static const char *current_path(struct state *state)
{
    const char *path = buffer_c_string(&state->path);
    return path == NULL ? "" : path;
}

static void report_failure(struct state *state, const char *doing, const char *why)
{
    char line[512];
    if (state->walker->failed == NULL)
        return;
    snprintf(line, sizeof line, "%s %s: %s", doing, current_path(state), why);
    state->walker->failed(state->walker->context, line);
}

static void report_skipped(struct state *state, const char *why)
{
    if (state->walker->skipped != NULL)
        state->walker->skipped(state->walker->context, current_path(state), why);
}

static bool is_left_out(const struct walker *walker, const struct stat *what)
{
    return walker->has_left_out && what->st_dev == walker->left_out_dev &&
           what->st_ino == walker->left_out_file;
}

static bool visit_file(struct state *state, const struct stat *what)
{
    return state->walker->file(state->walker->context, current_path(state), what);
}

/* Visit an entry of a folder; its path is current. */
static bool visit_entry(struct state *state)
{
    struct stat what;
    const char *path = current_path(state);
    if (lstat(path, &what) != 0) {
        report_failure(state, "cannot open", strerror(errno));
        return true;
    }
    if (S_ISDIR(what.st_mode))
        return visit_folder(state);
    bool is_link = S_ISLNK(what.st_mode);
    if (is_link && stat(path, &what) != 0) {
        report_failure(state, "cannot follow link", strerror(errno));
        return true;
    }
    if (S_ISREG(what.st_mode))
        return visit_file(state, &what);
    report_skipped(state, S_ISDIR(what.st_mode) ? "link to a folder" : "not a regular file");
    return true;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int compare_names(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* Visit `name` in the folder whose path is current, and restore that path. */
static bool visit_name(struct state *state, const char *name)
{
    size_t size = state->path.size;
    if (size > 0 && state->path.data[size - 1] != '/')
        buffer_append_byte(&state->path, '/');
    buffer_append_string(&state->path, name);
    bool go_on = true;
    if (state->path.failed) {
        state->path.failed = false;
        state->path.size = size;
        report_failure(state, "cannot read all of folder", "out of memory");
    } else {
        go_on = visit_entry(state);
    }
    state->path.size = size;
    return go_on;
}

static bool visit_folder(struct state *state)
{
    struct stat what;
    const char *path = current_path(state);
    if (stat(path, &what) == 0 && is_left_out(state->walker, &what)) {
        report_skipped(state, "the index itself");
        return true;
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_visible, compare_names);
    if (count < 0) {
        report_failure(state, "cannot read folder", strerror(errno));
        return true;
    }
    bool go_on = true;
    for (int i = 0; i < count; i++) {
        if (go_on)
            go_on = visit_name(state, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return go_on;
}

static bool visit_root(struct state *state, const char *path)
{
    struct stat what;
    if (strcmp(path, "-") == 0)
        return state->walker->file(state->walker->context, path, NULL);
    if (stat(path, &what) != 0) {
        report_failure(state, "cannot open", strerror(errno));
        return true;
    }
    return S_ISDIR(what.st_mode) ? visit_folder(state) : visit_file(state, &what);
}

bool walk(const struct walker *walker, const char *path)
{
    struct state state = {.walker = walker, .path = BUFFER_INIT};
    bool go_on = true;
    buffer_append_string(&state.path, path);
    if (state.path.failed)
        report_failure(&state, "cannot open", "out of memory");
    else
        go_on = visit_root(&state, path);
    buffer_free(&state.path);
    return go_on;
}
