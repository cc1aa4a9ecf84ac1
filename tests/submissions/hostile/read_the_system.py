"""Read passwords, keys, configuration and the host's own folders."""
# ruff: noqa

# %% own
import os
import sys

for path in (
    *("/etc/shadow", "/etc/passwd", "/etc/hosts", "/etc/resolv.conf", "/etc/ssh/ssh_host_rsa_key", "/root/.bashrc"),
    *("/root", "/home", "/var/lib", "/run", "/sys/kernel", "/boot", "/mnt", "/dev/mem", "/dev/kmsg", "/proc/kcore"),
    *("/proc/kmsg", "/dev/sda", "/dev/vda", "/run/secrets", "/var/run/docker.sock"),
):
    try:
        what = [path] if not os.path.isdir(path) else [os.path.join(path, name) for name in os.listdir(path)]
        for name in what:
            ours = [place for place in (sys.prefix, sys.base_prefix, os.path.expanduser("~")) if place.startswith(name)]
            if not ours:  # the interpreter and the home of this process may be anywhere
                print("READ", name, os.listdir(name) if os.path.isdir(name) else open(name, "rb").read(200))
    except OSError:
        continue
