"""What is handed round of the public record: pictures, links, captions, feeds for programs, pieces for other sites.

Everything is made here from released words alone. Nobody outside is asked for anything: a network hears of a reader
only when they tap its link. A page that is withdrawn takes all of it with it, at once.
"""
