"""Ten minutes between two visits: the few questions that fit are taken together, what is urgent first.

Steps: CLAIM. What is not finished goes back by the clock. No clear text comes in here.
"""
