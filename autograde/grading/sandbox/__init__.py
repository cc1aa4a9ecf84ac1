"""The host's side of the sandbox: start it, fork it, run cells in it, end it. What runs inside is `autograde.boxed`."""
