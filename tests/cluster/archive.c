#include "tests/cluster/archive.h"

#include "tests/cmocka_all.h"

#include <stdio.h>

#include "corpus/generate/generator.h"
#include "corpus/generate/json_line.h"
#include "tests/cluster/program.h"

void archive_make(struct archive *archive, unsigned articles)
{
    struct generator_options options = GENERATOR_OPTIONS_INIT;
    options.corrections = 4;
    struct generator *generator = generator_new(&options);
    struct buffer lines = BUFFER_INIT;
    assert_non_null(generator);
    archive->words = (struct buffer)BUFFER_INIT;
    scratch_folder_make(&archive->folder);
    for (unsigned i = 0; i < articles; i++) {
        const mrg_article *article = generator_next(generator);
        assert_non_null(article);
        json_line_append(article, &lines);
        buffer_append(&archive->words, article->body.data, article->body.size);
        buffer_append_byte(&archive->words, '\n');
    }
    assert_false(lines.failed || archive->words.failed);
    scratch_write(scratch_file(&archive->folder, "articles.jsonl"), lines.data, lines.size);
    buffer_free(&lines);
    generator_free(generator);
}

void archive_free(struct archive *archive)
{
    buffer_free(&archive->words);
    scratch_folder_remove(&archive->folder);
}

void archive_index(struct archive *archive, const char *engine)
{
    const char *folder = archive->folder.path;
    program_must_run("cd %s && " INDEX_PROGRAM " add --quiet --engine %s %s.idx articles.jsonl",
                     folder, engine, engine);
    for (int i = 1; i <= SHARDS; i++)
        program_must_run("cd %s && " INDEX_PROGRAM
                         " add --quiet --engine %s --shard %d/%d %s-%d.idx articles.jsonl",
                         folder, engine, i, SHARDS, engine, i);
}

const char *archive_cluster(struct archive *archive, const char *name, const char *lines)
{
    const char *path = scratch_file(&archive->folder, name);
    scratch_write(path, lines, strlen(lines));
    return path;
}
