//! Balances, and what can be done with them.

use hamtrie::HashMap;
use hamtrie::map::DiffItem;
use std::fmt;

/// A token.
pub type Token = u32;
/// An account.
pub type Account = u32;
/// What an account has of a token. Nobody has less than nothing.
pub type Amount = i64;
/// An account's balance in a token.
pub type Key = (Token, Account);

/// All balances, by token. A clone is O(1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    tokens: HashMap<Token, HashMap<Account, Amount>>,
}

/// A transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Of what.
    pub token: Token,
    /// From whom.
    pub from: Account,
    /// To whom. An account that is not there yet is opened.
    pub to: Account,
    /// How much.
    pub amount: Amount,
}

/// A transfer that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such account.
    NoAccount(Key),
    /// It has less.
    Overdraft {
        /// Whose account.
        of: Key,
        /// What it has.
        has: Amount,
        /// What it would have to give.
        wanted: Amount,
    },
    /// Less than one.
    NotPositive(Amount),
    /// More than a balance can be.
    TooMuch(Key),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoAccount((token, account)) => write!(f, "account {account} has no token {token}"),
            Refusal::Overdraft { of: (token, account), has, wanted } => {
                write!(f, "account {account} has {has} of token {token}, and {wanted} are wanted")
            }
            Refusal::NotPositive(amount) => write!(f, "{amount} cannot be transferred: it has to be at least 1"),
            Refusal::TooMuch((token, account)) => {
                write!(f, "account {account} would have more of token {token} than can be counted")
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It has this now.
    Set(Key, Amount),
    /// It is gone.
    Gone(Key),
}

impl State {
    /// What an account has.
    pub fn get(&self, (token, account): Key) -> Option<Amount> {
        self.tokens.get(&token)?.get(&account).copied()
    }

    /// Sets what an account has.
    pub fn set(&mut self, (token, account): Key, amount: Amount) {
        self.tokens.entry(token).or_default().insert(account, amount);
    }

    /// Closes an account. A token that nobody has is gone as well.
    pub fn remove(&mut self, (token, account): Key) {
        if let Some(accounts) = self.tokens.get_mut(&token) {
            accounts.remove(&account);
            if accounts.is_empty() {
                self.tokens.remove(&token);
            }
        }
    }

    /// How many balances there are. O(tokens).
    pub fn len(&self) -> usize {
        self.tokens.values().map(HashMap::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The sum of all balances. O(n).
    pub fn sum(&self) -> i128 {
        self.tokens.values().flat_map(HashMap::values).map(|amount| i128::from(*amount)).sum()
    }

    /// A transfer. An account that has nothing left is closed. On a refusal nothing is done.
    ///
    /// # Errors
    /// If it cannot be.
    pub fn transfer(&mut self, transfer: Transfer) -> Result<(), Refusal> {
        let Transfer { token, from, to, amount } = transfer;
        if amount < 1 {
            return Err(Refusal::NotPositive(amount));
        }
        let none = Refusal::NoAccount((token, from));
        let Some(accounts) = self.tokens.get_mut(&token) else { return Err(none) };
        let gets = accounts.get(&to).copied().unwrap_or(0);
        let sum = gets.checked_add(amount);
        let Some(has) = accounts.get_mut(&from) else { return Err(none) };
        if *has < amount {
            return Err(Refusal::Overdraft { of: (token, from), has: *has, wanted: amount });
        }
        if from == to {
            return Ok(());
        }
        let sum = sum.ok_or(Refusal::TooMuch((token, to)))?;
        *has -= amount;
        if *has == 0 {
            accounts.discard(&from);
        }
        accounts.put(to, sum);
        Ok(())
    }

    /// What is different in `new`. Costs as much as there is, and skips what the two share.
    pub fn changes<'s>(&'s self, new: &'s State) -> impl Iterator<Item = Change> + 's {
        let none = || None;
        self.tokens.diff(&new.tokens).flat_map(move |item| {
            let (token, old, new) = match item {
                DiffItem::Added(token, new) => (*token, none(), Some(new)),
                DiffItem::Removed(token, old) => (*token, Some(old), None),
                DiffItem::Changed { key, old, new, .. } => (*key, Some(old), Some(new)),
            };
            accounts(token, old, new)
        })
    }
}

fn accounts<'s>(
    token: Token,
    old: Option<&'s HashMap<Account, Amount>>,
    new: Option<&'s HashMap<Account, Amount>>,
) -> Box<dyn Iterator<Item = Change> + 's> {
    let change = move |item: DiffItem<'_, Account, Amount>| match item {
        DiffItem::Added(account, amount) => Change::Set((token, *account), *amount),
        DiffItem::Changed { key, new, .. } => Change::Set((token, *key), *new),
        DiffItem::Removed(account, _) => Change::Gone((token, *account)),
    };
    match (old, new) {
        (Some(old), Some(new)) => Box::new(old.diff(new).map(change)),
        (None, Some(new)) => Box::new(new.iter().map(move |(account, amount)| Change::Set((token, *account), *amount))),
        (Some(old), None) => Box::new(old.keys().map(move |account| Change::Gone((token, *account)))),
        (None, None) => Box::new(std::iter::empty()),
    }
}
