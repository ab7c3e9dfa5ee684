#include "common/text/language.h"

#include "common/text/stopwords.h"
#include "common/text/utf8.h"

#include <string.h>

#include <utf8proc.h>

enum {
    DOTLESS_I = 1,         /* I is the capital of dotless i */
    STEMS_BARE = 2,        /* the stemmer wants words without diacritics */
    SUFFIX_APOSTROPHE = 4, /* an apostrophe stands between a name and its endings */
    KEEPS_INITIALS = 8,    /* the stemmer leaves the first letter and lengthens nothing */
    STEMS_ENGLISH = 16     /* stem_english.h knows the stemmer too */
};

static const struct language {
    const char *code;    /* ISO 639-1 */
    const char *codes3;  /* ISO 639-2 and other codes, a space between */
    const char *name;    /* in English */
    const char *native;  /* in the language itself */
    const char *stemmer; /* as xapian-core spells it; NULL: none */
    unsigned traits;     /* bits as above */
} languages[] = {
    {"", "", "", "", NULL, 0},
    {"ar", "ara", "Arabic", "العربية", "arabic", 0},
    {"az", "aze", "Azerbaijani", "azərbaycanca", NULL, DOTLESS_I | SUFFIX_APOSTROPHE},
    {"be", "bel", "Belarusian", "беларуская", NULL, 0},
    {"bg", "bul", "Bulgarian", "български", NULL, 0},
    {"bn", "ben", "Bengali", "বাংলা", NULL, 0},
    {"bs", "bos", "Bosnian", "bosanski", NULL, 0},
    {"ca", "cat", "Catalan", "català", "catalan", 0},
    {"cs", "ces cze", "Czech", "čeština", NULL, 0},
    {"da", "dan", "Danish", "dansk", "danish", 0},
    {"de", "deu ger", "German", "Deutsch", "german", 0},
    {"el", "ell gre", "Greek", "ελληνικά", NULL, 0},
    {"en", "eng", "English", "English", "english", STEMS_BARE | KEEPS_INITIALS | STEMS_ENGLISH},
    {"es", "spa", "Spanish", "español", "spanish", 0},
    {"et", "est", "Estonian", "eesti", NULL, 0},
    {"eu", "eus baq", "Basque", "euskara", "basque", 0},
    {"fa", "fas per", "Persian", "فارسی", NULL, 0},
    {"fi", "fin", "Finnish", "suomi", "finnish", 0},
    {"fr", "fra fre", "French", "français", "french", 0},
    {"ga", "gle", "Irish", "Gaeilge", "irish", 0},
    {"he", "heb", "Hebrew", "עברית", NULL, 0},
    {"hi", "hin", "Hindi", "हिन्दी", NULL, 0},
    {"hr", "hrv", "Croatian", "hrvatski", NULL, 0},
    {"hu", "hun", "Hungarian", "magyar", "hungarian", 0},
    {"hy", "hye arm", "Armenian", "հայերեն", "armenian", 0},
    {"id", "ind", "Indonesian", "Bahasa Indonesia", "indonesian", STEMS_BARE},
    {"is", "isl ice", "Icelandic", "íslenska", NULL, 0},
    {"it", "ita", "Italian", "italiano", "italian", 0},
    {"ja", "jpn", "Japanese", "日本語", NULL, 0},
    {"ka", "kat geo", "Georgian", "ქართული", NULL, 0},
    {"kk", "kaz", "Kazakh", "қазақша", NULL, 0},
    {"km", "khm", "Khmer", "ខ្មែរ", NULL, 0},
    {"ko", "kor", "Korean", "한국어", NULL, 0},
    {"lo", "lao", "Lao", "ລາວ", NULL, 0},
    {"lt", "lit", "Lithuanian", "lietuvių", "lithuanian", 0},
    {"lv", "lav", "Latvian", "latviešu", NULL, 0},
    {"mk", "mkd mac", "Macedonian", "македонски", NULL, 0},
    {"ms", "msa may", "Malay", "Bahasa Melayu", NULL, 0},
    {"my", "mya bur", "Burmese", "မြန်မာ", NULL, 0},
    {"ne", "nep", "Nepali", "नेपाली", "nepali", 0},
    {"nl", "nld dut", "Dutch", "Nederlands", "dutch", 0},
    {"no", "nor nob nno nb nn", "Norwegian", "norsk", "norwegian", 0},
    {"pl", "pol", "Polish", "polski", NULL, 0},
    {"pt", "por", "Portuguese", "português", "portuguese", 0},
    {"ro", "ron rum", "Romanian", "română", "romanian", 0},
    {"ru", "rus", "Russian", "русский", "russian", STEMS_BARE},
    {"sk", "slk slo", "Slovak", "slovenčina", NULL, 0},
    {"sl", "slv", "Slovenian", "slovenščina", NULL, 0},
    {"sq", "sqi alb", "Albanian", "shqip", NULL, 0},
    {"sr", "srp", "Serbian", "српски", NULL, 0},
    {"sv", "swe", "Swedish", "svenska", "swedish", 0},
    {"sw", "swa", "Swahili", "Kiswahili", NULL, 0},
    {"ta", "tam", "Tamil", "தமிழ்", "tamil", 0},
    {"th", "tha", "Thai", "ไทย", NULL, 0},
    {"tl", "tgl fil", "Tagalog", "Tagalog", NULL, 0},
    {"tr", "tur", "Turkish", "Türkçe", "turkish", DOTLESS_I | SUFFIX_APOSTROPHE},
    {"uk", "ukr", "Ukrainian", "українська", NULL, 0},
    {"ur", "urd", "Urdu", "اردو", NULL, 0},
    {"uz", "uzb", "Uzbek", "oʻzbekcha", NULL, 0},
    {"vi", "vie", "Vietnamese", "Tiếng Việt", NULL, 0},
    {"zh", "zho chi", "Chinese", "中文", NULL, 0},
};

enum { LANGUAGE_COUNT = sizeof languages / sizeof languages[0] };

/* Whether `text` is `name`, case apart. */
static bool is_name(mrg_text text, const char *name, size_t name_size)
{
    size_t at = 0;
    size_t name_at = 0;
    while (at < text.size && name_at < name_size) {
        size_t length;
        size_t name_length;
        uint32_t code = utf8_decode(text.data, text.size, at, &length);
        uint32_t name_code = utf8_decode(name, name_size, name_at, &name_length);
        if (utf8proc_tolower((utf8proc_int32_t)code) !=
            utf8proc_tolower((utf8proc_int32_t)name_code))
            return false;
        at += length;
        name_at += name_length;
    }
    return at == text.size && name_at == name_size;
}

/* Whether `text` is one of the words of `list`. */
static bool is_in_list(mrg_text text, const char *list)
{
    while (*list != '\0') {
        size_t size = strcspn(list, " ");
        if (is_name(text, list, size))
            return true;
        list += size + strspn(list + size, " ");
    }
    return false;
}

static mrg_text trim(mrg_text text)
{
    while (text.size > 0 && (unsigned char)text.data[0] <= ' ') {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && (unsigned char)text.data[text.size - 1] <= ' ')
        text.size--;
    return text;
}

/* `text` up to what begins a region, a script or an encoding: "pt" of "pt_BR", "zh" of "zh-Hans".
 */
static mrg_text without_region(mrg_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != '\0' && strchr("-_.@", text.data[i]) != NULL)
            return (mrg_text){text.data, i};
    return text;
}

/* The language whose code this is to the byte: how articles have it once they are read, and so what is
 * asked for several times an article. */
static language_id find_code(mrg_text text)
{
    if (text.size != 2)
        return LANGUAGE_NONE;
    for (language_id id = 1; id < LANGUAGE_COUNT; id++)
        if (memcmp(languages[id].code, text.data, 2) == 0 && languages[id].code[2] == '\0')
            return id;
    return LANGUAGE_NONE;
}

language_id language_find(mrg_text code_or_name)
{
    language_id exact = find_code(code_or_name);
    if (exact != LANGUAGE_NONE)
        return exact;
    mrg_text name = trim(code_or_name);
    mrg_text code = without_region(name);
    if (code.size == 0)
        return LANGUAGE_NONE;
    for (language_id id = 1; id < LANGUAGE_COUNT; id++) {
        const struct language *language = &languages[id];
        if (is_name(code, language->code, strlen(language->code)) ||
            is_in_list(code, language->codes3) ||
            is_name(name, language->name, strlen(language->name)) ||
            is_name(name, language->native, strlen(language->native)))
            return id;
    }
    return LANGUAGE_NONE;
}

static const struct language *language_at(language_id language)
{
    return &languages[language < LANGUAGE_COUNT ? language : LANGUAGE_NONE];
}

const char *language_code(language_id language)
{
    return language_at(language)->code;
}

const char *language_stemmer(language_id language)
{
    return language_at(language)->stemmer;
}

bool language_has_dotless_i(language_id language)
{
    return language_at(language)->traits & DOTLESS_I;
}

bool language_stems_bare(language_id language)
{
    return language_at(language)->traits & STEMS_BARE;
}

bool language_has_suffix_apostrophe(language_id language)
{
    return language_at(language)->traits & SUFFIX_APOSTROPHE;
}

bool language_keeps_initials(language_id language)
{
    return language_at(language)->traits & KEEPS_INITIALS;
}

bool language_stems_english(language_id language)
{
    return language_at(language)->traits & STEMS_ENGLISH;
}

size_t language_count(void)
{
    return LANGUAGE_COUNT;
}

bool language_is_stopword(language_id language, mrg_text word)
{
    enum { STOPWORD_SIZE_MAX = 40 }; /* bytes; above that of any */
    char spaced[STOPWORD_SIZE_MAX + 2];
    const char *words = stopwords_of(language_code(language));
    if (words == NULL || word.size == 0 || word.size > STOPWORD_SIZE_MAX ||
        memchr(word.data, ' ', word.size) != NULL)
        return false;
    spaced[0] = spaced[word.size + 1] = ' ';
    memcpy(spaced + 1, word.data, word.size);
    return memmem(words, strlen(words), spaced, word.size + 2) != NULL;
}
