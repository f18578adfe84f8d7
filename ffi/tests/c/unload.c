/*
 * The library is loaded, used and unloaded, 200 times. `unload LIBRARY`; linked with nothing of it.
 *
 * It is unloaded when the last thread that used it has ended, with all its memory. Nothing of it is called after that.
 */
#define _DEFAULT_SOURCE
#include "check.h"
#include "hamtrie.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 200
#define KEYS 20000
#define THREADS 4

static const char *path;

/* Where a thread that uses the library waits: for the others before it begins, and for the library to be closed. */
static pthread_barrier_t used, closed;

struct library {
    void *handle;
    hamtrie_status (*create)(const hamtrie_config *, hamtrie **);
    hamtrie_status (*set)(hamtrie *, const void *, void *, bool *, hamtrie_entry *);
    void (*release)(hamtrie *);
    bool (*shutdown)(void);
};

static struct library library;

/* As a function pointer, which C has no cast for. */
static void find(const char *name, void *place)
{
    void *symbol = dlsym(library.handle, name);
    CHECK(symbol != NULL);
    memcpy(place, &symbol, sizeof symbol);
}

static void load(void)
{
    library.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library.handle == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    find("hamtrie_new", &library.create);
    find("hamtrie_set", &library.set);
    find("hamtrie_release", &library.release);
    find("hamtrie_shutdown", &library.shutdown);
}

static void unload(void)
{
    CHECK(dlclose(library.handle) == 0);
}

static bool is_loaded(void)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    if (handle == NULL) {
        return false;
    }
    dlclose(handle);
    return true;
}

static uint64_t hash_number(void *ctx, const void *key)
{
    (void)ctx;
    return (uint64_t)(size_t)key;
}

static bool equal_numbers(void *ctx, const void *a, const void *b)
{
    (void)ctx;
    return a == b;
}

static void use(void)
{
    hamtrie_config config = HAMTRIE_CONFIG_INIT;
    hamtrie *map;
    size_t i;
    config.hash = hash_number;
    config.eq = equal_numbers;
    CHECK(library.create(&config, &map) == HAMTRIE_OK);
    for (i = 1; i <= KEYS; i++) {
        CHECK(library.set(map, (void *)i, NULL, NULL, NULL) == HAMTRIE_OK);
    }
    library.release(map);
}

static void *use_and_end(void *arg)
{
    use();
    return arg;
}

static void *use_and_end_later(void *arg)
{
    use();
    pthread_barrier_wait(&used);
    pthread_barrier_wait(&closed);
    return arg;
}

/* KiB of memory that the process has. */
static long resident(void)
{
    long all, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        CHECK(fscanf(file, "%ld %ld", &all, &resident) == 2);
        fclose(file);
    }
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void in_thread(void *(*body)(void *))
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, body, NULL) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
}

/* Nothing is left in the list of functions to be called when a process forks. */
static void can_fork(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

static void rounds_cost_nothing(void)
{
    long before = 0, after;
    int round;
    for (round = 0; round < ROUNDS; round++) {
        load();
        in_thread(use_and_end);
        unload();
        CHECK(!is_loaded());
        if (round == ROUNDS / 10) {
            before = resident();
        }
    }
    can_fork();
    after = resident();
    printf("%d rounds: %ld KiB resident, %ld KiB before\n", ROUNDS, after, before);
    CHECK(after < before + 1024);
}

static void threads_may_end_after_the_unloading(void)
{
    pthread_t threads[THREADS];
    int i, round;
    for (round = 0; round < 20; round++) {
        CHECK(pthread_barrier_init(&used, NULL, THREADS + 1) == 0);
        CHECK(pthread_barrier_init(&closed, NULL, THREADS + 1) == 0);
        load();
        for (i = 0; i < THREADS; i++) {
            CHECK(pthread_create(&threads[i], NULL, use_and_end_later, NULL) == 0);
        }
        pthread_barrier_wait(&used);
        unload();
        CHECK(is_loaded());
        can_fork();
        pthread_barrier_wait(&closed);
        for (i = 0; i < THREADS; i++) {
            CHECK(pthread_join(threads[i], NULL) == 0);
        }
        /* The next one that is closed takes it along. */
        load();
        unload();
        CHECK(!is_loaded());
        can_fork();
    }
}

static void a_thread_that_goes_on_may_give_back(void)
{
    load();
    use();
    CHECK(library.shutdown());
    unload();
    CHECK(is_loaded());
}

int main(int argc, char **argv)
{
    CHECK(argc == 2);
    path = argv[1];
    rounds_cost_nothing();
    threads_may_end_after_the_unloading();
    a_thread_that_goes_on_may_give_back();
    return 0;
}
