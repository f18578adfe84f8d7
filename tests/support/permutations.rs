//! Orders in which versions go.

/// All permutations of the numbers below `count`.
pub(crate) fn permutations(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![Vec::new()] };
    let with_last = |mut order: Vec<usize>, at| {
        order.insert(at, last);
        order
    };
    let shorter = permutations(last).into_iter();
    shorter.flat_map(|order| (0..count).map(move |at| with_last(order.clone(), at))).collect()
}
