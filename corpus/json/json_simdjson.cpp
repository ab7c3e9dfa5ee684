// The binding of simdjson. Its DOM parser, not the on-demand one, because a document must be
// checked whole before anything of it is believed. A value is the number of its entry on the
// parser's tape, which is all that simdjson's own element holds, so that C can keep it by value.
#include "corpus/json/json.h"

extern "C" {
#include "common/base/error.h"
}

#include <simdjson.h>

#include <charconv>
#include <new>
#include <string_view>

using simdjson::internal::tape_ref;
using simdjson::internal::tape_type;

static_assert(JSON_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads past the text");
static_assert(JSON_DEPTH_MAX == simdjson::DEFAULT_MAX_DEPTH, "the depth that messages name");

namespace
{

// simdjson keeps the memory of its largest document, some 14 bytes a byte. What a rare giant needed
// is given back before the next ordinary document.
constexpr size_t keep_capacity = 32 * 1024 * 1024;

// The tape begins with an entry for the document.
constexpr size_t root_index = 1;

tape_ref tape_at(const void *document, size_t index)
{
    return tape_ref(static_cast<const simdjson::dom::document *>(document), index);
}

json_type type_of(const tape_ref &tape)
{
    switch (tape.tape_ref_type()) {
    case tape_type::START_OBJECT:
        return JSON_OBJECT;
    case tape_type::START_ARRAY:
        return JSON_ARRAY;
    case tape_type::STRING:
        return JSON_STRING;
    case tape_type::INT64:
    case tape_type::UINT64:
    case tape_type::DOUBLE:
        return JSON_NUMBER;
    case tape_type::TRUE_VALUE:
    case tape_type::FALSE_VALUE:
        return JSON_BOOL;
    default:
        return JSON_NULL;
    }
}

json_value value_at(const void *document, size_t index)
{
    return {type_of(tape_at(document, index)), document, index};
}

const char *cause_of(simdjson::error_code code)
{
    switch (code) {
    case simdjson::STRING_ERROR:
        return "a string holds an escape that does not exist";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
        return "a word that is not true, false or null";
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE:
        return "a number is malformed or out of range";
    case simdjson::UTF8_ERROR:
        return "broken UTF-8 outside strings";
    case simdjson::EMPTY:
        return "nothing but white space";
    case simdjson::UNESCAPED_CHARS:
        return "a string holds a bare control character";
    case simdjson::UNCLOSED_STRING:
        return "a string is not closed";
    default:
        return "brackets, commas or colons are not where JSON wants them";
    }
}

mrg_status report(simdjson::error_code code, mrg_error *error)
{
    if (code == simdjson::MEMALLOC)
        return fail_memory(error);
    if (code == simdjson::CAPACITY)
        return fail(error, MRG_ERR_LIMIT, "too large for the JSON parser");
    if (code == simdjson::DEPTH_ERROR)
        return fail(error, MRG_ERR_INPUT, "nested more than %d levels deep", JSON_DEPTH_MAX);
    return fail(error, MRG_ERR_INPUT, "%s", cause_of(code));
}

} // namespace

struct json_parser {
    simdjson::dom::parser parser;
};

struct json_parser *json_parser_new(void)
{
    try {
        return new json_parser;
    } catch (...) {
        return nullptr;
    }
}

void json_parser_free(struct json_parser *parser)
{
    delete parser;
}

mrg_status json_parse(struct json_parser *parser, mrg_text text, struct json_value *value,
                      mrg_error *error)
{
    try {
        if (parser->parser.capacity() > keep_capacity && text.size < keep_capacity)
            parser->parser = simdjson::dom::parser();
        simdjson::error_code code = parser->parser.parse(text.data, text.size, false).error();
        if (code != simdjson::SUCCESS)
            return report(code, error);
        *value = value_at(&parser->parser.doc, root_index);
        return MRG_OK;
    } catch (const std::bad_alloc &) {
        return fail_memory(error);
    } catch (...) {
        return fail(error, MRG_ERR_INPUT, "the JSON parser failed");
    }
}

void json_walk_init(struct json_walk *walk, const struct json_value *container)
{
    *walk = {container->document, 0, 0};
    if (container->type != JSON_ARRAY && container->type != JSON_OBJECT)
        return;
    walk->at = container->index + 1;
    walk->end = tape_at(container->document, container->index).matching_brace_index() - 1;
}

bool json_next_element(struct json_walk *walk, struct json_value *value)
{
    if (walk->at >= walk->end)
        return false;
    *value = value_at(walk->document, walk->at);
    walk->at = tape_at(walk->document, walk->at).after_element();
    return true;
}

bool json_next_member(struct json_walk *walk, mrg_text *key, struct json_value *value)
{
    if (walk->at >= walk->end)
        return false;
    std::string_view name = tape_at(walk->document, walk->at).get_string_view();
    *key = {name.data(), name.size()};
    walk->at++;
    return json_next_element(walk, value);
}

bool json_find(const struct json_value *object, mrg_text key, struct json_value *value)
{
    struct json_walk walk;
    struct json_value member;
    mrg_text name;
    bool found = false;
    if (object->type != JSON_OBJECT)
        return false;
    json_walk_init(&walk, object);
    while (json_next_member(&walk, &name, &member))
        if (std::string_view(name.data, name.size) == std::string_view(key.data, key.size)) {
            *value = member;
            found = true;
        }
    return found;
}

mrg_text json_string(const struct json_value *value)
{
    if (value->type != JSON_STRING)
        return {nullptr, 0};
    std::string_view text = tape_at(value->document, value->index).get_string_view();
    return {text.data(), text.size()};
}

size_t json_number(const struct json_value *value, char out[JSON_NUMBER_SIZE])
{
    if (value->type != JSON_NUMBER)
        return 0;
    tape_ref tape = tape_at(value->document, value->index);
    std::to_chars_result end{out, std::errc()};
    if (tape.is_double())
        end = std::to_chars(out, out + JSON_NUMBER_SIZE, tape.next_tape_value<double>());
    else if (tape.is_int64())
        end = std::to_chars(out, out + JSON_NUMBER_SIZE, tape.next_tape_value<int64_t>());
    else
        end = std::to_chars(out, out + JSON_NUMBER_SIZE, tape.next_tape_value<uint64_t>());
    return end.ec == std::errc() ? static_cast<size_t>(end.ptr - out) : 0;
}

bool json_integer(const struct json_value *value, int64_t *number)
{
    if (value->type != JSON_NUMBER)
        return false;
    tape_ref tape = tape_at(value->document, value->index);
    if (tape.is_int64()) {
        *number = tape.next_tape_value<int64_t>();
        return true;
    }
    double real = tape.is_double() ? tape.next_tape_value<double>() : 1e30;
    if (!(real > -9e18 && real < 9e18))
        return false;
    *number = static_cast<int64_t>(real);
    return true;
}
