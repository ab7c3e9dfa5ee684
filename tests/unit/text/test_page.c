/* docs/ANALYSIS.md says what is so: every row of its example tables is tried. */
#include "tests/cmocka_all.h"

#include "common/text/analyzer.h"
#include "tests/unit/text/token_text.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX_SIZE = 512, TOKEN_ROWS_MIN = 24, TERM_ROWS_MIN = 24 };

/* The text between the next two backticks from *at, which moves behind them; its size is 0 when
 * there are none. */
static mrg_text next_cell(const char **at)
{
    const char *start = strchr(*at, '`');
    const char *end = start != NULL ? strchr(start + 1, '`') : NULL;
    if (end == NULL)
        return (mrg_text){NULL, 0};
    *at = end + 1;
    return (mrg_text){start + 1, (size_t)(end - start - 1)};
}

static void check_result(const char *line, const char *result, mrg_text expected)
{
    if (strlen(result) != expected.size || memcmp(result, expected.data, expected.size) != 0)
        print_error("%sgave %s\n", line, result);
    assert_int_equal(strlen(result), expected.size);
    assert_memory_equal(result, expected.data, expected.size);
}

/* "| `text` | `tokens` |" */
static void check_token_row(const char *line)
{
    const char *at = line;
    mrg_text text = next_cell(&at);
    char tokens[LINE_MAX_SIZE];
    tokens_as_text(text, tokens, sizeof tokens);
    check_result(line, tokens, next_cell(&at));
}

/* "| en | `form` | `term` |" */
static void check_term_row(const char *line)
{
    const char *at = line;
    mrg_text form = next_cell(&at);
    char term[TERM_SIZE_MAX + 1];
    struct analyzer *analyzer = analyzer_new();
    term_as_text(analyzer, language_find((mrg_text){line + 2, 2}), form, term);
    analyzer_free(analyzer);
    check_result(line, term, next_cell(&at));
}

static void test_examples_hold(void **state)
{
    (void)state;
    FILE *page = fopen(MORGUE_SOURCE_DIR "/docs/ANALYSIS.md", "r");
    assert_non_null(page);
    char line[LINE_MAX_SIZE];
    int token_rows = 0;
    int term_rows = 0;
    while (fgets(line, sizeof line, page) != NULL) {
        if (strncmp(line, "| `", 3) == 0) {
            check_token_row(line);
            token_rows++;
        } else if (line[0] == '|' && strncmp(line + 4, " | `", 4) == 0) {
            check_term_row(line);
            term_rows++;
        }
    }
    fclose(page);
    assert_true(token_rows >= TOKEN_ROWS_MIN);
    assert_true(term_rows >= TERM_ROWS_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
