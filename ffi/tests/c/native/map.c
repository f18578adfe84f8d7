/* One map: lookups and changes in place. */
#include "words.h"

static void sets_gets_and_removes(bool owns, bool constant, int count)
{
    static struct ledger ledger;
    hamtrie *map;
    hamtrie_entry entry;
    bool flag = true;
    int i;
    reset(&ledger);
    ledger.constant = constant;
    map = new_map(&ledger, owns);
    CHECK(hamtrie_size(map) == 0 && !hamtrie_get(map, "w0", NULL));
    for (i = 0; i < count; i++) {
        CHECK(hamtrie_set(map, words[i], &values[i], &flag, NULL) == HAMTRIE_OK && !flag);
        CHECK(hamtrie_size(map) == (size_t)i + 1);
    }
    for (i = 0; i < count; i++) {
        char word[8];
        strcpy(word, words[i]);
        CHECK(value_of(map, word) == &values[i]);
        CHECK(hamtrie_get_entry(map, word, &entry) && entry.key == words[i] && entry.value == &values[i]);
        CHECK(hamtrie_get(map, word, NULL) && hamtrie_get_entry(map, word, NULL));
    }
    for (i = 0; i < count; i += 2) {
        CHECK(hamtrie_remove(map, words[i], &flag, NULL) == HAMTRIE_OK && flag);
        CHECK(hamtrie_remove(map, words[i], &flag, NULL) == HAMTRIE_OK && !flag);
        CHECK(hamtrie_size(map) == (size_t)count - (size_t)i / 2 - 1);
        CHECK(value_of(map, words[i]) == NULL && value_of(map, words[i + 1]) == &values[i + 1]);
    }
    CHECK(hamtrie_clear(map) == HAMTRIE_OK && hamtrie_size(map) == 0);
    hamtrie_release(map);
    CHECK(ledger.meter.live_blocks == 0);
}

static void the_old_entry_is_given_back(void)
{
    static struct ledger ledger;
    hamtrie *map;
    hamtrie_entry old = {NULL, NULL};
    char word[] = "w1";
    bool flag = true;
    reset(&ledger);
    map = new_map(&ledger, false);
    CHECK(hamtrie_set(map, words[1], &values[1], &flag, &old) == HAMTRIE_OK);
    CHECK(!flag && old.key == NULL);
    CHECK(hamtrie_set(map, word, &values[2], &flag, &old) == HAMTRIE_OK);
    CHECK(flag && old.key == words[1] && old.value == &values[1]);
    CHECK(hamtrie_remove(map, words[1], &flag, &old) == HAMTRIE_OK);
    CHECK(flag && old.key == word && old.value == &values[2]);
    CHECK(hamtrie_set(map, words[3], NULL, NULL, NULL) == HAMTRIE_OK);
    old.value = map;
    CHECK(hamtrie_get(map, words[3], &old.value) && old.value == NULL);
    hamtrie_release(map);
}

static void null_is_refused(void)
{
    static struct ledger ledger;
    hamtrie_config config;
    hamtrie *map = (hamtrie *)&ledger;
    hamtrie_entry entry;
    size_t size;
    reset(&ledger);
    config = words_config(&ledger, true);
    CHECK(hamtrie_new(NULL, &map) == HAMTRIE_ERROR_ARGUMENT && hamtrie_new(&config, NULL) == HAMTRIE_ERROR_ARGUMENT);
    config.hash = NULL;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_ERROR_ARGUMENT);
    config = words_config(&ledger, true);
    config.eq = NULL;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_ERROR_ARGUMENT);
    config = words_config(&ledger, true);
    config.dealloc = NULL;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_ERROR_ARGUMENT);
    config = words_config(&ledger, true);
    for (size = 0; size < offsetof(hamtrie_config, key_free); size++) {
        config.size = size;
        CHECK(hamtrie_new(&config, &map) == HAMTRIE_ERROR_ARGUMENT);
    }
    config.size = sizeof config + 1;
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(map == (hamtrie *)&ledger); /* written on success only */
    CHECK(hamtrie_size(NULL) == 0 && !hamtrie_get(NULL, words[0], NULL) && !hamtrie_get_entry(NULL, words[0], &entry));
    CHECK(hamtrie_set(NULL, words[0], NULL, NULL, NULL) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_remove(NULL, words[0], NULL, NULL) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_clear(NULL) == HAMTRIE_ERROR_ARGUMENT);
    hamtrie_release(NULL);

    /* Of an older header: without what came later, which here are all functions that may be NULL. */
    config = words_config(&ledger, true);
    config.size = offsetof(hamtrie_config, key_free);
    CHECK(hamtrie_new(&config, &map) == HAMTRIE_OK);
    CHECK(hamtrie_set(map, words[1], &values[1], NULL, &entry) == HAMTRIE_OK && value_of(map, "w1") == &values[1]);
    hamtrie_release(map);
    CHECK(ledger.keys_freed[1] == 0 && ledger.meter.allocations == 0);
}

int main(void)
{
    make_words();
    sets_gets_and_removes(false, false, WORDS);
    sets_gets_and_removes(true, false, WORDS);
    sets_gets_and_removes(false, true, 100);
    sets_gets_and_removes(true, true, 100);
    the_old_entry_is_given_back();
    null_is_refused();
    return 0;
}
