/* A program may have functions of its own with all the names that libhamt defines beside hamt_*. */
#include "../check.h"
#include "hamt.h"

#include <string.h>

/* Two of the names are in the library too, and these must be the ones that the program gets. */
uint32_t murmur3_32(const uint8_t *key, size_t len, uint32_t seed);
uint32_t sedgewick_universal_hash(const char *str, uint32_t M);

uint32_t murmur3_32(const uint8_t *key, size_t len, uint32_t seed)
{
    return key[0] * 31u + (uint32_t)len + seed;
}

uint32_t sedgewick_universal_hash(const char *str, uint32_t M)
{
    return (uint32_t)strlen(str) % M;
}

#define OWN(name)  \
    int name(void); \
    int name(void) { called++; return 0; }

static int called = 0;

OWN(table_allocate)
OWN(table_free)
OWN(table_extend)
OWN(table_shrink)
OWN(table_gather)
OWN(table_dup)
OWN(table_allocator_create)
OWN(table_allocator_delete)
OWN(table_allocator_alloc)
OWN(table_allocator_free)
OWN(delete_recursive)
OWN(stdlib_free)
OWN(hamt_copy_shallow)

static int compare(const void *a, const void *b)
{
    return strcmp((const char *)a, (const char *)b);
}

static uint32_t hash(const void *key, const size_t gen)
{
    (void)gen;
    return murmur3_32((const uint8_t *)key, strlen((const char *)key), 0);
}

int main(void)
{
    static char ada[] = "ada", grace[] = "grace";
    struct hamt_config config;
    struct hamt_table_cache *cache;
    struct hamt *trie, *version;
    memset(&config, 0, sizeof(config));
    config.ator = &hamt_allocator_default;
    config.key_cmp_fn = compare;
    config.key_hash_fn = hash;
    trie = hamt_create(&config);
    CHECK(hamt_set(trie, ada, grace) == grace);
    version = (struct hamt *)hamt_pset(trie, grace, ada);
    CHECK(hamt_get(version, grace) == ada && hamt_size(trie) == 1);
    CHECK(hamt_remove(version, ada) == grace);
    hamt_delete(trie);
    hamt_delete(version);
    cache = hamt_table_cache_create(&hamt_table_cache_config_default);
    hamt_table_cache_free(cache, 4, hamt_table_cache_alloc(cache, 4));
    hamt_table_cache_delete(cache);
    CHECK(called == 0);
    CHECK(murmur3_32((const uint8_t *)"a", 1, 0) == 97 * 31 + 1);
    CHECK(sedgewick_universal_hash("four", 3) == 1);
    return table_allocate() + table_free() + delete_recursive() + stdlib_free() + (called == 4 ? 0 : 1);
}
