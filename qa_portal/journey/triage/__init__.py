"""Finding the right queue: who enters is RECEIVED, who leaves is QUEUED, with the words that decided.

Step: ROUTE. The worker does it; clinicians move a question on with a reason (room `queue`).
"""
