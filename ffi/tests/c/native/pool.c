/* The pool, which both headers' maps share: it counts what is live, and gives back what is not. */
#include "hamt.h"
#include "murmur3.h"
#include "words.h"

static uint32_t hash_short(const void *key, const size_t gen)
{
    (void)gen;
    return murmur3_32((const uint8_t *)key, strlen((const char *)key), 0);
}

static int compare(const void *a, const void *b)
{
    return strcmp((const char *)a, (const char *)b);
}

int main(void)
{
    static struct ledger ledger;
    hamtrie_config config;
    struct hamt_config compat;
    hamtrie_pool_stats before, after;
    hamtrie *map;
    struct hamt *other;
    int i;
    make_words();
    reset(&ledger);
    config = words_config(&ledger, true);
    config.alloc = NULL;
    config.dealloc = NULL;
    memset(&compat, 0, sizeof compat);
    compat.ator = &hamt_allocator_default;
    compat.key_cmp_fn = compare;
    compat.key_hash_fn = hash_short;
    hamtrie_pool_count(&before);
    CHECK(before.live_blocks == 0);
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_OK);
    other = hamt_create(&compat);
    for (i = 0; i < WORDS; i++) {
        CHECK(hamtrie_set(map, words[i], &values[i], NULL, NULL) == HAMTRIE_OK);
        CHECK(hamt_set(other, words[i], &values[i]) == &values[i]);
    }
    hamtrie_pool_count(&after);
    CHECK(after.live_bytes > (16 + 32) * WORDS && after.live_blocks > WORDS);
    hamtrie_release(map);
    hamt_delete(other);
    hamtrie_pool_count(&after);
    CHECK(after.live_blocks == 0 && after.live_bytes == 0);
    CHECK(hamtrie_pool_trim() == after.slab_bytes);
    hamtrie_pool_count(&after);
    CHECK(after.slabs == 0 && after.slab_bytes == 0 && after.free_bytes == 0);
    hamtrie_pool_count(NULL);
    return 0;
}
