/* Guessing a language: by script where one language owns it, else by the most frequent function
 * words. Each hit counts for every language that has the word, the more the fewer share it. */
#include "common/text/frequent_words.h"
#include "common/text/language.h"
#include "common/text/tokenizer.h"
#include "common/text/utf8.h"
#include "common/text/word_bytes.h"

#include <string.h>

#include <utf8proc.h>

enum {
    GUESS_SIZE_MAX = 4096, /* bytes read */
    GUESS_WORDS_MAX = 250, /* words looked up at most */
    GUESS_STEP = 32,       /* after so many it is seen whether the answer is sure already */
    WORD_SIZE_MAX = 24,    /* bytes; no function word is longer */
    LETTERS_MIN = 8        /* letters a text needs before its script tells anything */
};

/* Lower-case `form` into `word`, which is all zero, as far as it fits: more than a function word may have. */
static void lower(mrg_text form, char word[WORD_SIZE_MAX])
{
    size_t size = 0;
    size_t length;
    for (size_t at = 0; at < form.size && size + UTF8_SIZE_MAX < WORD_SIZE_MAX; at += length) {
        uint8_t byte = (uint8_t)form.data[at];
        if (byte < 0x80) { /* most are */
            word[size++] = (char)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
            length = 1;
            continue;
        }
        uint32_t code = utf8_decode(form.data, form.size, at, &length);
        size += utf8_encode((uint32_t)utf8proc_tolower((utf8proc_int32_t)code), word + size);
    }
}

/* Scripts that belong to one language, as far as news goes. A text whose letters are half of such a
 * script is in that language. */
static const struct script {
    uint32_t first;   /* code point */
    uint32_t last;    /* code point, included */
    const char *code; /* ISO 639-1 */
} scripts[] = {
    {0x0370, 0x03FF, "el"}, {0x0530, 0x058F, "hy"}, {0x0590, 0x05FF, "he"}, {0x0980, 0x09FF, "bn"},
    {0x0B80, 0x0BFF, "ta"}, {0x0E00, 0x0E7F, "th"}, {0x0E80, 0x0EFF, "lo"}, {0x1000, 0x109F, "my"},
    {0x10A0, 0x10FF, "ka"}, {0x1100, 0x11FF, "ko"}, {0x1780, 0x17FF, "km"}, {0x3040, 0x30FF, "ja"},
    {0x4E00, 0x9FFF, "zh"}, {0xAC00, 0xD7A3, "ko"},
};

enum { SCRIPT_COUNT = sizeof scripts / sizeof scripts[0] };

/* What has been seen of a text. */
struct evidence {
    size_t letters;                 /* characters of words */
    size_t in_script[SCRIPT_COUNT]; /* of these, how many in each script */
    size_t words;                   /* looked up */
    uint16_t score[GUESS_ROOM];     /* the shares of all of them */
};

_Static_assert(UINT16_MAX / SHARED_UNIT >= GUESS_WORDS_MAX, "the highest score must fit");

static void count_scripts(struct evidence *evidence, mrg_text form)
{
    size_t length;
    size_t plain = count_word_bytes((const unsigned char *)form.data, form.size);
    evidence->letters += plain; /* all of it, mostly */
    for (size_t at = plain; at < form.size; at += length) {
        length = 1;
        evidence->letters++;
        if ((uint8_t)form.data[at] < 0x80)
            continue;
        uint32_t code = utf8_decode(form.data, form.size, at, &length);
        for (size_t i = 0; code >= scripts[0].first && i < SCRIPT_COUNT; i++)
            evidence->in_script[i] += code >= scripts[i].first && code <= scripts[i].last;
    }
}

static void count_shares(struct evidence *evidence, const uint8_t shares[GUESS_ROOM])
{
    evidence->words++; /* all sums as a few vectors: faster than asking which shares are not 0 */
    for (unsigned i = 0; i < GUESS_ROOM; i++)
        evidence->score[i] = (uint16_t)(evidence->score[i] + shares[i]);
}

static void count_word(struct evidence *evidence, mrg_text form)
{
    char word[WORD_SIZE_MAX] = {0};
    lower(form, word);
    count_shares(evidence, frequent_word_shares(word));
}

/* The two highest scores; returns the number of the language with the highest. */
static size_t find_best(const struct evidence *evidence, unsigned *score, unsigned *second)
{
    size_t best = 0;
    *second = 0;
    for (size_t i = 1; i < GUESS_COUNT; i++) {
        if (evidence->score[i] > evidence->score[best]) {
            *second = evidence->score[best];
            best = i;
        } else if (evidence->score[i] > *second) {
            *second = evidence->score[i];
        }
    }
    *score = evidence->score[best];
    return best;
}

/* Whether more words would hardly change the answer: one language is far ahead. Stopping there makes
 * guessing four times cheaper, which for English news was an eighth of indexing. */
static bool is_sure(const struct evidence *evidence)
{
    unsigned score, second;
    find_best(evidence, &score, &second);
    return score >= 4 * SHARED_UNIT && score >= 3 * second &&
           (size_t)score * 8 >= evidence->words * SHARED_UNIT;
}

/* Count plain words of a block, which begins at a word or between two, up to the first that may not end as it
 * seems: before something that may stay in a word, or at the end of the block. At most `most`; the bytes passed are
 * returned. Masks tell of a whole block what the scanner asks of one byte after another, with a branch nobody can
 * foresee for each word: all in all guessing takes a third of the time. */
static size_t count_plain_words(struct evidence *evidence, const char *block, size_t most)
{
    struct byte_masks masks = byte_masks_of((const unsigned char *)block);
    uint64_t starts = masks.word & ~(masks.word << 1);
    uint64_t ends = ~masks.word & (masks.word << 1);
    uint64_t more = (masks.word | masks.high) >> 1;
    uint64_t inside = ends & more & ~masks.space; /* may join the words around it */
    uint64_t doubts = inside | masks.high | UINT64_C(1) << (BYTE_MASK_SIZE - 1);
    size_t passed = 0;
    ends &= (doubts & (0 - doubts)) - 1; /* below the first doubt */
    for (; ends != 0 && most > 0; ends &= ends - 1, starts &= starts - 1, most--) {
        size_t start = (size_t)__builtin_ctzll(starts);
        passed = (size_t)__builtin_ctzll(ends);
        evidence->letters += passed - start;
        count_shares(evidence, frequent_word_shares_plain(block + start, passed - start));
    }
    return passed;
}

/* The same from where the scanner stands; false when there was none, and the scanner is to find the next. */
static bool pass_plain_words(struct evidence *evidence, struct scanner *scanner)
{
    size_t left = scanner->size - scanner->at;
    size_t to_step = GUESS_STEP - evidence->words % GUESS_STEP;
    size_t to_end = GUESS_WORDS_MAX - evidence->words;
    if (left < BYTE_MASK_SIZE + FREQUENT_WORD_ROOM)
        return false;
    size_t passed = count_plain_words(evidence, scanner->text + scanner->at,
                                      to_step < to_end ? to_step : to_end);
    scanner->at += passed;
    return passed > 0;
}

/* Whether enough has been counted: all words wanted, or the answer is sure. */
static bool is_enough(const struct evidence *evidence)
{
    return evidence->words == GUESS_WORDS_MAX ||
           (evidence->words % GUESS_STEP == 0 && is_sure(evidence));
}

/* Count the tokens of a run, as far as they are wanted. */
static void count_run(struct evidence *evidence, const char *run, size_t size)
{
    struct expander expander;
    struct token token;
    expander_init(&expander, run, size);
    while (expander_next(&expander, &token)) {
        count_scripts(evidence, token.form);
        if (token.is_joined)
            continue;
        count_word(evidence, token.form);
        if (is_enough(evidence))
            return;
    }
}

static void gather(struct evidence *evidence, mrg_text text)
{
    struct scanner scanner;
    struct run run;
    text.size = utf8_cut(text.data, text.size, GUESS_SIZE_MAX);
    scanner_init(&scanner, text);
    frequent_words_prepare();
    do {
        if (pass_plain_words(evidence, &scanner))
            continue;
        if (!scanner_next(&scanner, &run))
            return;
        count_run(evidence, text.data + run.start, run.end - run.start);
    } while (!is_enough(evidence));
}

/* The language that owns half of the letters' script; kana decide even where Han prevails. */
static language_id guess_by_script(const struct evidence *evidence)
{
    if (evidence->letters < LETTERS_MIN)
        return LANGUAGE_NONE;
    size_t kana = 0;
    size_t han = 0;
    for (size_t i = 0; i < SCRIPT_COUNT; i++) {
        if (strcmp(scripts[i].code, "ja") == 0)
            kana = evidence->in_script[i];
        else if (strcmp(scripts[i].code, "zh") == 0)
            han = evidence->in_script[i];
        else if (evidence->in_script[i] * 2 > evidence->letters)
            return language_find((mrg_text){scripts[i].code, strlen(scripts[i].code)});
    }
    if ((kana + han) * 2 <= evidence->letters)
        return LANGUAGE_NONE;
    return language_find(kana * 10 >= han ? (mrg_text){"ja", 2} : (mrg_text){"zh", 2});
}

/* The language with the highest score, if it is high enough for the words seen and ahead of the
 * next: every twelfth word a function word of its own, one and a half such at least. */
static language_id guess_by_words(const struct evidence *evidence)
{
    unsigned score, second;
    size_t best = find_best(evidence, &score, &second);
    if (score < SHARED_UNIT * 3 / 2 || (size_t)score * 12 < evidence->words * SHARED_UNIT ||
        score == second)
        return LANGUAGE_NONE;
    return language_find((mrg_text){guess_code[best], 2});
}

language_id language_guess(mrg_text text)
{
    struct evidence evidence = {0};
    gather(&evidence, text);
    language_id by_script = guess_by_script(&evidence);
    return by_script != LANGUAGE_NONE ? by_script : guess_by_words(&evidence);
}
