/* What an index consists of: its manifest or, where that is missing or damaged, what its lines and the
 * files in the folder say together. */
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/glass/scheme.h"
#include "common/segment/check.h"
#include "common/segment/source_list.h"
#include "indexer/repair/repair.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MANIFEST_LIMIT = 16 << 20, LINE_SIZE = 256 };

static bool is_kind(const char *name, const char *kind)
{
    return strncmp(name, kind, strlen(kind)) == 0;
}

/* ---- lines that can still be read ---- */

static bool take_segment(struct repair *repair, const char *line)
{
    struct manifest_segment segment = {.size = 0};
    int used = 0;
    if (sscanf(line, "segment %39s %" SCNu64 " %8" SCNx32 "%n", segment.file, &segment.size,
               &segment.crc, &used) != 3 ||
        line[used] != '\0' || !is_kind(segment.file, "seg-") ||
        !folder_has(&repair->names, segment.file) || manifest_names(&repair->old, segment.file))
        return true;
    return manifest_add(&repair->old, &segment);
}

static void take_removed(struct repair *repair, const char *line)
{
    char file[FILE_NAME_MAX], deletions[FILE_NAME_MAX] = "";
    struct manifest *old = &repair->old;
    if (sscanf(line, "removed %39s %39s", file, deletions) != 2 ||
        !folder_has(&repair->names, deletions) || !is_kind(deletions, "del-"))
        return;
    for (size_t i = 0; i < old->segment_count; i++)
        if (strcmp(old->segments[i].file, file) == 0)
            memcpy(old->segments[i].deletions, deletions, sizeof deletions);
}

/* False when memory is short. */
static bool take_line(struct repair *repair, const char *line)
{
    struct manifest *old = &repair->old;
    if (is_kind(line, "segment "))
        return take_segment(repair, line);
    if (is_kind(line, "removed "))
        take_removed(repair, line);
    else if (sscanf(line, "generation %" SCNu64, &old->generation) != 1 &&
             sscanf(line, "next %" SCNu64, &old->next) != 1 &&
             sscanf(line, "language %7s", old->language) != 1 && is_kind(line, "engine "))
        snprintf(old->engine, sizeof old->engine, "%.15s", line + strlen("engine "));
    return true;
}

static mrg_status take_lines(struct repair *repair, const struct buffer *text, mrg_error *error)
{
    const char *at = (const char *)text->data, *end = at + text->size;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((newline != NULL ? newline : end) - at);
        char line[LINE_SIZE];
        if (size < sizeof line) {
            memcpy(line, at, size);
            line[size] = '\0';
            if (!take_line(repair, line))
                return fail_memory(error);
        }
        at += size + 1;
    }
    return MRG_OK;
}

/* Whether the text ends in the checksum of what is before: then a version that is not known is meant. */
static bool is_sealed(const struct buffer *text)
{
    static const char last[] = "checksum 00000000\n";
    char expected[sizeof last];
    if (text->size < sizeof last - 1)
        return false;
    size_t lines = text->size - (sizeof last - 1);
    snprintf(expected, sizeof expected, "checksum %08" PRIx32 "\n", checksum(0, text->data, lines));
    return memcmp(text->data + lines, expected, sizeof expected - 1) == 0;
}

/* ---- files that no line names ---- */

/* Put a segment before the first one with a higher number: numbers go up with time. */
static bool insert_segment(struct manifest *old, const struct manifest_segment *segment)
{
    size_t at = 0;
    while (at < old->segment_count &&
           file_number(old->segments[at].file) < file_number(segment->file))
        at++;
    if (!manifest_add(old, segment))
        return false;
    memmove(&old->segments[at + 1], &old->segments[at],
            (old->segment_count - 1 - at) * sizeof *segment);
    old->segments[at] = *segment;
    return true;
}

/* Add the segment files whose footers are good. */
static mrg_status add_segments(struct repair *repair, mrg_error *error)
{
    bool good = true;
    for (size_t i = 0; i < repair->names.count && good; i++) {
        struct manifest_segment segment = {.size = 0};
        struct segment_file file;
        const char *name = repair->names.names[i];
        if (!is_kind(name, "seg-") || manifest_names(&repair->old, name))
            continue;
        char *path = path_join(repair->folder, name);
        if (path == NULL)
            return fail_memory(error);
        mrg_status status = segment_file_open(&file, path, NULL);
        free(path);
        if (status == MRG_ERR_MEMORY)
            return fail_memory(error);
        if (status != MRG_OK) {
            repair_say(repair, "%s/%s: passed over: its footer is damaged and the manifest is lost",
                       repair->folder, name);
            continue;
        }
        memcpy(segment.file, name, sizeof segment.file);
        segment.size = file.map.size;
        segment.crc = file.crc;
        segment_file_close(&file);
        good = insert_segment(&repair->old, &segment);
    }
    return good ? MRG_OK : fail_memory(error);
}

/* ---- deletions that no line names ---- */

static bool is_taken(const struct manifest *manifest, const char *deletions)
{
    return manifest_names(manifest, deletions);
}

/* Whether deletions file `name` is about this segment: nothing in it disagrees with the postings. */
static mrg_status fits(const struct repair *repair, const struct manifest_segment *about,
                       const char *name, bool *does_fit, mrg_error *error)
{
    struct manifest_segment candidate = *about;
    struct snapshot snapshot = {.articles = 0};
    struct findings findings = {.report = NULL};
    memcpy(candidate.deletions, name, sizeof candidate.deletions);
    *does_fit = false;
    mrg_status status = snapshot_add_segment(&snapshot, repair->folder, &candidate, error);
    if (status == MRG_OK) {
        status = check_segment(&snapshot, snapshot.segments[0], &findings, error);
        *does_fit = status == MRG_OK && findings.count == 0;
    }
    snapshot_close(&snapshot);
    return status == MRG_ERR_MEMORY ? status : MRG_OK;
}

/* Give every deletions file that no line names to the segment it fits, the latest ones first. */
static mrg_status add_deletions(struct repair *repair, mrg_error *error)
{
    struct manifest *old = &repair->old;
    mrg_status status = MRG_OK;
    for (size_t i = repair->names.count; i-- > 0 && status == MRG_OK;) {
        const char *name = repair->names.names[i];
        bool does_fit = !is_kind(name, "del-") || is_taken(old, name);
        for (size_t s = 0; s < old->segment_count && !does_fit && status == MRG_OK; s++) {
            if (old->segments[s].deletions[0] != '\0')
                continue;
            status = fits(repair, &old->segments[s], name, &does_fit, error);
            if (does_fit)
                memcpy(old->segments[s].deletions, name, sizeof old->segments[s].deletions);
        }
    }
    return status;
}

/* ---- lists of sources ---- */

/* Add every list that is there; whether it is good is looked at with the others. */
static mrg_status add_sources(struct repair *repair, mrg_error *error)
{
    for (size_t i = 0; i < repair->names.count; i++) {
        const char *name = repair->names.names[i];
        struct manifest_sources sources = {.size = 0};
        struct mapped_file map;
        if (!is_kind(name, "sources-"))
            continue;
        char *path = path_join(repair->folder, name);
        if (path == NULL || mapped_file_open(&map, path, NULL) != MRG_OK) {
            free(path);
            continue;
        }
        memcpy(sources.file, name, sizeof sources.file);
        sources.size = map.size;
        sources.crc = map.size >= 4 ? load_u32(map.data + map.size - 4) : 0;
        mapped_file_close(&map);
        free(path);
        if (!manifest_add_sources(&repair->old, &sources))
            return fail_memory(error);
    }
    return MRG_OK;
}

/* ---- all of it ---- */

static bool has_kind(const struct folder_names *names, const char *kind)
{
    for (size_t i = 0; i < names->count; i++)
        if (is_kind(names->names[i], kind))
            return true;
    return false;
}

static void fill_gaps(struct repair *repair)
{
    struct manifest *old = &repair->old;
    bool is_glass =
        has_kind(&repair->names, GLASS_FOLDER_PREFIX) && !has_kind(&repair->names, "seg-");
    snprintf(old->engine, sizeof old->engine, "%s", is_glass ? GLASS_ENGINE : "native");
    if (old->language[0] == '\0') {
        snprintf(old->language, sizeof old->language, "en");
        if (!is_glass) /* else the database knows */
            repair_say(repair, "%s: its default language is lost; taken to be en", repair->folder);
    }
}

static mrg_status rebuild_manifest(struct repair *repair, const struct buffer *text,
                                   const mrg_error *why, mrg_error *error)
{
    if (!has_kind(&repair->names, "seg-") && !has_kind(&repair->names, GLASS_FOLDER_PREFIX)) {
        if (error != NULL)
            *error = *why;
        return why->status;
    }
    repair->is_changed = true;
    repair->result.damaged++;
    repair_say(repair, "%s", why->message);
    mrg_status status = take_lines(repair, text, error);
    if (status == MRG_OK)
        status = add_segments(repair, error);
    if (status == MRG_OK)
        status = add_deletions(repair, error);
    if (status == MRG_OK)
        status = add_sources(repair, error);
    if (status == MRG_OK)
        fill_gaps(repair);
    return status;
}

mrg_status repair_read_manifest(struct repair *repair, mrg_error *error)
{
    mrg_error why = MRG_ERROR_INIT;
    struct buffer text = BUFFER_INIT;
    mrg_status status = manifest_read(&repair->old, repair->folder, &why);
    if (status == MRG_OK)
        return MRG_OK;
    char *path = path_join(repair->folder, MANIFEST_NAME);
    bool is_lost =
        status == MRG_ERR_DAMAGED || status == MRG_ERR_NOT_INDEX || status == MRG_ERR_VERSION;
    if (path == NULL)
        status = fail_memory(&why);
    else if (is_lost)
        file_read(path, MANIFEST_LIMIT, &text, NULL); /* nothing, when there is none */
    if (path != NULL && is_lost && !(status == MRG_ERR_VERSION && is_sealed(&text)))
        status = rebuild_manifest(repair, &text, &why, error);
    else if (error != NULL)
        *error = why;
    free(path);
    buffer_free(&text);
    return status;
}
