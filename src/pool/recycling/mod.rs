//! The pool that recycles: threads with their magazines and slabs, and the depot between them.
//!
//! On each write a persistent map makes and frees a few nodes, of a few sizes. The node that was freed last is the best one
//! to use next: it is still in the cache. General allocators pay for what a map does not need: they find the size of a block
//! from its address, and return memory from the middle. [`ChildrenPool`](super::ChildrenPool) does neither. It gets a block in
//! one of three steps:
//!
//! ```text
//! thread A                                  thread B
//! +-------------------------------+         +-------------------------------+
//! | class 0   current -> o -> o   |         | class 0   current -> o        |
//! |           spare   -> o -> ..  |         |           spare   -> (none)   |     1. pop, push: no lock
//! | class 1   ..                  |         | class 1   ..                  |
//! | slab  [ free space |##|#|###] |         | slab  [ free space |#|##|#]   |     2. carve: no lock
//! +-------------------------------+         +-------------------------------+
//!          |   ^  a batch of blocks, a slab, or the whole pool    |   ^
//!          v   |                                                  v   |
//! +-------------------------------------------------------------------------+
//! | depot   class 0: [batch] [batch]   class 1: [batch]   ..                |     3. batches: one lock for
//! |         slabs:   [ |##|#|###]  [##|#|###]  ..     pools of ended threads|        dozens to thousands of blocks
//! +-------------------------------------------------------------------------+
//! ```
//!
//! - Sizes are rounded up to one of 64 *classes* (`size_class`). All blocks of a class are alike, so any free one will do.
//! - New blocks are carved from the thread's *slab*, a chunk with a bump pointer (`slab`). The first slab of a
//!   thread is 4 KiB, the next twice as large, and so on up to 256 KiB. So a program with one small map does not pay for a
//!   large slab.
//! - Freed blocks go to the *magazines* of the thread that frees them, whichever thread made them (`magazine`,
//!   `freelist`). When the magazines overflow, a batch of blocks moves to the *depot* (`depot`); when
//!   they run dry, a batch comes from there. So memory is bounded even if one thread only makes nodes and another only frees
//!   them. Magazines and depot are the design of Bonwick and Adams, "Magazines and Vmem" (USENIX 2001).
//! - A thread that ends leaves its pool in the depot as it is, and the next thread that starts adopts it
//!   (`thread`). Live blocks stay where they are. A thread that ends destroys its thread-local variables, which
//!   may hold maps; calls during that go directly to the depot.
//! - Slabs whose blocks are all free stay in the pool until `trim` is called, or `shutdown` at the very end.
//! - Larger and over-aligned blocks come from the global allocator (`system`). Nodes get that large only if single entries
//!   are, or if thousands of keys have one and the same hash.
//!
//! From the bottom up: [`freelist`] with [`marks`], [`magazine`], [`slab`], [`depot`], [`local`] and [`supply`] (the pool of one
//! thread), [`thread`] (who has which), [`trim`] and [`shutdown`].
//!
//! # What the pool does not know
//!
//! Keys, values, nodes, maps: it hands out bytes by `Layout`, and no user code runs inside it. It does not know which
//! thread a block is from, and does not notice when a block is freed twice; `super` names builds that do.
//!
//! # Invariants
//!
//! - P1. A block belongs to one class for as long as its slab lives. It has the class's size and alignment,
//!   and overlaps with no other block.
//! - P2. A block is in one place: live, owned by a user; or free, on one list. Only the owner of that place uses the block.
//! - P3. The first word of a free block is the address of the next one on its list, or null. The second word
//!   is the next batch, in the first block of a batch in the depot, and a hint elsewhere, which is never followed.
//! - P4. A local pool is used by one thread at a time, its owner: the thread that adopted it or, while it is idle, the one
//!   that holds the depot's lock. Others may read its atomic counters.
//! - P5. A slab is given back only when every block that was carved from it is on a list of the depot, from
//!   which it is then removed (`trim`, `shutdown`).
//! - P6. The pool calls no foreign code but the global allocator, which must not use the pool itself.
//!   Freeing never panics and never fails: if there is no memory for a thread's pool, the block goes to the depot.

mod depot;
mod freelist;
mod local;
mod magazine;
mod marks;
mod shutdown;
mod slab;
mod supply;
mod thread;
mod trim;

pub(super) use thread::{allocate, count, deallocate, shut_down, trim};
