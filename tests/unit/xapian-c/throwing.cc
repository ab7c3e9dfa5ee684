#include "tests/unit/xapian-c/throwing.h"

#include <cerrno>
#include <new>
#include <stdexcept>
#include <string>

#include <xapian.h>

namespace
{

template <typename Error> void throw_xapian()
{
    throw Error("thrown for a test");
}

void throw_with_errno()
{
    throw Xapian::DatabaseError("thrown for a test", EIO);
}

void throw_disk_full()
{
    throw Xapian::DatabaseError("thrown for a test", ENOSPC);
}

void throw_with_context()
{
    throw Xapian::NetworkError("thrown for a test", std::string("remote:host"));
}

/* Its text has to be looked up with a flag of getaddrinfo instead of errno. */
void throw_with_resolver_code()
{
    throw Xapian::NetworkError("thrown for a test", -2);
}

void throw_bad_alloc()
{
    throw std::bad_alloc();
}

void throw_standard()
{
    throw std::length_error("thrown for a test");
}

void throw_long_text()
{
    throw Xapian::InternalError(std::string(10000, 'x'));
}

void throw_number()
{
    throw 42;
}

void throw_pointer()
{
    throw "thrown for a test";
}

void (*const throwers[])() = {
    throw_xapian<Xapian::AssertionError>,
    throw_xapian<Xapian::DatabaseClosedError>,
    throw_xapian<Xapian::DatabaseCorruptError>,
    throw_xapian<Xapian::DatabaseCreateError>,
    throw_xapian<Xapian::DatabaseError>,
    throw_xapian<Xapian::DatabaseLockError>,
    throw_xapian<Xapian::DatabaseModifiedError>,
    throw_xapian<Xapian::DatabaseNotFoundError>,
    throw_xapian<Xapian::DatabaseOpeningError>,
    throw_xapian<Xapian::DatabaseVersionError>,
    throw_xapian<Xapian::DocNotFoundError>,
    throw_xapian<Xapian::FeatureUnavailableError>,
    throw_xapian<Xapian::InternalError>,
    throw_xapian<Xapian::InvalidArgumentError>,
    throw_xapian<Xapian::InvalidOperationError>,
    throw_xapian<Xapian::NetworkError>,
    throw_xapian<Xapian::NetworkTimeoutError>,
    throw_xapian<Xapian::QueryParserError>,
    throw_xapian<Xapian::RangeError>,
    throw_xapian<Xapian::SerialisationError>,
    throw_xapian<Xapian::UnimplementedError>,
    throw_xapian<Xapian::WildcardError>,
    throw_with_errno,
    throw_disk_full,
    throw_with_context,
    throw_with_resolver_code,
    throw_long_text,
    throw_bad_alloc,
    throw_standard,
    throw_number,
    throw_pointer,
};

} // namespace

const thrown_case thrown_cases[] = {
    {"AssertionError", MRG_ERR_IO, XC_OTHER, "for a test"},
    {"DatabaseClosedError", MRG_ERR_ARGUMENT, XC_CLOSED, "for a test"},
    {"DatabaseCorruptError", MRG_ERR_DAMAGED, XC_CORRUPT, "for a test"},
    {"DatabaseCreateError", MRG_ERR_IO, XC_OTHER, "for a test"},
    {"DatabaseError", MRG_ERR_IO, XC_OTHER, "for a test"},
    {"DatabaseLockError", MRG_ERR_LOCKED, XC_LOCKED, "for a test"},
    {"DatabaseModifiedError", MRG_ERR_IO, XC_MODIFIED, "for a test"},
    {"DatabaseNotFoundError", MRG_ERR_MISSING, XC_NOT_FOUND, "for a test"},
    {"DatabaseOpeningError", MRG_ERR_IO, XC_OTHER, "for a test"},
    {"DatabaseVersionError", MRG_ERR_VERSION, XC_VERSION, "for a test"},
    {"DocNotFoundError", MRG_ERR_MISSING, XC_NOT_FOUND, "for a test"},
    {"FeatureUnavailableError", MRG_ERR_UNSUPPORTED, XC_UNSUPPORTED, "for a test"},
    {"InternalError", MRG_ERR_IO, XC_OTHER, "for a test"},
    {"InvalidArgumentError", MRG_ERR_ARGUMENT, XC_ARGUMENT, "for a test"},
    {"InvalidOperationError", MRG_ERR_ARGUMENT, XC_ARGUMENT, "for a test"},
    {"NetworkError", MRG_ERR_IO, XC_NETWORK, "for a test"},
    {"NetworkTimeoutError", MRG_ERR_IO, XC_TIMEOUT, "for a test"},
    {"QueryParserError", MRG_ERR_ARGUMENT, XC_ARGUMENT, "for a test"},
    {"RangeError", MRG_ERR_LIMIT, XC_LIMIT, "for a test"},
    {"SerialisationError", MRG_ERR_IO, XC_OTHER, "for a test"},
    {"UnimplementedError", MRG_ERR_UNSUPPORTED, XC_UNSUPPORTED, "for a test"},
    {"WildcardError", MRG_ERR_LIMIT, XC_LIMIT, "for a test"},
    {"an errno", MRG_ERR_IO, XC_OTHER, "for a test: Input/output error"},
    {"a full disk", MRG_ERR_NO_SPACE, XC_OTHER, "No space left"},
    {"a context", MRG_ERR_IO, XC_NETWORK, "for a test (remote:host)"},
    {"a code of getaddrinfo", MRG_ERR_IO, XC_NETWORK, "for a test: "},
    {"a long text", MRG_ERR_IO, XC_OTHER, "xapian: xxxx"},
    {"bad_alloc", MRG_ERR_MEMORY, XC_MEMORY, "out of memory"},
    {"length_error", MRG_ERR_IO, XC_OTHER, "unexpected: thrown for a test"},
    {"a number", MRG_ERR_IO, XC_OTHER, "unknown type"},
    {"a pointer", MRG_ERR_IO, XC_OTHER, "unknown type"},
};

const size_t thrown_case_count = sizeof thrown_cases / sizeof thrown_cases[0];

static_assert(sizeof throwers / sizeof throwers[0] == sizeof thrown_cases / sizeof thrown_cases[0],
              "a thrower for each case");

mrg_status throwing_decider(void *context, xc_document *, bool *, mrg_error *)
{
    throwers[*static_cast<const size_t *>(context)]();
    return MRG_OK;
}
