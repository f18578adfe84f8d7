/* An undo history: every state of a sheet of cells is kept, each for the price of the cell that changed. */
#include "hamtrie.h"

#include <stdio.h>
#include <stdlib.h>

#define STATES 1000

/* Cells are numbers, kept in the pointers themselves. */
static void *number(uintptr_t n)
{
    return (void *)n;
}

static uint64_t hash_cell(void *ctx, const void *key)
{
    (void)ctx;
    return (uintptr_t)key;
}

static bool equal_cells(void *ctx, const void *a, const void *b)
{
    (void)ctx;
    return a == b;
}

int main(void)
{
    hamtrie_config config = HAMTRIE_CONFIG_INIT;
    hamtrie_pool_stats one, all;
    hamtrie *history[STATES];
    void *value, *before;
    uintptr_t i;

    config.hash = hash_cell;
    config.eq = equal_cells;
    if (hamtrie_new(&config, &history[0]) != HAMTRIE_OK) {
        return 1;
    }
    for (i = 0; i < 10000; i++) {
        if (hamtrie_set(history[0], number(i), number(0), NULL, NULL) != HAMTRIE_OK) {
            return 1;
        }
    }
    hamtrie_pool_count(&one);

    /* Each edit makes a new state; the one before stays. */
    for (i = 1; i < STATES; i++) {
        if (hamtrie_update(history[i - 1], number(i * 7 % 10000), number(i), &history[i]) != HAMTRIE_OK) {
            return 1;
        }
    }
    hamtrie_pool_count(&all);
    printf("one state: %zu bytes, each of %d more: %zu bytes\n", one.live_bytes, STATES - 1,
           (all.live_bytes - one.live_bytes) / (STATES - 1));

    /* Undo all but the first hundred edits: look at an old state, and forget the later ones. */
    if (!hamtrie_get(history[99], number(99 * 7), &value) || !hamtrie_get(history[98], number(99 * 7), &before)) {
        return 1;
    }
    printf("cell %d was %d after 99 edits, and %d before\n", 99 * 7, (int)(uintptr_t)value, (int)(uintptr_t)before);
    for (i = 100; i < STATES; i++) {
        hamtrie_release(history[i]);
    }
    for (i = 0; i < 100; i++) {
        hamtrie_release(history[i]);
    }
    hamtrie_pool_count(&all);
    printf("%zu bytes are left\n", all.live_bytes);
    return all.live_bytes == 0 ? 0 : 1;
}
