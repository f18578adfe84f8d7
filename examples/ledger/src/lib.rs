//! A ledger whose state is a persistent map of maps, and whose store is SQLite.
//!
//! | module | what |
//! |---|---|
//! | [`state`] | balances by token and account, transfers, what changed between two states; nothing of SQLite |
//! | [`store`] | the file: opening it, reading it little by little, one transaction per commit |
//! | [`writer`] | a thread that writes commits |
//! | [`ledger`] | all of these together: transfers on versions, commits, history |
//! | [`rivals`] | the same without versions: keys marked as dirty, and everything written each time |
//! | [`random`] | transfers that can be repeated |
//! | [`compare`] | the comparison |

#![forbid(unsafe_code)]

pub mod compare;
pub mod ledger;
pub mod random;
pub mod rivals;
pub mod state;
pub mod store;
pub mod writer;
