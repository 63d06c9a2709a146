"""Who may do what: roles, a rule for every route, and the one place that enforces them."""
