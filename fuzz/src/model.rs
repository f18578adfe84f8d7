//! What a version must contain: an array, copied as a whole, too simple to be wrong.

/// Keys are the numbers below.
pub const KEYS: usize = 64;

/// The content of a version. Values are 1 to 255; 0 is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model([u8; KEYS]);

impl Model {
    /// No entries.
    pub const EMPTY: Model = Model([0; KEYS]);

    /// The value of a key.
    pub fn get(&self, key: u8) -> Option<u8> {
        Some(self.0[usize::from(key)]).filter(|&value| value != 0)
    }

    /// Sets the value of a key or takes it out. Returns what was there.
    pub fn set(&mut self, key: u8, value: Option<u8>) -> Option<u8> {
        let place = &mut self.0[usize::from(key)];
        let old = std::mem::replace(place, value.unwrap_or(0));
        Some(old).filter(|&value| value != 0)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.iter().filter(|&&value| value != 0).count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Model::EMPTY
    }

    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = (u8, u8)> + '_ {
        (0..KEYS as u8).filter_map(|key| Some((key, self.get(key)?)))
    }

    /// What a function makes of every key, given its value in each of some models.
    pub fn zip<const N: usize>(of: [&Model; N], mut value: impl FnMut(u8, [Option<u8>; N]) -> Option<u8>) -> Model {
        let mut made = Model::EMPTY;
        for key in 0..KEYS as u8 {
            made.set(key, value(key, of.map(|model| model.get(key))));
        }
        made
    }

    /// The entries that a collection gives.
    ///
    /// # Panics
    /// If a key comes twice, or is none of ours.
    pub fn collect(entries: impl IntoIterator<Item = (u8, u8)>) -> Model {
        let mut model = Model::EMPTY;
        for (key, value) in entries {
            assert!(usize::from(key) < KEYS && value != 0, "an entry that nobody made: {key} -> {value}");
            assert_eq!(model.set(key, Some(value)), None, "key {key} came twice");
        }
        model
    }

    /// Whether each key has its value of before, or of after, or what `during` says of it.
    pub fn is_between(&self, before: &Model, after: &Model, during: (u8, u8)) -> bool {
        (0..KEYS as u8).all(|key| {
            let is = self.get(key);
            is == before.get(key) || is == after.get(key) || (key, is) == (during.0, Some(during.1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_what_was_set() {
        let model = Model::collect([(3, 7), (63, 1)]);
        assert_eq!((model.len(), model.get(3), model.get(4)), (2, Some(7), None));
        assert_eq!(Model::collect(model.iter()), model);
        let sum = Model::zip([&model, &Model::collect([(3, 1), (5, 5)])], |_, [one, other]| other.or(one));
        assert_eq!(sum, Model::collect([(3, 1), (5, 5), (63, 1)]));
    }

    #[test]
    fn between_is_per_key() {
        let [before, after] = [[(1, 1), (2, 1)], [(1, 2), (3, 2)]].map(Model::collect);
        assert!(Model::collect([(1, 2), (2, 1)]).is_between(&before, &after, (0, 0)));
        assert!(!Model::collect([(1, 3), (2, 1)]).is_between(&before, &after, (0, 0)));
        assert!(Model::collect([(1, 3), (2, 1)]).is_between(&before, &after, (1, 3)));
        assert!(!Model::EMPTY.is_between(&before, &after, (0, 0)), "a key that is in both is lost");
    }

    #[test]
    #[should_panic(expected = "came twice")]
    fn a_key_that_comes_twice_is_noticed() {
        Model::collect([(1, 1), (1, 2)]);
    }
}
