/*
 * Two threads: one changes a table of prices, the other one adds them up. The reader takes a snapshot, which costs
 * nothing to speak of, and reads as long as it likes; the lock is held only while a handle is copied.
 */
#include "hamtrie.h"

#include <pthread.h>
#include <stdio.h>

#define ITEMS 1000
#define ROUNDS 2000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static hamtrie *published; /* guarded by the lock */

static uint64_t hash_item(void *ctx, const void *key)
{
    (void)ctx;
    return (uintptr_t)key;
}

static bool equal_items(void *ctx, const void *a, const void *b)
{
    (void)ctx;
    return a == b;
}

/* Moves one unit of price from item to item, so that the sum of a consistent table is always the same. */
static void *change_prices(void *arg)
{
    hamtrie *prices = (hamtrie *)arg, *next, *old;
    uintptr_t round;
    for (round = 0; round < ROUNDS; round++) {
        const void *from = (const void *)(round % ITEMS), *to = (const void *)((round * 7 + 1) % ITEMS);
        void *price;
        hamtrie_get(prices, from, &price);
        hamtrie_set(prices, from, (void *)((uintptr_t)price - 1), NULL, NULL);
        hamtrie_get(prices, to, &price);
        hamtrie_set(prices, to, (void *)((uintptr_t)price + 1), NULL, NULL);
        if (hamtrie_retain(prices, &next) != HAMTRIE_OK) {
            continue; /* readers see this change with the next one */
        }
        pthread_mutex_lock(&lock);
        old = published;
        published = next;
        pthread_mutex_unlock(&lock);
        hamtrie_release(old);
    }
    hamtrie_release(prices);
    return NULL;
}

static bool add(void *arg, const void *item, void *price)
{
    (void)item;
    *(uintptr_t *)arg += (uintptr_t)price;
    return true;
}

int main(void)
{
    hamtrie_config config = HAMTRIE_CONFIG_INIT;
    hamtrie *prices, *snapshot;
    pthread_t writer;
    uintptr_t i;
    int round, wrong = 0;

    config.hash = hash_item;
    config.eq = equal_items;
    if (hamtrie_new(&config, &prices) != HAMTRIE_OK) {
        return 1;
    }
    for (i = 0; i < ITEMS; i++) {
        hamtrie_set(prices, (const void *)i, (void *)(uintptr_t)10000, NULL, NULL);
    }
    if (hamtrie_retain(prices, &published) != HAMTRIE_OK || pthread_create(&writer, NULL, change_prices, prices) != 0) {
        return 1;
    }
    for (round = 0; round < ROUNDS; round++) {
        uintptr_t sum = 0;
        hamtrie_status status;
        pthread_mutex_lock(&lock);
        status = hamtrie_retain(published, &snapshot);
        pthread_mutex_unlock(&lock);
        if (status != HAMTRIE_OK) {
            return 1;
        }
        hamtrie_for_each(snapshot, add, &sum);
        hamtrie_release(snapshot);
        wrong += sum != (uintptr_t)ITEMS * 10000;
    }
    pthread_join(writer, NULL);
    hamtrie_release(published);
    printf("%d of %d sums were wrong\n", wrong, ROUNDS);
    return wrong == 0 ? 0 : 1;
}
