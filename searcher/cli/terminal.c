#include "searcher/cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { DEFAULT_WIDTH = 80, WIDTH_MAX = 10000 };

/* COLUMNS, for terminals that do not tell their size; 0 when it is of no use. */
static size_t width_from_environment(void)
{
    const char *columns = getenv("COLUMNS");
    if (columns == NULL)
        return 0;
    char *end;
    long width = strtol(columns, &end, 10);
    return *end == '\0' && width > 0 && width <= WIDTH_MAX ? (size_t)width : 0;
}

static bool decide_color(enum color_choice choice, bool is_terminal)
{
    if (choice != COLOR_AUTO) /* an explicit flag wins over the environment */
        return choice == COLOR_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    bool is_dumb = term == NULL || strcmp(term, "dumb") == 0;
    return is_terminal && !is_dumb && (no_color == NULL || no_color[0] == '\0');
}

struct terminal terminal_detect(enum color_choice color, long width)
{
    struct terminal terminal = {.is_terminal = isatty(STDOUT_FILENO) == 1};
    terminal.has_color = decide_color(color, terminal.is_terminal);
    struct winsize size = {0};
    if (terminal.is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        terminal.width = size.ws_col;
        terminal.height = size.ws_row;
    }
    if (terminal.width == 0)
        terminal.width = width_from_environment();
    if (terminal.width == 0)
        terminal.width = DEFAULT_WIDTH;
    if (width >= 0)
        terminal.width = (size_t)width;
    return terminal;
}

const char *style_on(enum style style)
{
    switch (style) {
    case STYLE_PLAIN:
        return "";
    case STYLE_HEADLINE:
        return "\x1b[1m";
    case STYLE_MATCH:
        return "\x1b[1;33m";
    case STYLE_DIM:
        return "\x1b[2m";
    }
    return "";
}

const char *style_off(enum style style)
{
    return style == STYLE_PLAIN ? "" : "\x1b[0m";
}
