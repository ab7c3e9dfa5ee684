/* The command line, one case a line: what is given, what it comes to. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "searcher/cli/batch.h"
#include "searcher/cli/options.h"

enum { ARGUMENTS_MAX = 8 };

struct option_case {
    const char *arguments[ARGUMENTS_MAX]; /* without the program's name */
    const char
        *outcome; /* "index|query|limit,offset,sort,format,..." or the complaint's beginning */
};

static const struct option_case cases[] = {
    {{"idx", "a", "b"}, "idx|a b|10,0,0,text k1=1.2 b=0.75"},
    {{"idx", "a", "-b", "OR", "c"}, "idx|a -b OR c|10,0,0,text k1=1.2 b=0.75"},
    {{"--limit", "5", "idx", "a"}, "idx|a|5,0,0,text k1=1.2 b=0.75"},
    {{"idx", "--limit=5", "a", "--offset=7"}, "idx|a|5,7,0,text k1=1.2 b=0.75"},
    {{"idx", "--sort", "newest", "a"}, "idx|a|10,0,1,text k1=1.2 b=0.75"},
    {{"idx", "--json", "a"}, "idx|a|10,0,0,json k1=1.2 b=0.75"},
    {{"idx", "--format", "trec", "a"}, "idx|a|1000,0,0,trec k1=1.2 b=0.75"},
    {{"idx", "--format", "trec", "--limit", "3", "a"}, "idx|a|3,0,0,trec k1=1.2 b=0.75"},
    {{"idx", "--bm25", "0.9,0.4", "a"}, "idx|a|10,0,0,text k1=0.9 b=0.4"},
    {{"idx", "--", "--limit", "x"}, "idx|--limit x|10,0,0,text k1=1.2 b=0.75"},
    {{"idx", "--show", "id"}, "idx||10,0,0,text k1=1.2 b=0.75 show"},
    {{"idx", "--show", "id", "a"}, "idx|a|10,0,0,text k1=1.2 b=0.75 show"},
    {{"idx", "--batch", "-"}, "idx||10,0,0,text k1=1.2 b=0.75 batch"},
    {{"idx", ""}, "idx||10,0,0,text k1=1.2 b=0.75"},
    {{"idx", "--any", "--stopwords", "none", "a"}, "idx|a|10,0,0,text k1=1.2 b=0.75 any keep"},
    {{"idx", "--timeout", "2.5", "a"}, "idx|a|10,0,0,text k1=1.2 b=0.75 timeout=2.5"},
    {{"idx", "--partial", "a"}, "idx|a|10,0,0,text k1=1.2 b=0.75 partial"},
    {{"--help"}, "help"},
    {{"-h"}, "help"},
    {{"--version"}, "version"},
    {{NULL}, "!no index named"},
    {{"idx"}, "!nothing to search for"},
    {{"idx", "--limit"}, "!--limit needs a value"},
    {{"idx", "--limit", "-1", "a"}, "!--limit does not take \"-1\""},
    {{"idx", "--limit", "5x", "a"}, "!--limit does not take \"5x\""},
    {{"idx", "--limit", "99999999999999999999", "a"}, "!--limit does not take"},
    {{"idx", "--limit", "1000001", "a"}, "!--limit does not take"},
    {{"idx", "--limit", "", "a"}, "!--limit does not take"},
    {{"idx", "--sort", "best", "a"}, "!--sort does not take \"best\""},
    {{"idx", "--bm25", "1.2", "a"}, "!--bm25 does not take"},
    {{"idx", "--bm25", "1.2,1.5", "a"}, "!--bm25 does not take"},
    {{"idx", "--bm25", "-1,0.5", "a"}, "!--bm25 does not take"},
    {{"idx", "--bm25", "nan,0.5", "a"}, "!--bm25 does not take"},
    {{"idx", "--bm25", "1,0.5,2", "a"}, "!--bm25 does not take"},
    {{"idx", "--fragments", "3", "a"}, "!--fragments does not take"},
    {{"idx", "--json=yes", "a"}, "!--json takes no value"},
    {{"idx", "--timeout", "0", "a"}, "!--timeout does not take \"0\""},
    {{"idx", "--timeout", "-1", "a"}, "!--timeout does not take"},
    {{"idx", "--timeout", "nan", "a"}, "!--timeout does not take"},
    {{"idx", "--timeout", "10s", "a"}, "!--timeout does not take"},
    {{"idx", "--timeout", "1e9", "a"}, "!--timeout does not take"},
    {{"idx", "--partial=yes", "a"}, "!--partial takes no value"},
    {{"idx", "--nonsense", "a"}, "!unknown option --nonsense"},
    {{"idx", "--lim", "5", "a"}, "!unknown option --lim"},
    {{"idx", "--batch", "f", "a"}, "!--batch takes its queries from a file"},
    {{"idx", "--batch", "f", "--show", "x"}, "!--batch and --show"},
    {{"idx", "--show", "x", "--format", "trec"}, "!--show prints text or json"},
};

static void describe(const struct options *options, char *out, size_t size)
{
    static const char *const formats[] = {"text", "json", "trec"};
    if (options->wants_help || options->wants_version) {
        snprintf(out, size, "%s", options->wants_help ? "help" : "version");
        return;
    }
    char timeout[32] = "";
    if (options->opening.timeout > 10 || options->opening.timeout < 10)
        snprintf(timeout, sizeof timeout, " timeout=%g", options->opening.timeout);
    snprintf(
        out, size, "%s|%.*s|%zu,%zu,%d,%s k1=%g b=%g%s%s%s%s%s%s", options->index,
        (int)options->query.size, options->query.size > 0 ? (const char *)options->query.data : "",
        options->search.limit, options->search.offset, (int)options->search.sort,
        formats[options->format], options->search.k1, options->search.b,
        options->show != NULL ? " show" : "", options->batch != NULL ? " batch" : "",
        options->reading.any_word ? " any" : "", options->reading.keep_stopwords ? " keep" : "",
        options->opening.partial ? " partial" : "", timeout);
}

static void reads_command_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *argv[ARGUMENTS_MAX + 2] = {(char *)(uintptr_t) "morgue-search"};
        int argc = 1;
        for (size_t k = 0; k < ARGUMENTS_MAX && cases[i].arguments[k] != NULL; k++)
            argv[argc++] = (char *)(uintptr_t)cases[i].arguments[k];
        struct options options;
        struct buffer message = BUFFER_INIT;
        char outcome[256];
        if (options_read(&options, argc, argv, &message)) {
            describe(&options, outcome, sizeof outcome);
            assert_string_equal(outcome, cases[i].outcome);
        } else {
            snprintf(outcome, sizeof outcome, "!%s", buffer_c_string(&message));
            outcome[strlen(cases[i].outcome)] = '\0';
            assert_string_equal(outcome, cases[i].outcome);
        }
        buffer_free(&message);
        options_free(&options);
    }
}

struct line_case {
    const char *line;
    size_t line_number;
    const char *number; /* NULL: the line is passed over */
    const char *text;
};

static const struct line_case lines[] = {
    {"airport almaty\n", 3, "3", "airport almaty"},
    {"12\tairport\r\n", 3, "12", "airport"},
    {" q7 \t a\tb \n", 1, "q7", "a\tb"},
    {"\tairport", 9, "9", "airport"},
    {"5\t\n", 1, "5", ""},
    {"\xEF\xBB\xBF"
     "1\ta",
     1, "1", "a"},
    {"\n", 1, NULL, NULL},
    {" \t \r\n", 1, NULL, NULL},
    {"", 1, NULL, NULL},
};

static void splits_batch_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct line_case *c = &lines[i];
        char scratch[24];
        mrg_text number;
        mrg_text text;
        bool is_query = batch_split_line((mrg_text){c->line, strlen(c->line)}, c->line_number,
                                         scratch, &number, &text);
        assert_int_equal(is_query, c->number != NULL);
        if (c->number == NULL)
            continue;
        assert_int_equal(number.size, strlen(c->number));
        assert_memory_equal(number.data, c->number, number.size);
        assert_int_equal(text.size, strlen(c->text));
        assert_memory_equal(text.data, c->text, text.size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_command_lines),
        cmocka_unit_test(splits_batch_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
