#include "corpus/readers/json_probe.h"

#include "corpus/readers/json_fields.h"

#include <string.h>
#include <strings.h>

enum { ENVELOPES_MAX = 4 }; /* objects entered in search of a list */

static const char *const wrapper_names[] = {
    "item",   "items",    "article", "articles", "doc",     "docs",    "document", "documents",
    "result", "results",  "data",    "hits",     "records", "entries", "stories",  "news",
    "posts",  "response", "feed",    "channel",  "payload", "value",
};

bool json_is_wrapper_name(mrg_text key)
{
    for (size_t i = 0; i < sizeof wrapper_names / sizeof *wrapper_names; i++)
        if (key.size == strlen(wrapper_names[i]) &&
            strncasecmp(key.data, wrapper_names[i], key.size) == 0)
            return true;
    return false;
}

enum probe_outcome json_read_member(mrg_text text, size_t at, struct json_member *member)
{
    struct json_scan scan;
    json_scan_init(&scan, at);
    if (at >= text.size || (text.data[at] == '"' && !json_scan_value(&scan, text)))
        return PROBE_MORE;
    if (text.data[at] != '"')
        return PROBE_OBJECT;
    member->key = (mrg_text){text.data + at + 1, scan.at - at - 2};
    size_t colon = json_skip_space(text, scan.at);
    if (colon < text.size && text.data[colon] != ':')
        return PROBE_OBJECT;
    member->value = colon < text.size ? json_skip_space(text, colon + 1) : text.size;
    if (member->value >= text.size)
        return PROBE_MORE;
    member->opens = text.data[member->value];
    if (member->opens != '[')
        return PROBE_WRAPPER;
    size_t inside = json_skip_space(text, member->value + 1);
    if (inside >= text.size)
        return PROBE_MORE;
    member->inside = text.data[inside];
    return PROBE_WRAPPER;
}

bool json_member_is_list(const struct json_member *member)
{
    return member->opens == '[' && (member->inside == '{' || member->inside == ']') &&
           json_is_wrapper_name(member->key);
}

bool json_member_is_envelope(const struct json_member *member)
{
    return member->opens == '{' && json_is_wrapper_name(member->key);
}

void json_probe_init(struct json_probe *probe)
{
    *probe = (struct json_probe){.at = 1, .depth = 1};
}

/* Finish the value on the way, then find the next member; false when the bytes do not reach. */
static bool reach_member(struct json_probe *probe, mrg_text text)
{
    if (probe->in_value) {
        if (!json_scan_value(&probe->scan, text))
            return false;
        probe->at = probe->scan.at;
        probe->in_value = false;
    }
    probe->at = json_skip_space(text, probe->at);
    while (probe->at < text.size && text.data[probe->at] == ',')
        probe->at = json_skip_space(text, probe->at + 1);
    return probe->at < text.size;
}

/* Look at the member at probe->at and pass into or over its value. */
static enum probe_outcome probe_member(struct json_probe *probe, mrg_text text)
{
    struct json_member member;
    enum probe_outcome outcome = json_read_member(text, probe->at, &member);
    if (outcome != PROBE_WRAPPER)
        return outcome;
    probe->seen_body |= probe->depth == 1 && json_is_field_name(JSON_FIELD_BODY, member.key) &&
                        !json_is_wrapper_name(member.key);
    if (probe->seen_body)
        return PROBE_OBJECT;
    if (json_member_is_list(&member))
        return PROBE_WRAPPER;
    if (json_member_is_envelope(&member) && probe->depth < ENVELOPES_MAX) {
        probe->depth++;
        probe->at = member.value + 1;
    } else {
        json_scan_init(&probe->scan, member.value);
        probe->in_value = true;
    }
    return PROBE_MORE;
}

enum probe_outcome json_probe(struct json_probe *probe, mrg_text text)
{
    while (reach_member(probe, text)) {
        size_t before = probe->at;
        if (text.data[probe->at] == '}') {
            probe->at++;
            if (--probe->depth == 0)
                return PROBE_OBJECT;
            continue;
        }
        enum probe_outcome outcome = probe_member(probe, text);
        if (outcome != PROBE_MORE)
            return outcome;
        if (!probe->in_value && probe->at == before)
            return PROBE_MORE;
    }
    return PROBE_MORE;
}

bool json_wraps_articles(mrg_text text)
{
    struct json_probe probe;
    json_probe_init(&probe);
    return json_probe(&probe, text) == PROBE_WRAPPER;
}
