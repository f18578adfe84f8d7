//! The two forms of a map, and of what is made from maps.
//!
//! | form | entries |
//! |---|---|
//! | `Pairs` | are two pointers, with nothing to free |
//! | `Owners` | own what they point to |
//!
//! The form depends on the configuration only, so all maps of a configuration have the same. What is done with both forms
//! alike is written once, by [`both`].

/// One of two forms.
#[allow(missing_debug_implementations, reason = "a map is known to C by its address only")]
pub enum Form<P, O> {
    Pairs(P),
    Owners(O),
}

/// `both!(map, table => table.len())`: does the same with what is in either form.
macro_rules! both {
    ($form:expr, $inner:pat => $result:expr) => {
        match $form {
            $crate::native::form::Form::Pairs($inner) => $result,
            $crate::native::form::Form::Owners($inner) => $result,
        }
    };
}
pub(super) use both;
