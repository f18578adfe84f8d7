/* What is between two versions: equality, inclusion, difference. */
#include "versions.h"

static struct ledger ledger;

/* What the callbacks of a call know. */
struct call {
    const struct version *before, *after;
    /* How often the key was shown. */
    int shown[RANGE];
    /* Values are equal if they agree in this many numbers. */
    int modulus;
    int compared;
    int left;
};

static bool agree(void *arg, const void *a, const void *b)
{
    struct call *call = (struct call *)arg;
    call->compared++;
    return *(const int *)a % call->modulus == *(const int *)b % call->modulus;
}

static bool see(void *arg, const hamtrie_entry *before, const hamtrie_entry *after)
{
    struct call *call = (struct call *)arg;
    int number = number_of(before != NULL ? before : after);
    CHECK((before == NULL ? NULL : before->value) == call->before->model[number]);
    CHECK((after == NULL ? NULL : after->value) == call->after->model[number]);
    CHECK(before == NULL || after == NULL || number_of(before) == number_of(after));
    call->shown[number]++;
    /* The callback may look at all maps, those of the call too. */
    CHECK(value_of(call->before->map, words[0]) == value_of(call->before->map, words[0]));
    return --call->left != 0;
}

static bool differ(const int *a, const int *b, int modulus)
{
    if (a == NULL || b == NULL || modulus == 0) {
        return a != b;
    }
    return a != b && *a % modulus != *b % modulus;
}

static void compare(const struct version *a, const struct version *b, int modulus)
{
    struct call call;
    hamtrie_value_eq value_eq = modulus == 0 ? NULL : agree;
    int i, differences = 0;
    bool equal = true, submap = true, disjoint = true, flag;
    memset(&call, 0, sizeof call);
    call.before = a;
    call.after = b;
    call.modulus = modulus;
    for (i = 0; i < RANGE; i++) {
        bool different = differ(a->model[i], b->model[i], modulus);
        differences += different;
        equal = equal && !different;
        submap = submap && (a->model[i] == NULL || !different);
        disjoint = disjoint && (a->model[i] == NULL || b->model[i] == NULL);
    }
    CHECK(hamtrie_equal(a->map, b->map, value_eq, &call, &flag) == HAMTRIE_OK && flag == equal);
    CHECK(hamtrie_is_submap(a->map, b->map, value_eq, &call, &flag) == HAMTRIE_OK && flag == submap);
    CHECK(hamtrie_is_disjoint(a->map, b->map, &flag) == HAMTRIE_OK && flag == disjoint);
    CHECK(hamtrie_diff(a->map, b->map, value_eq, see, &call, &flag) == HAMTRIE_OK && flag);
    for (i = 0; i < RANGE; i++) {
        CHECK(call.shown[i] == differ(a->model[i], b->model[i], modulus));
    }
    if (differences > 0) {
        memset(call.shown, 0, sizeof call.shown);
        call.left = (differences + 1) / 2;
        CHECK(hamtrie_diff(a->map, b->map, value_eq, see, &call, &flag) == HAMTRIE_OK && !flag);
        for (i = 0; i < RANGE; i++) {
            call.left += call.shown[i];
        }
        CHECK(call.left == (differences + 1) / 2);
    }
}

static void compare_all(const struct version *base, const struct version *left, const struct version *right)
{
    const struct version *versions[3];
    size_t allocations = ledger.meter.allocations;
    int a, b;
    versions[0] = base;
    versions[1] = left;
    versions[2] = right;
    for (a = 0; a < 3; a++) {
        for (b = 0; b < 3; b++) {
            compare(versions[a], versions[b], 0);
            compare(versions[a], versions[b], 3);
            compare(versions[a], versions[b], 1);
        }
    }
    CHECK(ledger.meter.allocations == allocations);
}

/* Two versions of 1,000 entries that differ in one: the values of a leaf or two are compared. */
static void what_is_shared_is_skipped(bool owns)
{
    struct call call;
    struct version before, after;
    bool flag;
    int i;
    make_words();
    reset(&ledger);
    memset(&call, 0, sizeof call);
    memset(&before, 0, sizeof before);
    before.map = new_map(&ledger, owns);
    for (i = 0; i < 1000; i++) {
        CHECK(hamtrie_set(before.map, words[i], &values[i], NULL, NULL) == HAMTRIE_OK);
    }
    after = snapshot(&before);
    call.modulus = WORDS;
    CHECK(hamtrie_equal(before.map, after.map, agree, &call, &flag) == HAMTRIE_OK && flag && call.compared == 0);
    strcpy(words[1000], "w5");
    CHECK(hamtrie_set(after.map, words[1000], &values[1000], NULL, NULL) == HAMTRIE_OK);
    before.model[5] = &values[5];
    after.model[5] = &values[1000];
    call.before = &before;
    call.after = &after;
    CHECK(hamtrie_diff(before.map, after.map, agree, see, &call, &flag) == HAMTRIE_OK && flag);
    CHECK(call.shown[5] == 1 && call.compared <= (owns ? 1 : 16));
    hamtrie_release(before.map);
    hamtrie_release(after.map);
    CHECK(ledger.meter.live_blocks == 0);
}

static bool count(void *arg, const hamtrie_entry *before, const hamtrie_entry *after)
{
    CHECK(before == NULL || after == NULL);
    *(int *)arg += after != NULL ? 1 : -1;
    return true;
}

static void null_is_an_empty_map(void)
{
    struct version some;
    hamtrie *empty;
    bool flag = false;
    int sum = 0;
    make_words();
    reset(&ledger);
    memset(&some, 0, sizeof some);
    used = 0;
    some.map = new_map(&ledger, true);
    set_number(&some, 1);
    set_number(&some, 2);
    CHECK(hamtrie_new_like(some.map, &empty) == HAMTRIE_OK);
    CHECK(hamtrie_equal(NULL, NULL, NULL, NULL, &flag) == HAMTRIE_OK && flag);
    CHECK(hamtrie_equal(some.map, NULL, NULL, NULL, &flag) == HAMTRIE_OK && !flag);
    CHECK(hamtrie_equal(NULL, empty, NULL, NULL, &flag) == HAMTRIE_OK && flag);
    CHECK(hamtrie_is_submap(NULL, some.map, NULL, NULL, &flag) == HAMTRIE_OK && flag);
    CHECK(hamtrie_is_submap(some.map, NULL, NULL, NULL, &flag) == HAMTRIE_OK && !flag);
    CHECK(hamtrie_is_submap(NULL, NULL, NULL, NULL, &flag) == HAMTRIE_OK && flag);
    CHECK(hamtrie_is_disjoint(some.map, NULL, &flag) == HAMTRIE_OK && flag);
    CHECK(hamtrie_diff(NULL, some.map, NULL, count, &sum, &flag) == HAMTRIE_OK && flag && sum == 2);
    CHECK(hamtrie_diff(some.map, NULL, NULL, count, &sum, NULL) == HAMTRIE_OK && sum == 0);
    CHECK(hamtrie_diff(NULL, NULL, NULL, count, &sum, &flag) == HAMTRIE_OK && flag && sum == 0);

    flag = true;
    CHECK(hamtrie_diff(some.map, empty, NULL, NULL, NULL, &flag) == HAMTRIE_ERROR_ARGUMENT && flag);
    CHECK(hamtrie_equal(some.map, empty, NULL, NULL, NULL) == HAMTRIE_OK);
    CHECK(hamtrie_new_like(NULL, &empty) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_new_like(some.map, NULL) == HAMTRIE_ERROR_ARGUMENT);
    hamtrie_release(some.map);
    hamtrie_release(empty);
    check_all_freed(&ledger, true);
}

static void other_configurations_are_refused(void)
{
    hamtrie *maps[3];
    int sum = 0, i;
    bool flag = true;
    reset(&ledger);
    for (i = 0; i < 3; i++) {
        maps[i] = new_map(&ledger, i == 2);
    }
    for (i = 1; i < 3; i++) {
        CHECK(hamtrie_equal(maps[0], maps[i], NULL, NULL, &flag) == HAMTRIE_ERROR_CONFIG);
        CHECK(hamtrie_is_submap(maps[i], maps[0], NULL, NULL, &flag) == HAMTRIE_ERROR_CONFIG);
        CHECK(hamtrie_is_disjoint(maps[0], maps[i], &flag) == HAMTRIE_ERROR_CONFIG);
        CHECK(hamtrie_diff(maps[i], maps[0], NULL, count, &sum, &flag) == HAMTRIE_ERROR_CONFIG);
        CHECK(flag && sum == 0);
    }
    for (i = 0; i < 3; i++) {
        hamtrie_release(maps[i]);
    }
    CHECK(ledger.meter.live_blocks == 0);
}

int main(void)
{
    int kind;
    for (kind = 0; kind < 4; kind++) {
        for_versions(&ledger, kind & 1, kind & 2, compare_all);
    }
    what_is_shared_is_skipped(false);
    what_is_shared_is_skipped(true);
    null_is_an_empty_map();
    other_configurations_are_refused();
    return 0;
}
