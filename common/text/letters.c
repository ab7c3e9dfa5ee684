#include "common/text/letters.h"

#include <stddef.h>

/* Ascending by code point. */
static const struct {
    uint32_t code;     /* lower case */
    const char *plain; /* its spelling without the stroke */
} letters[] = {
    {0x00DF, "ss"}, /* ß */
    {0x00E6, "ae"}, /* æ */
    {0x00F0, "d"},  /* ð */
    {0x00F8, "o"},  /* ø */
    {0x00FE, "th"}, /* þ */
    {0x0111, "d"},  /* đ */
    {0x0127, "h"},  /* ħ */
    {0x0131, "i"},  /* ı */
    {0x0138, "k"},  /* ĸ */
    {0x0142, "l"},  /* ł */
    {0x014B, "n"},  /* ŋ */
    {0x0153, "oe"}, /* œ */
    {0x0167, "t"},  /* ŧ */
    {0x0180, "b"},  /* ƀ */
    {0x0183, "b"},  /* ƃ */
    {0x0188, "c"},  /* ƈ */
    {0x018C, "d"},  /* ƌ */
    {0x0192, "f"},  /* ƒ */
    {0x0199, "k"},  /* ƙ */
    {0x019A, "l"},  /* ƚ */
    {0x019E, "n"},  /* ƞ */
    {0x01A3, "oi"}, /* ƣ */
    {0x01A5, "p"},  /* ƥ */
    {0x01AB, "t"},  /* ƫ */
    {0x01AD, "t"},  /* ƭ */
    {0x01B4, "y"},  /* ƴ */
    {0x01B6, "z"},  /* ƶ */
    {0x01DD, "e"},  /* ǝ */
    {0x01E5, "g"},  /* ǥ */
    {0x0221, "d"},  /* ȡ */
    {0x0225, "z"},  /* ȥ */
    {0x0234, "l"},  /* ȴ */
    {0x0235, "n"},  /* ȵ */
    {0x0236, "t"},  /* ȶ */
    {0x0237, "j"},  /* ȷ */
    {0x023C, "c"},  /* ȼ */
    {0x023F, "s"},  /* ȿ */
    {0x0240, "z"},  /* ɀ */
    {0x0247, "e"},  /* ɇ */
    {0x0249, "j"},  /* ɉ */
    {0x024B, "q"},  /* ɋ */
    {0x024D, "r"},  /* ɍ */
    {0x024F, "y"},  /* ɏ */
    {0x0253, "b"},  /* ɓ */
    {0x0254, "o"},  /* ɔ */
    {0x0256, "d"},  /* ɖ */
    {0x0257, "d"},  /* ɗ */
    {0x0259, "e"},  /* ə */
    {0x025B, "e"},  /* ɛ */
    {0x0260, "g"},  /* ɠ */
    {0x0261, "g"},  /* ɡ */
    {0x0263, "g"},  /* ɣ */
    {0x0268, "i"},  /* ɨ */
    {0x0269, "i"},  /* ɩ */
    {0x026B, "l"},  /* ɫ */
    {0x0272, "n"},  /* ɲ */
    {0x0275, "o"},  /* ɵ */
    {0x027D, "r"},  /* ɽ */
    {0x0282, "s"},  /* ʂ */
    {0x0288, "t"},  /* ʈ */
    {0x0289, "u"},  /* ʉ */
    {0x028A, "u"},  /* ʊ */
    {0x028B, "v"},  /* ʋ */
    {0x0491, "г"},  /* ґ */
    {0x0493, "г"},  /* ғ */
    {0x0497, "ж"},  /* җ */
    {0x0499, "з"},  /* ҙ */
    {0x049B, "к"},  /* қ */
    {0x049D, "к"},  /* ҝ */
    {0x04A1, "к"},  /* ҡ */
    {0x04A3, "н"},  /* ң */
    {0x04A5, "н"},  /* ҥ */
    {0x04AB, "с"},  /* ҫ */
    {0x04AD, "т"},  /* ҭ */
    {0x04AF, "у"},  /* ү */
    {0x04B1, "у"},  /* ұ */
    {0x04B3, "х"},  /* ҳ */
    {0x04B7, "ч"},  /* ҷ */
    {0x04B9, "ч"},  /* ҹ */
    {0x04BB, "х"},  /* һ */
    {0x04D9, "а"},  /* ә */
    {0x04E9, "о"},  /* ө */
    {0x0640, ""},   /* Arabic tatweel, which only stretches a word */
    {0x1D7D, "p"},  /* ᵽ */
    {0x1E9C, "s"},  /* ẜ */
    {0x1E9D, "s"},  /* ẝ */
    {0x2C61, "l"},  /* ⱡ */
    {0x2C65, "a"},  /* ⱥ */
    {0x2C66, "t"},  /* ⱦ */
    {0xA741, "k"},  /* ꝁ */
    {0xA78C, "'"},  /* ꞌ */
};

const char *plain_letter(uint32_t code)
{
    size_t low = 0;
    size_t high = sizeof letters / sizeof letters[0];
    if (code < letters[0].code)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (letters[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == sizeof letters / sizeof letters[0] || letters[low].code != code)
        return NULL;
    return letters[low].plain;
}
