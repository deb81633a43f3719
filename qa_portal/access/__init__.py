"""Who may do what: one enum of permissions, one table of rules, asked at the route, at the object and in lists.

In: a permission and a person; out: yes, or an error of the house. Default deny.
"""
