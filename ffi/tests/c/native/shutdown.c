/* Giving everything back: what can be in use, and that all can be used again. Under a memory checker nothing is left. */
#include "words.h"

#include <pthread.h>

static hamtrie *filled_map(struct ledger *ledger)
{
    hamtrie_config config = words_config(ledger, false);
    hamtrie *map;
    int i;
    config.alloc = NULL;
    config.dealloc = NULL;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_OK);
    for (i = 0; i < WORDS; i++) {
        CHECK(hamtrie_set(map, words[i], &values[i], NULL, NULL) == HAMTRIE_OK);
    }
    return map;
}

static void *in_a_thread(void *ledger)
{
    hamtrie_release(filled_map((struct ledger *)ledger));
    return NULL;
}

int main(void)
{
    static struct ledger ledger;
    hamtrie_pool_stats stats;
    hamtrie *map, *snapshot;
    pthread_t thread;
    int round;
    CHECK(hamtrie_shutdown());
    make_words();
    reset(&ledger);
    for (round = 0; round < 3; round++) {
        CHECK(pthread_create(&thread, NULL, in_a_thread, &ledger) == 0);
        CHECK(pthread_join(thread, NULL) == 0);
        map = filled_map(&ledger);
        CHECK(hamtrie_retain(map, &snapshot) == HAMTRIE_OK);
        hamtrie_release(map);
        CHECK(!hamtrie_shutdown());
        CHECK(value_of(snapshot, words[7]) == &values[7]);
        hamtrie_release(snapshot);
        CHECK(hamtrie_shutdown());
        hamtrie_pool_count(&stats);
        CHECK(stats.slabs == 0 && stats.slab_bytes == 0 && stats.live_blocks == 0 && stats.free_bytes == 0);
    }
    return 0;
}
