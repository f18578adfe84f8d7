/* libhamt's uh.h. A program that does not include it may have a sedgewick_universal_hash of its own. */
#ifndef HAMTRIE_UH_H
#define HAMTRIE_UH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sedgewick's universal hash of a string: a number below `M`, which is a prime of about 2^32. */
uint32_t sedgewick_universal_hash(const char *str, uint32_t M);

#ifdef __cplusplus
}
#endif

#endif
