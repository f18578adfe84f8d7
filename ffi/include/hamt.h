/*
 * hamt.h: a drop-in for libhamt, made of hamtrie.
 *
 * Programs written for libhamt's public interface compile against this header and link with -lhamtrie instead of -lhamt,
 * with either size of `struct hamt_config`: it is the same with and without WITH_TABLE_CACHE, and only its first three
 * fields are looked at. Compiled programs run with libhamtrie.so in the place of libhamt.so.
 *
 * libhamt's two hash functions are in libhamt/murmur3.h and libhamt/uh.h. Programs may have functions of these names, and
 * of the other names that libhamt defines beside hamt_*.
 *
 * New programs are better served by hamtrie.h: callbacks with a context, 64-bit hashes, ownership, error codes.
 *
 * What is different from libhamt:
 *
 * - Any version may be deleted, in any order, at any time, with hamt_delete. It frees what no other version uses.
 *   A collector is not needed (but works, see `struct hamt_allocator`).
 * - hamt_set and hamt_remove change in place only what no other version shares. Other versions never notice.
 * - Out of memory: the result is NULL, and all versions are as they were.
 * - The hash function is only ever asked for generation 0. Keys with equal hashes are told apart by the comparison, so a
 *   hash function that ignores `gen` is fine. Even a constant one works, if slowly.
 * - No key is lost, and removing a key that is not there leaves the size alone.
 * - Values may be any pointer: odd ones come back as they are. (A NULL value is stored and counted, but hamt_get cannot
 *   tell it from an absent key.)
 * - Iteration has another order. It is still the same for as long as a version is not changed.
 * - NULL in the place of a map, an iterator, a configuration, an allocator or a function is not followed: such calls do
 *   nothing and return NULL, 0 or false.
 *
 * Threads: different versions may be used by different threads at the same time, even if they share parts; no locks are
 * needed. One version may be read by many threads at once (hamt_get, hamt_size, hamt_pset, hamt_premove, iterators); while
 * hamt_set, hamt_remove or hamt_delete has it, nobody else may. An iterator belongs to one thread at a time.
 *
 * fork(): the child may use, change and delete all versions that no other thread was changing at that moment, and make new
 * ones. It finds no lock locked, whatever other threads were doing.
 *
 * Callbacks may use other versions, even of the same map. They must return: no longjmp, no C++ exceptions.
 */
#ifndef HAMTRIE_HAMT_H
#define HAMTRIE_HAMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- callbacks ------------------------------------------------------------------------------------------------- */

/* 0 if the keys are equal. Called as (the key looked for, a key in the map), and seldom for keys that differ. */
typedef int (*hamt_key_cmp_fn)(const void *lhs, const void *rhs);

/* The hash of a key. Equal keys must have equal hashes. `gen` is always 0. */
typedef uint32_t (*hamt_key_hash_fn)(const void *key, const size_t gen);

/* ---- memory ---------------------------------------------------------------------------------------------------- */

/*
 * Where memory comes from. All bytes of a map (nodes, versions, iterators) come from its allocator and go back to it with
 * the size that was asked for. It must outlive all versions. What `malloc` returns must be aligned as a pointer is.
 * `realloc` is never called and may be NULL.
 *
 * `malloc` may return memory that a garbage collector scans: what is in use is always referred to by an address of its
 * block or of an inner byte of it, in an aligned word of a block or in what the program itself holds. `free` may do nothing.
 *
 * Blocks are aligned to cache lines inside of what `malloc` returns, which costs up to 64 bytes a node. With
 * hamt_allocator_default maps take nodes from hamtrie's pool instead, which is faster and smaller; see
 * hamtrie_pool_trim() in hamtrie.h.
 */
struct hamt_allocator {
    void *(*malloc)(const ptrdiff_t size, void *ctx);
    void *(*realloc)(void *ptr, const ptrdiff_t old_size, const ptrdiff_t new_size, void *ctx);
    void (*free)(void *ptr, const ptrdiff_t size, void *ctx);
    void *ctx;
};

/* malloc, realloc and free of the C library. */
extern struct hamt_allocator hamt_allocator_default;

/* ---- maps ------------------------------------------------------------------------------------------------------ */

/* A version of a map from keys to values, both of which are the caller's. */
struct hamt;
struct hamt_table_cache;

/* Copied by hamt_create. `cache` is there for libhamt's sake in programs that set it; it is not looked at. */
struct hamt_config {
    struct hamt_allocator *ator;
    hamt_key_cmp_fn key_cmp_fn;
    hamt_key_hash_fn key_hash_fn;
#if defined(WITH_TABLE_CACHE)
    struct hamt_table_cache *cache;
#endif
};

/* An empty map; NULL if there is no memory. */
struct hamt *hamt_create(const struct hamt_config *cfg);

/* Frees a version, and what no other version uses of it. Keys and values are left alone. */
void hamt_delete(struct hamt *trie);

/* The value of a key; NULL if there is none. O(1) on average, as all functions for one key are. */
const void *hamt_get(const struct hamt *trie, void *key);

/*
 * Sets the value of a key, in place, and returns that value; NULL if there is no memory. If the key is there, the map
 * keeps the key pointer that it has.
 */
const void *hamt_set(struct hamt *trie, void *key, void *value);

/* A new version with that value of the key; NULL if there is no memory. `trie` stays as it is. */
const struct hamt *hamt_pset(const struct hamt *trie, void *key, void *value);

/* Takes a key out, in place. Its value, or NULL if it is not there, or if there is no memory. */
void *hamt_remove(struct hamt *trie, void *key);

/* A new version without the key, also if it is not there; NULL if there is no memory. `trie` stays as it is. */
const struct hamt *hamt_premove(const struct hamt *trie, void *key);

/* Number of entries. O(1). */
size_t hamt_size(const struct hamt *trie);

/* ---- iterators ------------------------------------------------------------------------------------------------- */

/* A place among the entries. The map must outlive it, and changing the map in place makes it useless. */
struct hamt_iterator;

/* An iterator on the first entry; NULL if there is no memory. It allocates nothing else. */
struct hamt_iterator *hamt_it_create(struct hamt *trie);
void hamt_it_delete(struct hamt_iterator *it);

/* Whether it is on an entry: false for an empty map, and past the last entry. */
bool hamt_it_valid(struct hamt_iterator *it);

/* Goes to the next entry and returns `it`. Past the end it stays there. */
struct hamt_iterator *hamt_it_next(struct hamt_iterator *it);

/* The key and the value that it is on; NULL if it is not valid. */
const void *hamt_it_get_key(struct hamt_iterator *it);
const void *hamt_it_get_value(struct hamt_iterator *it);

/* ---- table caches ---------------------------------------------------------------------------------------------- */

/*
 * In libhamt a cache makes nodes cheaper. Here the pool does, and maps do not use caches. The functions work for programs
 * that call them: each table is a block from the backing allocator, nothing is allocated in advance, and
 * hamt_table_cache_delete frees the cache and all tables that were not freed. A cache belongs to one thread at a time.
 */
struct hamt_node;

struct hamt_table_cache_config {
    ptrdiff_t bucket_count;
    ptrdiff_t *initial_bucket_sizes;
    struct hamt_allocator *backing_allocator;
};

extern struct hamt_table_cache_config hamt_table_cache_config_default;
extern ptrdiff_t hamt_table_cache_config_default_bucket_count;
extern ptrdiff_t hamt_table_cache_default_bucket_sizes[32];

struct hamt_table_cache *hamt_table_cache_create(struct hamt_table_cache_config *cfg);
void hamt_table_cache_delete(struct hamt_table_cache *cache);

/* A table of `n` rows of 16 bytes; NULL unless n is from 1 to 32 and there is memory. */
struct hamt_node *hamt_table_cache_alloc(struct hamt_table_cache *cache, size_t n);
void hamt_table_cache_free(struct hamt_table_cache *cache, size_t n, void *p);

#ifdef __cplusplus
}
#endif

#endif
