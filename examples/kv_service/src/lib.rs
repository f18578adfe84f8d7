//! A key-value service over one map, measured against the same service over other maps.
//!
//! | module | what |
//! |---|---|
//! | [`store`] | the map, its versions, conditional writes; nothing of HTTP. Four of them, ours and three rivals |
//! | [`service`] | HTTP around a store: routes, limits, shutdown |
//! | [`metrics`] | what a scrape is told |
//! | [`load`] | a client that checks every answer and measures how long it took |
//! | [`compare`] | servers and clients as processes, in turn, and the table |

#![forbid(unsafe_code)]

pub mod compare;
pub mod load;
pub mod metrics;
pub mod options;
pub mod service;
pub mod store;
