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
