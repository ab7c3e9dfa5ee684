/* morgue-search as a whole over articles in memory: exit status, what it prints, the JSON documents
 * against their schema. */
#include "tests/cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buffer.h"
#include "searcher/cli/run.h"
#include "tests/unit/searcher/fake_morgue.h"
#include "tests/unit/searcher/json_value.h"

#define T(literal)                                                                                 \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const mrg_text captions[] = {T("An airport at dawn.")};
static const mrg_text topics[] = {T("transport"), T("unrest")};

static const mrg_article articles[] = {
    {.id = T("x-1"),
     .headline = T("Airport of Almaty opens again"),
     .source = T("The Courier"),
     .place = T("Almaty"),
     .published = 1642152600,
     .updated = MRG_NO_TIME,
     .body = T("The airport of Almaty opened again on Thursday. Soldiers had held it for a week."),
     .topics = {topics, 2},
     .captions = {captions, 1}},
    {.id = T("x\x1b[31m 2"),
     .headline = T("Evil \x1b]0;title\x07 \xFF\xC3\xA9 airport"),
     .published = MRG_NO_TIME,
     .updated = MRG_NO_TIME,
     .body = T("First line of it.\nNo\0thing \xFF here.")},
    {.id = T("x-3"), .published = MRG_NO_TIME, .updated = MRG_NO_TIME, .body = T("curfew")},
};

static int set_up(void **state)
{
    (void)state;
    fake_articles = articles;
    fake_article_count = sizeof articles / sizeof *articles;
    return 0;
}

enum { ARGUMENTS_MAX = 8, OUTPUT_MAX = 1 << 16 };

/* Run the command with `arguments`; `out` receives what it wrote to standard output. `input` becomes
 * its standard input. */
static int run(const char *const *arguments, const char *input, char out[OUTPUT_MAX])
{
    char *argv[ARGUMENTS_MAX + 2] = {(char *)(uintptr_t) "morgue-search"};
    int argc = 1;
    for (; argc <= ARGUMENTS_MAX && arguments[argc - 1] != NULL; argc++)
        argv[argc] = (char *)(uintptr_t)arguments[argc - 1];
    FILE *capture = tmpfile();
    FILE *source = tmpfile();
    assert_non_null(capture);
    assert_non_null(source);
    fputs(input, source);
    rewind(source);
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(fileno(capture), STDOUT_FILENO);
    dup2(fileno(source), STDIN_FILENO);
    clearerr(stdin);
    int status = run_morgue_search(argc, argv);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    rewind(capture);
    out[fread(out, 1, OUTPUT_MAX - 1, capture)] = '\0';
    fclose(capture);
    fclose(source);
    return status;
}

struct status_case {
    const char *arguments[ARGUMENTS_MAX];
    int status;
    const char *output; /* must be in it; NULL: nothing may be printed */
};

static const struct status_case status_cases[] = {
    {{"fake", "airport"}, EXIT_FOUND, "2 articles ("},
    {{"fake", "curfew"}, EXIT_FOUND, "1 article ("},
    {{"fake", "zebra"}, EXIT_NOTHING, "no articles ("},
    {{"fake", "airport", "--limit", "0"}, EXIT_FOUND, "2 articles ("},
    {{"fake", "airport", "--offset", "1"}, EXIT_FOUND, "2 articles, 2 to 2 ("},
    {{"fake", "airport", "--explain"}, EXIT_FOUND, "read as: airport\n"},
    {{"fake", "airport"},
     EXIT_FOUND,
     "The Courier \xC2\xB7 Almaty \xC2\xB7 2022-01-14 \xC2\xB7 2.00 \xC2\xB7 x-1\n"},
    {{"fake", "airport"}, EXIT_FOUND, "1. Airport of Almaty opens again\n"},
    {{"fake", "airport", "--sort", "newest"}, EXIT_FOUND, "2022-01-14 \xC2\xB7 x-1\n"},
    {{"fake", "curfew"}, EXIT_FOUND, "1. (no headline)\n   1.00 \xC2\xB7 x-3\n   curfew\n"},
    {{"fake", "airport", "--color", "always"}, EXIT_FOUND, "\x1b[1;33mairport\x1b[0m"},
    {{"fake", "airport", "--format", "trec"}, EXIT_FOUND, "1 Q0 x-1 1 2 morgue\n"},
    {{"fake", "airport", "--format", "trec"}, EXIT_FOUND, " Q0 x_[31m_2 2 1 morgue\n"},
    {{"fake", "--show", "x-1"}, EXIT_FOUND, "Published: 2022-01-14T09:30:00Z\n"},
    {{"fake", "--show", "x-1"}, EXIT_FOUND, "Topics:    transport; unrest\n"},
    {{"fake", "--show", "x-1", "held", "--color", "always"},
     EXIT_FOUND,
     "had \x1b[1;33mheld\x1b[0m"},
    {{"fake", "--show", "zz"}, EXIT_NOTHING, NULL},
    {{"fake", "broken"}, EXIT_TROUBLE, NULL},
    {{"fake", "--batch", "/nonexistent/queries"}, EXIT_TROUBLE, NULL},
    {{"cluster", "airport"}, EXIT_TROUBLE, NULL},
    {{"cluster", "airport", "--json"}, EXIT_TROUBLE, NULL},
    {{"cluster", "airport", "--partial"},
     EXIT_FOUND,
     "INCOMPLETE: shards desk:7654, wire:7655 did not answer; their articles are not in these "
     "results\n2 articles ("},
    {{"cluster1", "zebra", "--partial"},
     EXIT_NOTHING,
     "INCOMPLETE: shard desk:7654 did not answer; its articles are not in these results\nno "
     "articles ("},
    {{"cluster1", "airport", "--partial", "--color", "always"},
     EXIT_FOUND,
     "\x1b[1mINCOMPLETE: shard desk:7654 did not answer; its articles are not in these "
     "results\x1b[0m\n"},
    {{"cluster1", "airport", "--partial", "--json"},
     EXIT_FOUND,
     "\"missing_shards\": [\n    \"desk:7654\"\n  ]"},
    {{"fake", "airport", "--partial", "--json"}, EXIT_FOUND, "\"missing_shards\": []"},
    {{"cluster1", "--partial", "--show", "zz"}, EXIT_NOTHING, NULL},
    {{"nowhere", "airport"}, EXIT_TROUBLE, NULL},
    {{"damaged", "airport"}, EXIT_TROUBLE, NULL},
    {{"locked", "airport"}, EXIT_LOCKED, NULL},
    {{"fake"}, EXIT_USAGE, NULL},
    {{"fake", "--nonsense", "a"}, EXIT_USAGE, NULL},
    {{"--help"}, EXIT_FOUND, "usage: morgue-search INDEX QUERY..."},
    {{"--version"}, EXIT_FOUND, "morgue-search "},
};

static void ends_with_the_right_status(void **state)
{
    (void)state;
    static char out[OUTPUT_MAX];
    for (size_t i = 0; i < sizeof status_cases / sizeof *status_cases; i++) {
        const struct status_case *c = &status_cases[i];
        int status = run(c->arguments, "", out);
        if (status != c->status)
            print_message("case %zu\n", i);
        assert_int_equal(status, c->status);
        if (c->output == NULL)
            assert_string_equal(out, "");
        else if (strstr(out, c->output) == NULL)
            fail_msg("case %zu: \"%s\" is not in:\n%s", i, c->output, out);
    }
}

static void sends_no_commands_to_terminals(void **state)
{
    (void)state;
    static char out[OUTPUT_MAX];
    static const char *const commands[][ARGUMENTS_MAX] = {
        {"fake", "airport"}, {"fake", "--show", "x\x1b[31m 2"}, {"fake", "airport", "--explain"}};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        assert_int_equal(run(commands[i], "", out), EXIT_FOUND);
        for (const char *at = out; *at != '\0'; at++)
            assert_true(*at == '\n' || (unsigned char)*at >= 0x20);
        assert_non_null(strstr(out, "Evil \xEF\xBF\xBD]0;title"));
    }
}

static char *read_schema(void)
{
    struct buffer text = BUFFER_INIT;
    FILE *file = fopen(MORGUE_SOURCE_DIR "/docs/search-output.schema.json", "r");
    assert_non_null(file);
    for (int byte; (byte = fgetc(file)) != EOF;)
        buffer_append_byte(&text, (uint8_t)byte);
    fclose(file);
    assert_non_null(buffer_c_string(&text));
    return (char *)text.data;
}

static const char *const json_commands[][ARGUMENTS_MAX] = {
    {"fake", "airport", "--json"},
    {"fake", "(airport", "--json", "--explain"},
    {"fake", "airport", "--json", "--fragments", "0"},
    {"fake", "airport", "--json", "--limit", "1", "--offset", "1"},
    {"fake", "zebra", "--json"},
    {"fake", "", "--json"},
    {"fake", "--show", "x-1", "airport", "--json"},
    {"fake", "--show", "x\x1b[31m 2", "--json"},
    {"fake", "--batch", "-", "--json"},
    {"cluster", "airport", "--partial", "--json"},
};

static void prints_json_of_its_schema(void **state)
{
    (void)state;
    static char out[OUTPUT_MAX];
    struct arena arena = ARENA_INIT;
    char *text = read_schema();
    const char *end;
    const struct json_value *schema = json_read(text, &arena, &end);
    assert_non_null(schema);
    for (size_t i = 0; i < sizeof json_commands / sizeof *json_commands; i++) {
        run(json_commands[i], "7\tairport\n\ncurfew\nzebra\n", out);
        size_t documents = 0;
        for (end = out; *end != '\0'; documents++) {
            const struct json_value *value = json_read(end, &arena, &end);
            if (value == NULL)
                fail_msg("command %zu prints no JSON:\n%s", i, out);
            const char *complaint = schema_complaint(schema, schema, value);
            if (complaint != NULL)
                fail_msg("command %zu: %s in\n%s", i, complaint, out);
        }
        assert_int_equal(documents, strcmp(json_commands[i][1], "--batch") == 0 ? 3 : 1);
    }
    arena_free(&arena);
    free(text);
}

static void notices_what_the_schema_forbids(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "{}",
        "{\"morgue\": 2, \"query\": {\"text\": \"\", \"as_read\": \"\", \"warnings\": []}, "
        "\"article\": {}}",
        "{\"morgue\": 1, \"query\": {\"text\": 5, \"as_read\": \"\", \"warnings\": []}, \"total\": "
        "{\"value\": 1, "
        "\"exact\": true}, \"partial\": false, \"missing_shards\": [], \"sort\": \"newest\", "
        "\"offset\": 0, \"took_ms\": "
        "1, \"hits\": []}",
        "{\"morgue\": 1, \"query\": {\"text\": \"\", \"as_read\": \"\", \"warnings\": []}, "
        "\"total\": {\"value\": 1.5, "
        "\"exact\": true}, \"partial\": false, \"missing_shards\": [], \"sort\": \"newest\", "
        "\"offset\": 0, \"took_ms\": "
        "1, \"hits\": []}",
        "{\"morgue\": 1, \"query\": {\"text\": \"\", \"as_read\": \"\", \"warnings\": []}, "
        "\"total\": {\"value\": 1, "
        "\"exact\": true}, \"partial\": false, \"missing_shards\": [], \"sort\": \"worst\", "
        "\"offset\": 0, \"took_ms\": 1, "
        "\"hits\": []}",
        "{\"morgue\": 1, \"query\": {\"text\": \"\", \"as_read\": \"\", \"warnings\": []}, "
        "\"total\": {\"value\": 1, "
        "\"exact\": true}, \"partial\": false, \"missing_shards\": [], \"sort\": \"newest\", "
        "\"offset\": 0, \"took_ms\": "
        "1, \"hits\": [{}]}",
    };
    struct arena arena = ARENA_INIT;
    char *text = read_schema();
    const char *end;
    const struct json_value *schema = json_read(text, &arena, &end);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct json_value *value = json_read(wrong[i], &arena, &end);
        assert_non_null(value);
        assert_non_null(schema_complaint(schema, schema, value));
    }
    arena_free(&arena);
    free(text);
}

struct value_case {
    const char *path;
    const char *string; /* NULL: a number is wanted */
    double number;
};

static const struct value_case value_cases[] = {
    {"morgue", NULL, 1},
    {"query.text", "(airport", 0},
    {"query.warnings.0", "a bracket has no partner", 0},
    {"total.value", NULL, 2},
    {"hits.0.rank", NULL, 1},
    {"hits.0.score", NULL, 2},
    {"hits.0.published", "2022-01-14T09:30:00Z", 0},
    {"hits.0.topics.1", "unrest", 0},
    {"hits.0.snippet.matches.0.0", NULL, 4},
    {"hits.0.snippet.matches.0.1", NULL, 11},
    /* in code points of what is printed: the broken byte is one, so is the letter of two bytes */
    {"hits.1.marked_headline.matches.0.0", NULL, 19},
    {"hits.1.marked_headline.matches.0.1", NULL, 26},
    {"hits.1.headline", "Evil \x1b]0;title\x07 \xEF\xBF\xBD\xC3\xA9 airport", 0},
};

static void prints_the_right_values(void **state)
{
    (void)state;
    static char out[OUTPUT_MAX];
    static const char *const command[] = {"fake", "(airport", "--json", NULL};
    assert_int_equal(run(command, "", out), EXIT_FOUND);
    struct arena arena = ARENA_INIT;
    const char *end;
    const struct json_value *document = json_read(out, &arena, &end);
    assert_non_null(document);
    for (size_t i = 0; i < sizeof value_cases / sizeof *value_cases; i++) {
        const struct value_case *c = &value_cases[i];
        const struct json_value *value = json_at(document, c->path);
        if (value == NULL)
            fail_msg("%s is missing in %s", c->path, out);
        if (c->string != NULL)
            assert_string_equal(value->string, c->string);
        else
            assert_true(value->kind == JSON_NUMBER && !(value->number < c->number) &&
                        !(value->number > c->number));
    }
    arena_free(&arena);
}

static void runs_batches(void **state)
{
    (void)state;
    static char out[OUTPUT_MAX];
    static const char *const trec[] = {"fake", "--batch", "-", "--format", "trec", NULL};
    assert_int_equal(run(trec, "q7\tairport\r\n\ncurfew", out), EXIT_FOUND);
    assert_string_equal(out,
                        "q7 Q0 x-1 1 2 morgue\nq7 Q0 x_[31m_2 2 1 morgue\n3 Q0 x-3 1 1 morgue\n");
    assert_int_equal(run(trec, "zebra\n", out), EXIT_NOTHING);
    static const char *const text[] = {"fake", "--batch", "-", NULL};
    assert_int_equal(run(text, "curfew\nzebra\n", out), EXIT_FOUND);
    assert_non_null(strstr(out, "query 1: curfew\n1 article ("));
    assert_non_null(strstr(out, "query 2: zebra\nno articles ("));
}

/* Writing to a full disk and to a reader that has gone. */
static void notices_lost_output(void **state)
{
    (void)state;
    static const char *const command[] = {"morgue-search", "fake", "airport", NULL};
    int full = open("/dev/full", O_WRONLY);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(full, STDOUT_FILENO);
    int on_full = run_morgue_search(3, (char *const *)(uintptr_t)command);
    dup2(ends[1], STDOUT_FILENO);
    int on_gone = run_morgue_search(3, (char *const *)(uintptr_t)command);
    close(STDOUT_FILENO);
    int on_closed = run_morgue_search(3, (char *const *)(uintptr_t)command);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    close(ends[1]);
    if (full >= 0) {
        close(full);
        assert_int_equal(on_full, EXIT_TROUBLE);
    }
    assert_int_equal(on_gone, EXIT_FOUND);
    assert_int_equal(on_closed, EXIT_TROUBLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_with_the_right_status),
        cmocka_unit_test(sends_no_commands_to_terminals),
        cmocka_unit_test(prints_json_of_its_schema),
        cmocka_unit_test(notices_what_the_schema_forbids),
        cmocka_unit_test(prints_the_right_values),
        cmocka_unit_test(runs_batches),
        cmocka_unit_test(notices_lost_output),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
