"""Show HTML, JavaScript, SVG and widgets that would run in an instructor's browser."""
# ruff: noqa

# %% own
from IPython.display import HTML, SVG, Javascript, Markdown, display

display(HTML("<script>alert('MARKUP')</script><img src=x onerror=alert('MARKUP')>"))
display(Javascript("alert('MARKUP')"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('MARKUP')\"></svg>"))
display(Markdown("[click](javascript:alert('MARKUP'))"))
display({"text/html": "MARKUP", "application/javascript": "MARKUP", "image/svg+xml": "MARKUP"}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "MARKUP"}}, raw=True)
display({"image/png": 'MARKUP" onerror="alert(1)', "text/latex": "MARKUP"}, raw=True)
# %% own
HTML("<script>alert('MARKUP')</script>")


# %% grad_max
def grad_max(x, y):
    return "<script>alert(1)</script><img src=x onerror=alert(1)>"
