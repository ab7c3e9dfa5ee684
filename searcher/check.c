/* mrg_index_check: every checksum, and every structure against the others. */
#include "common/base/error.h"
#include "common/segment/article_record.h"
#include "common/segment/facets.h"
#include "common/segment/posting_cursor.h"
#include "common/segment/snapshot.h"
#include "common/segment/term_key.h"
#include "common/segment/written_forms.h"

#include <inttypes.h>
#include <stdlib.h>

struct checking {
    void (*report)(void *context, const char *line);
    void *context;
    uint64_t findings;
    mrg_error first; /* what check returns */
    bool is_short_of_memory;
    uint64_t *lengths; /* owned: scored occurrences counted per article */
    const struct snapshot *snapshot;
    const struct segment *segment;
};

/* Take note of a finding, or of why something could not be looked at: that is no finding. */
static void say(struct checking *checking, const mrg_error *finding)
{
    if (finding->status == MRG_ERR_MEMORY) {
        checking->is_short_of_memory = true;
        return;
    }
    if (checking->findings++ == 0)
        checking->first = *finding;
    if (checking->report != NULL)
        checking->report(checking->context, finding->message);
}

static void say_damage(struct checking *checking, const void *at, const char *what)
{
    mrg_error finding;
    segment_file_damaged(&checking->segment->file, at, what, &finding);
    say(checking, &finding);
}

/* ---- pages ---- */

static bool check_pages(struct checking *checking)
{
    const struct segment_file *file = &checking->segment->file;
    uint64_t before = checking->findings, page = UINT64_C(1) << SEGMENT_PAGE_SHIFT;
    for (uint64_t at = 0; at < file->checked_size; at += page)
        if (!segment_file_verify(file, file->map.data + at, 1))
            say_damage(checking, file->map.data + at, "the page's checksum does not match");
    return checking->findings == before;
}

/* ---- terms ---- */

static void check_forms(struct checking *checking, const struct dictionary_cursor *terms,
                        uint32_t *count)
{
    struct written_forms forms;
    const struct term_entry *entry = &terms->entry;
    mrg_text text = {(const char *)terms->key + 1, terms->key_size - 1};
    bool good = written_forms_open(&forms, text, entry->forms, entry->forms_size);
    while (good && written_forms_next(&forms))
        continue;
    if (!good || forms.next < forms.count || (forms.count > 1) != entry->has_forms)
        say_damage(checking, entry->forms, "written forms of a term");
    *count = good ? forms.count : 0;
}

/* Positions ascend and ordinals are in the table. */
static bool check_occurrences(struct posting_cursor *cursor, uint32_t forms)
{
    const uint32_t *positions, *ordinals;
    uint32_t count = posting_cursor_occurrences(cursor, &positions, &ordinals);
    bool good = count == posting_cursor_frequency(cursor) && count > 0;
    for (uint32_t i = 0; i < count; i++)
        good &= (i == 0 || positions[i] >= positions[i - 1]) && positions[i] > 0 &&
                (ordinals[i] < forms || ordinals[i] == FORM_OTHER);
    return good;
}

static void check_list(struct checking *checking, const struct dictionary_cursor *terms)
{
    struct posting_cursor cursor;
    mrg_error damage = MRG_ERROR_INIT;
    const struct term_entry *entry = &terms->entry;
    bool has_positions = field_has_positions(entry->field);
    uint32_t forms = 0;
    uint64_t df = 0, cf = 0;
    bool good = true;
    if (has_positions)
        check_forms(checking, terms, &forms);
    if (posting_cursor_open(&cursor, &checking->segment->file, entry,
                            checking->segment->meta.articles, &damage) != MRG_OK) {
        say(checking, &damage);
        return;
    }
    uint32_t article,
        frequency; /* the frequency is 0 on damage, which moves the cursor to its end */
    while ((article = posting_cursor_next(&cursor)) != ARTICLE_NONE &&
           (frequency = posting_cursor_frequency(&cursor)) > 0) {
        df++;
        cf += frequency;
        if (has_positions) {
            checking->lengths[article] += frequency;
            good = good && check_occurrences(&cursor, forms);
        }
    }
    posting_cursor_close(&cursor);
    if (damage.status != MRG_OK)
        say(checking, &damage);
    else if (!good || df != entry->df || cf != entry->cf)
        say_damage(checking, entry->postings, "a posting list disagrees with the dictionary");
}

static void check_terms(struct checking *checking)
{
    const struct segment *segment = checking->segment;
    struct dictionary_cursor cursor;
    mrg_error damage = MRG_ERROR_INIT;
    uint8_t before[KEY_SIZE_MAX];
    size_t before_size = 0;
    uint64_t count = 0, postings = 0;
    if (dictionary_seek(&segment->dictionary, &cursor, (const uint8_t *)"", 0, &damage) == MRG_OK)
        while (dictionary_next(&cursor)) {
            size_t shorter = before_size < cursor.key_size ? before_size : cursor.key_size;
            int order = memcmp(before, cursor.key, shorter);
            if (order > 0 || (order == 0 && before_size >= cursor.key_size))
                say_damage(checking, cursor.at, "terms are out of order");
            memcpy(before, cursor.key, before_size = cursor.key_size);
            check_list(checking, &cursor);
            postings += cursor.entry.df;
            count++;
        }
    if (damage.status != MRG_OK)
        say(checking, &damage);
    else if (count != segment->meta.terms || postings != segment->meta.postings)
        say_damage(checking, segment->file.sections[SECTION_META].data,
                   "counts of terms or postings");
}

/* ---- articles ---- */

static void check_length(struct checking *checking, uint32_t article)
{
    const struct segment *segment = checking->segment;
    uint64_t counted = checking->lengths[article];
    bool is_removed = deletions_has(&segment->deletions, article);
    if (counted != segment->lengths[article] && !(is_removed && counted == 0))
        say_damage(checking, &segment->lengths[article], "an article's length");
}

/* The id leads to the article, and to no other. */
static void check_id(struct checking *checking, mrg_text id, uint32_t article)
{
    struct term_key key;
    size_t segment = 0;
    uint32_t found_article = 0;
    bool found = false;
    mrg_error damage = MRG_ERROR_INIT;
    term_key_of_id(&key, id);
    if (snapshot_find_id(checking->snapshot, key.bytes, key.size, &segment, &found_article, &found,
                         &damage) != MRG_OK)
        say(checking, &damage);
    else if (!found || found_article != article ||
             checking->snapshot->segments[segment] != checking->segment)
        say_damage(checking, checking->segment->file.sections[SECTION_TERMS].data,
                   "an article is not found under its id");
}

/* The stored article can be read and is found under its id. */
static void check_article(struct checking *checking, struct articles_reader *reader,
                          struct arena *arena, uint32_t article)
{
    const uint8_t *record;
    size_t size;
    mrg_article stored;
    mrg_error damage = MRG_ERROR_INIT;
    if (articles_read(reader, article, &record, &size, &damage) != MRG_OK) {
        say(checking, &damage);
        return;
    }
    arena_clear(arena);
    bool is_read = article_record_read(record, size, arena, &stored);
    if (!is_read && arena->failed) {
        fail_memory(&damage);
        say(checking, &damage);
    } else if (!is_read || stored.id.size == 0) {
        say_damage(checking, checking->segment->file.sections[SECTION_ARTICLES].data,
                   "a stored article");
    } else if (!deletions_has(&checking->segment->deletions, article)) {
        check_id(checking, stored.id, article);
    }
}

static void check_articles(struct checking *checking)
{
    const struct segment *segment = checking->segment;
    struct articles_reader reader;
    struct arena arena = ARENA_INIT;
    uint64_t tokens = 0;
    articles_reader_init(&reader, &segment->file, segment->meta.articles);
    for (uint32_t a = 0; a < segment->meta.articles; a++) {
        check_length(checking, a);
        check_article(checking, &reader, &arena, a);
        tokens += segment->lengths[a];
    }
    if (tokens != segment->meta.tokens)
        say_damage(checking, segment->file.sections[SECTION_META].data, "sum of lengths");
    arena_free(&arena);
    articles_reader_free(&reader);
}

static void check_facets(struct checking *checking)
{
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        struct facet_reader reader;
        mrg_error damage = MRG_ERROR_INIT;
        if (facet_reader_open(&reader, &checking->segment->file, (enum facet)f,
                              checking->segment->meta.articles, &damage) != MRG_OK)
            say(checking, &damage);
        else
            facet_reader_close(&reader);
    }
}

static void check_deletions(struct checking *checking)
{
    const struct segment *segment = checking->segment;
    uint64_t removed = 0, tokens = 0;
    for (uint32_t a = 0; a < segment->meta.articles; a++) {
        if (!deletions_has(&segment->deletions, a))
            continue;
        removed++;
        tokens += segment->lengths[a];
    }
    if (removed != segment->deletions.removed || tokens != segment->deletions.tokens)
        say_damage(checking, segment->file.map.data, "its list of removed articles disagrees");
}

static mrg_status check_segment(struct checking *checking, mrg_error *error)
{
    if (!check_pages(checking))
        return MRG_OK; /* what lies in damaged pages need not be looked at to know it is damaged */
    checking->lengths =
        calloc((size_t)checking->segment->meta.articles + 1, sizeof *checking->lengths);
    if (checking->lengths == NULL)
        return fail_memory(error);
    check_terms(checking);
    check_articles(checking);
    check_facets(checking);
    check_deletions(checking);
    free(checking->lengths);
    checking->lengths = NULL;
    return MRG_OK;
}

mrg_status mrg_index_check(const char *path, void (*report)(void *context, const char *line),
                           void *context, mrg_error *error)
{
    struct checking checking = {.report = report, .context = context};
    struct snapshot snapshot;
    checking.snapshot = &snapshot;
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = snapshot_open(&snapshot, path, &reason);
    if (status != MRG_OK) {
        if (status == MRG_ERR_DAMAGED && report != NULL)
            report(context, reason.message);
        if (error != NULL)
            *error = reason;
        return status;
    }
    for (size_t i = 0; i < snapshot.segment_count && status == MRG_OK; i++) {
        checking.segment = snapshot.segments[i];
        status = check_segment(&checking, error);
    }
    snapshot_close(&snapshot);
    if (status == MRG_OK && checking.is_short_of_memory)
        status = fail_memory(error);
    if (status == MRG_OK && checking.findings > 0) {
        status = MRG_ERR_DAMAGED;
        if (error != NULL)
            *error = checking.first;
    }
    return status;
}
