/*
 * hamtrie.h: a persistent hash map. Every version of it stays, for the cost of what changed.
 *
 *     hamtrie_config config = HAMTRIE_CONFIG_INIT;
 *     hamtrie *map, *before;
 *     config.hash = my_hash;
 *     config.eq = my_eq;
 *     if (hamtrie_new(&config, &map) != HAMTRIE_OK) ...
 *     hamtrie_set(map, "ada", &ada, NULL, NULL);
 *     hamtrie_retain(map, &before);                  a snapshot: O(1)
 *     hamtrie_remove(map, "ada", NULL, NULL);        `before` still has it
 *     hamtrie_release(before);
 *     hamtrie_release(map);
 *
 * Handles. A `hamtrie *` is a handle on one version. Handles are independent: changing a map in place through one is never
 * seen through another. Versions share what they have in common, and a change copies only what is shared, so changing a
 * map of which there is no snapshot copies nothing. Each handle is released once, in any order.
 *
 * Results. Functions that can fail return a status, and HAMTRIE_OK is 0. Out-parameters come last. They are written on
 * success only, and may be NULL where nothing else is said. A call that fails has changed nothing: no map, and no
 * ownership.
 *
 * NULL. A map that is NULL is empty for functions that only look; those that change it return HAMTRIE_ERROR_ARGUMENT.
 * Releasing NULL does nothing. Keys and values may be NULL if the callbacks can take that.
 *
 * Threads. Any number of threads may at once read one handle, retain it, and derive versions from it: hamtrie_get,
 * hamtrie_size, hamtrie_retain, hamtrie_update, hamtrie_without, iterators. A function whose map is not const, and
 * hamtrie_release, need the handle for themselves. Different handles are never in each other's way, even if they share
 * everything: the common way is a handle for each thread. The callbacks must allow all that, if more than one
 * thread is used. No function ever waits for a reader.
 *
 * Callbacks may use other handles. They must return: no longjmp, no C++ exceptions.
 */
#ifndef HAMTRIE_H
#define HAMTRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- version of the library ------------------------------------------------------------------------------------ */

#define HAMTRIE_VERSION_MAJOR 0
#define HAMTRIE_VERSION_MINOR 1
#define HAMTRIE_VERSION_PATCH 0
#define HAMTRIE_VERSION "0.1.0"

/* The version of the library that the program runs with, to be compared with HAMTRIE_VERSION. */
const char *hamtrie_version(void);

/* ---- status ---------------------------------------------------------------------------------------------------- */

typedef enum hamtrie_status {
    HAMTRIE_OK = 0,
    /* A pointer is NULL that must not be, or a configuration makes no sense. */
    HAMTRIE_ERROR_ARGUMENT = 1,
    /* The allocator gave no memory. */
    HAMTRIE_ERROR_MEMORY = 2,
    /* An error in the library was caught. The maps of the call may be released and nothing else. Please report it. */
    HAMTRIE_ERROR_INTERNAL = 3
} hamtrie_status;

/* What a status means, in English, for any number. */
const char *hamtrie_strerror(int32_t status);

/* ---- configuration --------------------------------------------------------------------------------------------- */

/* What a map has to know of keys, values and memory. Copied by hamtrie_new; `ctx` must outlive all versions. */
typedef struct hamtrie_config {
    /* sizeof(hamtrie_config), as set by HAMTRIE_CONFIG_INIT: later versions may add fields. */
    size_t size;
    /* The first argument of all functions below. */
    void *ctx;
    /* The hash of a key. Equal keys must have equal hashes. It need not be well mixed: the library does that. */
    uint64_t (*hash)(void *ctx, const void *key);
    /* Whether two keys are equal: `a` is the one looked for, `b` one of the map. Seldom called for keys that differ. */
    bool (*eq)(void *ctx, const void *a, const void *b);
    /*
     * Both may be NULL. If one is set, maps own their keys and values: what hamtrie_set or hamtrie_update took is freed
     * exactly once, when the last version that holds the entry lets go of it, on the thread that does that. Entries are then
     * blocks of their own, of 32 bytes, that versions share.
     */
    void (*key_free)(void *ctx, void *key);
    void (*value_free)(void *ctx, void *value);
    /*
     * Both NULL: memory comes from the library's pool. Both set: all bytes come from `alloc` and go back to `dealloc` with
     * the same size and alignment, a power of two of at most 64. `alloc` may return NULL.
     */
    void *(*alloc)(void *ctx, size_t size, size_t alignment);
    void (*dealloc)(void *ctx, void *block, size_t size, size_t alignment);
} hamtrie_config;

#define HAMTRIE_CONFIG_INIT { sizeof(hamtrie_config), NULL, NULL, NULL, NULL, NULL, NULL, NULL }

/* ---- maps ------------------------------------------------------------------------------------------------------ */

typedef struct hamtrie hamtrie;

/* A key and its value, as the map keeps them. */
typedef struct hamtrie_entry {
    const void *key;
    void *value;
} hamtrie_entry;

/* An empty map. `hash` and `eq` must be set; `map` must not be NULL. */
hamtrie_status hamtrie_new(const hamtrie_config *config, hamtrie **map);

/* Number of entries. O(1). */
size_t hamtrie_size(const hamtrie *map);

/*
 * Whether there is such a key, and its value. O(1) on average, as all functions for one key are. In a map that owns its
 * values the pointer is good while some version holds the entry.
 */
bool hamtrie_get(const hamtrie *map, const void *key, void **value);

/* As hamtrie_get, with the key as the map keeps it. */
bool hamtrie_get_entry(const hamtrie *map, const void *key, hamtrie_entry *entry);

/*
 * Sets the value of a key, in place. If an equal key was there, the new key and value take the place of both:
 * `replaced` becomes true, and `old` what was there.
 *
 * A map that owns keys or values takes over these two. It cannot give old ones away, since other versions may hold them: it
 * frees what no version holds any more, and `old` must be NULL. Each pointer may be handed over once only; what
 * is in the map already is not the caller's to hand over again.
 */
hamtrie_status hamtrie_set(hamtrie *map, const void *key, void *value, bool *replaced, hamtrie_entry *old);

/* Takes a key out, in place. If it was there `removed` becomes true, and `old` what was there, else false. As above. */
hamtrie_status hamtrie_remove(hamtrie *map, const void *key, bool *removed, hamtrie_entry *old);

/* Takes all entries out, in place. O(1) if another version has them, else O(n). */
hamtrie_status hamtrie_clear(hamtrie *map);

/* ---- versions -------------------------------------------------------------------------------------------------- */

/* Another handle on the same version: a snapshot, if `map` is changed in place later. O(1). */
hamtrie_status hamtrie_retain(const hamtrie *map, hamtrie **same);

/* Frees a handle, and what no other version uses. NULL is fine. O(1) for what is shared, else O(n). */
void hamtrie_release(hamtrie *map);

/* A new version in which the key has that value; `map` stays as it is. Ownership as for hamtrie_set. */
hamtrie_status hamtrie_update(const hamtrie *map, const void *key, void *value, hamtrie **updated);

/* A new version without the key, if it is there; `map` stays as it is. */
hamtrie_status hamtrie_without(const hamtrie *map, const void *key, hamtrie **without);

/*
 * Whether two handles have the very same contents in memory, as a handle and its snapshot have until one is changed. A cheap
 * sign that they are equal; equal maps that came about in different ways are not the same. O(1).
 */
bool hamtrie_is_same(const hamtrie *a, const hamtrie *b);

/* ---- iteration ------------------------------------------------------------------------------------------------- */

/*
 * A place among the entries, for the caller's stack. It needs no memory and no end: it may be forgotten at any time, and a
 * copy goes on from the same place. The handle must not be changed or released meanwhile; retain it if need be. All
 * bytes zero is an iterator over nothing. The order means nothing, and is the same for as long as the version is.
 */
typedef struct hamtrie_iter {
    uint64_t opaque[32];
} hamtrie_iter;

/* Starts before the first entry. */
void hamtrie_iter_init(const hamtrie *map, hamtrie_iter *iter);

/* The next entry, which `entry` must have room for. False at the end. */
bool hamtrie_iter_next(hamtrie_iter *iter, hamtrie_entry *entry);

/* Up to `n` next entries, and how many they are: fewer than `n` at the end only. For large maps the faster way. */
size_t hamtrie_iter_next_n(hamtrie_iter *iter, hamtrie_entry *entries, size_t n);

/* Calls `visit` for all entries until it returns false. Whether it never did. */
bool hamtrie_for_each(const hamtrie *map, bool (*visit)(void *arg, const void *key, void *value), void *arg);

/* ---- memory ---------------------------------------------------------------------------------------------------- */

/* What the pool has, for the whole process: maps of this header and of hamt.h without an allocator of their own. */
typedef struct hamtrie_pool_stats {
    size_t slabs;       /* pieces of memory from the system */
    size_t slab_bytes;  /* their size in bytes */
    size_t live_blocks; /* blocks in use: 0 when all maps are released */
    size_t live_bytes;  /* their size in bytes */
    size_t free_bytes;  /* the size of blocks that wait to be used again */
} hamtrie_pool_stats;

/* Counts. Exact when no other thread allocates at that moment. O(threads). */
void hamtrie_pool_count(hamtrie_pool_stats *stats);

/* Gives memory that no map uses back to the system, as far as other threads do not keep it. How many bytes. */
size_t hamtrie_pool_trim(void);

#ifdef __cplusplus
}
#endif

#endif
