#include "common/segment/check.h"
#include "common/base/error.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/article_record.h"
#include "common/segment/lexicons.h"
#include "common/segment/source_list.h"
#include "common/segment/term_key.h"

#include <stdlib.h>

/* ---- pages ---- */

bool check_pages(const struct segment_file *file, struct findings *findings)
{
    uint64_t before = findings->count, page = UINT64_C(1) << SEGMENT_PAGE_SHIFT;
    for (uint64_t at = 0; at < file->checked_size; at += page)
        if (!segment_file_verify(file, file->map.data + at, 1))
            findings_at(findings, file, file->map.data + at, "the page's checksum does not match");
    return findings->count == before;
}

/* ---- lexicons ---- */

/* Where a section is, or the file begins that has none. */
static const uint8_t *place_of(const struct segment_check *check, const struct section *section)
{
    return section->data != NULL ? section->data : check->segment->file.map.data;
}

/* Whether lexicons lie one behind the other up to the end, where ranges say they do. */
static bool lexicons_fill(const struct section *section, const struct lexicon_range *ranges,
                          uint32_t count, struct lexicon *opened)
{
    uint64_t at = LEXICONS_HEAD_SIZE + (uint64_t)count * LEXICONS_RANGE_SIZE;
    uint32_t named = 0;
    while (at < section->size) {
        size_t used = 0, left = (size_t)(section->size - at);
        if (!lexicon_ranges_name(ranges, count, at) ||
            !lexicon_open(opened, section->data + at, left, &used) || !lexicon_is_sound(opened))
            return false;
        for (uint32_t i = 0; i < count; i++)
            named += ranges[i].at == at;
        at += used;
    }
    return named == count;
}

/* The section can be read by itself, and its ranges are of the segment's articles. */
static mrg_status check_copy(struct segment_check *check, enum section_id id,
                             struct lexicon *opened, mrg_error *error)
{
    const struct section *section = &check->segment->file.sections[id];
    struct lexicon_range *ranges;
    uint32_t count, articles = check->segment->meta.articles;
    bool is_short;
    lexicon_ranges_read(section->data, section->size, &ranges, &count, &is_short);
    bool is_good = articles == 0 || (count > 0 && ranges[count - 1].first < articles &&
                                     lexicons_fill(section, ranges, count, opened));
    if (!is_good && !is_short)
        check_say(check, place_of(check, section), section_name(id));
    free(ranges);
    return is_short ? fail_memory(error) : MRG_OK;
}

static mrg_status check_lexicons(struct segment_check *check, mrg_error *error)
{
    const struct section *sections = check->segment->file.sections;
    const struct section *lexicon = &sections[SECTION_LEXICONS];
    const struct section *copy = &sections[SECTION_LEXICONS_COPY];
    struct lexicon *opened = malloc(sizeof *opened);
    mrg_status status =
        opened == NULL ? fail_memory(error) : check_copy(check, SECTION_LEXICONS, opened, error);
    if (status == MRG_OK)
        status = check_copy(check, SECTION_LEXICONS_COPY, opened, error);
    bool is_same = lexicon->size == copy->size && lexicon->size > 0 &&
                   memcmp(lexicon->data, copy->data, (size_t)lexicon->size) == 0;
    if (!is_same)
        check_say(check, place_of(check, copy), "the lexicons and their copy differ");
    free(opened);
    return status;
}

/* ---- articles ---- */

/* What has no postings was removed before its segment was written. */
static void check_length(struct segment_check *check, uint32_t article)
{
    const struct segment *segment = check->segment;
    uint64_t counted = check->lengths[article];
    bool is_removed = deletions_has(&segment->deletions, article);
    if (counted != segment->lengths[article] && !(is_removed && counted == 0))
        check_say(check, &segment->lengths[article], "an article's length");
}

/* The id leads to the article, and to no other. */
static void check_id(struct segment_check *check, mrg_text id, uint32_t article)
{
    struct term_key key;
    size_t segment = 0;
    uint32_t found_article = 0;
    bool found = false;
    mrg_error damage = MRG_ERROR_INIT;
    term_key_of_id(&key, id);
    if (snapshot_find_id(check->snapshot, key.bytes, key.size, &segment, &found_article, &found,
                         &damage) != MRG_OK)
        findings_add(check->findings, &damage);
    else if (!found || found_article != article ||
             check->snapshot->segments[segment] != check->segment)
        check_say(check, check->segment->file.sections[SECTION_TERMS].data,
                  "an article is not found under its id");
}

/* The stored article can be read and is found under its id. Returns what it adds to the size of all. */
static uint64_t check_article(struct segment_check *check, struct articles_reader *reader,
                              struct arena *arena, uint32_t article)
{
    uint8_t varint[VARINT_SIZE_MAX];
    const struct segment *segment = check->segment;
    const uint8_t *record;
    size_t size;
    mrg_article stored;
    mrg_error damage = MRG_ERROR_INIT;
    if (articles_read(reader, article, &record, &size, &damage) != MRG_OK) {
        findings_add(check->findings, &damage);
        return 0;
    }
    arena_clear(arena);
    bool is_read = article_record_read(record, size, arena, &stored);
    if (!is_read && arena->failed) {
        fail_memory(&damage);
        findings_add(check->findings, &damage);
    } else if (!is_read || stored.id.size == 0) {
        check_say(check, segment->file.sections[SECTION_ARTICLES].data, "a stored article");
    } else if (!deletions_has(&segment->deletions, article)) {
        check_id(check, stored.id, article);
    }
    return (uint64_t)(varint_write(varint, size) - varint) + size;
}

/* The block's crc is of what it holds and of its lexicon: repair may have nothing else to go by. A lexicon that cannot be
 * read has been said with its articles. */
static void check_block(struct segment_check *check, const struct article_block *block)
{
    struct coded_articles articles;
    const struct lexicon *lexicon;
    size_t used = 0;
    if (lexicon_of(&check->segment->file, block->first, &lexicon, NULL) != MRG_OK)
        return;
    if (!coded_articles_open(&articles, block->packed, block->packed_size, lexicon->sum, &used) ||
        used != block->packed_size || articles.left != block->articles)
        check_say(check, block->packed, "block of stored articles");
}

/* Blocks lie one behind the other and hold what they, and meta, say: `records` bytes. */
static void check_blocks(struct segment_check *check, const struct articles_reader *reader,
                         uint64_t records)
{
    const struct segment *segment = check->segment;
    const struct section *index = &segment->file.sections[SECTION_ARTICLE_INDEX];
    uint64_t raw = 0;
    for (uint32_t b = 0; b < reader->blocks; b++) {
        struct article_block block;
        mrg_error damage = MRG_ERROR_INIT;
        if (articles_block(reader, b, &block, &damage) == MRG_OK) {
            check_block(check, &block);
            raw += block.raw_size;
        } else {
            findings_add(check->findings, &damage);
        }
    }
    bool begins_late = reader->blocks > 0 && load_u64(index->data) != 0;
    if (begins_late || index->size % ARTICLES_INDEX_SIZE != 0)
        check_say(check, index->data, "article index");
    if (raw != segment->meta.text_bytes || raw != records)
        check_say(check, segment->file.sections[SECTION_META].data, "size of the stored articles");
}

static void check_articles(struct segment_check *check)
{
    const struct segment *segment = check->segment;
    struct articles_reader reader;
    struct arena arena = ARENA_INIT;
    uint64_t tokens = 0, records = 0;
    articles_reader_init(&reader, &segment->file, segment->meta.articles);
    for (uint32_t a = 0; a < segment->meta.articles; a++) {
        check_length(check, a);
        records += check_article(check, &reader, &arena, a);
        tokens += segment->lengths[a];
    }
    check_blocks(check, &reader, records);
    if (tokens != segment->meta.tokens)
        check_say(check, segment->file.sections[SECTION_META].data, "sum of lengths");
    arena_free(&arena);
    articles_reader_free(&reader);
}

/* ---- removed articles ---- */

static void check_deletions(struct segment_check *check)
{
    const struct segment *segment = check->segment;
    const struct deletions *deletions = &segment->deletions;
    uint64_t removed = 0, tokens = 0;
    bool ascends = true;
    for (uint32_t a = 0; a < segment->meta.articles; a++) {
        if (!deletions_has(deletions, a))
            continue;
        removed++;
        tokens += segment->lengths[a];
    }
    for (uint64_t i = 0; i < deletions->loss_count; i++) {
        uint32_t ordinal = load_u32(deletions->losses + 8 * i);
        ascends &= ordinal < segment->meta.terms && load_u32(deletions->losses + 8 * i + 4) > 0 &&
                   (i == 0 || ordinal > load_u32(deletions->losses + 8 * (i - 1)));
    }
    if (removed != deletions->removed || tokens != deletions->tokens || !ascends)
        check_say(check, segment->file.map.data, "its list of removed articles disagrees");
}

/* ---- all of it ---- */

mrg_status check_segment(const struct snapshot *snapshot, const struct segment *segment,
                         struct findings *findings, mrg_error *error)
{
    struct segment_check check = {.snapshot = snapshot, .segment = segment, .findings = findings};
    if (!check_pages(&segment->file, findings))
        return MRG_OK; /* what lies in damaged pages need not be looked at to know it is damaged */
    check.lengths = calloc((size_t)segment->meta.articles + 1, sizeof *check.lengths);
    if (check.lengths == NULL)
        return fail_memory(error);
    mrg_status status = check_lexicons(&check, error);
    check_terms(&check);
    check_articles(&check);
    check_columns(&check);
    check_facets(&check);
    check_deletions(&check);
    free(check.lengths);
    return status;
}

/* Open what can be opened of a damaged index, so that one bad file does not hide what is wrong with the
 * others. */
static mrg_status open_rest(struct snapshot *snapshot, const char *folder,
                            struct findings *findings, mrg_error *error)
{
    *snapshot = (struct snapshot){.articles = 0};
    mrg_status status = manifest_read(&snapshot->manifest, folder, error);
    for (size_t i = 0; i < snapshot->manifest.segment_count && status == MRG_OK; i++) {
        mrg_error damage = MRG_ERROR_INIT;
        status = snapshot_add_segment(snapshot, folder, &snapshot->manifest.segments[i], &damage);
        if (status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION) {
            findings_add(findings, &damage);
            status = MRG_OK;
        } else if (status != MRG_OK && error != NULL) {
            *error = damage;
        }
    }
    return status;
}

static mrg_status check_segments(const char *folder, struct findings *findings,
                                 segment_visitor *more, void *context, mrg_error *error)
{
    struct snapshot snapshot;
    mrg_status status = snapshot_open(&snapshot, folder, error);
    if (status == MRG_ERR_DAMAGED)
        status = open_rest(&snapshot, folder, findings, error);
    for (size_t i = 0; i < snapshot.segment_count && status == MRG_OK; i++) {
        uint64_t before = findings->count;
        status = check_segment(&snapshot, snapshot.segments[i], findings, error);
        if (status == MRG_OK && more != NULL && findings->count == before)
            status = more(context, snapshot.segments[i], findings, error);
    }
    snapshot_close(&snapshot);
    return status;
}

/* ---- lists of sources ---- */

static bool pass_over(void *context, const struct source_entry *entry)
{
    (void)context;
    (void)entry;
    return true;
}

/* Read every list that `manifest` names; with `findings` NULL stop at the first that is damaged. */
static mrg_status read_sources(const struct manifest *manifest, const char *folder,
                               struct findings *findings, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < manifest->source_count && status == MRG_OK; i++) {
        mrg_error reason = MRG_ERROR_INIT;
        status = source_list_open(&manifest->sources[i], folder, pass_over, NULL, &reason);
        if (findings != NULL && (status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION)) {
            findings_add(findings, &reason);
            status = MRG_OK;
        } else if (status != MRG_OK && error != NULL) {
            *error = reason;
        }
    }
    return status;
}

/* A commit may replace lists between our reading the manifest and them: what looks damaged is looked at
 * again under the manifest that is then the current one. */
static mrg_status check_sources(const char *folder, struct findings *findings, mrg_error *error)
{
    enum { TRIES = 100 };
    uint64_t generation = 0;
    mrg_status status = MRG_ERR_DAMAGED;
    for (unsigned tries = 0; status == MRG_ERR_DAMAGED && tries < TRIES; tries++) {
        struct manifest manifest;
        status = manifest_read(&manifest, folder, error);
        if (status != MRG_OK)
            return status;
        bool is_same = tries > 0 && manifest.generation == generation;
        generation = manifest.generation;
        status = read_sources(&manifest, folder, is_same ? findings : NULL, error);
        manifest_free(&manifest);
    }
    return status;
}

mrg_status check_index(const char *folder, struct findings *findings, segment_visitor *more,
                       void *context, mrg_error *error)
{
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = check_segments(folder, findings, more, context, &reason);
    if (status == MRG_OK)
        status = check_sources(folder, findings, &reason);
    if (status == MRG_ERR_DAMAGED) { /* the manifest itself, which is all there is to say */
        findings_add(findings, &reason);
        return MRG_OK;
    }
    if (status != MRG_OK && error != NULL)
        *error = reason;
    return status;
}
