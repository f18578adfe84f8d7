//! `/metrics`, in the text format of Prometheus.

use crate::store::Status;
use hamtrie::pool;
use std::fmt::{Display, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What is counted while requests come.
#[derive(Debug, Default)]
pub struct Counters {
    /// Requests for one key that changed nothing.
    pub reads: AtomicU64,
    /// Writes that happened.
    pub writes: AtomicU64,
    /// Writes whose condition did not hold.
    pub conflicts: AtomicU64,
    /// Scans that began.
    pub scans: AtomicU64,
}

/// The text of a scrape.
pub fn text(counters: &Counters, status: &Status) -> String {
    let mut text = String::new();
    let mut metric = |name: &str, kind: &str, help: &str, value: &dyn Display| {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
    };
    metric("kv_reads_total", "counter", "Reads of one key.", &counters.reads.load(Relaxed));
    metric("kv_writes_total", "counter", "Writes that happened.", &counters.writes.load(Relaxed));
    metric("kv_conflicts_total", "counter", "Writes whose condition did not hold.", &counters.conflicts.load(Relaxed));
    metric("kv_scans_total", "counter", "Scans that began.", &counters.scans.load(Relaxed));
    metric("kv_entries", "gauge", "Keys in the current version.", &status.entries);
    metric("kv_version", "gauge", "The number of the last write.", &status.version);
    metric("kv_versions_kept", "gauge", "Versions that can be asked for.", &status.versions_kept);
    if let Some(bytes) = status.bytes_per_version {
        metric("kv_bytes_per_version", "gauge", "What a version adds to the nodes of all, on average.", &bytes.round());
    }
    let stats = pool::stats();
    metric("hamtrie_pool_slab_bytes", "gauge", "Memory of the node pool.", &stats.slab_bytes);
    metric("hamtrie_pool_live_bytes", "gauge", "Memory of nodes in use.", &stats.live_bytes);
    metric("hamtrie_pool_free_bytes", "gauge", "Memory of nodes that wait to be used again.", &stats.free_bytes);
    text
}
