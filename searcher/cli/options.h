/* The command line of morgue-search. */
#ifndef MORGUE_SEARCHER_OPTIONS_H
#define MORGUE_SEARCHER_OPTIONS_H

#include "common/base/buffer.h"
#include "common/morgue.h"
#include "searcher/cli/terminal.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_TREC };

struct options {
    const char *index;           /* folder or cluster file; NULL: not given */
    struct buffer query;         /* the words of the query, a space between two; owned */
    bool has_query;              /* at least one word was given, were it empty */
    mrg_open_options opening;    /* how servers are waited for */
    mrg_query_options reading;   /* how the query is read */
    mrg_search_options search;   /* how it is run */
    mrg_snippet_options snippet; /* fragments 0: no snippets */
    enum format format;          /* of the output */
    bool has_limit;              /* --limit was given */
    bool explain;                /* print the query as read and the parts of each score */
    const char *show;            /* id of an article to print whole; NULL: search */
    const char *batch;           /* file of queries, "-": standard input; NULL: one query */
    enum color_choice color;
    long width; /* columns; -1: the terminal's */
    bool no_pager;
    bool wants_help;
    bool wants_version;
};

/* Read the command line into *options (options_free it, whatever the result). False when it cannot be
 * used; `message` then holds one line saying why. Texts are borrowed from argv. */
bool options_read(struct options *options, int argc, char *const *argv, struct buffer *message);

void options_free(struct options *options);

/* Append the help text: usage, every option of the table, exit codes. */
void options_append_help(struct buffer *out);

#endif
