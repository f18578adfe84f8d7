//! Operations on one map.

use crate::operation::Leaves::{Between, Either, Same, Taken};
use crate::operation::{Operation, op, show};
use crate::world::{Chosen, Lays, Map, NEW, new};
use hamtrie::testing::crash::Dummy;
use hamtrie::testing::crash::closure;
use std::hash::{DefaultHasher, Hash};

pub(crate) fn operations<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    let mut all = reading();
    all.extend(changing());
    all.extend(making());
    all
}

fn reading<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::get", Same, |w| assert!(w.it.get(&new(3)).is_some_and(|value| value.id() == 3))),
        op("HashMap::get", Same, |w| assert!(w.it.get(&new(NEW)).is_none())),
        op("HashMap::get_key_value", Same, |w| assert!(w.it.get_key_value(&new(3)).is_some())),
        op("HashMap::contains_key", Same, |w| assert!(w.it.contains_key(&new(3)))),
        op("Index<&Q> for HashMap", Same, |w| assert!(w.it[&new(3)].id() == 3)),
        op("HashMap::iter + Iterator for map::Iter", Same, |w| w.it.iter().for_each(|_| closure())),
        op("HashMap::keys + Iterator for map::Keys", Same, |w| w.it.keys().for_each(|_| closure())),
        op("HashMap::values + Iterator for map::Values", Same, |w| w.it.values().for_each(|_| closure())),
        op("IntoIterator for &HashMap", Same, |w| (&w.it).into_iter().for_each(|_| closure())),
        op("Clone for map::Iter + Debug for map::Iter", Same, |w| show(&w.it.iter())),
        op("Clone for map::Keys + Debug for map::Keys", Same, |w| show(&w.it.keys())),
        op("Clone for map::Values + Debug for map::Values", Same, |w| {
            show(&w.it.values());
        }),
        op("Debug for HashMap", Same, |w| show(&w.it)),
        op("Hash for HashMap", Same, |w| w.it.hash(&mut DefaultHasher::new())),
    ]
}

fn changing<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::insert", Either, |w| assert!(w.it.insert(new(NEW), new(NEW)).is_none())),
        op("HashMap::insert", Either, |w| assert!(w.it.insert(new(3), new(NEW)).is_some())),
        op("HashMap::insert", Between, |w| (0..20).for_each(|more| drop(w.it.insert(new(NEW + more), new(NEW))))),
        op("HashMap::put", Either, |w| assert!(w.it.put(new(NEW), new(NEW)))),
        op("HashMap::put", Either, |w| assert!(!w.it.put(new(3), new(NEW)))),
        op("HashMap::get_mut", Either, |w| {
            if let Some(value) = w.it.get_mut(&new(3)) {
                value.set_id(NEW);
            }
        }),
        op("HashMap::get_mut", Same, |w| assert!(w.it.get_mut(&new(NEW)).is_none())),
        op("HashMap::remove", Either, |w| assert!(w.it.remove(&new(3)).is_some())),
        op("HashMap::remove", Same, |w| assert!(w.it.remove(&new(NEW)).is_none())),
        op("HashMap::remove", Between, |w| (0..w.scene.len).for_each(|key| drop(w.it.remove(&new(key))))),
        op("HashMap::remove_entry", Either, |w| assert!(w.it.remove_entry(&new(3)).is_some())),
        op("HashMap::discard", Either, |w| assert!(w.it.discard(&new(3)))),
        op("HashMap::discard", Same, |w| assert!(!w.it.discard(&new(NEW)))),
        op("HashMap::discard", Between, |w| (0..w.scene.len).for_each(|key| _ = w.it.discard(&new(key)))),
        op("Extend<(K, V)> for HashMap", Between, |w| {
            let guard = new(1);
            w.it.extend((0..30).map(move |key| {
                closure();
                (new(2 * key), new(NEW + guard.id()))
            }));
        }),
        op("Extend<(K, V)> for HashMap", Same, |w| {
            w.made.push(w.base.filter(|_, _| false));
            w.made[0].extend((0..30).map(|key| (new(key / 2), new(NEW))));
        }),
        op("Extend<(K, V)> for HashMap", Between, |w| w.it.extend((0..5).map(|key| (new(key), new(NEW))))),
        op("HashMap::retain_ref", Between, |w| {
            let guard = new(0);
            w.it.retain_ref(move |key, _| {
                closure();
                key.id() % 3 == guard.id()
            });
        }),
        op("HashMap::retain_ref", Between, |w| {
            w.it.retain_ref(|key, _| {
                closure();
                key.id() == 3
            });
        }),
        op("HashMap::retain_ref", Between, |w| w.it.retain_ref(|_, _| false)),
        op("HashMap::retain_ref", Same, |w| {
            w.it.retain_ref(|_, _| {
                closure();
                true
            });
        }),
        op("HashMap::retain", Between, |w| {
            let guard = new(0);
            w.it.retain(move |key, value| {
                closure();
                value.set_id(NEW);
                key.id() % 3 == guard.id()
            });
        }),
        op("HashMap::retain", Between, |w| w.it.retain(|_, _| false)),
        op("HashMap::extract_if + Iterator for map::ExtractIf", Between, |w| {
            let guard = new(0);
            let select = move |key: &Dummy, _: &mut Dummy| {
                closure();
                key.id() % 3 == guard.id()
            };
            w.it.extract_if(select).for_each(drop);
        }),
        op("HashMap::extract_if", Between, |w| w.it.extract_if(|_, _| true).take(3).for_each(drop)),
        op("HashMap::clear", Taken, |w| w.it.clear()),
        op("HashMap::drain + Iterator for map::Drain", Taken, |w| w.it.drain().for_each(|_| closure())),
        op("HashMap::drain", Taken, |w| w.it.drain().take(3).for_each(drop)),
        op("Debug for map::Drain", Taken, |w| {
            let mut drain = w.it.drain();
            drain.next();
            show(&drain);
        }),
        op("HashMap::get_key_value_mut", Either, |w| {
            if let Some((_, value)) = w.it.get_key_value_mut(&new(3)) {
                value.set_id(NEW);
            }
        }),
        op("HashMap::get_disjoint_mut", Between, |w| {
            let (keys, mut changed) = ([new(3), new(NEW), new(1)], 0);
            w.it.get_disjoint_mut([&keys[0], &keys[1], &keys[2]]).into_iter().flatten().for_each(|value| {
                value.set_id(NEW);
                changed += 1;
            });
            assert!(changed > 0);
        }),
        op("HashMap::get_disjoint_key_value_mut", Between, |w| {
            let keys = [new(0), new(4)];
            w.it.get_disjoint_key_value_mut([&keys[0], &keys[1]]).into_iter().flatten().for_each(|(key, value)| {
                assert!(key.id() % 4 == 0);
                value.set_id(NEW);
            });
        }),
        op("IndexMut<&Q> for HashMap", Either, |w| w.it[&new(3)].set_id(NEW)),
        op("HashMap::try_insert", Either, |w| assert!(w.it.try_insert(new(NEW), new(NEW)).is_ok())),
        op("HashMap::try_insert + Debug for map::OccupiedError", Same, |w| {
            show(&w.it.try_insert(new(3), new(NEW)).unwrap_err());
        }),
        op("Display for map::OccupiedError", Same, |w| {
            let text = w.it.try_insert(new(3), new(NEW)).unwrap_err().to_string().len();
            assert!(text > 9);
        }),
        op("HashMap::iter_mut + Iterator for map::IterMut", Between, |w| {
            w.it.iter_mut().for_each(|(_, value)| {
                closure();
                value.set_id(NEW);
            });
        }),
        op("HashMap::values_mut + Iterator for map::ValuesMut", Between, |w| {
            w.it.values_mut().for_each(|value| value.set_id(NEW));
        }),
        op("IntoIterator for &mut HashMap", Between, |w| {
            (&mut w.it).into_iter().take(5).for_each(|(_, value)| value.set_id(NEW));
        }),
        op("Debug for map::IterMut", Same, |w| {
            let mut iter = w.it.iter_mut();
            iter.next();
            show(&iter);
        }),
        op("Debug for map::ValuesMut", Same, |w| {
            let mut iter = w.it.values_mut();
            iter.next();
            show(&iter);
        }),
    ]
}

fn making<S: Chosen, L: Lays>() -> Vec<Operation<Map<S, L>>> {
    vec![
        op("HashMap::update", Same, |w| w.made.push(w.it.update(new(NEW), new(NEW)))),
        op("HashMap::update", Same, |w| w.made.push(w.it.update(new(3), new(NEW)))),
        op("HashMap::without", Same, |w| w.made.push(w.it.without(&new(3)))),
        op("HashMap::without", Same, |w| w.made.push(w.it.without(&new(NEW)))),
        op("HashMap::update_with", Same, |w| {
            w.made.push(w.it.update_with(new(3), new(NEW), |old, new| {
                closure();
                assert!(old.id() == 3);
                new
            }));
        }),
        op("HashMap::update_with_key", Same, |w| {
            let guard = new(1);
            w.made.push(w.it.update_with_key(new(3), new(NEW), move |key, old, value| {
                closure();
                let id = key.id() + old.id() + value.id() + guard.id();
                drop((guard, value)); // before there is a result, which the compiler would forget
                new(id)
            }));
        }),
        op("HashMap::update_with_key", Same, |w| {
            w.made.push(w.it.update_with_key(new(NEW), new(NEW), |_, _, new| new))
        }),
        op("HashMap::update_lookup_with_key", Same, |w| {
            let (old, map) = w.it.update_lookup_with_key(new(3), new(NEW), |_, _, new| new);
            w.made.push(map);
            drop(old);
        }),
        op("HashMap::alter", Same, |w| w.made.push(w.it.alter(|old| old.map(|old| new(old.id() + 1)), new(3)))),
        op("HashMap::alter", Same, |w| {
            w.made.push(w.it.alter(
                |_| {
                    closure();
                    None
                },
                new(3),
            ));
        }),
        op("HashMap::extract", Same, |w| assert!(w.it.extract(&new(3)).is_some_and(|(_, map)| map.len() < w.it.len()))),
        op("HashMap::extract_with_key", Same, |w| assert!(w.it.extract_with_key(&new(3)).is_some())),
        op("HashMap::extract_with_key", Same, |w| assert!(w.it.extract_with_key(&new(NEW)).is_none())),
        op("HashMap::filter", Same, |w| {
            w.made.push(w.it.filter(|key, _| {
                closure();
                key.id() % 3 == 0
            }));
        }),
        op("HashMap::partition", Same, |w| {
            let guard = new(0);
            let (some, others) = w.it.partition(move |key, _| {
                closure();
                key.id() % 3 == guard.id()
            });
            w.made.extend([some, others]);
        }),
        op("HashMap::map_values", Same, |w| {
            let guard = new(1);
            w.made.push(w.it.map_values(move |_, value| {
                closure();
                new(value.id() + guard.id())
            }));
        }),
        op("HashMap::filter_map_values", Same, |w| {
            let guard = new(0);
            w.made.push(w.it.filter_map_values(move |key, value| {
                closure();
                (key.id() % 3 != guard.id()).then(|| new(value.id() + key.id() % 2))
            }));
        }),
        op("FromIterator<(K, V)> for HashMap", Same, |w| {
            let guard = new(1);
            let entries = w.it.iter().map(|(key, value)| (key.clone(), value.clone()));
            w.made.push(entries.inspect(move |_| assert_eq!(guard.id(), 1)).collect());
        }),
        op("From<[(K, V); N]> for HashMap", Same, |_| {
            let map = hamtrie::HashMap::from([3, 1, 3].map(|key| (new(key), new(NEW))));
            assert!(map.len() == 2 && map[&new(3)].id() == NEW);
        }),
        op("HashMap::unit", Same, |_| assert!(hamtrie::HashMap::unit(new(3), new(NEW)).len() == 1)),
    ]
}
