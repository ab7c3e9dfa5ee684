#include "common/text/char_class.h"
#include "common/text/run_lexer.h"
#include "common/text/tokenizer.h"
#include "common/text/utf8.h"

#define W  BYTE_WORD
#define J  BYTE_JOINER
#define H  BYTE_HIGH
#define H8 H, H, H, H, H, H, H, H

/* clang-format off */
const uint8_t scanner_byte[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    /* space ! " # $ % & ' ( ) * + , - . / */
    0, 0, 0, 0, 0, 0, J, J, 0, 0, 0, 0, J, J, J, 0,
    /* 0 to 9 : ; < = > ? */
    W, W, W, W, W, W, W, W, W, W, 0, 0, 0, 0, 0, 0,
    /* @ A to O, P to Z [ \ ] ^ _ */
    0, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W, W, W, W, W, W, W, W, W, 0, 0, 0, 0, 0,
    /* ` a to o, p to z { | } ~ delete */
    J, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W, W, W, W, W, W, W, W, W, 0, 0, 0, 0, 0,
    H8, H8, H8, H8, H8, H8, H8, H8, H8, H8, H8, H8, H8, H8, H8, H8};
/* clang-format on */

void scanner_init(struct scanner *scanner, mrg_text text)
{
    *scanner = (struct scanner){.text = text.size > 0 ? text.data : "", .size = text.size};
}

/* Go on to the first character that begins a word; its class. CHAR_SEPARATOR at the end. */
static enum char_class skip_to_word(struct scanner *scanner)
{
    while (scanner->at < scanner->size) {
        size_t length;
        uint32_t code = utf8_decode(scanner->text, scanner->size, scanner->at, &length);
        scanner->broken += code == UTF8_BROKEN;
        enum char_class class = char_class_of(code);
        if (class == CHAR_LETTER || class == CHAR_DIGIT || class == CHAR_SPACELESS)
            return class;
        scanner->at += length;
    }
    return CHAR_SEPARATOR;
}

/* A bigram, or the lone character. The next run begins at the second character while a third
 * follows. */
static void read_spaceless_run(struct scanner *scanner, struct run *run)
{
    const char *text = scanner->text;
    size_t size = scanner->size;
    bool more;
    *run = (struct run){scanner->at, spaceless_char_end(text, size, scanner->at, &more), false};
    scanner->at = run->end;
    if (!more)
        return;
    run->end = spaceless_char_end(text, size, run->end, &more);
    if (!more)
        scanner->at = run->end;
}

static bool is_plain(const char *bytes, size_t size)
{
    return size <= TOKEN_SIZE_MAX && count_word_bytes((const unsigned char *)bytes, size) == size;
}

bool scanner_next_slow(struct scanner *scanner, struct run *run)
{
    enum char_class class = skip_to_word(scanner);
    if (class == CHAR_SEPARATOR)
        return false;
    if (class == CHAR_SPACELESS) {
        read_spaceless_run(scanner, run);
        return true;
    }
    struct run_lexer lexer;
    run_lexer_init(&lexer, scanner->text, scanner->size, scanner->at);
    do
        run_lexer_skip(&lexer);
    while (run_lexer_next(&lexer).kind != SYMBOL_END);
    *run = (struct run){scanner->at, lexer.at, false};
    run->is_plain = is_plain(scanner->text + run->start, run->end - run->start);
    scanner->at = run->end;
    return true;
}
