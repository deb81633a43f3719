"""The one bridge from the private record to the public library: who enters is APPROVED, who leaves is PUBLISHED.

Steps: PUBLISH, VOID, COME_DUE, REVIEW_AGAIN, WITHDRAW. Words that differ from the approved ones never cross.
"""
