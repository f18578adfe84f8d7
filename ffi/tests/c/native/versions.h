/* Pairs of versions and their models, for the tests of what is between them. */
#ifndef VERSIONS_H
#define VERSIONS_H

#include "words.h"

#define RANGE 300
#define PAIRS 40

struct version {
    hamtrie *map;
    int *model[RANGE];
};

/* How many words and values were handed over. Each is used once. */
static int used;

/* A word equal to the one of a number, and its value. */
static inline hamtrie_entry new_entry(int number)
{
    hamtrie_entry entry;
    CHECK(used < WORDS);
    sprintf(words[used], "w%d", number);
    entry.key = words[used];
    entry.value = &values[used];
    used++;
    return entry;
}

static inline int number_of(const hamtrie_entry *entry)
{
    return atoi((const char *)entry->key + 1);
}

static inline void set_number(struct version *version, int number)
{
    hamtrie_entry entry = new_entry(number);
    CHECK(hamtrie_set(version->map, entry.key, entry.value, NULL, NULL) == HAMTRIE_OK);
    version->model[number] = (int *)entry.value;
}

static inline void remove_number(struct version *version, int number)
{
    char word[8];
    sprintf(word, "w%d", number);
    CHECK(hamtrie_remove(version->map, word, NULL, NULL) == HAMTRIE_OK);
    version->model[number] = NULL;
}

static inline struct version snapshot(const struct version *version)
{
    struct version same = *version;
    CHECK(hamtrie_retain(version->map, &same.map) == HAMTRIE_OK);
    return same;
}

static inline void change(struct version *version, int changes, unsigned *state)
{
    while (changes-- > 0) {
        int number = (int)(next_random(state) % RANGE);
        if (next_random(state) % 3 == 0) {
            remove_number(version, number);
        } else {
            set_number(version, number);
        }
    }
}

static inline void check_version(const struct version *version)
{
    size_t count = 0;
    int i;
    for (i = 0; i < RANGE; i++) {
        char word[8];
        sprintf(word, "w%d", i);
        CHECK(value_of(version->map, word) == version->model[i]);
        count += version->model[i] != NULL;
    }
    CHECK(hamtrie_size(version->map) == count);
}

/* What was handed over to maps that own it was freed once, all else never; and there is no memory left. */
static inline void check_all_freed(const struct ledger *ledger, bool owns)
{
    int i;
    for (i = 0; i < WORDS; i++) {
        int times = owns && i < used;
        CHECK(ledger->keys_freed[i] == times && ledger->values_freed[i] == times);
    }
    CHECK(ledger->meter.live_blocks == 0);
}

/*
 * Calls a test with three versions: a base, and two that came from it by some changes, or by none; at times the second one
 * has nothing in common with the others.
 */
static inline void for_versions(struct ledger *ledger, bool owns, bool constant,
                                void (*test)(const struct version *base, const struct version *left,
                                             const struct version *right))
{
    unsigned state = 7;
    int pair;
    for (pair = 0; pair < PAIRS; pair++) {
        struct version base, left, right;
        int size = (int)(next_random(&state) % 300);
        make_words();
        reset(ledger);
        ledger->constant = constant;
        used = 0;
        memset(&base, 0, sizeof base);
        base.map = new_map(ledger, owns);
        change(&base, constant ? size / 4 : size, &state);
        left = snapshot(&base);
        change(&left, (int)(next_random(&state) % 20), &state);
        if (pair % 4 == 3) {
            memset(&right, 0, sizeof right);
            CHECK(hamtrie_new_like(base.map, &right.map) == HAMTRIE_OK && hamtrie_size(right.map) == 0);
            change(&right, (int)(next_random(&state) % 200), &state);
        } else {
            right = snapshot(pair % 2 == 0 ? &base : &left);
            change(&right, (int)(next_random(&state) % 10), &state);
        }
        test(&base, &left, &right);
        check_version(&base);
        check_version(&left);
        check_version(&right);
        hamtrie_release(base.map);
        hamtrie_release(right.map);
        hamtrie_release(left.map);
        check_all_freed(ledger, owns);
    }
}

#endif
