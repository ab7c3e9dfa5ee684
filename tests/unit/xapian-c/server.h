/* Xapian servers on loopback for tests. */
#ifndef MORGUE_TESTS_UNIT_XAPIAN_C_SERVER_H
#define MORGUE_TESTS_UNIT_XAPIAN_C_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define LOOPBACK "127.0.0.1"

struct server {
    pid_t group;   /* the server and what it forks, a process group of its own; 0: not running */
    uint16_t port; /* on LOOPBACK */
};

/* Whether xapian-tcpsrv is installed. */
bool server_is_installed(void);

/* Serve the database at `path`; returns when it takes connections. */
struct server server_start(const char *path, bool writable);

/* Kill the server and its connections, unless that was done. */
void server_kill(struct server *server);

/* Stop (or let go on) the server and its connections: they stay, but do not answer. */
void server_pause(const struct server *server, bool pause);

/* A socket on LOOPBACK that accepts and never says a word; *port receives its port. */
int silent_listener(uint16_t *port);

/* A port of LOOPBACK on which nobody listens. */
uint16_t unused_port(void);

#endif
