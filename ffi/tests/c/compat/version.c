/* Versions: they stay what they are whatever happens to others, and may go in any order. */
#include "keys.h"

#include <string.h>

#define VERSIONS 12
#define RANGE 256

struct version {
    struct hamt *map;
    void *model[RANGE];
};

static void check_version(const struct version *version)
{
    size_t count = 0;
    int i;
    for (i = 0; i < RANGE; i++) {
        CHECK(hamt_get(version->map, &keys[i]) == version->model[i]);
        count += version->model[i] != NULL;
    }
    CHECK(hamt_size(version->map) == count);
}

static void a_new_version_leaves_the_old_one_alone(void)
{
    struct hamt *map = new_map(&hamt_allocator_default, hash_number);
    const struct hamt *with, *without, *absent;
    hamt_set(map, &keys[1], &values[1]);
    with = hamt_pset(map, &keys[2], &values[2]);
    without = hamt_premove(with, &keys[1]);
    absent = hamt_premove(map, &keys[7]);
    CHECK(with != map && without != with && absent != map && absent != NULL);
    CHECK(hamt_size(map) == 1 && hamt_size(with) == 2 && hamt_size(without) == 1 && hamt_size(absent) == 1);
    CHECK(hamt_get(map, &keys[2]) == NULL && hamt_get(with, &keys[2]) == &values[2]);
    CHECK(hamt_get(with, &keys[1]) == &values[1] && hamt_get(without, &keys[1]) == NULL);
    hamt_delete((struct hamt *)with);
    CHECK(hamt_get(without, &keys[2]) == &values[2] && hamt_get(map, &keys[1]) == &values[1]);
    hamt_delete(map);
    CHECK(hamt_get(absent, &keys[1]) == &values[1]);
    hamt_delete((struct hamt *)without);
    hamt_delete((struct hamt *)absent);
}

/* In libhamt a node of the first version is freed by the second. */
static void changing_a_version_in_place_is_not_seen_by_others(void)
{
    struct hamt *map = new_map(&hamt_allocator_default, hash_number);
    struct hamt *copy;
    int i;
    for (i = 0; i < 1000; i++) {
        hamt_set(map, &keys[i], &values[i]);
    }
    copy = (struct hamt *)hamt_pset(map, &keys[0], &values[1]);
    for (i = 0; i < 1000; i++) {
        hamt_set(map, &keys[i], &values[0]);
        CHECK(hamt_get(copy, &keys[i]) == (i == 0 ? &values[1] : &values[i]));
    }
    for (i = 0; i < 1000; i++) {
        CHECK(hamt_remove(copy, &keys[i]) == (i == 0 ? &values[1] : &values[i]));
        CHECK(hamt_get(map, &keys[i]) == &values[0]);
    }
    hamt_delete(map);
    CHECK(hamt_size(copy) == 0);
    hamt_delete(copy);
}

/* `to` is from now on a version that was made from `from`. */
static void replace(struct version *to, const struct version *from, const struct hamt *map)
{
    struct hamt *old = to->map;
    CHECK(map != NULL);
    if (to != from) {
        memcpy(to->model, from->model, sizeof to->model);
    }
    to->map = (struct hamt *)map;
    hamt_delete(old);
}

static void follow_a_model(hamt_key_hash_fn hash, int steps)
{
    static struct version versions[VERSIONS];
    unsigned state = 4711;
    int i, at;
    for (at = 0; at < VERSIONS; at++) {
        versions[at].map = new_map(&hamt_allocator_default, hash);
        for (i = 0; i < RANGE; i++) {
            versions[at].model[i] = NULL;
        }
    }
    for (i = 0; i < steps; i++) {
        struct version *from = &versions[next_random(&state) % VERSIONS];
        struct version *to = &versions[next_random(&state) % VERSIONS];
        int key = (int)(next_random(&state) % RANGE);
        void *value = &values[next_random(&state) % KEYS];
        switch (next_random(&state) % 6) {
        case 0:
        case 1:
            CHECK(hamt_set(from->map, &keys[key], value) == value);
            from->model[key] = value;
            break;
        case 2:
            CHECK(hamt_remove(from->map, &keys[key]) == from->model[key]);
            from->model[key] = NULL;
            break;
        case 3:
        case 4:
            replace(to, from, hamt_pset(from->map, &keys[key], value));
            to->model[key] = value;
            break;
        default:
            replace(to, from, hamt_premove(from->map, &keys[key]));
            to->model[key] = NULL;
            break;
        }
        if (i % 64 == 0) {
            for (at = 0; at < VERSIONS; at++) {
                check_version(&versions[at]);
            }
        }
    }
    for (i = 0; i < VERSIONS; i++) {
        at = i * 5 % VERSIONS;
        check_version(&versions[at]);
        hamt_delete(versions[at].map);
    }
}

int main(void)
{
    make_keys();
    a_new_version_leaves_the_old_one_alone();
    changing_a_version_in_place_is_not_seen_by_others();
    follow_a_model(hash_number, 20000);
    follow_a_model(hash_constant, 2000);
    return 0;
}
