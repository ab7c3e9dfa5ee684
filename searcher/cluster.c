/* Reading cluster files. */
#include "searcher/cluster.h"
#include "common/base/error.h"
#include "common/base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

enum { SHOWN_MAX = 200 }; /* bytes of a line that a message quotes */

/* A file while it is read. */
struct reading {
    struct cluster *cluster; /* what it becomes */
    size_t number;           /* of the line, from 1 */
    mrg_text line;           /* without the blanks around it */
    mrg_error *error;
};

static int shown_size(mrg_text text)
{
    return text.size < SHOWN_MAX ? (int)text.size : SHOWN_MAX;
}

/* fail() for the line that is read: its number in front, its text behind. */
static mrg_status fail_line(const struct reading *reading, mrg_status status, const char *what)
{
    return fail(reading->error, status, "%s: line %zu: %s: %.*s", reading->cluster->path,
                reading->number, what, shown_size(reading->line), reading->line.data);
}

/* ---- servers ---- */

static bool is_host_character(char c, bool is_bracketed)
{
    static const char usual[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    return c != '\0' && (strchr(usual, c) != NULL || (is_bracketed && (c == ':' || c == '%')));
}

static bool is_host(mrg_text host, bool is_bracketed)
{
    for (size_t i = 0; i < host.size; i++)
        if (!is_host_character(host.data[i], is_bracketed))
            return false;
    return host.size > 0;
}

static bool read_port(mrg_text text, uint16_t *port)
{
    uint32_t number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        number = number * 10 + (uint32_t)(text.data[i] - '0');
        if (number > UINT16_MAX)
            return false;
    }
    *port = (uint16_t)number;
    return number > 0;
}

/* Take "host:port" or "[address]:port" apart. */
static bool read_server(mrg_text line, mrg_text *host, uint16_t *port)
{
    const char *colon = memrchr(line.data, ':', line.size);
    if (colon == NULL)
        return false;
    *host = (mrg_text){line.data, (size_t)(colon - line.data)};
    bool is_bracketed = host->size >= 2 && host->data[0] == '[' && colon[-1] == ']';
    if (is_bracketed)
        *host = (mrg_text){host->data + 1, host->size - 2};
    return is_host(*host, is_bracketed) &&
           read_port((mrg_text){colon + 1, line.size - host->size - 1 - 2 * (size_t)is_bracketed},
                     port);
}

/* ---- shards ---- */

static bool is_same(const struct cluster *cluster, size_t a, size_t b)
{
    const struct shard *one = &cluster->shards[a], *other = &cluster->shards[b];
    if ((one->host == NULL) != (other->host == NULL))
        return false;
    if (one->host != NULL)
        return one->port == other->port && strcasecmp(one->host, other->host) == 0;
    return cluster->lines[a].device == cluster->lines[b].device &&
           cluster->lines[a].file == cluster->lines[b].file;
}

/* Take in the shard that stands behind the last one. */
static mrg_status add_shard(struct reading *reading)
{
    struct cluster *cluster = reading->cluster;
    for (size_t i = 0; i < cluster->count; i++)
        if (is_same(cluster, i, cluster->count))
            return fail(reading->error, MRG_ERR_UNSUPPORTED,
                        "%s: line %zu: the same shard as in line %zu: %s", cluster->path,
                        reading->number, cluster->lines[i].number,
                        cluster->shards[cluster->count].name);
    cluster->count++;
    return MRG_OK;
}

static mrg_status add_server(struct reading *reading, mrg_text host, uint16_t port)
{
    struct cluster *cluster = reading->cluster;
    struct shard *shard = &cluster->shards[cluster->count];
    shard->host = arena_copy(&cluster->texts, host.data, host.size);
    shard->port = port;
    return shard->host != NULL ? add_shard(reading) : fail_memory(reading->error);
}

/* A folder that is not there, or a line that makes no sense: a path has no colon, but for one behind a
 * slash. */
static mrg_status fail_unknown(const struct reading *reading, const char *folder)
{
    mrg_text line = reading->line;
    const char *hint = reading->cluster->count == 0 ? " (is this file a list of shards?)" : "";
    if (memchr(line.data, ':', line.size) != NULL && memchr(line.data, '/', line.size) == NULL)
        return fail_line(reading, MRG_ERR_NOT_INDEX, "neither an index folder nor host:port");
    return fail(reading->error, MRG_ERR_MISSING, "%s: line %zu: no such index folder: %.*s%s",
                reading->cluster->path, reading->number, SHOWN_MAX, folder, hint);
}

/* The line is about what lies at `folder`, or about a server. */
static mrg_status read_place(struct reading *reading, const char *folder)
{
    struct cluster *cluster = reading->cluster;
    struct stat about;
    mrg_text host;
    uint16_t port;
    int refusal = stat(folder, &about) == 0 ? 0 : errno;
    if (refusal == 0) {
        if (!S_ISDIR(about.st_mode))
            return fail_line(reading, MRG_ERR_NOT_INDEX,
                             "a file, not an index folder (a cluster file cannot list another)");
        cluster->shards[cluster->count].folder = folder;
        cluster->lines[cluster->count].device = about.st_dev;
        cluster->lines[cluster->count].file = about.st_ino;
        return add_shard(reading);
    }
    if (read_server(reading->line, &host, &port))
        return add_server(reading, host, port);
    if (refusal == ENOENT || refusal == ENOTDIR || refusal == ENAMETOOLONG)
        return fail_unknown(reading, folder);
    return fail(reading->error, MRG_ERR_IO, "%s: line %zu: cannot open %.*s: %s", cluster->path,
                reading->number, SHOWN_MAX, folder, strerror(refusal));
}

/* The path that the line is, seen from the cluster file's folder. NULL when memory is short. */
static const char *resolve(struct cluster *cluster, mrg_text line)
{
    const char *slash = strrchr(cluster->path, '/');
    size_t before = slash == NULL || line.data[0] == '/' ? 0 : (size_t)(slash - cluster->path) + 1;
    char *path = arena_alloc(&cluster->texts, before + line.size + 1);
    if (path == NULL)
        return NULL;
    memcpy(path, cluster->path, before);
    memcpy(path + before, line.data, line.size);
    path[before + line.size] = '\0';
    return path;
}

static mrg_status read_line(struct reading *reading)
{
    struct cluster *cluster = reading->cluster;
    if (cluster->count == CLUSTER_SHARDS_MAX)
        return fail(reading->error, MRG_ERR_LIMIT, "%s: line %zu: more than %d shards",
                    cluster->path, reading->number, CLUSTER_SHARDS_MAX);
    const char *folder = resolve(cluster, reading->line);
    const char *name = arena_copy(&cluster->texts, reading->line.data, reading->line.size);
    if (folder == NULL || name == NULL)
        return fail_memory(reading->error);
    cluster->shards[cluster->count] = (struct shard){.name = name};
    cluster->lines[cluster->count] = (struct cluster_line){.number = reading->number};
    return read_place(reading, folder);
}

/* ---- the file ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static mrg_text trimmed(mrg_text text)
{
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    while (text.size > 0 && is_blank(text.data[0])) {
        text.data++;
        text.size--;
    }
    return text;
}

static bool is_text(const struct buffer *bytes)
{
    for (size_t i = 0; i < bytes->size; i++) {
        uint8_t byte = bytes->data[i];
        if ((byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n') || byte == 0x7F)
            return false;
    }
    return true;
}

static mrg_status read_lines(struct reading *reading, mrg_text text)
{
    mrg_status status = MRG_OK;
    if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) /* as some editors begin */
        text = (mrg_text){text.data + 3, text.size - 3};
    while (text.size > 0 && status == MRG_OK) {
        const char *newline = memchr(text.data, '\n', text.size);
        size_t size = newline != NULL ? (size_t)(newline - text.data) : text.size;
        reading->number++;
        reading->line = trimmed((mrg_text){text.data, size});
        if (reading->line.size > 0 && reading->line.data[0] != '#')
            status = read_line(reading);
        size += newline != NULL;
        text = (mrg_text){text.data + size, text.size - size};
    }
    return status;
}

static mrg_status read_text(struct reading *reading, struct buffer *bytes)
{
    struct cluster *cluster = reading->cluster;
    mrg_status status = file_read(cluster->path, CLUSTER_SIZE_MAX, bytes, reading->error);
    if (status == MRG_ERR_LIMIT)
        return fail(reading->error, MRG_ERR_NOT_INDEX,
                    "%s: not an index: a file, too long to be a cluster file", cluster->path);
    if (status != MRG_OK)
        return status;
    if (!is_text(bytes))
        return fail(reading->error, MRG_ERR_NOT_INDEX,
                    "%s: not an index: a file, and not text as a cluster file is", cluster->path);
    status = read_lines(reading, (mrg_text){(const char *)bytes->data, bytes->size});
    if (status == MRG_OK && cluster->count == 0)
        return fail(reading->error, MRG_ERR_NOT_INDEX,
                    "%s: not an index: a cluster file that lists no shards", cluster->path);
    return status;
}

bool cluster_is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

mrg_status cluster_read(struct cluster *cluster, const char *path, mrg_error *error)
{
    struct reading reading = {.cluster = cluster, .error = error};
    struct buffer bytes = BUFFER_INIT;
    *cluster = (struct cluster){.path = path};
    cluster->shards = calloc(CLUSTER_SHARDS_MAX, sizeof *cluster->shards);
    cluster->lines = calloc(CLUSTER_SHARDS_MAX, sizeof *cluster->lines);
    mrg_status status = cluster->shards != NULL && cluster->lines != NULL
                            ? read_text(&reading, &bytes)
                            : fail_memory(error);
    buffer_free(&bytes);
    if (status != MRG_OK)
        cluster_free(cluster);
    return status;
}

void cluster_free(struct cluster *cluster)
{
    free(cluster->shards);
    free(cluster->lines);
    arena_free(&cluster->texts);
    *cluster = (struct cluster){.path = NULL};
}
