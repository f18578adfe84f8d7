//! A format that lies: a deserializer that makes up data from a fuzzer's bytes, and lengths that are not true.

use crate::bytes::Bytes;
use serde::de::value::{Error, U32Deserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

/// What is left of the data. It gives mostly what it is asked for, and now and then something else.
#[derive(Debug)]
pub(super) struct Liar<'b> {
    bytes: Bytes<'b>,
}

impl<'b> Liar<'b> {
    /// All of the data.
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Liar { bytes: Bytes::new(bytes) }
    }

    /// Whether it gives what it is asked for.
    fn obeys(&mut self) -> Result<bool, Error> {
        match self.bytes.byte() {
            255 => Err(Error::custom("the end")),
            254 => Ok(false),
            _ => Ok(true),
        }
    }

    fn list(&mut self) -> List<'_, 'b> {
        let claim = self.bytes.choice(&[None, Some(0), Some(1), Some(1 << 20), Some(1 << 40), Some(usize::MAX)]);
        List { of: self, claim }
    }
}

/// Functions that give a number if they obey.
macro_rules! numbers {
    ($($function:ident gives $visit:ident;)*) => {$(
        fn $function<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            if !self.obeys()? {
                return self.deserialize_any(visitor);
            }
            visitor.$visit(self.bytes.byte().into())
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Liar<'_> {
    type Error = Error;

    numbers! {
        deserialize_u8 gives visit_u8;
        deserialize_u16 gives visit_u16;
        deserialize_u32 gives visit_u32;
        deserialize_u64 gives visit_u64;
        deserialize_i64 gives visit_i64;
    }

    /// Something, whatever was asked for.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.bytes.byte() % 9 {
            0 => visitor.visit_unit(),
            1 => visitor.visit_bool(true),
            2 => visitor.visit_u64(u64::MAX),
            3 => visitor.visit_i64(-1),
            4 => visitor.visit_f64(f64::NAN),
            5 => visitor.visit_str("a lie"),
            6 => visitor.visit_none(),
            // What is in them is asked for again, with a byte less. So this ends.
            7 => visitor.visit_seq(self.list()),
            _ => visitor.visit_map(self.list()),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if !self.obeys()? {
            return self.deserialize_any(visitor);
        }
        visitor.visit_str(
            ["", "a", "b", "a longer string, for which there has to be memory"][usize::from(self.bytes.byte() % 4)],
        )
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.bytes.byte() % 2 == 0 { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.obeys()? { visitor.visit_seq(self.list()) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.obeys()? { visitor.visit_map(self.list()) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(self.list())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(self.list())
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple_struct identifier
        ignored_any
    }
}

/// A list that is as long as its bytes say, whatever it claims.
struct List<'l, 'b> {
    of: &'l mut Liar<'b>,
    claim: Option<usize>,
}

impl List<'_, '_> {
    fn goes_on(&mut self) -> Result<bool, Error> {
        if self.of.bytes.is_empty() {
            return Ok(false);
        }
        match self.of.bytes.byte() {
            255 => Err(Error::custom("an item is broken")),
            byte => Ok(byte % 8 != 0),
        }
    }
}

impl<'de> SeqAccess<'de> for List<'_, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if self.goes_on()? { seed.deserialize(&mut *self.of).map(Some) } else { Ok(None) }
    }

    fn size_hint(&self) -> Option<usize> {
        self.claim
    }
}

impl<'de> MapAccess<'de> for List<'_, '_> {
    type Error = Error;

    fn next_key_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(&mut *self.of)
    }

    fn size_hint(&self) -> Option<usize> {
        self.claim
    }
}

impl<'de> EnumAccess<'de> for &mut Liar<'_> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Error> {
        let number: U32Deserializer<Error> = u32::from(self.bytes.byte() % 4).into_deserializer();
        Ok((seed.deserialize(number)?, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Liar<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(self.list())
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(self.list())
    }
}
