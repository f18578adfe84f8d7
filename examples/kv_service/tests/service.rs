//! The service as a process, asked over HTTP.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use kv_service::compare::server::Server;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::process::Command;

async fn start(arguments: &[&str]) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kv_service"));
    command.args(["serve", "--address", "127.0.0.1:0"]).args(arguments);
    Server::of(command).await.unwrap()
}

struct Answer {
    status: u16,
    tag: String,
    count: String,
    body: String,
}

/// One request over a connection of its own.
async fn ask(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri(path).header("host", "test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::copy_from_slice(body.as_bytes()))).unwrap();
    let answer = sender.send_request(request).await.unwrap();
    let header = |name| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (status, tag, count) = (answer.status(), header("etag"), header("x-count"));
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    Answer { status: status.as_u16(), tag, count, body: String::from_utf8(body.to_vec()).unwrap() }
}

#[tokio::test]
async fn keys_are_read_written_and_compared() {
    let server = start(&["--versions", "100"]).await;
    let at = server.address;
    assert_eq!(ask(at, "GET", "/kv/tea", &[], "").await.status, 404);
    let first = ask(at, "PUT", "/kv/tea", &[], "green").await;
    assert_eq!((first.status, first.tag.as_str()), (201, "\"1\""));
    let read = ask(at, "GET", "/kv/tea", &[], "").await;
    assert_eq!((read.status, read.body.as_str(), read.tag.as_str()), (200, "green", "\"1\""));

    let second = ask(at, "PUT", "/kv/tea", &[("if-match", "\"1\"")], "black").await;
    assert_eq!((second.status, second.tag.as_str()), (204, "\"2\""));
    let late = ask(at, "PUT", "/kv/tea", &[("if-match", "\"1\"")], "white").await;
    assert_eq!((late.status, late.body.as_str()), (412, "the key has version 2; read it again\n"));
    assert_eq!(ask(at, "PUT", "/kv/tea", &[("if-none-match", "*")], "white").await.status, 412);
    assert_eq!(ask(at, "PUT", "/kv/tea", &[("if-match", "soon")], "white").await.status, 400);

    assert_eq!(ask(at, "GET", "/kv/tea?version=1", &[], "").await.body, "green");
    assert_eq!(ask(at, "GET", "/kv?version=1", &[], "").await.count, "1");
    assert_eq!(ask(at, "GET", "/count?version=0", &[], "").await.body, "0\n");
    assert_eq!(ask(at, "GET", "/kv/tea?version=99", &[], "").await.status, 410);
    assert_eq!(ask(at, "GET", "/kv/tea?version=x", &[], "").await.status, 400);

    assert_eq!(ask(at, "DELETE", "/kv/tea", &[], "").await.status, 204);
    assert_eq!(ask(at, "DELETE", "/kv/tea", &[], "").await.status, 404);
    let metrics = ask(at, "GET", "/metrics", &[], "").await.body;
    for line in ["kv_writes_total 3", "kv_conflicts_total 2", "kv_version 3", "kv_versions_kept 4", "kv_entries 0"] {
        assert!(metrics.lines().any(|one| one == line), "{line} is not in\n{metrics}");
    }
    assert!(metrics.contains("hamtrie_pool_live_bytes"));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_too_much_is_refused() {
    let server = start(&["--most-body", "10", "--most-key", "5", "--store", "rwlock"]).await;
    let at = server.address;
    assert_eq!(ask(at, "PUT", "/kv/tea", &[], "far too much tea").await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let long = ask(at, "PUT", "/kv/sencha", &[], "green").await;
    assert_eq!((long.status, long.body.as_str()), (414, "the key has 6 bytes, and may have 5\n"));
    let none = ask(at, "GET", "/kv/tea?version=1", &[], "").await;
    assert_eq!((none.status, none.body.as_str()), (501, "this store keeps no versions\n"));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn more_connections_than_there_may_be_wait() {
    let server = start(&["--most-connections", "1"]).await;
    let first = tokio::net::TcpStream::connect(server.address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let second = ask(server.address, "GET", "/count", &[], "");
    let mut second = std::pin::pin!(second);
    assert!(tokio::time::timeout(Duration::from_millis(300), &mut second).await.is_err());
    drop(first);
    assert_eq!(second.await.body, "0\n");
    server.stop().await.unwrap();
}

/// A scan that is under way when the signal comes is answered to its end.
#[tokio::test]
async fn a_service_that_ends_answers_what_it_was_asked() {
    let server = start(&["--preload", "200000"]).await;
    let at = server.address;
    let stream = tokio::net::TcpStream::connect(at).await.unwrap();
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::get("/kv").header("host", "test").body(Full::new(Bytes::new())).unwrap();
    let answer = sender.send_request(request).await.unwrap();
    // Taken while the body is still to come.
    let (stopped, body) = tokio::join!(server.stop(), answer.into_body().collect());
    stopped.unwrap();
    assert_eq!(body.unwrap().to_bytes().iter().filter(|byte| **byte == b'\n').count(), 200_000);
    drop(sender);
    assert!(tokio::net::TcpStream::connect(at).await.is_err());
}
