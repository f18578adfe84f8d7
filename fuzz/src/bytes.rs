//! Reads a program out of a fuzzer's bytes. Never fails: where they end, zeros follow.

/// What is left of an input.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    /// All of an input.
    pub fn new(bytes: &'b [u8]) -> Self {
        Bytes(bytes)
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    /// The next byte, as one of a list.
    pub fn choice<T: Copy>(&mut self, among: &[T]) -> T {
        among[usize::from(self.byte()) % among.len()]
    }

    /// All that is left.
    pub fn rest(self) -> &'b [u8] {
        self.0
    }
}
