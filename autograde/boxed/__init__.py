"""What lives inside the sandbox, beside students' code: no exercise, answer, probe or test is within its reach.

`wire` carries plain data, `template` is warmed up once and forked for every notebook, `confine` and `landlock` close a
fork off from everything, `watch` looks at what it uses, `cells` runs a notebook's cells and then serves calls of the
student's functions, `text` makes their words fit to be shown. `attempt` tries a machine for all that. Inside, the
package `autograde` is `standin` with the few modules that run beside students' code, which
`grading.sandbox.bwrap.course_modules` names.
"""
