//! HTTP around a store.
//!
//! | request | answer |
//! |---|---|
//! | `GET /kv/KEY` | the value, its version as `ETag`; 404 |
//! | `PUT /kv/KEY` | 201 if the key is new, else 204; `If-Match: "VERSION"` and `If-None-Match: *` set when: 412 |
//! | `DELETE /kv/KEY` | 204, 404, 412 |
//! | `GET /kv` | all entries as lines of JSON, streamed; `X-Version` and `X-Count` say of what |
//! | `GET /count` | how many there are |
//! | `?version=N` of the three reads | the same as of that version; 410 if it is not kept |
//! | `GET /metrics` | see [`crate::metrics`] |
//!
//! | file | what it has |
//! |---|---|
//! | `routes` | the answers |
//! | `scan` | a scan as a stream |
//! | `listener` | so many connections and no more |

mod listener;
mod routes;
mod scan;

pub use routes::condition;

use crate::metrics::Counters;
use crate::options::{Kind, Serve};
use crate::store::persistent::{Map, Versions};
use crate::store::{Condition, Entry, Store, locked::Locked, sharded::Sharded};
use axum::http::StatusCode;
use bytes::Bytes;
use listener::Limited;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::timeout::TimeoutLayer;

/// What all requests share.
#[derive(Clone, Debug)]
struct Shared<S> {
    store: Arc<S>,
    counters: Arc<Counters>,
    most_key: usize,
}

/// Serves until a signal comes. The first line of output is `listening on ADDRESS`.
///
/// # Errors
/// If the address cannot be listened on.
pub async fn serve(options: Serve) -> io::Result<()> {
    match options.store {
        Kind::Hamtrie => run(Versions::<Map>::new(options.versions), options).await,
        Kind::Imbl => run(Versions::<imbl::HashMap<Arc<str>, Entry>>::new(options.versions), options).await,
        Kind::Rwlock => run(Locked::default(), options).await,
        Kind::Dashmap => run(Sharded::default(), options).await,
        Kind::Fastapi => Err(io::Error::other("fastapi is a server of its own: it can be compared with only")),
    }
}

async fn run<S: Store>(store: S, options: Serve) -> io::Result<()> {
    for number in 0..options.preload {
        let value = Bytes::from(format!("what filler {number} is there for"));
        // Nobody else is here yet.
        let _ = store.put(format!("filler-{number}").into(), value, Condition::Always);
    }
    let shared = Shared { store: Arc::new(store), counters: Arc::default(), most_key: options.most_key };
    let routes = routes::all(shared, options.most_body)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(options.timeout)));
    let listener = TcpListener::bind(options.address).await.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("{} cannot be listened on: {error}; try another --address", options.address),
        )
    })?;
    println!("listening on {}", listener.local_addr()?);
    io::stdout().flush()?;
    axum::serve(Limited::new(listener, options.most_connections), routes).with_graceful_shutdown(signal()).await
}

/// Returns when somebody wants the service to end.
async fn signal() {
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or(()) };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => tokio::select! { () = interrupted => (), _ = terminated.recv() => () },
            Err(_) => interrupted.await,
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
