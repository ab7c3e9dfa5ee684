#include "indexer/article_age.h"

/* A version of up to 15 digits as a number; -1 for any other. */
static int64_t version_number(mrg_text version)
{
    int64_t number = 0;
    if (version.size == 0 || version.size > 15)
        return -1;
    for (size_t i = 0; i < version.size; i++) {
        if (version.data[i] < '0' || version.data[i] > '9')
            return -1;
        number = number * 10 + (version.data[i] - '0');
    }
    return number;
}

struct article_age article_age_of(const mrg_article *article)
{
    struct article_age age = {article->updated, version_number(article->version)};
    if (age.updated == MRG_NO_TIME)
        age.updated = article->published;
    return age;
}

bool article_is_older(struct article_age candidate, struct article_age known)
{
    if (candidate.version >= 0 && known.version >= 0 && candidate.version != known.version)
        return candidate.version < known.version;
    return candidate.updated != MRG_NO_TIME && known.updated != MRG_NO_TIME &&
           candidate.updated < known.updated;
}
