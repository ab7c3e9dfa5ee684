/* morgue-generate: a synthetic archive on standard output, one JSON object a line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/date.h"
#include "corpus/generate/generator.h"
#include "corpus/generate/json_line.h"

enum { EXIT_DONE = 0, EXIT_TROUBLE = 1, EXIT_USAGE = 2 };

enum { FLUSH_BYTES = 1 << 18 }; /* written at once */

static const char help[] =
    "Usage: morgue-generate N [OPTION]...\n"
    "Write a synthetic news archive of N articles to standard output as JSON Lines.\n"
    "The same options give the same archive on every machine.\n"
    "\n"
    "  --seed S               another archive for every number S (1)\n"
    "  --start YYYY-MM-DD     day of the first article (2001-01-01); 400 follow a day\n"
    "  --duplicates PERCENT   articles that a second source prints with small changes (5)\n"
    "  --corrections PERCENT  articles that replace an earlier one under its id (0)\n"
    "  --help                 this text\n"
    "  --version              the version\n";

struct arguments {
    uint64_t articles; /* how many to write */
    bool has_articles; /* N was given */
    struct generator_options options;
};

static bool parse_number(const char *text, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    return errno == 0 && end != text && *end == '\0' && strchr(text, '-') == NULL;
}

static bool parse_percent(const char *text, unsigned *percent)
{
    uint64_t number = 0;
    bool valid = parse_number(text, &number) && number <= 100;
    *percent = (unsigned)number;
    return valid;
}

static bool parse_start(const char *text, mrg_time *start)
{
    enum date_precision precision = DATE_YEAR;
    return date_parse((mrg_text){text, strlen(text)}, start, &precision) && precision >= DATE_DAY;
}

/* Set the option `name` to `value`. False when there is no such option or no such value. */
static bool set_option(struct generator_options *options, const char *name, const char *value)
{
    if (strcmp(name, "--seed") == 0)
        return parse_number(value, &options->seed);
    if (strcmp(name, "--start") == 0)
        return parse_start(value, &options->start);
    if (strcmp(name, "--duplicates") == 0)
        return parse_percent(value, &options->duplicates);
    if (strcmp(name, "--corrections") == 0)
        return parse_percent(value, &options->corrections);
    return false;
}

static int usage(const char *what, const char *argument)
{
    fprintf(stderr, "morgue-generate: %s%s (try --help)\n", what, argument);
    return EXIT_USAGE;
}

/* Read the command line. EXIT_DONE when it can be followed. */
static int parse_arguments(int count, char **words, struct arguments *arguments)
{
    for (int i = 1; i < count; i++) {
        const char *word = words[i];
        if (word[0] == '-') {
            if (i + 1 == count)
                return usage("unknown option, or no value for it: ", word);
            if (!set_option(&arguments->options, word, words[++i]))
                return usage("unknown option, or a wrong value for it: ", word);
        } else if (arguments->has_articles || !parse_number(word, &arguments->articles)) {
            return usage("not a number of articles: ", word);
        } else {
            arguments->has_articles = true;
        }
    }
    if (!arguments->has_articles)
        return usage("how many articles?", "");
    if (arguments->options.duplicates + arguments->options.corrections > 100)
        return usage("duplicates and corrections are more than 100 percent", "");
    return EXIT_DONE;
}

static int trouble(const char *what)
{
    fprintf(stderr, "morgue-generate: %s\n", what);
    return EXIT_TROUBLE;
}

static bool flush(struct buffer *out)
{
    bool written = out->size == 0 || fwrite(out->data, 1, out->size, stdout) == out->size;
    buffer_clear(out);
    return written;
}

static int write_archive(struct generator *generator, uint64_t articles, struct buffer *out)
{
    for (uint64_t i = 0; i < articles; i++) {
        const mrg_article *article = generator_next(generator);
        if (article == NULL)
            return trouble("out of memory");
        json_line_append(article, out);
        if (out->failed)
            return trouble("out of memory");
        if (out->size >= FLUSH_BYTES && !flush(out))
            return trouble("cannot write");
    }
    if (!flush(out) || fflush(stdout) != 0)
        return trouble("cannot write");
    return EXIT_DONE;
}

static int run(const struct arguments *arguments)
{
    struct generator *generator = generator_new(&arguments->options);
    if (generator == NULL)
        return trouble("out of memory");
    struct buffer out = BUFFER_INIT;
    int code = write_archive(generator, arguments->articles, &out);
    buffer_free(&out);
    generator_free(generator);
    return code;
}

/* Print `text` to standard output. */
static int print(const char *text)
{
    return fputs(text, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_DONE : trouble("cannot write");
}

int main(int count, char **words)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--help") == 0)
            return print(help);
        if (strcmp(words[i], "--version") == 0)
            return print("morgue-generate " MORGUE_VERSION "\n");
    }
    struct arguments arguments = {.options = GENERATOR_OPTIONS_INIT};
    int code = parse_arguments(count, words, &arguments);
    return code == EXIT_DONE ? run(&arguments) : code;
}
