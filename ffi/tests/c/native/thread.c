/* Threads: readers of one handle, and writers on handles of their own, at once. */
#include "words.h"

#include <pthread.h>

#define THREADS 4
#define ROUNDS 200

static uint64_t hash_plain(void *ctx, const void *key)
{
    (void)ctx;
    return (uint64_t)*(const int *)key;
}

static bool equal_plain(void *ctx, const void *a, const void *b)
{
    (void)ctx;
    return *(const int *)a == *(const int *)b;
}

/* Gets a handle of its own on what all share, and the shared one to read. */
struct task {
    const hamtrie *common;
    hamtrie *own;
    pthread_t thread;
};

static void *work(void *arg)
{
    struct task *task = (struct task *)arg;
    int i, round;
    for (round = 0; round < ROUNDS; round++) {
        hamtrie *snapshot, *derived;
        hamtrie_iter iter;
        hamtrie_entry entries[64];
        size_t sum = 0, got;
        CHECK(hamtrie_retain(task->common, &snapshot) == HAMTRIE_OK);
        CHECK(hamtrie_without(task->common, &values[round], &derived) == HAMTRIE_OK);
        for (i = round % 7; i < WORDS; i += 7) {
            CHECK(value_of(task->common, (const char *)&values[i]) == &values[i]);
            CHECK(hamtrie_set(task->own, &values[i], &values[round], NULL, NULL) == HAMTRIE_OK);
            CHECK(hamtrie_remove(snapshot, &values[i], NULL, NULL) == HAMTRIE_OK);
        }
        hamtrie_iter_init(derived, &iter);
        while ((got = hamtrie_iter_next_n(&iter, entries, 64)) > 0) {
            sum += got;
        }
        CHECK(sum == WORDS - 1);
        hamtrie_release(snapshot);
        hamtrie_release(derived);
    }
    hamtrie_release(task->own);
    return NULL;
}

int main(void)
{
    hamtrie_config config = HAMTRIE_CONFIG_INIT;
    struct task tasks[THREADS];
    hamtrie *map;
    hamtrie_pool_stats stats;
    int i;
    make_words();
    config.hash = hash_plain;
    config.eq = equal_plain;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_OK);
    for (i = 0; i < WORDS; i++) {
        CHECK(hamtrie_set(map, &values[i], &values[i], NULL, NULL) == HAMTRIE_OK);
    }
    for (i = 0; i < THREADS; i++) {
        tasks[i].common = map;
        CHECK(hamtrie_retain(map, &tasks[i].own) == HAMTRIE_OK);
        CHECK(pthread_create(&tasks[i].thread, NULL, work, &tasks[i]) == 0);
    }
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_join(tasks[i].thread, NULL) == 0);
    }
    CHECK(hamtrie_size(map) == WORDS);
    hamtrie_release(map);
    hamtrie_pool_count(&stats);
    CHECK(stats.live_blocks == 0 && stats.live_bytes == 0);
    return 0;
}
