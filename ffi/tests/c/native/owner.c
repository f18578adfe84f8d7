/* Maps that own keys and values: each is freed once, when the last version that has it goes. */
#include "words.h"

static struct ledger ledger;

static void expect_freed(int key, int value, int times)
{
    CHECK(ledger.keys_freed[key] == times && ledger.values_freed[value] == times);
}

static void the_last_version_frees(void)
{
    hamtrie *map, *snapshot, *without;
    int i;
    reset(&ledger);
    map = new_map(&ledger, true);
    for (i = 0; i < 1000; i++) {
        CHECK(hamtrie_set(map, words[i], &values[i], NULL, NULL) == HAMTRIE_OK);
    }
    CHECK(hamtrie_retain(map, &snapshot) == HAMTRIE_OK);
    CHECK(hamtrie_without(snapshot, "w7", &without) == HAMTRIE_OK);
    for (i = 0; i < 500; i++) {
        CHECK(hamtrie_remove(map, words[i], NULL, NULL) == HAMTRIE_OK);
        expect_freed(i, i, 0);
    }
    hamtrie_release(snapshot);
    for (i = 0; i < 1000; i++) {
        expect_freed(i, i, i == 7);
    }
    hamtrie_release(without);
    for (i = 0; i < 1000; i++) {
        expect_freed(i, i, i < 500);
    }
    CHECK(hamtrie_clear(map) == HAMTRIE_OK);
    hamtrie_release(map);
    for (i = 0; i < 1000; i++) {
        expect_freed(i, i, 1);
    }
    CHECK(ledger.meter.live_blocks == 0);
}

static void what_is_replaced_is_freed(void)
{
    hamtrie *map, *next;
    hamtrie_entry old;
    bool replaced;
    reset(&ledger);
    strcpy(words[1], "same");
    strcpy(words[2], "same");
    strcpy(words[3], "same");
    map = new_map(&ledger, true);
    CHECK(hamtrie_set(map, words[1], &values[1], &replaced, NULL) == HAMTRIE_OK && !replaced);
    CHECK(hamtrie_set(map, words[2], &values[2], &replaced, NULL) == HAMTRIE_OK && replaced);
    expect_freed(1, 1, 1);
    expect_freed(2, 2, 0);
    CHECK(hamtrie_update(map, words[3], &values[3], &next) == HAMTRIE_OK);
    expect_freed(2, 2, 0);
    CHECK(value_of(map, "same") == &values[2] && value_of(next, "same") == &values[3]);
    /* Old entries may be other versions' too, so nobody gets them. */
    CHECK(hamtrie_set(map, words[4], &values[4], NULL, &old) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_remove(map, "same", NULL, &old) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_size(map) == 1);
    expect_freed(4, 4, 0);
    hamtrie_release(map);
    expect_freed(2, 2, 1);
    hamtrie_release(next);
    expect_freed(3, 3, 1);
    make_words();
}

static void one_of_the_two_functions_is_enough(void)
{
    hamtrie_config config;
    hamtrie *map;
    reset(&ledger);
    config = words_config(&ledger, true);
    config.key_free = NULL;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_OK);
    CHECK(hamtrie_set(map, words[5], &values[5], NULL, NULL) == HAMTRIE_OK);
    hamtrie_release(map);
    CHECK(ledger.keys_freed[5] == 0 && ledger.values_freed[5] == 1);
}

/* A value that is a map itself, and uses the library while it goes. */
static void release_value(void *ctx, void *value)
{
    hamtrie *inner = (hamtrie *)value, *copy;
    (void)ctx;
    CHECK(hamtrie_retain(inner, &copy) == HAMTRIE_OK);
    CHECK(hamtrie_set(copy, words[0], NULL, NULL, NULL) == HAMTRIE_OK);
    hamtrie_release(inner);
    hamtrie_release(copy);
}

static void callbacks_may_use_other_maps(void)
{
    hamtrie_config config;
    hamtrie *map, *before;
    int i;
    reset(&ledger);
    config = words_config(&ledger, true);
    config.value_free = release_value;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_OK);
    for (i = 0; i < 100; i++) {
        hamtrie *inner = new_map(&ledger, false);
        CHECK(hamtrie_set(inner, words[i], &values[i], NULL, NULL) == HAMTRIE_OK);
        CHECK(hamtrie_set(map, words[i], inner, NULL, NULL) == HAMTRIE_OK);
    }
    CHECK(hamtrie_retain(map, &before) == HAMTRIE_OK);
    for (i = 0; i < 50; i++) {
        CHECK(hamtrie_remove(map, words[i], NULL, NULL) == HAMTRIE_OK);
    }
    hamtrie_release(before);
    hamtrie_release(map);
    CHECK(ledger.meter.live_blocks == 0);
}

int main(void)
{
    make_words();
    the_last_version_frees();
    what_is_replaced_is_freed();
    one_of_the_two_functions_is_enough();
    callbacks_may_use_other_maps();
    return 0;
}
