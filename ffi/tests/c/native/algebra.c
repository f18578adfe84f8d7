/* Two versions, or three, become one: set algebra and merges. */
#include "versions.h"

static struct ledger ledger;

/* What the function that decides about conflicts knows. */
struct call {
    const struct version *base, *left, *right;
    int shown[RANGE];
    /* The values that it made. */
    int *made[RANGE];
};

static void check_shown(const hamtrie_entry *entry, const struct version *version, int number)
{
    CHECK((entry == NULL ? NULL : entry->value) == (version == NULL ? NULL : version->model[number]));
    CHECK(entry == NULL || number_of(entry) == number);
}

static int32_t decide(void *arg, const hamtrie_entry *base, const hamtrie_entry *left, const hamtrie_entry *right,
                      hamtrie_entry *made)
{
    struct call *call = (struct call *)arg;
    int number = number_of(left != NULL ? left : right);
    struct version mine = snapshot(call->left);
    check_shown(base, call->base, number);
    check_shown(left, call->left, number);
    check_shown(right, call->right, number);
    CHECK(made->key == NULL && made->value == NULL);
    call->shown[number]++;
    /* Other handles on the same versions may be changed meanwhile. */
    remove_number(&mine, number);
    hamtrie_release(mine.map);
    switch (number % 5) {
    case 0:
        return HAMTRIE_TAKE_LEFT;
    case 1:
        return HAMTRIE_TAKE_RIGHT;
    case 2:
        return HAMTRIE_TAKE_BASE;
    case 3:
        return HAMTRIE_TAKE_NONE;
    default:
        *made = new_entry(number);
        call->made[number] = (int *)made->value;
        return HAMTRIE_TAKE_NEW;
    }
}

static int *decided(const struct call *call, int number)
{
    switch (number % 5) {
    case 0:
        return call->left->model[number];
    case 1:
        return call->right->model[number];
    case 2:
        return call->base == NULL ? NULL : call->base->model[number];
    case 3:
        return NULL;
    default:
        return call->made[number];
    }
}

static struct call new_call(const struct version *base, const struct version *left, const struct version *right)
{
    struct call call;
    memset(&call, 0, sizeof call);
    call.base = base;
    call.left = left;
    call.right = right;
    return call;
}

static void sets(const struct version *left, const struct version *right)
{
    hamtrie_status (*const operations[4])(const hamtrie *left, const hamtrie *right, hamtrie **result) = {
        hamtrie_union, hamtrie_intersection, hamtrie_difference, hamtrie_symmetric_difference};
    int which, i;
    for (which = 0; which < 4; which++) {
        struct version result;
        CHECK(operations[which](left->map, right->map, &result.map) == HAMTRIE_OK);
        for (i = 0; i < RANGE; i++) {
            int *l = left->model[i], *r = right->model[i];
            int *results[4];
            results[0] = l != NULL ? l : r;
            results[1] = r != NULL ? l : NULL;
            results[2] = r != NULL ? NULL : l;
            results[3] = l == NULL ? r : r == NULL ? l : NULL;
            result.model[i] = results[which];
        }
        check_version(&result);
        hamtrie_release(result.map);
    }
}

static void merge(const struct version *left, const struct version *right)
{
    struct call call = new_call(NULL, left, right);
    struct version result;
    int i;
    CHECK(hamtrie_merge(left->map, right->map, NULL, decide, &call, &result.map) == HAMTRIE_OK);
    for (i = 0; i < RANGE; i++) {
        int *l = left->model[i], *r = right->model[i];
        bool conflict = l != NULL && r != NULL && l != r;
        CHECK(call.shown[i] == conflict);
        result.model[i] = conflict ? decided(&call, i) : l != NULL ? l : r;
    }
    check_version(&result);
    hamtrie_release(result.map);
}

static void merge3(const struct version *base, const struct version *left, const struct version *right)
{
    struct call call = new_call(base, left, right);
    struct version result;
    int i;
    CHECK(hamtrie_merge3(base->map, left->map, right->map, NULL, decide, &call, &result.map) == HAMTRIE_OK);
    for (i = 0; i < RANGE; i++) {
        int *b = base->model[i], *l = left->model[i], *r = right->model[i];
        bool conflict = l != r && l != b && r != b;
        CHECK(call.shown[i] == conflict);
        result.model[i] = conflict ? decided(&call, i) : l == b ? r : l;
    }
    check_version(&result);
    hamtrie_release(result.map);
}

static void combine(const struct version *base, const struct version *left, const struct version *right)
{
    sets(left, right);
    sets(right, left);
    sets(left, left);
    merge(left, right);
    merge(base, right);
    merge3(base, left, right);
    merge3(base, base, right);
    merge3(right, base, left);
}

/* The results outlive what they were made of, in any order, and what they hold is freed with the last of them. */
static void results_share_entries(void)
{
    struct version left, right;
    hamtrie *both, *common, *only, *different;
    int i;
    make_words();
    reset(&ledger);
    used = 0;
    memset(&left, 0, sizeof left);
    left.map = new_map(&ledger, true);
    for (i = 0; i < 100; i++) {
        set_number(&left, i);
    }
    memset(&right, 0, sizeof right);
    CHECK(hamtrie_new_like(left.map, &right.map) == HAMTRIE_OK);
    for (i = 50; i < 150; i++) {
        set_number(&right, i);
    }
    CHECK(hamtrie_union(left.map, right.map, &both) == HAMTRIE_OK);
    CHECK(hamtrie_intersection(left.map, right.map, &common) == HAMTRIE_OK);
    CHECK(hamtrie_difference(left.map, right.map, &only) == HAMTRIE_OK);
    CHECK(hamtrie_symmetric_difference(left.map, right.map, &different) == HAMTRIE_OK);
    hamtrie_release(left.map);
    hamtrie_release(right.map);
    for (i = 0; i < 200; i++) {
        /* Those of the right map from 50 to 99 came in nowhere. */
        CHECK(ledger.keys_freed[i] == (i >= 100 && i < 150));
    }
    hamtrie_release(both);
    for (i = 0; i < 200; i++) {
        CHECK(ledger.keys_freed[i] == (i >= 100 && i < 150));
    }
    hamtrie_release(common);
    for (i = 0; i < 200; i++) {
        CHECK(ledger.values_freed[i] == (i >= 50 && i < 150));
    }
    hamtrie_release(different);
    for (i = 0; i < 200; i++) {
        CHECK(ledger.values_freed[i] == (i >= 50));
    }
    hamtrie_release(only);
    check_all_freed(&ledger, true);
}

/* What needs no change is the same map; only the handle is new. */
static void a_result_may_be_an_input(void)
{
    struct version left, right;
    struct call call;
    hamtrie *result;
    int i;
    make_words();
    reset(&ledger);
    used = 0;
    memset(&left, 0, sizeof left);
    left.map = new_map(&ledger, true);
    for (i = 0; i < 100; i++) {
        set_number(&left, i);
    }
    right = snapshot(&left);
    remove_number(&right, 7);
    call = new_call(&left, &left, &right);
    ledger.meter.left = 5;
    CHECK(hamtrie_union(left.map, right.map, &result) == HAMTRIE_OK && hamtrie_is_same(result, left.map));
    hamtrie_release(result);
    CHECK(hamtrie_intersection(right.map, left.map, &result) == HAMTRIE_OK && hamtrie_is_same(result, right.map));
    hamtrie_release(result);
    CHECK(hamtrie_difference(right.map, left.map, &result) == HAMTRIE_OK && hamtrie_size(result) == 0);
    hamtrie_release(result);
    CHECK(hamtrie_merge(left.map, right.map, NULL, decide, &call, &result) == HAMTRIE_OK);
    CHECK(hamtrie_is_same(result, left.map));
    hamtrie_release(result);
    CHECK(hamtrie_merge3(left.map, left.map, right.map, NULL, decide, &call, &result) == HAMTRIE_OK);
    CHECK(hamtrie_is_same(result, right.map));
    hamtrie_release(result);
    CHECK(ledger.meter.left == 0);
    hamtrie_release(left.map);
    hamtrie_release(right.map);
    check_all_freed(&ledger, true);
}

/* Makes new entries, and then returns another number. */
struct tired {
    int left;
    int32_t then;
};

static int32_t get_tired(void *arg, const hamtrie_entry *base, const hamtrie_entry *left, const hamtrie_entry *right,
                         hamtrie_entry *made)
{
    struct tired *tired = (struct tired *)arg;
    (void)base;
    (void)right;
    CHECK(tired->left >= 0); /* not asked again */
    if (tired->left-- == 0) {
        return tired->then;
    }
    *made = new_entry(number_of(left));
    return HAMTRIE_TAKE_NEW;
}

static void whoever_decides_may_give_up(bool owns)
{
    struct version base, left, right;
    hamtrie *result = NULL;
    int i;
    make_words();
    reset(&ledger);
    used = 0;
    memset(&base, 0, sizeof base);
    base.map = new_map(&ledger, owns);
    left = snapshot(&base);
    right = snapshot(&base);
    for (i = 0; i < 100; i++) {
        set_number(&left, i);
        set_number(&right, i);
    }
    for (i = 0; i < 2; i++) {
        struct tired tired;
        hamtrie_status status = i == 0 ? HAMTRIE_ERROR_STOPPED : HAMTRIE_ERROR_ARGUMENT;
        tired.then = i == 0 ? HAMTRIE_GIVE_UP : 99;
        tired.left = 10;
        CHECK(hamtrie_merge(left.map, right.map, NULL, get_tired, &tired, &result) == status);
        tired.left = 10;
        CHECK(hamtrie_merge3(base.map, left.map, right.map, NULL, get_tired, &tired, &result) == status);
    }
    CHECK(result == NULL && used == 240);
    for (i = 0; i < 240; i++) {
        CHECK(ledger.keys_freed[i] == (owns && i >= 200));
    }
    check_version(&left);
    check_version(&right);
    hamtrie_release(base.map);
    hamtrie_release(left.map);
    hamtrie_release(right.map);
    check_all_freed(&ledger, owns);
}

static void null_and_other_configurations_are_refused(void)
{
    hamtrie *map, *same, *other, *result = NULL;
    hamtrie *maps[3];
    struct call call = new_call(NULL, NULL, NULL);
    int i;
    reset(&ledger);
    map = new_map(&ledger, true);
    other = new_map(&ledger, true);
    CHECK(hamtrie_retain(map, &same) == HAMTRIE_OK);
    for (i = 0; i < 2; i++) {
        hamtrie *wrong = i == 0 ? NULL : other;
        hamtrie_status status = i == 0 ? HAMTRIE_ERROR_ARGUMENT : HAMTRIE_ERROR_CONFIG;
        int at;
        CHECK(hamtrie_union(map, wrong, &result) == status && hamtrie_union(wrong, map, &result) == status);
        CHECK(hamtrie_intersection(map, wrong, &result) == status);
        CHECK(hamtrie_difference(wrong, map, &result) == status);
        CHECK(hamtrie_symmetric_difference(map, wrong, &result) == status);
        CHECK(hamtrie_merge(map, wrong, NULL, decide, &call, &result) == status);
        CHECK(hamtrie_merge(wrong, map, NULL, decide, &call, &result) == status);
        for (at = 0; at < 3; at++) {
            maps[0] = maps[1] = maps[2] = map;
            maps[at] = wrong;
            CHECK(hamtrie_merge3(maps[0], maps[1], maps[2], NULL, decide, &call, &result) == status);
        }
    }
    CHECK(hamtrie_union(map, same, NULL) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_merge(map, same, NULL, decide, &call, NULL) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_merge(map, same, NULL, NULL, NULL, &result) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_merge3(map, map, same, NULL, NULL, NULL, &result) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(hamtrie_merge3(map, map, same, NULL, decide, &call, NULL) == HAMTRIE_ERROR_ARGUMENT);
    CHECK(result == NULL);
    hamtrie_release(map);
    hamtrie_release(same);
    hamtrie_release(other);
    CHECK(ledger.meter.live_blocks == 0);
}

int main(void)
{
    int kind;
    for (kind = 0; kind < 4; kind++) {
        for_versions(&ledger, kind & 1, kind & 2, combine);
    }
    results_share_entries();
    a_result_may_be_an_input();
    whoever_decides_may_give_up(false);
    whoever_decides_may_give_up(true);
    null_and_other_configurations_are_refused();
    return 0;
}
