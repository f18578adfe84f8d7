/* A program's own allocator: all bytes come from it and go back, whatever fails; and a collector sees what is in use. */
#include "keys.h"

#include <string.h>

#define BASE 150
#define STEPS 60
#define VERSIONS 3

static void all_bytes_come_back(void)
{
    struct meter meter = METER;
    struct hamt_allocator ator = metered(&meter);
    struct hamt *map = new_map(&ator, hash_number);
    struct hamt *versions[64];
    struct hamt_iterator *it;
    size_t before;
    int i;
    CHECK(meter.live_blocks == 1);
    for (i = 0; i < KEYS; i++) {
        hamt_set(map, &keys[i], &values[i]);
    }
    CHECK(meter.live_bytes > 16 * KEYS);
    before = meter.allocations;
    for (i = 0; i < KEYS; i++) {
        CHECK(hamt_set(map, &keys[i], &values[0]) == &values[0]);
        CHECK(hamt_get(map, &keys[i]) == &values[0]);
    }
    CHECK(meter.allocations == before); /* nothing is shared, so nothing is copied */
    it = hamt_it_create(map);
    while (hamt_it_valid(it)) {
        hamt_it_next(it);
    }
    CHECK(meter.allocations == before + 1);
    hamt_it_delete(it);
    for (i = 0; i < 64; i++) {
        versions[i] = (struct hamt *)(i % 2 ? hamt_pset(map, &keys[i], &values[i]) : hamt_premove(map, &keys[i]));
    }
    hamt_delete(map);
    for (i = 0; i < 64; i++) {
        hamt_delete(versions[i * 37 % 64]);
    }
    CHECK(meter.live_blocks == 0 && meter.live_bytes == 0);
}

/* One step of a run over several versions; the same step for the same number. 0 if there was no memory. */
static int step(struct hamt **maps, void *(*models)[KEYS], int number)
{
    unsigned state = (unsigned)number * 2654435761u + 1;
    int at = (int)(next_random(&state) % VERSIONS), to = (at + 1) % VERSIONS;
    int key = (int)(next_random(&state) % (2 * BASE));
    void *value = &values[1 + number], *removed;
    struct hamt *map = maps[at], *made;
    struct hamt_iterator *it;
    switch (next_random(&state) % 6) {
    case 0:
    case 1:
        if (hamt_set(map, &keys[key], value) == NULL) {
            return 0;
        }
        models[at][key] = value;
        return 1;
    case 2:
        removed = hamt_remove(map, &keys[key]);
        if (removed == NULL && models[at][key] != NULL) {
            return 0;
        }
        CHECK(removed == models[at][key]);
        models[at][key] = NULL;
        return 1;
    case 3:
    case 4:
        made = (struct hamt *)(number % 2 ? hamt_pset(map, &keys[key], value) : hamt_premove(map, &keys[key]));
        if (made == NULL) {
            return 0;
        }
        hamt_delete(maps[to]);
        maps[to] = made;
        memcpy(models[to], models[at], sizeof models[to]);
        models[to][key] = number % 2 ? value : NULL;
        return 1;
    default:
        it = hamt_it_create(map);
        if (it == NULL) {
            return 0;
        }
        CHECK(hamt_it_valid(it) == (hamt_size(map) != 0));
        hamt_it_delete(it);
        return 1;
    }
}

static void check_versions(struct hamt **maps, void *(*models)[KEYS])
{
    int at, i;
    for (at = 0; at < VERSIONS; at++) {
        size_t count = 0;
        for (i = 0; i < 2 * BASE; i++) {
            CHECK(hamt_get(maps[at], &keys[i]) == models[at][i]);
            count += models[at][i] != NULL;
        }
        CHECK(hamt_size(maps[at]) == count);
    }
}

/* The run with `granted` allocations, then one failure. Whether it came to that. */
static int run(hamt_key_hash_fn hash, long granted)
{
    static void *models[VERSIONS][KEYS];
    struct meter meter = METER;
    struct hamt_allocator ator = metered(&meter);
    struct hamt *maps[VERSIONS];
    int i, at, failed = 0;
    memset(models, 0, sizeof models);
    maps[0] = new_map(&ator, hash);
    for (i = 0; i < BASE; i++) {
        hamt_set(maps[0], &keys[i], &values[0]);
        models[0][i] = &values[0];
    }
    for (at = 1; at < VERSIONS; at++) {
        maps[at] = (struct hamt *)hamt_premove(maps[0], &keys[KEYS - 1]);
        memcpy(models[at], models[0], sizeof models[at]);
    }
    meter.left = granted;
    for (i = 0; i < STEPS; i++) {
        if (!step(maps, models, i)) {
            CHECK(meter.left == 0);
            failed = 1;
            check_versions(maps, models);
            meter.left = -1;
            CHECK(step(maps, models, i));
        }
    }
    check_versions(maps, models);
    for (at = 0; at < VERSIONS; at++) {
        hamt_delete(maps[at]);
    }
    CHECK(meter.live_blocks == 0 && meter.live_bytes == 0);
    return failed;
}

static void every_failure_leaves_all_versions_as_they_were(hamt_key_hash_fn hash)
{
    struct meter meter = METER;
    struct hamt_allocator ator = metered(&meter);
    long granted = 0;
    while (run(hash, granted)) {
        granted++;
    }
    CHECK(granted > 40);
    meter.left = 0;
    CHECK(new_map(&ator, hash) == NULL);
}

/* Marks the block that an address points into, and what its words lead to. */
static void mark(struct meter *meter, uintptr_t address)
{
    struct meter_block *block;
    size_t offset;
    for (block = meter->blocks; block != NULL; block = block->next) {
        uintptr_t start = (uintptr_t)meter_bytes(block);
        if (start <= address && address < start + block->size) {
            break;
        }
    }
    if (block == NULL || block->marked) {
        return;
    }
    block->marked = 1;
    for (offset = 0; offset + sizeof(uintptr_t) <= block->size; offset += sizeof(uintptr_t)) {
        uintptr_t word;
        memcpy(&word, meter_bytes(block) + offset, sizeof word);
        mark(meter, word);
    }
}

/* Frees what is not marked. */
static void sweep(struct meter *meter)
{
    struct meter_block *block = meter->blocks, *next;
    for (; block != NULL; block = next) {
        next = block->next;
        if (!block->marked) {
            meter_give(meter, meter_bytes(block), block->size);
        } else {
            block->marked = 0;
        }
    }
}

/*
 * Keys and values are blocks of the same allocator, which nothing but the map refers to, and old versions are just
 * forgotten. If a block were freed too early, valgrind and AddressSanitizer would see it here.
 */
static void a_collector_sees_what_is_in_use(hamt_key_hash_fn hash)
{
    struct meter meter = METER;
    struct hamt_allocator ator = metered(&meter);
    const struct hamt *map;
    int i, round;
    meter.zeroes = 1;
    map = new_map(&ator, hash);
    for (i = 0; i < 300; i++) {
        int *key = (int *)metered_malloc(sizeof(int), &meter);
        int *value = (int *)metered_malloc(sizeof(int), &meter);
        *key = i;
        *value = -i;
        hamt_set((struct hamt *)map, key, value);
    }
    for (round = 0; round < 20; round++) {
        size_t before = meter.live_blocks;
        map = hamt_premove(map, &keys[round]);
        map = hamt_pset(map, &keys[round + 100], &values[round + 100]);
        CHECK(meter.live_blocks > before);
        mark(&meter, (uintptr_t)map);
        sweep(&meter);
        for (i = 0; i < 300; i++) {
            const int *value = (const int *)hamt_get(map, &keys[i]);
            CHECK(i <= round ? value == NULL : value != NULL && *value == -i);
        }
    }
    sweep(&meter); /* nothing is marked */
    CHECK(meter.live_blocks == 0);
}

int main(void)
{
    make_keys();
    all_bytes_come_back();
    every_failure_leaves_all_versions_as_they_were(hash_number);
    every_failure_leaves_all_versions_as_they_were(hash_constant);
    a_collector_sees_what_is_in_use(hash_number);
    a_collector_sees_what_is_in_use(hash_constant);
    return 0;
}
