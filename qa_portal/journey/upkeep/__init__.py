"""What befalls a page after it is published: it comes due, readers report it, it is recalled or merged, it goes.

Step: REVIEW_AGAIN. The receipt of what was taken away is made here, too: each place is looked at as a reader would.
"""
