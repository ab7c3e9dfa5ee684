/* Function words, language by language. */
#ifndef MORGUE_TEXT_STOPWORDS_H
#define MORGUE_TEXT_STOPWORDS_H

/* The function words of the language with ISO 639-1 code `code`: lower case, a space before and
 * behind each; NULL when there is no list. Static. */
const char *stopwords_of(const char *code);

#endif
