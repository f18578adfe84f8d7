/* Versions against a model, in maps that own and maps that do not. */
#include "words.h"

#define VERSIONS 8
#define RANGE 200

struct version {
    hamtrie *map;
    int *model[RANGE];
};

static void check_version(const struct version *version)
{
    size_t count = 0;
    int i;
    for (i = 0; i < RANGE; i++) {
        CHECK(value_of(version->map, words[i]) == version->model[i]);
        count += version->model[i] != NULL;
    }
    CHECK(hamtrie_size(version->map) == count);
}

/* Puts a version that was made from `from` in the place of `to`. */
static void replace(struct version *to, const struct version *from, hamtrie *map)
{
    hamtrie *old = to->map;
    if (to != from) {
        memcpy(to->model, from->model, sizeof to->model);
    }
    to->map = map;
    hamtrie_release(old);
}

static void follow_a_model(bool constant, int steps)
{
    static struct version versions[VERSIONS];
    static struct ledger ledger;
    unsigned state = 99;
    int i, at;
    reset(&ledger);
    ledger.constant = constant;
    memset(versions, 0, sizeof versions);
    versions[0].map = new_map(&ledger, false);
    for (at = 1; at < VERSIONS; at++) {
        CHECK(hamtrie_retain(versions[0].map, &versions[at].map) == HAMTRIE_OK);
    }
    for (i = 0; i < steps; i++) {
        struct version *from = &versions[next_random(&state) % VERSIONS];
        struct version *to = &versions[next_random(&state) % VERSIONS];
        int key = (int)(next_random(&state) % RANGE);
        int *value = &values[next_random(&state) % WORDS];
        bool flag;
        hamtrie_entry old = {NULL, NULL};
        hamtrie *made;
        switch (next_random(&state) % 7) {
        case 0:
        case 1:
            CHECK(hamtrie_set(from->map, words[key], value, &flag, &old) == HAMTRIE_OK);
            CHECK(flag == (from->model[key] != NULL) && old.value == from->model[key]);
            from->model[key] = value;
            break;
        case 2:
            CHECK(hamtrie_remove(from->map, words[key], &flag, &old) == HAMTRIE_OK);
            CHECK(flag == (from->model[key] != NULL) && old.value == from->model[key]);
            from->model[key] = NULL;
            break;
        case 3:
        case 4:
            CHECK(hamtrie_update(from->map, words[key], value, &made) == HAMTRIE_OK);
            replace(to, from, made);
            to->model[key] = value;
            break;
        case 5:
            CHECK(hamtrie_without(from->map, words[key], &made) == HAMTRIE_OK);
            CHECK(hamtrie_is_same(from->map, made) == (from->model[key] == NULL));
            replace(to, from, made);
            to->model[key] = NULL;
            break;
        default:
            CHECK(hamtrie_retain(from->map, &made) == HAMTRIE_OK && hamtrie_is_same(from->map, made));
            replace(to, from, made);
            break;
        }
        if (i % 64 == 0) {
            for (at = 0; at < VERSIONS; at++) {
                check_version(&versions[at]);
            }
        }
    }
    for (i = 0; i < VERSIONS; i++) {
        at = i * 3 % VERSIONS;
        check_version(&versions[at]);
        hamtrie_release(versions[at].map);
    }
    CHECK(ledger.meter.live_blocks == 0);
}

static void null_is_refused(void)
{
    static struct ledger ledger;
    hamtrie *map, *out = NULL;
    reset(&ledger);
    map = new_map(&ledger, false);
    CHECK(hamtrie_retain(NULL, &out) == HAMTRIE_ERROR_ARGUMENT && hamtrie_retain(map, NULL) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_update(NULL, words[1], NULL, &out) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_update(map, words[1], NULL, NULL) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_without(NULL, words[1], &out) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_without(map, words[1], NULL) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(out == NULL && !hamtrie_is_same(map, NULL) && !hamtrie_is_same(NULL, map) && !hamtrie_is_same(NULL, NULL));
    hamtrie_release(map);
    CHECK(ledger.meter.live_blocks == 0);
}

int main(void)
{
    make_words();
    follow_a_model(false, 20000);
    follow_a_model(true, 2000);
    null_is_refused();
    return 0;
}
