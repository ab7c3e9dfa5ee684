#include "searcher/cli/run.h"

#include <signal.h>
#include <stdio.h>

#include "searcher/cli/batch.h"
#include "searcher/cli/complain.h"
#include "searcher/cli/missing.h"
#include "searcher/cli/search.h"
#include "searcher/cli/show.h"

static int exit_status_of(mrg_status status)
{
    switch (status) {
    case MRG_OK:
        return EXIT_FOUND;
    case MRG_ERR_ARGUMENT:
        return EXIT_USAGE;
    case MRG_ERR_LOCKED:
        return EXIT_LOCKED;
    case MRG_ERR_MEMORY:
    case MRG_ERR_IO:
    case MRG_ERR_MISSING:
    case MRG_ERR_NOT_INDEX:
    case MRG_ERR_DAMAGED:
    case MRG_ERR_VERSION:
    case MRG_ERR_INPUT:
    case MRG_ERR_LIMIT:
    case MRG_ERR_UNSUPPORTED:
    case MRG_ERR_NO_SPACE:
    case MRG_ERR_INTERRUPTED:
        return EXIT_TROUBLE;
    }
    return EXIT_TROUBLE;
}

static mrg_status run_query(struct output *output, const mrg_index *index,
                            const struct options *options, bool *found, mrg_error *error)
{
    mrg_text text = {(const char *)options->query.data, options->query.size};
    *found = false;
    return search_answer(output, index, options, (mrg_text){NULL, 0}, text, found, error);
}

static mrg_status run_show(struct output *output, const mrg_index *index,
                           const struct options *options, bool *found, mrg_error *error)
{
    mrg_status status = show_article(output, index, options, error);
    *found = status == MRG_OK;
    if (status != MRG_ERR_MISSING)
        return status;
    complain("", error->message);
    missing_complain(index);
    return MRG_OK;
}

/* Open the index and do what the options ask for. */
static mrg_status run_on_index(struct output *output, const struct options *options, bool *found,
                               mrg_error *error)
{
    mrg_index *index = NULL;
    mrg_status status = mrg_index_open_with(options->index, &options->opening, &index, error);
    if (status != MRG_OK)
        return status;
    if (options->batch != NULL)
        status = batch_run(output, index, options, found, error);
    else if (options->show != NULL)
        status = run_show(output, index, options, found, error);
    else
        status = run_query(output, index, options, found, error);
    mrg_index_close(index);
    return status;
}

static mrg_status run_options(const struct options *options, bool *found, mrg_error *error)
{
    struct output output = {.text = BUFFER_INIT,
                            .terminal = terminal_detect(options->color, options->width),
                            .use_pager = !options->no_pager};
    mrg_status status = MRG_OK;
    *found = true;
    if (options->wants_help)
        options_append_help(&output.text);
    else if (options->wants_version)
        buffer_append_format(&output.text, "morgue-search %s\n", mrg_version());
    else
        status = run_on_index(&output, options, found, error);
    if (status == MRG_OK)
        status = output_finish(&output, error);
    output_free(&output);
    return status;
}

static int complain_about_usage(struct buffer *message)
{
    const char *line = buffer_c_string(message);
    complain("", line != NULL ? line : mrg_status_text(MRG_ERR_MEMORY));
    fputs("morgue-search --help tells more\n", stderr);
    return EXIT_USAGE;
}

int run_morgue_search(int argc, char *const *argv)
{
    signal(SIGPIPE, SIG_IGN); /* a reader that has gone is noticed when writing */
    struct options options;
    struct buffer message = BUFFER_INIT;
    int result;
    if (!options_read(&options, argc, argv, &message)) {
        result = complain_about_usage(&message);
    } else if (options.query.failed) {
        complain("", mrg_status_text(MRG_ERR_MEMORY));
        result = EXIT_TROUBLE;
    } else {
        mrg_error error = MRG_ERROR_INIT;
        bool found = false;
        mrg_status status = run_options(&options, &found, &error);
        if (status != MRG_OK)
            complain("", error.message);
        result = status == MRG_OK && !found ? EXIT_NOTHING : exit_status_of(status);
    }
    buffer_free(&message);
    options_free(&options);
    return result;
}
