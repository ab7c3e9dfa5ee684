/* Bytes on their way from the thread that makes them to one that does something with them, in order: while a file is
 * written, the next bytes of it are made. Writing takes longer than one would think: memory for the system's copy of a
 * file has to be found first, which may cost more than making what is written. */
#ifndef MORGUE_BASE_RELAY_H
#define MORGUE_BASE_RELAY_H

#include <stddef.h>
#include <stdint.h>

struct relay;

/* What is done with bytes (borrowed until it returns), in a thread of its own. */
typedef void relay_taker(void *context, const uint8_t *bytes, size_t size);

/* Start a thread that takes bytes. It blocks all signals. NULL when memory or threads are short. */
struct relay *relay_new(relay_taker *take, void *context);

/* Hand bytes on; waits while too many are under way, some megabytes. */
void relay_put(struct relay *relay, const void *bytes, size_t size);

/* Wait until all bytes are taken, and end the thread: what it has done can be seen then. NULL is legal. */
void relay_end(struct relay *relay);

#endif
