/* From text to tokens: where words begin and end, and how they were written. Rules:
 * docs/ANALYSIS.md.
 *
 * Two levels. The *scanner* finds runs: a run is a word with everything that may stay inside it
 * (apostrophes, acronym dots, hyphens, digit separators). Most runs are plain, ASCII letters and
 * digits only, and are one token as they stand. Others are *expanded* into their tokens: parts of a
 * compound and its joined form, bigrams of Han and kana. The expansion depends on the run's bytes
 * alone, which lets the indexer cache it per distinct run; the tokenizer below is the plain
 * combination of both levels, used wherever speed does not matter, and the twin that tests hold the
 * indexer's path against.
 */
#ifndef MORGUE_TEXT_TOKENIZER_H
#define MORGUE_TEXT_TOKENIZER_H

#include "common/morgue.h"
#include "common/text/word_bytes.h"

enum {
    TOKEN_SIZE_MAX = 64, /* bytes of a written form; a longer token is cut there, at a character */
    RUN_CACHE_MAX = 64,  /* bytes of a run that is worth caching */
    POSITION_GAP = 100   /* between headline, deck, body and each caption */
};

/* A run: text[start..end). */
struct run {
    size_t start;  /* byte offset in the text */
    size_t end;    /* byte offset behind it */
    bool is_plain; /* ASCII letters and digits only, at most TOKEN_SIZE_MAX bytes: one token */
};

struct scanner {
    const char *text; /* borrowed */
    size_t size;      /* bytes */
    size_t at;        /* where the next run is looked for */
    size_t broken;    /* bytes of broken UTF-8 passed so far */
};

void scanner_init(struct scanner *scanner, mrg_text text);

/* What a byte can be in a run: bits of scanner_byte. */
enum {
    BYTE_WORD = 1,   /* ASCII letter or digit */
    BYTE_JOINER = 2, /* ASCII that may stay inside a word: ' ` - . , & */
    BYTE_HIGH = 4    /* part of a character beyond ASCII */
};
extern const uint8_t scanner_byte[256];

/* scanner_next() for what is not settled by the bytes of a plain run; not to be called otherwise.
 */
bool scanner_next_slow(struct scanner *scanner, struct run *run);

/* The next run; false at the end of the text. Runs of scripts without spaces are handed out as one
 * bigram each, the next beginning at the second character of the last, so that no bigram is lost or
 * doubled. Inline because it runs once per word of the archive: the loop over plain words stays in
 * the caller, everything else is one call away. */
static inline bool scanner_next(struct scanner *scanner, struct run *run)
{
    const unsigned char *bytes = (const unsigned char *)scanner->text;
    size_t size = scanner->size;
    size_t at = scanner->at;
    while (at < size && !(scanner_byte[bytes[at]] & (BYTE_WORD | BYTE_HIGH)))
        at++;
    size_t start = at;
    at += count_word_bytes(bytes + at, size - at);
    bool may_go_on = at < size && (scanner_byte[bytes[at]] & BYTE_HIGH ||
                                   (scanner_byte[bytes[at]] & BYTE_JOINER && at + 1 < size &&
                                    scanner_byte[bytes[at + 1]] & (BYTE_WORD | BYTE_HIGH)));
    if (may_go_on || at == start || at - start > TOKEN_SIZE_MAX) {
        scanner->at = start;
        return scanner_next_slow(scanner, run);
    }
    *run = (struct run){start, at, true};
    scanner->at = at;
    return true;
}

/* One token. */
struct token {
    mrg_text form;     /* as written, cleaned: see docs/ANALYSIS.md; borrowed until the next call */
    size_t start;      /* byte offset in the text of the first byte it covers */
    size_t end;        /* byte offset behind the last byte it covers */
    uint32_t position; /* counted from 1 within the text, plus the tokenizer's base */
    bool is_joined;    /* the joined form of a compound: same position as its first part */
    bool is_bigram;    /* two characters (or a lone one) of a script without spaces */
};

/* Takes the run `bytes` apart into tokens, in order of position, a joined form right behind its
 * first part. Stateful so that a run of a megabyte needs no more memory than one of a byte. */
struct expander {
    const char *run;           /* borrowed */
    size_t size;               /* bytes */
    size_t at;                 /* offset of the next part */
    uint32_t position;         /* of the next token, from 0 within the run */
    bool joined_due;           /* the joined form is to be handed out next */
    char form[TOKEN_SIZE_MAX]; /* where the form handed out last is built */
};

void expander_init(struct expander *expander, const char *run, size_t size);

/* The next token of the run; offsets and position count from the start of the run (position from
 * 0). False behind the last. */
bool expander_next(struct expander *expander, struct token *token);

struct tokenizer {
    struct scanner scanner;   /* level one */
    struct expander expander; /* level two, within the current run */
    struct run run;           /* the current run */
    uint32_t next_position;   /* position of the next run's first token */
    bool in_run;              /* the expander has more to give */
};

/* Tokens of `text`; the first has position `base` + 1. */
void tokenizer_init(struct tokenizer *tokenizer, mrg_text text, uint32_t base);

bool tokenizer_next(struct tokenizer *tokenizer, struct token *token);

/* As tokenizer_next, but plain runs of fewer bytes than `least` has for their first byte are passed over:
 * they count and are not handed out. */
bool tokenizer_next_of(struct tokenizer *tokenizer, const uint8_t least[256], struct token *token);

#endif
