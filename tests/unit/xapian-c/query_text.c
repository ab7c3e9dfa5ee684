#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/query_text.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 8 };

struct reader {
    const char *at;   /* what is left */
    mrg_error *error; /* for the binding's calls */
};

static mrg_status read_query(struct reader *reader, xc_query **query);

static const struct {
    const char *name;
    xc_operator how;
} operators[] = {
    {"and", XC_AND},         {"or", XC_OR},         {"not", XC_AND_NOT}, {"xor", XC_XOR},
    {"maybe", XC_AND_MAYBE}, {"filter", XC_FILTER}, {"near", XC_NEAR},   {"phrase", XC_PHRASE},
    {"synonym", XC_SYNONYM}, {"max", XC_MAX},
};

static const struct {
    const char *name;
    xc_wildcard_limit limit;
} wildcards[] = {
    {"first", XC_LIMIT_FIRST},
    {"frequent", XC_LIMIT_FREQUENT},
    {"fail", XC_LIMIT_FAIL},
};

/* The run of characters up to a blank, bracket or one of `more`; blanks before it go. */
static mrg_text read_word(struct reader *reader, const char *more)
{
    reader->at += strspn(reader->at, " ");
    const char *begin = reader->at;
    while (*reader->at != '\0' && strchr(" ()", *reader->at) == NULL &&
           strchr(more, *reader->at) == NULL)
        reader->at++;
    return (mrg_text){begin, (size_t)(reader->at - begin)};
}

/* The number behind `mark`, or `otherwise` where there is none. */
static double read_number(struct reader *reader, char mark, double otherwise)
{
    char *end;
    if (*reader->at != mark)
        return otherwise;
    double number = strtod(reader->at + 1, &end);
    reader->at = end;
    return number;
}

static bool is(mrg_text word, const char *wanted)
{
    return word.size == strlen(wanted) && memcmp(word.data, wanted, word.size) == 0;
}

static mrg_status read_leaf(struct reader *reader, xc_query **query)
{
    mrg_text word = read_word(reader, "^");
    if (is(word, "all"))
        return xc_query_all(query, reader->error);
    if (is(word, "none"))
        return xc_query_none(query, reader->error);
    assert_true(word.size > 0);
    uint32_t wqf = (uint32_t)read_number(reader, '^', 1);
    return xc_query_term(word, wqf, 0, query, reader->error);
}

static bool at_part(struct reader *reader)
{
    reader->at += strspn(reader->at, " ");
    return *reader->at != ')';
}

static mrg_status read_combination(struct reader *reader, xc_operator how, double window,
                                   xc_query **query)
{
    xc_query *parts[PARTS_MAX];
    size_t count = 0;
    mrg_status status = MRG_OK;
    *query = NULL;
    while (status == MRG_OK && at_part(reader)) {
        assert_true(count < PARTS_MAX);
        status = read_query(reader, &parts[count]);
        count += status == MRG_OK;
    }
    if (status == MRG_OK)
        status = xc_query_combine(how, (const xc_query *const *)parts, count, (uint32_t)window,
                                  query, reader->error);
    while (count > 0)
        xc_query_free(parts[--count]);
    return status;
}

static mrg_status read_scaled(struct reader *reader, double factor, xc_query **query)
{
    xc_query *part;
    mrg_status status = read_query(reader, &part);
    *query = NULL;
    if (status == MRG_OK)
        status = xc_query_scale(part, factor, query, reader->error);
    xc_query_free(part);
    return status;
}

static mrg_status read_operator(struct reader *reader, xc_query **query)
{
    mrg_text name = read_word(reader, "/");
    double number = read_number(reader, '/', 0);
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
        if (is(name, operators[i].name))
            return read_combination(reader, operators[i].how, number, query);
    if (is(name, "scale"))
        return read_scaled(reader, number, query);
    mrg_text first = read_word(reader, "");
    for (size_t i = 0; i < sizeof wildcards / sizeof wildcards[0]; i++)
        if (is(name, wildcards[i].name))
            return xc_query_wildcard(first, (uint32_t)number, wildcards[i].limit, XC_SYNONYM, query,
                                     reader->error);
    if (is(name, "ge"))
        return xc_query_value_ge((xc_slot)number, first, query, reader->error);
    if (is(name, "le"))
        return xc_query_value_le((xc_slot)number, first, query, reader->error);
    assert_true(is(name, "range"));
    return xc_query_value_range((xc_slot)number, first, read_word(reader, ""), query,
                                reader->error);
}

static mrg_status read_query(struct reader *reader, xc_query **query)
{
    reader->at += strspn(reader->at, " ");
    if (*reader->at != '(')
        return read_leaf(reader, query);
    reader->at++;
    mrg_status status = read_operator(reader, query);
    reader->at += strcspn(reader->at, ")");
    reader->at += *reader->at == ')';
    return status;
}

mrg_status query_of_text(const char *written, xc_query **query, mrg_error *error)
{
    struct reader reader = {written, error};
    mrg_status status = read_query(&reader, query);
    if (status == MRG_OK)
        assert_string_equal(reader.at, "");
    return status;
}
