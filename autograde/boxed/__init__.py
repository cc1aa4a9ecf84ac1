"""What lives inside the sandbox, beside students' code: no exercise, answer, probe or test is within its reach.

`wire` carries plain data, `template` is warmed up once and forked for every notebook, `confine` closes a fork off from
everything, `cells` runs a notebook's cells and then serves calls of the student's functions. Inside, the package
`autograde` is `standin` with `play`, `players`, `plain` and `closing`, and nothing else.
"""
