"""A kind of series per metric type that is not a plain counter."""
