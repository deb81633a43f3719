"""What readers find, what they look for in vain, and what many ask: for those who write the library.

Nobody enters and nothing leaves: it looks at counts only.
"""
