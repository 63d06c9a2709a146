"""The Live page of a project: the stream of what arrives, a box to try a beacon, help with the snippet."""
