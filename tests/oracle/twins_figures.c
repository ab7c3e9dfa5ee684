/* What two indexes of the same articles say of themselves. */
#include "tests/cmocka_all.h"
#include "tests/oracle/twins.h"

enum {
    FACETS_MAX = 500,
    SAMPLE = 300 /* articles fetched after each commit */
};

/* ---- statistics ---- */

static void check_figure(struct twins *twins, const char *name, int64_t native, int64_t xapian)
{
    if (native == xapian)
        return;
    print_error("%s\n    statistics: %s: native %jd, xapian %jd\n", twins->label, name,
                (intmax_t)native, (intmax_t)xapian);
    twins->wrong++;
}

static void compare_statistics(struct twins *twins)
{
    mrg_index_stats native, xapian;
    mrg_index_get_stats(twins->sides[TWIN_NATIVE].index, &native);
    mrg_index_get_stats(twins->sides[TWIN_XAPIAN].index, &xapian);
    assert_string_equal(native.engine, "native");
    assert_string_equal(xapian.engine, "xapian");
    check_figure(twins, "articles", (int64_t)native.articles, (int64_t)xapian.articles);
    check_figure(twins, "generation", (int64_t)native.generation, (int64_t)xapian.generation);
    check_figure(twins, "tokens", (int64_t)native.tokens, (int64_t)xapian.tokens);
    if (twins->has_changed)
        return;
    check_figure(twins, "first", native.first, xapian.first);
    check_figure(twins, "last", native.last, xapian.last);
}

/* ---- facets ---- */

static bool same_text(mrg_text a, mrg_text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static void compare_facets_of(struct twins *twins, const char *field, size_t capacity)
{
    mrg_facet facets[TWIN_COUNT][FACETS_MAX];
    size_t counts[TWIN_COUNT];
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        assert_int_equal(mrg_index_get_facets(twins->sides[side].index, field, facets[side],
                                              capacity, &counts[side], NULL),
                         MRG_OK);
    bool is_same = counts[0] == counts[1];
    for (size_t i = 0; i < counts[0] && is_same; i++) {
        const mrg_facet *a = &facets[0][i], *b = &facets[1][i];
        is_same = same_text(a->value, b->value) && a->articles == b->articles;
        if (!is_same)
            print_error("    native \"%.*s\" %ju, xapian \"%.*s\" %ju\n", (int)a->value.size,
                        a->value.data, (uintmax_t)a->articles, (int)b->value.size, b->value.data,
                        (uintmax_t)b->articles);
    }
    if (is_same)
        return;
    print_error("%s\n    facet %s, %zu wanted: native has %zu values, xapian %zu\n", twins->label,
                field, capacity, counts[0], counts[1]);
    twins->wrong++;
}

static void compare_facets(struct twins *twins)
{
    static const char *const fields[] = {"source", "section", "place",   "topic",
                                         "person", "org",     "language"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        compare_facets_of(twins, fields[i], FACETS_MAX);
        compare_facets_of(twins, fields[i], 2);
    }
}

/* ---- stored articles ---- */

static bool check_text(const char *name, mrg_text a, mrg_text b)
{
    if (same_text(a, b))
        return true;
    print_error("    %s: native \"%.*s\", xapian \"%.*s\"\n", name, (int)a.size, a.data,
                (int)b.size, b.data);
    return false;
}

static bool check_texts(const char *name, mrg_texts a, mrg_texts b)
{
    bool is_same = a.count == b.count;
    for (size_t i = 0; i < a.count && is_same; i++)
        is_same = check_text(name, a.items[i], b.items[i]);
    if (a.count != b.count)
        print_error("    %s: native %zu, xapian %zu\n", name, a.count, b.count);
    return is_same;
}

static bool check_number(const char *name, int64_t a, int64_t b)
{
    if (a != b)
        print_error("    %s: native %jd, xapian %jd\n", name, (intmax_t)a, (intmax_t)b);
    return a == b;
}

static bool same_lists(const mrg_article *a, const mrg_article *b)
{
    return check_texts("topics", a->topics, b->topics) &&
           check_texts("people", a->people, b->people) &&
           check_texts("organisations", a->organisations, b->organisations) &&
           check_texts("captions", a->captions, b->captions);
}

static bool same_numbers(const mrg_article *a, const mrg_article *b)
{
    return check_number("status", a->status, b->status) &&
           check_number("embargo", a->embargo, b->embargo) &&
           check_number("published", a->published, b->published) &&
           check_number("updated", a->updated, b->updated) &&
           check_number("word_count", (int64_t)a->word_count, (int64_t)b->word_count);
}

bool twins_same_article(const mrg_article *a, const mrg_article *b)
{
    const struct {
        const char *name;
        mrg_text a, b;
    } texts[] = {{"id", a->id, b->id},
                 {"version", a->version, b->version},
                 {"source", a->source, b->source},
                 {"headline", a->headline, b->headline},
                 {"deck", a->deck, b->deck},
                 {"byline", a->byline, b->byline},
                 {"place", a->place, b->place},
                 {"section", a->section, b->section},
                 {"language", a->language, b->language},
                 {"url", a->url, b->url},
                 {"body", a->body, b->body},
                 {"rights", a->rights, b->rights},
                 {"file", a->file, b->file}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!check_text(texts[i].name, texts[i].a, texts[i].b))
            return false;
    return same_lists(a, b) && same_numbers(a, b);
}

/* Dead or alive, an article must be found, or missing, by its id in both. */
static void compare_by_id(struct twins *twins, const struct reference_article *article)
{
    mrg_text id = {article->id, article->id_size};
    bool lives = reference_find(&twins->reference, id) != SIZE_MAX, is_same = true;
    mrg_stored *stored[TWIN_COUNT];
    for (unsigned side = 0; side < TWIN_COUNT; side++) {
        mrg_status status = mrg_index_find(twins->sides[side].index, id, &stored[side], NULL);
        is_same = is_same && status == (lives ? MRG_OK : MRG_ERR_MISSING);
    }
    if (!is_same)
        print_error("    native %s it, xapian %s it, it %s\n",
                    stored[0] != NULL ? "finds" : "lacks", stored[1] != NULL ? "finds" : "lacks",
                    lives ? "lives" : "is gone");
    if (is_same && lives)
        is_same = twins_same_article(mrg_stored_article(stored[0]), mrg_stored_article(stored[1]));
    if (!is_same) {
        print_error("%s\n    article %.*s\n", twins->label, (int)id.size, id.data);
        twins->wrong++;
    }
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        mrg_stored_free(stored[side]);
}

void twins_compare_figures(struct twins *twins)
{
    size_t articles = twins->reference.article_count;
    compare_statistics(twins);
    compare_facets(twins);
    for (size_t i = 0; i < SAMPLE && articles > 0; i++) {
        size_t number = articles <= SAMPLE ? i : random_below(&twins->random, articles);
        if (number < articles)
            compare_by_id(twins, &twins->reference.articles[number]);
    }
}
