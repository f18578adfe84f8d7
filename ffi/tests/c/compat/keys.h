/* Numbers as keys, and maps of them, for the tests of hamt.h. */
#ifndef KEYS_H
#define KEYS_H

#include "../check.h"
#include "../meter.h"
#include "hamt.h"
#include "murmur3.h"

#define KEYS 4096

static int keys[KEYS];
static int values[KEYS];

static inline int compare_numbers(const void *a, const void *b)
{
    return *(const int *)a != *(const int *)b;
}

static inline uint32_t hash_number(const void *key, const size_t gen)
{
    CHECK(gen == 0);
    return murmur3_32((const uint8_t *)key, sizeof(int), 0);
}

/* All keys have one hash. */
static inline uint32_t hash_constant(const void *key, const size_t gen)
{
    (void)key;
    (void)gen;
    return 17;
}

static inline void make_keys(void)
{
    int i;
    for (i = 0; i < KEYS; i++) {
        keys[i] = i;
        values[i] = -i;
    }
}

static inline struct hamt *new_map(struct hamt_allocator *ator, hamt_key_hash_fn hash)
{
    struct hamt_config config;
    config.ator = ator;
    config.key_cmp_fn = compare_numbers;
    config.key_hash_fn = hash;
#if defined(WITH_TABLE_CACHE)
    config.cache = NULL;
#endif
    return hamt_create(&config);
}

static inline void *metered_malloc(const ptrdiff_t size, void *ctx)
{
    return meter_take((struct meter *)ctx, (size_t)size, sizeof(void *));
}

static inline void metered_free(void *ptr, const ptrdiff_t size, void *ctx)
{
    meter_give((struct meter *)ctx, ptr, (size_t)size);
}

static inline struct hamt_allocator metered(struct meter *meter)
{
    struct hamt_allocator ator;
    ator.malloc = metered_malloc;
    ator.realloc = NULL;
    ator.free = metered_free;
    ator.ctx = meter;
    return ator;
}

#endif
