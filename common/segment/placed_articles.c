#include "common/segment/placed_articles.h"
#include "common/base/cpu.h"

#if CPU_HAS_WIDE
#include <immintrin.h>
#endif

/* An article begins where its start lies behind the occurrence before; without a branch, as most articles hold a term once to
 * three times and where one ends was guessed wrong too often (half the time of packing). */
void placed_articles_take_plainly(struct placed_articles *placed, const uint32_t *places,
                                  uint32_t count, uint32_t *gaps)
{
    const unsigned shift = placed->line->shift;
    uint32_t before = placed->before, articles = placed->count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = places[i];
        uint32_t start = placed->line->stretches[place >> shift].start;
        gaps[i] = place - (before > start ? before : start);
        placed->stretches[articles] = place >> shift;
        placed->firsts[articles] = placed->occurrences + i;
        articles += start > before;
        before = place;
    }
    placed->before = before;
    placed->count = articles;
    placed->occurrences += count;
}

#if CPU_HAS_WIDE

/* Which of four numbers come first: those whose bits are set. */
static const int32_t chosen[16][4] = {
    {0, 0, 0, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {2, 0, 0, 0}, {0, 2, 0, 0},
    {1, 2, 0, 0}, {0, 1, 2, 0}, {3, 0, 0, 0}, {0, 3, 0, 0}, {1, 3, 0, 0}, {0, 1, 3, 0},
    {2, 3, 0, 0}, {0, 2, 3, 0}, {1, 2, 3, 0}, {0, 1, 2, 3},
};

/* Four numbers, those whose bits are set moved to the front. */
WIDE static inline void store_chosen(uint32_t *to, __m128i four, unsigned bits)
{
    __m128i order = _mm_loadu_si128((const __m128i *)(const void *)chosen[bits]);
    __m128 moved = _mm_permutevar_ps(_mm_castsi128_ps(four), order);
    _mm_storeu_ps((float *)(void *)to, moved);
}

/* Add the articles that begin among eight occurrences. */
WIDE static inline uint32_t add_begun(struct placed_articles *placed, uint32_t articles,
                                      __m256i stretches, __m256i numbers, unsigned bits)
{
    store_chosen(placed->stretches + articles, _mm256_castsi256_si128(stretches), bits & 15);
    store_chosen(placed->firsts + articles, _mm256_castsi256_si128(numbers), bits & 15);
    articles += (unsigned)__builtin_popcount(bits & 15);
    store_chosen(placed->stretches + articles, _mm256_extracti128_si256(stretches, 1), bits >> 4);
    store_chosen(placed->firsts + articles, _mm256_extracti128_si256(numbers, 1), bits >> 4);
    return articles + (unsigned)__builtin_popcount(bits >> 4);
}

WIDE static inline void store_eight(uint32_t *to, __m256i eight)
{
    _mm256_storeu_si256((__m256i *)(void *)to, eight);
}

/* The starts of the articles at eight places, loaded one by one: a gather takes half as much time again. */
WIDE static inline __m256i starts_of_eight(const struct position_line *line, __m256i places)
{
    const unsigned shift = line->shift;
    uint64_t a = (uint64_t)_mm256_extract_epi64(places, 0);
    uint64_t b = (uint64_t)_mm256_extract_epi64(places, 1);
    uint64_t c = (uint64_t)_mm256_extract_epi64(places, 2);
    uint64_t d = (uint64_t)_mm256_extract_epi64(places, 3);
    const struct line_stretch *all = line->stretches;
    return _mm256_setr_epi32((int)all[(uint32_t)a >> shift].start, (int)all[a >> 32 >> shift].start,
                             (int)all[(uint32_t)b >> shift].start, (int)all[b >> 32 >> shift].start,
                             (int)all[(uint32_t)c >> shift].start, (int)all[c >> 32 >> shift].start,
                             (int)all[(uint32_t)d >> shift].start,
                             (int)all[d >> 32 >> shift].start);
}

/* As many of them as come in eights. */
WIDE static uint32_t take_widely(struct placed_articles *placed, const uint32_t *from,
                                 uint32_t count, uint32_t *gaps)
{
    const struct position_line *line = placed->line;
    const __m256i turn = _mm256_setr_epi32(7, 0, 1, 2, 3, 4, 5, 6);
    const __m128i shift = _mm_cvtsi32_si128((int)line->shift);
    __m256i numbers = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                                       _mm256_set1_epi32((int)placed->occurrences));
    __m256i last = _mm256_set1_epi32((int)placed->before); /* its first is the place before */
    uint32_t i = 0, articles = placed->count;
    for (; i + 8 <= count; i += 8) {
        __m256i places = _mm256_loadu_si256((const __m256i *)(const void *)(from + i));
        __m256i stretches = _mm256_srl_epi32(places, shift);
        __m256i starts = starts_of_eight(line, places);
        __m256i turned = _mm256_permutevar8x32_epi32(places, turn);
        __m256i before = _mm256_blend_epi32(turned, last, 1);
        __m256i behind = _mm256_max_epu32(before, starts);
        __m256i goes_on = _mm256_cmpeq_epi32(behind, before);
        unsigned bits = 255U & ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(goes_on));
        store_eight(gaps + i, _mm256_sub_epi32(places, behind));
        articles = add_begun(placed, articles, stretches, numbers, bits);
        numbers = _mm256_add_epi32(numbers, _mm256_set1_epi32(8));
        last = turned;
    }
    placed->count = articles;
    placed->occurrences += i;
    placed->before = (uint32_t)_mm256_cvtsi256_si32(last);
    return i;
}
#endif

void placed_articles_take(struct placed_articles *placed, const uint32_t *places, uint32_t count,
                          uint32_t *gaps)
{
    uint32_t done = 0;
#if CPU_HAS_WIDE
    if (cpu_is_wide())
        done = take_widely(placed, places, count, gaps);
#endif
    placed_articles_take_plainly(placed, places + done, count - done, gaps + done);
}
