/* libhamt's murmur3.h. A program that does not include it may have a murmur3_32 of its own. */
#ifndef HAMTRIE_MURMUR3_H
#define HAMTRIE_MURMUR3_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* MurmurHash3, 32 bits, of `len` bytes. */
uint32_t murmur3_32(const uint8_t *key, size_t len, uint32_t seed);

#ifdef __cplusplus
}
#endif

#endif
