//! How keys are hashed.

use hamtrie::testing::Shape;
use hamtrie::testing::shape::Known;
use std::hash::BuildHasher;

/// What a program may choose: all hashes equal, equal in their low 4, 8, 32 or 60 bits, and others that are bad or good.
pub(crate) const SHAPES: [Shape; 12] = [
    Shape::Mixed,
    Shape::Equal,
    Shape::Masked(u64::MAX << 4),
    Shape::Masked(u64::MAX << 8),
    Shape::Masked(u64::MAX << 32),
    Shape::Masked(u64::MAX << 60),
    Shape::Identity,
    Shape::Low(1),
    Shape::Low(3),
    Shape::High(6),
    Shape::Last,
    Shape::Fx,
];

/// A hash builder that hashes with a shape.
pub(crate) trait Hashing: BuildHasher + Clone + Default {
    /// One for the first version of a program.
    fn first(shape: Shape) -> Self;

    /// One for another version of the same program.
    fn next(shape: Shape) -> Self;
}

/// Each version says how it hashes, and they may differ.
impl Hashing for Shape {
    fn first(shape: Shape) -> Self {
        shape
    }

    fn next(shape: Shape) -> Self {
        shape
    }
}

/// The library knows that all versions hash alike.
impl Hashing for Known {
    fn first(shape: Shape) -> Self {
        Known::set(shape);
        Known
    }

    fn next(_: Shape) -> Self {
        Known
    }
}
