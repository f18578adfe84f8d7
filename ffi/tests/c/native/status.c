/* Texts: of statuses, and of the version. */
#include "words.h"

/* A result goes in as it is: no compiler has anything to say about that. */
static const char *text_of(int number)
{
    hamtrie_status status = (hamtrie_status)number;
    return hamtrie_strerror(status);
}

int main(void)
{
    char version[32];
    int status;
    CHECK(strcmp(hamtrie_version(), HAMTRIE_VERSION) == 0);
    sprintf(version, "%d.%d.%d", HAMTRIE_VERSION_MAJOR, HAMTRIE_VERSION_MINOR, HAMTRIE_VERSION_PATCH);
    CHECK(strcmp(version, HAMTRIE_VERSION) == 0);
    CHECK(strcmp(hamtrie_strerror(HAMTRIE_OK), "success") == 0);
    CHECK(strcmp(hamtrie_strerror(HAMTRIE_ERROR_MEMORY), "out of memory") == 0);
    CHECK(strcmp(hamtrie_strerror((hamtrie_status)7), "unknown status") == 0);
    for (status = HAMTRIE_OK; status < HAMTRIE_ERROR_STOPPED; status++) {
        CHECK(strcmp(text_of(status), text_of(status + 1)) != 0);
    }
    make_words();
    return 0;
}
