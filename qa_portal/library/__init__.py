"""The public record: released pages, their topics, feeds and site map. Plain text that anybody may read.

Pages come in through `release` (from the journey's last room, from imports and from guides) and leave through
`withdraw`. Knows nothing of questions, people or keys, so the public process can run it without any.
"""
