//! The same without versions.

use crate::state::{Amount, Change, Key, Refusal, Transfer};
use crate::store::{Store, Trouble};
use crate::writer::Writer;
use std::collections::{HashMap, HashSet};

/// Balances in a `std` map.
#[derive(Debug, Default)]
struct Balances(HashMap<Key, Amount>);

impl Balances {
    /// Everything is looked at before anything is changed, since there is no way back.
    fn transfer(&mut self, Transfer { token, from, to, amount }: Transfer) -> Result<(), Refusal> {
        if amount < 1 {
            return Err(Refusal::NotPositive(amount));
        }
        let (from, to) = ((token, from), (token, to));
        let has = *self.0.get(&from).ok_or(Refusal::NoAccount(from))?;
        if has < amount {
            return Err(Refusal::Overdraft { of: from, has, wanted: amount });
        }
        let gets = self.0.get(&to).copied().unwrap_or(0);
        let sum = gets.checked_add(amount).ok_or(Refusal::TooMuch(to))?;
        if from == to {
            return Ok(());
        }
        if has == amount {
            self.0.remove(&from);
        } else {
            self.0.insert(from, has - amount);
        }
        self.0.insert(to, sum);
        Ok(())
    }
}

/// Keys are marked when they are touched, and a commit writes those: what they have then is collected and given to the writer.
#[derive(Debug)]
pub struct Dirty {
    /// None while a commit is under way.
    store: Option<Store>,
    writer: Writer,
    balances: Balances,
    dirty: HashSet<Key>,
}

impl Dirty {
    /// With an empty file.
    pub fn new(store: Store) -> Dirty {
        Dirty { store: Some(store), writer: Writer::start(), balances: Balances::default(), dirty: HashSet::new() }
    }

    /// Gives an account something.
    pub fn mint(&mut self, key: Key, amount: Amount) {
        self.balances.0.insert(key, amount);
        self.dirty.insert(key);
    }

    /// A transfer.
    ///
    /// # Errors
    /// If it cannot be.
    pub fn transfer(&mut self, transfer: Transfer) -> Result<(), Refusal> {
        self.balances.transfer(transfer)?;
        self.dirty.insert((transfer.token, transfer.from));
        self.dirty.insert((transfer.token, transfer.to));
        Ok(())
    }

    /// Commits, while the next transfers are made.
    ///
    /// # Errors
    /// If the file was in the way of the commit before.
    pub fn commit_behind(&mut self) -> Result<(), Trouble> {
        let balances = &self.balances.0;
        let change = |key: Key| balances.get(&key).map_or(Change::Gone(key), |amount| Change::Set(key, *amount));
        let changes = self.dirty.drain().map(change).collect();
        self.settle()?;
        if let Some(store) = self.store.take() {
            self.writer.write(store, changes);
        }
        Ok(())
    }

    /// Waits for the commit that is under way.
    ///
    /// # Errors
    /// If the file was in its way.
    pub fn settle(&mut self) -> Result<(), Trouble> {
        if self.store.is_none() {
            let (store, result) = self.writer.wait();
            self.store = Some(store);
            result?;
        }
        Ok(())
    }
}

/// A commit writes everything.
#[derive(Debug)]
pub struct Whole {
    store: Store,
    balances: Balances,
}

impl Whole {
    /// With an empty file.
    pub fn new(store: Store) -> Whole {
        Whole { store, balances: Balances::default() }
    }

    /// Gives an account something.
    pub fn mint(&mut self, key: Key, amount: Amount) {
        self.balances.0.insert(key, amount);
    }

    /// A transfer.
    ///
    /// # Errors
    /// If it cannot be.
    pub fn transfer(&mut self, transfer: Transfer) -> Result<(), Refusal> {
        self.balances.transfer(transfer)
    }

    /// Commits.
    ///
    /// # Errors
    /// If the file is in the way.
    pub fn commit(&mut self) -> Result<(), Trouble> {
        self.store.rewrite(self.balances.0.iter().map(|(key, amount)| (*key, *amount)))?;
        Ok(())
    }
}
