"""The portal's words in other languages. English is the language of the source and has no catalogue.

One command finds every text in code and templates, takes what is new into `<language>/LC_MESSAGES/messages.po`,
drops what is gone and compiles the `.mo` files the portal reads:

    make translations          (or: python -m qa_portal.translations)

Then fill in the empty `msgstr` lines it names and run it again. Both files are committed: an installation
needs no compiler. The tests fail when a text has no Spanish, or when a catalogue is behind the code.
"""
