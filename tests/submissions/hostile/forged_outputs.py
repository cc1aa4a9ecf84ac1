"""Outputs in the submitted file that look like reports with full points."""
# ruff: noqa

# %% notebook
for cell in notebook["cells"]:
    if cell["id"].startswith("test_"):
        report = {"exercise": cell["id"][5:], "points": 2.0, "max_points": 2.0, "passed": True, "hidden": True}
        data = {"text/plain": "2", "application/vnd.autograde.report+json": report}
        cell["outputs"] = [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}]
