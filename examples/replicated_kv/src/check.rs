//! Whether a history is linearisable.
//!
//! Each write has a number that the cluster gave it, so the order that has to be found is known: writes are in the order of
//! their numbers, and what a read saw says after which write it comes. It remains to be checked that this order is one that
//! the clients can have seen: what ended before something else began is before it. (Herlihy and Wing, Linearizability, 1990. In
//! general finding the order is hard; the checkers of Wing and Gong and of Lowe search for it.) Keys are independent of each other.

use std::collections::HashMap;
use std::time::Instant;

/// What a client did with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It put a value, which nobody else puts.
    Put(String),
    /// It put such a value where another version was.
    Swap(u64, String),
    /// It read.
    Read,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The write has this number.
    Written(u64),
    /// Another version is there, or none.
    Conflict(Option<u64>),
    /// It read this version with this value, or that there is none.
    Found(Option<(u64, String)>),
    /// There was no answer: it may have happened, or happen yet.
    Unknown,
}

/// An operation of a client.
#[derive(Clone, Debug)]
pub struct Event {
    /// The key.
    pub key: String,
    /// What was asked for.
    pub action: Action,
    /// What came of it.
    pub outcome: Outcome,
    /// Before it was sent.
    pub start: Instant,
    /// After it was answered.
    pub end: Instant,
}

/// Checks a history.
///
/// # Errors
/// What is wrong, of the first key that something is wrong with.
pub fn linearisable(history: &[Event]) -> Result<(), String> {
    let mut keys: HashMap<&str, Vec<&Event>> = HashMap::new();
    history.iter().for_each(|event| keys.entry(&event.key).or_default().push(event));
    keys.into_iter().try_for_each(|(key, events)| of_key(&events).map_err(|wrong| format!("{key}: {wrong}")))
}

fn of_key(events: &[&Event]) -> Result<(), String> {
    let values = values(events)?;
    for event in events {
        let (Action::Swap(expected, _), Outcome::Written(number)) = (&event.action, &event.outcome) else { continue };
        if let Some(between) = values.keys().find(|between| *between > expected && *between < number) {
            return Err(format!("write {number} took {expected} for the last one, and {between} is between"));
        }
    }
    in_time(events)
}

/// The values by their numbers: of writes that were answered, and of writes that were not and that somebody saw.
fn values<'e>(events: &[&'e Event]) -> Result<HashMap<u64, &'e str>, String> {
    let mut values = HashMap::new();
    let mut unknown = HashMap::new();
    for event in events {
        let (Action::Put(value) | Action::Swap(_, value)) = &event.action else { continue };
        match event.outcome {
            Outcome::Written(number) => {
                if let Some(other) = values.insert(number, value.as_str()) {
                    return Err(format!("{value:?} and {other:?} are both write {number}"));
                }
            }
            Outcome::Unknown => drop(unknown.insert(value.as_str(), None)),
            _ => {}
        }
    }
    for event in events {
        let Outcome::Found(Some((number, value))) = &event.outcome else { continue };
        if let Some(written) = values.get(number) {
            if written != value {
                return Err(format!("write {number} put {written:?}, and {value:?} was read"));
            }
            continue;
        }
        match unknown.get_mut(value.as_str()) {
            None => return Err(format!("nobody put {value:?}, which was read as of write {number}")),
            Some(Some(before)) if before != number => {
                return Err(format!("{value:?} was read as of write {before} and of write {number}"));
            }
            Some(place) => *place = Some(*number),
        }
    }
    values.extend(unknown.into_iter().filter_map(|(value, number)| Some((number?, value))));
    Ok(values)
}

/// Whether what ended before something else began is before it.
fn in_time(events: &[&Event]) -> Result<(), String> {
    // Where it stands in the order, and whether it is a write, which stands there alone.
    let place = |event: &Event| match &event.outcome {
        Outcome::Written(number) => Some((*number, true)),
        Outcome::Conflict(there) => Some((there.unwrap_or(0), false)),
        Outcome::Found(found) => Some((found.as_ref().map_or(0, |(number, _)| *number), false)),
        Outcome::Unknown => None,
    };
    let mut placed: Vec<_> = events.iter().filter_map(|event| Some((*event, place(event)?))).collect();
    placed.sort_by_key(|(event, _)| event.start);
    let mut ended: Vec<_> = placed.iter().map(|(event, (number, _))| (event.end, *number)).collect();
    ended.sort();
    let mut ended = ended.into_iter().peekable();
    let mut highest = 0;
    for (event, (number, is_write)) in placed {
        while let Some((_, before)) = ended.next_if(|(end, _)| *end < event.start) {
            highest = highest.max(before);
        }
        if number < highest || is_write && number == highest {
            let action = &event.action;
            return Err(format!("{action:?} is as of write {number}, and write {highest} was known before it began"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Action, Event, Outcome, linearisable};
    use std::time::{Duration, Instant};

    /// A history of one key: action, outcome, when it began and ended.
    fn check(events: &[(Action, Outcome, u64, u64)]) -> Result<(), String> {
        let zero = Instant::now();
        let at = |time: &u64| zero + Duration::from_millis(*time);
        let event = |(action, outcome, start, end): &(Action, Outcome, u64, u64)| Event {
            key: "key".into(),
            action: action.clone(),
            outcome: outcome.clone(),
            start: at(start),
            end: at(end),
        };
        linearisable(&events.iter().map(event).collect::<Vec<_>>())
    }

    fn put(value: &str) -> Action {
        Action::Put(value.into())
    }

    fn found(number: u64, value: &str) -> Outcome {
        Outcome::Found(Some((number, value.into())))
    }

    #[test]
    fn good_histories() {
        use Action::{Read, Swap};
        use Outcome::{Conflict, Found, Unknown, Written};
        check(&[(put("a"), Written(1), 0, 9), (Read, Found(None), 1, 8), (Read, found(1, "a"), 2, 7)]).unwrap();
        check(&[(put("a"), Written(1), 0, 1), (Swap(1, "b".into()), Written(5), 2, 3), (Read, found(5, "b"), 4, 5)])
            .unwrap();
        check(&[(put("a"), Unknown, 0, 1), (Read, Found(None), 2, 3), (Read, found(4, "a"), 4, 5)]).unwrap();
        check(&[(put("a"), Written(1), 0, 1), (Swap(0, "b".into()), Conflict(Some(1)), 2, 3)]).unwrap();
    }

    #[test]
    fn bad_histories() {
        use Action::{Read, Swap};
        use Outcome::{Conflict, Found, Unknown, Written};
        let a = || (put("a"), Written(1), 0, 1);
        let wrong = [
            ("a lost write", vec![a(), (Read, Found(None), 2, 3)]),
            ("a stale read", vec![a(), (put("b"), Written(2), 2, 3), (Read, found(1, "a"), 4, 5)]),
            ("a value of nobody", vec![a(), (Read, found(2, "b"), 2, 3)]),
            ("another value", vec![a(), (Read, found(1, "b"), 2, 3)]),
            ("two writes with one number", vec![a(), (put("b"), Written(1), 0, 1)]),
            ("writes in the wrong order", vec![(put("b"), Written(2), 0, 1), (put("a"), Written(1), 2, 3)]),
            ("a lost update", vec![a(), (put("b"), Written(2), 0, 5), (Swap(1, "c".into()), Written(3), 2, 3)]),
            (
                "reads that go back",
                vec![(put("a"), Unknown, 0, 1), (Read, found(1, "a"), 2, 3), (Read, Found(None), 4, 5)],
            ),
            (
                "one write twice",
                vec![(put("a"), Unknown, 0, 1), (Read, found(1, "a"), 2, 3), (Read, found(2, "a"), 4, 5)],
            ),
            ("a conflict with the past", vec![a(), (Swap(9, "b".into()), Conflict(None), 2, 3)]),
        ];
        for (what, history) in wrong {
            assert!(check(&history).is_err(), "{what}");
        }
    }
}
