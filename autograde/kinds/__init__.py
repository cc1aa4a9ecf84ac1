"""Kinds of answer beyond "a call returns numbers": what is right, what is told and what is drawn for each of them.

A kind's functions are handed to `Exercise` as accepts, alike, tells and draws, with settings in plain data where a kind
has some (`functools.partial`). They see a probe, what came back and what was expected, and know no exercise: no closed
form of an answer stands here, so that the students' edition holds these files. Left out: how an answer is run
(`players`) and what fits every exercise (`judge`, `diagnosis`).
"""
