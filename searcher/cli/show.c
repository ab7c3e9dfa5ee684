#include "searcher/cli/show.h"

#include "common/base/date.h"
#include "common/base/error.h"
#include "searcher/cli/article_json.h"
#include "searcher/cli/glyph.h"
#include "searcher/cli/wrap.h"

#include <time.h>

/* What showing takes: an article, the query whose words are marked, where it goes. */
struct show {
    struct output *output;      /* borrowed */
    const mrg_article *article; /* borrowed */
    const mrg_query *query;     /* borrowed */
    mrg_error *error;           /* receives the cause when `status` is set */
    mrg_status status;          /* once not MRG_OK, every call below does nothing */
};

/* Append `text` with its matches as a paragraph of its own, in `layout` (width and styles set here). */
static void append_marked(struct show *show, mrg_text text, struct layout layout)
{
    mrg_marked *marked = NULL;
    if (show->status == MRG_OK && text.size > 0)
        show->status =
            mrg_highlight(show->query, text, show->article->language, &marked, show->error);
    if (marked == NULL)
        return;
    const mrg_span *spans;
    size_t count = mrg_marked_spans(marked, &spans);
    layout.width = show->output->terminal.width;
    layout.has_style = show->output->terminal.has_color;
    wrap_append(&show->output->text, mrg_marked_text(marked), spans, count, &layout);
    mrg_marked_free(marked);
}

/* Append "name: value" in lines, unless it is empty. */
static void append_field(struct show *show, const char *name, mrg_text value)
{
    if (value.size == 0)
        return;
    struct layout layout = {
        .width = show->output->terminal.width, .first = name, .indent = strlen(name)};
    wrap_append(&show->output->text, value, NULL, 0, &layout);
}

static void append_time(struct show *show, const char *name, mrg_time time)
{
    char written[32];
    date_format(time, true, written);
    append_field(show, name, (mrg_text){written, strlen(written)});
}

static void append_list(struct show *show, const char *name, mrg_texts texts)
{
    struct buffer joined = BUFFER_INIT;
    for (size_t i = 0; i < texts.count; i++) {
        buffer_append_string(&joined, i > 0 ? "; " : "");
        buffer_append(&joined, texts.items[i].data, texts.items[i].size);
    }
    append_field(show, name, (mrg_text){(const char *)joined.data, joined.size});
    show->output->text.failed |= joined.failed;
    buffer_free(&joined);
}

static void append_head(struct show *show)
{
    const mrg_article *article = show->article;
    append_field(show, "Source:    ", article->source);
    append_field(show, "Section:   ", article->section);
    append_field(show, "Place:     ", article->place);
    append_time(show, "Published: ", article->published);
    append_time(show, "Updated:   ", article->updated);
    append_field(show, "By:        ", article->byline);
    append_field(show, "Language:  ", article->language);
    append_list(show, "Topics:    ", article->topics);
    append_list(show, "People:    ", article->people);
    append_list(show, "Groups:    ", article->organisations);
    append_field(show, "Address:   ", article->url);
    append_field(show, "Rights:    ", article->rights);
    append_field(show, "Id:        ", article->id);
}

static void append_article(struct show *show)
{
    struct buffer *out = &show->output->text;
    const mrg_article *article = show->article;
    append_marked(show, article->headline, (struct layout){.first = "", .style = STYLE_HEADLINE});
    append_marked(show, article->deck, (struct layout){.first = ""});
    if (out->size > 0)
        buffer_append_byte(out, '\n');
    append_head(show);
    if (article->body.size > 0)
        buffer_append_byte(out, '\n');
    append_marked(show, article->body, (struct layout){.first = ""});
    if (article->captions.count > 0)
        buffer_append_byte(out, '\n');
    for (size_t i = 0; i < article->captions.count; i++)
        append_marked(show, article->captions.items[i],
                      (struct layout){.first = "Picture: ", .indent = 2});
}

static void json_marked_text(struct show *show, struct json_writer *json, mrg_text text)
{
    mrg_marked *marked = NULL;
    if (show->status == MRG_OK)
        show->status =
            mrg_highlight(show->query, text, show->article->language, &marked, show->error);
    if (marked != NULL)
        json_marked(json, marked);
    mrg_marked_free(marked);
}

static void append_json(struct show *show, mrg_text text)
{
    struct json_writer json;
    json_init(&json, &show->output->text, true);
    json_begin_object(&json);
    json_key(&json, "morgue");
    json_count(&json, JSON_VERSION);
    json_query_member(&json, show->query, (mrg_text){NULL, 0}, text);
    json_key(&json, "article");
    json_begin_object(&json);
    json_article_members(&json, show->article);
    json_key(&json, "marked_headline");
    json_marked_text(show, &json, show->article->headline);
    json_key(&json, "marked_body");
    json_marked_text(show, &json, show->article->body);
    json_end_object(&json);
    json_end_object(&json);
    buffer_append_byte(&show->output->text, '\n');
}

/* The article that --show names, unless it is hidden until its embargo ends: then MRG_ERR_MISSING, in the
 * words that are used of one that is not there. */
static mrg_status find_shown(const mrg_index *index, const struct options *options,
                             mrg_stored **stored, mrg_error *error)
{
    mrg_text id = {options->show, strlen(options->show)};
    mrg_status status = mrg_index_find(index, id, stored, error);
    if (status != MRG_OK)
        return status;
    mrg_time embargo = mrg_stored_article(*stored)->embargo;
    if (embargo == MRG_NO_TIME || embargo <= (mrg_time)time(NULL))
        return MRG_OK;
    mrg_stored_free(*stored);
    *stored = NULL;
    return fail(error, MRG_ERR_MISSING, "%s: no article with id %.200s", options->index, id.data);
}

mrg_status show_article(struct output *output, const mrg_index *index,
                        const struct options *options, mrg_error *error)
{
    mrg_text text = {(const char *)options->query.data, options->query.size};
    mrg_stored *stored = NULL;
    mrg_query *query = NULL;
    struct show show = {.output = output, .error = error};
    show.status = find_shown(index, options, &stored, error);
    if (show.status == MRG_OK)
        show.status = mrg_query_parse(index, text, &options->reading, &query, error);
    if (show.status == MRG_OK) {
        show.article = mrg_stored_article(stored);
        show.query = query;
        if (options->format == FORMAT_JSON)
            append_json(&show, text);
        else
            append_article(&show);
    }
    mrg_query_free(query);
    mrg_stored_free(stored);
    return show.status;
}
