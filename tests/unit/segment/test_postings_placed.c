/* Posting lists made of sorted occurrences, in 64 bits and as places, are those that are written article by article; and what
 * takes places apart with wide vectors does it as the plain code. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/segment/placed_articles.h"
#include "common/segment/postings.h"

#include <stdlib.h>
#include <string.h>

enum { OCCURRENCES_MAX = 60000, ARTICLES_END = 40000, ROUNDS = 40 };

/* How a list is made up: frequencies are `frequency` and up to `frequency_bits` bits more. */
struct shape {
    uint32_t df, gap_max, frequency;
    unsigned frequency_bits, form_bits;
    uint32_t position_step; /* positions rise by less than this */
};

static const struct shape shapes[] = {
    {1, 1, 1, 0, 0, 5},       {1, 9, 1, 0, 0, 1},     {2, 40, 1, 1, 1, 1000},
    {7, 40, 1, 1, 1, 9},      {127, 3, 1, 0, 0, 9},   {128, 3, 1, 0, 2, 9},
    {129, 3, 1, 0, 2, 9},     {256, 9, 1, 0, 0, 9},   {1, 1, 128, 0, 3, 9},
    {1, 2, 127, 0, 1, 9},     {1, 2, 129, 0, 1, 1},   {2, 2, 64, 0, 1, 9},
    {64, 2, 2, 0, 4, 9},      {128, 2, 128, 0, 2, 3}, {1, 30, 5000, 0, 6, 2},
    {3, 9, 5000, 0, 0, 3},    {300, 40, 1, 9, 5, 20}, {5000, 3, 1, 2, 4, 60},
    {3000, 12, 1, 1, 0, 300}, {9000, 2, 1, 3, 1, 4},  {20000, 2, 1, 1, 3, 20},
    {200, 60, 120, 4, 3, 2},
};

/* The list at hand; its occurrences one behind the other. */
static uint32_t count, articles[OCCURRENCES_MAX], positions[OCCURRENCES_MAX];
static uint32_t forms[OCCURRENCES_MAX], places[OCCURRENCES_MAX];
static uint64_t wide[OCCURRENCES_MAX];
static uint32_t highest[ARTICLES_END];
static uint8_t length_codes[ARTICLES_END];

static void make_list(const struct shape *shape, struct random_source *random)
{
    uint32_t article = random_below(random, shape->gap_max);
    count = 0;
    for (uint32_t a = 0; a < ARTICLES_END; a++) {
        highest[a] = random_below(random, 700);
        length_codes[a] = (uint8_t)random_below(random, 256);
    }
    for (uint32_t i = 0; i < shape->df; i++) {
        uint32_t position = random_below(random, shape->position_step);
        uint32_t frequency = shape->frequency + random_bits(random, shape->frequency_bits);
        for (; frequency > 0 && count < OCCURRENCES_MAX; frequency--, count++) {
            articles[count] = article;
            positions[count] = position;
            forms[count] = random_bits(random, shape->form_bits);
            highest[article] = position > highest[article] ? position : highest[article];
            position += random_below(random, shape->position_step);
        }
        article += 1 + random_below(random, shape->gap_max);
    }
    assert_true(article < ARTICLES_END && count < OCCURRENCES_MAX);
}

static uint32_t highest_of(const void *context, uint32_t article)
{
    (void)context;
    return highest[article];
}

/* The occurrences as a flush has them. */
static void place_list(struct position_line *line)
{
    assert_true(position_line_make(line, ARTICLES_END, highest_of, NULL));
    assert_in_range(line->bits, 1, 32);
    for (uint32_t i = 0; i < count; i++) {
        wide[i] = (uint64_t)articles[i] << OCCURRENCE_ARTICLE |
                  (uint64_t)positions[i] << OCCURRENCE_POSITION | forms[i];
        places[i] = position_line_start(line, articles[i]) + positions[i];
    }
}

static void write_plainly(struct postings_writer *writer, bool has_positions)
{
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && articles[end] == articles[i];)
            end++;
        postings_add(writer, articles[i], has_positions ? end - i : 1);
        for (uint32_t o = i; has_positions && o < end; o++)
            postings_add_occurrence(writer, positions[o], forms[o]);
    }
}

static void assert_same_bytes(const struct buffer *a, const struct buffer *b)
{
    assert_int_equal(a->size, b->size);
    if (a->size > 0)
        assert_memory_equal(a->data, b->data, a->size);
}

static void assert_same_lists(const struct postings_writer *one,
                              const struct postings_writer *other)
{
    assert_int_equal(one->df, other->df);
    assert_int_equal(one->cf, other->cf);
    assert_int_equal(one->articles[0], other->articles[0]);
    if (one->cf == 1 && one->has_positions)
        assert_int_equal(one->only_position, other->only_position);
    assert_same_bytes(&one->list, &other->list);
    assert_same_bytes(&one->positions, &other->positions);
}

/* Writers serve one list after another. */
static struct postings_writer plain, of_wide, of_placed;

static void check_lists(const struct shape *shape, bool has_positions)
{
    bool has_forms = has_positions && shape->form_bits > 0;
    struct position_line line;
    place_list(&line);
    postings_begin(&plain, has_positions, has_forms);
    postings_begin(&of_wide, has_positions, has_forms);
    postings_begin(&of_placed, has_positions, has_forms);
    write_plainly(&plain, has_positions);
    postings_add_all(&of_wide, wide, count);
    struct placed_articles of_articles;
    placed_articles_begin(&of_articles, &line);
    for (uint32_t at = 0; at < count; at += BLOCK_LENGTH)
        postings_add_placed(&of_placed, &of_articles, places + at, forms + at,
                            count - at < BLOCK_LENGTH ? count - at : BLOCK_LENGTH);
    postings_finish_placed(&of_placed, &of_articles);
    assert_true(postings_finish(&plain) && postings_finish(&of_wide));
    assert_true(postings_finish(&of_placed));
    assert_same_lists(&plain, &of_wide);
    assert_same_lists(&plain, &of_placed);
    position_line_free(&line);
}

static void test_same_lists(void **state)
{
    (void)state;
    struct random_source random = {71};
    postings_writer_init(&plain, length_codes, NULL);
    postings_writer_init(&of_wide, length_codes, NULL);
    postings_writer_init(&of_placed, length_codes, NULL);
    for (unsigned round = 0; round < ROUNDS; round++)
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
            make_list(&shapes[s], &random);
            check_lists(&shapes[s], true);
            check_lists(&shapes[s], false);
        }
    postings_writer_free(&plain);
    postings_writer_free(&of_wide);
    postings_writer_free(&of_placed);
}

/* The line's last places have all 32 bits, and stretches are as long as they come. */
static void test_same_parts(void **state)
{
    (void)state;
    struct random_source random = {72};
    static struct placed_articles one, other;
    uint32_t gaps[2][BLOCK_LENGTH], at_line[BLOCK_LENGTH];
    for (uint32_t a = 0; a < ARTICLES_END; a++)
        highest[a] = random_below(&random, 2) == 0 ? 150000 : 3000;
    struct position_line line;
    assert_true(position_line_make(&line, ARTICLES_END, highest_of, NULL));
    assert_int_equal(line.bits, 32);
    for (unsigned round = 0; round < 100 * ROUNDS; round++) {
        uint32_t taken = random_below(&random, BLOCK_LENGTH + 1), start = 1U << line.shift;
        uint32_t last = position_line_start(&line, ARTICLES_END) - 1;
        uint32_t at = round % 2 == 0 ? start : last - (last - start) / 9;
        one = (struct placed_articles){.line = &line, .before = round % 3 == 0 ? 0 : at};
        one.count = random_below(&random, BLOCK_LENGTH + 1);
        other = one;
        for (unsigned i = 0, bits = random_below(&random, 22); i < taken; i++) {
            at_line[i] = at;
            at += random_bits(&random, bits) % (last - at + 1);
        }
        placed_articles_take(&one, at_line, taken, gaps[0]);
        placed_articles_take_plainly(&other, at_line, taken, gaps[1]);
        assert_int_equal(one.count, other.count);
        assert_int_equal(one.before, other.before);
        assert_int_equal(one.occurrences, taken);
        assert_memory_equal(one.stretches, other.stretches, one.count * sizeof *one.stretches);
        assert_memory_equal(one.firsts, other.firsts, one.count * sizeof *one.firsts);
        assert_memory_equal(gaps[0], gaps[1], taken * sizeof *gaps[0]);
    }
    position_line_free(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_lists),
        cmocka_unit_test(test_same_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
