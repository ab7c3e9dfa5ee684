/* Posting lists of several sources put together, block by block and article by article: the same bytes as of a list
 * written at once; and what becomes of lists that are damaged. */
#include "tests/cmocka_all.h"
#include "tests/fuzz/memory_segment.h"
#include "tests/unit/segment/posting_list.h"

#include "indexer/native/merge_lists.h"

#include <stdlib.h>

enum { SOURCES_MAX = 6, SOURCE_FORMS = 1 << 16, /* posting_list chooses ordinals below it */ };

/* ---- sources ---- */

static struct posting_list lists[SOURCES_MAX];
static struct segment segments[SOURCES_MAX];
static uint32_t bases[SOURCES_MAX + 1]; /* new number of each one's article 0; of all articles */
static uint32_t *renumbered[SOURCES_MAX];
static uint8_t *length_codes; /* of all articles */
static unsigned sources;

/* The ordinals of the merged list, made up: merged_form_ordinal looks at nothing else. */
static struct merged_forms forms;

static const uint32_t *ordinals_of(unsigned source)
{
    return (const uint32_t *)(const void *)forms.ordinals.data + (size_t)source * SOURCE_FORMS;
}

static void make_forms(uint64_t seed)
{
    struct random_source random = {seed};
    forms = (struct merged_forms){.count = 2};
    for (size_t i = 0; i < (size_t)SOURCES_MAX * SOURCE_FORMS; i++) {
        uint32_t ordinal = random_bits(&random, 16);
        buffer_append(&forms.ordinals, &ordinal, sizeof ordinal);
    }
    assert_false(forms.ordinals.failed);
}

static void add_source(const struct list_shape *shape, uint64_t seed)
{
    unsigned i = sources++;
    posting_list_make(&lists[i], shape, seed);
    uint32_t articles = lists[i].articles_limit;
    segments[i] = (struct segment){.file = lists[i].made.file, .meta.articles = articles};
    renumbered[i] = calloc(articles, sizeof *renumbered[i]);
    length_codes = realloc(length_codes, bases[i] + articles);
    assert_true(renumbered[i] != NULL && length_codes != NULL);
    for (uint32_t a = 0; a < articles; a++) {
        renumbered[i][a] = bases[i] + a;
        length_codes[bases[i] + a] = lists[i].length_codes[a];
    }
    bases[sources] = bases[i] + articles;
}

static void release_sources(void)
{
    for (; sources > 0; sources--) {
        posting_list_free(&lists[sources - 1]);
        free(renumbered[sources - 1]);
    }
    free(length_codes);
    length_codes = NULL;
}

/* ---- merging ---- */

typedef void merger(struct list_source *source, const struct term_entry *entry,
                    const struct merged_forms *forms, const uint32_t *ordinals,
                    struct postings_writer *postings, mrg_error *damage);

/* Whether the merged list has forms: one of the lists has, or `adds_forms`, their only ones differ. */
static bool merged_has_forms(bool adds_forms)
{
    bool has_forms = adds_forms && lists[0].shape.has_positions;
    for (unsigned i = 0; i < sources; i++)
        has_forms |= lists[i].entry.has_forms;
    return has_forms;
}

/* Merge the lists with `work`. */
static mrg_status merge_with(merger *work, bool has_forms, struct postings_writer *writer)
{
    static struct list_source source; /* large */
    mrg_error damage = MRG_ERROR_INIT;
    postings_writer_init(writer, length_codes, NULL);
    postings_begin(writer, lists[0].shape.has_positions, has_forms);
    for (unsigned i = 0; i < sources; i++) {
        list_source_init(&source, &segments[i], renumbered[i]);
        assert_true(source.is_whole);
        work(&source, &lists[i].entry, &forms, ordinals_of(i), writer, &damage);
    }
    return damage.status;
}

/* The merged list from what the sources were made of. */
static void write_wanted(bool has_forms, struct postings_writer *writer)
{
    postings_writer_init(writer, length_codes, NULL);
    postings_begin(writer, lists[0].shape.has_positions, has_forms);
    for (unsigned i = 0; i < sources; i++)
        for (uint32_t p = 0; p < lists[i].shape.df; p++) {
            postings_add(writer, bases[i] + lists[i].articles[p], lists[i].frequencies[p]);
            uint64_t end = writer->has_positions ? lists[i].first[p + 1] : lists[i].first[p];
            for (uint64_t o = lists[i].first[p]; o < end; o++)
                postings_add_occurrence(
                    writer, lists[i].positions[o],
                    merged_form_ordinal(&forms, ordinals_of(i), lists[i].forms[o]));
        }
    assert_true(postings_finish(writer));
}

static void assert_same_bytes(const struct buffer *a, const struct buffer *b)
{
    assert_int_equal(a->size, b->size);
    if (a->size > 0)
        assert_memory_equal(a->data, b->data, a->size);
}

static void assert_same(const struct postings_writer *a, const struct postings_writer *b)
{
    assert_int_equal(a->df, b->df);
    assert_int_equal(a->cf, b->cf);
    assert_same_bytes(&a->list, &b->list);
    assert_same_bytes(&a->positions, &b->positions);
    if (a->df == 1)
        assert_int_equal(a->articles[0], b->articles[0]);
    if (a->cf == 1 && a->has_positions)
        assert_int_equal(a->only_position, b->only_position);
}

/* Either way of merging gives the list that is wanted. */
static void check_merged(bool adds_forms)
{
    struct postings_writer wanted, by_block, by_article;
    bool has_forms = merged_has_forms(adds_forms);
    write_wanted(has_forms, &wanted);
    assert_int_equal(merge_with(merge_list, has_forms, &by_block), MRG_OK);
    assert_int_equal(merge_with(merge_list_plainly, has_forms, &by_article), MRG_OK);
    assert_true(postings_finish(&by_block) && postings_finish(&by_article));
    assert_same(&by_article, &wanted);
    assert_same(&by_block, &wanted);
    postings_writer_free(&wanted);
    postings_writer_free(&by_block);
    postings_writer_free(&by_article);
}

/* ---- lists in order ---- */

/* Lengths around block borders, dense (bitmaps) and sparse, with few occurrences or many in an article. */
static const uint32_t dfs[] = {1,   1,   2,   3,   7,   63,  127, 128,
                               129, 200, 255, 256, 257, 384, 700, 4500};

enum { DFS = sizeof dfs / sizeof dfs[0] };

static struct list_shape random_shape(struct random_source *random, bool has_positions)
{
    static const uint32_t gaps[] = {1, 2, 5, 300};
    struct list_shape shape = {.df = dfs[random_below(random, DFS)],
                               .gap_max = gaps[random_below(random, 4)],
                               .has_positions = has_positions,
                               .has_forms = has_positions && random_below(random, 2) == 0,
                               .position_step = 1U << random_below(random, 12)};
    if (has_positions && random_below(random, 3) > 0)
        shape.frequency_bits = random_below(random, 7);
    return shape;
}

/* Each shape alone: what is copied then lies in the blocks it lay in before. */
static void test_one_source(void **state)
{
    (void)state;
    make_forms(1);
    for (unsigned i = 0; i < DFS; i++)
        for (unsigned kind = 0; kind < 8; kind++) {
            struct list_shape shape = {dfs[i], 3, kind & 1 ? 4 : 0, kind & 2, kind & 4, 50};
            add_source(&shape, i * 8 + kind);
            check_merged(false);
            check_merged(true);
            release_sources();
        }
    buffer_free(&forms.ordinals);
}

/* A term that stands once in each source: entries without lists become one. */
static void test_single_occurrences(void **state)
{
    (void)state;
    static const struct list_shape once = {1, 9, 0, true, false, 1000};
    make_forms(2);
    for (unsigned count = 1; count <= SOURCES_MAX; count++)
        for (unsigned adds_forms = 0; adds_forms < 2; adds_forms++) {
            for (unsigned i = 0; i < count; i++)
                add_source(&once, count * 10 + i);
            check_merged(adds_forms);
            release_sources();
        }
    buffer_free(&forms.ordinals);
}

/* Lists of all kinds one behind the other, whose blocks do not begin where those of the merged list do. */
static void test_random_sources(void **state)
{
    (void)state;
    enum { ROUNDS = 250 };
    make_forms(3);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct random_source random = {round + 1};
        for (unsigned i = 0; i < 5; i++) /* neighbouring seeds begin alike */
            random_next(&random);
        bool has_positions = random_below(&random, 4) > 0;
        for (unsigned i = 1 + random_below(&random, SOURCES_MAX); i > 0; i--) {
            struct list_shape shape = random_shape(&random, has_positions);
            add_source(&shape, random_next(&random));
        }
        check_merged(round % 2 == 0);
        release_sources();
    }
    buffer_free(&forms.ordinals);
}

/* Some articles are left out: whatever the lists, they are then copied article by article. */
static void test_left_out(void **state)
{
    (void)state;
    static const struct list_shape shape = {700, 2, 3, true, true, 40};
    static uint8_t bitmap[4096];
    static struct list_source source;
    struct postings_writer one, other;
    mrg_error damage = MRG_ERROR_INIT;
    make_forms(4);
    add_source(&shape, 5);
    assert_true(lists[0].articles_limit <= sizeof bitmap * 8);
    for (uint32_t p = 0; p < shape.df; p += 3)
        renumbered[0][lists[0].articles[p]] = ARTICLE_NONE;
    segments[0].deletions = (struct deletions){.bitmap = bitmap, .removed = (shape.df + 2) / 3};
    list_source_init(&source, &segments[0], renumbered[0]);
    assert_false(source.is_whole);
    postings_writer_init(&one, length_codes, NULL);
    postings_writer_init(&other, length_codes, NULL);
    postings_begin(&one, true, true);
    postings_begin(&other, true, true);
    merge_list(&source, &lists[0].entry, &forms, ordinals_of(0), &one, &damage);
    merge_list_plainly(&source, &lists[0].entry, &forms, ordinals_of(0), &other, &damage);
    assert_int_equal(damage.status, MRG_OK);
    assert_true(postings_finish(&one) && postings_finish(&other));
    assert_int_equal(one.df, shape.df - (shape.df + 2) / 3);
    assert_same(&one, &other);
    postings_writer_free(&one);
    postings_writer_free(&other);
    release_sources();
    buffer_free(&forms.ordinals);
}

/* ---- damage ---- */

/* The dictionary has another number of occurrences than the frequencies come to: told, before those of the list that
 * follows are taken for those of this one. Where there is one posting, its frequency is that number. */
static void test_wrong_sums(void **state)
{
    (void)state;
    static const struct list_shape shapes[] = {{2, 5, 3, true, false, 9},
                                               {5, 5, 2, true, true, 9},
                                               {130, 5, 2, true, true, 9},
                                               {256, 2, 3, true, false, 9},
                                               {700, 5, 1, true, true, 9}};
    static const int64_t offs[] = {-200, -128, -2, -1, 1, 2, 127, 128, 129, INT64_C(1) << 32};
    make_forms(6);
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++)
        for (size_t i = 0; i < sizeof offs / sizeof offs[0]; i++) {
            struct postings_writer writer;
            add_source(&shapes[s], s + 1);
            add_source(&shapes[3], s + 50);
            struct term_entry *entry = &lists[0].entry;
            if ((int64_t)entry->cf + offs[i] >= (int64_t)entry->df) {
                entry->cf += (uint64_t)offs[i];
                assert_int_equal(merge_with(merge_list, true, &writer), MRG_ERR_DAMAGED);
                postings_writer_free(&writer);
            }
            release_sources();
        }
    buffer_free(&forms.ordinals);
}

/* A segment with the lists of the only source, changed, whose checksums are right; its entry as `entry`. Positions are in
 * another section, so that reading beyond them is noticed. */
static void remake(struct memory_segment *made, const struct buffer *postings,
                   const struct buffer *positions, struct term_entry *entry)
{
    *entry = lists[0].entry;
    memory_segment_make(made, postings->size + positions->size);
    memory_segment_add(made, SECTION_POSTINGS, postings->data, postings->size);
    memory_segment_add(made, SECTION_FORMS, positions->data, positions->size);
    entry->postings = made->file.sections[SECTION_POSTINGS].data;
    entry->postings_size = postings->size;
    entry->positions = made->file.sections[SECTION_FORMS].data;
    entry->positions_size = positions->size;
}

/* Merge the changed list: it is damaged, or something comes of it whose articles are in the segment. */
static bool survives(merger *work, const struct buffer *postings, const struct buffer *positions)
{
    static struct list_source source;
    struct memory_segment made;
    struct term_entry entry;
    struct postings_writer writer;
    mrg_error damage = MRG_ERROR_INIT;
    remake(&made, postings, positions, &entry);
    struct segment segment = {.file = made.file, .meta.articles = lists[0].articles_limit};
    list_source_init(&source, &segment, renumbered[0]);
    postings_writer_init(&writer, length_codes, NULL);
    postings_begin(&writer, true, true);
    work(&source, &entry, &forms, ordinals_of(0), &writer, &damage);
    assert_true(damage.status == MRG_OK || damage.status == MRG_ERR_DAMAGED);
    if (damage.status == MRG_OK)
        assert_true(postings_finish(&writer));
    postings_writer_free(&writer);
    memory_segment_free(&made);
    return damage.status == MRG_OK;
}

static void take(struct buffer *bytes, const uint8_t *from, uint64_t size)
{
    buffer_clear(bytes);
    buffer_append(bytes, from, (size_t)size);
    assert_false(bytes->failed);
}

/* Lists cut short, and with random bytes changed, under right checksums. */
static void test_damaged_lists(void **state)
{
    (void)state;
    enum { ROUNDS = 4000 };
    static const struct list_shape shape = {300, 3, 2, true, true, 30};
    struct random_source random = {77};
    struct buffer postings = BUFFER_INIT, positions = BUFFER_INIT;
    unsigned survived = 0;
    make_forms(7);
    add_source(&shape, 8);
    const struct term_entry *entry = &lists[0].entry;
    for (unsigned round = 0; round < ROUNDS; round++) {
        take(&postings, entry->postings, entry->postings_size);
        take(&positions, entry->positions, entry->positions_size);
        struct buffer *changed = round % 2 == 0 ? &postings : &positions;
        if (round % 4 < 2)
            changed->size = random_below(&random, (uint32_t)changed->size);
        else
            changed->data[random_below(&random, (uint32_t)changed->size)] ^=
                (uint8_t)(1 + random_below(&random, 255));
        survived += survives(merge_list, &postings, &positions);
        survives(merge_list_plainly, &postings, &positions);
    }
    assert_in_range(survived, 1, ROUNDS * 3 / 4); /* other gaps and forms are not noticed */
    take(&postings, entry->postings, entry->postings_size);
    take(&positions, entry->positions, entry->positions_size);
    assert_true(survives(merge_list, &postings, &positions));
    buffer_free(&postings);
    buffer_free(&positions);
    release_sources();
    buffer_free(&forms.ordinals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_source),     cmocka_unit_test(test_single_occurrences),
        cmocka_unit_test(test_random_sources), cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_wrong_sums),     cmocka_unit_test(test_damaged_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
