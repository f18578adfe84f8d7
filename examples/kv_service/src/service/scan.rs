//! A scan as a stream of lines: `{"key":"..","version":1,"value":".."}`.
//!
//! A chunk is made when the client has taken the one before, so that a slow client costs a version that is kept, and no
//! memory. With a fast one the next chunk can always be made, and a thread would be at a scan from its beginning to its end while
//! other connections wait behind it; so each chunk goes to the end of the queue.

use crate::store::{Entry, Scan};
use axum::body::Body;
use bytes::Bytes;
use serde::Serialize;
use std::convert::Infallible;
use std::sync::Arc;

/// Chunks are about as long.
const CHUNK: usize = 64 * 1024;

#[derive(Serialize)]
struct Line<'e> {
    key: &'e str,
    version: u64,
    value: &'e str,
}

pub(super) fn body(scan: Scan) -> Body {
    Body::from_stream(futures_util::stream::unfold(scan.entries, |mut entries| async move {
        tokio::task::yield_now().await;
        chunk(&mut entries).map(|chunk| (Ok::<_, Infallible>(chunk), entries))
    }))
}

fn chunk(entries: &mut impl Iterator<Item = (Arc<str>, Entry)>) -> Option<Bytes> {
    let mut chunk = Vec::with_capacity(CHUNK + 1024);
    while chunk.len() < CHUNK
        && let Some((key, entry)) = entries.next()
    {
        let value = str::from_utf8(&entry.value).expect("only text is put");
        let line = Line { key: &key, version: entry.version, value };
        serde_json::to_writer(&mut chunk, &line).expect("text can be written to memory");
        chunk.push(b'\n');
    }
    (!chunk.is_empty()).then(|| chunk.into())
}
