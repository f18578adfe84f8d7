/* The child of fork() can use maps, whatever other threads did at that moment. */
#include "../fork.h"
#include "keys.h"

#define SHARED_KEYS 500

/* Maps in the pool, and maps that only have locks of the library in common, since all their memory is the program's. */
static struct hamt *common[2];
static struct hamt_allocator plain;

static void *plain_malloc(const ptrdiff_t size, void *ctx)
{
    (void)ctx;
    return malloc((size_t)size);
}

static void plain_free(void *ptr, const ptrdiff_t size, void *ctx)
{
    (void)size;
    (void)ctx;
    free(ptr);
}

static struct hamt *filled_map(struct hamt_allocator *ator, int n)
{
    struct hamt *map = new_map(ator, hash_number);
    int i;
    CHECK(map != NULL);
    for (i = 0; i < n; i++) {
        CHECK(hamt_set(map, &keys[i], &values[i]) == &values[i]);
    }
    return map;
}

/* Derives versions, changes one in place, and deletes them. */
static void change(const struct hamt *map, int n)
{
    struct hamt *own = (struct hamt *)hamt_premove(map, &keys[0]);
    int i;
    CHECK(own != NULL);
    for (i = 1; i < n; i++) {
        struct hamt *other = (struct hamt *)hamt_pset(map, &keys[i], &values[0]);
        CHECK(other != NULL && hamt_size(other) == SHARED_KEYS);
        hamt_delete(other);
        CHECK(hamt_remove(own, &keys[i]) == &values[i]);
    }
    CHECK(hamt_size(own) == (size_t)(SHARED_KEYS - n));
    hamt_delete(own);
}

/* In a child. */
static void use_maps(void)
{
    change(common[0], 100);
    change(common[1], 100);
    hamt_delete(filled_map(&hamt_allocator_default, 2000));
    hamt_delete(common[0]);
    hamt_delete(common[1]);
}

static void *be_busy(void *arg)
{
    while (!told_to_stop) {
        change(common[0], 50);
        change(common[1], 50);
        hamt_delete(filled_map(&hamt_allocator_default, 2000));
    }
    return arg;
}

int main(void)
{
    make_keys();
    plain.malloc = plain_malloc;
    plain.realloc = NULL;
    plain.free = plain_free;
    plain.ctx = NULL;
    common[0] = filled_map(&hamt_allocator_default, SHARED_KEYS);
    common[1] = filled_map(&plain, SHARED_KEYS);
    fork_beside_busy_threads(be_busy, use_maps);
    hamt_delete(common[0]);
    hamt_delete(common[1]);
    return 0;
}
