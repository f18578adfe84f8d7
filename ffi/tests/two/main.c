/* Two static libraries made with Rust in one program. */
#include "hamtrie.h"

uint32_t other_number(uint32_t n);

static uint64_t hash(void *ctx, const void *key)
{
    (void)ctx;
    return (uint64_t)*(const int *)key;
}

static bool equal(void *ctx, const void *a, const void *b)
{
    (void)ctx;
    return *(const int *)a == *(const int *)b;
}

int main(void)
{
    static int key = 7, value = 49;
    hamtrie_config config = HAMTRIE_CONFIG_INIT;
    hamtrie *map;
    void *found = NULL;
    config.hash = hash;
    config.eq = equal;
    if (hamtrie_new(&config, &map) != HAMTRIE_OK || hamtrie_set(map, &key, &value, NULL, NULL) != HAMTRIE_OK) {
        return 1;
    }
    if (!hamtrie_get(map, &key, &found) || found != &value) {
        return 2;
    }
    hamtrie_release(map);
    return other_number(100) == 100 ? 0 : 3;
}
