/* Numbers written as words, for the tests of hamtrie.h: keys that can be owned. */
#ifndef WORDS_H
#define WORDS_H

#include "../check.h"
#include "../meter.h"
#include "hamtrie.h"

#include <string.h>

#define WORDS 2000

static char words[WORDS][8];
static int values[WORDS];

/* What a test wants to know of its callbacks: the context of its maps. */
struct ledger {
    struct meter meter;
    /* How often each word, and each value, was freed. */
    int keys_freed[WORDS];
    int values_freed[WORDS];
    /* All hashes are equal. */
    bool constant;
};

static inline uint64_t hash_word(void *ctx, const void *key)
{
    const char *word = (const char *)key;
    uint64_t hash = 14695981039346656037u;
    if (((struct ledger *)ctx)->constant) {
        return 4;
    }
    for (; *word != '\0'; word++) {
        hash = (hash ^ (unsigned char)*word) * 1099511628211u;
    }
    return hash;
}

static inline bool equal_words(void *ctx, const void *a, const void *b)
{
    (void)ctx;
    return strcmp((const char *)a, (const char *)b) == 0;
}

static inline void free_word(void *ctx, void *key)
{
    ((struct ledger *)ctx)->keys_freed[((char(*)[8])key) - words]++;
}

static inline void free_value(void *ctx, void *value)
{
    ((struct ledger *)ctx)->values_freed[(int *)value - values]++;
}

static inline void *metered_alloc(void *ctx, size_t size, size_t alignment)
{
    return meter_take(&((struct ledger *)ctx)->meter, size, alignment < 8 ? 8 : alignment);
}

static inline void metered_dealloc(void *ctx, void *block, size_t size, size_t alignment)
{
    CHECK((uintptr_t)block % alignment == 0);
    meter_give(&((struct ledger *)ctx)->meter, block, size);
}

static inline void make_words(void)
{
    int i;
    for (i = 0; i < WORDS; i++) {
        sprintf(words[i], "w%d", i);
        values[i] = i;
    }
}

static inline void reset(struct ledger *ledger)
{
    memset(ledger, 0, sizeof *ledger);
    ledger->meter = METER;
}

/* Maps of words: plain, or owning; in memory that is counted. */
static inline hamtrie_config words_config(struct ledger *ledger, bool owns)
{
    hamtrie_config config = HAMTRIE_CONFIG_INIT;
    config.ctx = ledger;
    config.hash = hash_word;
    config.eq = equal_words;
    config.key_free = owns ? free_word : NULL;
    config.value_free = owns ? free_value : NULL;
    config.alloc = metered_alloc;
    config.dealloc = metered_dealloc;
    return config;
}

static inline hamtrie *new_map(struct ledger *ledger, bool owns)
{
    hamtrie_config config = words_config(ledger, owns);
    hamtrie *map = NULL;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_OK && map != NULL);
    return map;
}

static inline int *value_of(const hamtrie *map, const char *word)
{
    void *value = NULL;
    return hamtrie_get(map, word, &value) ? (int *)value : NULL;
}

#endif
