/* A dictionary that owns its words: counts the words of its input, and shows the most frequent one. */
#include "hamtrie.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a. */
static uint64_t hash_word(void *ctx, const void *key)
{
    const unsigned char *word = (const unsigned char *)key;
    uint64_t hash = 14695981039346656037u;
    (void)ctx;
    while (*word != '\0') {
        hash = (hash ^ *word++) * 1099511628211u;
    }
    return hash;
}

static bool equal_words(void *ctx, const void *a, const void *b)
{
    (void)ctx;
    return strcmp((const char *)a, (const char *)b) == 0;
}

static void free_memory(void *ctx, void *block)
{
    (void)ctx;
    free(block);
}

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* One more of a word. The map takes over the copy of the word and the counter. */
static void count(hamtrie *dictionary, const char *word)
{
    hamtrie_status status;
    void *counter;
    char *copy;
    if (hamtrie_get(dictionary, word, &counter)) {
        ++*(size_t *)counter;
        return;
    }
    copy = (char *)malloc(strlen(word) + 1);
    counter = malloc(sizeof(size_t));
    if (copy == NULL || counter == NULL) {
        fail("no memory");
    }
    strcpy(copy, word);
    *(size_t *)counter = 1;
    status = hamtrie_set(dictionary, copy, counter, NULL, NULL);
    if (status != HAMTRIE_OK) {
        fail(hamtrie_strerror(status));
    }
}

int main(void)
{
    hamtrie_config config = HAMTRIE_CONFIG_INIT;
    hamtrie_entry entry, best = {"", NULL};
    hamtrie_iter iter;
    hamtrie *dictionary;
    char word[64];
    size_t length = 0;
    int c;

    config.hash = hash_word;
    config.eq = equal_words;
    config.key_free = free_memory;
    config.value_free = free_memory;
    if (hamtrie_new(&config, &dictionary) != HAMTRIE_OK) {
        fail("no memory");
    }
    do {
        c = getchar();
        if (c != EOF && isalpha(c) && length < sizeof word - 1) {
            word[length++] = (char)tolower(c);
        } else if (length > 0) {
            word[length] = '\0';
            count(dictionary, word);
            length = 0;
        }
    } while (c != EOF);

    hamtrie_iter_init(dictionary, &iter);
    while (hamtrie_iter_next(&iter, &entry)) {
        if (best.value == NULL || *(size_t *)entry.value > *(size_t *)best.value) {
            best = entry;
        }
    }
    printf("%zu words", hamtrie_size(dictionary));
    if (best.value != NULL) {
        printf(", most of all \"%s\": %zu", (const char *)best.key, *(size_t *)best.value);
    }
    printf("\n");
    hamtrie_release(dictionary);
    return 0;
}
