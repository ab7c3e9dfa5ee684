/* A gate: whoever is alone is, and nobody waits for ever. */
#include "tests/cmocka_all.h"

#include "common/base/gate.h"

#include <stdatomic.h>

enum { THREADS = 6, VISITS = 4000, ALONE_EVERY = 7 };

static struct gate gate;
static atomic_uint inside; /* that are not alone */
static uint32_t alone;     /* visits; not atomic, as nobody else may be there */
static atomic_bool was_disturbed;

static void *visit(void *context)
{
    unsigned number = *(const unsigned *)context;
    for (unsigned i = 0; i < VISITS; i++) {
        gate_enter(&gate);
        atomic_fetch_add(&inside, 1);
        if (i % ALONE_EVERY == number % ALONE_EVERY) {
            atomic_fetch_sub(&inside, 1);
            while (!gate_be_alone(&gate))
                continue;
            if (atomic_load(&inside) != 0)
                atomic_store(&was_disturbed, true);
            alone++;
            gate_be_one_of_many(&gate);
            atomic_fetch_add(&inside, 1);
        }
        atomic_fetch_sub(&inside, 1);
        gate_leave(&gate);
    }
    return NULL;
}

static void test_alone(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    unsigned numbers[THREADS];
    uint32_t wanted = 0;
    gate_init(&gate);
    for (unsigned t = 0; t < THREADS; t++) {
        numbers[t] = t;
        for (unsigned i = 0; i < VISITS; i++)
            wanted += i % ALONE_EVERY == t % ALONE_EVERY;
        assert_int_equal(pthread_create(&threads[t], NULL, visit, &numbers[t]), 0);
    }
    for (unsigned t = 0; t < THREADS; t++)
        pthread_join(threads[t], NULL);
    assert_false(atomic_load(&was_disturbed));
    assert_int_equal(alone, wanted);
    gate_destroy(&gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
