//! What the example programs have in common, so that each of them is about its own subject only.
//!
//! | module | what |
//! |---|---|
//! | [`rounds`] | contenders measured in turn, medians |
//! | [`table`] | a table that reads well in a terminal and is Markdown |
//! | [`chart`] | lines and bars as SVG |
//! | [`progress`] | a bar with a total, silent where nobody watches |
//! | [`report`] | what a run writes to a folder |
//! | [`text`] | durations, rates and bytes with three digits |

pub mod chart;
pub mod progress;
pub mod report;
pub mod rounds;
pub mod table;
pub mod text;
