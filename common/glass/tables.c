#include "common/glass/tables.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/varint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MAGIC_SIZE = 14,
    ROOTS_AT = 32,           /* behind magic, version and uuid */
    VERSION_LIMIT = 1 << 20, /* bytes; there are about a hundred */
    PATH_SIZE = 128          /* of a link to a table */
};

static const char magic[] = "\x0F\x0DXapian Glass";  /* MAGIC_SIZE bytes */
static const uint8_t known_version[] = {0x04, 0x6E}; /* of all of Xapian 1.4 */
static const char version_name[] = "iamglass";

const char *glass_table_name(enum glass_table_id table)
{
    static const char *const names[TABLE_COUNT] = {
        [TABLE_POSTLIST] = "postlist.glass", [TABLE_DOCDATA] = "docdata.glass",
        [TABLE_TERMLIST] = "termlist.glass", [TABLE_POSITION] = "position.glass",
        [TABLE_SPELLING] = "spelling.glass", [TABLE_SYNONYM] = "synonym.glass",
    };
    return names[table];
}

static void say(struct findings *findings, const char *path, const char *name, const char *what)
{
    mrg_error finding;
    if (findings == NULL)
        return;
    fail(&finding, MRG_ERR_DAMAGED, "%s/%s: %s", path, name, what);
    findings_add(findings, &finding);
}

/* ---- iamglass ---- */

static const uint8_t *read_root(struct glass_table *table, const uint8_t *start, const uint8_t *at,
                                const uint8_t *end)
{
    uint64_t numbers[6]; /* block, flags, entries, block size, compression, size of what is free */
    table->at = (size_t)(at - start);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if ((at = varint_read(at, end, &numbers[i])) == NULL)
            return NULL;
    uint64_t size = numbers[5], revision = 0;
    if (size > (uint64_t)(end - at) || numbers[3] == 0 || numbers[3] > 32 ||
        numbers[0] > UINT32_MAX)
        return NULL;
    const uint8_t *behind = at + size;
    table->block = numbers[0];
    table->is_fake = (numbers[1] & 1) != 0;
    table->entries = numbers[2];
    table->block_size = numbers[3] << 11;
    table->used = 0;
    if ((at = varint_read(at, behind, &revision)) == NULL ||
        varint_read(at, behind, &table->used) == NULL || table->used > UINT32_MAX)
        table->used = 0;
    table->size = (size_t)(behind - start) - table->at;
    return behind;
}

static bool read_roots(struct glass_tables *tables)
{
    if (tables->version.size < ROOTS_AT)
        return false;
    const uint8_t *start = tables->version.data, *end = start + tables->version.size;
    uint64_t revision;
    const uint8_t *at = varint_read(start + ROOTS_AT, end, &revision);
    for (unsigned t = 0; t < TABLE_COUNT && at != NULL; t++)
        at = read_root(&tables->tables[t], start, at, end);
    return at != NULL;
}

static mrg_status read_version(struct glass_tables *tables, const char *path,
                               struct findings *findings, mrg_error *error)
{
    char *file = path_join(path, version_name);
    mrg_status status =
        file != NULL ? file_read(file, VERSION_LIMIT, &tables->version, error) : fail_memory(error);
    free(file);
    const struct buffer *version = &tables->version;
    bool is_ours = status == MRG_OK && version->size >= MAGIC_SIZE + sizeof known_version &&
                   memcmp(version->data, magic, MAGIC_SIZE) == 0;
    if (status == MRG_ERR_MISSING) {
        say(findings, path, version_name, "is missing");
        return MRG_OK;
    }
    if (status != MRG_OK && status != MRG_ERR_LIMIT)
        return status;
    if (is_ours && memcmp(version->data + MAGIC_SIZE, known_version, sizeof known_version) != 0)
        return MRG_OK; /* Xapian will say which */
    tables->is_read = is_ours && read_roots(tables);
    if (!tables->is_read)
        say(findings, path, version_name, "not what Xapian writes");
    return MRG_OK;
}

/* ---- the tables' files ---- */

/* What is wrong with a file of `size` bytes, or NULL. */
static const char *find_fault(struct glass_table *table, uint64_t size)
{
    uint64_t used = table->used * table->block_size;
    table->is_usable = table->is_fake || (table->block + 1) * table->block_size <= size;
    if (!table->is_usable)
        return size == 0 ? "is empty" : "cut short";
    return size < used && size % table->block_size != 0 ? "cut short within a block" : NULL;
}

static mrg_status look_at(struct glass_table *table, const char *path, const char *name,
                          struct findings *findings, mrg_error *error)
{
    struct stat about;
    mrg_status status = MRG_OK;
    char *file = path_join(path, name);
    if (file == NULL)
        return fail_memory(error);
    int opened = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (opened >= 0 && fstat(opened, &about) == 0) {
        const char *fault = find_fault(table, (uint64_t)about.st_size);
        if (fault != NULL)
            say(findings, path, name, fault);
    } else if (errno == ENOENT) {
        table->is_usable = false;
        if (table->entries > 0)
            say(findings, path, name, "is missing");
    } else {
        status = fail_errno(error, errno, "cannot read", file);
    }
    if (opened >= 0)
        close(opened);
    free(file);
    return status;
}

mrg_status glass_tables_read(struct glass_tables *tables, const char *path,
                             struct findings *findings, mrg_error *error)
{
    *tables = (struct glass_tables){.version = BUFFER_INIT};
    mrg_status status = read_version(tables, path, findings, error);
    for (unsigned t = 0; t < TABLE_COUNT && status == MRG_OK && tables->is_read; t++)
        status = look_at(&tables->tables[t], path, glass_table_name((enum glass_table_id)t),
                         findings, error);
    return status;
}

void glass_tables_free(struct glass_tables *tables)
{
    buffer_free(&tables->version);
}

/* ---- a database without some of its tables ---- */

static void append_version(struct buffer *out, const struct glass_tables *tables, unsigned without)
{
    const uint8_t *bytes = tables->version.data;
    size_t done = 0;
    for (unsigned t = 0; t < TABLE_COUNT; t++) {
        const struct glass_table *table = &tables->tables[t];
        if ((without >> t & 1) == 0)
            continue;
        const uint8_t empty[] = {
            0, 3 /* sequential, fake */, 0, (uint8_t)(table->block_size >> 11), 0, 0};
        buffer_append(out, bytes + done, table->at - done);
        buffer_append(out, empty, sizeof empty);
        done = table->at + table->size;
    }
    buffer_append(out, bytes + done, tables->version.size - done);
}

static mrg_status write_file(const char *to, const char *name, const struct buffer *contents,
                             mrg_error *error)
{
    char *path = path_join(to, name);
    if (path == NULL)
        return fail_memory(error);
    mrg_status status = file_replace(to, path, contents->data, contents->size, error);
    free(path);
    return status;
}

static mrg_status link_table(const char *name, const char *to, const char *table, mrg_error *error)
{
    char target[PATH_SIZE];
    char *path = path_join(to, table);
    if (path == NULL)
        return fail_memory(error);
    snprintf(target, sizeof target, "../%s/%s", name, table);
    mrg_status status =
        symlink(target, path) == 0 ? MRG_OK : fail_errno(error, errno, "cannot create", path);
    free(path);
    return status;
}

mrg_status glass_tables_leave_out(const struct glass_tables *tables, const char *name,
                                  const char *to, unsigned without, mrg_error *error)
{
    struct buffer version = BUFFER_INIT;
    const struct buffer nothing = BUFFER_INIT;
    append_version(&version, tables, without);
    mrg_status status = MRG_OK;
    if (version.failed)
        status = fail_memory(error);
    else if (mkdir(to, 0777) != 0)
        status = fail_errno(error, errno, "cannot create", to);
    for (unsigned t = 0; t < TABLE_COUNT && status == MRG_OK; t++) {
        const char *table = glass_table_name((enum glass_table_id)t);
        if ((without >> t & 1) != 0)
            status = write_file(to, table, &nothing, error);
        else if (tables->tables[t].is_usable)
            status = link_table(name, to, table, error);
    }
    if (status == MRG_OK)
        status = write_file(to, version_name, &version, error);
    buffer_free(&version);
    return status;
}
