/* Documents by themselves, and the bytes of numbers that sort. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/support.h"

#include <math.h>
#include <string.h>

static void test_terms(void **state)
{
    (void)state;
    xc_document *document;
    xc_terms *terms;
    uint32_t count;
    const uint32_t positions[] = {7, 3, 7};
    WORKS(xc_document_new(&document, &problem));
    assert_int_equal(xc_document_docid(document), 0);
    WORKS(xc_document_add_term(document, text("dog"), 4, &problem));
    WORKS(xc_document_add_boolean_term(document, text("Qx"), &problem));
    WORKS(xc_document_add_positions(document, text("cat"), positions, 3, 1, &problem));
    WORKS(xc_document_add_positions(document, text("none"), NULL, 0, 1, &problem));
    WORKS(xc_document_term_count(document, &count, &problem));
    assert_int_equal(count, 3);
    WORKS(xc_terms_of_handle(document, &terms, &problem));
    assert_string_equal(all_terms(terms), "Qx cat dog ");
    WORKS(xc_document_remove_term(document, text("cat"), &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_document_remove_term(document, text("cat"), &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_document_add_term(document, text(""), 1, &problem));
    WORKS(xc_document_clear_terms(document, &problem));
    WORKS(xc_document_term_count(document, &count, &problem));
    assert_int_equal(count, 0);
    xc_document_free(document);
}

static void test_terms_of_a_document_know_their_wdf(void **state)
{
    (void)state;
    static const struct {
        const char *term;
        uint32_t wdf;
    } cases[] = {{"Qa5", 0}, {"budget", 3}, {"minister", 1}};
    xc_document *document = make_document(&archive[4]);
    xc_terms *terms;
    uint32_t wdf;
    bool found;
    WORKS(xc_terms_of_handle(document, &terms, &problem));
    xc_document_free(document); /* the cursor lives on */
    FAILS(MRG_ERR_ARGUMENT, xc_terms_wdf(terms, &wdf, &problem));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        WORKS(xc_terms_next(terms, &found, &problem));
        assert_true(found);
        assert_text(xc_terms_text(terms), cases[i].term);
        WORKS(xc_terms_wdf(terms, &wdf, &problem));
        assert_int_equal(wdf, cases[i].wdf);
    }
    WORKS(xc_terms_next(terms, &found, &problem));
    assert_false(found);
    assert_text(xc_terms_text(terms), "");
    FAILS(MRG_ERR_ARGUMENT, xc_terms_wdf(terms, &wdf, &problem));
    xc_terms_free(terms);
}

static void test_values_and_data(void **state)
{
    (void)state;
    xc_document *document;
    mrg_text value;
    double number = 1;
    WORKS(xc_document_new(&document, &problem));
    WORKS(xc_document_set_value(document, 3, (mrg_text){"a\0b", 3}, &problem));
    WORKS(xc_document_set_number(document, 4, -2.5, &problem));
    WORKS(xc_document_value(document, 3, &value, &problem));
    assert_int_equal(value.size, 3);
    assert_memory_equal(value.data, "a\0b", 3);
    WORKS(xc_document_number(document, 4, &number, &problem));
    assert_true(number == -2.5);
    FAILS(MRG_ERR_MISSING, xc_document_number(document, 5, &number, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_document_set_value(document, XC_NO_SLOT, text("x"), &problem));
    WORKS(xc_document_set_value(document, 3, (mrg_text){NULL, 0}, &problem));
    WORKS(xc_document_value(document, 3, &value, &problem));
    assert_int_equal(value.size, 0);
    WORKS(xc_document_clear_values(document, &problem));
    FAILS(MRG_ERR_MISSING, xc_document_number(document, 4, &number, &problem));
    WORKS(xc_document_data(document, &value, &problem));
    assert_text(value, "");
    WORKS(xc_document_set_data(document, text("\xff!"), &problem));
    WORKS(xc_document_data(document, &value, &problem));
    assert_text(value, "\xff!");
    xc_document_free(document);
    xc_document_free(NULL);
}

static void test_numbers_sort_as_bytes(void **state)
{
    (void)state;
    static const double numbers[] = {-INFINITY, -1e300, -2, -1,    -1e-9, 0,
                                     1e-9,      0.5,    1,  1.6e9, 1e300};
    char before[XC_SORTABLE_MAX];
    size_t before_size = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char bytes[XC_SORTABLE_MAX];
        size_t size = xc_sortable(numbers[i], bytes);
        assert_true(size <= XC_SORTABLE_MAX);
        assert_true(xc_sortable_number((mrg_text){bytes, size}) == numbers[i]);
        if (i > 0) {
            int order = memcmp(before, bytes, before_size < size ? before_size : size);
            assert_true(order < 0 || (order == 0 && before_size < size));
        }
        memcpy(before, bytes, size);
        before_size = size;
    }
    (void)xc_sortable_number(text("any bytes, however long, give some number"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_terms_of_a_document_know_their_wdf),
        cmocka_unit_test(test_values_and_data),
        cmocka_unit_test(test_numbers_sort_as_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
