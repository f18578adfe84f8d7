/* No memory at the k-th allocation, for every k: an error, and nothing has changed, neither maps nor ownership. */
#include "words.h"

#define BASE 120
#define STEPS 60
#define VERSIONS 3

static struct ledger ledger;
static hamtrie *maps[VERSIONS];
static int *models[VERSIONS][WORDS];
/* How many of the numbers from BASE on were handed over. Each word and value is used once. */
static int used;

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
    }
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
