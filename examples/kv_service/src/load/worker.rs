//! A connection that reads and writes single keys until the time is over.

use super::client::Client;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Keys that a connection has of its own.
const OWN: usize = 16;
/// Keys that all add to.
const COUNTERS: usize = 8;

#[derive(Default)]
pub(super) struct Done {
    pub(super) reads: Vec<Duration>,
    pub(super) writes: Vec<Duration>,
    pub(super) added: u64,
    pub(super) conflicts: usize,
    pub(super) wrong: Vec<String>,
}

struct Worker {
    client: Client,
    number: usize,
    /// When the operation was due, until its first request is sent.
    due: Option<Instant>,
    done: Done,
}

/// With a `pace` an operation is due whenever so much time has passed. One that cannot be begun then, since the one before is not
/// answered, counts from when it was due: who has to wait behind it waits as well. (Without that a server which answers nobody
/// for a while looks good, as nobody asks meanwhile: "coordinated omission", Gil Tene.)
pub(super) async fn run(
    address: SocketAddr,
    number: usize,
    end: Instant,
    pace: Option<Duration>,
) -> Result<Done, String> {
    let mut worker = Worker { client: Client::connect(address).await?, number, due: None, done: Done::default() };
    let mut random = fastrand::Rng::with_seed(number as u64);
    let mut own: [Option<u64>; OWN] = [None; OWN];
    let mut step = worker.read(&format!("/kv/a-{number}")).await?.number()?;
    let mut serial = 0;
    let mut next = Instant::now();
    while Instant::now() < end && next < end {
        if let Some(pace) = pace {
            tokio::time::sleep_until(next.into()).await;
            worker.due = Some(next);
            next += pace;
        }
        let which = random.usize(..OWN);
        match random.u32(..100) {
            0..75 => worker.read_own(which, own[which]).await?,
            75..88 => {
                serial += 1;
                worker.write(&format!("/kv/own-{number}-{which}"), None, serial).await?;
                own[which] = Some(serial);
            }
            88..94 => worker.add(which % COUNTERS).await?,
            _ => {
                step += 1;
                worker.write(&format!("/kv/a-{number}"), None, step).await?;
                worker.write(&format!("/kv/b-{number}"), None, step).await?;
            }
        }
    }
    Ok(worker.done)
}

impl Worker {
    /// When the time of a request begins.
    fn start(&mut self) -> Instant {
        self.due.take().unwrap_or_else(Instant::now)
    }

    async fn read(&mut self, path: &str) -> Result<super::client::Answer, String> {
        let start = self.start();
        let answer = self.client.get(path).await?;
        self.done.reads.push(start.elapsed());
        Ok(answer)
    }

    /// True if it happened.
    async fn write(&mut self, path: &str, version: Option<u64>, number: u64) -> Result<bool, String> {
        let start = self.start();
        let answer = self.client.put(path, version, number.to_string()).await?;
        self.done.writes.push(start.elapsed());
        match answer.status {
            201 | 204 => Ok(true),
            412 if version.is_some() => Ok(false),
            _ => Err(answer.strange()),
        }
    }

    /// `expected` is what was written in this run; before that, another run may have written.
    async fn read_own(&mut self, which: usize, expected: Option<u64>) -> Result<(), String> {
        let path = format!("/kv/own-{}-{which}", self.number);
        let found = self.read(&path).await?.number()?;
        if expected.is_some_and(|expected| expected != found) {
            self.done.wrong.push(format!("{path} is {found}, and {expected:?} was written"));
        }
        Ok(())
    }

    /// One more to a counter that others add to as well.
    async fn add(&mut self, which: usize) -> Result<(), String> {
        let path = format!("/kv/counter-{which}");
        let answer = self.read(&path).await?;
        let Some(version) = answer.version else { return Ok(()) };
        if self.write(&path, Some(version), answer.number()? + 1).await? {
            self.done.added += 1;
        } else {
            self.done.conflicts += 1;
        }
        Ok(())
    }
}

/// Makes the counters that are not there.
pub(super) async fn sum_of_counters(client: &mut Client) -> Result<u64, String> {
    let mut sum = 0;
    for which in 0..COUNTERS {
        let path = format!("/kv/counter-{which}");
        let answer = client.get(&path).await?;
        if answer.status == 404 {
            client.put(&path, None, "0".into()).await?;
        }
        sum += answer.number()?;
    }
    Ok(sum)
}
