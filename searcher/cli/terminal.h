/* What standard output is, and what may be sent there. */
#ifndef MORGUE_SEARCHER_TERMINAL_H
#define MORGUE_SEARCHER_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct terminal {
    bool is_terminal; /* standard output is one */
    bool has_color;   /* styles may be used */
    size_t width;     /* columns; 0: lines are not wrapped */
    size_t height;    /* lines; 0 when it is no terminal */
};

/* Look at standard output, COLUMNS, TERM and NO_COLOR. `width` in columns is what the user asked for;
 * negative: the terminal's, else 80. */
struct terminal terminal_detect(enum color_choice color, long width);

/* Ways of setting off text. */
enum style {
    STYLE_PLAIN,
    STYLE_HEADLINE, /* bold */
    STYLE_MATCH,    /* bold, in a colour */
    STYLE_DIM       /* what is there to be copied, not read */
};

/* The bytes that switch a style on, and the ones that switch any off; "" for STYLE_PLAIN. Static. */
const char *style_on(enum style style);
const char *style_off(enum style style);

#endif
