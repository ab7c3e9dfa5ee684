/* docs/FORMAT.md against the code: sizes, numbers and limits of its tables, and its examples, which are
 * made again byte by byte. */
#include "tests/cmocka_all.h"

#include "common/base/file.h"
#include "common/codec/block_codec.h"
#include "common/segment/article_record.h"
#include "common/segment/articles.h"
#include "common/segment/columns.h"
#include "common/segment/deletions.h"
#include "common/segment/dictionary.h"
#include "common/segment/manifest.h"
#include "common/segment/postings.h"
#include "common/segment/segment.h"
#include "common/segment/source_list.h"
#include "common/segment/symbol_reader.h"
#include "common/segment/written_forms.h"
#include "common/text/analyzer.h"
#include "indexer/inverter.h"

#include <stdio.h>
#include <stdlib.h>

struct fact {
    const char *name;
    long value;
};

static const struct fact sizes[] = {
    {"segment header", SEGMENT_HEADER_SIZE},
    {"segment footer", SEGMENT_FOOTER_SIZE},
    {"section table entry", SEGMENT_TABLE_ENTRY_SIZE},
    {"checksummed page", 1 << SEGMENT_PAGE_SHIFT},
    {"meta section", SEGMENT_META_SIZE},
    {"skip entry", SKIP_SIZE},
    {"super entry", SUPER_SIZE},
    {"impact pair", sizeof(struct impact)},
    {"column head", COLUMN_HEAD_SIZE},
    {"facet directory entry", 32},
    {"article index entry", ARTICLES_INDEX_SIZE},
    {"records in a block of articles, about", ARTICLES_BLOCK_SIZE},
    {"lexicons head", LEXICONS_HEAD_SIZE},
    {"range of a lexicon", LEXICONS_RANGE_SIZE},
    {"lexicon head", LEXICON_HEAD_SIZE},
    {"deletions header", DELETIONS_HEADER_SIZE},
    {"source list header", SOURCE_LIST_HEADER_SIZE},
    {NULL, 0},
};

static const struct fact fields[] = {
    {"text", KEY_TEXT},
    {"headline", KEY_HEADLINE},
    {"byline", KEY_BYLINE},
    {"id", KEY_ID},
    {"source", KEY_SOURCE},
    {"section", KEY_SECTION},
    {"place", KEY_PLACE},
    {"topic", KEY_TOPIC},
    {"person", KEY_PERSON},
    {"org", KEY_ORG},
    {"language", KEY_LANGUAGE},
    {"file", KEY_FILE},
    {NULL, 0},
};

static const struct fact tags[] = {
    {"id", RECORD_ID},
    {"version", RECORD_VERSION},
    {"embargo", RECORD_EMBARGO},
    {"published", RECORD_PUBLISHED},
    {"updated", RECORD_UPDATED},
    {"source", RECORD_SOURCE},
    {"headline", RECORD_HEADLINE},
    {"deck", RECORD_DECK},
    {"byline", RECORD_BYLINE},
    {"place", RECORD_PLACE},
    {"section", RECORD_SECTION},
    {"language", RECORD_LANGUAGE},
    {"topic", RECORD_TOPIC},
    {"person", RECORD_PERSON},
    {"organisation", RECORD_ORGANISATION},
    {"url", RECORD_URL},
    {"body", RECORD_BODY},
    {"caption", RECORD_CAPTION},
    {"rights", RECORD_RIGHTS},
    {"file", RECORD_FILE},
    {NULL, 0},
};

static const struct fact limits[] = {
    {"articles of a segment", ARTICLES_MAX},
    {"bytes of a term's key", KEY_SIZE_MAX},
    {"bytes of a term's text from an article", TERM_SIZE_MAX},
    {"bytes of a keyword value as a term", KEYWORD_SIZE_MAX},
    {"bytes of a written form", FORM_SIZE_MAX},
    {"written forms of a term", FORMS_MAX},
    {"characters of a file name", FILE_NAME_MAX - 1},
    {"bits of a position", POSITION_BITS},
    {"ranges of lexicons", LEXICONS_MAX},
    {"symbols of a lexicon", LEXICON_SYMBOLS_MAX},
    {"bytes of a string of a lexicon", LEXICON_STRING_MAX},
    {"bytes of all strings of a lexicon", LEXICON_STRINGS_MAX},
    {"symbols that may follow one", NEXT_MAX},
    {"bits of a symbol's code", PREFIX_LENGTH_MAX},
    {"bits of a spelled byte's code", SPELLING_LENGTH_MAX},
    {NULL, 0},
};

static const struct fact specials[] = {
    {"the article is over", SYMBOL_END},
    {"a word, spelled", SYMBOL_WORD},
    {"a gap, spelled", SYMBOL_GAP},
    {"a field, + its record tag", SYMBOL_TAG},
    {"a symbol that may follow the one before, + its place in the row", SYMBOL_NEXT},
    {NULL, 0},
};

static struct buffer page;

static int read_page(void **state)
{
    (void)state;
    mrg_error error = MRG_ERROR_INIT;
    if (file_read(MORGUE_SOURCE_DIR "/docs/FORMAT.md", 1 << 20, &page, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return buffer_c_string(&page) == NULL;
}

static int free_page(void **state)
{
    (void)state;
    buffer_free(&page);
    return 0;
}

/* Behind the first place of `mark` on the page. */
static const char *behind(const char *mark)
{
    const char *found = strstr((const char *)page.data, mark);
    if (found == NULL)
        fail_msg("the page has no \"%s\"", mark);
    return found + strlen(mark);
}

/* ---- tables ---- */

/* The rows of the table with this head are these facts, in this order, and no others. */
static void check_table(const char *head, const struct fact *facts)
{
    const char *at = strchr(behind(head), '\n') + 1; /* the line of dashes */
    for (at = strchr(at, '\n') + 1; *at == '|'; at = strchr(at, '\n') + 1, facts++) {
        char wanted[200];
        if (facts->name == NULL)
            fail_msg("%s has a row too many: %.60s", head, at);
        snprintf(wanted, sizeof wanted, "| %s | %ld |", facts->name, facts->value);
        if (strncmp(at, wanted, strlen(wanted)) != 0)
            fail_msg("%s: wanted \"%s\", found %.60s", head, wanted, at);
    }
    if (facts->name != NULL)
        fail_msg("%s has no row for %s", head, facts->name);
}

static void test_tables(void **state)
{
    (void)state;
    struct fact sections[SECTION_END] = {{NULL, 0}};
    for (unsigned id = 1; id < SECTION_END; id++)
        sections[id - 1] = (struct fact){section_name((enum section_id)id), id};
    check_table("| structure | bytes |", sizes);
    check_table("| section | id |", sections);
    check_table("| field | byte |", fields);
    check_table("| record tag | number |", tags);
    check_table("| limit | value |", limits);
    check_table("| special symbol | number |", specials);
    assert_int_equal(sizeof fields / sizeof fields[0], KEY_END);
    assert_int_equal(sizeof tags / sizeof tags[0], RECORD_END);
}

static void test_versions(void **state)
{
    (void)state;
    char wanted[200];
    snprintf(
        wanted, sizeof wanted,
        "Versions: `MANIFEST` %d, segments %d, deletions %d, source lists %d, analysis rules %d.",
        MANIFEST_VERSION, SEGMENT_VERSION, DELETIONS_VERSION, SOURCE_LIST_VERSION,
        ANALYSIS_VERSION);
    behind(wanted);
    snprintf(wanted, sizeof wanted, "head{%d * B}", COLUMN_COUNT);
    behind(wanted);
}

/* ---- examples ---- */

/* The bytes of the example called `name`: pairs of hex digits, up to a semicolon in each line. */
static void read_example(const char *name, struct buffer *bytes)
{
    char mark[50];
    snprintf(mark, sizeof mark, "```hex %s\n", name);
    const char *at = behind(mark);
    while (*at != '`') {
        char *end;
        unsigned long byte = strtoul(at, &end, 16);
        if (*at == ';' || *at == '\n') {
            at = strchr(at, '\n') + 1;
        } else if (*at == ' ') {
            at++;
        } else {
            assert_true(end == at + 2);
            buffer_append_byte(bytes, (uint8_t)byte);
            at = end;
        }
    }
}

static void check_example(const char *name, const struct buffer *made)
{
    struct buffer wanted = BUFFER_INIT;
    read_example(name, &wanted);
    if (wanted.size != made->size || memcmp(wanted.data, made->data, made->size) != 0) {
        struct buffer hex = BUFFER_INIT;
        for (size_t i = 0; i < made->size; i++)
            buffer_append_format(&hex, "%02x ", made->data[i]);
        fail_msg("%s: the code gives %s", name, buffer_c_string(&hex));
    }
    buffer_free(&wanted);
}

static void test_block_example(void **state)
{
    (void)state;
    uint32_t values[BLOCK_LENGTH] = {[5] = 300};
    struct buffer made = BUFFER_INIT;
    block_append(&made, values);
    check_example("block", &made);
    buffer_free(&made);
}

static void test_term_example(void **state)
{
    (void)state;
    static const uint32_t occurrences[][2] = {{3, 5},   {3, 9},     {4, 1},
                                              {300, 7}, {300, 100}, {300, 120}};
    static const uint32_t frequencies[] = {2, 0, 1, 3, 0, 0}; /* at an article's first */
    static const uint8_t length_codes[301];
    struct postings_writer writer;
    struct dictionary_writer dictionary = {.count = 0};
    postings_writer_init(&writer, length_codes, NULL);
    postings_begin(&writer, true, false);
    for (size_t i = 0; i < sizeof occurrences / sizeof occurrences[0]; i++) {
        if (frequencies[i] > 0)
            postings_add(&writer, occurrences[i][0], frequencies[i]);
        postings_add_occurrence(&writer, occurrences[i][1], 0);
    }
    assert_true(postings_finish(&writer));
    check_example("postings", &writer.list);
    check_example("positions", &writer.positions);
    struct term_entry entry = {.df = writer.df,
                               .cf = writer.cf,
                               .postings_size = writer.list.size,
                               .positions_size = writer.positions.size};
    dictionary_add(&dictionary, (const uint8_t *)"\1grain", 6, &entry);
    check_example("terms", &dictionary.terms);
    dictionary_writer_free(&dictionary);
    postings_writer_free(&writer);
}

static void test_forms_example(void **state)
{
    (void)state;
    mrg_text term = {"grain", 5};
    struct buffer made = BUFFER_INIT;
    written_forms_begin(&made, 3);
    written_forms_add(&made, term, (mrg_text){"Grain", 5}, false, 3);
    written_forms_add(&made, term, (mrg_text){"grain", 5}, false, 2);
    written_forms_add(&made, term, (mrg_text){"GRAINS", 6}, false, 1);
    check_example("forms", &made);
    buffer_free(&made);
}

static void test_record_example(void **state)
{
    (void)state;
    static const mrg_text topics[] = {{"trade", 5}, {"grain", 5}};
    mrg_article article = MRG_ARTICLE_INIT;
    struct buffer made = BUFFER_INIT;
    article.id = (mrg_text){"a1", 2};
    article.published = -2;
    article.topics = (mrg_texts){topics, 2};
    article_record_append(&made, &article);
    check_example("record", &made);
    buffer_free(&made);
}

/* ---- the example of a stored article ---- */

enum { EXAMPLE_WORDS = 2, EXAMPLE_SYMBOLS = EXAMPLE_WORDS + SYMBOLS_SPECIAL };

static bool is_common(unsigned symbol)
{
    return symbol == SYMBOL_END || symbol == SYMBOL_TAG + RECORD_BODY || symbol == SYMBOL_NEXT;
}

/* Its lexicon: "grain" and "exports", then the special symbols that it needs, then the others. */
static void make_example_lexicon(struct buffer *bytes, struct lexicon_coder *coder)
{
    struct lexicon_entry entries[EXAMPLE_SYMBOLS] = {{64, "grain", 5, false},
                                                     {64, "exports", 7, false}};
    static const uint32_t rows[] = {0, 0, 0, 0, 1}, nexts[] = {0}; /* of the fourth: the body's */
    static const uint64_t letters[SPELLING_SYMBOLS];
    uint32_t rank = EXAMPLE_WORDS;
    for (unsigned symbol = 0; symbol < SYMBOLS_SPECIAL; symbol++)
        if (is_common(symbol))
            entries[rank++] = (struct lexicon_entry){.count = 32, .size = symbol};
    for (unsigned symbol = 0; symbol < SYMBOLS_SPECIAL; symbol++)
        if (!is_common(symbol))
            entries[rank++] = (struct lexicon_entry){.count = 1, .size = symbol};
    const struct lexicon_plan plan = {entries, EXAMPLE_SYMBOLS, rows, 4, nexts, letters};
    assert_true(lexicon_write(&plan, bytes, coder));
}

static void write_example_article(const struct lexicon_coder *coder, struct buffer *symbols)
{
    struct symbol_writer writer;
    symbol_writer_begin(&writer, coder, symbols);
    assert_true(symbol_writer_reserve(&writer, 5 * SYMBOL_ROOM));
    symbol_writer_special(&writer, SYMBOL_TAG + RECORD_BODY);
    symbol_writer_put(&writer, 0);
    symbol_writer_put(&writer, 1);
    symbol_writer_put(&writer, 0);
    symbol_writer_end(&writer);
}

/* The block of the page holds the symbols that the code writes, and they are read as the page says. */
static void test_stored_example(void **state)
{
    (void)state;
    struct buffer bytes = BUFFER_INIT, written = BUFFER_INIT, block = BUFFER_INIT;
    struct buffer record = BUFFER_INIT;
    struct lexicon_coder coder;
    struct lexicon lexicon;
    struct coded_articles articles;
    const uint8_t *symbols = NULL;
    size_t used = 0, size = 0;
    make_example_lexicon(&bytes, &coder);
    write_example_article(&coder, &written);
    read_example("stored", &block);
    assert_int_equal(coder.sum, 0x805b49db); /* as the page has it */
    assert_true(coded_articles_open(&articles, block.data, block.size, coder.sum, &used));
    assert_int_equal(used, block.size);
    assert_int_equal(articles.left, 1);
    assert_true(coded_articles_next(&articles, &symbols, &size));
    assert_int_equal(size, written.size);
    assert_memory_equal(symbols, written.data, size);
    assert_true(lexicon_open(&lexicon, bytes.data, bytes.size, NULL));
    assert_true(symbols_to_record(&lexicon, symbols, size, &record));
    assert_int_equal(record.size, 21);
    assert_memory_equal(record.data, "\x11\x13grain exports grain", 21);
    buffer_free(&bytes);
    buffer_free(&written);
    buffer_free(&block);
    buffer_free(&record);
    lexicon_coder_free(&coder);
}

static void test_sources_example(void **state)
{
    (void)state;
    struct buffer made = BUFFER_INIT;
    struct source_list_writer writer;
    struct source_entry a = {.source = {.path = {"\1x", 2}, .size = 3, .modified = 60},
                             .is_withdrawn = true};
    struct source_entry b = {
        .source = {.path = {"/a/b", 4}, .size = 300, .modified = 1, .records = 2}};
    struct source_entry c = {.source = {.path = {"/a/c", 4}}, .is_forgotten = true};
    source_list_begin(&writer, &made);
    source_list_add(&writer, &a);
    source_list_add(&writer, &b);
    source_list_add(&writer, &c);
    source_list_end(&writer);
    check_example("sources", &made);
    buffer_free(&made);
}

static void test_manifest_example(void **state)
{
    (void)state;
    const char *text = behind("```manifest\n");
    size_t size = (size_t)(strstr(text, "```") - text);
    struct manifest manifest;
    struct buffer printed = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    if (manifest_parse(&manifest, "the example", text, size, &error) != MRG_OK)
        print_message("%s\n", error.message);
    assert_int_equal(error.status, MRG_OK);
    manifest_print(&manifest, &printed);
    assert_int_equal(printed.size, size);
    assert_memory_equal(printed.data, text, size);
    manifest_free(&manifest);
    buffer_free(&printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),           cmocka_unit_test(test_versions),
        cmocka_unit_test(test_block_example),    cmocka_unit_test(test_term_example),
        cmocka_unit_test(test_forms_example),    cmocka_unit_test(test_record_example),
        cmocka_unit_test(test_manifest_example), cmocka_unit_test(test_sources_example),
        cmocka_unit_test(test_stored_example),
    };
    return cmocka_run_group_tests(tests, read_page, free_page);
}
