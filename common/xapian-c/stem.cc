/* Stemmers. */
#include "common/xapian-c/stem.h"

#include "common/xapian-c/guard.h"

#include <xapian.h>

struct xc_stemmer {
    Xapian::Stem stem; /* the algorithm with its working memory */
    std::string word;  /* what is stemmed; kept so that its memory is used again */

    explicit xc_stemmer(const char *language) : stem(language)
    {
    }
};

extern "C" {

mrg_status xc_stemmer_new(const char *language, xc_stemmer **stemmer, mrg_error *error)
{
    return xc::guarded(error, [=] {
        *stemmer = nullptr;
        *stemmer = new xc_stemmer(language);
        return MRG_OK;
    });
}

mrg_status xc_stemmer_stem(xc_stemmer *stemmer, mrg_text word, char *stem, size_t capacity,
                           size_t *size, mrg_error *error)
{
    return xc::guarded(error, [=] {
        stemmer->word.assign(word.size > 0 ? word.data : "", word.size);
        return xc::copy_out(stemmer->stem(stemmer->word), stem, capacity, size, error);
    });
}

void xc_stemmer_free(xc_stemmer *stemmer)
{
    xc::release(stemmer);
}

mrg_status xc_stemmer_languages(char *names, size_t capacity, size_t *size, mrg_error *error)
{
    return xc::guarded(error, [=] {
        return xc::copy_out(Xapian::Stem::get_available_languages(), names, capacity, size, error);
    });
}

} // extern "C"
