/* The words that dates are written with. Included by date.c only. */
#ifndef MORGUE_BASE_DATE_NAMES_H
#define MORGUE_BASE_DATE_NAMES_H

struct name_value {
    const char *name; /* lower case */
    int value;
};

/* Months of the languages that sources date in. English ones may be cut to three letters or more.
 */
static const struct name_value month_names[] = {
    {"january", 1},
    {"february", 2},
    {"march", 3},
    {"april", 4},
    {"may", 5},
    {"june", 6},
    {"july", 7},
    {"august", 8},
    {"september", 9},
    {"october", 10},
    {"november", 11},
    {"december", 12},
    /* German */
    {"januar", 1},
    {"j\xc3\xa4nner", 1},
    {"februar", 2},
    {"m\xc3\xa4rz", 3},
    {"mrz", 3},
    {"mai", 5},
    {"juni", 6},
    {"juli", 7},
    {"oktober", 10},
    {"okt", 10},
    {"dezember", 12},
    {"dez", 12},
    /* French */
    {"janvier", 1},
    {"f\xc3\xa9vrier", 2},
    {"mars", 3},
    {"avril", 4},
    {"juin", 6},
    {"juillet", 7},
    {"ao\xc3\xbbt", 8},
    {"septembre", 9},
    {"octobre", 10},
    {"novembre", 11},
    {"d\xc3\xa9"
     "cembre",
     12},
    /* Spanish */
    {"enero", 1},
    {"febrero", 2},
    {"marzo", 3},
    {"abril", 4},
    {"mayo", 5},
    {"junio", 6},
    {"julio", 7},
    {"agosto", 8},
    {"septiembre", 9},
    {"octubre", 10},
    {"noviembre", 11},
    {"diciembre", 12},
};

/* Zones by name, in minutes east of UTC. Where a name has several meanings, the one news feeds use.
 */
static const struct name_value zone_names[] = {
    {"z", 0},      {"zz", 0},     {"gmt", 0},    {"utc", 0},    {"ut", 0},     {"wet", 0},
    {"west", 60},  {"bst", 60},   {"cet", 60},   {"mez", 60},   {"cest", 120}, {"mesz", 120},
    {"eet", 120},  {"eest", 180}, {"msk", 180},  {"gst", 240},  {"pkt", 300},  {"ist", 330},
    {"npt", 345},  {"sgt", 480},  {"hkt", 480},  {"jst", 540},  {"kst", 540},  {"aest", 600},
    {"aedt", 660}, {"nzst", 720}, {"nzdt", 780}, {"est", -300}, {"edt", -240}, {"et", -300},
    {"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420},
};

/* Words that carry nothing. */
static const char *const filler_names[] = {
    "mon",    "tue",    "tues",     "wed",      "thu",        "thur",     "thurs",    "fri",
    "sat",    "sun",    "monday",   "tuesday",  "wednesday",  "thursday", "friday",   "saturday",
    "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",  "samstag",  "sonntag",
    "lundi",  "mardi",  "mercredi", "jeudi",    "vendredi",   "samedi",   "dimanche", "st",
    "nd",     "rd",     "th",       "er",       "of",         "at",       "on",       "the",
    "de",     "le",     "um",       "uhr",      "published",  "updated",
};

#endif
