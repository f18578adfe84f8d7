/*
 * Memory that is counted, and refused on demand.
 *
 * Each block knows its size, so that giving it back with another size shows. Blocks are aligned to `alignment`, and to
 * nothing more. All of them are in a list, so that a test can look into them.
 */
#ifndef METER_H
#define METER_H

#include "check.h"
#include <stdint.h>

struct meter_block {
    struct meter_block *next, *prev;
    void *raw;
    size_t size;
    int marked;
};

struct meter {
    struct meter_block *blocks;
    size_t live_blocks;
    size_t live_bytes;
    size_t allocations;
    /* How many more allocations are granted; negative for any number. */
    long left;
    /* Whether blocks are zeroed, as for a collector that looks at all words. */
    int zeroes;
};

static const struct meter METER = {NULL, 0, 0, 0, -1, 0};

static inline unsigned char *meter_bytes(struct meter_block *block)
{
    return (unsigned char *)(block + 1);
}

static inline void *meter_take(struct meter *meter, size_t size, size_t alignment)
{
    size_t room = sizeof(struct meter_block) + 2 * alignment;
    unsigned char *raw;
    struct meter_block *block;
    uintptr_t address;
    if (meter->left == 0) {
        return NULL;
    }
    if (meter->left > 0) {
        meter->left--;
    }
    raw = (unsigned char *)(meter->zeroes ? calloc(size + room, 1) : malloc(size + room));
    CHECK(raw != NULL);
    /* An odd multiple of the alignment, so that nobody gets more than was asked for. */
    address = ((uintptr_t)raw + sizeof(struct meter_block) + alignment - 1) / alignment;
    address = (address | 1) * alignment;
    block = (struct meter_block *)address - 1;
    block->raw = raw;
    block->size = size;
    block->marked = 0;
    block->prev = NULL;
    block->next = meter->blocks;
    if (meter->blocks != NULL) {
        meter->blocks->prev = block;
    }
    meter->blocks = block;
    meter->live_blocks++;
    meter->live_bytes += size;
    meter->allocations++;
    return meter_bytes(block);
}

static inline void meter_give(struct meter *meter, void *bytes, size_t size)
{
    struct meter_block *block = (struct meter_block *)bytes - 1;
    CHECK(block->size == size);
    if (block->prev != NULL) {
        block->prev->next = block->next;
    } else {
        CHECK(meter->blocks == block);
        meter->blocks = block->next;
    }
    if (block->next != NULL) {
        block->next->prev = block->prev;
    }
    meter->live_blocks--;
    meter->live_bytes -= size;
    free(block->raw);
}

#endif
