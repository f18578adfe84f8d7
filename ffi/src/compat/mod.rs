//! `hamt_*`: a drop-in for libhamt, after its public headers and its documented behaviour.
//!
//! Entries are pairs of pointers, which lie in the leaves. A key's hash is the 32 bits that the caller's function gives
//! for generation 0. Later generations are never asked for: they exist to tell keys apart that agree in those bits, and
//! here such keys are in one leaf or collision node, where the comparison tells them apart.

mod cache;
mod hooks;
mod iterator;
mod map;
mod memory;
