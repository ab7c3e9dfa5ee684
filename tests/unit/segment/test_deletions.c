/* Files of removed articles. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/segment/deletions.h"

enum { ARTICLES_MOST = 1000, TERMS = 300 };

static struct scratch_folder folder;
static uint8_t bitmap[ARTICLES_MOST / 8 + 1];
static uint32_t losses[TERMS];

static uint32_t choose(uint32_t articles, unsigned odds, struct random_source *random)
{
    uint32_t removed = 0;
    memset(bitmap, 0, sizeof bitmap);
    for (uint32_t a = 0; a < articles; a++) {
        if (random_below(random, odds) != 0)
            continue;
        bitmap[a / 8] |= (uint8_t)(1U << a % 8);
        removed++;
    }
    for (uint32_t t = 0; t < TERMS; t++)
        losses[t] = random_below(random, 3) == 0 ? random_bits(random, 20) : 0;
    return removed;
}

static mrg_status open_bytes(struct deletions *deletions, const uint8_t *bytes, size_t size,
                             uint32_t articles, mrg_error *error)
{
    const char *path = scratch_file(&folder, "del");
    scratch_write(path, bytes, size);
    return deletions_open(deletions, path, articles, error);
}

static void test_round_trips(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 7, 8, 9, 63, 64, 65, ARTICLES_MOST};
    struct random_source random = {67};
    scratch_folder_make(&folder);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct buffer bytes = BUFFER_INIT;
        struct deletions deletions;
        uint32_t removed = choose(counts[i], 3, &random);
        deletions_append(&bytes, counts[i], bitmap, losses, TERMS, 12345);
        assert_int_equal(open_bytes(&deletions, bytes.data, bytes.size, counts[i], NULL), MRG_OK);
        assert_int_equal(deletions.removed, removed);
        assert_int_equal(deletions.tokens, 12345);
        for (uint32_t a = 0; a < counts[i]; a++)
            assert_int_equal(deletions_has(&deletions, a), bitmap[a / 8] >> a % 8 & 1);
        for (uint32_t t = 0; t < TERMS; t++)
            assert_int_equal(deletions_loss(&deletions, t), losses[t]);
        assert_int_equal(deletions_loss(&deletions, TERMS + 7), 0);
        deletions_close(&deletions);
        mrg_error error = MRG_ERROR_INIT;
        assert_int_equal(open_bytes(&deletions, bytes.data, bytes.size, counts[i] + 1, &error),
                         MRG_ERR_DAMAGED);
        buffer_free(&bytes);
    }
    scratch_folder_remove(&folder);
}

static void test_nothing_removed(void **state)
{
    (void)state;
    struct deletions deletions = {.bytes = BUFFER_INIT};
    assert_false(deletions_has(&deletions, 0));
    assert_int_equal(deletions_loss(&deletions, 0), 0);
    deletions_close(&deletions);
}

static void test_every_flip_and_cut(void **state)
{
    (void)state;
    struct random_source random = {71};
    struct buffer bytes = BUFFER_INIT;
    struct deletions deletions;
    mrg_error error = MRG_ERROR_INIT;
    scratch_folder_make(&folder);
    choose(40, 4, &random);
    deletions_append(&bytes, 40, bitmap, losses, 9, 5);
    for (size_t at = 0; at < bytes.size; at++) {
        assert_int_equal(open_bytes(&deletions, bytes.data, at, 40, &error), MRG_ERR_DAMAGED);
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[at] ^= (uint8_t)(1U << bit);
            mrg_status status = open_bytes(&deletions, bytes.data, bytes.size, 40, &error);
            assert_int_equal(status, at / 4 == 2 ? MRG_ERR_VERSION : MRG_ERR_DAMAGED);
            assert_int_equal(deletions.bytes.size, 0);
            assert_non_null(strstr(error.message, folder.file));
            bytes.data[at] ^= (uint8_t)(1U << bit);
        }
    }
    assert_int_equal(deletions_open(&deletions, scratch_file(&folder, "none"), 40, &error),
                     MRG_ERR_MISSING);
    buffer_free(&bytes);
    scratch_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_nothing_removed),
        cmocka_unit_test(test_every_flip_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
