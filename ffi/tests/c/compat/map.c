/* One map: what get, set, remove and size do. */
#include "keys.h"

#include <string.h>

static void sets_gets_and_removes(hamt_key_hash_fn hash, int count)
{
    struct hamt *map = new_map(&hamt_allocator_default, hash);
    int i, absent = -1;
    CHECK(map != NULL && hamt_size(map) == 0);
    CHECK(hamt_get(map, &keys[0]) == NULL && hamt_remove(map, &keys[0]) == NULL);
    for (i = 0; i < count; i++) {
        CHECK(hamt_set(map, &keys[i], &values[i]) == &values[i]);
        CHECK(hamt_size(map) == (size_t)i + 1);
    }
    for (i = 0; i < count; i++) {
        CHECK(hamt_get(map, &keys[i]) == &values[i]);
    }
    CHECK(hamt_get(map, &absent) == NULL);
    for (i = 0; i < count; i++) {
        CHECK(hamt_set(map, &keys[i], &values[0]) == &values[0]);
        CHECK(hamt_size(map) == (size_t)count);
    }
    for (i = 0; i < count; i += 2) {
        CHECK(hamt_remove(map, &keys[i]) == &values[0]);
        CHECK(hamt_remove(map, &keys[i]) == NULL);
    }
    CHECK(hamt_size(map) == (size_t)count / 2);
    for (i = 0; i < count; i++) {
        CHECK(hamt_get(map, &keys[i]) == (i % 2 ? (void *)&values[0] : NULL));
    }
    for (i = 1; i < count; i += 2) {
        CHECK(hamt_remove(map, &keys[i]) == &values[0]);
    }
    CHECK(hamt_size(map) == 0);
    CHECK(hamt_set(map, &keys[1], &values[1]) == &values[1] && hamt_get(map, &keys[1]) == &values[1]);
    hamt_delete(map);
}

/* In libhamt each of these takes one off the size. */
static void removing_what_is_not_there_changes_nothing(void)
{
    struct hamt *map = new_map(&hamt_allocator_default, hash_number);
    int i;
    for (i = 0; i < 1000; i++) {
        hamt_set(map, &keys[i], &values[i]);
    }
    for (i = 1000; i < 2000; i++) {
        CHECK(hamt_remove(map, &keys[i]) == NULL);
    }
    CHECK(hamt_size(map) == 1000);
    hamt_delete(map);
}

static void replacing_keeps_the_key_pointer(void)
{
    struct hamt *map = new_map(&hamt_allocator_default, hash_number);
    const struct hamt *next;
    int same = keys[5];
    struct hamt_iterator *it;
    hamt_set(map, &keys[5], &values[5]);
    CHECK(hamt_set(map, &same, &values[6]) == &values[6]);
    next = hamt_pset(map, &same, &values[7]);
    it = hamt_it_create(map);
    CHECK(hamt_it_get_key(it) == &keys[5] && hamt_it_get_value(it) == &values[6]);
    hamt_it_delete(it);
    it = hamt_it_create((struct hamt *)next);
    CHECK(hamt_it_get_key(it) == &keys[5] && hamt_it_get_value(it) == &values[7]);
    hamt_it_delete(it);
    hamt_delete(map);
    hamt_delete((struct hamt *)next);
}

static void any_pointer_is_a_value(void)
{
    struct hamt *map = new_map(&hamt_allocator_default, hash_number);
    char bytes[8];
    int i;
    for (i = 0; i < 8; i++) {
        CHECK(hamt_set(map, &keys[i], bytes + i) == bytes + i);
    }
    for (i = 0; i < 8; i++) {
        CHECK(hamt_get(map, &keys[i]) == bytes + i);
    }
    CHECK(hamt_set(map, &keys[8], NULL) == NULL && hamt_size(map) == 9);
    CHECK(hamt_get(map, &keys[8]) == NULL);
    CHECK(hamt_remove(map, &keys[8]) == NULL && hamt_size(map) == 8);
    hamt_delete(map);
}

/* A configuration of libhamt's other build is shorter or longer. valgrind sees if more than 24 bytes are read. */
static void the_first_three_fields_are_enough(void)
{
    struct hamt_config config;
    void *bytes = malloc(3 * sizeof(void *));
    struct hamt *map;
    CHECK(bytes != NULL);
    memset(&config, 0xFF, sizeof config);
    config.ator = &hamt_allocator_default;
    config.key_cmp_fn = compare_numbers;
    config.key_hash_fn = hash_number;
    memcpy(bytes, &config, 3 * sizeof(void *));
    map = hamt_create((const struct hamt_config *)bytes);
    free(bytes);
    CHECK(hamt_set(map, &keys[1], &values[1]) == &values[1]);
    hamt_delete(map);
}

static void null_is_refused(void)
{
    struct hamt_allocator ator = hamt_allocator_default;
    struct hamt_config config;
    memset(&config, 0, sizeof config);
    CHECK(hamt_create(NULL) == NULL && hamt_create(&config) == NULL);
    config.key_cmp_fn = compare_numbers;
    config.key_hash_fn = hash_number;
    CHECK(hamt_create(&config) == NULL);
    config.ator = &ator;
    ator.malloc = NULL;
    CHECK(hamt_create(&config) == NULL);
    ator = hamt_allocator_default;
    config.key_hash_fn = NULL;
    CHECK(hamt_create(&config) == NULL);
    CHECK(hamt_get(NULL, &keys[0]) == NULL && hamt_set(NULL, &keys[0], &values[0]) == NULL);
    CHECK(hamt_remove(NULL, &keys[0]) == NULL && hamt_size(NULL) == 0);
    CHECK(hamt_pset(NULL, &keys[0], &values[0]) == NULL && hamt_premove(NULL, &keys[0]) == NULL);
    hamt_delete(NULL);
}

int main(void)
{
    make_keys();
    sets_gets_and_removes(hash_number, KEYS);
    sets_gets_and_removes(hash_constant, 200);
    removing_what_is_not_there_changes_nothing();
    replacing_keeps_the_key_pointer();
    any_pointer_is_a_value();
    the_first_three_fields_are_enough();
    null_is_refused();
    return 0;
}
