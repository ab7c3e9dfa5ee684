#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const program = "xapian-tcpsrv";

/* A process that writes nowhere and runs `arguments`. */
static pid_t run(char *const *arguments)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int nowhere = open("/dev/null", O_RDWR);
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that is killed leaves no server behind */
        dup2(nowhere, 0);
        dup2(nowhere, 1);
        dup2(nowhere, 2);
        execvp(arguments[0], arguments);
        _exit(127);
    }
    setpgid(child, child);
    return child;
}

bool server_is_installed(void)
{
    char name[32];
    char version[] = "--version";
    int status;
    snprintf(name, sizeof name, "%s", program);
    char *arguments[] = {name, version, NULL};
    waitpid(run(arguments), &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static struct sockaddr_in loopback(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int bound_socket(uint16_t *port)
{
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int bound = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(bound >= 0);
    assert_int_equal(bind(bound, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(bound, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return bound;
}

int silent_listener(uint16_t *port)
{
    int listener = bound_socket(port);
    assert_int_equal(listen(listener, 4), 0);
    return listener;
}

uint16_t unused_port(void)
{
    uint16_t port;
    close(bound_socket(&port));
    return port;
}

static bool takes_connections(uint16_t port)
{
    struct sockaddr_in address = loopback(port);
    int client = socket(AF_INET, SOCK_STREAM, 0);
    bool connected = connect(client, (struct sockaddr *)&address, sizeof address) == 0;
    close(client);
    return connected;
}

struct server server_start(const char *path, bool writable)
{
    const struct timespec pause = {0, 20 * 1000 * 1000};
    struct server server = {.port = unused_port()};
    char name[32], interface[] = "--interface=" LOOPBACK, port[32], mode[16], folder[512];
    snprintf(name, sizeof name, "%s", program);
    snprintf(port, sizeof port, "--port=%u", server.port);
    snprintf(mode, sizeof mode, "%s", writable ? "--writable" : "--quiet");
    snprintf(folder, sizeof folder, "%s", path);
    char *arguments[] = {name, interface, port, mode, folder, NULL};
    server.group = run(arguments);
    for (int tries = 0; !takes_connections(server.port); tries++) {
        assert_true(tries < 1000);
        nanosleep(&pause, NULL);
    }
    return server;
}

void server_kill(struct server *server)
{
    if (server->group <= 0)
        return;
    kill(-server->group, SIGKILL);
    waitpid(server->group, NULL, 0);
    server->group = 0;
}

void server_pause(const struct server *server, bool pause)
{
    kill(-server->group, pause ? SIGSTOP : SIGCONT);
}
