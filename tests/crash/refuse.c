#include "tests/crash/refuse.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

static atomic_ulong asked, refused;

void refuse_allocation(unsigned long number)
{
    atomic_store(&refused, 0);
    atomic_store(&asked, 0);
    atomic_store(&refused, number);
}

unsigned long refuse_count(void)
{
    return atomic_load(&asked);
}

bool refuse_now(void)
{
    const unsigned long number = atomic_fetch_add(&asked, 1) + 1;
    if (number != atomic_load(&refused))
        return false;
    errno = ENOMEM;
    return true;
}

/* The linker's --wrap gives these names: a call of F becomes one of __wrap_F, and __real_F is F. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
int __real_posix_memalign(void **memory, size_t alignment, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
char *__real_strdup(const char *string);
void *__real_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
void *__real_mremap(void *memory, size_t size, size_t new_size, int flags, void *address);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *context);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *string);
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mremap(void *memory, size_t size, size_t new_size, int flags, void *address);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *context);

void *__wrap_malloc(size_t size)
{
    return refuse_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refuse_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return refuse_now() ? NULL : __real_realloc(memory, size);
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t size)
{
    return refuse_now() ? ENOMEM : __real_posix_memalign(memory, alignment, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return refuse_now() ? NULL : __real_aligned_alloc(alignment, size);
}

char *__wrap_strdup(const char *string)
{
    return refuse_now() ? NULL : __real_strdup(string);
}

/* Files are mapped too, which is no matter of memory. */
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset)
{
    return (flags & MAP_ANONYMOUS) != 0 && refuse_now()
               ? MAP_FAILED
               : __real_mmap(address, size, protection, flags, file, offset);
}

void *__wrap_mremap(void *memory, size_t size, size_t new_size, int flags, void *address)
{
    return refuse_now() ? MAP_FAILED : __real_mremap(memory, size, new_size, flags, address);
}

/* A thread needs a stack. */
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *context)
{
    return refuse_now() ? EAGAIN : __real_pthread_create(thread, attributes, run, context);
}
