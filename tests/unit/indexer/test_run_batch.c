/* Batches of runs: the path over word edges gives the entries that the lexer alone gives, for random texts of all that
 * makes runs hard to tell. */
#include "tests/cmocka_all.h"

#include "common/text/language.h"
#include "indexer/run_batch.h"

#include <stdlib.h>
#include <time.h>

enum {
    ROUNDS = 20000,
    TEXT_MAX = 4000, /* several spans of edges */
    ENTRIES_MAX = 2 * TEXT_MAX,
    LONG_PIECE = WORD_EDGES_SPAN + 100 /* longer than a span */
};

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % limit;
}

static const char *const pieces[] = {" ",
                                     " ",
                                     " ",
                                     " ",
                                     " ",
                                     ", ",
                                     ". ",
                                     ".\n\n",
                                     "-",
                                     "'",
                                     "`",
                                     ".",
                                     ",",
                                     "&",
                                     "\"",
                                     "  ",
                                     "\t",
                                     "(",
                                     "--",
                                     "/",
                                     "a",
                                     "B",
                                     "7",
                                     "12",
                                     "U.S.",
                                     "J.",
                                     "AT&T",
                                     "it's",
                                     "1,000",
                                     "2.5",
                                     "3,14",
                                     "well-known",
                                     "Almaty",
                                     "airport",
                                     "x'y.z",
                                     "the",
                                     "of",
                                     "\xC3\xA9",
                                     "\xE2\x80\x99",
                                     "\xC2\xAD",
                                     "\xE6\xBC\xA2\xE5\xAD\x97",
                                     "\xCC\x81",
                                     "\xFF",
                                     "\xC2\xB7",
                                     "\xD0\xBC\xD0\xB8\xD1\x80",
                                     "internationalisation",
                                     "sixteen-letters-",
                                     "abcdefghijklmno",
                                     "abcdefghijklmnop"};

static size_t make_text(char text[TEXT_MAX])
{
    size_t size = 0, wanted = random_below(8) == 0 ? TEXT_MAX : random_below(200);
    while (size < wanted) {
        char filler = random_below(2) == 0 ? 'w' : ' ';
        size_t length = random_below(300) == 0 ? LONG_PIECE : random_below(60) == 0 ? 70 : 0;
        for (size_t i = 0; i < length && size < wanted; i++)
            text[size++] = filler;
        const char *piece = pieces[random_below(sizeof pieces / sizeof *pieces)];
        while (*piece != '\0' && size < wanted)
            text[size++] = *piece++;
    }
    return size;
}

/* What all batches of a text hold. */
struct taken {
    struct run_key entries[ENTRIES_MAX];
    size_t sizes[ENTRIES_MAX]; /* bytes of those too long to be cached; else 0 */
    unsigned count;
    size_t broken;     /* bytes of broken UTF-8 passed */
    size_t stored_end; /* of the pass */
};

static void add(struct taken *taken, const struct run_batch *batch)
{
    for (unsigned i = 0; i < batch->count; i++) {
        bool is_long = run_size(batch->entries[i].shape) > RUN_CACHE_MAX;
        assert_true(taken->count < ENTRIES_MAX && (!is_long || i + 1 == batch->count));
        taken->sizes[taken->count] = is_long ? batch->size : 0;
        taken->entries[taken->count++] = batch->entries[i];
    }
}

typedef void fill_function(struct run_batch *batch, struct field_pass *pass,
                           struct text_walk *walk);

static void take_all(struct taken *taken, fill_function *fill, struct field_pass pass,
                     mrg_text text)
{
    struct text_walk walk;
    struct run_batch batch;
    taken->count = 0;
    text_walk_init(&walk, text);
    do {
        fill(&batch, &pass, &walk);
        add(taken, &batch);
    } while (!batch.is_last);
    taken->broken = walk.scanner.broken;
    taken->stored_end = pass.stored_end;
}

static void compare(const struct taken *fast, const struct taken *plain)
{
    assert_int_equal(fast->count, plain->count);
    assert_int_equal(fast->broken, plain->broken);
    assert_int_equal(fast->stored_end, plain->stored_end);
    for (unsigned i = 0; i < plain->count; i++) {
        const struct run_key *a = &fast->entries[i], *b = &plain->entries[i];
        assert_ptr_equal(a->bytes, b->bytes);
        assert_int_equal(a->shape, b->shape);
        assert_true(a->head == b->head && a->tail == b->tail && a->place == b->place);
        assert_int_equal(fast->sizes[i], plain->sizes[i]);
    }
}

static void test_edges_give_what_the_lexer_gives(void **state)
{
    (void)state;
    struct inverter inverter;
    struct taken *fast = malloc(sizeof *fast), *plain = malloc(sizeof *plain);
    assert_true(inverter_init(&inverter, NULL) && fast != NULL && plain != NULL);
    inverter.keeps_text = true;
    language_id english = language_find((mrg_text){"en", 2});
    for (int round = 0; round < ROUNDS; round++) {
        char *text = malloc(TEXT_MAX); /* of its exact size below, for sanitizers */
        assert_non_null(text);
        size_t size = make_text(text);
        text = realloc(text, size > 0 ? size : 1);
        assert_non_null(text);
        struct field_pass passes[] = {field_pass_new(&inverter, KEY_TEXT, english, true),
                                      field_pass_new(&inverter, KEY_HEADLINE, english, false),
                                      field_pass_new(&inverter, 0, english, true)};
        for (unsigned i = 0; i < sizeof passes / sizeof *passes; i++) {
            take_all(fast, run_batch_fill, passes[i], (mrg_text){text, size});
            take_all(plain, run_batch_fill_plainly, passes[i], (mrg_text){text, size});
            compare(fast, plain);
        }
        free(text);
    }
    inverter_free(&inverter);
    free(fast);
    free(plain);
}

typedef void find_function(struct word_edges *edges, const char *text, size_t size, size_t from);

/* Edges are where letters and digits begin and end, up to their end. */
static void check_edges(find_function *find, const char *text, size_t size, size_t from)
{
    struct word_edges edges;
    bool is_inside = false;
    unsigned next = 0;
    find(&edges, text, size, from);
    assert_int_equal(edges.base, from);
    for (size_t at = from; at < edges.end; at++) {
        bool is_word = is_word_byte((unsigned char)text[at]);
        if (is_word != is_inside)
            assert_int_equal(edges.base + edges.at[next++], at);
        is_inside = is_word;
    }
    assert_int_equal(next + (is_inside && next < edges.count), edges.count);
    bool is_whole = edges.end == size || edges.end == from + WORD_EDGES_SPAN;
    assert_true(is_whole || is_word_byte((unsigned char)text[edges.end]));
}

static void test_edges(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_MAX];
        size_t size = make_text(text), from = random_below((uint32_t)size + 1);
        for (size_t at = 0; round % 8 == 0 && at < size; at++)
            text[at] = (char)(random_below(4) > 0 ? random_below(256) : at % 2 ? 'a' : ' ');
        check_edges(word_edges_find, text, size, from);
        check_edges(word_edges_find_plainly, text, size, from);
    }
}

int main(void)
{
    random_state = (uint64_t)time(NULL) * 2654435761u + 1;
    print_message("seed %llu\n", (unsigned long long)random_state);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edges_give_what_the_lexer_gives),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
