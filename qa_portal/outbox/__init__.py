"""Work after a commit. A transaction leaves a topic and an id; the worker does the rest until it is done.

In: `queue.put()`; out: one handler a topic, given by the rooms. Rows carry ids, never words.
"""
