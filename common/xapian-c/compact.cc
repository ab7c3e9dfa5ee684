/* Compaction of several databases into one. */
#include "common/xapian-c/compact.h"

#include "common/xapian-c/handles.h"

#include <vector>

namespace
{

/* Xapian hands out metadata keys as they stand in its table, with this before them. */
const std::string key_mark("\0\xc0", 2);

mrg_text without_mark(const std::string &key)
{
    mrg_text text = xc::to_text(key);
    if (key.compare(0, key_mark.size(), key_mark) != 0)
        return text;
    return {text.data + key_mark.size(), text.size - key_mark.size()};
}

/* Xapian's compactor with a C function for metadata that several shards have. */
class c_compactor : public Xapian::Compactor
{
    const xc_compact_options &options;

  public:
    explicit c_compactor(const xc_compact_options &chosen) : options(chosen)
    {
    }

    std::string resolve_duplicate_metadata(const std::string &key, size_t count,
                                           const std::string values[]) override
    {
        if (!options.resolver)
            return values[0];
        std::vector<mrg_text> texts;
        texts.reserve(count);
        for (size_t i = 0; i < count; i++)
            texts.push_back(xc::to_text(values[i]));
        return xc::to_string(
            options.resolver(options.context, without_mark(key), {texts.data(), count}));
    }
};

unsigned flags_of(const xc_compact_options &options)
{
    unsigned flags = 0;
    if (options.single_file)
        flags |= Xapian::DBCOMPACT_SINGLE_FILE;
    if (options.keep_docids)
        flags |= Xapian::DBCOMPACT_NO_RENUMBER;
    switch (options.level) {
    case XC_COMPACT_STANDARD:
        return flags | Xapian::Compactor::STANDARD;
    case XC_COMPACT_FULL:
        return flags | Xapian::Compactor::FULL;
    case XC_COMPACT_FULLER:
        return flags | Xapian::Compactor::FULLER;
    }
    throw Xapian::InvalidArgumentError("unknown way of compacting");
}

} // namespace

extern "C" mrg_status xc_database_compact(const xc_database *database, const char *path,
                                          const xc_compact_options *options, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *failed) {
        const xc_compact_options defaults = XC_COMPACT_OPTIONS_INIT;
        const xc_compact_options &chosen = options ? *options : defaults;
        if (database->db.size() == 0)
            return fail(failed, MRG_ERR_ARGUMENT, "xapian: no shards to compact");
        c_compactor compactor(chosen);
        Xapian::Database shards = database->db; /* the member function is not const */
        shards.compact(path, flags_of(chosen), int(chosen.block_bytes), compactor);
        return MRG_OK;
    });
}
