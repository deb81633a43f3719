"""Who is at a question now: every open page says so every few seconds, and only whoever holds a question writes in it.

Steps: RETURN and CLAIM in one, when a colleague takes an idle question over. No clear text comes in here.
"""
