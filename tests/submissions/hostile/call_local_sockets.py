"""Connect to sockets in the file system and without a name: databases, Docker, the desktop."""
# ruff: noqa

# %% own
import glob
import socket

paths = [
    CANARY_ABSTRACT,
    CANARY_SOCKET,
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/dbus/system_bus_socket",
]
paths += [
    "/var/run/postgresql/.s.PGSQL.5432",
    "/tmp/.s.PGSQL.5432",
    "\0/tmp/.X11-unix/X0",
    "/run/systemd/journal/socket",
]
paths += [line.split()[-1] for line in open("/proc/net/unix").readlines()[1:] if len(line.split()) > 7]
for path in paths:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(socket.AF_UNIX, kind) as end:
                end.connect(path)
                end.send(b"grades")
                print("CONNECTED", repr(path))
        except OSError as error:
            continue
