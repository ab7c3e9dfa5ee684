/* The articles of an index, in order, to be compared with those of another. */
#ifndef MORGUE_TESTS_CRASH_CONTENTS_H
#define MORGUE_TESTS_CRASH_CONTENTS_H

#include "common/base/buffer.h"
#include "common/morgue.h"

enum { CONTENTS_ID_MAX = 64 };

struct content {
    char id[CONTENTS_ID_MAX];
    struct buffer record; /* the article as it is stored; owned */
};

struct contents {
    struct content *items; /* owned; by number */
    size_t count;
};

/* Read the index in `path`. Fails the test, beginning with `scene`, when it cannot be read. */
void contents_read(struct contents *contents, const char *path, const char *scene);
void contents_free(struct contents *contents);

/* The item with this id; NULL when there is none. */
const struct content *contents_find(const struct contents *contents, const char *id);

/* Build an index of these articles in the new folder `path` and make one segment of it. */
void contents_build(const struct contents *contents, const char *path, const char *engine);

/* Fails the test, beginning with `scene`, when the index in `path` is not in order by the deep check. */
void must_be_sound(const char *path, const char *scene);

/* Fails the test when indexes `a` and `b` answer any probe but that for their figures differently. */
void must_answer_alike(const char *a, const char *b, const char *scene);

/* Make one segment of the index in `path`. */
void merge_all(const char *path, const char *scene);

#endif
