"""A patient asks. Nobody enters; who leaves is RECEIVED, with a receipt number and a promised time.

A draft is kept on the server from the first page on. Emergency signs are asked before the free text;
they raise the level, show advice, and never stop a question from being sent.
"""
