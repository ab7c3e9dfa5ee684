#include "common/segment/manifest.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/checksum.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { MANIFEST_SIZE_MAX = 16 * 1024 * 1024, LINE_MAX_SIZE = 256 };

/* ---- writing ---- */

void manifest_print(const struct manifest *manifest, struct buffer *out)
{
    size_t start = out->size;
    buffer_append_format(out, "morgue %d\ngeneration %" PRIu64 "\nengine %s\n", MANIFEST_VERSION,
                         manifest->generation, manifest->engine);
    buffer_append_format(out, "analysis %d\nlanguage %s\nnext %" PRIu64 "\n", ANALYSIS_VERSION,
                         manifest->language, manifest->next);
    for (size_t i = 0; i < manifest->segment_count; i++) {
        const struct manifest_segment *segment = &manifest->segments[i];
        buffer_append_format(out, "segment %s %" PRIu64 " %08" PRIx32 "\n", segment->file,
                             segment->size, segment->crc);
        if (segment->deletions[0] != '\0')
            buffer_append_format(out, "removed %s %s\n", segment->file, segment->deletions);
    }
    for (size_t i = 0; i < manifest->source_count; i++)
        buffer_append_format(out, "sources %s %" PRIu64 " %08" PRIx32 "\n",
                             manifest->sources[i].file, manifest->sources[i].size,
                             manifest->sources[i].crc);
    if (!out->failed)
        buffer_append_format(out, "checksum %08" PRIx32 "\n",
                             checksum(0, out->data + start, out->size - start));
}

mrg_status manifest_write(const struct manifest *manifest, const char *folder, mrg_error *error)
{
    struct buffer text = BUFFER_INIT;
    manifest_print(manifest, &text);
    char *path = path_join(folder, MANIFEST_NAME);
    mrg_status status = path == NULL || text.failed
                            ? fail_memory(error)
                            : file_replace(folder, path, text.data, text.size, error);
    free(path);
    buffer_free(&text);
    return status;
}

/* ---- in memory ---- */

bool manifest_add(struct manifest *manifest, const struct manifest_segment *segment)
{
    struct manifest_segment *grown =
        realloc(manifest->segments, (manifest->segment_count + 1) * sizeof *grown);
    if (grown == NULL)
        return false;
    manifest->segments = grown;
    grown[manifest->segment_count++] = *segment;
    return true;
}

bool manifest_add_sources(struct manifest *manifest, const struct manifest_sources *sources)
{
    struct manifest_sources *grown =
        realloc(manifest->sources, (manifest->source_count + 1) * sizeof *grown);
    if (grown == NULL)
        return false;
    manifest->sources = grown;
    grown[manifest->source_count++] = *sources;
    return true;
}

bool manifest_copy(struct manifest *copy, const struct manifest *manifest)
{
    bool copied = true;
    *copy = *manifest;
    copy->segments = NULL;
    copy->segment_count = 0;
    copy->sources = NULL;
    copy->source_count = 0;
    for (size_t i = 0; i < manifest->segment_count && copied; i++)
        copied = manifest_add(copy, &manifest->segments[i]);
    for (size_t i = 0; i < manifest->source_count && copied; i++)
        copied = manifest_add_sources(copy, &manifest->sources[i]);
    if (!copied)
        manifest_free(copy);
    return copied;
}

bool manifest_names(const struct manifest *manifest, const char *file)
{
    for (size_t i = 0; i < manifest->segment_count; i++)
        if (strcmp(manifest->segments[i].file, file) == 0 ||
            strcmp(manifest->segments[i].deletions, file) == 0)
            return true;
    for (size_t i = 0; i < manifest->source_count; i++)
        if (strcmp(manifest->sources[i].file, file) == 0)
            return true;
    return false;
}

void manifest_free(struct manifest *manifest)
{
    free(manifest->segments);
    free(manifest->sources);
    *manifest = (struct manifest){.generation = 0};
}

/* ---- reading ---- */

/* A file name of ours: letters, digits, '-', '.'; never a path. */
static bool is_file_name(const char *name)
{
    for (const char *c = name; *c != '\0'; c++)
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-.", *c) == NULL)
            return false;
    return name[0] != '.' && name[0] != '\0';
}

static bool parse_segment(struct manifest *manifest, const char *line, bool *is_memory)
{
    struct manifest_segment segment = {.size = 0};
    int used = 0;
    if (sscanf(line, "segment %39s %" SCNu64 " %8" SCNx32 "%n", segment.file, &segment.size,
               &segment.crc, &used) != 3 ||
        line[used] != '\0' || !is_file_name(segment.file))
        return false;
    *is_memory = !manifest_add(manifest, &segment);
    return !*is_memory;
}

static bool parse_removed(struct manifest *manifest, const char *line)
{
    char file[FILE_NAME_MAX], deletions[FILE_NAME_MAX];
    int used = 0;
    if (sscanf(line, "removed %39s %39s%n", file, deletions, &used) != 2 || line[used] != '\0' ||
        !is_file_name(deletions) || manifest->segment_count == 0)
        return false;
    struct manifest_segment *last = &manifest->segments[manifest->segment_count - 1];
    if (strcmp(last->file, file) != 0)
        return false;
    memcpy(last->deletions, deletions, sizeof deletions);
    return true;
}

static bool parse_sources(struct manifest *manifest, const char *line, bool *is_memory)
{
    struct manifest_sources sources = {.size = 0};
    int used = 0;
    if (sscanf(line, "sources %39s %" SCNu64 " %8" SCNx32 "%n", sources.file, &sources.size,
               &sources.crc, &used) != 3 ||
        line[used] != '\0' || !is_file_name(sources.file))
        return false;
    *is_memory = !manifest_add_sources(manifest, &sources);
    return !*is_memory;
}

static bool parse_line(struct manifest *manifest, const char *line, bool *is_memory)
{
    int used = 0;
    if (strncmp(line, "sources ", 8) == 0)
        return parse_sources(manifest, line, is_memory);
    if (strncmp(line, "segment ", 8) == 0)
        return parse_segment(manifest, line, is_memory);
    if (strncmp(line, "removed ", 8) == 0)
        return parse_removed(manifest, line);
    bool read = sscanf(line, "generation %" SCNu64 "%n", &manifest->generation, &used) == 1 ||
                sscanf(line, "engine %15s%n", manifest->engine, &used) == 1 ||
                sscanf(line, "language %7s%n", manifest->language, &used) == 1 ||
                sscanf(line, "next %" SCNu64 "%n", &manifest->next, &used) == 1;
    return read && line[used] == '\0';
}

static mrg_status check_version(const char *path, const char *line, const char *format, int known,
                                mrg_error *error)
{
    int version;
    if (sscanf(line, format, &version) != 1)
        return fail(error, MRG_ERR_DAMAGED, "%s: not a manifest", path);
    if (version != known)
        return fail(error, MRG_ERR_VERSION, "%s: \"%s\"; this build reads %d", path, line, known);
    return MRG_OK;
}

/* Split off the line at *at; false at the end or when it is longer than any of ours. */
static bool next_line(const char **at, const char *end, char line[LINE_MAX_SIZE])
{
    const char *newline = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;
    if (newline == NULL || newline - *at >= LINE_MAX_SIZE)
        return false;
    size_t size = (size_t)(newline - *at);
    memcpy(line, *at, size);
    line[size] = '\0';
    *at = newline + 1;
    return strlen(line) == size;
}

/* The last line leaves no choice: as nothing covers it, it must be just what would be written. */
static bool is_checksum_line(const char *line, uint32_t sum)
{
    char expected[LINE_MAX_SIZE];
    snprintf(expected, sizeof expected, "checksum %08" PRIx32, sum);
    return strcmp(line, expected) == 0;
}

static mrg_status parse_lines(struct manifest *manifest, const char *path, const char *text,
                              size_t size, mrg_error *error)
{
    const char *at = text, *end = text + size;
    char line[LINE_MAX_SIZE];
    if (!next_line(&at, end, line))
        return fail(error, MRG_ERR_DAMAGED, "%s: not a manifest", path);
    mrg_status status = check_version(path, line, "morgue %d", MANIFEST_VERSION, error);
    bool summed = false, is_memory = false;
    while (status == MRG_OK && !summed) {
        size_t offset = (size_t)(at - text);
        if (!next_line(&at, end, line))
            return fail(error, MRG_ERR_DAMAGED, "%s: offset %zu: cut short", path, offset);
        if (strncmp(line, "analysis ", 9) == 0)
            status = check_version(path, line, "analysis %d", ANALYSIS_VERSION, error);
        else if (strncmp(line, "checksum ", 9) == 0)
            summed = true;
        else if (!parse_line(manifest, line, &is_memory))
            status = is_memory ? fail_memory(error)
                               : fail(error, MRG_ERR_DAMAGED, "%s: offset %zu: cannot read \"%s\"",
                                      path, offset, line);
        if (summed && (!is_checksum_line(line, checksum(0, text, offset)) || at != end))
            status = fail(error, MRG_ERR_DAMAGED, "%s: checksum does not match", path);
    }
    return status;
}

/* What is not written as we write it is not ours: a line missing, doubled or with more behind it. */
static mrg_status check_spelling(const struct manifest *manifest, const char *path,
                                 const char *text, size_t size, mrg_error *error)
{
    struct buffer print = BUFFER_INIT;
    mrg_status status = MRG_OK;
    manifest_print(manifest, &print);
    if (print.failed)
        status = fail_memory(error);
    else if (print.size != size || memcmp(print.data, text, size) != 0)
        status = fail(error, MRG_ERR_DAMAGED, "%s: lines are missing or misspelt", path);
    buffer_free(&print);
    return status;
}

mrg_status manifest_parse(struct manifest *manifest, const char *path, const char *text,
                          size_t size, mrg_error *error)
{
    *manifest = (struct manifest){.generation = 0};
    mrg_status status = parse_lines(manifest, path, text, size, error);
    if (status == MRG_OK)
        status = check_spelling(manifest, path, text, size, error);
    manifest->size = size;
    if (status != MRG_OK)
        manifest_free(manifest);
    return status;
}

mrg_status manifest_read(struct manifest *manifest, const char *folder, mrg_error *error)
{
    *manifest = (struct manifest){.generation = 0};
    struct stat about;
    if (stat(folder, &about) != 0)
        return fail_errno(error, errno, "cannot open index", folder);
    if (!S_ISDIR(about.st_mode))
        return fail(error, MRG_ERR_NOT_INDEX, "%s: not an index: a file, not a folder", folder);
    struct buffer text = BUFFER_INIT;
    char *path = path_join(folder, MANIFEST_NAME);
    mrg_status status =
        path == NULL ? fail_memory(error) : file_read(path, MANIFEST_SIZE_MAX, &text, error);
    if (status == MRG_ERR_MISSING)
        status =
            fail(error, MRG_ERR_NOT_INDEX, "%s: not an index: it has no %s", folder, MANIFEST_NAME);
    else if (status == MRG_OK)
        status = manifest_parse(manifest, path, (const char *)text.data, text.size, error);
    free(path);
    buffer_free(&text);
    return status;
}
