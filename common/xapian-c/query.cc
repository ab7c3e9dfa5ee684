/* Queries built from parts. */
#include "common/xapian-c/query.h"

#include "common/xapian-c/handles.h"

#include <vector>

namespace
{

Xapian::Query::op to_op(xc_operator how)
{
    switch (how) {
    case XC_AND:
        return Xapian::Query::OP_AND;
    case XC_OR:
        return Xapian::Query::OP_OR;
    case XC_AND_NOT:
        return Xapian::Query::OP_AND_NOT;
    case XC_XOR:
        return Xapian::Query::OP_XOR;
    case XC_AND_MAYBE:
        return Xapian::Query::OP_AND_MAYBE;
    case XC_FILTER:
        return Xapian::Query::OP_FILTER;
    case XC_NEAR:
        return Xapian::Query::OP_NEAR;
    case XC_PHRASE:
        return Xapian::Query::OP_PHRASE;
    case XC_SYNONYM:
        return Xapian::Query::OP_SYNONYM;
    case XC_MAX:
        return Xapian::Query::OP_MAX;
    }
    throw Xapian::InvalidArgumentError("unknown query operator");
}

int to_limit_type(xc_wildcard_limit when_more)
{
    switch (when_more) {
    case XC_LIMIT_FAIL:
        return Xapian::Query::WILDCARD_LIMIT_ERROR;
    case XC_LIMIT_FIRST:
        return Xapian::Query::WILDCARD_LIMIT_FIRST;
    case XC_LIMIT_FREQUENT:
        return Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT;
    }
    throw Xapian::InvalidArgumentError("unknown way of limiting a wildcard");
}

/* The one place where query handles are made: `build` returns the Xapian::Query. */
template <typename Build> mrg_status make(xc_query **query, mrg_error *error, Build build) noexcept
{
    *query = nullptr;
    return xc::guarded(error, [=] {
        *query = new xc_query(build());
        return MRG_OK;
    });
}

Xapian::Query combine(xc_operator how, const xc_query *const *parts, size_t count, uint32_t window)
{
    /* Xapian takes a window that is too small by its word and finds nothing. */
    bool is_positional = how == XC_NEAR || how == XC_PHRASE;
    if (!is_positional)
        window = 0;
    else if (window < count)
        window = Xapian::termcount(count);
    std::vector<Xapian::Query> queries;
    queries.reserve(count);
    for (size_t i = 0; i < count; i++)
        queries.push_back(parts[i]->query);
    return Xapian::Query(to_op(how), queries.begin(), queries.end(), window);
}

} // namespace

extern "C" {

mrg_status xc_query_all(xc_query **query, mrg_error *error)
{
    return make(query, error, [] { return Xapian::Query(std::string()); });
}

mrg_status xc_query_none(xc_query **query, mrg_error *error)
{
    return make(query, error, [] { return Xapian::Query(); });
}

mrg_status xc_query_term(mrg_text term, uint32_t wqf, uint32_t position, xc_query **query,
                         mrg_error *error)
{
    return make(query, error, [=] { return Xapian::Query(xc::to_string(term), wqf, position); });
}

mrg_status xc_query_combine(xc_operator how, const xc_query *const *parts, size_t count,
                            uint32_t window, xc_query **query, mrg_error *error)
{
    return make(query, error, [=] { return combine(how, parts, count, window); });
}

mrg_status xc_query_scale(const xc_query *part, double factor, xc_query **query, mrg_error *error)
{
    return make(query, error, [=] {
        if (!(factor >= 0))
            throw Xapian::InvalidArgumentError("a factor of scores must not be negative");
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, part->query, factor);
    });
}

mrg_status xc_query_value_range(xc_slot slot, mrg_text lower, mrg_text upper, xc_query **query,
                                mrg_error *error)
{
    return make(query, error, [=] {
        return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, xc::to_string(lower),
                             xc::to_string(upper));
    });
}

mrg_status xc_query_value_ge(xc_slot slot, mrg_text limit, xc_query **query, mrg_error *error)
{
    return make(query, error, [=] {
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, xc::to_string(limit));
    });
}

mrg_status xc_query_value_le(xc_slot slot, mrg_text limit, xc_query **query, mrg_error *error)
{
    return make(query, error, [=] {
        return Xapian::Query(Xapian::Query::OP_VALUE_LE, slot, xc::to_string(limit));
    });
}

mrg_status xc_query_wildcard(mrg_text prefix, uint32_t limit, xc_wildcard_limit when_more,
                             xc_operator how, xc_query **query, mrg_error *error)
{
    return make(query, error, [=] {
        return Xapian::Query(Xapian::Query::OP_WILDCARD, xc::to_string(prefix), limit,
                             to_limit_type(when_more), to_op(how));
    });
}

bool xc_query_is_none(const xc_query *query)
{
    return query->query.empty();
}

mrg_status xc_query_description(xc_query *query, mrg_text *description, mrg_error *error)
{
    return xc::guarded(error, [=] {
        query->text = query->query.get_description();
        *description = xc::to_text(query->text);
        return MRG_OK;
    });
}

void xc_query_free(xc_query *query)
{
    xc::release(query);
}

} // extern "C"
