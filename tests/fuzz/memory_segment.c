#include "tests/fuzz/memory_segment.h"
#include "tests/fuzz/fuzz.h"

#if defined(__has_include) && __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(start, size)   ((void)(start), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#endif

enum { GAP = 64 }; /* bytes behind a section that nobody may read */

void memory_segment_make(struct memory_segment *segment, size_t capacity)
{
    segment->used = 0;
    segment->capacity = capacity + SECTION_END * (2 * GAP);
    segment->bytes = calloc(1, segment->capacity);
    segment->file = (struct segment_file){.path = strdup("memory")};
    const size_t pages = (segment->capacity >> SEGMENT_PAGE_SHIFT) + 1;
    segment->file.page_good = malloc(pages);
    FUZZ_REQUIRE(segment->bytes != NULL && segment->file.path != NULL &&
                 segment->file.page_good != NULL);
    memset(segment->file.page_good, 1, pages);
    segment->file.map = (struct mapped_file){segment->bytes, segment->capacity};
    segment->file.checked_size = segment->capacity;
    ASAN_POISON_MEMORY_REGION(segment->bytes, segment->capacity);
}

void memory_segment_free(struct memory_segment *segment)
{
    ASAN_UNPOISON_MEMORY_REGION(segment->bytes, segment->capacity);
    free(segment->bytes);
    free(segment->file.path);
    free(segment->file.page_good);
}

void memory_segment_add(struct memory_segment *segment, enum section_id id, const void *bytes,
                        size_t size)
{
    uint8_t *data = segment->bytes + segment->used;
    FUZZ_REQUIRE(size + GAP <= segment->capacity - segment->used);
    ASAN_UNPOISON_MEMORY_REGION(data, size);
    if (size > 0)
        memcpy(data, bytes, size);
    segment->file.sections[id] = (struct section){data, size};
    segment->used += (size + GAP + 7) & ~(size_t)7; /* sections start at multiples of 8 */
}
