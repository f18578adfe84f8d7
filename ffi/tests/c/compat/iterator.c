/* Iterators: each entry once, safe at both ends. */
#include "keys.h"

static void sees_each_entry_once(hamt_key_hash_fn hash, int count)
{
    static int seen[KEYS];
    struct hamt *map = new_map(&hamt_allocator_default, hash);
    struct hamt_iterator *it;
    int i, steps = 0;
    for (i = 0; i < count; i++) {
        seen[i] = 0;
        hamt_set(map, &keys[i], &values[i]);
    }
    for (it = hamt_it_create(map); hamt_it_valid(it); steps++) {
        i = *(const int *)hamt_it_get_key(it);
        CHECK(hamt_it_get_key(it) == &keys[i] && hamt_it_get_value(it) == &values[i]);
        seen[i]++;
        CHECK(hamt_it_next(it) == it);
    }
    CHECK(steps == count);
    for (i = 0; i < count; i++) {
        CHECK(seen[i] == 1);
    }
    for (i = 0; i < 3; i++) {
        CHECK(hamt_it_next(it) == it && !hamt_it_valid(it));
        CHECK(hamt_it_get_key(it) == NULL && hamt_it_get_value(it) == NULL);
    }
    hamt_it_delete(it);
    hamt_delete(map);
}

static void goes_on_while_other_versions_change(void)
{
    struct hamt *map = new_map(&hamt_allocator_default, hash_number);
    struct hamt *other;
    struct hamt_iterator *it;
    int i, steps = 0;
    for (i = 0; i < 500; i++) {
        hamt_set(map, &keys[i], &values[i]);
    }
    other = (struct hamt *)hamt_premove(map, &keys[0]);
    for (it = hamt_it_create(map); hamt_it_valid(it); hamt_it_next(it)) {
        hamt_remove(other, (void *)hamt_it_get_key(it));
        steps++;
    }
    hamt_it_delete(it);
    CHECK(steps == 500 && hamt_size(other) == 0 && hamt_size(map) == 500);
    hamt_delete(other);
    hamt_delete(map);
}

int main(void)
{
    make_keys();
    sees_each_entry_once(hash_number, 0);
    sees_each_entry_once(hash_number, 1);
    sees_each_entry_once(hash_number, KEYS);
    sees_each_entry_once(hash_constant, 100);
    goes_on_while_other_versions_change();
    CHECK(hamt_it_create(NULL) == NULL && hamt_it_next(NULL) == NULL && !hamt_it_valid(NULL));
    CHECK(hamt_it_get_key(NULL) == NULL && hamt_it_get_value(NULL) == NULL);
    hamt_it_delete(NULL);
    return 0;
}
