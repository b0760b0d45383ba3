"""What can be doubted in the answers of a survey, and how well its scales hold.

All of it is pure. Nothing here leaves an answer out: the evaluator does, with a reason.
"""
