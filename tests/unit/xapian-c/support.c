#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/support.h"

#include <stdio.h>
#include <string.h>

const struct item archive[ARCHIVE_SIZE] = {
    {"a1", "minister opens airport in almaty", "Almaty", 10},
    {"a2", "airport strike ends", "Paris", 20},
    {"a3", "strike at paris airport airport closed", "Paris", 30},
    {"a4", "minister resigns after strike", "London", 5},
    {"a5", "budget budget budget minister", "", 40},
    {"a6", "ends of the strike budget in paris", "Almaty", -3},
};

void must_work(mrg_status status, const mrg_error *problem, const char *call, const char *file,
               int line)
{
    if (status != MRG_OK)
        print_error("%s: %s\n", call, problem->message);
    _assert_int_equal(MRG_OK, (LargestIntegralType)status, file, line);
    _assert_int_equal(MRG_OK, (LargestIntegralType)problem->status, file, line);
}

void must_fail(mrg_status wanted, mrg_status status, const mrg_error *problem, const char *call,
               const char *file, int line)
{
    if (status != wanted)
        print_error("%s: %s\n", call, problem->message);
    _assert_int_equal((LargestIntegralType)wanted, (LargestIntegralType)status, file, line);
    _assert_int_equal((LargestIntegralType)wanted, (LargestIntegralType)problem->status, file,
                      line);
    _assert_true(problem->message[0] != '\0', call, file, line);
}

mrg_text text(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

void assert_text(mrg_text got, const char *wanted)
{
    assert_int_equal(got.size, strlen(wanted));
    assert_memory_equal(got.size > 0 ? got.data : "", wanted, got.size);
}

/* The end of the word at `word`. */
static const char *end_of(const char *word)
{
    return word + strcspn(word, " ");
}

static void add_words(xc_document *document, const char *words)
{
    uint32_t position = 0;
    for (const char *word = words; *word != '\0'; word += strspn(word, " ")) {
        mrg_text term = {word, (size_t)(end_of(word) - word)};
        position++;
        WORKS(xc_document_add_positions(document, term, &position, 1, 1, &problem));
        word = end_of(word);
    }
}

xc_document *make_document(const struct item *item)
{
    xc_document *document;
    char id[32];
    WORKS(xc_document_new(&document, &problem));
    add_words(document, item->words);
    snprintf(id, sizeof id, "Q%s", item->id);
    WORKS(xc_document_add_boolean_term(document, text(id), &problem));
    WORKS(xc_document_set_value(document, SLOT_PLACE, text(item->place), &problem));
    WORKS(xc_document_set_number(document, SLOT_DATE, item->date, &problem));
    WORKS(xc_document_set_data(document, text(item->words), &problem));
    return document;
}

void store_items(const char *path, const struct item *items, size_t count)
{
    xc_writable *writable;
    xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
    options.no_sync = true;
    WORKS(xc_writable_open(path, &options, &writable, &problem));
    for (size_t i = 0; i < count; i++) {
        xc_document *document = make_document(&items[i]);
        WORKS(xc_writable_add(writable, document, NULL, &problem));
        xc_document_free(document);
    }
    WORKS(xc_writable_close(writable, &problem));
    xc_writable_free(writable);
}

xc_database *open_archive(struct scratch_folder *folder, const char *name)
{
    xc_database *database;
    store_items(scratch_file(folder, name), archive, ARCHIVE_SIZE);
    WORKS(xc_database_open(scratch_file(folder, name), &database, &problem));
    return database;
}

const char *all_terms(xc_terms *terms)
{
    static char list[4096];
    size_t size = 0;
    bool found;
    for (;;) {
        WORKS(xc_terms_next(terms, &found, &problem));
        if (!found)
            break;
        mrg_text term = xc_terms_text(terms);
        assert_true(size + term.size + 2 < sizeof list);
        memcpy(list + size, term.data, term.size);
        size += term.size;
        list[size++] = ' ';
    }
    list[size] = '\0';
    xc_terms_free(terms);
    return list;
}

const char *docids_of(xc_matches *matches)
{
    static char list[4096];
    size_t size = 0;
    list[0] = '\0';
    for (uint32_t i = 0; i < xc_matches_summary(matches).size; i++) {
        xc_match match;
        WORKS(xc_matches_get(matches, i, &match, &problem));
        int more = snprintf(list + size, sizeof list - size, i > 0 ? " %u" : "%u", match.docid);
        assert_true(more > 0 && size + (size_t)more < sizeof list);
        size += (size_t)more;
    }
    xc_matches_free(matches);
    return list;
}
