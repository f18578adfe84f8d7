//! Maps and sets in bincode: the number of entries, then the entries.

use crate::{GenericHashMap, GenericHashSet};
use bincode::de::Decoder;
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{Decode, Encode};
use imbl::shared_ptr::SharedPointerKind;
use std::hash::{BuildHasher, Hash};

impl<C, K, V, S, P> Decode<C> for GenericHashMap<K, V, S, P>
where
    K: Decode<C> + Hash + Eq + Clone,
    V: Decode<C> + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn decode<D: Decoder<Context = C>>(decoder: &mut D) -> Result<Self, DecodeError> {
        let len = usize::decode(decoder)?;
        (0..len).map(|_| <(K, V)>::decode(decoder)).collect()
    }
}

impl<K, V, S, P> Encode for GenericHashMap<K, V, S, P>
where
    K: Encode + Hash + Eq,
    V: Encode,
    S: BuildHasher + Default,
    P: SharedPointerKind,
{
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.len().encode(encoder)?;
        self.iter().try_for_each(|entry| entry.encode(encoder))
    }
}

impl<C, A, S, P> Decode<C> for GenericHashSet<A, S, P>
where
    A: Decode<C> + Hash + Eq + Clone,
    S: BuildHasher + Default + Clone,
    P: SharedPointerKind,
{
    fn decode<D: Decoder<Context = C>>(decoder: &mut D) -> Result<Self, DecodeError> {
        let len = usize::decode(decoder)?;
        (0..len).map(|_| A::decode(decoder)).collect()
    }
}

impl<A, S, P> Encode for GenericHashSet<A, S, P>
where
    A: Encode + Hash + Eq,
    S: BuildHasher + Default,
    P: SharedPointerKind,
{
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.len().encode(encoder)?;
        self.iter().try_for_each(|element| element.encode(encoder))
    }
}
