#include "common/glass/scheme.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/base/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_SIZE = 17, STUB_LIMIT = 4096 };

/* What a term costs Xapian: a NUL byte is two. */
static size_t cost_of(const char *bytes, size_t size)
{
    size_t cost = size;
    for (size_t i = 0; i < size; i++)
        cost += bytes[i] == '\0';
    return cost;
}

/* The pieces in a row as one term, cut where it gets too long. */
static void make_term(struct glass_term *term, const mrg_text *pieces, size_t count)
{
    char whole[2 * KEY_SIZE_MAX + 64];
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size_t room = sizeof whole - size;
        size_t taken = pieces[i].size < room ? pieces[i].size : room;
        if (taken > 0)
            memcpy(whole + size, pieces[i].data, taken);
        size += taken;
    }
    term->size = size;
    if (cost_of(whole, size) > GLASS_TERM_MAX) {
        char mark[MARK_SIZE + 1];
        snprintf(mark, sizeof mark, "#%016" PRIx64, hash64(whole, size, 0));
        while (cost_of(whole, term->size) > GLASS_TERM_MAX - MARK_SIZE)
            term->size--;
        memcpy(whole + term->size, mark, MARK_SIZE);
        term->size += MARK_SIZE;
    }
    memcpy(term->bytes, whole, term->size);
}

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

/* ---- prefixes ---- */

static const char *const key_prefixes[KEY_END] = {
    [KEY_TEXT] = "Z",        [KEY_HEADLINE] = "ZS",     [KEY_BYLINE] = "ZA",
    [KEY_ID] = "Q",          [KEY_SOURCE] = "XSOURCE:", [KEY_SECTION] = "XSECTION:",
    [KEY_PLACE] = "XPLACE:", [KEY_TOPIC] = "XTOPIC:",   [KEY_PERSON] = "XPERSON:",
    [KEY_ORG] = "XORG:",     [KEY_LANGUAGE] = "L",      [KEY_FILE] = "XFILE:",
};

static const char *const form_prefixes[] = {
    [KEY_TEXT] = "XF:", [KEY_HEADLINE] = "XFS:", [KEY_BYLINE] = "XFA:"};

static const char *const value_prefixes[FACET_COUNT] = {
    [FACET_SOURCE] = "XVSOURCE:",     [FACET_SECTION] = "XVSECTION:", [FACET_PLACE] = "XVPLACE:",
    [FACET_TOPIC] = "XVTOPIC:",       [FACET_PERSON] = "XVPERSON:",   [FACET_ORG] = "XVORG:",
    [FACET_LANGUAGE] = "XVLANGUAGE:",
};

void glass_term_of_key(struct glass_term *term, const struct term_key *key)
{
    unsigned field = key->bytes[0];
    const char *prefix = field < KEY_END && key_prefixes[field] != NULL ? key_prefixes[field] : "";
    make_term(term, (mrg_text[]){text_of(prefix), {(const char *)key->bytes + 1, key->size - 1}},
              2);
}

void glass_term_of_form(struct glass_term *term, enum key_field field, mrg_text text, mrg_text form)
{
    make_term(term, (mrg_text[]){text_of(form_prefixes[field]), text, {"\t", 1}, form}, 4);
}

void glass_forms_of(struct glass_term *term, enum key_field field, mrg_text text)
{
    make_term(term, (mrg_text[]){text_of(form_prefixes[field]), text}, 2);
}

bool glass_read_form(enum key_field field, mrg_text term, mrg_text *text, mrg_text *form)
{
    mrg_text prefix = text_of(form_prefixes[field]);
    if (term.size < prefix.size || memcmp(term.data, prefix.data, prefix.size) != 0)
        return false;
    const char *tab = memchr(term.data, '\t', term.size);
    if (tab == NULL)
        return false;
    const char *end = term.data + term.size;
    *text = (mrg_text){term.data + prefix.size, (size_t)(tab - term.data) - prefix.size};
    *form = (mrg_text){tab + 1, (size_t)(end - tab) - 1};
    return true;
}

void glass_term_of_value(struct glass_term *term, enum facet facet, mrg_text value)
{
    make_term(term, (mrg_text[]){text_of(value_prefixes[facet]), value}, 2);
}

void glass_values_of(struct glass_term *term, enum facet facet)
{
    make_term(term, (mrg_text[]){text_of(value_prefixes[facet])}, 1);
}

/* ---- the stub ---- */

static const char stub_start[] = "auto ";

bool glass_is_folder_name(const char *name)
{
    size_t size = sizeof GLASS_FOLDER_PREFIX - 1;
    if (strncmp(name, GLASS_FOLDER_PREFIX, size) != 0)
        return false;
    size_t digits = strspn(name + size, "0123456789");
    return digits >= 6 && name[size + digits] == '\0' && size + digits < FILE_NAME_MAX;
}

/* The name that the stub's first line begins with; empty where it is none of ours. *is_whole tells that the
 * stub is just as it is written. */
static void parse_stub(const struct buffer *text, char name[FILE_NAME_MAX], bool *is_whole)
{
    size_t start = sizeof stub_start - 1, size = 0;
    const char *line = (const char *)text->data;
    *is_whole = false;
    name[0] = '\0';
    if (text->size <= start || memcmp(line, stub_start, start) != 0)
        return;
    while (start + size < text->size && line[start + size] != '\n')
        size++;
    if (size >= FILE_NAME_MAX)
        return;
    memcpy(name, line + start, size);
    name[size] = '\0';
    if (strlen(name) != size || !glass_is_folder_name(name))
        name[0] = '\0';
    *is_whole = name[0] != '\0' && start + size + 1 == text->size;
}

mrg_status glass_stub_read(const char *folder, char name[FILE_NAME_MAX], mrg_error *error)
{
    struct buffer text = BUFFER_INIT;
    char *path = path_join(folder, GLASS_STUB);
    mrg_status status =
        path != NULL ? file_read(path, STUB_LIMIT, &text, error) : fail_memory(error);
    if (status == MRG_ERR_MISSING || status == MRG_ERR_LIMIT)
        status = fail(error, MRG_ERR_DAMAGED, "%s: does not name the index's database", path);
    bool is_whole = false;
    if (status == MRG_OK)
        parse_stub(&text, name, &is_whole);
    if (status == MRG_OK && !is_whole)
        status = fail(error, MRG_ERR_DAMAGED, "%s: does not name the index's database", path);
    buffer_free(&text);
    free(path);
    return status;
}

void glass_stub_guess(const char *folder, char name[FILE_NAME_MAX])
{
    struct buffer text = BUFFER_INIT;
    bool is_whole = false;
    char *path = path_join(folder, GLASS_STUB);
    name[0] = '\0';
    if (path != NULL && file_read(path, STUB_LIMIT, &text, NULL) == MRG_OK)
        parse_stub(&text, name, &is_whole);
    buffer_free(&text);
    free(path);
}

mrg_status glass_stub_write(const char *folder, const char *name, mrg_error *error)
{
    char line[FILE_NAME_MAX + sizeof stub_start];
    int size = snprintf(line, sizeof line, "%s%s\n", stub_start, name);
    char *path = path_join(folder, GLASS_STUB);
    mrg_status status =
        path != NULL ? file_replace(folder, path, line, (size_t)size, error) : fail_memory(error);
    free(path);
    return status;
}

bool glass_stub_names(const char *folder, const char *name)
{
    char named[FILE_NAME_MAX];
    return glass_stub_read(folder, named, NULL) == MRG_OK && strcmp(named, name) == 0;
}
