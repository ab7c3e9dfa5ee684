#include "common/text/word_edges.h"
#include "common/base/bits.h"
#include "common/base/cpu.h"

#include <string.h>

enum { BLOCK = BYTE_MASK_SIZE };

/* Put the offsets of `bits`, counted from `base`, behind the edges. Offsets are written in groups without asking how
 * many there are: what is too much is written over by the next. */
static ALWAYS_INLINE unsigned append_edges(uint16_t *edges, uint64_t bits, unsigned base)
{
    unsigned count = count_ones(bits);
    for (unsigned done = 0; done < count; done += WORD_EDGES_SLACK)
        for (unsigned i = 0; i < WORD_EDGES_SLACK; i++) {
            edges[done + i] =
                (uint16_t)(base + (unsigned)__builtin_ctzll(bits | UINT64_C(1) << 63));
            bits &= bits - 1;
        }
    return count;
}

static ALWAYS_INLINE void find_any(struct word_edges *edges, const char *text, size_t size,
                                   size_t from)
{
    const unsigned char *bytes = (const unsigned char *)text + from;
    size_t span = size - from < WORD_EDGES_SPAN ? size - from : WORD_EDGES_SPAN;
    uint64_t before = 0; /* 1: a word has begun in the block before */
    edges->base = from;
    edges->next = 0;
    edges->count = 0;
    for (size_t at = 0; at < span; at += BLOCK) {
        unsigned char last[BLOCK] = {0};
        const unsigned char *block = bytes + at;
        if (span - at < BLOCK)
            block = memcpy(last, block, span - at);
        uint64_t words = byte_masks_of(block).word;
        edges->count +=
            append_edges(edges->at + edges->count, words ^ (words << 1 | before), (unsigned)at);
        before = words >> 63;
    }
    edges->end = from + (edges->count % 2 != 0 ? edges->at[edges->count - 1] : span);
    edges->count &= ~1U;
}

WIDE static void find_wide(struct word_edges *edges, const char *text, size_t size, size_t from)
{
    find_any(edges, text, size, from);
}

void word_edges_find(struct word_edges *edges, const char *text, size_t size, size_t from)
{
    if (cpu_is_wide())
        find_wide(edges, text, size, from);
    else
        find_any(edges, text, size, from);
}
