"""qa_portal: patients ask, clinicians answer, and what others can learn from is published, anonymised."""
