/* Queries drawn from the archive itself, so that they fit any archive. */
#include <stdlib.h>

#include "corpus/generate/random.h"
#include "tests/bench/bench.h"
#include "tests/bench/word_counts.h"
#include "tests/bench/words.h"

enum { SEED = 20 };

struct drawing {
    struct query_set *set;     /* what is filled; borrowed */
    size_t wanted;             /* of each sort */
    struct word_counts counts; /* of all words so far */
    struct random random;
    uint64_t articles; /* seen so far */
};

/* Reservoir sampling: after n articles each of them holds a place with the same chance. The place
 * gives the number of words, so that every number is asked as often. */
static void draw_group(struct drawing *drawing, mrg_text body)
{
    uint64_t place = drawing->articles;
    if (place >= drawing->wanted)
        place = random_below(&drawing->random, drawing->articles + 1);
    if (place >= drawing->wanted || body.size == 0 || body.size > UINT32_MAX)
        return;
    struct bench_query query = {0};
    size_t from = random_below(&drawing->random, body.size);
    if (words_find(body, from, 2 + place % (QUERY_WORDS_MAX - 1), &query))
        drawing->set->groups[place] = query;
}

static bool take_article(void *context, const mrg_article *article)
{
    struct drawing *drawing = context;
    draw_group(drawing, article->body);
    drawing->articles++;
    return word_counts_add(&drawing->counts, article->body);
}

/* Close the gaps that articles without fitting words left. */
static size_t drop_empty(struct bench_query *queries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (queries[i].count > 0)
            queries[kept++] = queries[i];
    return kept;
}

bool queries_draw(const char *archive, uint64_t articles, size_t count, struct query_set *set)
{
    struct drawing drawing = {.set = set, .wanted = count, .random = {SEED}};
    *set = (struct query_set){.groups = calloc(count + 1, sizeof *set->groups)};
    bool drawn = word_counts_init(&drawing.counts) && set->groups != NULL &&
                 archive_read(archive, articles, take_article, &drawing);
    if (drawn) {
        set->group_count = drop_empty(set->groups, count);
        set->term_count = word_counts_choose(&drawing.counts, count, SEED, &set->terms);
    }
    word_counts_free(&drawing.counts);
    return drawn && set->group_count > 0 && set->term_count > 0;
}

void queries_free(struct query_set *set)
{
    free(set->terms);
    free(set->groups);
    *set = (struct query_set){0};
}

size_t queries_of(const struct query_set *set, enum query_kind kind,
                  const struct bench_query **queries)
{
    *queries = kind == KIND_TERM ? set->terms : set->groups;
    return kind == KIND_TERM ? set->term_count : set->group_count;
}
