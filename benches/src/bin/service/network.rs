//! Machines on one machine: network namespaces on a bridge, each with an address of its own.

use crate::Result;
use std::{
    net::{IpAddr, Ipv4Addr},
    process::Command,
};

/// Namespaces that reach each other and this machine over a bridge, gone when dropped. Needs root and iproute2.
pub struct Network {
    bridge: String,
    namespaces: Vec<String>,
    subnet: u8,
}

impl Network {
    pub fn new(namespaces: usize) -> Result<Self> {
        let id = std::process::id() % 10_000;
        // One of the networks that are kept for measurements (RFC 2544).
        let subnet = (id % 250) as u8;
        let mut network = Self { bridge: format!("plmb{id}"), namespaces: Vec::new(), subnet };
        let (bridge, host) = (network.bridge.clone(), format!("{}/24", network.host()));
        ip(&["link", "add", &bridge, "type", "bridge"])?;
        ip(&["address", "add", &host, "dev", &bridge])?;
        ip(&["link", "set", &bridge, "up"])?;
        for i in 0..namespaces {
            let (name, inner, outer) =
                (format!("plmn{id}-{i}"), format!("plmi{id}-{i}"), format!("plmo{id}-{i}"));
            ip(&["netns", "add", &name])?;
            network.namespaces.push(name.clone());
            ip(&["link", "add", &outer, "type", "veth", "peer", "name", &inner, "netns", &name])?;
            ip(&["link", "set", &outer, "master", &bridge, "up"])?;
            ip(&["-n", &name, "address", "add", &format!("198.18.{subnet}.{}/24", i + 2), "dev", &inner])?;
            ip(&["-n", &name, "link", "set", &inner, "up"])?;
        }
        Ok(network)
    }

    /// This machine's address there.
    pub fn host(&self) -> IpAddr {
        Ipv4Addr::new(198, 18, self.subnet, 1).into()
    }

    pub fn namespaces(&self) -> &[String] {
        &self.namespaces
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // Their ends of the cables go with them.
        for name in &self.namespaces {
            let _ = ip(&["netns", "delete", name]);
        }
        let _ = ip(&["link", "delete", &self.bridge]);
    }
}

fn ip(words: &[&str]) -> Result<()> {
    let output = Command::new("ip").args(words).output().map_err(|e| format!("ip cannot be run: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("ip {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim()).into())
}
