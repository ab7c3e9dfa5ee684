/* Private to this folder: what all cursors have in common. */
#ifndef MORGUE_XAPIAN_C_CURSOR_HANDLE_H
#define MORGUE_XAPIAN_C_CURSOR_HANDLE_H

#include "common/xapian-c/cursor.h"
#include "common/xapian-c/handles.h"

#include <optional>

namespace xc
{

/* A list being walked. */
template <typename Iterator> struct cursor {
    Iterator at;                     /* the first entry before `started`, then the current one */
    Iterator end;                    /* behind the last entry */
    std::shared_ptr<journal> record; /* of the database the list is from, or null */
    bool started = false;            /* moved at least once */

    cursor(const Iterator &begin, const std::shared_ptr<journal> &kept) : at(begin), record(kept)
    {
    }

    bool stands_at_entry() const
    {
        return started && at != end;
    }
};

/* Move by `step`, then take what the cursor stands at by `take`. A cursor that failed is at its end,
 * for where Xapian's iterator is then is not defined. */
template <typename Handle, typename Step, typename Take>
mrg_status move(Handle *handle, bool *found, mrg_error *error, Step step, Take take) noexcept
{
    *found = false;
    mrg_status status = watched(handle->record, error, [=](mrg_error *) {
        step(handle);
        handle->started = true;
        if (handle->at != handle->end) {
            take(handle);
            *found = true;
        }
        return MRG_OK;
    });
    if (status != MRG_OK)
        handle->at = handle->end;
    if (!*found)
        handle->forget();
    return status;
}

template <typename Handle, typename Take>
mrg_status move_next(Handle *handle, bool *found, mrg_error *error, Take take) noexcept
{
    auto step = [](Handle *moved) {
        if (moved->stands_at_entry())
            ++moved->at;
    };
    return move(handle, found, error, step, take);
}

/* Some of Xapian's iterators go back when asked to, so those that are far enough are not asked. */
template <typename Handle, typename Target, typename Take>
mrg_status move_to(Handle *handle, const Target &target, bool *found, mrg_error *error,
                   Take take) noexcept
{
    auto step = [&target](Handle *moved) {
        bool is_there = moved->started && moved->has_reached(target);
        if (moved->at != moved->end && !is_there)
            moved->at.skip_to(target);
    };
    return move(handle, found, error, step, take);
}

/* Ask something of the entry the cursor stands at. */
template <typename Handle, typename Ask>
mrg_status ask(const Handle *handle, mrg_error *error, Ask question) noexcept
{
    return watched(handle->record, error, [=](mrg_error *failed) {
        if (!handle->stands_at_entry())
            return fail(failed, MRG_ERR_ARGUMENT, "xapian: the cursor stands at no entry");
        question(handle);
        return MRG_OK;
    });
}

} // namespace xc

namespace xc
{

/* What Xapian's iterator points into without keeping it alive. */
struct terms_source {
    std::optional<Xapian::Document> document;
};

} // namespace xc

/* The source is the first base, so that it is destroyed last. */
struct xc_terms : xc::terms_source, xc::cursor<Xapian::TermIterator> {
    std::string text; /* the current entry; empty without one */

    using cursor::cursor;

    bool has_reached(const std::string &target) const
    {
        return text >= target;
    }

    void forget()
    {
        text.clear();
    }
};

#endif
