//! Maps and sets as data of borsh and rkyv.

use crate::data::{Data, Datum, Holds, SetOfData, datum};
use crate::operation::Leaves::Same;
use crate::operation::{Operation, op};
use crate::world::Map;
use ::borsh::io::{Read, Result as IoResult, Write};
use ::borsh::{BorshDeserialize, BorshSerialize};
use ::rkyv::rancor::{Error, Fallible};
use ::rkyv::rend::u64_le;
use ::rkyv::{Archive, Deserialize, Place, Serialize};
use hamtrie::testing::crash::closure;
use hamtrie::testing::shape::Known;
use std::cmp::Ordering;

impl PartialOrd for Datum {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Datum {
    fn cmp(&self, other: &Self) -> Ordering {
        closure();
        self.id().cmp(&other.id())
    }
}

impl BorshSerialize for Datum {
    fn serialize<W: Write>(&self, writer: &mut W) -> IoResult<()> {
        closure();
        BorshSerialize::serialize(&self.id(), writer)
    }
}

impl BorshDeserialize for Datum {
    fn deserialize_reader<R: Read>(reader: &mut R) -> IoResult<Self> {
        closure();
        u64::deserialize_reader(reader).map(datum)
    }
}

impl Archive for Datum {
    type Archived = u64_le;
    type Resolver = ();

    fn resolve(&self, (): (), out: Place<u64_le>) {
        closure();
        out.write(self.id().into());
    }
}

impl<Z: Fallible + ?Sized> Serialize<Z> for Datum {
    fn serialize(&self, _: &mut Z) -> Result<(), Z::Error> {
        closure();
        Ok(())
    }
}

impl<D: Fallible + ?Sized> Deserialize<Datum, D> for u64_le {
    fn deserialize(&self, _: &mut D) -> Result<Datum, D::Error> {
        closure();
        Ok(datum(self.to_native()))
    }
}

// Only what can be read: borsh loses the error that it is about to return, with its memory, when the drop of an entry that was read
// before it panics. `tests/features.rs` has bytes that end too early.
pub(crate) fn operations<L: Holds>() -> Vec<Operation<Map<Known, L>>> {
    vec![
        op("BorshSerialize for HashMap + BorshDeserialize for HashMap", Same, |_| {
            let map: Data<L> = (0..20).map(|key| (datum(key), datum(key))).collect();
            let bytes = borsh::to_vec(&map).expect("is data");
            assert!(borsh::from_slice::<Data<L>>(&bytes).is_ok_and(|map| map.len() == 20));
        }),
        op("BorshSerialize for HashSet + BorshDeserialize for HashSet", Same, |_| {
            let set: SetOfData<L> = (0..20).map(datum).collect();
            let bytes = borsh::to_vec(&set).expect("is data");
            assert!(borsh::from_slice::<SetOfData<L>>(&bytes).is_ok_and(|set| set.len() == 20));
        }),
        op(
            "Archive for HashMap + Serialize<Z> for HashMap + Deserialize<HashMap<K, V, S, A, L>, D> for map::ArchivedHashMap",
            Same,
            |_| {
                let map: Data<L> = (0..20).map(|key| (datum(key), datum(key))).collect();
                let bytes = rkyv::to_bytes::<Error>(&map).expect("is data");
                assert!(rkyv::from_bytes::<Data<L>, Error>(&bytes).is_ok_and(|map| map.len() == 20));
            },
        ),
        op(
            "Archive for HashSet + Serialize<Z> for HashSet + Deserialize<HashSet<T, S, A, L>, D> for set::ArchivedHashSet",
            Same,
            |_| {
                let set: SetOfData<L> = (0..20).map(datum).collect();
                let bytes = rkyv::to_bytes::<Error>(&set).expect("is data");
                assert!(rkyv::from_bytes::<SetOfData<L>, Error>(&bytes).is_ok_and(|set| set.len() == 20));
            },
        ),
    ]
}
