//! Clients that write all the time, while nodes are killed, come back, and are cut off.

use crate::check::{Action, Event, Outcome, linearisable};
use crate::cluster::{Client, Cluster};
use indicatif::ProgressBar;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Clients at once.
const CLIENTS: usize = 6;
/// Keys, so few that they meet.
const KEYS: usize = 12;
/// A snapshot after so many entries, so that a node that is away for a second has missed one.
const OPTIONS: [&str; 4] = ["--snapshot-after", "200", "--log-kept", "20"];

/// What happened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// Operations of clients.
    pub operations: usize,
    /// Writes that were acknowledged.
    pub writes: usize,
    /// Operations without an answer.
    pub unknown: usize,
    /// Processes that were killed.
    pub kills: u32,
    /// Nodes that were cut off.
    pub cuts: u32,
    /// Snapshots that went to followers whole, after the last kill.
    pub wholes: u64,
    /// And as patches.
    pub patches: u64,
    /// Keys in the end, the same in all nodes.
    pub keys: usize,
}

/// Runs a cluster of three for a time, then looks whether everything is right.
///
/// # Errors
/// What is not, or why the cluster does not run.
pub async fn run(program: PathBuf, time: Duration, bar: &ProgressBar) -> Result<Found, String> {
    let mut cluster = Cluster::start(program, 3, &OPTIONS).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> =
        (0..CLIENTS).map(|number| tokio::spawn(work(number, cluster.addresses().to_vec(), stop.clone()))).collect();
    let mut found = Found::default();
    let faults = faults(&mut cluster, time, &mut found, bar).await;
    stop.store(true, Relaxed);
    let mut history = Vec::new();
    for client in clients {
        history.extend(client.await.map_err(|error| error.to_string())?);
    }
    faults?;
    judge(&cluster, &history, &mut found).await?;
    Ok(found)
}

/// Operations of one client, one after the other.
async fn work(number: usize, addresses: Vec<String>, stop: Arc<AtomicBool>) -> Vec<Event> {
    let mut client = Client::new(&addresses);
    let mut rng = fastrand::Rng::with_seed(number as u64);
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut history = Vec::new();
    while !stop.load(Relaxed) {
        let key = format!("key-{}", rng.usize(..KEYS));
        let value = format!("{number}-{}", history.len());
        let action = match (rng.u8(..3), seen.get(&key)) {
            (0, _) => Action::Read,
            (1, Some(version)) => Action::Swap(*version, value),
            _ => Action::Put(value),
        };
        let event = client.act(&key, action).await;
        let version = match &event.outcome {
            Outcome::Written(version) | Outcome::Found(Some((version, _))) => Some(*version),
            Outcome::Conflict(there) => *there,
            _ => None,
        };
        version.map(|version| seen.insert(key, version));
        history.push(event);
    }
    history
}

/// Kills and cuts off nodes for a time. In the end all of them run and are connected.
async fn faults(cluster: &mut Cluster, time: Duration, found: &mut Found, bar: &ProgressBar) -> Result<(), String> {
    let mut rng = fastrand::Rng::with_seed(17);
    let start = Instant::now();
    let pause =
        |from: u64, to: u64, rng: &mut fastrand::Rng| tokio::time::sleep(Duration::from_millis(rng.u64(from..to)));
    while start.elapsed() < time {
        pause(300, 900, &mut rng).await;
        if rng.bool() {
            // Whoever it is, the leader or another one.
            let node = rng.usize(..cluster.nodes());
            cluster.kill(node).await?;
            found.kills += 1;
            pause(200, 1_200, &mut rng).await;
            cluster.revive(node).await?;
        } else {
            cut_follower(cluster, Duration::from_millis(rng.u64(500..1_500))).await?;
            found.cuts += 1;
        }
        bar.set_position(start.elapsed().min(time).as_secs());
    }
    // Once more, so that the numbers of what was sent are those of nodes that nobody kills.
    cluster.leader().await?;
    for _ in 0..2 {
        cut_follower(cluster, Duration::from_secs(2)).await?;
        found.cuts += 1;
        pause(800, 1_000, &mut rng).await;
    }
    Ok(())
}

async fn cut_follower(cluster: &Cluster, time: Duration) -> Result<(), String> {
    let leader = cluster.leader().await?;
    let node = (leader + 1) % cluster.nodes();
    cluster.cut(node, true).await?;
    tokio::time::sleep(time).await;
    cluster.cut(node, false).await
}

/// Whether histories are linearisable, nothing that was acknowledged is gone, and all nodes have the same.
async fn judge(cluster: &Cluster, history: &[Event], found: &mut Found) -> Result<(), String> {
    linearisable(history)?;
    let maps = cluster.maps().await?;
    if maps.iter().any(|map| *map != maps[0]) {
        return Err("the nodes have different maps".into());
    }
    for event in history {
        let (Action::Put(value) | Action::Swap(_, value)) = &event.action else { continue };
        let Outcome::Written(number) = event.outcome else { continue };
        found.writes += 1;
        match maps[0].get(event.key.as_str()) {
            Some(entry) if entry.version > number || entry.version == number && entry.value == value.as_bytes() => {}
            other => return Err(format!("{}: write {number} of {value:?} is gone: {other:?}", event.key)),
        }
    }
    found.operations = history.len();
    found.unknown = history.iter().filter(|event| event.outcome == Outcome::Unknown).count();
    found.keys = maps[0].len();
    for node in 0..cluster.nodes() {
        let status = cluster.status(node).await?;
        found.wholes += status.wholes;
        found.patches += status.patches;
    }
    Ok(())
}
