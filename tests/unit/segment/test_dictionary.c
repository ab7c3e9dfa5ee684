/* The dictionary: every term found with what was written of it, absent ones not, seeking and walking
 * in order, and damaged bytes never read outside. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/section_file.h"
#include "tests/unit/support/random.h"

#include "common/segment/dictionary.h"

#include <stdlib.h>

enum { TERMS_MAX = 1000 };

struct made_term {
    uint8_t key[KEY_SIZE_MAX];
    size_t size;
    struct term_entry entry;
};

static struct made_term terms[TERMS_MAX];
static size_t term_count;
static struct section_file made;
static struct dictionary dictionary;
static uint64_t sizes[2]; /* of the data sections */

static int compare_keys(const struct made_term *a, const uint8_t *key, size_t size)
{
    int order = memcmp(a->key, key, a->size < size ? a->size : size);
    return order != 0 ? order : (a->size > size) - (a->size < size);
}

static int compare_terms(const void *a, const void *b)
{
    const struct made_term *other = b;
    return compare_keys(a, other->key, other->size);
}

/* Few letters, so that keys share much; now and then a long one, a NUL, a byte beyond ASCII. */
static void make_key(struct random_source *random, struct made_term *term)
{
    static const uint8_t letters[] = {'a', 'b', 'c', 0, 0xC3, 0xFF};
    term->key[0] = (uint8_t)(1 + random_below(random, KEY_END - 1));
    size_t size = random_below(random, 20) == 0 ? KEY_SIZE_MAX - 1 : 1 + random_bits(random, 4);
    for (size_t i = 1; i <= size; i++)
        term->key[i] = letters[random_below(random, i < 6 ? 3 : sizeof letters)];
    term->size = size + 1;
}

static void make_entry(struct random_source *random, struct made_term *term)
{
    bool has_positions = field_has_positions((enum key_field)term->key[0]);
    struct term_entry *entry = &term->entry;
    *entry = (struct term_entry){.field = (enum key_field)term->key[0]};
    entry->df = 1 + random_bits(random, 20);
    entry->cf = entry->df + (has_positions ? random_bits(random, 20) : 0);
    if (entry->df == 1)
        entry->article = random_bits(random, 31);
    else
        entry->postings_size = 1 + random_bits(random, 6);
    if (!has_positions)
        return;
    if (entry->cf == 1)
        entry->position = random_bits(random, 26);
    else
        entry->positions_size = 1 + random_bits(random, 6);
    entry->forms_size = random_bits(random, 5);
    entry->has_forms = entry->forms_size > 0 && random_below(random, 2) == 0;
}

static void make_terms(size_t count, uint64_t seed)
{
    struct random_source random = {seed};
    size_t distinct = 0;
    while (distinct < count) {
        for (size_t i = distinct; i < count; i++)
            make_key(&random, &terms[i]);
        qsort(terms, count, sizeof *terms, compare_terms);
        distinct = count > 0;
        for (size_t i = 1; i < count; i++)
            if (compare_terms(&terms[distinct - 1], &terms[i]) != 0)
                terms[distinct++] = terms[i];
    }
    for (size_t i = 0; i < count; i++)
        make_entry(&random, &terms[i]);
    term_count = count;
}

static void add_blank_section(enum section_id id, uint64_t size)
{
    struct buffer blank = BUFFER_INIT;
    for (uint64_t i = 0; i < size; i++)
        buffer_append_byte(&blank, (uint8_t)i);
    section_file_add(&made, id, &blank);
    buffer_free(&blank);
}

/* Write the terms; every few terms the finished bytes are moved out, as a builder does. */
static void write_dictionary(struct buffer *bytes)
{
    struct dictionary_writer writer = {.count = 0};
    for (size_t i = 0; i < term_count; i++) {
        dictionary_add(&writer, terms[i].key, terms[i].size, &terms[i].entry);
        if (i % 10 != 9)
            continue;
        buffer_append(bytes, writer.terms.data, writer.terms.size);
        writer.flushed += writer.terms.size;
        buffer_clear(&writer.terms);
    }
    buffer_append(bytes, writer.terms.data, writer.terms.size);
    assert_int_equal(writer.count, term_count);
    sizes[0] = writer.lists_at;
    sizes[1] = writer.forms_at;
    section_file_add(&made, SECTION_TERM_INDEX, &writer.index);
    dictionary_writer_free(&writer);
}

/* `damage` flips random bytes of the dictionary under a checksum that fits. */
static void open_made(struct random_source *damage)
{
    struct buffer bytes = BUFFER_INIT;
    section_file_begin(&made);
    write_dictionary(&bytes);
    for (unsigned i = 0; damage != NULL && bytes.size > 0 && i < 3; i++)
        bytes.data[random_below(damage, (uint32_t)bytes.size)] ^=
            (uint8_t)(1 + random_below(damage, 255));
    section_file_add(&made, SECTION_TERMS, &bytes);
    buffer_free(&bytes);
    add_blank_section(SECTION_POSTINGS, sizes[0]);
    add_blank_section(SECTION_FORMS, sizes[1]);
    section_file_open(&made);
    dictionary_open(&dictionary, &made.file, term_count);
}

static void make(size_t count, uint64_t seed)
{
    make_terms(count, seed);
    open_made(NULL);
}

/* Where the data of term `number` begin in a section. */
static const uint8_t *data_of(enum section_id id, uint64_t at, uint64_t size)
{
    return size > 0 ? made.file.sections[id].data + at : NULL;
}

static void check_entry(const struct term_entry *entry, size_t number)
{
    const struct term_entry *wanted = &terms[number].entry;
    uint64_t lists_at = 0, forms_at = 0;
    for (size_t i = 0; i < number; i++) {
        lists_at += terms[i].entry.positions_size + terms[i].entry.postings_size;
        forms_at += terms[i].entry.forms_size;
    }
    assert_int_equal(entry->ordinal, number);
    assert_int_equal(entry->df, wanted->df);
    assert_int_equal(entry->cf, wanted->cf);
    assert_int_equal(entry->field, terms[number].key[0]);
    assert_int_equal(entry->has_forms, wanted->has_forms);
    assert_int_equal(entry->article, wanted->article);
    assert_int_equal(entry->position, wanted->position);
    assert_int_equal(entry->postings_size, wanted->postings_size);
    assert_int_equal(entry->positions_size, wanted->positions_size);
    assert_int_equal(entry->forms_size, wanted->forms_size);
    assert_ptr_equal(entry->positions, data_of(SECTION_POSTINGS, lists_at, wanted->positions_size));
    lists_at += wanted->positions_size;
    assert_ptr_equal(entry->postings, data_of(SECTION_POSTINGS, lists_at, wanted->postings_size));
    assert_ptr_equal(entry->forms, data_of(SECTION_FORMS, forms_at, wanted->forms_size));
}

/* The first made term that is `key` or later. */
static size_t naive_seek(const uint8_t *key, size_t size)
{
    size_t number = 0;
    while (number < term_count && compare_keys(&terms[number], key, size) < 0)
        number++;
    return number;
}

static void check_lookup(const uint8_t *key, size_t size)
{
    mrg_error error = MRG_ERROR_INIT;
    struct term_entry entry;
    bool found = true;
    size_t number = naive_seek(key, size);
    bool is_there = number < term_count && compare_keys(&terms[number], key, size) == 0;
    assert_int_equal(dictionary_find(&dictionary, key, size, &entry, &found, &error), MRG_OK);
    assert_int_equal(found, is_there);
    if (found)
        check_entry(&entry, number);
    struct dictionary_cursor cursor;
    assert_int_equal(dictionary_seek(&dictionary, &cursor, key, size, &error), MRG_OK);
    for (size_t steps = 0; steps < 40 && number < term_count; steps++, number++) {
        assert_true(dictionary_next(&cursor));
        assert_int_equal(compare_keys(&terms[number], cursor.key, cursor.key_size), 0);
        check_entry(&cursor.entry, number);
    }
    if (number == term_count) {
        assert_false(dictionary_next(&cursor));
        assert_false(dictionary_next(&cursor));
    }
    assert_false(cursor.damaged);
    assert_string_equal(error.message, "");
}

static void check_around(size_t number)
{
    uint8_t key[KEY_SIZE_MAX + 1];
    size_t size = terms[number].size;
    memcpy(key, terms[number].key, size);
    check_lookup(key, size);
    check_lookup(key, size - 1);
    key[size] = 0;
    check_lookup(key, size + 1);
    key[size - 1]++;
    check_lookup(key, size);
    key[size - 1] = (uint8_t)(key[size - 1] - 2);
    check_lookup(key, size);
}

static void walk_all(void)
{
    struct dictionary_cursor cursor;
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(dictionary_seek(&dictionary, &cursor, (const uint8_t *)"", 0, &error), MRG_OK);
    for (size_t i = 0; i < term_count; i++) {
        assert_true(dictionary_next(&cursor));
        assert_int_equal(cursor.key_size, terms[i].size);
        assert_memory_equal(cursor.key, terms[i].key, terms[i].size);
        check_entry(&cursor.entry, i);
    }
    assert_false(dictionary_next(&cursor));
    assert_false(cursor.damaged);
}

static void test_sizes(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 31, 32, 33, 63, 64, 65, 1000};
    static const uint8_t first[] = {0}, last[] = {0xFF, 0xFF};
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        make(counts[c], c + 1);
        walk_all();
        check_lookup(first, sizeof first);
        check_lookup(last, sizeof last);
        check_lookup(first, 0);
        for (size_t i = 0; i < term_count; i += 1 + term_count / 100)
            check_around(i);
        section_file_end(&made);
    }
}

static void test_front_coding_saves_space(void **state)
{
    (void)state;
    make_terms(0, 1);
    for (term_count = 0; term_count < 32; term_count++) {
        struct made_term *term = &terms[term_count];
        *term = (struct made_term){.size = 100, .entry = {.df = 1, .cf = 1}};
        memset(term->key, 'a', term->size);
        term->key[0] = KEY_TEXT;
        term->key[99] = (uint8_t)('a' + term_count);
    }
    open_made(NULL);
    /* Two offsets; 100 bytes once; each entry: shared, size, df, more, article, position, forms. */
    assert_int_equal(made.file.sections[SECTION_TERMS].size, 2 + 100 + 31 + 32 * 7);
    assert_int_equal(made.file.sections[SECTION_TERM_INDEX].size, 4);
    walk_all();
    section_file_end(&made);
}

/* Bytes that pass their checksum and are wrong all the same: an error or an answer, never a read
 * outside (which a sanitizer would see). */
static void test_damage(void **state)
{
    (void)state;
    struct random_source random = {77};
    unsigned noticed = 0;
    for (unsigned round = 0; round < 200; round++) {
        make_terms(70, round + 1);
        open_made(&random);
        struct dictionary_cursor cursor;
        mrg_error error = MRG_ERROR_INIT;
        mrg_status status = dictionary_seek(&dictionary, &cursor, (const uint8_t *)"", 0, &error);
        size_t steps = 0;
        while (status == MRG_OK && dictionary_next(&cursor))
            assert_true(++steps <= term_count);
        bool is_short = steps < term_count;
        assert_int_equal(is_short, status != MRG_OK || cursor.damaged);
        assert_int_equal(is_short, error.status == MRG_ERR_DAMAGED);
        noticed += is_short;
        for (size_t i = 0; i < term_count; i += 7) {
            struct term_entry entry;
            bool found;
            dictionary_find(&dictionary, terms[i].key, terms[i].size, &entry, &found, NULL);
        }
        section_file_end(&made);
    }
    assert_in_range(noticed, 20, 200);
}

static void test_index_too_short(void **state)
{
    (void)state;
    make(100, 5);
    dictionary_open(&dictionary, &made.file, 1000);
    struct dictionary_cursor cursor;
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(dictionary_seek(&dictionary, &cursor, (const uint8_t *)"", 0, &error), MRG_OK);
    size_t steps = 0;
    while (dictionary_next(&cursor))
        steps++;
    assert_int_equal(steps, 100);
    assert_true(cursor.damaged);
    assert_int_equal(error.status, MRG_ERR_DAMAGED);
    section_file_end(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_front_coding_saves_space),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_index_too_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
