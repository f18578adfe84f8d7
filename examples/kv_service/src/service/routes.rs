//! The answers.

use super::{Shared, scan};
use crate::metrics;
use crate::store::{Condition, Conflict, Entry, NoVersion, Store};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use serde::Deserialize;
use std::sync::atomic::Ordering::Relaxed;

pub(super) fn all<S: Store>(shared: Shared<S>, most_body: usize) -> Router {
    Router::new()
        .route("/kv", get(scan_all::<S>))
        .route("/kv/{key}", get(read::<S>).put(write::<S>).delete(remove::<S>))
        .route("/count", get(count::<S>))
        .route("/metrics", get(scrape::<S>))
        .layer(DefaultBodyLimit::max(most_body))
        .with_state(std::sync::Arc::new(shared))
}

type Service<S> = State<std::sync::Arc<Shared<S>>>;

/// `?version=N`.
#[derive(Deserialize)]
struct At {
    version: Option<u64>,
}

/// An answer that is no success: what is wrong, and what to do.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, self.1 + "\n").into_response()
    }
}

impl From<NoVersion> for Refusal {
    fn from(error: NoVersion) -> Refusal {
        let status = if error.kept.is_some() { StatusCode::GONE } else { StatusCode::NOT_IMPLEMENTED };
        Refusal(status, error.to_string())
    }
}

fn no_such_key() -> Refusal {
    Refusal(StatusCode::NOT_FOUND, "there is no such key".into())
}

fn etag(version: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits in quotes")
}

async fn read<S: Store>(
    State(service): Service<S>,
    Path(key): Path<String>,
    Query(at): Query<At>,
) -> Result<Response, Refusal> {
    service.counters.reads.fetch_add(1, Relaxed);
    let Entry { value, version } = service.store.get(&key, at.version)?.ok_or_else(no_such_key)?;
    Ok(([(ETAG, etag(version))], value).into_response())
}

async fn write<S: Store>(
    State(service): Service<S>,
    Path(key): Path<String>,
    headers: HeaderMap,
    value: Bytes,
) -> Result<Response, Refusal> {
    if key.len() > service.most_key {
        let text = format!("the key has {} bytes, and may have {}", key.len(), service.most_key);
        return Err(Refusal(StatusCode::URI_TOO_LONG, text));
    }
    if str::from_utf8(&value).is_err() {
        return Err(Refusal(StatusCode::BAD_REQUEST, "the value is not text in UTF-8".into()));
    }
    let written = service.store.put(key.into(), value, asked(&headers)?);
    let (version, new) = written.map_err(|conflict| refuse(&service, conflict))?;
    service.counters.writes.fetch_add(1, Relaxed);
    let status = if new { StatusCode::CREATED } else { StatusCode::NO_CONTENT };
    Ok((status, [(ETAG, etag(version))]).into_response())
}

async fn remove<S: Store>(
    State(service): Service<S>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let removed = service.store.delete(&key, asked(&headers)?);
    let version = removed.map_err(|conflict| refuse(&service, conflict))?.ok_or_else(no_such_key)?;
    service.counters.writes.fetch_add(1, Relaxed);
    Ok((StatusCode::NO_CONTENT, [(ETAG, etag(version))]).into_response())
}

fn asked(headers: &HeaderMap) -> Result<Condition, Refusal> {
    condition(headers).map_err(|what| Refusal(StatusCode::BAD_REQUEST, what.into()))
}

fn refuse<S>(service: &Shared<S>, conflict: Conflict) -> Refusal {
    service.counters.conflicts.fetch_add(1, Relaxed);
    let text = match conflict.there {
        Some(version) => format!("the key has version {version}; read it again"),
        None => "there is no such key".into(),
    };
    Refusal(StatusCode::PRECONDITION_FAILED, text)
}

/// What `If-Match: "N"` and `If-None-Match: *` ask for.
///
/// # Errors
/// What is wrong with them.
pub fn condition(headers: &HeaderMap) -> Result<Condition, &'static str> {
    match (headers.get(IF_MATCH), headers.get(IF_NONE_MATCH)) {
        (None, None) => Ok(Condition::Always),
        (None, Some(any)) if any == "*" => Ok(Condition::Absent),
        (None, Some(_)) => Err("If-None-Match can only be *"),
        (Some(tag), None) => {
            let number = tag.to_str().ok().and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
            number.map(Condition::Version).ok_or("If-Match wants one version, as the ETag of an answer has it")
        }
        (Some(_), Some(_)) => Err("there can be one of If-Match and If-None-Match"),
    }
}

async fn scan_all<S: Store>(State(service): Service<S>, Query(at): Query<At>) -> Result<Response, Refusal> {
    service.counters.scans.fetch_add(1, Relaxed);
    let store = service.store.clone();
    // With some stores that takes a while.
    let scan = tokio::task::spawn_blocking(move || store.scan(at.version)).await;
    let scan = scan.map_err(|error| Refusal(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))??;
    let headers = [("x-version", scan.version.to_string()), ("x-count", scan.count.to_string())];
    Ok((headers, [("content-type", "application/x-ndjson")], scan::body(scan)).into_response())
}

async fn count<S: Store>(State(service): Service<S>, Query(at): Query<At>) -> Result<String, Refusal> {
    let entries = match at.version {
        None => service.store.status().entries,
        version => service.store.scan(version)?.count,
    };
    Ok(format!("{entries}\n"))
}

async fn scrape<S: Store>(State(service): Service<S>) -> Response {
    let text = metrics::text(&service.counters, &service.store.status());
    ([("content-type", "text/plain; version=0.0.4")], text).into_response()
}
