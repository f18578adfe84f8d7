/* Table caches: accepted by maps, and working for those who call them. */
#ifndef WITH_TABLE_CACHE
#define WITH_TABLE_CACHE
#endif
#include "keys.h"

#include <string.h>

int main(void)
{
    struct meter meter = METER;
    struct hamt_allocator ator = metered(&meter);
    struct hamt_table_cache_config config = hamt_table_cache_config_default;
    struct hamt_config map_config;
    struct hamt_table_cache *cache;
    struct hamt_node *tables[33];
    struct hamt *map;
    size_t n;

    make_keys();
    CHECK(config.bucket_count == 32 && hamt_table_cache_config_default_bucket_count == 32);
    CHECK(config.initial_bucket_sizes == hamt_table_cache_default_bucket_sizes);
    CHECK(config.backing_allocator == &hamt_allocator_default);
    config.backing_allocator = &ator;
    cache = hamt_table_cache_create(&config);
    CHECK(cache != NULL && meter.live_blocks == 1);

    map_config.ator = &ator;
    map_config.key_cmp_fn = compare_numbers;
    map_config.key_hash_fn = hash_number;
    map_config.cache = cache;
    map = hamt_create(&map_config);
    CHECK(hamt_set(map, &keys[1], &values[1]) == &values[1] && hamt_get(map, &keys[1]) == &values[1]);
    hamt_delete(map);
    CHECK(meter.live_blocks == 1);

    for (n = 1; n <= 32; n++) {
        tables[n] = hamt_table_cache_alloc(cache, n);
        CHECK(tables[n] != NULL);
        memset(tables[n], 0x55, 16 * n);
    }
    CHECK(hamt_table_cache_alloc(cache, 0) == NULL && hamt_table_cache_alloc(cache, 33) == NULL);
    CHECK(hamt_table_cache_alloc(NULL, 1) == NULL);
    for (n = 1; n <= 32; n += 3) {
        hamt_table_cache_free(cache, n, tables[n]);
    }
    hamt_table_cache_free(cache, 1, NULL);
    CHECK(meter.live_blocks == 1 + 21);
    meter.left = 0;
    CHECK(hamt_table_cache_alloc(cache, 1) == NULL && hamt_table_cache_create(&config) == NULL);
    hamt_table_cache_delete(cache);
    hamt_table_cache_delete(NULL);
    CHECK(meter.live_blocks == 0 && meter.live_bytes == 0);
    CHECK(hamt_table_cache_create(NULL) == NULL);
    return 0;
}
