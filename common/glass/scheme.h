/* How an archive lies in a Xapian database: every term prefix, value slot and metadata key.
 *
 * An index of engine "xapian" is a folder like any other, with a MANIFEST, a LOCK, the database itself
 * in a folder glass-NNNNNN, and XAPIANDB, a stub file of one line ("auto glass-NNNNNN") that tells
 * Xapian where it is. So the index folder can be given to xapian-delve, xapian-tcpsrv or nearly any
 * program of Xapian's as it is (xapian-check wants the database's own folder), and a merge can put a
 * compacted database in the place of the old one by renaming one file.
 *
 * Documents. One per article, its data the article's record (common/segment/article_record.h). An
 * article that is replaced keeps its docid.
 *
 * Terms. Prefixes follow Xapian's conventions: Z marks stems, S and A what is of the title and the
 * author, Q the unique id, L the language, X what is our own. A term is folded text and never begins
 * with a capital, so that a prefix always ends where its text begins.
 *
 *   prefix      text                                     wdf          positions
 *   Z           a stem of headline, deck, body, captions occurrences  yes
 *   ZS          the same of the headline again           occurrences  yes
 *   ZA          the same of the byline                   occurrences  yes
 *   XF:         stem of Z, a tab, a written form of it   0            no
 *   XFS: XFA:   the same of ZS, ZA                       0            no
 *   Q           the article's id (term_key_of_id)        0            no
 *   XFILE:      the file it was read from                0            no
 *               (term_key_of_file)
 *   L           language code                            0            no
 *   XSOURCE:    a folded keyword or one word of it       0            no
 *   XSECTION: XPLACE: XTOPIC: XPERSON: XORG:  likewise
 *   XVSOURCE:   the keyword as written                   0            no
 *   XVSECTION: XVPLACE: XVTOPIC: XVPERSON: XVORG: XVLANGUAGE:  likewise
 *
 * A document's length, the sum of its wdfs, is thus what BM25 counts: text with its joined forms,
 * headline and byline. XF terms answer "as written" (=US) without a look at the article; where forms
 * must stand in a row, or near each other, the text of the candidates is read. XV terms count facets:
 * their frequency is the number of articles with the value. A term over 245 bytes as Xapian counts them
 * (a NUL is two) is cut, and '#' and the 16 hex digits of its hash64 put behind; so ids stay unique.
 *
 * Value slots, numbers by Xapian's sortable serialisation, absent where the article has none:
 *
 *   0  published, in seconds since 1970
 *   1  the same, for sorting oldest first: a byte FF, which sorts behind all, where it is not known
 *   2  updated, in seconds since 1970
 *   3  embargo, in seconds since 1970
 *   4  words in the text
 *   5  fingerprint of the body: 8 bytes, the highest first, not a number of Xapian's
 *
 * Metadata, all text:
 *
 *   morgue.format      version of this scheme
 *   morgue.analysis    version of the rules that turn text into terms (ANALYSIS_VERSION)
 *   morgue.language    default language's code, or "none"
 *   morgue.generation  number of the commit, from 1
 *   morgue.text_bytes  size of all records, in bytes
 */
#ifndef MORGUE_GLASS_SCHEME_H
#define MORGUE_GLASS_SCHEME_H

#include "common/base/buffer.h"
#include "common/segment/facets.h"
#include "common/segment/manifest.h"
#include "common/segment/term_key.h"

enum { GLASS_FORMAT = 2, GLASS_TERM_MAX = 245 };

#define GLASS_ENGINE        "xapian"
#define GLASS_STUB          "XAPIANDB"
#define GLASS_FOLDER_PREFIX "glass-"

enum glass_slot {
    SLOT_PUBLISHED = 0,
    SLOT_OLDEST,
    SLOT_UPDATED,
    SLOT_EMBARGO,
    SLOT_WORDS,
    SLOT_FINGERPRINT
};

#define GLASS_UNDATED "\xFF" /* in SLOT_OLDEST */

#define METADATA_FORMAT     "morgue.format"
#define METADATA_ANALYSIS   "morgue.analysis"
#define METADATA_LANGUAGE   "morgue.language"
#define METADATA_GENERATION "morgue.generation"
#define METADATA_TEXT_BYTES "morgue.text_bytes"

/* A term of the database. */
struct glass_term {
    char bytes[GLASS_TERM_MAX];
    size_t size;
};

static inline mrg_text glass_text(const struct glass_term *term)
{
    return (mrg_text){term->bytes, term->size};
}

/* The term for a key of the plan or of an article. */
void glass_term_of_key(struct glass_term *term, const struct term_key *key);

/* The term for a written form of a term. `field` has positions. */
void glass_term_of_form(struct glass_term *term, enum key_field field, mrg_text text,
                        mrg_text form);

/* What the form terms of all terms of `field` that begin with `text` begin with. */
void glass_forms_of(struct glass_term *term, enum key_field field, mrg_text text);

/* Take a form term of `field` apart; both texts borrow from `term`. False when it is none, or was cut. */
bool glass_read_form(enum key_field field, mrg_text term, mrg_text *text, mrg_text *form);

/* The term for a value of a keyword field as written, and what all of the field's begin with. */
void glass_term_of_value(struct glass_term *term, enum facet facet, mrg_text value);
void glass_values_of(struct glass_term *term, enum facet facet);

/* The name of the folder that the stub in the index folder `folder` points at, into `name`.
 * MRG_ERR_DAMAGED when it points at anything that is not ours or is not written as we do, MRG_ERR_IO. */
mrg_status glass_stub_read(const char *folder, char name[FILE_NAME_MAX], mrg_error *error);

/* The name that is left in a damaged stub, into `name`; empty where there is none. */
void glass_stub_guess(const char *folder, char name[FILE_NAME_MAX]);

/* Point the stub at `name`, durably. */
mrg_status glass_stub_write(const char *folder, const char *name, mrg_error *error);

/* Whether the stub in `folder` can be read and names `name`. A write that failed may yet have replaced it. */
bool glass_stub_names(const char *folder, const char *name);

/* Whether `name` is that of a database folder that writers make and may remove. */
bool glass_is_folder_name(const char *name);

#endif
