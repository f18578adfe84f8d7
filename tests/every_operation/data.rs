//! Maps, sets and patches as data.

use crate::operation::Leaves::Same;
use crate::operation::{Operation, op};
use crate::world::{Lays, Map, new};
use hamtrie::layout::Copies;
use hamtrie::map::Patch;
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::crash::{Dummy, closure};
use hamtrie::testing::shape::Known;
use hamtrie::{HashMap, HashSet};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A key or value that is written as a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Datum(Dummy);

impl Serialize for Datum {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        closure();
        serializer.serialize_u64(self.id())
    }
}

impl<'de> Deserialize<'de> for Datum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        closure();
        Ok(Datum(new(u64::deserialize(deserializer)?)))
    }
}

impl Datum {
    pub(crate) fn id(&self) -> u64 {
        self.0.id()
    }
}

pub(crate) fn datum(id: u64) -> Datum {
    Datum(new(id))
}

pub(crate) type Data<L> = HashMap<Datum, Datum, Known, ChildrenPool, L>;
pub(crate) type SetOfData<L> = HashSet<Datum, Known, ChildrenPool, L>;

/// Layouts that data can be in.
pub(crate) trait Holds: Lays + Copies<(Datum, Datum)> + Copies<Datum> {}

impl<L: Lays + Copies<(Datum, Datum)> + Copies<Datum>> Holds for L {}

pub(crate) fn operations<L: Holds>() -> Vec<Operation<Map<Known, L>>> {
    vec![
        op("Serialize for HashMap", Same, |_| {
            let map: Data<L> = (0..20).map(|key| (datum(key), datum(key))).collect();
            assert!(serde_json::to_string(&map).expect("is data").len() > 20);
        }),
        op("Serialize for HashSet", Same, |_| {
            let set: SetOfData<L> = (0..20).map(datum).collect();
            assert!(serde_json::to_string(&set).expect("is data").len() > 20);
        }),
        op("Serialize for map::Patch", Same, |_| {
            let [old, new] = [0..20, 10..30].map(|keys| keys.map(|key| (datum(key), datum(key))).collect::<Data<L>>());
            assert!(serde_json::to_string(&Patch::between(&old, &new)).expect("is data").len() > 20);
        }),
        op("Deserialize<> for HashMap", Same, |_| {
            let text = r#"{"1":10,"2":20,"3":30,"1":11}"#;
            assert!(serde_json::from_str::<Data<L>>(text).is_ok_and(|map| map.len() == 3));
        }),
        op("Deserialize<> for HashSet", Same, |_| {
            assert!(serde_json::from_str::<SetOfData<L>>("[1,2,3,1]").is_ok_and(|set| set.len() == 3));
        }),
        op("Deserialize<> for map::Patch", Same, |_| {
            let text = r#"[[1,{"added":10}],[2,{"removed":20}],[3,{"changed":{"old":1,"new":2}}],[1,{"added":11}]]"#;
            assert!(serde_json::from_str::<Patch<Datum, Datum>>(text).is_ok_and(|patch| patch.len() == 3));
        }),
    ]
}
