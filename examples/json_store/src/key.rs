//! Keys of objects, each text once.

use hamtrie::DefaultHashBuilder;
use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A key. Its text is shared with all equal keys that came from the same [`Keys`].
#[derive(Clone, PartialOrd, Ord)]
pub struct Key(Arc<str>);

/// The keys that were seen, so that each text is in memory once.
#[derive(Debug, Default)]
pub struct Keys {
    known: HashSet<Key, DefaultHashBuilder>,
    /// How often a text was there already.
    hits: u64,
    /// Bytes of text that these did not take.
    saved: u64,
}

impl Keys {
    /// The key with this text.
    pub fn get(&mut self, text: &str) -> Key {
        if let Some(key) = self.known.get(text) {
            self.hits += 1;
            self.saved += text.len() as u64;
            return key.clone();
        }
        let key = Key::from(text);
        self.known.insert(key.clone());
        key
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Bytes of the texts that are there.
    pub fn bytes(&self) -> u64 {
        self.known.iter().map(|key| key.len() as u64).sum()
    }

    /// Bytes of text that would have been there once more, were keys not shared.
    pub fn saved(&self) -> u64 {
        self.saved
    }

    /// Forgets the keys that no object has any more. O(n).
    pub fn shrink(&mut self) {
        self.known.retain(|key| Arc::strong_count(&key.0) > 1);
        self.known.shrink_to_fit();
    }
}

/// A key that is shared with nobody.
impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Key(text.into())
    }
}

impl Deref for Key {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Key {
    #[inline]
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Key {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for Key {}

impl Hash for Key {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        str::hash(self, state);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        str::fmt(self, f)
    }
}
