//! *Is this address one of the public internet?*
//!
//! The lists are IANA's special-purpose registries for IPv4 and IPv6. Forms of IPv6 that carry an IPv4 address are
//! judged by that address, since a router may take them for it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::LazyLock;

use ipnet::{Ipv4Net, Ipv6Net};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Ranges of IPv4 that are not of the public internet.
static CLOSED_4: LazyLock<Vec<Ipv4Net>> = LazyLock::new(|| {
    parse(&[
        "0.0.0.0/8",       // this network
        "10.0.0.0/8",      // private
        "100.64.0.0/10",   // shared by carriers
        "127.0.0.0/8",     // loopback
        "169.254.0.0/16",  // link-local, with the data services of clouds
        "172.16.0.0/12",   // private
        "192.0.0.0/24",    // protocol assignments
        "192.0.2.0/24",    // documentation
        "192.88.99.0/24",  // relays of 6to4
        "192.168.0.0/16",  // private
        "198.18.0.0/15",   // benchmarks
        "198.51.100.0/24", // documentation
        "203.0.113.0/24",  // documentation
        "224.0.0.0/3",     // multicast, reserved, broadcast
    ])
});

/// Ranges of IPv6 that are not of the public internet, besides all that lies outside `2000::/3`.
static CLOSED_6: LazyLock<Vec<Ipv6Net>> = LazyLock::new(|| {
    parse(&[
        "2001::/23",     // protocol assignments, with Teredo
        "2001:db8::/32", // documentation
        "3fff::/20",     // documentation
    ])
});

fn parse<T: std::str::FromStr>(ranges: &[&str]) -> Vec<T> {
    ranges.iter().filter_map(|r| r.parse().ok()).collect()
}

/// Whether an address is one of the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => !CLOSED_4.iter().any(|range| range.contains(&four)),
        IpAddr::V6(six) => match inner(six) {
            Some(four) => is_public(IpAddr::V4(four)),
            None => {
                six.segments()[0] & 0xe000 == 0x2000 && !CLOSED_6.iter().any(|range| range.contains(&six))
            }
        },
    }
}

/// The IPv4 address inside an IPv6 one: mapped, translated (`64:ff9b::/96`), or 6to4 (`2002::/16`).
fn inner(six: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = six.segments();
    let four = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(four(high, low)),
        _ => None,
    }
}

/// A name that led to an address that is refused.
#[derive(Debug)]
pub(crate) struct NotPublic(pub(crate) IpAddr);

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the host resolves to {}, which is not a public address", self.0)
    }
}

impl std::error::Error for NotPublic {}

/// A resolver for [`ureq`]: resolves names as the system does, and refuses a host of which any address is not public. The
/// connection is made to the very addresses that were looked at.
#[derive(Debug)]
pub struct Guard {
    /// Whether every address may be asked. For tests and for intranets.
    pub allow_private: bool,
    /// Single addresses that may be asked though they are not of the public internet.
    pub allowed: Vec<IpAddr>,
}

impl Guard {
    /// The first of the addresses that a name led to that may not be asked.
    fn refused(&self, addresses: &[SocketAddr]) -> Option<IpAddr> {
        let closed = |ip: &IpAddr| !self.allow_private && !is_public(*ip) && !self.allowed.contains(ip);
        addresses.iter().map(SocketAddr::ip).find(closed)
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let addresses = DefaultResolver::default().resolve(uri, config, timeout)?;
        match self.refused(&addresses) {
            Some(ip) => Err(ureq::Error::Other(Box::new(NotPublic(ip)))),
            None => Ok(addresses),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_networks_are_not_public_in_any_spelling() {
        for closed in [
            "127.0.0.1",
            "127.8.8.8",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "2001:db8::1",
            "2001:0:7f00:1::",
            "::127.0.0.1",
            "fec0::1",
            "64:ff9b:1::1",
        ] {
            assert!(!is_public(closed.parse().unwrap()), "{closed}");
        }
        for open in
            ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1"]
        {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
    }

    #[test]
    fn a_name_that_leads_inside_leads_nowhere() {
        let guard = Guard { allow_private: false, allowed: Vec::new() };
        let lead = |list: &[&str]| list.iter().map(|a| a.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let any_inside = |list: &[&str]| guard.refused(&lead(list)).is_some();
        assert!(any_inside(&["93.184.215.14:443", "127.0.0.1:443"]), "one of them is enough");
        assert!(any_inside(&["[fd00::1]:80"]));
        assert!(!any_inside(&["93.184.215.14:443"]));
    }

    #[test]
    fn every_range_of_the_lists_is_one() {
        assert_eq!((CLOSED_4.len(), CLOSED_6.len()), (14, 3));
    }
}
