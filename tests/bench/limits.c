/* What the machine can do at best in the parts that indexing and searching are made of, one core, so that
 * the figures of morgue-bench can be held against something: morgue-limits ARCHIVE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "common/base/buffer.h"
#include "common/codec/block_codec.h"
#include "common/codec/checksum.h"
#include "corpus/generate/random.h"
#include "tests/bench/bench.h"

enum {
    MEMORY_SIZE = 256 << 20, /* far more than any cache holds */
    STEPS = 4 << 20,         /* of the walk from place to place */
    TEXT_SIZE = 32 << 20,
    TEXT_ROOM =
        2 * TEXT_SIZE, /* more than text of that size and its last article take, deflated or not */
    BLOCKS = 1 << 14,  /* of 128 numbers */
    PASSES = 5         /* the best of them counts */
};

/* What is run in one pass; returns a number that depends on all it did, so that none of it is left out. */
typedef uint64_t task_function(void *context);

static volatile uint64_t kept;

static double best_seconds(task_function *task, void *context)
{
    double best = 1e9;
    for (unsigned pass = 0; pass < PASSES; pass++) {
        const double begin = clock_seconds();
        kept += task(context);
        const double seconds = clock_seconds() - begin;
        best = seconds < best ? seconds : best;
    }
    return best;
}

static void print_rate(const char *what, double amount, const char *unit, double seconds)
{
    printf("| %-44s | %10.0f | %s |\n", what, amount / seconds / 1e6, unit);
}

/* ------------------------------------------------------------------------------------ memory */

struct memory {
    uint64_t *from, *to; /* MEMORY_SIZE bytes each; owned */
};

static uint64_t read_memory(void *context)
{
    const struct memory *memory = context;
    uint64_t sum[4] = {0, 0, 0, 0};
    for (size_t i = 0; i < MEMORY_SIZE / sizeof *memory->from; i += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sum[lane] += memory->from[i + lane];
    return sum[0] + sum[1] + sum[2] + sum[3];
}

static uint64_t copy_memory(void *context)
{
    const struct memory *memory = context;
    memcpy(memory->to, memory->from, MEMORY_SIZE);
    return memory->to[kept % 1024];
}

/* Each step needs what the one before found. */
static uint64_t walk_memory(void *context)
{
    const struct memory *memory = context;
    uint64_t at = 0;
    for (unsigned i = 0; i < STEPS; i++)
        at = memory->from[at];
    return at;
}

/* One cycle through all places (Sattolo's algorithm). */
static void make_walk(uint64_t *places, size_t count)
{
    struct random random = {1};
    for (size_t i = 0; i < count; i++)
        places[i] = i;
    for (size_t i = count - 1; i > 0; i--) {
        const size_t other = random_below(&random, i);
        const uint64_t place = places[i];
        places[i] = places[other];
        places[other] = place;
    }
}

static bool measure_memory(void)
{
    struct memory memory = {malloc(MEMORY_SIZE), malloc(MEMORY_SIZE)};
    const bool has_memory = memory.from != NULL && memory.to != NULL;
    if (has_memory) {
        make_walk(memory.from, MEMORY_SIZE / sizeof *memory.from);
        memset(memory.to, 1, MEMORY_SIZE);
        print_rate("memory, read", MEMORY_SIZE, "MB/s", best_seconds(read_memory, &memory));
        print_rate("memory, copied", MEMORY_SIZE, "MB/s", best_seconds(copy_memory, &memory));
        printf("| %-44s | %10.0f | ns |\n", "memory, one place after another at random",
               best_seconds(walk_memory, &memory) / STEPS * 1e9);
    }
    free(memory.from);
    free(memory.to);
    return has_memory;
}

/* ------------------------------------------------------------------------------------ bytes */

struct bytes {
    struct buffer text; /* of articles */
    uint8_t *deflated;  /* by zlib; room for TEXT_ROOM bytes */
    uint8_t *inflated;  /* again; the same room */
    uLongf size;        /* of it deflated */
};

static bool add_text(void *context, const mrg_article *article)
{
    struct bytes *bytes = context;
    buffer_append(&bytes->text, article->headline.data, article->headline.size);
    buffer_append(&bytes->text, article->body.data, article->body.size);
    return bytes->text.size < TEXT_SIZE && !bytes->text.failed;
}

static uint64_t sum_bytes(void *context)
{
    const struct bytes *bytes = context;
    return checksum(0, bytes->text.data, bytes->text.size);
}

static uint64_t deflate_all(void *context)
{
    struct bytes *bytes = context;
    bytes->size = TEXT_ROOM;
    compress2(bytes->deflated, &bytes->size, bytes->text.data, bytes->text.size, 1);
    return bytes->size;
}

static uint64_t inflate_all(void *context)
{
    struct bytes *bytes = context;
    uLongf size = TEXT_ROOM;
    uncompress(bytes->inflated, &size, bytes->deflated, bytes->size);
    return size;
}

static bool measure_bytes(const char *archive)
{
    static struct bytes bytes;
    bytes.deflated = malloc(TEXT_ROOM);
    bytes.inflated = malloc(TEXT_ROOM);
    archive_read(archive, UINT64_MAX, add_text, &bytes);
    const bool has_all = bytes.text.size > 0 && !bytes.text.failed && bytes.text.size < TEXT_ROOM &&
                         bytes.deflated != NULL && bytes.inflated != NULL;
    if (has_all) {
        const double size = (double)bytes.text.size;
        print_rate("CRC-32 of text", size, "MB/s", best_seconds(sum_bytes, &bytes));
        print_rate("text deflated by zlib, level 1", size, "MB/s",
                   best_seconds(deflate_all, &bytes));
        print_rate("and inflated", size, "MB/s", best_seconds(inflate_all, &bytes));
    }
    buffer_free(&bytes.text);
    free(bytes.deflated);
    free(bytes.inflated);
    return has_all;
}

/* ------------------------------------------------------------------------------------ numbers */

struct numbers {
    uint32_t values[BLOCKS][BLOCK_LENGTH];
    struct buffer packed;
};

static uint64_t pack_all(void *context)
{
    struct numbers *numbers = context;
    buffer_clear(&numbers->packed);
    for (size_t i = 0; i < BLOCKS; i++)
        block_append(&numbers->packed, numbers->values[i]);
    return numbers->packed.size;
}

static uint64_t unpack_all(void *context)
{
    const struct numbers *numbers = context;
    const uint8_t *at = numbers->packed.data, *end = at + numbers->packed.size;
    uint32_t values[BLOCK_LENGTH];
    uint64_t sum = 0;
    while (at != NULL && at < end) {
        at = block_read(at, end, values);
        sum += values[sum % BLOCK_LENGTH];
    }
    return sum;
}

/* Gaps of positions: most below 256, few far more. */
static void make_gaps(struct numbers *numbers)
{
    struct random random = {2};
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t j = 0; j < BLOCK_LENGTH; j++)
            numbers->values[i][j] = random_below(&random, random_chance(&random, 5) ? 2000 : 200);
}

static bool measure_numbers(void)
{
    struct numbers *numbers = calloc(1, sizeof *numbers);
    if (numbers == NULL)
        return false;
    const double count = (double)BLOCKS * BLOCK_LENGTH;
    make_gaps(numbers);
    print_rate("numbers packed", count, "M/s", best_seconds(pack_all, numbers));
    print_rate("and unpacked", count, "M/s", best_seconds(unpack_all, numbers));
    const bool has_memory = !numbers->packed.failed;
    buffer_free(&numbers->packed);
    free(numbers);
    return has_memory;
}

int main(int count, char **arguments)
{
    if (count != 2 || arguments[1][0] == '-') {
        fprintf(stderr, "Usage: morgue-limits ARCHIVE\n");
        return 2;
    }
    printf("| one core, best of %d | | |\n|---|---:|---|\n", PASSES);
    if (measure_memory() && measure_bytes(arguments[1]) && measure_numbers())
        return 0;
    fprintf(stderr, "morgue-limits: no articles, or too little memory\n");
    return 1;
}
