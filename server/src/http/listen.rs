//! The listener: connections come in one at a time, each to a place of its own.

use super::connections::{Connection, Connections, Guarded};
use axum_server::{AddrListener, Address, accept::Accept};
use std::{future::Future, io, net::SocketAddr, pin::Pin, sync::Arc};
use tokio::net::{TcpListener, TcpStream};
use tower_http::add_extension::AddExtension;

/// Where is listened, and who may come in.
#[derive(Clone)]
pub struct Front {
    /// The address.
    pub address: SocketAddr,
    /// The connections that are open.
    pub connections: Arc<Connections>,
}

/// Listens there.
pub struct Listener {
    listener: TcpListener,
    connections: Arc<Connections>,
}

impl Listener {
    /// Listens with this socket.
    ///
    /// # Errors
    /// If the system does not let the runtime use it.
    pub fn new(socket: std::net::TcpListener, connections: Arc<Connections>) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self { listener: TcpListener::from_std(socket)?, connections })
    }
}

impl Address for Front {
    type Stream = Guarded<TcpStream>;
    type Listener = Listener;
}

impl AddrListener<Guarded<TcpStream>, Front> for Listener {
    async fn bind_to(front: Front) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(front.address).await?, connections: front.connections })
    }

    async fn accept_stream(&self) -> io::Result<(Guarded<TcpStream>, Front)> {
        let (stream, address) = self.listener.accept().await?;
        // No other is taken from the system before this one has a place: never are there more descriptors than places, and
        // this one.
        let stream = self.connections.admit(stream, address).await;
        Ok((stream, Front { address, connections: self.connections.clone() }))
    }

    fn get_local_addr(&self) -> io::Result<Front> {
        let address = self.listener.local_addr()?;
        Ok(Front { address, connections: self.connections.clone() })
    }
}

/// Tells every request of a connection which it came over, then goes on as another acceptor does.
#[derive(Clone, Debug)]
pub struct Known<A>(pub A);

impl<A, S> Accept<Guarded<TcpStream>, S> for Known<A>
where
    A: Accept<Guarded<TcpStream>, AddExtension<S, Connection>>,
    A::Future: Send + 'static,
{
    type Stream = A::Stream;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: Guarded<TcpStream>, service: S) -> Self::Future {
        let connection = stream.connection().clone();
        Box::pin(self.0.accept(stream, AddExtension::new(service, connection)))
    }
}
