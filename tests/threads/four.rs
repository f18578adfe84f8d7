//! Four threads, whatever the machine has.

use hamtrie::testing::shape::Known;
use hamtrie::testing::{Shape, exclusive};

/// Runs a test with four threads, which end before it does: their pools are left behind. On all of them [`Known`] is of
/// this shape.
pub(crate) fn with_threads_of(shape: Shape, body: impl FnOnce() + Send) {
    run(shape, Box::new(body));
}

/// The same for tests to which the shape of [`Known`] is all the same.
pub(crate) fn with_threads(body: impl FnOnce() + Send) {
    with_threads_of(Shape::Mixed, body);
}

fn run(shape: Shape, body: Box<dyn FnOnce() + Send + '_>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).start_handler(move |_| Known::set(shape));
    exclusive(|| pool.build().unwrap().install(body));
}
