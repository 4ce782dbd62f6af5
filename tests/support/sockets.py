"""Tests talk to this machine only: any other address is refused inside the process.

An audit hook sees every connection that Python makes, whichever library asks for it.  It cannot see
libpq and the browser, which speak for themselves: the browser has a guard of its own.
"""

import ipaddress
import sys


class FarAddress(AssertionError):
    """A test tried to reach another machine."""


def refuse_far_addresses() -> None:
    """Refuse from now on, in this process, every address that is not this machine's."""
    if not getattr(sys, "ltc_far_addresses_refused", False):
        sys.addaudithook(_refuse)
        sys.ltc_far_addresses_refused = True


def is_near(host: object) -> bool:
    """Say whether ``host`` is this machine."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(event: str, args: tuple) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if isinstance(address, tuple) and not is_near(address[0]):
            raise FarAddress(f"a test reached for {address}; tests talk to 127.0.0.1 only")
    elif event == "socket.getaddrinfo" and not is_near(args[0]):
        raise FarAddress(f"a test looked up {args[0]!r}; tests talk to 127.0.0.1 only")
