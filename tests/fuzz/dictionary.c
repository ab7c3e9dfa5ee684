/* Dictionaries: any bytes as their two sections are walked, and every key met is looked up.
 *
 *   input = count:u16 blocks:byte index:u32{blocks} terms
 */
#include "common/segment/dictionary.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/memory_segment.h"

enum { DATA_SIZE = 4096, INDEX_MAX = 255 * 4, LOOKUPS_MAX = 64 };

static bool lies_in(const struct section *section, const uint8_t *bytes, uint64_t size)
{
    return size == 0 || (bytes >= section->data && size <= section->size &&
                         (uint64_t)(bytes - section->data) <= section->size - size);
}

static void check_entry(const struct segment_file *file, const struct term_entry *entry)
{
    FUZZ_REQUIRE(entry->df > 0 && entry->cf >= entry->df && entry->cf <= UINT32_MAX);
    FUZZ_REQUIRE(lies_in(&file->sections[SECTION_POSTINGS], entry->postings, entry->postings_size));
    FUZZ_REQUIRE(
        lies_in(&file->sections[SECTION_POSTINGS], entry->positions, entry->positions_size));
    FUZZ_REQUIRE(lies_in(&file->sections[SECTION_FORMS], entry->forms, entry->forms_size));
}

/* Either way of looking for a key ends; what is found is it. */
static void look_up(const struct dictionary *dictionary, const uint8_t *key, size_t size)
{
    struct term_entry entry;
    struct dictionary_cursor cursor;
    bool found;
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = dictionary_find(dictionary, key, size, &entry, &found, &error);
    FUZZ_REQUIRE(status == error.status && (status == MRG_OK || status == MRG_ERR_DAMAGED));
    FUZZ_REQUIRE(status == MRG_OK || !found);
    if (found)
        check_entry(dictionary->file, &entry);
    if (dictionary_seek(dictionary, &cursor, key, size, NULL) == MRG_OK &&
        dictionary_next(&cursor)) {
        const size_t least = size < cursor.key_size ? size : cursor.key_size;
        FUZZ_REQUIRE(least == 0 || memcmp(cursor.key, key, least) >= 0);
    }
}

static void walk(const struct dictionary *dictionary)
{
    struct dictionary_cursor cursor;
    mrg_error error = MRG_ERROR_INIT;
    unsigned lookups = 0;
    if (dictionary_seek(dictionary, &cursor, (const uint8_t *)"", 0, &error) != MRG_OK)
        return;
    for (uint64_t count = 0; dictionary_next(&cursor); count++) {
        FUZZ_REQUIRE(count < dictionary->count && cursor.key_size <= KEY_SIZE_MAX);
        check_entry(dictionary->file, &cursor.entry);
        if (lookups++ < LOOKUPS_MAX)
            look_up(dictionary, cursor.key, cursor.key_size);
    }
    FUZZ_REQUIRE(cursor.damaged == (error.status != MRG_OK));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t others[DATA_SIZE];
    struct fuzz_input input = {data, data + size};
    struct memory_segment segment;
    struct dictionary dictionary;
    const uint16_t count = fuzz_u16(&input);
    const size_t blocks = fuzz_u8(&input);
    const mrg_text index = fuzz_piece(&input, 4 * blocks), terms = fuzz_rest(&input);
    memory_segment_make(&segment, 2 * DATA_SIZE + INDEX_MAX + terms.size);
    memory_segment_add(&segment, SECTION_POSTINGS, others, DATA_SIZE);
    memory_segment_add(&segment, SECTION_FORMS, others, DATA_SIZE);
    memory_segment_add(&segment, SECTION_TERM_INDEX, index.data, index.size);
    memory_segment_add(&segment, SECTION_TERMS, terms.data, terms.size);
    dictionary_open(&dictionary, &segment.file, count);
    walk(&dictionary);
    look_up(&dictionary, (const uint8_t *)"\1news", 5);
    memory_segment_free(&segment);
    return 0;
}
