/* The two hash functions, against known values. */
#include "../check.h"
#include "murmur3.h"
#include "uh.h"

#include <string.h>

static uint32_t murmur3(const char *text, uint32_t seed)
{
    return murmur3_32((const uint8_t *)text, strlen(text), seed);
}

int main(void)
{
    CHECK(murmur3_32(NULL, 0, 0) == 0);
    CHECK(murmur3("", 1) == 0x514E28B7);
    CHECK(murmur3("test", 0) == 0xBA6BD213);
    CHECK(murmur3("test", 0x9747B28C) == 0x704B81DC);
    CHECK(murmur3("Hello, world!", 0) == 0xC0363E43);
    CHECK(murmur3("Hello, world!", 0x9747B28C) == 0x24884CBA);
    CHECK(murmur3("aaa", 0x9747B28C) == 0x283E0130);
    CHECK(murmur3("\xCF\x80\xCF\x80\xCF\x80\xCF\x80\xCF\x80\xCF\x80\xCF\x80\xCF\x80", 0x9747B28C) == 0xD58063C1);
    CHECK(sedgewick_universal_hash("", 4294967291u) == 0);
    CHECK(sedgewick_universal_hash("a", 4294967291u) == 97);
    CHECK(sedgewick_universal_hash("ab", 97) == (31415u * 27183u % 96u * (97u % 97u) + 98u) % 97u);
    CHECK(sedgewick_universal_hash("hamt", 4294967291u) == 2839635280u);
    CHECK(sedgewick_universal_hash("h\xC3\xA4nschen klein", 4294967291u) == 3049209575u);
    CHECK(sedgewick_universal_hash("h\xC3\xA4nschen klein", 1021) == 1002);
    CHECK(sedgewick_universal_hash("hamt", 0) == 0 && sedgewick_universal_hash("hamt", 1) == 0);
    return 0;
}
