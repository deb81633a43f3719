"""`python -m qa_portal` is the command `qa-portal`."""

from qa_portal.cli import main

main()
