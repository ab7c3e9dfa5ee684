/* Checking the terms of a segment: dictionary, posting lists, written forms, losses. */
#include "common/codec/block_codec.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/check.h"
#include "common/segment/posting_cursor.h"
#include "common/segment/written_forms.h"

/* One term being checked. */
struct term_check {
    struct segment_check *check;
    const struct dictionary_cursor *terms; /* at the term */
    struct posting_cursor cursor;          /* over its list */
    bool has_positions;                    /* of its field */
    uint32_t forms;                        /* written forms in its table */
    uint64_t df, cf;                       /* counted */
    uint32_t lost;                         /* postings of removed articles, counted */
    bool good;                             /* nothing wrong with the list so far */
};

/* ---- written forms ---- */

/* The table can be read to its end, and its counts do not exceed the term's. */
static void check_forms(struct term_check *term)
{
    struct written_forms forms;
    const struct term_entry *entry = &term->terms->entry;
    mrg_text text = {(const char *)term->terms->key + 1, term->terms->key_size - 1};
    bool good = written_forms_open(&forms, text, entry->forms, entry->forms_size);
    while (good && written_forms_next(&forms))
        continue;
    if (!good || forms.next < forms.count || (forms.count > 1) != entry->has_forms ||
        (entry->forms_size > 0 && forms.at != forms.end))
        check_say(term->check, entry->forms, "written forms of a term");
    term->forms = good ? forms.count : 0;
}

/* ---- where blocks lie ---- */

static const uint8_t *skip_articles(const uint8_t *from, const uint8_t *end)
{
    if (from == end || *from != BITMAP_HEAD)
        return block_skip(from, end);
    return end - from < 2 || end - from - 2 < from[1] ? NULL : from + 2 + from[1];
}

static const uint8_t *skip_tail(const uint8_t *from, const uint8_t *end, uint32_t count,
                                bool has_positions)
{
    for (uint32_t i = 0; i < count; i++) {
        uint64_t gap, frequency;
        from = varint_read(from, end, &gap);
        if (has_positions && (gap & 1) == 0)
            from = varint_read(from, end, &frequency);
    }
    return from;
}

/* Blocks fill the list from end to end, each beginning where its skip entry says. */
static bool check_postings_layout(const struct term_check *term)
{
    const struct posting_cursor *cursor = &term->cursor;
    const struct term_entry *entry = &cursor->entry;
    const uint8_t *at = cursor->data;
    if (entry->df == 1)
        return true; /* it stands in the dictionary */
    for (uint32_t block = 0; block < entry->df / BLOCK_LENGTH && at != NULL; block++) {
        if (load_u32(cursor->skips + (size_t)block * SKIP_SIZE + SKIP_BLOCK_AT) !=
            at - cursor->data)
            return false;
        at = skip_articles(at, cursor->end);
        if (at != NULL && term->has_positions)
            at = block_skip(at, cursor->end);
    }
    uint32_t tail = entry->df % BLOCK_LENGTH;
    if (at != NULL && tail > 0 && cursor->skips != NULL &&
        load_u32(cursor->skips + (size_t)(cursor->blocks - 1) * SKIP_SIZE + SKIP_BLOCK_AT) !=
            at - cursor->data)
        return false;
    at = at != NULL ? skip_tail(at, cursor->end, tail, term->has_positions) : NULL;
    return at == cursor->end;
}

/* Where the occurrence block behind the one at `at` begins; NULL on damage. */
static const uint8_t *skip_occurrences(const struct term_entry *entry, const uint8_t *at,
                                       const uint8_t *end, uint64_t left)
{
    uint64_t number;
    if (left >= BLOCK_LENGTH) {
        at = block_skip(at, end);
        return at != NULL && entry->has_forms ? block_skip(at, end) : at;
    }
    for (uint64_t i = 0; i < left * (entry->has_forms ? 2 : 1) && at != NULL; i++)
        at = varint_read(at, end, &number);
    return at;
}

/* Positions fill their stretch up to the table behind them, which says where each block begins. What skip
 * entries say of occurrences before them is checked with the postings. */
static bool check_positions_layout(const struct term_check *term)
{
    const struct term_entry *entry = &term->cursor.entry;
    uint64_t begins = postings_begins(entry->cf) * sizeof(uint32_t);
    if (!term->has_positions || entry->cf == 1)
        return true;
    if (begins > entry->positions_size)
        return false;
    const uint8_t *at = entry->positions, *end = at + (entry->positions_size - begins);
    for (uint64_t base = 0; base < entry->cf && at != NULL; base += BLOCK_LENGTH) {
        const uint8_t *begin = end + (base / BLOCK_LENGTH - 1) * sizeof(uint32_t);
        if (base > 0 && load_u32(begin) != at - entry->positions)
            return false;
        at = skip_occurrences(entry, at, end, entry->cf - base);
    }
    return at == end;
}

/* ---- impacts ---- */

/* Pairs ascend, unused ones stand at the end. */
static bool check_pairs(const uint8_t *bytes, size_t count)
{
    struct impact before = {0, 0};
    for (size_t i = 0; i < count; i++, bytes += 2) {
        bool is_unused = bytes[0] == 0;
        if (is_unused ? bytes[1] != 0 || i == 0
                      : bytes[0] <= before.frequency || (i > 0 && bytes[1] <= before.length))
            return false;
        before = (struct impact){bytes[0], bytes[1]};
        if (is_unused) /* nothing may follow */
            before.frequency = IMPACT_FREQUENCY_MANY;
    }
    return true;
}

/* Whether one of the pairs is at least as good in both. */
static bool is_bounded(const uint8_t *pairs, size_t count, unsigned frequency, unsigned length)
{
    for (size_t i = 0; i < count; i++)
        if (pairs[2 * i] >= frequency && pairs[2 * i + 1] <= length)
            return true;
    return false;
}

/* The impacts of the posting block that the cursor has decoded hold for its current posting. */
static bool check_impact(const struct term_check *term, uint32_t frequency)
{
    const struct posting_cursor *cursor = &term->cursor;
    if (cursor->skips == NULL)
        return true;
    uint32_t length = term->check->segment->lengths[cursor->article];
    uint32_t many = frequency < IMPACT_FREQUENCY_MANY ? frequency : IMPACT_FREQUENCY_MANY;
    const uint8_t *skip = cursor->skips + (size_t)cursor->block * SKIP_SIZE;
    return is_bounded(skip + SKIP_IMPACTS, IMPACT_BLOCK_PAIRS, many, length_code(length));
}

/* Super entries say of 32 blocks what their skip entries say of each. */
static bool check_supers(const struct term_check *term)
{
    const struct posting_cursor *cursor = &term->cursor;
    for (uint32_t block = 0; cursor->skips != NULL && block < cursor->blocks; block++) {
        const uint8_t *skip = cursor->skips + (size_t)block * SKIP_SIZE;
        if (!check_pairs(skip + SKIP_IMPACTS, IMPACT_BLOCK_PAIRS))
            return false;
        if (cursor->supers == NULL)
            continue;
        const uint8_t *super = cursor->supers + (size_t)(block / SUPER_BLOCKS) * SUPER_SIZE;
        bool is_last = block + 1 == cursor->blocks || (block + 1) % SUPER_BLOCKS == 0;
        if ((is_last && load_u32(super) != load_u32(skip)) ||
            !check_pairs(super + 4, IMPACT_SUPER_PAIRS))
            return false;
        const uint8_t *pairs = skip + SKIP_IMPACTS;
        for (size_t i = 0; i < IMPACT_BLOCK_PAIRS; i++)
            if (pairs[2 * i] > 0 &&
                !is_bounded(super + 4, IMPACT_SUPER_PAIRS, pairs[2 * i], pairs[2 * i + 1]))
                return false;
    }
    return true;
}

/* ---- postings ---- */

/* Positions ascend and ordinals are in the table. */
static bool check_occurrences(struct term_check *term)
{
    const uint32_t *positions, *ordinals;
    uint32_t count = posting_cursor_occurrences(&term->cursor, &positions, &ordinals);
    bool good = count == posting_cursor_frequency(&term->cursor) && count > 0;
    for (uint32_t i = 0; i < count; i++)
        good &= (i == 0 || positions[i] >= positions[i - 1]) && positions[i] > 0 &&
                (ordinals[i] < term->forms || ordinals[i] == FORM_OTHER);
    return good;
}

/* The skip entry of the block that begins with the current posting counts the occurrences before it. */
static bool check_before(const struct term_check *term)
{
    const struct posting_cursor *cursor = &term->cursor;
    if (cursor->skips == NULL || cursor->index > 0)
        return true;
    return load_u32(cursor->skips + (size_t)cursor->block * SKIP_SIZE + SKIP_BEFORE) == term->cf;
}

static void check_posting(struct term_check *term, uint32_t article, uint32_t frequency)
{
    term->good = term->good && check_before(term) && check_impact(term, frequency);
    term->df++;
    term->cf += frequency;
    term->lost += deletions_has(&term->check->segment->deletions, article);
    if (!term->has_positions)
        return;
    term->check->lengths[article] += frequency;
    term->good = term->good && check_occurrences(term);
}

static void check_list(struct segment_check *check, const struct dictionary_cursor *terms)
{
    struct term_check term = {.check = check, .terms = terms, .good = true};
    const struct term_entry *entry = &terms->entry;
    const struct segment *segment = check->segment;
    mrg_error damage = MRG_ERROR_INIT;
    term.has_positions = field_has_positions(entry->field);
    if (term.has_positions)
        check_forms(&term);
    if (posting_cursor_open(&term.cursor, &segment->file, entry, segment->meta.articles, &damage) !=
        MRG_OK) {
        findings_add(check->findings, &damage);
        return;
    }
    uint32_t article, frequency; /* the frequency is 0 on damage, which ends the list */
    while ((article = posting_cursor_next(&term.cursor)) != ARTICLE_NONE &&
           (frequency = posting_cursor_frequency(&term.cursor)) > 0)
        check_posting(&term, article, frequency);
    posting_cursor_close(&term.cursor);
    if (damage.status != MRG_OK)
        findings_add(check->findings, &damage);
    else if (!term.good || term.df != entry->df || term.cf != entry->cf ||
             !check_postings_layout(&term) || !check_positions_layout(&term) ||
             !check_supers(&term))
        check_say(check, entry->postings, "a posting list disagrees with the dictionary");
    else if (term.lost != deletions_loss(&segment->deletions, entry->ordinal))
        check_say(check, entry->postings,
                  "the list of removed articles disagrees on how many held a term");
}

/* ---- the dictionary ---- */

static void check_order(struct segment_check *check, const struct dictionary_cursor *cursor,
                        const uint8_t *before, size_t before_size)
{
    size_t shorter = before_size < cursor->key_size ? before_size : cursor->key_size;
    int order = memcmp(before, cursor->key, shorter);
    if (order > 0 || (order == 0 && before_size >= cursor->key_size))
        check_say(check, cursor->at, "terms are out of order");
    if (cursor->key[0] == 0 || cursor->key[0] >= KEY_END)
        check_say(check, cursor->at, "a term of a field that does not exist");
}

/* Where the data of the next term must begin. */
struct data_ends {
    uint64_t lists, forms; /* bytes from the start of each section */
};

/* The data of all terms lie one behind the other. */
static void check_adjacent(struct segment_check *check, const struct dictionary_cursor *cursor,
                           struct data_ends *ends)
{
    const struct term_entry *entry = &cursor->entry;
    if (cursor->lists_at - entry->postings_size - entry->positions_size != ends->lists ||
        cursor->forms_at - entry->forms_size != ends->forms)
        check_say(check, cursor->at, "a term's data are not behind those of the term before");
    *ends = (struct data_ends){cursor->lists_at, cursor->forms_at};
}

/* And fill their sections. */
static void check_sections(struct segment_check *check, const struct data_ends *ends)
{
    const struct section *sections = check->segment->file.sections;
    if (ends->lists != sections[SECTION_POSTINGS].size ||
        ends->forms != sections[SECTION_FORMS].size)
        check_say(check, sections[SECTION_TERMS].data, "terms do not fill their sections");
}

void check_terms(struct segment_check *check)
{
    const struct segment *segment = check->segment;
    struct dictionary_cursor cursor;
    mrg_error damage = MRG_ERROR_INIT;
    uint8_t before[KEY_SIZE_MAX];
    size_t before_size = 0;
    uint64_t count = 0, postings = 0;
    struct data_ends ends = {0, 0};
    if (dictionary_seek(&segment->dictionary, &cursor, (const uint8_t *)"", 0, &damage) == MRG_OK)
        while (dictionary_next(&cursor)) {
            check_order(check, &cursor, before, before_size);
            memcpy(before, cursor.key, before_size = cursor.key_size);
            check_adjacent(check, &cursor, &ends);
            check_list(check, &cursor);
            postings += cursor.entry.df;
            count++;
        }
    if (damage.status != MRG_OK)
        findings_add(check->findings, &damage);
    else if (count != segment->meta.terms || postings != segment->meta.postings)
        check_say(check, segment->file.sections[SECTION_META].data, "counts of terms or postings");
    else
        check_sections(check, &ends);
}
