//! All entries of a table that lie in its leaves, a leaf at a time.
//!
//! C programs ask for one entry after the other, through calls that nothing can be inlined into. So what most of them do is
//! little: the next entry of a slice.

use core::slice;
use hamtrie::layout::Inline;
use hamtrie::table::Iter;

/// The rest of a leaf, and the leaves behind it.
pub(crate) struct Chunks<'t, T> {
    chunk: slice::Iter<'t, T>,
    rest: Iter<'t, T, Inline>,
}

impl<'t, T> Chunks<'t, T> {
    pub(crate) fn new(rest: Iter<'t, T, Inline>) -> Self {
        Chunks { chunk: [].iter(), rest }
    }

    #[inline(never)]
    fn next_leaf(&mut self) -> Option<&'t T> {
        self.chunk = self.rest.next_slice()?.iter();
        self.chunk.next()
    }
}

impl<'t, T> Iterator for Chunks<'t, T> {
    type Item = &'t T;

    #[inline(always)]
    fn next(&mut self) -> Option<&'t T> {
        match self.chunk.next() {
            None => self.next_leaf(),
            entry => entry,
        }
    }
}
