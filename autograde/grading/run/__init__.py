"""Grade: one job, or a class of them on this machine's cores or a Dask cluster, and resume after a stop."""
