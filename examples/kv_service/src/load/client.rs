//! One connection.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ETAG, HOST, IF_MATCH};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use tokio::net::TcpStream;

pub(super) struct Client {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) version: Option<u64>,
    pub(super) body: Bytes,
}

impl Answer {
    /// The body as a number; 0 if there is no such key.
    pub(super) fn number(&self) -> Result<u64, String> {
        match self.status {
            404 => Ok(0),
            _ => str::from_utf8(&self.body).ok().and_then(|text| text.parse().ok()).ok_or_else(|| self.strange()),
        }
    }

    pub(super) fn strange(&self) -> String {
        format!("an answer of {}: {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

impl Client {
    pub(super) async fn connect(address: SocketAddr) -> Result<Client, String> {
        let lost = |error: &dyn std::error::Error| format!("{address}: {error}; is there a server?");
        let stream = TcpStream::connect(address).await.map_err(|error| lost(&error))?;
        stream.set_nodelay(true).map_err(|error| lost(&error))?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| lost(&error))?;
        tokio::spawn(connection);
        Ok(Client { sender, address })
    }

    pub(super) async fn send(
        &mut self,
        method: Method,
        path: &str,
        version: Option<u64>,
        body: Bytes,
    ) -> Result<Response<Incoming>, String> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, self.address.to_string());
        if let Some(version) = version {
            request = request.header(IF_MATCH, format!("\"{version}\""));
        }
        let request = request.body(Full::new(body)).map_err(|error| error.to_string())?;
        let gone = |error| format!("{}: {error}", self.address);
        self.sender.ready().await.map_err(gone)?;
        self.sender.send_request(request).await.map_err(gone)
    }

    pub(super) async fn get(&mut self, path: &str) -> Result<Answer, String> {
        let answer = self.send(Method::GET, path, None, Bytes::new()).await?;
        Self::whole(answer).await
    }

    pub(super) async fn put(&mut self, path: &str, version: Option<u64>, body: String) -> Result<Answer, String> {
        let answer = self.send(Method::PUT, path, version, body.into()).await?;
        Self::whole(answer).await
    }

    async fn whole(answer: Response<Incoming>) -> Result<Answer, String> {
        let status = answer.status().as_u16();
        let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
        let version = tag.and_then(|tag| tag.trim_matches('"').parse().ok());
        let body = answer.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
        Ok(Answer { status, version, body })
    }
}
