/* Standard input, output and error of a program that was started without them. */
#ifndef MORGUE_BASE_STANDARD_FILES_H
#define MORGUE_BASE_STANDARD_FILES_H

/* Open /dev/null in the place of those that are closed, so that no file opened later gets their number and, with
 * it, what is printed. Reading and writing them fails as before. For programs, before anything else. */
void standard_files_open(void);

#endif
