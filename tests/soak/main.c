#include "common/base/buffer.h"
#include "common/base/file.h"
#include "corpus/generate/json_line.h"
#include "corpus/generate/random.h"
#include "tests/soak/soak.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "Usage: morgue-soak [OPTION]...\n"
    "Index a synthetic archive once undisturbed and once by runs of morgue-index that are killed "
    "at\n"
    "random moments and begun again; compare every article and many queries of the two indexes, "
    "and\n"
    "report time and memory of each run. Leaves with 0 when nothing was lost.\n"
    "\n"
    "  --articles N    size of the archive (2000000, some 6 GB); 100000 take a few minutes\n"
    "  --kills N       runs that are killed (20)\n"
    "  --files N       files that the archive is spread over (40)\n"
    "  --queries N     queries compared (1000)\n"
    "  --memory SIZE   of morgue-index (512M)\n"
    "  --engine NAME   native or xapian (native)\n"
    "  --seed N        another archive, other moments and queries (1)\n"
    "  --folder PATH   where to work, new; it is removed at the end (/tmp/morgue-soak)\n"
    "  --keep          leave it there\n"
    "  --help          this text\n";

enum { EXIT_USAGE = 2, CORRECTIONS = 3, JSON_FLUSH = 1 << 20 };

/* ---- options ---- */

static bool parse_number(const char *text, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && text[0] != '-' && *number > 0;
}

static bool set_option(struct soak_options *options, const char *name, const char *value)
{
    const struct {
        const char *name;
        uint64_t *number;
        const char **text;
    } all[] = {
        {"--articles", &options->articles, NULL}, {"--kills", &options->kills, NULL},
        {"--files", &options->files, NULL},       {"--queries", &options->queries, NULL},
        {"--seed", &options->seed, NULL},         {"--memory", NULL, &options->memory},
        {"--engine", NULL, &options->engine},     {"--folder", NULL, &options->folder},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(name, all[i].name) != 0)
            continue;
        if (all[i].text != NULL)
            *all[i].text = value;
        return all[i].text != NULL || parse_number(value, all[i].number);
    }
    return false;
}

static bool parse_options(struct soak_options *options, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--keep") == 0)
            options->keep = true;
        else if (i + 1 == count || !set_option(options, arguments[i], arguments[i + 1]))
            return false;
        else
            i++;
    }
    return true;
}

/* ---- random numbers ---- */

static struct random moments;

void soak_random_seed(uint64_t seed)
{
    moments.state = seed;
}

uint64_t soak_random(uint64_t bound)
{
    return random_next(&moments) % bound;
}

/* ---- the archive ---- */

struct generator *soak_generator(const struct soak_options *options)
{
    struct generator_options archive = GENERATOR_OPTIONS_INIT;
    archive.seed = options->seed;
    archive.corrections = CORRECTIONS;
    return generator_new(&archive);
}

static bool write_part(struct generator *generator, const char *path, uint64_t articles)
{
    FILE *file = fopen(path, "w");
    struct buffer text = BUFFER_INIT;
    bool good = file != NULL;
    for (uint64_t i = 0; i < articles && good; i++) {
        const mrg_article *article = generator_next(generator);
        if (article != NULL)
            json_line_append(article, &text);
        good = article != NULL && !text.failed;
        if (good && (text.size > JSON_FLUSH || i + 1 == articles)) {
            good = fwrite(text.data, 1, text.size, file) == text.size;
            buffer_clear(&text);
        }
    }
    buffer_free(&text);
    return file != NULL && fclose(file) == 0 && good;
}

static bool write_archive(const struct soak_options *options, const char *folder)
{
    struct generator *generator = soak_generator(options);
    bool good = generator != NULL && mkdir(folder, 0777) == 0;
    uint64_t written = 0;
    for (uint64_t i = 0; i < options->files && good; i++) {
        char path[600];
        const uint64_t end = options->articles * (i + 1) / options->files;
        snprintf(path, sizeof path, "%s/part-%04" PRIu64 ".jsonl", folder, i);
        good = write_part(generator, path, end - written);
        written = end;
    }
    generator_free(generator);
    if (!good)
        perror(folder);
    return good;
}

/* ---- runs ---- */

static void print_run(const char *name, const struct process_end *end, const char *index)
{
    mrg_index *opened;
    mrg_index_stats stats = {.articles = 0};
    if (mrg_index_open(index, &opened, NULL) == MRG_OK) {
        mrg_index_get_stats(opened, &stats);
        mrg_index_close(opened);
    }
    printf("%-12s %8.2f s  %-6s %5" PRIu64 " MB  %10" PRIu64 " articles\n", name, end->seconds,
           end->was_killed ? "killed" : "ended", end->peak >> 20, stats.articles);
    fflush(stdout);
}

static void print_finding(void *context, const char *line)
{
    (void)context;
    printf("  %s\n", line);
}

/* After a kill: sound, and not fewer articles than before. `articles` is what there was. */
static bool judge_killed(const char *index, uint64_t *articles)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_index *opened;
    mrg_index_stats stats;
    const mrg_status status = mrg_index_open(index, &opened, &error);
    const bool is_nothing = status == MRG_ERR_MISSING || status == MRG_ERR_NOT_INDEX;
    if (is_nothing && *articles == 0)
        return true;
    if (status != MRG_OK || mrg_index_check(index, print_finding, NULL, &error) != MRG_OK) {
        printf("%s\n", error.message);
        mrg_index_close(opened);
        return false;
    }
    mrg_index_get_stats(opened, &stats);
    mrg_index_close(opened);
    const bool is_right = stats.articles >= *articles;
    if (!is_right)
        printf("%" PRIu64 " articles, there were %" PRIu64 "\n", stats.articles, *articles);
    *articles = stats.articles;
    return is_right;
}

static bool remove_all(const char *path)
{
    struct buffer command = BUFFER_INIT;
    buffer_append_format(&command, "rm -rf -- '%s'", path);
    const bool good = buffer_c_string(&command) != NULL && system(buffer_c_string(&command)) == 0;
    buffer_free(&command);
    return good;
}

/* Kill runs until enough have been killed; where one gets to its end, the index is begun anew. `usual` is
 * how long an undisturbed run takes, seconds. */
static bool run_killed(const struct soak_options *options, const char *index, const char *archive,
                       double usual)
{
    uint64_t articles = 0;
    for (uint64_t kills = 0; kills < options->kills;) {
        char name[32];
        const double delay = usual * (double)soak_random(1000) / 1000 / 4;
        const struct process_end end = run_add(options, index, archive, delay);
        snprintf(name, sizeof name, "run %" PRIu64, kills + 1);
        print_run(name, &end, index);
        if (!end.was_killed && (end.code != 0 || !remove_all(index)))
            return false;
        kills += end.was_killed;
        if (!end.was_killed)
            articles = 0;
        else if (!judge_killed(index, &articles))
            return false;
    }
    const struct process_end end = run_add(options, index, archive, -1);
    print_run("last run", &end, index);
    return end.code == 0 && !end.was_killed && judge_killed(index, &articles);
}

static bool soak(const struct soak_options *options)
{
    char *archive = path_join(options->folder, "archive");
    char *reference = path_join(options->folder, "reference");
    char *tested = path_join(options->folder, "tested");
    bool good = archive != NULL && reference != NULL && tested != NULL;
    good = good && write_archive(options, archive);
    if (good) {
        const struct process_end end = run_add(options, reference, archive, -1);
        print_run("undisturbed", &end, reference);
        good = end.code == 0 && run_killed(options, tested, archive, end.seconds) &&
               compare_indexes(options, reference, tested);
    }
    free(archive);
    free(reference);
    free(tested);
    return good;
}

int main(int count, char **arguments)
{
    struct soak_options options = {2000000, 20, 40, 1000, 1, "512M", "native", "/tmp/morgue-soak",
                                   false};
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        fputs(help, stdout);
        return EXIT_SUCCESS;
    }
    if (!parse_options(&options, count, arguments) || strchr(options.folder, '\'') != NULL) {
        fputs(help, stderr);
        return EXIT_USAGE;
    }
    if (mkdir(options.folder, 0777) != 0) {
        perror(options.folder);
        return EXIT_FAILURE;
    }
    soak_random_seed(options.seed);
    const bool good = soak(&options);
    if (!options.keep)
        remove_all(options.folder);
    printf("%s\n", good ? "nothing was lost" : "failed");
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
