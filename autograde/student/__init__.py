"""What a student uses around the notebooks: JupyterLab on a working copy, and running a notebook from top to bottom.

Left out: what answers in a notebook (`autograde.checking`), and everything that grades.
"""
