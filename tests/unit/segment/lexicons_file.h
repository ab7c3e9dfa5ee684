/* A segment file whose articles are written with several made-up lexicons. */
#ifndef MORGUE_TESTS_UNIT_SEGMENT_LEXICONS_FILE_H
#define MORGUE_TESTS_UNIT_SEGMENT_LEXICONS_FILE_H

#include "common/segment/articles.h"
#include "tests/unit/segment/sample_lexicon.h"
#include "tests/unit/segment/section_file.h"

enum { LEXICONS_FILE_SAMPLES = 3, LEXICONS_FILE_PARTS = 6, LEXICONS_FILE_ARTICLES = 100 };

struct lexicons_file {
    struct sample_lexicon samples[LEXICONS_FILE_SAMPLES];
    struct lexicon_part parts[LEXICONS_FILE_PARTS]; /* some have the same lexicon */
    struct buffer records[LEXICONS_FILE_ARTICLES];  /* what the articles are to be read as */
    struct section_file made;
};

/* Where each part begins, and which of the samples it has. */
extern const struct lexicons_file_part {
    uint32_t first;
    unsigned sample;
} lexicons_file_parts[LEXICONS_FILE_PARTS];

/* Make it and open it. Each lexicon takes more than a page of the file. */
void lexicons_file_make(struct lexicons_file *file);
void lexicons_file_free(struct lexicons_file *file);

/* Which of the samples `article` is written with. */
unsigned lexicons_file_sample(uint32_t article);

/* Where the lexicon of a sample begins in a section of lexicons, bytes. */
size_t lexicons_file_at(const struct lexicons_file *file, unsigned sample);

/* Close the file, change a byte of a section without its page's checksum, and open it again. */
void lexicons_file_damage(struct lexicons_file *file, enum section_id id, size_t at, uint8_t bits);

#endif
