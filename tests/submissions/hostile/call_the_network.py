"""Connect to the host's ports, to name servers and to the cloud's own address."""
# ruff: noqa

# %% own
import socket

for family, kind, address in (
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", CANARY_PORT)),
    (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", CANARY_PORT)),
    (socket.AF_INET, socket.SOCK_STREAM, ("169.254.169.254", 80)),
    (socket.AF_INET, socket.SOCK_STREAM, ("8.8.8.8", 53)),
    (socket.AF_INET6, socket.SOCK_STREAM, ("::1", CANARY_PORT)),
):
    try:
        with socket.socket(family, kind) as end:
            end.settimeout(1)
            end.connect(address)
            end.send(b"grades")
            print("CONNECTED", address)
    except OSError as error:
        print(type(error).__name__, error.errno)
try:
    print("RESOLVED", socket.getaddrinfo("example.org", 80))
except OSError as error:
    print(type(error).__name__)
