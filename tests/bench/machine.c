#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/bench.h"

/* The model of the first processor, "unknown processor" where the system does not tell. */
static void read_model(char *model, size_t size)
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");
    snprintf(model, size, "unknown processor");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || colon == NULL)
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(model, size, "%s", colon + 2);
        break;
    }
    if (file != NULL)
        fclose(file);
}

const char *machine_text(void)
{
    static char text[320];
    char model[200];
    read_model(model, sizeof model);
    double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    snprintf(text, sizeof text, "%s, %ld cores, %.0f GB", model, sysconf(_SC_NPROCESSORS_ONLN),
             memory / 1e9);
    return text;
}
