"""Law 10: what a beacon's context says, as short label values. Pure and the same for all time.

Answers are remembered in bounded tables, since a site has few pages and few browsers at a time.
"""
