/* Checking a database. */
#include "common/xapian-c/check.h"

#include "common/xapian-c/handles.h"

#include <cerrno>
#include <ostream>
#include <streambuf>
#include <string>
#include <sys/stat.h>

namespace
{

/* What Xapian prints, cut into lines for a C function. */
class line_buffer : public std::streambuf
{
    xc_check_line line;
    void *context;
    std::string unfinished; /* the line so far */

  public:
    line_buffer(xc_check_line called, void *given) : line(called), context(given)
    {
    }

    void finish()
    {
        if (line && !unfinished.empty())
            line(context, unfinished.c_str());
        unfinished.clear();
    }

  protected:
    int_type overflow(int_type character) override
    {
        if (character == '\n')
            finish();
        else if (character != traits_type::eof())
            unfinished += traits_type::to_char_type(character);
        return traits_type::not_eof(character);
    }
};

} // namespace

#if defined(__SANITIZE_ADDRESS__)
#define XC_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define XC_ADDRESS_SANITIZER
#endif
#endif

/* The check of xapian-core 1.4 deletes a table through a base class without a virtual destructor. That is
 * harmless, but stops a program built with AddressSanitizer unless it is told. */
#ifdef XC_ADDRESS_SANITIZER
extern "C" __attribute__((visibility("default"))) const char *__asan_default_options(void);
extern "C" const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}
#endif

extern "C" mrg_status xc_database_check(const char *path, xc_check_line line, void *context,
                                        uint64_t *errors, mrg_error *error)
{
    *errors = 0;
    return xc::guarded(error, [=] {
        struct stat is;
        if (stat(path, &is) != 0)
            return fail_errno(error, errno, "xapian: cannot open", path);
        line_buffer buffer(line, context);
        std::ostream out(&buffer);
        try {
            *errors = Xapian::Database::check(path, 0, &out);
        } catch (const Xapian::DatabaseOpeningError &thrown) {
            return xc::fail_opening(thrown, path, error);
        }
        buffer.finish();
        return MRG_OK;
    });
}
