//! Where webhooks may go: to addresses of the public internet alone, unless the operator says otherwise. Else a tenant could have
//! the service speak to machines that only the service reaches.

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Addresses are no longer.
const LONGEST: usize = 2000;

/// Why nothing is sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is none.
    #[error("expected an address such as https://desk.example/hooks, of at most 2000 characters")]
    NotAUrl,
    /// It is not encrypted.
    #[error("expected https")]
    NotEncrypted,
    /// It holds a user name, a password or a fragment.
    #[error("expected no user name, no password and no fragment")]
    Extra,
    /// It is no address of the public internet.
    #[error("expected an address of the public internet")]
    Private,
}

/// The address, if something may be sent there as far as can be seen from it. With `private` it may be any machine, and need
/// not be encrypted.
///
/// # Errors
/// See [`TargetError`].
pub fn check(text: &str, private: bool) -> Result<Url, TargetError> {
    let url = Url::parse(text).ok().filter(|url| url.has_host() && text.len() <= LONGEST);
    let url = url.ok_or(TargetError::NotAUrl)?;
    match url.scheme() {
        "https" => {}
        "http" if private => {}
        "http" => return Err(TargetError::NotEncrypted),
        _ => return Err(TargetError::NotAUrl),
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(TargetError::Extra);
    }
    let literal = url.host_str().and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok());
    if !private && literal.is_some_and(|address| !is_public(address)) {
        return Err(TargetError::Private);
    }
    Ok(url)
}

/// Looks names up, and leaves out what is not of the public internet: at the moment at which it is connected to, so that a name
/// cannot change between check and use.
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(TargetError::Private.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => is_public_v4(address),
            None => is_public_v6(address),
        },
    }
}

/// All but what IANA's registry of special addresses keeps for other things.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let special: [(Ipv4Addr, u32); 14] = [
        (Ipv4Addr::new(0, 0, 0, 0), 8),
        (Ipv4Addr::new(10, 0, 0, 0), 8),
        (Ipv4Addr::new(100, 64, 0, 0), 10),
        (Ipv4Addr::new(127, 0, 0, 0), 8),
        (Ipv4Addr::new(169, 254, 0, 0), 16),
        (Ipv4Addr::new(172, 16, 0, 0), 12),
        (Ipv4Addr::new(192, 0, 0, 0), 24),
        (Ipv4Addr::new(192, 0, 2, 0), 24),
        (Ipv4Addr::new(192, 88, 99, 0), 24),
        (Ipv4Addr::new(192, 168, 0, 0), 16),
        (Ipv4Addr::new(198, 18, 0, 0), 15),
        (Ipv4Addr::new(198, 51, 100, 0), 24),
        (Ipv4Addr::new(203, 0, 113, 0), 24),
        // Multicast, and what is reserved.
        (Ipv4Addr::new(224, 0, 0, 0), 3),
    ];
    let within = |(net, bits): &(Ipv4Addr, u32)| (address.to_bits() ^ net.to_bits()) >> (32 - bits) == 0;
    !special.iter().any(within)
}

/// What is given out as global unicast, without what leads elsewhere or is kept for examples.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, ..] = address.segments();
    match (first, second) {
        (0x2001, ..0x0200 | 0x0db8) | (0x3fff, ..0x1000) => false,
        // 6to4: an address of the other kind stands in it.
        (0x2002, high) => is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(third))),
        _ => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_internet_is_reached_and_nothing_else() {
        for public in
            ["https://desk.example/hooks?a=b", "https://8.8.8.8:8443/x", "https://[2606:4700::1111]/"]
        {
            assert!(check(public, false).is_ok(), "{public}");
        }
        for private in [
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/latest",
            "https://192.168.0.1/",
            "https://172.31.0.1/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::1]/",
            "https://[::]/",
            "https://[fe80::1]/",
            "https://[fc00::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
            "https://[2001:db8::1]/",
            "https://[2001::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[ff02::1]/",
        ] {
            assert_eq!(check(private, false), Err(TargetError::Private), "{private}");
            assert!(check(private, true).is_ok(), "{private}");
        }
        for (other, error) in [
            ("desk.example", TargetError::NotAUrl),
            ("ftp://desk.example/", TargetError::NotAUrl),
            ("file:///etc/passwd", TargetError::NotAUrl),
            ("http://desk.example/", TargetError::NotEncrypted),
            ("https://a:b@desk.example/", TargetError::Extra),
            ("https://desk.example/#a", TargetError::Extra),
        ] {
            assert_eq!(check(other, false), Err(error), "{other}");
        }
        assert_eq!(
            check(&format!("https://desk.example/{}", "a".repeat(LONGEST)), false),
            Err(TargetError::NotAUrl)
        );
        assert!(check("http://localhost:9000/", true).is_ok());
    }

    /// A name that leads to this machine is a private address, too.
    #[tokio::test]
    async fn names_are_judged_by_where_they_lead() {
        let client =
            reqwest::Client::builder().no_proxy().dns_resolver(std::sync::Arc::new(PublicOnly)).build();
        let sent =
            client.expect("a client").get("http://localhost:9/").send().await.expect_err("it is private");
        assert!(format!("{sent:?}").contains("Private"), "{sent:?}");
    }
}
