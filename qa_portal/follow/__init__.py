"""Following a topic, or everything, by mail: at most one mail a week, and only when there is something new.

In: an address, by a reader who has no account. Nothing but one mail goes to it before its owner says yes.
Out: the row and its key, by one tap in any mail.
"""
