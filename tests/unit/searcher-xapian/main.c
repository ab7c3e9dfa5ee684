/* The reading side of engine xapian: what the comparison of both engines (tests/oracle) and the tests of
 * clusters do not get to. */
#include "tests/unit/searcher-xapian/maker.h"

int main(void)
{
    int failed = run_hard_tests();
    return failed + run_shard_tests();
}
