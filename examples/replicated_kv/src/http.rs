//! Requests to other nodes.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::fmt;
use std::time::Duration;

/// A client with connections that it keeps. Clones share them.
#[derive(Clone, Debug)]
pub struct Http(Client<HttpConnector, Full<Bytes>>);

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// A header, if it is there and of the type that is asked for.
    pub fn header<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.headers.get(name)?.to_str().ok()?.parse().ok()
    }
}

/// No answer.
#[derive(Clone, Debug)]
pub struct NoAnswer {
    /// Whether it is certain that the request was not heard.
    pub unheard: bool,
    /// What happened.
    pub what: String,
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for NoAnswer {}

impl Default for Http {
    fn default() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Http(Client::builder(TokioExecutor::new()).build(connector))
    }
}

impl Http {
    /// Sends a request to `address`, and waits for the whole answer, but not longer than `time`.
    ///
    /// # Errors
    /// If there is none.
    pub async fn send(
        &self,
        method: Method,
        address: &str,
        path: &str,
        headers: HeaderMap,
        body: Bytes,
        time: Duration,
    ) -> Result<Answer, NoAnswer> {
        let no = |unheard: bool, what: &dyn fmt::Display| NoAnswer { unheard, what: format!("{address}: {what}") };
        let mut request = Request::builder().method(method).uri(format!("http://{address}{path}"));
        if let Some(all) = request.headers_mut() {
            *all = headers;
        }
        let request = request.body(Full::new(body)).map_err(|error| no(true, &error))?;
        let answer = async {
            let answer = self.0.request(request).await.map_err(|error| no(error.is_connect(), &error))?;
            let (parts, body) = answer.into_parts();
            let body = body.collect().await.map_err(|error| no(false, &error))?.to_bytes();
            Ok(Answer { status: parts.status, headers: parts.headers, body })
        };
        tokio::time::timeout(time, answer).await.unwrap_or_else(|_| Err(no(false, &"no answer in time")))
    }

    /// A request without headers.
    ///
    /// # Errors
    /// If there is no answer.
    pub async fn plain(
        &self,
        method: Method,
        address: &str,
        path: &str,
        body: impl Into<Bytes>,
        time: Duration,
    ) -> Result<Answer, NoAnswer> {
        self.send(method, address, path, HeaderMap::new(), body.into(), time).await
    }
}
