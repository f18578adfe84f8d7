//! The C interface of hamtrie: `libhamtrie.so`, `libhamtrie.a`.
//!
//! ```text
//!   compat     hamt_*      a drop-in for libhamt                      include/hamt.h
//!   native     hamtrie_*   the interface for programs of our own      include/hamtrie.h
//!   contract   what a C program promises: C1 to C9, and a type of argument for each kind of pointer
//!   chunks     iteration, a leaf at a time
//!   block      single objects (handles, iterators) in an allocator's memory
//!   spread     a caller's hash, made good enough for a trie
//!   unload     what the library leaves behind: nothing
//! ```
//!
//! The headers are the manual; what they promise is not said again here. A noun is a Rust file, a section of a header and
//! a C test. Conventions of all functions:
//!
//! * Pointers that may be null are checked, and a function that got one does nothing.
//! * Results go to out-parameters, which come last and are written on success only.
//! * All memory is obtained before anything is changed: see [`hamtrie::table`].
//! * A pointer is followed in one place, where it has a type that says what C promises. So functions are short, and hardly
//!   one has unsafe code of its own. They are `unsafe` all the same: their `# Safety` names what C owes.
//! * No panic gets into C. Callbacks cannot raise one, since a panic cannot leave an `extern "C"` function: neither theirs
//!   nor ours. So what is left are errors in this library; `native` turns them into a status where there is one, and all
//!   other functions end the program.

#![allow(unreachable_pub, reason = "C reaches it by name")]

mod block;
mod chunks;
mod compat;
mod contract;
mod native;
mod spread;
mod unload;

// Named once, so that they are linked: the functions in them are for C alone.
use hamtrie_ffi_murmur3 as _;
use hamtrie_ffi_uh as _;
