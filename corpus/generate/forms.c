/* The grammar: every symbol has several right-hand sides, and '%' with a letter stands for a symbol
 * or a word.
 *
 *   symbols   %S sentence  %I headline  %K caption  %R correction
 *             %C clause  %N singular noun phrase  %M plural one  %W who acts  %O opener  %T tail
 *   words     %n noun  %s nouns  %t noun of the topic  %u nouns of the topic  %a adjective
 *             %h hyphenated adjective  %d adverb  %r role  %b base form  %p past  %g gerund
 *             %z third person  %x rare term
 *   names     %P full name  %L surname  %E company  %V town  %Y city  %A acronym
 *   figures   %# number  %. decimal  %$ sum of money  %D weekday  %H month
 *
 * No symbol reaches itself, so expansion ends; indefinite articles stand only before fixed words.
 */
#include "corpus/generate/forms.h"

#include <stddef.h>

#define FORMS(array)                                                                               \
    {                                                                                              \
        (array), sizeof(array) / sizeof(array)[0]                                                  \
    }

static const char *const sentences[] = {
    "%C.",
    "%O, %C.",
    "%C, %W said.",
    "%C %T.",
    "%W said %C.",
    "\"%C,\" %L said.",
    "%O, %C %T.",
    "%C, but %C.",
    "%C and %C.",
    "\"%C,\" said %P, %r of %E.",
    "%W told reporters in %Y that %C.",
    "%C, which %p %M.",
    "While %C, %C.",
    "%C, according to %P, the %r.",
    "\"We will not %b %M,\" %L said. \"%C.\"",
    "If %C, %W may %b %N.",
    "%P, who %p %N, was not available to comment.",
    "It was not clear whether %C.",
    "Asked about %N, %W said that %C.",
    "There were %# %u, up from %# a year before.",
};

static const char *const clauses[] = {
    "%N %p %M",
    "%W %p %N",
    "%W has %p %N",
    "%W will %b %N",
    "%M were %p %d",
    "%W %d %p %M",
    "%N was %p by %W",
    "%M have %p %N",
    "%W plans to %b %M",
    "%# %u were %p in %V",
    "%N is expected to %b %N",
    "%W is %g %M",
    "%E %p %# %s",
    "%M could %b %N",
    "%W agreed to %b %N",
    "%u rose %. percent to %#",
    "%N would cost %$",
    "%W stopped %g %M",
    "%N has been %d %p",
    "the %A %z %N",
    "%M fell %. percent",
    "%W refused to %b the %h %t",
    "nobody had %p the %t",
    "%E paid %$ for the %t",
    "%W wanted to %b %M without %g %N",
    "the %x of %N was %p",
    "about %# people %p %N",
    "%P's %t %p %M",
    "%W would rather %b %N than %b %M",
    "the %a %x %p %M",
};

static const char *const singulars[] = {
    "the %t",       "the %n",       "the %a %t",        "its %n",         "the %a %n",
    "the %t in %V", "the %n of %u", "%E's %t",          "another %t",     "the %h %n",
    "this %n",      "the %A's %n",  "the %t %n",        "every %t in %Y", "the %r's %n",
    "the %a %a %t", "their %t",     "the %n of the %t", "a possible %n",  "a second %t",
    "the %x",       "%L's %n",      "some %x",          "the %V %t",
};

static const char *const plurals[] = {
    "%u",         "the %u",   "%a %u",          "%s",           "%a %s",
    "its %s",     "%# %u",    "the %a %s",      "%u and %s",    "most %u",
    "other %u",   "%h %u",    "%V's %u",        "the %s of %V", "the %A's %u",
    "several %s", "%u in %V", "hundreds of %u", "%x %s",        "the %n's %u",
};

static const char *const actors[] = {
    "%L",        "the %r",  "%P",           "%E",   "the %A", "he",     "she",     "the %t's %r",
    "officials", "%L's %r", "the %r of %E", "a %r", "they",   "police", "critics", "the %a %r",
};

static const char *const openers[] = {
    "On %D",
    "Last week",
    "In %H",
    "However",
    "Meanwhile",
    "In %Y",
    "Since %H",
    "Earlier this year",
    "At the same time",
    "After the %t",
    "Before the %n",
    "Despite the %a %n",
    "In a statement",
    "For %# %s",
    "Late on %D",
    "As in previous years",
    "With %M %p",
    "According to %E",
    "Under the %h %n",
    "%# years ago",
};

static const char *const tails[] = {
    "on %D",
    "last month",
    "in %V",
    "after the %t",
    "because of %M",
    "at a %n in %Y",
    "since %H",
    "despite %M",
    "for the first time",
    "over the %n",
    "without %M",
    "for %$",
    "near %V",
    "in a %h %n",
    "ahead of %N",
    "by the end of %H",
    "under pressure from %W",
    "as %W had %p",
};

static const char *const headlines[] = {
    "%A %z %u after %t",    "%E to %b %# %s",   "%u %p in %V",
    "%Y %r %z %a %t",       "%L %z %u",         "%V's %u %b %n",
    "%E %t: %L %z %s",      "%a %u %b %Y",      "What the %t means for %u",
    "%# %u %p as %Y %z %t", "Why %E %p its %t", "%h %t %p by %A",
};

static const char *const captions[] = {
    "%P at the %t in %V on %D.",
    "The %a %t in %Y.",
    "%u wait near %V.",
    "The %r of %E with %a %u.",
};

static const char *const corrections[] = {
    "Correction: an earlier version of this article misstated the number of %u. It is %#, not %#.",
    "Correction: %P is the %r of %E, not of %V.",
    "Correction: the %t took place in %V on %D.",
};

static const struct forms all[] = {
    ['S'] = FORMS(sentences),   ['I'] = FORMS(headlines), ['K'] = FORMS(captions),
    ['R'] = FORMS(corrections), ['C'] = FORMS(clauses),   ['N'] = FORMS(singulars),
    ['M'] = FORMS(plurals),     ['W'] = FORMS(actors),    ['O'] = FORMS(openers),
    ['T'] = FORMS(tails),
};

const struct forms *forms_of(char symbol)
{
    size_t index = (unsigned char)symbol;
    return index < sizeof all / sizeof all[0] && all[index].count > 0 ? &all[index] : NULL;
}
