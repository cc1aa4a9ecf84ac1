"""The formula sheet of a course, two pages to print, made from what its lessons say in `sheet.toml`.

In reading order: `rules` (what a lesson says, read), `proofs` (whether it is right), `pictures` (a drawing for each
rule), `page` (the page itself). Authors only: students get the page that the build has written.
"""
