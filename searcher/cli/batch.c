#include "searcher/cli/batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/error.h"
#include "searcher/cli/search.h"

static mrg_text trimmed(mrg_text text)
{
    while (text.size > 0 && (unsigned char)text.data[text.size - 1] <= ' ')
        text.size--;
    while (text.size > 0 && (unsigned char)text.data[0] <= ' ') {
        text.data++;
        text.size--;
    }
    return text;
}

bool batch_split_line(mrg_text line, size_t line_number, char scratch[24], mrg_text *number,
                      mrg_text *text)
{
    if (line_number == 1 && line.size >= 3 && memcmp(line.data, "\xEF\xBB\xBF", 3) == 0)
        line = (mrg_text){line.data + 3, line.size - 3};
    if (trimmed(line).size == 0)
        return false;
    const char *tab = memchr(line.data, '\t', line.size);
    size_t head = tab != NULL ? (size_t)(tab - line.data) : 0;
    *number = trimmed((mrg_text){line.data, head});
    *text = trimmed((mrg_text){line.data + head, line.size - head});
    if (number->size == 0) {
        snprintf(scratch, 24, "%zu", line_number);
        *number = (mrg_text){scratch, strlen(scratch)};
    }
    return true;
}

/* Search, append, write. */
static mrg_status run_line(struct output *output, const mrg_index *index,
                           const struct options *options, mrg_text number, mrg_text text,
                           bool *found, mrg_error *error)
{
    mrg_status status = search_answer(output, index, options, number, text, found, error);
    return status == MRG_OK ? output_flush(output, error) : status;
}

static mrg_status run_file(struct output *output, const mrg_index *index,
                           const struct options *options, FILE *file, bool *found, mrg_error *error)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    size_t line_number = 0;
    mrg_status status = MRG_OK;
    errno = 0;
    while (status == MRG_OK && !output->is_closed &&
           (size = getline(&line, &capacity, file)) >= 0) {
        mrg_text number;
        mrg_text text;
        char scratch[24];
        if (batch_split_line((mrg_text){line, (size_t)size}, ++line_number, scratch, &number,
                             &text))
            status = run_line(output, index, options, number, text, found, error);
        errno = 0;
    }
    if (status == MRG_OK && !output->is_closed && !feof(file))
        status = fail_errno(error, errno, "cannot read", options->batch);
    free(line);
    return status;
}

mrg_status batch_run(struct output *output, const mrg_index *index, const struct options *options,
                     bool *found, mrg_error *error)
{
    *found = false;
    bool is_stdin = strcmp(options->batch, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(options->batch, "r");
    if (file == NULL)
        return fail_errno(error, errno, "cannot open", options->batch);
    mrg_status status = run_file(output, index, options, file, found, error);
    if (!is_stdin)
        fclose(file); /* only read from: nothing can be lost */
    return status;
}
