//! [`Published`]: a cell that gives its readers a version without a lock.
//!
//! It knows nothing of maps: any value will do whose clone is cheap.

use arc_swap::{ArcSwap, Guard};
use core::fmt;
use core::ops::Deref;
use std::sync::Arc;

/// A cell from which readers take the latest version, while writers publish the next one.
///
/// Readers never wait, whatever writers do: a reader has the version that was the latest when it asked, for as long as it likes.
/// Writers change a clone, which shares with the version before all that stays, and try again if another writer was faster.
/// With several writers of long changes, have one thread write, or a lock among the writers.
///
/// On [`arc-swap`](https://docs.rs/arc-swap). Without this feature, use an `RwLock<HashMap<K, V>>` as
/// [`map`](crate::map#threads) shows it.
///
/// # Examples
/// Routes that are read by all threads and changed by some:
/// ```
/// use hamtrie::{HashMap, Published};
/// use std::thread;
///
/// let routes = Published::new(HashMap::from([("/", "index")]));
/// let before = routes.snapshot();
/// thread::scope(|scope| {
///     scope.spawn(|| routes.update(|map| map.insert("/help", "help")));
///     scope.spawn(|| routes.update(|map| map.insert("/about", "about")));
/// });
/// assert_eq!(routes.read()["/help"], "help");
/// assert_eq!((before.len(), routes.read().len()), (1, 3));
/// ```
pub struct Published<T>(ArcSwap<T>);

/// The version that was the latest when a reader asked for it. Made by [`Published::read`].
///
/// To hold it costs memory if newer versions are published meanwhile, and nobody waits for it. A thread that holds many of them
/// at a time is slower; let it take a [`snapshot`](Published::snapshot) to keep.
pub struct Reader<T>(Guard<Arc<T>>);

impl<T> Published<T> {
    /// A cell with its first version.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::{HashMap, Published};
    ///
    /// let routes = Published::new(HashMap::from([("/", "index")]));
    /// assert_eq!(routes.read()["/"], "index");
    /// ```
    pub fn new(first: T) -> Self {
        Published(ArcSwap::from_pointee(first))
    }

    /// The latest version, to be read now. O(1), without a lock or a wait.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::{HashMap, Published};
    ///
    /// let routes = Published::new(HashMap::from([("/", "index")]));
    /// let reader = routes.read();
    /// routes.store(HashMap::new());
    /// assert_eq!((reader.len(), routes.read().len()), (1, 0)); // a reader keeps its version
    /// ```
    #[doc(alias = "load")]
    pub fn read(&self) -> Reader<T> {
        Reader(self.0.load())
    }

    /// A clone of the latest version, to be kept or changed. Costs what the clone costs: O(1) for maps.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::{HashMap, Published};
    ///
    /// let routes = Published::new(HashMap::from([("/", "index")]));
    /// let mut mine = routes.snapshot();
    /// mine.insert("/test", "test"); // nobody else sees it
    /// assert_eq!((mine.len(), routes.read().len()), (2, 1));
    /// ```
    #[doc(alias = "load_full")]
    pub fn snapshot(&self) -> T
    where
        T: Clone,
    {
        T::clone(&self.read())
    }

    /// Publishes a version, whatever the latest one is.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::{HashMap, Published};
    ///
    /// let routes = Published::new(HashMap::from([("/", "index")]));
    /// let next = routes.read().update("/help", "help");
    /// routes.store(next); // right if this is the only thread that writes; else `update`
    /// assert_eq!(routes.read().len(), 2);
    /// ```
    pub fn store(&self, next: T) {
        self.0.store(Arc::new(next));
    }

    /// Changes a clone of the latest version, publishes it, and returns what `change` returned. If another version has been
    /// published meanwhile, it does so again with that one: `change` may be called more than once.
    ///
    /// # Panics
    /// When `change` or the clone panics, nothing is published.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::{HashMap, Published};
    ///
    /// let visits = Published::new(HashMap::new());
    /// std::thread::scope(|scope| {
    ///     for _ in 0..2 {
    ///         scope.spawn(|| visits.update(|map| *map.entry("/").or_insert(0) += 1));
    ///     }
    /// });
    /// assert_eq!(visits.read()["/"], 2); // neither change is lost
    /// ```
    #[doc(alias = "rcu")]
    pub fn update<R>(&self, mut change: impl FnMut(&mut T) -> R) -> R
    where
        T: Clone,
    {
        let mut result = None;
        self.0.rcu(|latest| {
            let mut next = T::clone(latest);
            result = Some(change(&mut next));
            next
        });
        result.expect("published after one call at least")
    }

    /// The latest version. It is cloned if a reader still has it.
    ///
    /// # Examples
    /// ```
    /// use hamtrie::{HashMap, Published};
    ///
    /// let routes = Published::new(HashMap::from([("/", "index")]));
    /// let map = routes.into_inner();
    /// assert_eq!(map["/"], "index");
    /// ```
    pub fn into_inner(self) -> T
    where
        T: Clone,
    {
        Arc::unwrap_or_clone(self.0.into_inner())
    }
}

impl<T> Deref for Reader<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Default> Default for Published<T> {
    /// A cell whose first version is the default value.
    fn default() -> Self {
        Published::new(T::default())
    }
}

impl<T> From<T> for Published<T> {
    /// A cell with its first version.
    fn from(first: T) -> Self {
        Published::new(first)
    }
}

impl<T: fmt::Debug> fmt::Debug for Published<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Published").field(&*self.read()).finish()
    }
}

impl<T: fmt::Debug> fmt::Debug for Reader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}
