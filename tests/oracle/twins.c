#include "tests/oracle/twins.h"

#include "tests/cmocka_all.h"
#include "tests/oracle/settings.h"

#include <math.h>

#define TOLERANCE 1e-6 /* relative */

bool twins_close(double a, double b)
{
    return fabs(a - b) <= TOLERANCE * fmax(fabs(a), fabs(b));
}

void twins_init(struct twins *twins, const char *language, uint64_t seed)
{
    static const char *const engines[TWIN_COUNT] = {"native", "xapian"};
    *twins = (struct twins){.label = "", .random = {seed}};
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        engine_index_init(&twins->sides[side], engines[side], language);
    reference_init(&twins->reference, language);
}

void twins_free(struct twins *twins)
{
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        engine_index_free(&twins->sides[side]);
    reference_free(&twins->reference);
}

void twins_add(struct twins *twins, const mrg_article *article)
{
    mrg_outcome outcomes[TWIN_COUNT] = {MRG_ADDED, MRG_ADDED};
    mrg_error error = MRG_ERROR_INIT;
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        if (mrg_writer_add(twins->sides[side].writer, article, &outcomes[side], &error) != MRG_OK)
            fail_msg("%s: %s: %s", twins->label, twins->sides[side].engine, error.message);
    assert_int_equal(outcomes[TWIN_NATIVE], outcomes[TWIN_XAPIAN]);
    mrg_outcome outcome = outcomes[TWIN_NATIVE];
    twins->has_replaced |= outcome == MRG_REPLACED;
    twins->has_changed |= outcome != MRG_ADDED;
    if (outcome == MRG_ADDED || outcome == MRG_REPLACED)
        reference_add(&twins->reference, article);
    else if (outcome == MRG_REMOVED)
        reference_remove(&twins->reference, article->id);
}

void twins_remove(struct twins *twins, mrg_text id)
{
    bool was_there = reference_remove(&twins->reference, id);
    twins->has_changed = true;
    for (unsigned side = 0; side < TWIN_COUNT; side++) {
        bool was_in_index = !was_there;
        mrg_error error = MRG_ERROR_INIT;
        if (mrg_writer_remove(twins->sides[side].writer, id, &was_in_index, &error) != MRG_OK)
            fail_msg("%s: %s: %s", twins->label, twins->sides[side].engine, error.message);
        assert_int_equal(was_there, was_in_index);
    }
}

void twins_commit(struct twins *twins, bool merged)
{
    for (unsigned side = 0; side < TWIN_COUNT; side++)
        engine_index_commit(&twins->sides[side], merged);
    reference_settle(&twins->reference);
    twins_compare_figures(twins);
}

struct comparison twins_comparison(struct random *random, bool has_languages, mrg_time now)
{
    enum { AROUND = 2000 }; /* seconds: articles are embargoed to half of it before or behind */
    mrg_time shift = ((mrg_time)random_below(random, 3) - 1) * AROUND;
    struct comparison how = random_comparison(random, has_languages, now + shift);
    how.query.keep_stopwords = random_chance(random, 70);
    return how;
}
