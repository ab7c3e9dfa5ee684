#include "searcher/snippet/match_list.h"

#include "common/base/error.h"

static struct match *items_of(struct match_list *list)
{
    return (struct match *)(void *)list->storage.data;
}

size_t match_list_items(const struct match_list *list, const struct match **items)
{
    *items = (const struct match *)(const void *)list->storage.data;
    return list->storage.size / sizeof **items;
}

/* Add what `token` belongs to. */
static mrg_status add_token(struct match_list *list, const struct matcher *matcher,
                            language_id language, const struct token *token, mrg_error *error)
{
    size_t words[MATCHER_WORDS_MAX];
    size_t count = 0;
    mrg_status status = matcher->match(matcher->context, language, token, words, &count, error);
    if (status != MRG_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        struct match match = {.start = token->start,
                              .end = token->end,
                              .position = token->position,
                              .word = (uint32_t)words[i],
                              .stands = matcher->words[words[i]].is_alone};
        buffer_append(&list->storage, &match, sizeof match);
    }
    return MRG_OK;
}

static mrg_status collect(struct match_list *list, const struct matcher *matcher, mrg_text text,
                          language_id language, mrg_error *error)
{
    struct tokenizer tokenizer;
    struct token token;
    const uint8_t *least =
        matcher->least_sizes != NULL ? matcher->least_sizes(matcher->context, language) : NULL;
    tokenizer_init(&tokenizer, text, 0);
    while (least != NULL ? tokenizer_next_of(&tokenizer, least, &token)
                         : tokenizer_next(&tokenizer, &token)) {
        mrg_status status = add_token(list, matcher, language, &token, error);
        if (status != MRG_OK)
            return status;
    }
    return list->storage.failed ? fail_memory(error) : MRG_OK;
}

/* Go along `phrase` from match `at`, its first word; true when it stands there. With `mark`, its
 * matches are marked as standing. */
static bool follow_phrase(struct match *items, size_t count, size_t at,
                          const struct match_phrase *phrase, bool mark)
{
    uint32_t first = items[at].position;
    for (size_t k = 0; k < phrase->count; k++) {
        uint64_t wanted = (uint64_t)first + k;
        while (at < count && (items[at].position < wanted ||
                              (items[at].position == wanted && items[at].word != phrase->words[k])))
            at++;
        if (at == count || items[at].position != wanted)
            return false;
        if (mark)
            items[at].stands = true;
    }
    return true;
}

static void settle_phrase(struct match *items, size_t count, const struct match_phrase *phrase)
{
    if (phrase->count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (items[i].word == phrase->words[0] && follow_phrase(items, count, i, phrase, false))
            follow_phrase(items, count, i, phrase, true);
}

/* Drop words that stand outside the phrases they were wanted in. */
static void keep_standing(struct match_list *list)
{
    struct match *items = items_of(list);
    size_t count = list->storage.size / sizeof *items;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (items[i].stands)
            items[kept++] = items[i];
    list->storage.size = kept * sizeof *items;
}

mrg_status match_list_find(struct match_list *list, const struct matcher *matcher, mrg_text text,
                           language_id language, mrg_error *error)
{
    buffer_clear(&list->storage);
    mrg_status status = collect(list, matcher, text, language, error);
    if (status != MRG_OK)
        return status;
    size_t count = list->storage.size / sizeof(struct match);
    for (size_t i = 0; i < matcher->phrase_count; i++)
        settle_phrase(items_of(list), count, &matcher->phrases[i]);
    keep_standing(list);
    return MRG_OK;
}

void match_list_free(struct match_list *list)
{
    buffer_free(&list->storage);
}
