//! Blocks of the pool: vectors, so that no unsafe code is needed, filled with what only they have.

use allocator_api2::vec::Vec;
use hamtrie::pool::ChildrenPool;

/// What is aligned to a cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
struct Line(u8);

/// What is aligned to more than the pool has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(2048))]
struct Page(u8);

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8, ChildrenPool>),
    Words(Vec<u64, ChildrenPool>),
    Lines(Vec<Line, ChildrenPool>),
    Pages(Vec<Page, ChildrenPool>),
}

/// A block, and what it is filled with.
#[derive(Debug)]
pub(super) struct Block {
    content: Content,
    fill: u8,
}

/// Runs with the vector, whatever is in it, and with what it is filled with.
macro_rules! with {
    ($block:expr, $vec:ident, $item:ident, $run:expr) => {{
        let fill = $block.fill;
        match $block.content {
            Content::Bytes(ref mut $vec) => {
                let $item = fill;
                $run
            }
            Content::Words(ref mut $vec) => {
                let $item = u64::from(fill) << 32 | u64::from(fill);
                $run
            }
            Content::Lines(ref mut $vec) => {
                let $item = Line(fill);
                $run
            }
            Content::Pages(ref mut $vec) => {
                let $item = Page(fill);
                $run
            }
        }
    }};
}

impl Block {
    /// A block of about that many bytes, at least one, aligned in one of four ways.
    pub(super) fn new(bytes: usize, alignment: u8, fill: u8) -> Block {
        let content = match alignment % 8 {
            0..=2 => Content::Bytes(Vec::new_in(ChildrenPool)),
            3..=5 => Content::Words(Vec::new_in(ChildrenPool)),
            6 => Content::Lines(Vec::new_in(ChildrenPool)),
            _ => Content::Pages(Vec::new_in(ChildrenPool)),
        };
        let mut block = Block { content, fill };
        block.resize(bytes);
        block
    }

    /// Makes it larger or smaller.
    pub(super) fn resize(&mut self, bytes: usize) {
        with!(self, vec, item, {
            let len = bytes.div_ceil(size_of_val(&item)).max(1);
            vec.reserve_exact(len.saturating_sub(vec.len()));
            vec.resize(len, item);
            vec.shrink_to_fit();
        });
    }

    /// Bytes that it must have at least.
    pub(super) fn len(&mut self) -> usize {
        with!(self, vec, _item, size_of_val(vec.as_slice()))
    }

    /// Sees that nobody else wrote to it.
    ///
    /// # Panics
    /// If somebody did.
    pub(super) fn check(&mut self) {
        let same = with!(self, vec, item, vec.iter().all(|&other| other == item));
        assert!(same, "somebody else wrote to a block");
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.check();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hamtrie::testing::exclusive;

    #[test]
    #[should_panic(expected = "somebody else wrote")]
    fn a_block_that_was_written_to_is_seen() {
        exclusive(|| {
            let mut block = Block::new(100, 0, 1);
            block.fill = 2;
        });
    }
}
