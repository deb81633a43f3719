"""The theme's sources and their build; what is served lies in `qa_portal/web/static/`."""
