#include "tests/unit/indexer/content.h"

#include "tests/cmocka_all.h"

#include "common/base/hash.h"
#include "common/base/string_table.h"
#include "common/segment/article_record.h"
#include "common/segment/facets.h"
#include "common/segment/posting_cursor.h"
#include "common/segment/written_forms.h"

#include <stdio.h>
#include <stdlib.h>

void content_init(struct content *content)
{
    *content = (struct content){ARENA_INIT, BUFFER_INIT};
}

void content_free(struct content *content)
{
    arena_free(&content->arena);
    buffer_free(&content->lines);
}

void content_add(struct content *content, const char *format, ...)
{
    char line[1000];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    assert_in_range(size, 1, sizeof line - 1);
    const char *copy = arena_copy(&content->arena, line, (size_t)size);
    assert_non_null(copy);
    buffer_append(&content->lines, &copy, sizeof copy);
    assert_false(content->lines.failed);
}

/* ---- of a snapshot ---- */

/* A segment with the ids of its articles. */
struct named_segment {
    const struct segment *segment;
    char **ids; /* per article; NULL: removed */
    mrg_error error;
};

static void add_facets(struct content *content, const struct named_segment *named)
{
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        struct facet_reader reader;
        uint32_t n = named->segment->meta.articles;
        assert_int_equal(facet_reader_open(&reader, &named->segment->file, (enum facet)f, n, NULL),
                         MRG_OK);
        for (uint32_t a = 0; a < n; a++) {
            uint64_t from, to;
            facet_range(&reader, a, &from, &to);
            for (; named->ids[a] != NULL && from < to; from++) {
                uint32_t ordinal = facet_ordinal(&reader, from);
                if (ordinal == reader.value_count)
                    continue;
                mrg_text value = reader.values[ordinal];
                content_add(content, LINE_FACET, named->ids[a], f, (int)value.size, value.data);
            }
        }
        facet_reader_close(&reader);
    }
}

static void add_numbers(struct content *content, struct named_segment *named, uint32_t article)
{
    const struct segment *segment = named->segment;
    const uint32_t *lengths = segment_lengths(segment, &named->error);
    assert_non_null(lengths);
    content_add(content, LINE_LENGTH, named->ids[article], lengths[article]);
    for (unsigned c = 0; c < COLUMN_COUNT; c++) {
        int64_t value = column_value(&segment->columns, (enum column)c, article, &named->error);
        content_add(content, LINE_COLUMN, named->ids[article], c, (long long)value);
    }
}

static void add_articles(struct content *content, struct named_segment *named)
{
    struct articles_reader reader;
    uint32_t n = named->segment->meta.articles;
    articles_reader_init(&reader, &named->segment->file, n);
    for (uint32_t a = 0; a < n; a++) {
        struct arena arena = ARENA_INIT;
        const uint8_t *record;
        size_t size;
        mrg_article article;
        if (deletions_has(&named->segment->deletions, a))
            continue;
        assert_int_equal(articles_read(&reader, a, &record, &size, &named->error), MRG_OK);
        assert_true(article_record_read(record, size, &arena, &article));
        named->ids[a] = arena_copy(&content->arena, article.id.data, article.id.size);
        assert_non_null(named->ids[a]);
        content_add(content, LINE_STORED, named->ids[a],
                    (unsigned long long)hash64(record, size, 0));
        add_numbers(content, named, a);
        arena_free(&arena);
    }
    articles_reader_free(&reader);
}

/* The forms of a term, in memory of the content's arena. */
static mrg_text *read_forms(struct content *content, const struct segment *segment,
                            const struct term_entry *entry, mrg_text term, uint32_t *count)
{
    struct written_forms forms;
    assert_true(segment_file_verify(&segment->file, entry->forms, entry->forms_size));
    assert_true(written_forms_open(&forms, term, entry->forms, entry->forms_size));
    assert_int_equal(entry->has_forms, forms.count > 1);
    mrg_text *texts = arena_alloc(&content->arena, forms.count * sizeof *texts);
    assert_non_null(texts);
    for (*count = 0; written_forms_next(&forms); ++*count)
        texts[*count] = (mrg_text){arena_copy(&content->arena, forms.form, forms.size), forms.size};
    assert_int_equal(*count, forms.count);
    return texts;
}

static void add_occurrences(struct content *content, struct posting_cursor *cursor, const char *id,
                            mrg_text term, const mrg_text *forms, uint32_t form_count)
{
    const uint32_t *positions, *ordinals;
    uint32_t frequency = posting_cursor_frequency(cursor);
    assert_int_equal(posting_cursor_occurrences(cursor, &positions, &ordinals), frequency);
    for (uint32_t i = 0; i < frequency; i++) {
        assert_true(ordinals[i] < form_count);
        mrg_text form = forms[ordinals[i]];
        content_add(content, LINE_OCCURRENCE, id, cursor->entry.field, (int)term.size, term.data,
                    positions[i], (int)form.size, form.data);
    }
}

static void add_postings(struct content *content, struct named_segment *named,
                         const struct term_entry *entry, mrg_text term)
{
    struct posting_cursor cursor;
    const struct segment *segment = named->segment;
    bool has_positions = field_has_positions(entry->field);
    uint32_t form_count = 0, df = 0;
    uint64_t cf = 0;
    mrg_text *forms = NULL;
    if (has_positions)
        forms = read_forms(content, segment, entry, term, &form_count);
    assert_int_equal(
        posting_cursor_open(&cursor, &segment->file, entry, segment->meta.articles, &named->error),
        MRG_OK);
    while (posting_cursor_next(&cursor) != ARTICLE_NONE) {
        const char *id = named->ids[cursor.article];
        df++;
        cf += posting_cursor_frequency(&cursor);
        if (id != NULL && has_positions)
            add_occurrences(content, &cursor, id, term, forms, form_count);
        else if (id != NULL)
            content_add(content, LINE_KEYWORD, id, entry->field, (int)term.size, term.data);
    }
    assert_int_equal(df, entry->df);
    assert_int_equal(cf, entry->cf);
    posting_cursor_close(&cursor);
}

static void add_df(struct content *content, const struct snapshot *snapshot,
                   struct string_table *seen, const struct dictionary_cursor *terms)
{
    bool is_new;
    uint64_t df;
    assert_true(string_table_add(seen, 0, terms->key, terms->key_size, &is_new) != STRING_NONE);
    if (!is_new)
        return;
    assert_int_equal(snapshot_df(snapshot, terms->key, terms->key_size, &df, NULL), MRG_OK);
    if (df > 0)
        content_add(content, LINE_DF, (int)terms->key_size - 1, (const char *)terms->key + 1,
                    terms->key[0], (unsigned long long)df);
}

static void add_terms(struct content *content, const struct snapshot *snapshot,
                      struct named_segment *named, struct string_table *seen)
{
    const struct segment *segment = named->segment;
    struct dictionary_cursor terms;
    uint64_t count = 0, postings = 0;
    assert_int_equal(
        dictionary_seek(&segment->dictionary, &terms, (const uint8_t *)"", 0, &named->error),
        MRG_OK);
    for (; dictionary_next(&terms); count++) {
        mrg_text term = {(const char *)terms.key + 1, terms.key_size - 1};
        postings += terms.entry.df;
        add_postings(content, named, &terms.entry, term);
        add_df(content, snapshot, seen, &terms);
    }
    assert_int_equal(count, segment->meta.terms);
    assert_int_equal(postings, segment->meta.postings);
}

void content_of_snapshot(struct content *content, const struct snapshot *snapshot)
{
    struct string_table seen;
    assert_true(string_table_init(&seen));
    content_add(content, LINE_TOTALS, (unsigned long long)snapshot->articles,
                (unsigned long long)snapshot->tokens);
    for (size_t i = 0; i < snapshot->segment_count; i++) {
        struct named_segment named = {.segment = snapshot->segments[i]};
        named.ids = calloc((size_t)named.segment->meta.articles + 1, sizeof *named.ids);
        assert_non_null(named.ids);
        add_articles(content, &named);
        add_facets(content, &named);
        add_terms(content, snapshot, &named, &seen);
        assert_string_equal(named.error.message, "");
        free(named.ids);
    }
    string_table_free(&seen);
}

/* ---- comparing ---- */

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t sort_lines(struct content *content)
{
    size_t count = content->lines.size / sizeof(char *);
    if (count > 0)
        qsort(content->lines.data, count, sizeof(char *), compare_lines);
    return count;
}

static const char *line_of(const struct content *content, size_t number, size_t count)
{
    return number < count ? ((const char *const *)(const void *)content->lines.data)[number] : "";
}

void content_assert_same(struct content *wanted, struct content *got)
{
    size_t wanted_count = sort_lines(wanted), got_count = sort_lines(got);
    size_t most = wanted_count > got_count ? wanted_count : got_count;
    for (size_t i = 0; i < most; i++) {
        const char *a = line_of(wanted, i, wanted_count), *b = line_of(got, i, got_count);
        if (strcmp(a, b) != 0)
            fail_msg("line %zu of %zu is\n  %s\nof %zu wanted\n  %s", i, got_count, b, wanted_count,
                     a);
    }
}
