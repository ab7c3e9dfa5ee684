#include "tests/crash/refuse.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

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
struct deflater *__real_deflater_new(int level);
struct inflater *__real_inflater_new(void);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *context);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *string);
struct deflater *__wrap_deflater_new(int level);
struct inflater *__wrap_inflater_new(void);
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

struct deflater *__wrap_deflater_new(int level)
{
    return refuse_now() ? NULL : __real_deflater_new(level);
}

struct inflater *__wrap_inflater_new(void)
{
    return refuse_now() ? NULL : __real_inflater_new();
}

/* A thread needs a stack. */
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *context)
{
    return refuse_now() ? EAGAIN : __real_pthread_create(thread, attributes, run, context);
}
