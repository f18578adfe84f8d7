/* A program that forks while four threads are busy: for the tests of both headers. */
#ifndef FORK_H
#define FORK_H

#define _DEFAULT_SOURCE
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BUSY_THREADS 4
/* What a child that does nothing but a little arithmetic may take, by far. */
#define PATIENCE 10

static volatile int told_to_stop;

/* How many children; HAMTRIE_FORKS in the environment sets another number. */
static inline int children_wanted(void)
{
    const char *wanted = getenv("HAMTRIE_FORKS");
    return wanted == NULL ? 2000 : atoi(wanted);
}

/* Ends the program if a child does not end, or not well. */
static inline void wait_for(pid_t child)
{
    struct timespec pause = {0, 50 * 1000};
    time_t begin = time(NULL);
    int status;
    pid_t ended;
    while ((ended = waitpid(child, &status, WNOHANG)) == 0) {
        if (time(NULL) - begin > PATIENCE) {
            kill(child, SIGKILL);
            fprintf(stderr, "a child hangs\n");
            exit(1);
        }
        nanosleep(&pause, NULL);
    }
    CHECK(ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static inline void fork_once(void (*in_child)(void))
{
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        in_child();
        _exit(0);
    }
    wait_for(child);
}

static inline void fork_beside_busy_threads(void *(*be_busy)(void *), void (*in_child)(void))
{
    pthread_t threads[BUSY_THREADS];
    int i, children = children_wanted();
    /* A parent can hang, too. */
    alarm(10 * PATIENCE);
    for (i = 0; i < BUSY_THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, be_busy, NULL) == 0);
    }
    for (i = 0; i < children; i++) {
        fork_once(in_child);
    }
    told_to_stop = 1;
    for (i = 0; i < BUSY_THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
}

#endif
