//! The sizes of the pool's blocks: 64 size classes, 16 bytes apart, up to 1,024 bytes.
//!
//! A class is found from a `Layout` with an add, a mask and a shift. Its block size says its alignment: the largest power of
//! two, up to 64, that divides it. So the size of a node that has to start on a cache line (align 64) is rounded up to whole
//! lines, and all blocks of its class are aligned to lines; nothing else needs to know.
//!
//! | align of the layout | size is rounded up to | classes that can be hit |
//! |---|---|---|
//! | 1 to 16 | 16 | all |
//! | 32 | 32 | every second |
//! | 64 | 64 | every fourth |
//! | above 64, or more than 1,024 bytes, or 0 bytes | - | none: `super::system` |
//!
//! Steps of 16 bytes waste at most 15 bytes per node, where steps of 32 would waste up to 31 of a 48-byte cell.
//! This file knows nothing about memory.

use core::alloc::Layout;

/// The number of a size class, 0 to 63. Class `n` has blocks of `16 * (n + 1)` bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SizeClass(u8);

impl SizeClass {
    /// How many classes there are. One is enough for a model.
    pub(super) const COUNT: usize = if cfg!(loom) { 1 } else { 64 };
    /// The distance between two classes and the smallest block, in bytes.
    const STEP: usize = 16;
    /// The largest block, in bytes.
    pub(super) const LARGEST: usize = Self::COUNT * Self::STEP;
    /// The largest alignment that blocks can have: a cache line.
    pub(super) const LARGEST_ALIGN: usize = 64;
    /// How many bytes of blocks a magazine holds, unless those would be fewer than `MAGAZINE_BLOCKS`.
    const MAGAZINE_BYTES: usize = if cfg!(loom) { 0 } else { 32 * 1024 };
    /// How many blocks a magazine holds at least.
    const MAGAZINE_BLOCKS: usize = if cfg!(loom) { 2 } else { 16 };

    /// The class whose blocks fit `layout`; none for layouts that are not pooled.
    ///
    /// All sizes from that of `layout` to that of the block have the same class under the alignment of
    /// `layout`, which is what `Allocator` demands of a block that is longer than what was asked for.
    #[inline]
    pub(super) const fn of(layout: Layout) -> Option<Self> {
        let align = if layout.align() < Self::STEP { Self::STEP } else { layout.align() };
        // No overflow: a layout's size is at most `isize::MAX` when rounded up to its own alignment.
        let rounded = (layout.size() + (align - 1)) & !(align - 1);
        // One comparison refuses both 0 bytes (which wraps to the largest number) and too many.
        if rounded.wrapping_sub(1) >= Self::LARGEST || align > Self::LARGEST_ALIGN {
            return None;
        }
        Some(Self((rounded / Self::STEP - 1) as u8))
    }

    /// All classes, smallest first.
    pub(super) fn all() -> impl Iterator<Item = Self> + Clone {
        (0..Self::COUNT).map(Self::at)
    }

    /// The class at an index of an array of `COUNT`.
    pub(super) const fn at(index: usize) -> Self {
        Self((index & (Self::COUNT - 1)) as u8)
    }

    /// The class's index in an array of `COUNT`. The mask lets the compiler see that it is in bounds.
    #[inline]
    pub(super) const fn index(self) -> usize {
        self.0 as usize & (Self::COUNT - 1)
    }

    /// Bytes per block.
    #[inline]
    pub(super) const fn block_size(self) -> usize {
        (self.0 as usize + 1) * Self::STEP
    }

    /// The alignment that all blocks of the class have.
    pub(super) const fn align(self) -> usize {
        let divisor = 1 << self.block_size().trailing_zeros();
        if divisor < Self::LARGEST_ALIGN { divisor } else { Self::LARGEST_ALIGN }
    }

    /// What one block needs from a slab.
    pub(super) const fn layout(self) -> Layout {
        match Layout::from_size_align(self.block_size(), self.align()) {
            Ok(layout) => layout,
            Err(_) => unreachable!(), // The alignment is a power of two that divides the size.
        }
    }

    /// How many blocks make a full magazine, and a batch in the depot: 2,048 of the smallest blocks, 32 of the
    /// largest.
    #[inline]
    pub(super) const fn magazine_blocks(self) -> u32 {
        let blocks = Self::MAGAZINE_BYTES / self.block_size();
        if blocks < Self::MAGAZINE_BLOCKS { Self::MAGAZINE_BLOCKS as u32 } else { blocks as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class_of(size: usize, align: usize) -> Option<SizeClass> {
        SizeClass::of(Layout::from_size_align(size, align).unwrap())
    }

    #[test]
    fn every_class_fits_the_layouts_that_it_is_chosen_for() {
        for align in [1, 2, 4, 8, 16, 32, 64] {
            for size in 1..=SizeClass::LARGEST {
                let class = class_of(size, align).unwrap();
                assert!(class.block_size() >= size && class.align() >= align);
                assert!(class.block_size() - size < align.max(SizeClass::STEP));
                assert_eq!(class.block_size() % class.align(), 0);
                // A caller may free with any size up to the block's.
                assert_eq!(class_of(class.block_size(), align), Some(class));
            }
        }
    }

    #[test]
    fn empty_large_and_over_aligned_layouts_have_no_class() {
        for (size, align) in
            [(0, 1), (0, 64), (1025, 1), (1000, 64 * 2), (1, 128), (isize::MAX as usize, 1), (1009, 4096)]
        {
            assert_eq!(class_of(size, align), None, "{size} bytes, aligned to {align}");
        }
    }

    #[test]
    fn classes_are_numbered_by_size() {
        for (index, class) in SizeClass::all().enumerate() {
            assert_eq!(class.index(), index);
            assert_eq!(class.block_size(), (index + 1) * 16);
            assert!(class.magazine_blocks() >= 16);
        }
    }
}
