#include "indexer/run_batch.h"
#include "common/base/cpu.h"

enum {
    KEY_READS =
        8 /* bytes that making a key without a branch reads before the end of a run or behind it */
};

void text_walk_init(struct text_walk *walk, mrg_text text)
{
    scanner_init(&walk->scanner, text);
    walk->edges.base = walk->edges.end = 0;
    walk->edges.next = walk->edges.count = 0;
}

/* ---- entries ---- */

static ALWAYS_INLINE uint32_t scope_of(const struct field_pass *pass, enum entry_kind kind)
{
    unsigned scope = kind == ENTRY_RUN   ? pass->scope
                     : kind == ENTRY_GAP ? pass->gap_scope
                                         : pass->hidden_scope;
    return scope | (uint32_t)kind << ENTRY_KIND_SHIFT;
}

/* An entry is made where it belongs: one that is made and then copied is read before it is written through. */
static ALWAYS_INLINE void fetch(const struct field_pass *pass, const struct run_key *entry)
{
    __builtin_prefetch(run_table_first(&pass->inverter->words->cache.table, entry->place));
}

/* Put bytes `from` to `to` of the text into the batch; false when they are too long to be cached and so the last of
 * it. */
static bool take(struct run_batch *batch, const struct field_pass *pass,
                 const struct scanner *scanner, size_t from, size_t to, enum entry_kind kind)
{
    uint32_t scope = scope_of(pass, kind);
    const char *bytes = scanner->text + from;
    struct run_key *entry = &batch->entries[batch->count++];
    size_t size = batch->size = to - from;
    if (size > RUN_CACHE_MAX) {
        *entry = (struct run_key){.bytes = bytes, .shape = run_shape(RUN_CACHE_MAX + 1, scope)};
        return false;
    }
    bool has_room = size <= RUN_SHORT_MAX && to >= KEY_READS && scanner->size - to >= KEY_READS;
    if (has_room)
        *entry = run_key_make_short(bytes, size, scope, run_salt(scope));
    else
        *entry = run_key_make(bytes, size, scope);
    fetch(pass, entry);
    return true;
}

/* What has to be stored before a run, other than one space between words; false when it is too long to be cached: then
 * the run is not taken yet. Sets *kind for the run. */
static bool take_gap(struct run_batch *batch, struct field_pass *pass,
                     const struct scanner *scanner, const struct run *run, enum entry_kind *kind)
{
    size_t from = pass->stored_end, to = run->start;
    *kind = ENTRY_RUN;
    if (from == to && !pass->after_word)
        return true;
    if (from >=
        to) { /* bigrams overlap, and words with nothing between would be read with a space */
        *kind = ENTRY_HIDDEN;
        to = run->end;
        if (from >= to)
            return true;
    }
    pass->after_word = false;
    pass->stored_end = to;
    return take(batch, pass, scanner, from, to, ENTRY_GAP);
}

/* Take what has to be stored before a run; false when that is too long to be cached: the run comes again behind it.
 * Sets *kind for the run. */
static bool take_before(struct run_batch *batch, struct field_pass *pass, struct scanner *scanner,
                        const struct run *run, enum entry_kind *kind)
{
    bool is_space = pass->after_word && run->start == pass->stored_end + 1 &&
                    scanner->text[pass->stored_end] == ' ';
    *kind = ENTRY_RUN;
    if (pass->is_stored && !is_space && !take_gap(batch, pass, scanner, run, kind)) {
        scanner->at = run->start;
        return false;
    }
    if (*kind == ENTRY_RUN) {
        pass->stored_end = run->end;
        pass->after_word = true;
    }
    return true;
}

/* ---- plain words, by their edges ---- */

/* Pass over words before where the scanner is, and find the next ones where these are used up. False when none are
 * known there. */
static bool find_edges(struct word_edges *edges, const struct scanner *scanner)
{
    while (edges->next < edges->count && edges->base + edges->at[edges->next + 1] <= scanner->at)
        edges->next += 2;
    if (edges->next == edges->count) {
        if (scanner->at < edges->end)
            return false;
        word_edges_find(edges, scanner->text, scanner->size, scanner->at);
    }
    return edges->next < edges->count && edges->base + edges->at[edges->next] >= scanner->at;
}

static ALWAYS_INLINE uint8_t byte_at(const struct scanner *scanner, size_t at)
{
    return scanner_byte[(uint8_t)scanner->text[at]];
}

/* Whether nothing beyond ASCII is in the text from `at` to `start`. */
static ALWAYS_INLINE bool is_plain_gap(const struct scanner *scanner, size_t at, size_t start)
{
    while (at < start && (byte_at(scanner, at) & BYTE_HIGH) == 0)
        at++;
    return at == start;
}

static ALWAYS_INLINE bool is_digit(char byte)
{
    return (unsigned char)(byte - '0') < 10;
}

/* What comes of a run of ASCII at a byte that is no letter or digit. */
enum joint {
    JOINT_NONE,  /* it ends there */
    JOINT_WORD,  /* it goes on with the letter or digit that follows */
    JOINT_UNSURE /* the lexer has to say */
};

/* What comes of a run at its byte `at`, which has one before it and one behind. As run_lexer.c has it, which settles
 * acronyms, ampersands and all beyond ASCII. */
static enum joint joint_at(const struct scanner *scanner, size_t at)
{
    const char *byte = scanner->text + at;
    uint8_t kind = byte_at(scanner, at), next = byte_at(scanner, at + 1);
    if ((kind & BYTE_HIGH) != 0)
        return JOINT_UNSURE;
    if ((kind & BYTE_JOINER) == 0 || (next & (BYTE_WORD | BYTE_HIGH)) == 0)
        return JOINT_NONE;
    if ((next & BYTE_HIGH) != 0)
        return JOINT_UNSURE;
    bool is_between_digits = is_digit(byte[-1]) && is_digit(byte[1]);
    switch (*byte) {
    case '-':
        return JOINT_WORD;
    case '\'':
        return is_digit(byte[1]) ? JOINT_NONE : JOINT_WORD;
    case ',':
        return is_between_digits ? JOINT_WORD : JOINT_NONE;
    case '.':
        return is_between_digits ? JOINT_WORD : JOINT_UNSURE;
    default:
        return JOINT_UNSURE;
    }
}

/* The edge behind the run that begins at `edge`; NULL when the lexer has to find where it ends. */
static const uint16_t *find_run_end(const struct text_walk *walk, const uint16_t *edge)
{
    const struct scanner *scanner = &walk->scanner;
    const struct word_edges *edges = &walk->edges;
    enum joint joint = JOINT_WORD;
    while (joint == JOINT_WORD && edge < edges->at + edges->count) {
        size_t end = edges->base + edge[1];
        edge += 2;
        joint = scanner->size - end < KEY_READS ? JOINT_UNSURE : joint_at(scanner, end);
    }
    return joint == JOINT_NONE ? edge : NULL;
}

/* Whether a run of letters and digits ends where `end` points to, for all that can be told quickly. */
static ALWAYS_INLINE bool ends_at(const char *end)
{
    uint8_t kind = scanner_byte[(uint8_t)end[0]], next = scanner_byte[(uint8_t)end[1]];
    return (kind & BYTE_HIGH) == 0 &&
           ((kind & BYTE_JOINER) == 0 || (next & (BYTE_WORD | BYTE_HIGH)) == 0);
}

static ALWAYS_INLINE bool has_high_bytes(const struct run_key *key)
{
    return ((key->head | key->tail) & 0x8080808080808080) != 0;
}

/* What fill_words goes by. */
struct walk_scopes {
    uint32_t word, gap;           /* scopes */
    uint64_t word_salt, gap_salt; /* of these */
    bool has_gaps;                /* what is between words is stored */
    struct run_table table;       /* as it is now */
};

static struct walk_scopes scopes_of(const struct field_pass *pass)
{
    struct walk_scopes scopes = {.word = scope_of(pass, ENTRY_RUN),
                                 .gap = scope_of(pass, ENTRY_GAP),
                                 .has_gaps = pass->is_stored,
                                 .table = pass->inverter->words->cache.table};
    scopes.word_salt = run_salt(scopes.word);
    scopes.gap_salt = run_salt(scopes.gap);
    return scopes;
}

/* Put what is between the end of a word and the next into *entry, which moves on, if it is to be stored: all but one
 * space. False when it is not plain: then nothing is put. */
static ALWAYS_INLINE bool put_gap(struct run_key **entry, const char *at, const char *start,
                                  const struct walk_scopes *scopes)
{
    if (start - at == 1 && *at == ' ')
        return true;
    if (start == at || start - at > RUN_SHORT_MAX)
        return false;
    **entry = run_key_make_short(at, (size_t)(start - at), scopes->gap, scopes->gap_salt);
    __builtin_prefetch(run_table_first(&scopes->table, (*entry)->place));
    bool is_plain = !has_high_bytes(*entry);
    *entry += scopes->has_gaps;
    return is_plain;
}

/* Take words, with what is between them, while they are plain and short: nearly all, and all in one
 * loop. The scanner is behind a word, and at both sides of its place are KEY_READS bytes. */
static void fill_words(struct run_batch *batch, struct field_pass *pass, struct text_walk *walk)
{
    const struct walk_scopes scopes = scopes_of(pass);
    struct scanner *scanner = &walk->scanner;
    struct word_edges *edges = &walk->edges;
    const char *origin = scanner->text + edges->base, *at = scanner->text + scanner->at;
    const char *last = scanner->text + (scanner->size - KEY_READS);
    const uint16_t *edge = edges->at + edges->next, *edges_end = edges->at + edges->count;
    struct run_key *entry = batch->entries + batch->count;
    const struct run_key *full =
        batch->entries + RUN_BATCH - 1; /* with room for a gap and a word */
    while (edge < edges_end && entry < full) {
        const char *start = origin + edge[0], *end = origin + edge[1];
        const uint16_t *next = edge + 2;
        struct run_key *put = entry;
        if (end > last)
            break;
        if (*end != ' ' && !ends_at(end)) {
            next = find_run_end(walk, edge);
            if (next == NULL)
                break;
            end = origin + next[-1];
        }
        if (end - start > RUN_SHORT_MAX || !put_gap(&put, at, start, &scopes))
            break;
        *put = run_key_make_short(start, (size_t)(end - start), scopes.word, scopes.word_salt);
        __builtin_prefetch(run_table_first(&scopes.table, put->place));
        edge = next;
        entry = put + 1;
        at = end;
    }
    scanner->at = pass->stored_end = (size_t)(at - scanner->text);
    edges->next = (unsigned)(edge - edges->at);
    batch->count = (unsigned)(entry - batch->entries);
}

static ALWAYS_INLINE bool is_behind_word(const struct field_pass *pass,
                                         const struct scanner *scanner)
{
    return pass->after_word && pass->stored_end == scanner->at && scanner->at >= KEY_READS &&
           scanner->size - scanner->at >= KEY_READS;
}

/* Take a plain run with what is before it. *goes_on: the batch does not have to end. False when the lexer has to find
 * the run. */
static bool take_plain(struct run_batch *batch, struct field_pass *pass, struct text_walk *walk,
                       bool *goes_on)
{
    struct scanner *scanner = &walk->scanner;
    struct word_edges *edges = &walk->edges;
    const uint16_t *edge = edges->at + edges->next, *next = find_run_end(walk, edge);
    enum entry_kind kind;
    if (next == NULL)
        return false;
    struct run run = {.start = edges->base + edge[0], .end = edges->base + next[-1]};
    if (!is_plain_gap(scanner, scanner->at, run.start))
        return false;
    *goes_on = take_before(batch, pass, scanner, &run, &kind);
    if (*goes_on) {
        *goes_on = take(batch, pass, scanner, run.start, run.end, kind);
        scanner->at = run.end;
        edges->next = (unsigned)(next - edges->at);
    }
    return true;
}

/* Take plain runs up to what is none. False when the batch has to end. */
static bool fill_plain(struct run_batch *batch, struct field_pass *pass, struct text_walk *walk)
{
    bool goes_on = true;
    while (goes_on && batch->count < RUN_BATCH - 1) {
        if (is_behind_word(pass, &walk->scanner))
            fill_words(batch, pass, walk);
        if (batch->count >= RUN_BATCH - 1 || !find_edges(&walk->edges, &walk->scanner) ||
            !take_plain(batch, pass, walk, &goes_on))
            break;
    }
    return goes_on;
}

/* ---- any text ---- */

/* What a text is taken apart into that is stored only: letters and digits with all beyond ASCII, and what lies
 * between. Names and addresses repeat in such parts, and numbers do not spoil those beside them. */
static bool next_part(struct scanner *scanner, struct run *run)
{
    size_t at = scanner->at;
    while (at < scanner->size &&
           (scanner_byte[(uint8_t)scanner->text[at]] & (BYTE_WORD | BYTE_HIGH)) == 0)
        at++;
    run->start = at;
    while (at < scanner->size &&
           (scanner_byte[(uint8_t)scanner->text[at]] & (BYTE_WORD | BYTE_HIGH)) != 0)
        at++;
    run->end = scanner->at = at;
    return run->end > run->start;
}

/* What follows the last word. */
static void take_rest(struct run_batch *batch, struct field_pass *pass,
                      const struct scanner *scanner)
{
    batch->is_last = true;
    if (pass->is_stored && pass->stored_end < scanner->size)
        take(batch, pass, scanner, pass->stored_end, scanner->size, ENTRY_GAP);
}

/* Take the next run, or what follows the last. False then, and when the batch has to end. */
static bool fill_one(struct run_batch *batch, struct field_pass *pass, struct text_walk *walk)
{
    struct scanner *scanner = &walk->scanner;
    struct run run;
    enum entry_kind kind;
    bool is_there = pass->field != 0 ? scanner_next(scanner, &run) : next_part(scanner, &run);
    if (!is_there)
        take_rest(batch, pass, scanner);
    return is_there && take_before(batch, pass, scanner, &run, &kind) &&
           take(batch, pass, scanner, run.start, run.end, kind);
}

void run_batch_fill(struct run_batch *batch, struct field_pass *pass, struct text_walk *walk)
{
    bool goes_on = true;
    batch->count = 0;
    batch->is_last = false;
    while (goes_on && batch->count < RUN_BATCH - 1) {
        if (pass->field != 0 && find_edges(&walk->edges, &walk->scanner))
            goes_on = fill_plain(batch, pass, walk);
        if (goes_on && batch->count < RUN_BATCH - 1)
            goes_on = fill_one(batch, pass, walk);
    }
}

void run_batch_fill_plainly(struct run_batch *batch, struct field_pass *pass,
                            struct text_walk *walk)
{
    batch->count = 0;
    batch->is_last = false;
    while (batch->count < RUN_BATCH - 1 && fill_one(batch, pass, walk))
        continue;
}
