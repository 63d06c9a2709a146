"""The script a project's pages carry."""
