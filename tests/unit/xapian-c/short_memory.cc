#include "tests/unit/xapian-c/short_memory.h"

#include <cstdlib>
#include <new>

namespace
{

unsigned long left; /* allocations up to and with the one that fails; 0: none does */
bool refused;       /* it has failed */

} // namespace

/* xapian-core itself loses a few objects when memory runs short within a search; what the binding
 * loses was allocated by the binding, and is still found. Called by the leak sanitizer. */
extern "C" __attribute__((visibility("default"))) const char *__lsan_default_suppressions()
{
    return "leak:libxapian.so\n";
}

void fail_allocation(unsigned long which)
{
    left = which;
    refused = false;
}

bool allocation_failed()
{
    return refused;
}

void *operator new(std::size_t size)
{
    if (left > 0 && --left == 0) {
        refused = true;
        throw std::bad_alloc();
    }
    if (void *memory = std::malloc(size > 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}
