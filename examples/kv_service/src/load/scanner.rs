//! A connection that scans everything again and again, and sees whether a scan is of one version.

use super::client::Client;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::Method;
use serde::Deserialize;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Instant;

#[derive(Default)]
pub(super) struct Done {
    pub(super) scans: usize,
    pub(super) mixed: usize,
    pub(super) wrong: Vec<String>,
}

#[derive(Deserialize)]
struct Line<'l> {
    key: &'l str,
    value: &'l str,
}

/// The numbers of one pair of keys.
#[derive(Default)]
struct Pair {
    a: u64,
    b: u64,
}

/// Begins no scan after `end`, and finishes the one that it is at.
pub(super) async fn run(address: SocketAddr, end: Instant) -> Result<Done, String> {
    let mut client = Client::connect(address).await?;
    let mut done = Done::default();
    while Instant::now() < end {
        scan(&mut client, &mut done).await?;
    }
    Ok(done)
}

async fn scan(client: &mut Client, done: &mut Done) -> Result<(), String> {
    let answer = client.send(Method::GET, "/kv", None, Bytes::new()).await?;
    let count = answer.headers().get("x-count").and_then(|count| count.to_str().ok()?.parse::<usize>().ok());
    let (mut rest, mut lines, mut pairs) = (Vec::new(), 0, HashMap::<String, Pair>::new());
    let mut body = answer.into_body();
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame.map_err(|error| error.to_string())?.into_data() else { continue };
        for part in chunk.split_inclusive(|byte| *byte == b'\n') {
            rest.extend_from_slice(part);
            if rest.ends_with(b"\n") {
                lines += 1;
                note(&rest, &mut pairs)?;
                rest.clear();
            }
        }
    }
    if count != Some(lines) {
        done.wrong.push(format!("a scan of {lines} lines said that it had {count:?}"));
    }
    // Who writes `a` first and then `b` is at most one ahead with `a`, at any time.
    let mixed = pairs.values().any(|Pair { a, b }| a != b && *a != b + 1);
    done.scans += 1;
    done.mixed += usize::from(mixed);
    Ok(())
}

/// Most lines are none of ours: they are not parsed.
fn note(line: &[u8], pairs: &mut HashMap<String, Pair>) -> Result<(), String> {
    let first = line.get(8);
    if !(line.starts_with(b"{\"key\":\"") && line.get(9) == Some(&b'-') && matches!(first, Some(b'a' | b'b'))) {
        return Ok(());
    }
    let strange = || format!("a line of a scan: {}", String::from_utf8_lossy(line));
    let Line { key, value } = serde_json::from_slice(line).map_err(|_| strange())?;
    let (kind, who) = key.split_once('-').ok_or_else(strange)?;
    let pair = pairs.entry(who.to_owned()).or_default();
    *(if kind == "a" { &mut pair.a } else { &mut pair.b }) = value.parse().map_err(|_| strange())?;
    Ok(())
}
