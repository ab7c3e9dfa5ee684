/* The lexicons of a segment: written, found for every article, and what serves when one copy or both are damaged. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/lexicons_file.h"

#include <pthread.h>
#include <stdlib.h>

static struct lexicons_file file;

/* ---- writing ---- */

/* A lexicon that several parts have is written once; the copy is the same. */
static void test_written_once(void **state)
{
    (void)state;
    lexicons_file_make(&file);
    const struct section *section = &file.made.file.sections[SECTION_LEXICONS];
    const struct section *copy = &file.made.file.sections[SECTION_LEXICONS_COPY];
    assert_int_equal(section->size, lexicons_file_at(&file, LEXICONS_FILE_SAMPLES));
    assert_int_equal(section->size, copy->size);
    assert_memory_equal(section->data, copy->data, (size_t)copy->size);
    for (unsigned i = 0; i < LEXICONS_FILE_SAMPLES; i++)
        assert_memory_equal(section->data + lexicons_file_at(&file, i), file.samples[i].bytes.data,
                            file.samples[i].bytes.size);
    lexicons_file_free(&file);
}

/* The ranges are those of the parts. */
static void test_written_ranges(void **state)
{
    (void)state;
    const struct lexicon_range *read;
    uint32_t read_count = 0;
    lexicons_file_make(&file);
    assert_int_equal(lexicon_ranges_of(&file.made.file, &read, &read_count, NULL), MRG_OK);
    assert_int_equal(read_count, LEXICONS_FILE_PARTS);
    for (unsigned i = 0; i < LEXICONS_FILE_PARTS; i++) {
        assert_int_equal(read[i].first, lexicons_file_parts[i].first);
        assert_int_equal(read[i].at, lexicons_file_at(&file, lexicons_file_parts[i].sample));
    }
    lexicons_file_free(&file);
}

/* As many parts as a section takes, and one more. */
static void test_most_parts(void **state)
{
    (void)state;
    enum { MORE = LEXICONS_MAX + 1 };
    struct lexicon_part *parts = calloc(MORE, sizeof *parts);
    struct sample_lexicon sample;
    struct section_file made;
    assert_non_null(parts);
    sample_lexicon_make(&sample, 10, 1);
    for (uint32_t i = 0; i < MORE; i++)
        parts[i] = (struct lexicon_part){.first = i, .bytes = sample.bytes.data};
    section_file_begin(&made);
    assert_true(lexicons_write(&made.writer, SECTION_LEXICONS, parts, LEXICONS_MAX));
    assert_false(lexicons_write(&made.writer, SECTION_LEXICONS_COPY, parts, MORE));
    section_file_open(&made);
    const struct lexicon *first, *last;
    assert_int_equal(lexicon_of(&made.file, 0, &first, NULL), MRG_OK);
    assert_int_equal(lexicon_of(&made.file, LEXICONS_MAX, &last, NULL), MRG_OK);
    assert_ptr_equal(first, last);
    section_file_end(&made);
    sample_lexicon_free(&sample);
    free(parts);
}

/* ---- reading ---- */

/* The lexicon of `article` is what it was written with; *copy, which section it lies in. */
static void check_lexicon(uint32_t article, bool *is_copy)
{
    const struct lexicon *lexicon = NULL;
    unsigned sample = lexicons_file_sample(article);
    const struct buffer *wanted = &file.samples[sample].bytes;
    mrg_error error = MRG_ERROR_INIT;
    if (lexicon_of(&file.made.file, article, &lexicon, &error) != MRG_OK)
        fail_msg("article %u: %s", article, error.message);
    *is_copy = lexicon->bytes >= file.made.file.sections[SECTION_LEXICONS_COPY].data;
    const struct section *section =
        &file.made.file.sections[*is_copy ? SECTION_LEXICONS_COPY : SECTION_LEXICONS];
    assert_ptr_equal(lexicon->bytes, section->data + lexicons_file_at(&file, sample));
    assert_int_equal(lexicon_size(lexicon), wanted->size);
    assert_memory_equal(lexicon->bytes, wanted->data, wanted->size);
}

/* What reading an article says; what it reads is the article. */
static mrg_status read_status(struct articles_reader *reader, uint32_t article)
{
    const uint8_t *record;
    size_t size;
    const struct buffer *wanted = &file.records[article];
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = articles_read(reader, article, &record, &size, &error);
    assert_int_equal(error.status, status);
    if (status == MRG_OK) {
        assert_int_equal(size, wanted->size);
        assert_true(size == 0 || memcmp(record, wanted->data, size) == 0);
    }
    return status;
}

/* All articles can be read but those of the sample `lost`. */
static void check_articles(unsigned lost)
{
    struct articles_reader reader;
    articles_reader_init(&reader, &file.made.file, LEXICONS_FILE_ARTICLES);
    for (uint32_t a = 0; a < LEXICONS_FILE_ARTICLES; a++)
        assert_int_equal(read_status(&reader, a),
                         lexicons_file_sample(a) == lost ? MRG_ERR_DAMAGED : MRG_OK);
    articles_reader_free(&reader);
}

enum { NONE_LOST = LEXICONS_FILE_SAMPLES };

/* Every article, those at the borders of ranges among them, in order and backwards; and what is beyond. */
static void test_every_article(void **state)
{
    (void)state;
    bool is_copy;
    lexicons_file_make(&file);
    for (uint32_t a = LEXICONS_FILE_ARTICLES + 1; a-- > 0;)
        check_lexicon(a, &is_copy);
    check_lexicon(UINT32_MAX, &is_copy);
    check_articles(NONE_LOST);
    assert_false(is_copy);
    lexicons_file_free(&file);
}

/* Ranges with the same lexicon share what was read. */
static void test_shared_lexicons(void **state)
{
    (void)state;
    const struct lexicon *seen[LEXICONS_FILE_SAMPLES] = {NULL};
    lexicons_file_make(&file);
    for (unsigned i = 0; i < LEXICONS_FILE_PARTS; i++) {
        const struct lexicon *lexicon, **before = &seen[lexicons_file_parts[i].sample];
        assert_int_equal(lexicon_of(&file.made.file, lexicons_file_parts[i].first, &lexicon, NULL),
                         MRG_OK);
        assert_true(*before == NULL || *before == lexicon);
        *before = lexicon;
    }
    assert_true(seen[0] != seen[1] && seen[0] != seen[2] && seen[1] != seen[2]);
    lexicons_file_free(&file);
}

/* ---- damage ---- */

static const enum section_id copies[] = {SECTION_LEXICONS, SECTION_LEXICONS_COPY};

/* The head of either copy is damaged, in a way that alone would look sound: the other serves. */
static void test_damaged_heads(void **state)
{
    (void)state;
    enum { RANGE = LEXICONS_HEAD_SIZE + LEXICONS_RANGE_SIZE };
    static const struct {
        size_t at;
        uint8_t bits;
    } damages[] = {{0, 1}, {0, 0x20}, {3, 0x80}, {RANGE, 1}, {RANGE, 0x80}, {RANGE + 4, 4}};
    for (unsigned c = 0; c < 2; c++)
        for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
            bool is_copy;
            lexicons_file_make(&file);
            lexicons_file_damage(&file, copies[c], damages[i].at, damages[i].bits);
            check_articles(NONE_LOST);
            check_lexicon(0, &is_copy); /* the lexicons themselves are good in both */
            assert_false(is_copy);
            lexicons_file_free(&file);
        }
}

/* A lexicon of either copy is damaged, at its beginning, in its middle or at its end: that of the other serves. */
static void test_damaged_lexicons(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 2; c++)
        for (unsigned damaged = 0; damaged < LEXICONS_FILE_SAMPLES; damaged++)
            for (unsigned third = 0; third < 3; third++) {
                bool is_copy;
                lexicons_file_make(&file);
                const size_t size = file.samples[damaged].bytes.size;
                const size_t at = lexicons_file_at(&file, damaged) + (size - 1) * third / 2;
                lexicons_file_damage(&file, copies[c], at, 1);
                check_articles(NONE_LOST);
                for (uint32_t a = 0; a < LEXICONS_FILE_ARTICLES; a++) {
                    check_lexicon(a, &is_copy);
                    assert_int_equal(is_copy, c == 0 && lexicons_file_sample(a) == damaged);
                }
                lexicons_file_free(&file);
            }
}

/* The same lexicon is damaged in both, each time at another place: only its articles are lost. */
static void test_both_damaged(void **state)
{
    (void)state;
    for (unsigned lost = 0; lost < LEXICONS_FILE_SAMPLES; lost++) {
        const struct lexicon *lexicon;
        mrg_error error = MRG_ERROR_INIT;
        lexicons_file_make(&file);
        const size_t end = lexicons_file_at(&file, lost) + file.samples[lost].bytes.size;
        lexicons_file_damage(&file, SECTION_LEXICONS, end - 8, 1);
        lexicons_file_damage(&file, SECTION_LEXICONS_COPY, end - 100, 1);
        for (unsigned again = 0; again < 2; again++)
            check_articles(lost);
        uint32_t article = 0;
        while (lexicons_file_sample(article) != lost)
            article++;
        assert_int_equal(lexicon_of(&file.made.file, article, &lexicon, &error), MRG_ERR_DAMAGED);
        assert_non_null(strstr(error.message, "lexicon"));
        lexicons_file_free(&file);
    }
}

/* One lexicon is damaged in the first section and another in the copy: none is lost. */
static void test_different_damage(void **state)
{
    (void)state;
    lexicons_file_make(&file);
    lexicons_file_damage(&file, SECTION_LEXICONS, lexicons_file_at(&file, 1) + 40, 8);
    lexicons_file_damage(&file, SECTION_LEXICONS_COPY, lexicons_file_at(&file, 2) + 40, 8);
    check_articles(NONE_LOST);
    lexicons_file_free(&file);
}

/* Both heads are damaged: nothing can be read, and is said to be damaged. */
static void test_both_heads(void **state)
{
    (void)state;
    const struct lexicon_range *read;
    uint32_t read_count;
    mrg_error error = MRG_ERROR_INIT;
    lexicons_file_make(&file);
    lexicons_file_damage(&file, SECTION_LEXICONS, 0, 1);
    lexicons_file_damage(&file, SECTION_LEXICONS_COPY, LEXICONS_HEAD_SIZE, 1);
    assert_int_equal(lexicon_ranges_of(&file.made.file, &read, &read_count, &error),
                     MRG_ERR_DAMAGED);
    struct articles_reader reader;
    articles_reader_init(&reader, &file.made.file, LEXICONS_FILE_ARTICLES);
    assert_int_equal(read_status(&reader, 0), MRG_ERR_DAMAGED);
    articles_reader_free(&reader);
    lexicons_file_free(&file);
}

/* ---- threads ---- */

enum { THREADS = 8, THREAD_ROUNDS = 20 };

struct asker {
    pthread_barrier_t *start;
    const struct lexicon *got[LEXICONS_FILE_PARTS];
};

static void *ask_for_all(void *context)
{
    struct asker *asker = context;
    pthread_barrier_wait(asker->start);
    for (unsigned i = 0; i < LEXICONS_FILE_PARTS; i++)
        lexicon_of(&file.made.file, lexicons_file_parts[i].first, &asker->got[i], NULL);
    return NULL;
}

/* Threads that ask at once get the same ones. */
static void test_threads(void **state)
{
    (void)state;
    lexicons_file_make(&file);
    for (unsigned round = 0; round < THREAD_ROUNDS; round++) {
        pthread_t threads[THREADS];
        struct asker askers[THREADS];
        pthread_barrier_t start;
        assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
        for (unsigned i = 0; i < THREADS; i++) {
            askers[i] = (struct asker){.start = &start};
            assert_int_equal(pthread_create(&threads[i], NULL, ask_for_all, &askers[i]), 0);
        }
        for (unsigned i = 0; i < THREADS; i++)
            assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_non_null(askers[0].got[0]);
        for (unsigned i = 1; i < THREADS; i++)
            assert_memory_equal(askers[i].got, askers[0].got, sizeof askers[0].got);
        pthread_barrier_destroy(&start);
        lexicons_free(file.made.file.lexicons); /* as if it had just been opened */
        file.made.file.lexicons = NULL;
    }
    lexicons_file_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_once),     cmocka_unit_test(test_written_ranges),
        cmocka_unit_test(test_most_parts),       cmocka_unit_test(test_every_article),
        cmocka_unit_test(test_shared_lexicons),  cmocka_unit_test(test_damaged_heads),
        cmocka_unit_test(test_damaged_lexicons), cmocka_unit_test(test_both_damaged),
        cmocka_unit_test(test_different_damage), cmocka_unit_test(test_both_heads),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
