/* Lexicons, and what is written with them: articles and blocks of them.
 *
 *   input = size:u16 lexicon{size} (size:u16 bytes{size})...
 * The lexicon's size and crc are made right; each of the pieces is read as an article, and as a block whose crc is
 * made right.
 */
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/segment/articles.h"
#include "common/segment/symbol_reader.h"
#include "tests/fuzz/fuzz.h"

/* What a sound lexicon holds leads nowhere outside. */
static void check_lexicon(const struct lexicon *lexicon)
{
    const bool is_sound = lexicon_is_sound(lexicon);
    for (uint32_t rank = 0; rank <= lexicon->symbol_count; rank++) {
        const uint32_t symbol = lexicon_symbol(lexicon, rank);
        const mrg_text text = lexicon_string(lexicon, symbol);
        const char *strings = (const char *)lexicon->strings;
        FUZZ_REQUIRE(text.data >= strings &&
                     text.data + text.size <= strings + lexicon->string_bytes);
        FUZZ_REQUIRE(!is_sound || !lexicon_is_string(symbol) || text.size > 0);
        for (uint32_t k = 0; k <= NEXT_MAX; k++) {
            const uint32_t next = lexicon_next(lexicon, rank, k);
            FUZZ_REQUIRE(!is_sound || next == PREFIX_RANK_NONE || next < lexicon->symbol_count);
        }
    }
}

/* The record an article is read as comes behind what is there, and is the same each time. */
static void check_article(const struct lexicon *lexicon, const uint8_t *symbols, size_t size)
{
    struct buffer record = BUFFER_INIT, again = BUFFER_INIT;
    buffer_append_byte(&again, 0x55);
    const bool is_read = symbols_to_record(lexicon, symbols, size, &record);
    FUZZ_REQUIRE(symbols_to_record(lexicon, symbols, size, &again) == is_read);
    FUZZ_REQUIRE(again.data[0] == 0x55 && again.size == record.size + 1);
    FUZZ_REQUIRE(record.size == 0 || memcmp(record.data, again.data + 1, record.size) == 0);
    buffer_free(&record);
    buffer_free(&again);
}

static void check_block(const struct lexicon *lexicon, uint8_t *bytes, size_t size)
{
    struct coded_articles articles;
    const uint8_t *symbols;
    size_t used = 0, symbols_size;
    uint32_t count = 0;
    for (unsigned i = 0; i < 2; i++) { /* how long it is shows first */
        const bool is_open = coded_articles_open(&articles, bytes, size, lexicon->sum, &used);
        if (is_open)
            break;
        if (used == 0)
            return;
        FUZZ_REQUIRE(i == 0 && used >= 4 && used <= size);
        store_u32(bytes, checksum(lexicon->sum, bytes + 4, used - 4));
    }
    const uint32_t wanted = articles.left;
    for (; coded_articles_next(&articles, &symbols, &symbols_size); count++) {
        FUZZ_REQUIRE(symbols >= bytes && symbols + symbols_size <= bytes + used);
        check_article(lexicon, symbols, symbols_size);
    }
    FUZZ_REQUIRE(count == wanted);
}

static void check_pieces(const struct lexicon *lexicon, struct fuzz_input *input)
{
    while (fuzz_left(input) > 0) {
        const uint16_t wanted = fuzz_u16(input);
        const mrg_text piece = fuzz_piece(input, wanted);
        uint8_t *copy = (uint8_t *)fuzz_tight_copy(piece);
        check_article(lexicon, copy, piece.size);
        check_block(lexicon, copy, piece.size);
        free(copy);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    static struct lexicon lexicon;
    const uint16_t wanted = fuzz_u16(&input);
    const mrg_text piece = fuzz_piece(&input, wanted);
    uint8_t *copy = (uint8_t *)fuzz_tight_copy(piece);
    size_t used = 0;
    if (piece.size >= 8) {
        store_u32(copy, (uint32_t)piece.size);
        store_u32(copy + 4, checksum(0, copy + 8, piece.size - 8));
    }
    if (lexicon_open(&lexicon, copy, piece.size, &used)) {
        FUZZ_REQUIRE(used == piece.size);
        check_lexicon(&lexicon);
        check_pieces(&lexicon, &input);
    }
    free(copy);
    return 0;
}
