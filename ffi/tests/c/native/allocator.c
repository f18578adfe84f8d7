/* No memory at the k-th allocation, for every k: an error, and nothing has changed, neither maps nor ownership. */
#include "words.h"

#define BASE 120
#define STEPS 60
#define VERSIONS 3
/* Keys that are different in all versions at first. */
#define CONFLICTS 30

static struct ledger ledger;
static hamtrie *maps[VERSIONS];
static int *models[VERSIONS][WORDS];
/* How many of the numbers from BASE on were handed over. Each word and value is used once. */
static int used;

/* The values that the function below has made, and how often it was asked. */
static int *made_for[WORDS];
static int decisions;

/* Decides about a conflict: by its key, in all ways that there are. */
static int32_t decide(void *arg, const hamtrie_entry *base, const hamtrie_entry *left, const hamtrie_entry *right,
                      hamtrie_entry *made)
{
    int key = atoi((const char *)(left != NULL ? left : right)->key + 1);
    (void)arg;
    (void)base;
    decisions++;
    if (key % 5 == HAMTRIE_TAKE_NEW) {
        CHECK(BASE + used < WORDS);
        sprintf(words[BASE + used], "w%d", key);
        made->key = words[BASE + used];
        made->value = made_for[key] = &values[BASE + used];
        used++; /* handed over, even if the call fails */
    }
    return key % 5;
}

/* What becomes of a conflict. */
static int *decided(int key, int *base, int *left, int *right)
{
    int *taken[5];
    taken[HAMTRIE_TAKE_LEFT] = left;
    taken[HAMTRIE_TAKE_RIGHT] = right;
    taken[HAMTRIE_TAKE_BASE] = base;
    taken[HAMTRIE_TAKE_NONE] = NULL;
    taken[HAMTRIE_TAKE_NEW] = made_for[key];
    return taken[key % 5];
}

/* What an operation on two versions or three makes of what they have for a key. */
static int *combined(int which, int key, int *base, int *left, int *right)
{
    switch (which) {
    case 0:
        return left != NULL ? left : right;
    case 1:
        return right != NULL ? left : NULL;
    case 2:
        return right != NULL ? NULL : left;
    case 3:
        return left == NULL ? right : right == NULL ? left : NULL;
    case 4:
        return left == right || left == NULL || right == NULL ? combined(0, key, base, left, right)
                                                              : decided(key, NULL, left, right);
    default:
        return left == base ? right : right == base || left == right ? left : decided(key, base, left, right);
    }
}

/* Two versions, or all three, become one, which takes the place of one of them. */
static hamtrie_status combine(int which, int at)
{
    int left = (at + 1) % VERSIONS, right = (at + 2) % VERSIONS, key;
    hamtrie *made;
    hamtrie_status status;
    switch (which) {
    case 0:
        status = hamtrie_union(maps[left], maps[right], &made);
        break;
    case 1:
        status = hamtrie_intersection(maps[left], maps[right], &made);
        break;
    case 2:
        status = hamtrie_difference(maps[left], maps[right], &made);
        break;
    case 3:
        status = hamtrie_symmetric_difference(maps[left], maps[right], &made);
        break;
    case 4:
        status = hamtrie_merge(maps[left], maps[right], NULL, decide, NULL, &made);
        break;
    default:
        status = hamtrie_merge3(maps[at], maps[left], maps[right], NULL, decide, NULL, &made);
    }
    if (status == HAMTRIE_OK) {
        hamtrie_release(maps[at]);
        maps[at] = made;
        for (key = 0; key < BASE + 10; key++) {
            models[at][key] = combined(which, key, models[at][key], models[left][key], models[right][key]);
        }
    }
    return status;
}

/* One step, the same for the same number. */
static hamtrie_status step(int number)
{
    unsigned state = (unsigned)number * 2654435761u + 1;
    int at = (int)(next_random(&state) % VERSIONS), to = (at + 1) % VERSIONS;
    int key = (int)(next_random(&state) % (BASE + 10));
    int which = (int)(next_random(&state) % 6);
    int *value = &values[BASE + used];
    char *word = words[BASE + used];
    hamtrie *made;
    bool flag;
    hamtrie_status status;
    if (number < 2) {
        return combine(5 - number, 0); /* while there are many conflicts */
    }
    if (number % 3 == 2) {
        return combine(number / 3 % 6, at);
    }
    CHECK(BASE + used < WORDS);
    sprintf(word, "w%d", key); /* equal to words[key] */
    switch (which) {
    case 0:
    case 1:
        status = hamtrie_set(maps[at], word, value, &flag, NULL);
        if (status == HAMTRIE_OK) {
            CHECK(flag == (models[at][key] != NULL));
            models[at][key] = value;
            used++;
        }
        return status;
    case 2:
        status = hamtrie_remove(maps[at], word, &flag, NULL);
        if (status == HAMTRIE_OK) {
            CHECK(flag == (models[at][key] != NULL));
            models[at][key] = NULL;
        }
        return status;
    case 3:
        status = hamtrie_update(maps[at], word, value, &made);
        used += status == HAMTRIE_OK;
        break;
    case 4:
        status = hamtrie_without(maps[at], word, &made);
        value = NULL;
        break;
    default:
        status = hamtrie_retain(maps[at], &made);
        value = models[at][key];
    }
    if (status == HAMTRIE_OK) {
        hamtrie_release(maps[to]);
        maps[to] = made;
        memcpy(models[to], models[at], sizeof models[to]);
        models[to][key] = value;
    }
    return status;
}

static void check_versions(void)
{
    int at, i;
    for (at = 0; at < VERSIONS; at++) {
        size_t count = 0;
        for (i = 0; i < BASE + 10; i++) {
            char word[8];
            sprintf(word, "w%d", i);
            CHECK(value_of(maps[at], word) == models[at][i]);
            count += models[at][i] != NULL;
        }
        CHECK(hamtrie_size(maps[at]) == count);
    }
}

/* The run with `granted` allocations, then one failure. Whether it came to that. */
static bool run(bool owns, bool constant, long granted)
{
    bool failed = false;
    int i, at;
    make_words();
    reset(&ledger);
    memset(models, 0, sizeof models);
    used = 0;
    ledger.constant = constant;
    maps[0] = new_map(&ledger, owns);
    for (i = 0; i < BASE; i++) {
        CHECK(hamtrie_set(maps[0], words[i], &values[i], NULL, NULL) == HAMTRIE_OK);
        models[0][i] = &values[i];
    }
    for (at = 1; at < VERSIONS; at++) {
        CHECK(hamtrie_retain(maps[0], &maps[at]) == HAMTRIE_OK);
        memcpy(models[at], models[0], sizeof models[at]);
        for (i = 0; i < CONFLICTS; i++) {
            char *word = words[BASE + used];
            sprintf(word, "w%d", i);
            models[at][i] = &values[BASE + used];
            CHECK(hamtrie_set(maps[at], word, &values[BASE + used], NULL, NULL) == HAMTRIE_OK);
            used++;
        }
    }
    decisions = 0;
    ledger.meter.left = granted;
    for (i = 0; i < STEPS; i++) {
        hamtrie_status status = step(i);
        if (status != HAMTRIE_OK) {
            CHECK(status == HAMTRIE_ERROR_MEMORY && ledger.meter.left == 0);
            failed = true;
            check_versions();
            ledger.meter.left = -1;
            CHECK(step(i) == HAMTRIE_OK);
        }
    }
    check_versions();
    CHECK(decisions >= 2 * CONFLICTS);
    for (at = 0; at < VERSIONS; at++) {
        hamtrie_release(maps[at]);
    }
    CHECK(ledger.meter.live_blocks == 0 && ledger.meter.live_bytes == 0);
    for (i = 0; i < WORDS; i++) {
        int times = owns && i < BASE + used;
        CHECK(ledger.keys_freed[i] == times && ledger.values_freed[i] == times);
    }
    return failed;
}

static void no_memory_for_a_map_at_all(void)
{
    hamtrie_config config;
    hamtrie *map = NULL;
    long granted;
    reset(&ledger);
    config = words_config(&ledger, true);
    for (granted = 0; granted < 2; granted++) {
        ledger.meter.left = granted;
        CHECK(hamtrie_new(&config, &map) == HAMTRIE_ERROR_MEMORY && map == NULL);
        CHECK(ledger.meter.live_blocks == 0);
    }
}

int main(void)
{
    int kind;
    for (kind = 0; kind < 4; kind++) {
        long granted = 0;
        while (run(kind & 1, kind & 2, granted)) {
            granted++;
        }
        CHECK(granted > 40);
    }
    no_memory_for_a_map_at_all();
    return 0;
}
