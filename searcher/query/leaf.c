/* What a word is: how much punctuation belongs to it, and whether it is a wildcard or fuzzy.
 *
 * Three manners, by field. In *prose* (text, headline, byline) punctuation around a word is not
 * part of it. The value of a *keyword* field may begin and end with any character (Yahoo!, #metoo),
 * only a comma or semicolon behind it belongs to the sentence. An *id* and a *file* are taken as they
 * stand, whatever is in them. In all of them a word cut out here and read again gives the same word:
 * the printer relies on it.
 */
#include "searcher/query/leaf.h"

#include <string.h>

#include "searcher/query/characters.h"

struct query_node *node_new(struct reading *reading, enum query_kind kind)
{
    struct query_node *node =
        reading->out_of_memory ? NULL : arena_alloc(&reading->tree->arena, sizeof *node);
    if (node == NULL) {
        reading->out_of_memory = true;
        return NULL;
    }
    *node =
        (struct query_node){.kind = kind, .field = IN_TEXT, .from = MRG_NO_TIME, .to = MRG_NO_TIME};
    return node;
}

static bool is_prose(enum query_field field)
{
    return field == IN_TEXT || field == IN_HEADLINE || field == IN_BYLINE;
}

/* An id or the path of a file. */
static bool is_bytes(enum query_field field)
{
    return field == IN_ID || field == IN_FILE;
}

/* -------------------------------------------------------------------------------------------------
 * Cutting
 * ---------------------------------------------------------------------------------------------- */

static bool is_one_of(uint32_t code, const char *bytes)
{
    return code != 0 && code < 0x80 && strchr(bytes, (int)code) != NULL;
}

/* Without what precedes the first word character or one of `kept`. */
static mrg_text cut_front(mrg_text text, const char *kept)
{
    while (text.size > 0) {
        struct character c = character_at(text, 0);
        if (is_word_character(c.code) || is_one_of(c.code, kept))
            break;
        text = text_slice(text, c.size, text.size);
    }
    return text;
}

/* Without what follows the last word character or one of `kept`. */
static mrg_text cut_back(mrg_text text, const char *kept)
{
    while (text.size > 0) {
        struct character c = character_before(text, text.size);
        if (is_word_character(c.code) || is_one_of(c.code, kept))
            break;
        text.size -= c.size;
    }
    return text;
}

/* Without the bytes of `cut` at the end. */
static mrg_text cut_bytes(mrg_text text, const char *cut)
{
    while (text.size > 0 && is_one_of((unsigned char)text.data[text.size - 1], cut))
        text.size--;
    return text;
}

/* `word`, and behind it the dot that ends an acronym (U.S.), if `text` goes on with one. */
static mrg_text with_acronym_dot(mrg_text word, mrg_text text)
{
    const char *end = word.data + word.size;
    if (word.size == 0 || end == text.data + text.size || *end != '.')
        return word;
    struct character last = character_before(word, word.size);
    bool is_digit = last.code >= '0' && last.code <= '9';
    if (!is_digit && word.size > last.size && word.data[word.size - last.size - 1] == '.')
        word.size++;
    return word;
}

static mrg_text cut_prose(mrg_text text)
{
    return with_acronym_dot(cut_back(cut_front(text, ""), ""), text);
}

/* -------------------------------------------------------------------------------------------------
 * Words
 * ---------------------------------------------------------------------------------------------- */

/* A web address: its ? is no wildcard. */
static bool is_address(mrg_text word)
{
    size_t at = 0;
    while (at < word.size && is_letter_or_digit((unsigned char)word.data[at]) &&
           (unsigned char)word.data[at] < 0x80)
        at++;
    return at > 0 && word.size - at > 3 && memcmp(word.data + at, "://", 3) == 0;
}

static bool has_wildcard(mrg_text word)
{
    return text_has_byte(word, '*') || text_has_byte(word, '?');
}

static bool ends_in(mrg_text word, char byte)
{
    return word.size > 0 && word.data[word.size - 1] == byte;
}

/* A ? at the end of a word is a question mark: it is cut before wildcards are looked for. */
static void shape_prose(struct query_node *leaf, mrg_text text)
{
    mrg_text front = cut_front(text, "*?");
    mrg_text word = cut_back(front, "*");
    if (is_address(front)) {
        leaf->text = cut_prose(front);
    } else if (has_wildcard(word)) {
        leaf->kind = QUERY_WILDCARD;
        leaf->text = word;
    } else if (ends_in(cut_back(front, "*~"), '~')) {
        leaf->kind = QUERY_FUZZY;
        leaf->text = word;
    } else {
        leaf->text = with_acronym_dot(word, text);
    }
}

static void shape_keyword(struct query_node *leaf, mrg_text text)
{
    mrg_text value = cut_bytes(text, ",;");
    mrg_text word = cut_bytes(value, ",;?~");
    leaf->text = value;
    if (is_address(value))
        return;
    if (has_wildcard(word))
        leaf->kind = QUERY_WILDCARD;
    else if (ends_in(value, '~'))
        leaf->kind = QUERY_FUZZY;
    else
        return;
    leaf->text = word;
}

static void shape_exact(struct query_node *leaf, mrg_text text)
{
    leaf->kind = QUERY_EXACT;
    if (is_prose(leaf->field))
        leaf->text = cut_prose(text);
    else
        leaf->text = is_bytes(leaf->field) ? text : cut_bytes(text, ",;");
}

/* "*" alone: every article. */
static void shape_all(struct query_node *leaf)
{
    leaf->kind = QUERY_ALL;
    leaf->text = (mrg_text){NULL, 0};
}

static void shape_word(struct query_node *leaf, mrg_text text)
{
    leaf->text = text;
    if (is_bytes(leaf->field))
        return;
    if (is_prose(leaf->field))
        shape_prose(leaf, text);
    else
        shape_keyword(leaf, text);
    if (leaf->field == IN_TEXT && !has_letter_or_digit(leaf->text))
        shape_all(leaf);
}

/* -------------------------------------------------------------------------------------------------
 * Keeping texts
 * ---------------------------------------------------------------------------------------------- */

/* Copy the leaf's text into the arena. */
static void keep_text(struct reading *reading, struct query_node *leaf)
{
    char *copy = arena_copy(&reading->tree->arena, leaf->text.data, leaf->text.size);
    if (copy == NULL)
        reading->out_of_memory = true;
    leaf->text.data = copy;
}

/* As keep_text, with one space for each run of white space and none at the ends. */
static void keep_text_spaced(struct reading *reading, struct query_node *leaf)
{
    mrg_text text = leaf->text;
    char *copy = arena_alloc(&reading->tree->arena, text.size + 1);
    if (copy == NULL) {
        reading->out_of_memory = true;
        return;
    }
    size_t size = 0;
    bool is_gap = false;
    for (size_t at = 0; at < text.size;) {
        struct character c = character_at(text, at);
        if (!is_space(c.code)) {
            if (is_gap && size > 0)
                copy[size++] = ' ';
            memcpy(copy + size, text.data + at, c.size);
            size += c.size;
        }
        is_gap = is_space(c.code);
        at += c.size;
    }
    copy[size] = '\0';
    leaf->text = (mrg_text){copy, size};
}

static void keep_text_lowered(struct reading *reading, struct query_node *leaf)
{
    char *copy = arena_copy(&reading->tree->arena, leaf->text.data, leaf->text.size);
    if (copy == NULL)
        reading->out_of_memory = true;
    for (size_t i = 0; copy != NULL && i < leaf->text.size; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] - 'A' + 'a');
    leaf->text.data = copy;
}

/* -------------------------------------------------------------------------------------------------
 * Leaves
 * ---------------------------------------------------------------------------------------------- */

/* Whether somebody meant a wildcard by it: a * at a word. */
static bool looks_wild(mrg_text text)
{
    for (size_t at = 1; at < text.size; at++)
        if (text.data[at] == '*' && is_word_character(character_before(text, at).code))
            return true;
    return false;
}

static void make_quoted(struct reading *reading, const struct token *token, struct query_node *leaf)
{
    leaf->kind = token->is_exact ? QUERY_EXACT : QUERY_PHRASE;
    leaf->text = token->text;
    if (is_bytes(leaf->field))
        keep_text(reading, leaf);
    else
        keep_text_spaced(reading, leaf);
}

static void make_word(struct reading *reading, const struct token *token, mrg_text text,
                      struct query_node *leaf)
{
    if (token->is_exact && token->date == DATE_RELATION_NONE)
        shape_exact(leaf, text);
    else
        shape_word(leaf, text);
    /* "AND." is a word, but without its dot it would read as the operator. */
    unsigned distance;
    bool is_operator = leaf->kind == QUERY_WORD && leaf->field == IN_TEXT &&
                       operator_of(leaf->text, &distance, NULL) != TOKEN_WORD;
    if (token->is_lowered || is_operator)
        keep_text_lowered(reading, leaf);
    else if (leaf->kind != QUERY_ALL)
        keep_text(reading, leaf);
}

/* The date in `text`, without the punctuation behind it; but two dots there leave a range open. */
static mrg_text cut_date(mrg_text text)
{
    mrg_text value = cut_back(text, "");
    if (text.size - value.size >= 2 && memcmp(value.data + value.size, "..", 2) == 0 &&
        memmem(value.data, value.size, "..", 2) == NULL)
        value.size += 2;
    return value;
}

/* Make `leaf` the date the token names. False, with a warning, when it names none. */
static bool make_date(struct reading *reading, const struct token *token, struct query_node *leaf)
{
    bool is_range = token->date == DATE_RELATION_ON;
    mrg_text value = is_range ? cut_date(token->text) : cut_back(token->text, "");
    struct date_span span;
    switch (query_date_read(value, token->date, reading->now, &span)) {
    case DATE_UNREAD:
        warn(reading, "not a date: ", token->whole,
             "; read as words (dates are written 2021, 2021-03, 2021-03-15, today, 7d)");
        return false;
    case DATE_TURNED:
        warn(reading, "the range ends before it begins: ", token->whole, "; turned round");
        break;
    case DATE_READ:
        break;
    }
    leaf->kind = QUERY_DATE;
    leaf->from = span.from;
    leaf->to = span.to;
    return true;
}

struct query_node *leaf_new(struct reading *reading, const struct token *token,
                            enum query_field around)
{
    struct query_node *leaf = node_new(reading, QUERY_WORD);
    if (leaf == NULL)
        return NULL;
    bool is_date = token->date != DATE_RELATION_NONE;
    if (is_date && make_date(reading, token, leaf))
        return leaf;
    leaf->field = token->has_field ? token->field : around;
    if ((token->kind == TOKEN_QUOTED || token->is_exact) && is_prose(leaf->field) &&
        looks_wild(token->text))
        warn(reading, "a * in an exact text is no wildcard: ", token->text, "");
    if (token->kind == TOKEN_QUOTED)
        make_quoted(reading, token, leaf);
    else
        make_word(reading, token, is_date ? token->whole : token->text, leaf);
    return reading->out_of_memory ? NULL : leaf;
}
