"""From a project's series to what pages show: queries (PromQL) -> plan of a metric -> picture (numbers).

lamp, multiples and recent serve every page that shows numbers.
"""
