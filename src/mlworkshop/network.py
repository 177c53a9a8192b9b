"""Addresses: which of them are near."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["is_near"]


def is_near(address: str, *, look_up: bool) -> bool:
    """Whether an address is on this computer, or in a network that is not part of the internet.

    Parameters
    ----------
    address : str
        With its scheme.
    look_up : bool
        Whether to ask the network what a name stands for.
    """
    host = urlsplit(address).hostname or ""
    if look_up:
        with suppress(OSError, UnicodeError):
            host = str(socket.getaddrinfo(host, None)[0][4][0])
    try:
        return ip_address(host.partition("%")[0]).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local"))
