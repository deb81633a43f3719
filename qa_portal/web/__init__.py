"""The shell of every page: layout, macros, theme, headers, CSRF, error pages, languages."""
