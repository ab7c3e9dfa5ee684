#include "searcher/cli/article_json.h"

#include "common/base/date.h"
#include "searcher/cli/glyph.h"

static void text_member(struct json_writer *json, const char *key, mrg_text text)
{
    json_key(json, key);
    if (text.size > 0)
        json_text(json, text);
    else
        json_null(json);
}

static void time_member(struct json_writer *json, const char *key, mrg_time time)
{
    char written[32];
    date_format(time, true, written);
    text_member(json, key, (mrg_text){written, strlen(written)});
}

static void list_member(struct json_writer *json, const char *key, mrg_texts texts)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < texts.count; i++)
        json_text(json, texts.items[i]);
    json_end_array(json);
}

void json_article_members(struct json_writer *json, const mrg_article *article)
{
    text_member(json, "id", article->id);
    text_member(json, "version", article->version);
    time_member(json, "published", article->published);
    time_member(json, "updated", article->updated);
    text_member(json, "source", article->source);
    text_member(json, "headline", article->headline);
    text_member(json, "deck", article->deck);
    text_member(json, "byline", article->byline);
    text_member(json, "place", article->place);
    text_member(json, "section", article->section);
    text_member(json, "language", article->language);
    list_member(json, "topics", article->topics);
    list_member(json, "people", article->people);
    list_member(json, "organisations", article->organisations);
    list_member(json, "captions", article->captions);
    text_member(json, "url", article->url);
    text_member(json, "rights", article->rights);
    json_key(json, "word_count");
    json_count(json, article->word_count);
}

void json_query_member(struct json_writer *json, const mrg_query *query, mrg_text number,
                       mrg_text text)
{
    json_key(json, "query");
    json_begin_object(json);
    if (number.size > 0)
        text_member(json, "number", number);
    json_key(json, "text");
    json_text(json, text);
    json_key(json, "as_read");
    json_string(json, mrg_query_as_read(query));
    json_key(json, "warnings");
    json_begin_array(json);
    const char *warning;
    for (size_t i = 0; (warning = mrg_query_warning(query, i)) != NULL; i++)
        json_string(json, warning);
    json_end_array(json);
    json_end_object(json);
}

/* Code points in text[from..to) as json_text writes them: a broken byte is one. */
static size_t code_points(mrg_text text, size_t from, size_t to)
{
    size_t count = 0;
    for (size_t at = from; at < to; at += glyph_read(text, at).size)
        count++;
    return count;
}

void json_marked(struct json_writer *json, const mrg_marked *marked)
{
    mrg_text text = mrg_marked_text(marked);
    const mrg_span *spans;
    size_t count = mrg_marked_spans(marked, &spans);
    json_begin_object(json);
    json_key(json, "text");
    json_text(json, text);
    json_key(json, "matches");
    json_begin_array(json);
    size_t at = 0;     /* bytes */
    size_t points = 0; /* code points before `at` */
    for (size_t i = 0; i < count; i++) {
        points += code_points(text, at, spans[i].start);
        json_begin_array(json);
        json_count(json, points);
        points += code_points(text, spans[i].start, spans[i].end);
        json_count(json, points);
        json_end_array(json);
        at = spans[i].end;
    }
    json_end_array(json);
    json_end_object(json);
}
