/* The child of fork() can use maps, whatever other threads did at that moment; and callbacks may fork. */
#include "../fork.h"
#include "hamtrie.h"

#define KEYS 2000

static int keys[KEYS];
static hamtrie *common;
static int callbacks_fork;

static void use_maps(void);

static uint64_t hash_number(void *ctx, const void *key)
{
    (void)ctx;
    if (callbacks_fork) {
        callbacks_fork = 0;
        fork_once(use_maps);
    }
    return (uint64_t)*(const int *)key;
}

static bool equal_numbers(void *ctx, const void *a, const void *b)
{
    (void)ctx;
    return *(const int *)a == *(const int *)b;
}

static hamtrie *new_map(int n)
{
    hamtrie_config config = HAMTRIE_CONFIG_INIT;
    hamtrie *map;
    int i;
    config.hash = hash_number;
    config.eq = equal_numbers;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_OK);
    for (i = 0; i < n; i++) {
        CHECK(hamtrie_set(map, &keys[i], &keys[i], NULL, NULL) == HAMTRIE_OK);
    }
    return map;
}

/* Changes a snapshot of `map` and derives versions from it, and from it `n` keys. */
static void change(const hamtrie *map, int n)
{
    hamtrie *own, *other;
    int i;
    CHECK(hamtrie_retain(map, &own) == HAMTRIE_OK);
    for (i = 0; i < n; i++) {
        CHECK(hamtrie_remove(own, &keys[i], NULL, NULL) == HAMTRIE_OK);
        CHECK(hamtrie_update(map, &keys[i], &keys[0], &other) == HAMTRIE_OK);
        hamtrie_release(other);
    }
    CHECK(hamtrie_size(own) == hamtrie_size(map) - (size_t)n);
    hamtrie_release(own);
}

/* In a child. */
static void use_maps(void)
{
    hamtrie_pool_stats stats;
    change(common, 100);
    hamtrie_release(new_map(KEYS));
    hamtrie_release(common);
    hamtrie_pool_trim();
    hamtrie_pool_count(&stats);
    hamtrie_shutdown();
}

static void *be_busy(void *arg)
{
    int round;
    for (round = 0; !told_to_stop; round++) {
        change(common, 50);
        hamtrie_release(new_map(KEYS));
        if (round % 4 == 0) {
            hamtrie_pool_trim();
        }
    }
    return arg;
}

int main(void)
{
    int i;
    for (i = 0; i < KEYS; i++) {
        keys[i] = i;
    }
    common = new_map(500);
    callbacks_fork = children_wanted() > 0;
    change(common, 1);
    CHECK(callbacks_fork == 0);
    fork_beside_busy_threads(be_busy, use_maps);
    hamtrie_release(common);
    CHECK(hamtrie_shutdown());
    return 0;
}
