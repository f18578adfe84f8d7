/* Iterators on the stack: each entry once, in pieces of any size, without memory. */
#include "words.h"

static struct ledger ledger;
static int seen[WORDS];

static void see(hamtrie_entry entry)
{
    int number = *(const int *)entry.value;
    CHECK(entry.key == words[number] && entry.value == &values[number]);
    seen[number]++;
}

static bool visit(void *arg, const void *key, void *value)
{
    hamtrie_entry entry;
    int *left = (int *)arg;
    entry.key = key;
    entry.value = value;
    see(entry);
    return --*left != 0;
}

static void expect_seen(int count, int times)
{
    int i;
    for (i = 0; i < count; i++) {
        CHECK(seen[i] == times);
    }
    memset(seen, 0, sizeof seen);
}

static void sees_each_entry_once(bool owns, bool constant, int count)
{
    hamtrie *map;
    hamtrie_iter iter, copy;
    hamtrie_entry entry, entries[33];
    size_t got, n, before;
    int i, left = -1;
    reset(&ledger);
    ledger.constant = constant;
    map = new_map(&ledger, owns);
    for (i = 0; i < count; i++) {
        CHECK(hamtrie_set(map, words[i], &values[i], NULL, NULL) == HAMTRIE_OK);
    }
    before = ledger.meter.allocations;
    hamtrie_iter_init(map, &iter);
    copy = iter;
    while (hamtrie_iter_next(&iter, &entry)) {
        see(entry);
    }
    CHECK(!hamtrie_iter_next(&iter, &entry) && hamtrie_iter_next_n(&iter, entries, 33) == 0);
    expect_seen(count, 1);
    for (i = 0; i < count; i++) {
        CHECK(hamtrie_iter_next(&copy, &entry));
        see(entry);
    }
    CHECK(!hamtrie_iter_next(&copy, &entry));
    expect_seen(count, 1);
    for (n = 1; n <= 33; n += 8) {
        hamtrie_iter_init(map, &iter);
        do {
            size_t at;
            got = hamtrie_iter_next_n(&iter, entries, n);
            for (at = 0; at < got; at++) {
                see(entries[at]);
            }
        } while (got == n);
        expect_seen(count, 1);
    }
    CHECK(hamtrie_for_each(map, visit, &left));
    expect_seen(count, 1);
    if (count > 3) {
        left = 3;
        CHECK(!hamtrie_for_each(map, visit, &left) && left == 0);
        memset(seen, 0, sizeof seen);
    }
    CHECK(ledger.meter.allocations == before);
    hamtrie_release(map);
}

int main(void)
{
    hamtrie_iter nothing;
    hamtrie_entry entry;
    int left = 1;
    make_words();
    sees_each_entry_once(false, false, WORDS);
    sees_each_entry_once(true, false, WORDS);
    sees_each_entry_once(false, true, 100);
    sees_each_entry_once(true, true, 100);
    sees_each_entry_once(false, false, 0);
    sees_each_entry_once(true, false, 1);
    memset(&nothing, 0, sizeof nothing);
    CHECK(!hamtrie_iter_next(&nothing, &entry));
    hamtrie_iter_init(NULL, &nothing);
    CHECK(!hamtrie_iter_next(&nothing, &entry) && hamtrie_iter_next_n(&nothing, &entry, 1) == 0);
    hamtrie_iter_init(NULL, NULL);
    CHECK(!hamtrie_iter_next(NULL, &entry) && !hamtrie_iter_next(&nothing, NULL));
    CHECK(hamtrie_for_each(NULL, visit, &left) && !hamtrie_for_each(NULL, NULL, NULL) && left == 1);
    return 0;
}
