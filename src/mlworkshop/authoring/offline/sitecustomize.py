"""Refuse every connection but to this machine itself.

Python imports a module of this name when it starts. With this folder on `PYTHONPATH` a kernel and
all Python processes that it starts work offline: TCP and UDP, IPv4 and IPv6, and questions to a
name server. Programs that are not Python are out of reach.
"""

import ipaddress
import socket
import sys
from typing import Any

_CONNECTIONS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def _is_here(host: object) -> bool:
    """Whether a host, by name or number, is this machine."""
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: raise before a connection or a question leaves this machine."""
    if event in _CONNECTIONS:
        sock, address = arguments
        if sock.family not in (socket.AF_INET, socket.AF_INET6) or not address:
            return
        host = address[0]
    elif event in _LOOKUPS:
        host = arguments[0]
    elif event == "socket.getnameinfo":
        host = arguments[0][0]
    else:
        return
    if not _is_here(host):
        raise ConnectionRefusedError(f"Lessons run offline: no connection to {host!r}.")


sys.addaudithook(_refuse)
