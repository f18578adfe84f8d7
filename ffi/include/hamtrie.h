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
 *     hamtrie_diff(before, map, NULL, print_change, NULL, NULL);
 *     hamtrie_release(before);
 *     hamtrie_release(map);
 *
 * Handles. A `hamtrie *` is a handle on one version. Handles are independent: changing a map in place through one is never
 * seen through another. Versions share what they have in common, and a change copies only what is shared, so changing a
 * map of which there is no snapshot copies nothing. Each handle is released once, in any order.
 *
 * Results. Functions that can fail return a status, and HAMTRIE_OK is 0. Out-parameters come last. They are written on
 * success only, and may be NULL where nothing else is said. A call that fails has changed nothing: no map, and no
 * ownership (with one exception, at hamtrie_resolve).
 *
 * NULL. A map that is NULL is empty for functions that only look; those that change it return HAMTRIE_ERROR_ARGUMENT.
 * Releasing NULL does nothing. Keys and values may be NULL if the callbacks can take that.
 *
 * Threads. Any number of threads may at once read one handle, retain it, and derive versions from it: hamtrie_get,
 * hamtrie_size, hamtrie_retain, hamtrie_update, hamtrie_without, iterators, and all that is done with two versions. A
 * function whose map is not const, and hamtrie_release, need the handle for themselves. Different handles are never in
 * each other's way, even if they share everything: the common way is a handle for each thread. The callbacks must allow
 * all that, if more than one thread is used. No function ever waits for a reader.
 *
 * fork(). The child may use, change and release all handles of the thread that forked, and make new ones, whatever the
 * other threads were doing: it finds no lock locked. Handles of the other threads are theirs for ever there: one that was
 * being changed is unusable, and what they hold is not freed. Callbacks may fork. Signal handlers may not, if the signal may
 * have interrupted a call of this library; nor may they use it. Make the first map before starting threads.
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
    HAMTRIE_ERROR_INTERNAL = 3,
    /* Maps of one call do not have one configuration: they do not go back to the same hamtrie_new. */
    HAMTRIE_ERROR_CONFIG = 4,
    /* A callback gave up. */
    HAMTRIE_ERROR_STOPPED = 5
} hamtrie_status;

/* What a status means, in English. Any number may be asked about. */
const char *hamtrie_strerror(hamtrie_status status);

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

/*
 * An empty map with the configuration of another one, to be compared or combined with it later. Maps of two calls of
 * hamtrie_new are never compared or combined, even if both got the same functions. O(1).
 */
hamtrie_status hamtrie_new_like(const hamtrie *map, hamtrie **empty);

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

/* ---- between two versions -------------------------------------------------------------------------------------- */

/*
 * What two versions have in common is skipped without a look at it. So all of these cost O(difference) for versions of
 * one map; for maps with nothing in common O(n). They need no memory.
 *
 * Both maps must go back to one hamtrie_new, by hamtrie_new_like, hamtrie_retain and so on: HAMTRIE_ERROR_CONFIG if they
 * do not. Callbacks may use any map, but not change or release those of the call.
 */

/*
 * Whether two values are equal. `arg` is what the call was given. Asked about values of equal keys only, and not if both
 * maps share the entry. Where it may be NULL, values are equal if their pointers are.
 */
typedef bool (*hamtrie_value_eq)(void *arg, const void *a, const void *b);

/* Whether two maps have the same keys, with equal values. `value_eq` may be NULL. */
hamtrie_status hamtrie_equal(const hamtrie *a, const hamtrie *b, hamtrie_value_eq value_eq, void *arg, bool *equal);

/* Whether `whole` has all keys of `part`, with equal values. `value_eq` may be NULL. */
hamtrie_status hamtrie_is_submap(const hamtrie *part, const hamtrie *whole, hamtrie_value_eq value_eq, void *arg,
                                 bool *is_submap);

/* Whether no key is in both maps. At most O(n) of the smaller one. */
hamtrie_status hamtrie_is_disjoint(const hamtrie *a, const hamtrie *b, bool *is_disjoint);

/*
 * Calls `visit` for each key that was added, removed, or given another value from `before` to `after`, until it returns
 * false; `finished` is whether it never did. It is shown what each version has for the key: `before` is NULL if the key
 * was added, `after` if it was removed. `value_eq` may be NULL, `visit` may not. The order means nothing. What is shown
 * stays where it is until its map is changed or released.
 */
hamtrie_status hamtrie_diff(const hamtrie *before, const hamtrie *after, hamtrie_value_eq value_eq,
                            bool (*visit)(void *arg, const hamtrie_entry *before, const hamtrie_entry *after),
                            void *arg, bool *finished);

/* ---- set algebra and merges ------------------------------------------------------------------------------------ */

/*
 * New versions from two or three, which stay as they are. `result` must not be NULL, nor any of the maps. Their
 * configurations and callbacks: as above.
 *
 * A result shares what it can with the maps that it is made of; if nothing is to be changed, it is the same as one of
 * them. In maps that own their keys and values an entry of a result is one of theirs: nothing is copied, and it is freed
 * when the last of all these versions lets go of it. The cost: as above, and a path copy for each entry that is changed.
 */

/* The entries of both maps. For keys that both have, the left one's. */
hamtrie_status hamtrie_union(const hamtrie *left, const hamtrie *right, hamtrie **result);

/* The entries of the left map whose keys the right one has too. */
hamtrie_status hamtrie_intersection(const hamtrie *left, const hamtrie *right, hamtrie **result);

/* The entries of the left map whose keys the right one does not have. */
hamtrie_status hamtrie_difference(const hamtrie *left, const hamtrie *right, hamtrie **result);

/* The entries of both maps whose keys the other one does not have. */
hamtrie_status hamtrie_symmetric_difference(const hamtrie *left, const hamtrie *right, hamtrie **result);

/* What to do about a conflict. */
typedef enum hamtrie_resolution {
    /* Give up: the call returns HAMTRIE_ERROR_STOPPED. For numbers that are not here, HAMTRIE_ERROR_ARGUMENT. */
    HAMTRIE_GIVE_UP = -1,
    /* Take what one of the maps has: its entry, or none if it has none. */
    HAMTRIE_TAKE_LEFT = 0,
    HAMTRIE_TAKE_RIGHT = 1,
    HAMTRIE_TAKE_BASE = 2,
    /* Take no entry. */
    HAMTRIE_TAKE_NONE = 3,
    /* Take what `made` was set to. */
    HAMTRIE_TAKE_NEW = 4
} hamtrie_resolution;

/*
 * Decides about one key: returns one of the numbers above. It is shown what each map has for the key, NULL for nothing.
 *
 * For HAMTRIE_TAKE_NEW it sets `made`, where both pointers were NULL, to a value, and to a key that equals the key in
 * question. In maps that own keys or values, both must be new ones, as for hamtrie_set: those of `base`, `left` and
 * `right` are not the caller's to hand over. And they belong to the library as soon as the function returns: if the call
 * fails later, it has freed them.
 */
typedef int32_t (*hamtrie_resolve)(void *arg, const hamtrie_entry *base, const hamtrie_entry *left,
                                   const hamtrie_entry *right, hamtrie_entry *made);

/*
 * The entries of both maps. `resolve` decides, once for each, about keys with different values; `base` is always NULL.
 * `value_eq` may be NULL, `resolve` may not.
 */
hamtrie_status hamtrie_merge(const hamtrie *left, const hamtrie *right, hamtrie_value_eq value_eq,
                             hamtrie_resolve resolve, void *arg, hamtrie **result);

/*
 * The changes from `base` to `left` and those from `base` to `right`, both made in one map. `resolve` decides, once for
 * each, about keys that both changed (or added, or removed), but not alike. `value_eq` may be NULL, `resolve` may not.
 * O(changes from `base` to `right`) for versions of one map: give the side with fewer changes as `right`.
 */
hamtrie_status hamtrie_merge3(const hamtrie *base, const hamtrie *left, const hamtrie *right,
                              hamtrie_value_eq value_eq, hamtrie_resolve resolve, void *arg, hamtrie **result);

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

/*
 * Gives all memory of the library back to the system, for a program whose memory checker is to find nothing reachable at its
 * end. Whether nothing is left: false if a map is not released, if another thread that has used the library has not
 * ended, or if one is in the middle of a call; then nothing happens. It never waits, and the library can be used after it.
 *
 * The library does the same by itself when it is unloaded and when the program ends, where the system has finalisers.
 * dlclose() unloads it when all threads that have used it have ended, as long as they run it stays (the C library does that,
 * on the first dlclose() of anything after that). So a thread that goes on after dlclose() may call this one before.
 */
bool hamtrie_shutdown(void);

#ifdef __cplusplus
}
#endif

#endif
