#include "indexer/sources.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/segment/source_list.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SOURCES_PREFIX "sources-"

/* What is known of a path, or of an id that is withdrawn, with the numbers of struct source_entry. */
struct source_state {
    uint64_t size, hash, records;
    int64_t modified;
    bool is_complete;
    bool is_again;
    bool is_shared;
    bool is_forgotten;
    bool is_withdrawn;
    bool is_changed; /* since the last commit: its number is in `changed` */
};

static struct source_state *state_of(const struct sources *sources, uint32_t number)
{
    return (struct source_state *)(void *)sources->states.data + number;
}

static mrg_text path_of(const struct sources *sources, uint32_t number)
{
    const struct string_entry *entry = &sources->paths.entries[number];
    return (mrg_text){entry->data, entry->size};
}

static mrg_source source_of(const struct sources *sources, uint32_t number)
{
    const struct source_state *state = state_of(sources, number);
    return (mrg_source){.path = path_of(sources, number),
                        .size = state->size,
                        .modified = state->modified,
                        .hash = state->hash,
                        .records = state->records,
                        .is_complete = state->is_complete,
                        .is_again = state->is_again,
                        .is_shared = state->is_shared};
}

/* The state of `path`, made where there is none; NULL when memory is short. */
static struct source_state *state_for(struct sources *sources, mrg_text path, uint32_t *number)
{
    static const struct source_state none = {.is_forgotten = true};
    *number = string_table_add(&sources->paths, 0, path.data, path.size, NULL);
    if (*number == STRING_NONE)
        return NULL;
    /* Not by whether it is new: an earlier attempt may have run short of memory just here. */
    while (sources->states.size / sizeof none <= *number && !sources->states.failed)
        buffer_append(&sources->states, &none, sizeof none);
    return sources->states.failed ? NULL : state_of(sources, *number);
}

/* ---- reading ---- */

bool sources_init(struct sources *sources, const struct manifest *manifest)
{
    bool copied = true;
    *sources = (struct sources){.is_loaded = false};
    for (size_t i = 0; manifest != NULL && i < manifest->source_count && copied; i++)
        copied = manifest_add_sources(&sources->named, &manifest->sources[i]);
    return copied;
}

static void forget_all(struct sources *sources)
{
    string_table_free(&sources->paths);
    buffer_free(&sources->states);
    buffer_free(&sources->changed);
}

void sources_free(struct sources *sources)
{
    manifest_free(&sources->named);
    forget_all(sources);
    buffer_free(&sources->key);
}

static void set_state(struct source_state *state, const mrg_source *source)
{
    bool is_changed = state->is_changed;
    *state = (struct source_state){.size = source->size,
                                   .hash = source->hash,
                                   .records = source->records,
                                   .modified = source->modified,
                                   .is_complete = source->is_complete,
                                   .is_again = source->is_again,
                                   .is_shared = source->is_shared,
                                   .is_changed = is_changed};
}

static bool take_entry(void *context, const struct source_entry *entry)
{
    uint32_t number;
    struct source_state *state = state_for(context, entry->source.path, &number);
    if (state == NULL)
        return false;
    set_state(state, &entry->source);
    state->is_forgotten = entry->is_forgotten;
    state->is_withdrawn = entry->is_withdrawn;
    return true;
}

mrg_status sources_load(struct sources *sources, const char *folder, mrg_error *error)
{
    if (sources->is_loaded)
        return MRG_OK;
    mrg_status status = string_table_init(&sources->paths) ? MRG_OK : fail_memory(error);
    for (size_t i = 0; i < sources->named.source_count && status == MRG_OK; i++)
        status = source_list_open(&sources->named.sources[i], folder, take_entry, sources, error);
    sources->is_loaded = status == MRG_OK;
    if (status != MRG_OK)
        forget_all(sources);
    return status;
}

/* ---- in memory ---- */

/* What is known of `path`, be it that of a file or of an id; STRING_NONE: nothing. */
static uint32_t find_number(const struct sources *sources, mrg_text path)
{
    uint32_t number = string_table_find(&sources->paths, 0, path.data, path.size);
    if (number == STRING_NONE || sources->states.size / sizeof(struct source_state) <= number ||
        state_of(sources, number)->is_forgotten)
        return STRING_NONE;
    return number;
}

bool sources_find(const struct sources *sources, mrg_text path, mrg_source *source)
{
    uint32_t number = find_number(sources, path);
    if (number == STRING_NONE || state_of(sources, number)->is_withdrawn)
        return false;
    *source = source_of(sources, number);
    return true;
}

/* Have the next commit write `number`. */
static bool mark_changed(struct sources *sources, uint32_t number)
{
    struct source_state *state = state_of(sources, number);
    if (state->is_changed)
        return true;
    sources->changed.failed = false;
    buffer_append(&sources->changed, &number, sizeof number);
    state->is_changed = !sources->changed.failed;
    return state->is_changed;
}

static bool is_known(const struct sources *sources, const mrg_source *source)
{
    mrg_source known;
    return sources_find(sources, source->path, &known) && known.size == source->size &&
           known.modified == source->modified && known.hash == source->hash &&
           known.records == source->records && known.is_complete == source->is_complete &&
           known.is_again == source->is_again && known.is_shared == source->is_shared;
}

mrg_status sources_note(struct sources *sources, const mrg_source *source, mrg_error *error)
{
    uint32_t number;
    if (source->path.size == 0)
        return fail(error, MRG_ERR_ARGUMENT, "a source without a path");
    if (source->path.data[0] == SOURCE_WITHDRAWN)
        return fail(error, MRG_ERR_ARGUMENT, "a source whose path begins with a byte of 1");
    if (is_known(sources, source))
        return MRG_OK;
    sources->states.failed = false;
    struct source_state *state = state_for(sources, source->path, &number);
    if (state == NULL || !mark_changed(sources, number))
        return fail_memory(error);
    set_state(state, source);
    return MRG_OK;
}

mrg_status sources_forget(struct sources *sources, mrg_text path, mrg_error *error)
{
    uint32_t number = string_table_find(&sources->paths, 0, path.data, path.size);
    if (!mark_changed(sources, number))
        return fail_memory(error);
    state_of(sources, number)->is_forgotten = true;
    return MRG_OK;
}

void sources_each(struct sources *sources, bool (*each)(void *context, const mrg_source *source),
                  void *context)
{
    size_t count = sources->states.size / sizeof(struct source_state);
    for (uint32_t number = 0; number < count; number++) {
        const struct source_state *state = state_of(sources, number);
        if (state->is_forgotten || state->is_withdrawn)
            continue;
        mrg_source source = source_of(sources, number);
        if (!each(context, &source))
            return;
    }
}

uint32_t sources_number(struct sources *sources, mrg_text path)
{
    uint32_t number;
    if (!sources->is_loaded || path.size == 0)
        return STRING_NONE;
    sources->states.failed = false;
    return state_for(sources, path, &number) != NULL ? number : STRING_NONE;
}

mrg_status sources_share(struct sources *sources, uint32_t number, mrg_error *error)
{
    if (number == STRING_NONE || state_of(sources, number)->is_forgotten ||
        state_of(sources, number)->is_shared)
        return MRG_OK;
    if (!mark_changed(sources, number))
        return fail_memory(error);
    state_of(sources, number)->is_shared = true;
    return MRG_OK;
}

/* ---- what is withdrawn ---- */

/* What `id` is known by among the paths, until the next call; MRG_ERR_MEMORY. */
static mrg_status make_key(struct sources *sources, mrg_text id, mrg_text *key, mrg_error *error)
{
    struct buffer *bytes = &sources->key;
    buffer_clear(bytes);
    buffer_append_byte(bytes, SOURCE_WITHDRAWN);
    buffer_append(bytes, id.data, id.size);
    bool is_short = bytes->failed;
    bytes->failed = false;
    *key = (mrg_text){(const char *)bytes->data, bytes->size};
    return is_short ? fail_memory(error) : MRG_OK;
}

static struct article_age notice_of(const struct source_state *state)
{
    return (struct article_age){.updated = state->modified,
                                .version =
                                    state->size <= INT64_MAX ? (int64_t)state->size - 1 : -1};
}

mrg_status sources_find_withdrawn(struct sources *sources, mrg_text id, bool *is_withdrawn,
                                  struct article_age *notice, mrg_error *error)
{
    mrg_text key;
    *is_withdrawn = false;
    mrg_status status = make_key(sources, id, &key, error);
    if (status != MRG_OK)
        return status;
    uint32_t number = find_number(sources, key);
    if (number == STRING_NONE)
        return MRG_OK;
    *is_withdrawn = true;
    *notice = notice_of(state_of(sources, number));
    return MRG_OK;
}

mrg_status sources_withdraw(struct sources *sources, mrg_text id, struct article_age notice,
                            mrg_error *error)
{
    struct article_age known;
    bool is_known;
    mrg_text key;
    uint32_t number;
    mrg_status status = sources_find_withdrawn(sources, id, &is_known, &known, error);
    if (status != MRG_OK ||
        (is_known && known.updated == notice.updated && known.version == notice.version))
        return status;
    if (make_key(sources, id, &key, error) != MRG_OK)
        return MRG_ERR_MEMORY;
    sources->states.failed = false;
    struct source_state *state = state_for(sources, key, &number);
    if (state == NULL || !mark_changed(sources, number))
        return fail_memory(error);
    const mrg_source numbers = {.size = (uint64_t)(notice.version + 1), .modified = notice.updated};
    set_state(state, &numbers);
    state->is_withdrawn = true;
    return MRG_OK;
}

mrg_status sources_reinstate(struct sources *sources, mrg_text id, mrg_error *error)
{
    mrg_text key;
    mrg_status status = make_key(sources, id, &key, error);
    return status == MRG_OK ? sources_forget(sources, key, error) : status;
}

void sources_each_withdrawn(const struct sources *sources,
                            bool (*each)(void *context, mrg_text id, struct article_age notice),
                            void *context)
{
    size_t count = sources->states.size / sizeof(struct source_state);
    for (uint32_t number = 0; number < count; number++) {
        const struct source_state *state = state_of(sources, number);
        if (state->is_forgotten || !state->is_withdrawn)
            continue;
        mrg_text key = path_of(sources, number);
        if (!each(context, (mrg_text){key.data + 1, key.size - 1}, notice_of(state)))
            return;
    }
}

static bool take_one(void *context, mrg_text id, struct article_age notice)
{
    (void)id;
    (void)notice;
    *(bool *)context = true;
    return false;
}

bool sources_have_withdrawn(const struct sources *sources)
{
    bool have = false;
    sources_each_withdrawn(sources, take_one, &have);
    return have;
}

/* ---- writing ---- */

/* What of all that is known a list is to hold. */
enum selection { SELECT_CHANGED, SELECT_ALL, SELECT_WITHDRAWN };

static int compare_paths(const void *a, const void *b)
{
    const struct source_entry *x = a, *y = b;
    mrg_text left = x->source.path, right = y->source.path;
    size_t size = left.size < right.size ? left.size : right.size;
    int order = memcmp(left.data, right.data, size);
    return order != 0 ? order : (left.size > right.size) - (left.size < right.size);
}

static void take_number(const struct sources *sources, uint32_t number, struct buffer *entries)
{
    const struct source_state *state = state_of(sources, number);
    struct source_entry entry = {source_of(sources, number), state->is_forgotten,
                                 state->is_withdrawn};
    buffer_append(entries, &entry, sizeof entry);
}

/* All that is known, or only what is withdrawn. */
static void gather_known(const struct sources *sources, bool is_withdrawn_only,
                         struct buffer *entries)
{
    size_t count = sources->states.size / sizeof(struct source_state);
    for (uint32_t i = 0; i < count; i++) {
        const struct source_state *state = state_of(sources, i);
        if (!state->is_forgotten && (state->is_withdrawn || !is_withdrawn_only))
            take_number(sources, i, entries);
    }
}

static void gather_changed(const struct sources *sources, struct buffer *entries)
{
    const uint32_t *changed = (const uint32_t *)(const void *)sources->changed.data;
    for (size_t i = 0; i < sources->changed.size / sizeof *changed; i++)
        take_number(sources, changed[i], entries);
}

/* What a list is to hold, sorted. */
static void gather(const struct sources *sources, enum selection selection, struct buffer *entries)
{
    if (selection == SELECT_CHANGED)
        gather_changed(sources, entries);
    else
        gather_known(sources, selection == SELECT_WITHDRAWN, entries);
    if (!entries->failed && entries->size > 0)
        qsort(entries->data, entries->size / sizeof(struct source_entry),
              sizeof(struct source_entry), compare_paths);
}

/* The text of a list of `selection`; returns its checksum. */
static uint32_t make_list(const struct sources *sources, enum selection selection,
                          struct buffer *list)
{
    struct buffer entries = BUFFER_INIT;
    struct source_list_writer writer;
    gather(sources, selection, &entries);
    const struct source_entry *entry = (const struct source_entry *)(const void *)entries.data;
    size_t count = entries.size / sizeof *entry;
    source_list_begin(&writer, list);
    for (size_t i = 0; i < count; i++)
        source_list_add(&writer, &entry[i]);
    uint32_t crc = source_list_end(&writer);
    list->failed |= entries.failed;
    buffer_free(&entries);
    return crc;
}

static mrg_status write_file(const char *folder, const char *name, const struct buffer *list,
                             mrg_error *error)
{
    struct file_writer file;
    char *path = path_join(folder, name);
    mrg_status status = path != NULL ? file_writer_open(&file, path, error) : fail_memory(error);
    if (status == MRG_OK) {
        file_writer_append(&file, list->data, list->size);
        status = file_writer_close(&file, error);
    }
    free(path);
    return status == MRG_OK ? folder_sync(folder, error) : status;
}

static void forget_changes(struct sources *sources)
{
    const uint32_t *changed = (const uint32_t *)(const void *)sources->changed.data;
    for (size_t i = 0; i < sources->changed.size / sizeof *changed; i++)
        state_of(sources, changed[i])->is_changed = false;
    buffer_clear(&sources->changed);
}

/* Write a list of `selection` and name it in `manifest`, alone where it is one of all. */
static mrg_status write_list(const struct sources *sources, enum selection selection,
                             const char *folder, struct manifest *manifest, mrg_error *error)
{
    struct manifest_sources about = {.size = 0};
    struct buffer list = BUFFER_INIT;
    snprintf(about.file, sizeof about.file, SOURCES_PREFIX "%06" PRIu64 ".mrg", manifest->next++);
    about.crc = make_list(sources, selection, &list);
    about.size = list.size;
    mrg_status status =
        list.failed ? fail_memory(error) : write_file(folder, about.file, &list, error);
    buffer_free(&list);
    if (status != MRG_OK)
        return status;
    if (selection == SELECT_ALL)
        manifest->source_count = 0;
    return manifest_add_sources(manifest, &about) ? MRG_OK : fail_memory(error);
}

mrg_status sources_commit(struct sources *sources, const char *folder, struct manifest *manifest,
                          mrg_error *error)
{
    if (!sources_have_changed(sources))
        return MRG_OK;
    bool is_all = manifest->source_count >= SOURCE_LISTS_MAX;
    mrg_status status =
        write_list(sources, is_all ? SELECT_ALL : SELECT_CHANGED, folder, manifest, error);
    if (status == MRG_OK)
        forget_changes(sources);
    return status;
}

mrg_status sources_write_withdrawn(const struct sources *sources, const char *folder,
                                   struct manifest *manifest, mrg_error *error)
{
    return sources_have_withdrawn(sources)
               ? write_list(sources, SELECT_WITHDRAWN, folder, manifest, error)
               : MRG_OK;
}

void sources_remove_unnamed(const char *path, const struct manifest *manifest)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return; /* nothing depends on it: the next writer tries again */
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (strncmp(entry->d_name, SOURCES_PREFIX, sizeof SOURCES_PREFIX - 1) == 0 &&
            !manifest_names(manifest, entry->d_name))
            unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
}
