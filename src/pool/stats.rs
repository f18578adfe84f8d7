//! Statistics of the pool.
//!
//! A block is live when it was carved and is on no freelist. So the code that runs for every node need not count live
//! blocks; they are the difference of two counts, which is taken here.

use super::size_class::SizeClass;
use core::fmt;

/// The state of the pool, for the whole process, from [`stats()`](super::stats()).
///
/// Exact when no other thread allocates or frees at that moment, whichever threads did so before; otherwise an
/// estimate.
///
/// Prints as a table (`{}`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// How many slabs the pool has taken from the global allocator and not given back.
    pub slabs: usize,
    /// The size of all slabs, in bytes: live blocks, free blocks, memory that was never used, and what
    /// alignment costs.
    pub slab_bytes: usize,
    /// How many blocks are in use: pooled ones and those from the global allocator. 0 when all maps are gone.
    pub live_blocks: usize,
    /// The size of all blocks in use, in bytes: of pooled ones the size of their class, of those from the
    /// global allocator the size that was asked for. 0 when all maps are gone.
    pub live_bytes: usize,
    /// The size of all blocks that wait in freelists to be used again, in bytes.
    pub free_bytes: usize,
    /// How many of the live blocks came from the global allocator.
    pub system_blocks: usize,
    /// How many of the live bytes came from the global allocator: their blocks were too large or too strictly aligned for the
    /// pool, or this build has no pool.
    pub system_bytes: usize,
    classes: [ClassStats; SizeClass::COUNT],
}

/// The blocks of one size class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClassStats {
    /// The size of a block, in bytes.
    pub block_size: usize,
    /// How many blocks are in use.
    pub live: usize,
    /// How many blocks wait in freelists.
    pub free: usize,
}

impl Stats {
    /// One record for each size class, smallest blocks first. Blocks from the global allocator are not among them.
    ///
    /// # Examples
    /// ```
    /// let stock: hamtrie::HashMap<u64, u64> = (0..1000).map(|n| (n, n)).collect();
    /// for class in hamtrie::pool::stats().classes().iter().filter(|class| class.live > 0) {
    ///     println!("{} blocks of {} bytes", class.live, class.block_size);
    /// }
    /// assert_eq!(hamtrie::pool::stats().classes()[0].block_size, 16);
    /// drop(stock);
    /// ```
    pub fn classes(&self) -> &[ClassStats] {
        &self.classes
    }

    /// Statistics that have only the blocks from the global allocator.
    pub(super) fn of_system((system_blocks, system_bytes): (usize, usize)) -> Self {
        Self {
            slabs: 0,
            slab_bytes: 0,
            live_blocks: system_blocks,
            live_bytes: system_bytes,
            free_bytes: 0,
            system_blocks,
            system_bytes,
            classes: [ClassStats { block_size: 0, live: 0, free: 0 }; SizeClass::COUNT],
        }
    }

    /// Enters a class and adds it to the sums.
    pub(super) fn record(&mut self, class: SizeClass, live: usize, free: usize) {
        let block_size = class.block_size();
        self.classes[class.index()] = ClassStats { block_size, live, free };
        self.live_blocks += live;
        self.live_bytes += live * block_size;
        self.free_bytes += free * block_size;
    }
}

impl fmt::Display for Stats {
    /// Two lines of sums, then a line for each class that has blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} slabs of {} bytes in all; {} bytes free", self.slabs, self.slab_bytes, self.free_bytes)?;
        write!(
            f,
            "{} blocks of {} bytes live, of which {} of {} bytes from the global allocator",
            self.live_blocks, self.live_bytes, self.system_blocks, self.system_bytes
        )?;
        for class in self.classes.iter().filter(|class| class.live + class.free != 0) {
            write!(f, "\n{:>6} bytes: {:>10} live {:>10} free", class.block_size, class.live, class.free)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use core::alloc::Layout;

    #[test]
    fn sums_and_table_agree_with_the_records() {
        let mut stats = Stats::of_system((1, 5000));
        for class in SizeClass::all() {
            stats.record(class, 0, 0);
        }
        stats.record(SizeClass::of(Layout::new::<[u8; 40]>()).unwrap(), 3, 7);
        assert_eq!((stats.live_blocks, stats.live_bytes, stats.free_bytes), (4, 5144, 336));
        assert_eq!(stats.classes()[2], ClassStats { block_size: 48, live: 3, free: 7 });
        assert_eq!(
            stats.to_string(),
            "0 slabs of 0 bytes in all; 336 bytes free\n\
             4 blocks of 5144 bytes live, of which 1 of 5000 bytes from the global allocator\n    \
             48 bytes:          3 live          7 free"
        );
    }
}
