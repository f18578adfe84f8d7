//! The macros that list the entries of a map or a set.

/// A [`HashMap`](crate::HashMap) of the listed entries. Of equal keys the last one counts.
///
/// # Examples
/// ```
/// use hamtrie_imbl::hashmap;
///
/// let ports = hashmap! { "http" => 80, "https" => 443 };
/// assert_eq!(ports["https"], 443);
/// ```
#[macro_export]
macro_rules! hashmap {
    () => { $crate::hashmap::HashMap::new() };
    ($($key:expr => $value:expr),+ $(,)?) => {{
        let mut entries = $crate::hashmap::HashMap::new();
        $(entries.insert($key, $value);)+
        entries
    }};
}

/// A [`HashSet`](crate::HashSet) of the listed elements.
///
/// # Examples
/// ```
/// use hamtrie_imbl::hashset;
///
/// let primes = hashset! { 2, 3, 5, 7 };
/// assert!(primes.contains(&5));
/// ```
#[macro_export]
macro_rules! hashset {
    () => { $crate::hashset::HashSet::new() };
    ($($element:expr),+ $(,)?) => {{
        let mut elements = $crate::hashset::HashSet::new();
        $(elements.insert($element);)+
        elements
    }};
}
