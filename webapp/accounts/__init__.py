"""People: passwords, signing up, in and out.

passwords, emails (rules) -> sign_up, sign_in (acts) -> sessions (rows) -> cookies, bearer (requests).
"""
